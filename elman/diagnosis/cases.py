"""Songs on which a student's function is tried, and the trying itself, so guarded that nothing of it goes unseen.

The songs are drawn at random at sizes that tell mistakes apart: one frame and forty, one hidden unit and five, as many
outputs as hidden units (where a forgotten transpose does not raise) and not. Weights are large enough that what
happened forty frames ago still counts.
"""

import copy
import traceback
import warnings
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from elman.diagnosis.walk import reaches, walk_back
from elman.network import rnn

LADDER = (1, 2, 3, 4, 5, 6)
SIZES = (*((T, 3, 4, 2) for T in LADDER), (2, 2, 2, 2), (5, 4, 1, 1), (9, 5, 3, 3), (14, 2, 5, 1), (40, 3, 4, 2))
"""T, n_in, n_hidden, n_out of the songs on which every function is tried."""

SAME = 1e-9
"""Two gradients are the same when they differ by less than this part of their largest entry."""


class Case:
    """One song with its parameters, its errors dY and the right gradients.

    ``title`` tells a reader which song it is. `walk` is the Elman network's backward pass in all its steps.
    """

    ARGUMENTS = ("params", "dY", "cache")

    def __init__(self, params, X, dY, *, network=rnn, output="linear", title=""):
        self.params, self.X, self.dY, self.output, self.network = params, X, dY, output, network
        _, self.cache = network.forward(params, X, output=output)
        self.right = network.backward(params, dY, self.cache)
        self.T, self.n_out = dY.shape
        self.title = title or f"T = {self.T}, {X.shape[1]} inputs, {len(params['W_hy'])} hidden, {self.n_out} outputs"

    def read(self, result):
        """The gradients in what a student's function returned."""
        return result

    @cached_property
    def walk(self):
        """The right backward pass with everything it computes (Elman network only)."""
        return walk_back(self.params, self.dY, self.cache)

    @cached_property
    def reaches(self):
        """What each frame's error adds to dZ of each frame before it (Elman network only)."""
        return reaches(self.walk)

    @cached_property
    def with_linear_output(self):
        """The same errors dY behind a linear output, for which dA = dY."""
        other = copy.copy(self)
        for known in ("walk", "reaches", "_largest", "_rounding"):
            vars(other).pop(known, None)
        other.cache, other.output = self.cache._replace(output="linear"), "linear"
        other.right = self.network.backward(self.params, self.dY, other.cache)
        return other

    def scale(self, name):
        """The size against which differences in a parameter's gradient are seen: its own, or rounding of the
        largest."""
        return max(self._largest[name], 1e-6 * max(self._largest.values()))

    @cached_property
    def _rounding(self):
        """How much each gradient changes when all that it is computed from changes in its last digit.

        Next to nothing, but for saturated units: 1 - h^2 has few right digits where h is nearly 1.
        """
        rng = np.random.default_rng(0)

        def touched(value):
            return value * (1 + 2e-16 * rng.standard_normal(value.shape)) if isinstance(value, np.ndarray) else value

        params = {name: touched(value) for name, value in self.params.items()}
        cache = type(self.cache)(*map(touched, self.cache))
        untouched = self.network.backward(self.params, self.dY, self.cache)
        grads = self.network.backward(params, touched(self.dY), cache)
        return {name: float(np.max(np.abs(grads[name] - untouched[name]), initial=0.0)) for name in grads}

    @cached_property
    def _largest(self):
        return {name: float(np.max(np.abs(value), initial=0.0)) for name, value in self.right.items()}

    def same(self, name, a, b):
        """Whether two values of one parameter's gradient are the same but for rounding (and for axes of length one).

        b is what a is compared with; where b is larger than the right gradient, so is its rounding.
        """
        a, b = shaped_like(a, self.right[name]), shaped_like(b, self.right[name])
        scale = max(self.scale(name), np.max(np.abs(b), initial=0.0))
        slack = SAME * scale + 30 * self._rounding.get(name, 0.0)
        return a.shape == b.shape and bool(np.all(np.abs(a - b) <= slack))


def shaped_like(value, right):
    """``value`` in the shape of ``right`` where they differ in axes of length one only; else as it is."""
    alike = value.size == right.size and np.squeeze(value).shape == np.squeeze(right).shape
    return value.reshape(right.shape) if alike else value


def draw_case(T, n_in, n_hidden, n_out, *, network=rnn, output="linear", rng, title=""):
    """A random case: weights that keep the memory alive, no zero anywhere, errors of every frame at work."""
    params = network.init(n_in, n_hidden, n_out, rng=rng, scale=1.0)
    params = {name: lively(name, value, rng) for name, value in params.items()}
    X = 0.5 * rng.standard_normal((T, n_in))
    return Case(params, X, rng.standard_normal((T, n_out)), network=network, output=output, title=title)


def lively(name, value, rng):
    """Random numbers in the place of a parameter: recurrent ones orthogonal times 1.2, others of size about
    1/sqrt(n)."""
    if value.ndim == 2 and name.startswith("W_h") and value.shape[1] % value.shape[0] == 0 and "y" not in name:
        blocks = [
            np.linalg.qr(rng.standard_normal((len(value), len(value))))[0] for _ in range(value.shape[1] // len(value))
        ]
        return 1.2 * np.concatenate(blocks, axis=1)
    return rng.standard_normal(value.shape) / np.sqrt(max(1, len(value))) * (0.5 if value.ndim == 1 else 0.7)


class Call(NamedTuple):
    """What a function gave: ``grads``, the usable ones as float arrays in the right shape where possible, and faults.

    A fault is (kind, words): "exception", "wrong keys", "wrong shape", "wrong type", "not finite", "overwrites".
    """

    case: Case
    grads: dict
    faults: list


def call(function, case):
    """Call a student's function with copies, and look at all it gives and all it changed.

    The arguments are ``case.ARGUMENTS``: for a backward pass, ``params, dY, cache``.
    """
    arguments = [copy.deepcopy(getattr(case, name)) for name in case.ARGUMENTS]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = copy.deepcopy(function(*arguments))
    except (Exception, SystemExit) as error:
        return Call(case, {}, [("exception", in_words(error)), *_overwritten(case, arguments)])
    good, faults = usable(case.read(result), case.right)
    return Call(case, good, [*faults, *_overwritten(case, arguments)])


def in_words(error):
    """An exception with the line that raised it."""
    own = Path(__file__).parent
    steps = [s for s in traceback.extract_tb(error.__traceback__) if own not in Path(s.filename).parents]
    users = [s for s in steps if Path(np.__file__).parent not in Path(s.filename).parents] or steps
    where = f" in line {users[-1].lineno} of {Path(users[-1].filename).name}: {users[-1].line}" if users else ""
    return f"{type(error).__name__}: {error}{where}"


def usable(grads, right):
    """The gradients that can be compared with ``right``, and the faults that keep others from it."""
    if not isinstance(grads, dict):
        hint = "; is the return missing?" if grads is None else ""
        return {}, [
            ("wrong type", f"{type(grads).__name__} was returned, a dict with the keys of params was expected{hint}")
        ]
    faults = []
    missing, extra = [k for k in right if k not in grads], [k for k in grads if k not in right]
    if missing:
        faults.append(("wrong keys", f"the gradient of {', '.join(missing)} is missing from the dict"))
    if extra:
        faults.append(
            ("wrong keys", f"{', '.join(map(repr, extra))} stands in the dict, but no parameter has this name")
        )
    good = {}
    for name in right:
        if name in grads:
            value, fault = _one(name, grads[name], right[name])
            faults += fault
            if value is not None:
                good[name] = value
    return good, faults


def _one(name, value, right):
    try:
        value = np.asarray(value)
    except ValueError:
        return None, [("wrong type", f"the gradient of {name} is no array, its rows differ in length")]
    if value.dtype != np.float64:
        return None, [("wrong type", f"the gradient of {name} holds {value.dtype}, float64 was expected")]
    faults = []
    if value.shape != right.shape:
        faults.append(
            ("wrong shape", f"the gradient of {name} has shape {value.shape}, not that of the parameter, {right.shape}")
        )
        value = shaped_like(value, right)
    if not np.isfinite(value).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        return None, [*faults, ("not finite", f"the gradient of {name} is {value[at]} at {at}")]
    return value, faults


def _overwritten(case, arguments):
    """Which inputs are no longer what they were."""
    changed = []
    for name, given in zip(case.ARGUMENTS, arguments, strict=True):
        before = _parts(name, getattr(case, name))
        after = _parts(name, given)
        changed += [part for part in before if part not in after or not _equal(after[part], before[part])]
        changed += [f"{part} (new)" for part in after if part not in before]
    return [("overwrites", f"{', '.join(changed)} changed during the call; work on a copy")] if changed else []


def _parts(name, value):
    """An argument's arrays by name: ``params['W_hh']``, ``cache.H``, ``dY``."""
    if isinstance(value, dict):
        return {f"{name}[{key!r}]": part for key, part in value.items()}
    if isinstance(value, tuple):
        return {f"{name}.{key}": part for key, part in zip(value._fields, value, strict=True)}
    return {name: value}


def _equal(a, b):
    return np.array_equal(a, b, equal_nan=True) if isinstance(b, np.ndarray) else a == b
