"""What a penalty adds for a parameter, read by experiments: a function of each of its entries, which are changed one by one."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cost_cases import COST, L1
from elman.diagnosis.cost_experiments import STEP, Experiment, Sizes
from elman.diagnosis.cost_table import NORMS
from elman.diagnosis.curves import Curve, curve_of, in_both
from elman.diagnosis.seen import number

SIZES = ((2, 3, 4, 3), (1, 4, 3, 5))
"""T, n_in, n_hidden, n_out of two songs, so that a factor which depends on them is seen."""


class OfPenalty(Experiment):
    """What one penalty adds for one parameter, as a function of this parameter."""

    def __init__(self, function, settings, network, part, name, sizes):
        off = {"l1": "l2", "l2": "l1"}[part]
        super().__init__(function, replace(settings, **{off: 0.0}), network, sizes)
        self.part, self.name, self.c = part, name, getattr(settings, part)
        self.shape = self.params[name].shape

    def of_gradient(self, W, at=None):
        """What is added to the gradient, for coefficient 1."""
        return self._added(W, self.name)

    def of_cost(self, W, at=None):
        """The derivative of what is added to the cost, for coefficient 1."""
        found = np.zeros(W.shape)
        for i in [at] if at is not None else np.ndindex(*W.shape):
            step = np.zeros(W.shape)
            step[i] = STEP
            added = [self._added(W + s * step, COST) for s in (1, -1)]
            found[i] = np.nan if added[0] is None or added[1] is None else (added[0] - added[1]) / (2 * STEP)
        return found

    def drawn(self):
        """A random matrix in the place of the parameter, one row for a vector."""
        return np.random.default_rng(3).standard_normal(self.shape if len(self.shape) == 2 else (1, *self.shape))

    def is_added(self, norm, W):
        """Whether the cost gets just this norm."""
        some = [self._added(V, COST) for V in (0 * W, W, -0.5 * W.T.reshape(W.shape))]
        right = [norm(V) for V in (0 * W, W, -0.5 * W.T.reshape(W.shape))]
        return None not in some and np.allclose(np.diff(some), np.diff(right), rtol=1e-7, atol=1e-9)

    def _added(self, W, key):
        params = self.params | {self.name: W.reshape(self.shape)}
        some = [self.called(params).get(key), self.called(params, **{self.part: 0.0}).get(key)]
        if some[0] is None or some[1] is None:
            return None
        found = (some[0] - some[1]) / self.c
        return found if key == COST else found.reshape(W.shape)


def told_of_penalty(function, settings, network, part, name, where):
    """What a penalty adds to the gradient of one parameter, or the derivative of what it adds to the cost, as a Curve."""
    read, songs = [], [OfPenalty(function, settings, network, part, name, sizes) for sizes in SIZES]
    for one in songs:
        W = one.drawn()
        if where == "cost" and np.abs(one.of_cost(W)).max() < 1e-8:
            read.append(Curve(0.0, ""))
        elif where == "cost" and one.is_added(NORMS[L1["abs_sum"]][0], W):
            read.append(Curve(1.0, L1["abs_sum"]))
        else:
            read.append(curve_of(getattr(one, f"of_{where}"), W.shape, "w"))
    if None in read or read[0].formula != read[1].formula:
        return None
    times = [curve.times for curve in read]
    times = None if None in times else number(times, [Sizes(sizes) for sizes in SIZES]) if any(times) else 0.0
    one = read[0]._replace(where=in_both(*read))
    return one._replace(times=times) if times is not None or read[0].times is None else None


def gradient_follows(function, settings, network, part, name):
    """Whether what a penalty adds to a parameter's gradient is the derivative of what it adds to the cost."""
    for one in [OfPenalty(function, settings, network, part, name, sizes) for sizes in SIZES]:
        W = one.drawn()
        added, slopes = one.of_gradient(W), one.of_cost(W)
        if added is None or not np.allclose(added, slopes, rtol=1e-5, atol=1e-7):
            return False
    return True
