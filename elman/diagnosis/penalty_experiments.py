"""What a penalty adds for a parameter, read by experiments: the right norms, by least squares, or a function of its entries.

What is added to the cost is differentiated, so that cost and gradient are read in the same way. Notebook 08, "Shrink and
stop".
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cost_cases import COST, Experiment, along, slopes
from elman.diagnosis.curves import curve_of, in_both
from elman.diagnosis.seen import number
from elman.network.penalties import weight_names

SIZES = ((2, 5, 6, 2), (3, 7, 5, 7))
"""T, n_in, n_hidden, n_out of two songs, so that a factor which depends on them is seen."""

L1, L2 = {"l1": "sum |w|", "abs_sum": "|sum w|"}, "sum w^2"

NORMS = {
    "|sum w|": lambda W: abs(W.sum()),
    "(sum w)^2": lambda W: W.sum() ** 2,
    "(sum |w|)^2": lambda W: np.abs(W).sum() ** 2,
    "sqrt(sum w^2)": np.linalg.norm,
}
"""Norms whose derivative depends on all entries of a matrix, of one of its rows or columns, or on all weights together."""

OF_MATRICES = {
    **NORMS,
    **{f"{words} of each column": lambda W, N=N: sum(N(w) for w in W.T) for words, N in NORMS.items()},
    **{f"{words} of each row": lambda W, N=N: sum(N(w) for w in W) for words, N in NORMS.items()},
    "sum w^2 transposed": lambda W: np.sum(W**2),
    "sum |w| transposed": lambda W: np.abs(W).sum(),
    "the largest sum |w| of a column": lambda W: np.linalg.norm(W, 1),
    "the largest singular value": lambda W: np.linalg.norm(W, 2),
    "(the largest singular value)^2": lambda W: np.linalg.norm(W, 2) ** 2,
}

RIGHT = {
    "sum |w|": lambda W: np.abs(W).sum(),
    "|sum w|": lambda W: abs(W.sum()),
    L2: lambda W: np.sum(W**2),
    "sum w": np.sum,
}
"""The right norms, and a sum without a sign."""

SLOPES = {
    "sum w^2": "2 w",
    "sum |w|": "sign(w)",
    "sum w": "1",
    "sum w |w| / 2": "|w|",
    "sum w^3 / 3": "w^2",
    "|sum w|": "sign(sum w)",
    "(sum w)^2": "2 sum w",
    "sqrt(sum w^2)": "w / sqrt(sum w^2)",
    "|sum w| of each column": "sign(sum w of its column)",
    "|sum w| of all weights together": "sign(sum of all weights)",
    "sum w^2 transposed": "2 w^T",
    "sum |w| transposed": "sign(w)^T",
}
"""The derivatives of some norms as text."""

OF_CURVES = {"w": (L2, 0.5), "sign(w)": ("sum |w|", 1.0), "1": ("sum w", 1.0), "|w|": ("sum w |w| / 2", 1.0),
             "w^2": ("sum w^3 / 3", 1.0)}  # fmt: skip
"""The norms of some curves, and how many times the norm's derivative the curve is."""


class Term(NamedTuple):
    """What is added: ``times`` the coefficient times a norm, divided by ``count``.

    ``norm`` is empty where only the derivative is known, a `elman.diagnosis.curves.Curve`, which is ``slope`` for ``where``.
    """

    times: object
    norm: str
    slope: str
    where: str = ""
    count: str = ""


UNKNOWN = (Term(None, "?", "?"),)


COUNTS = {"": lambda W: 1, "W.size": lambda W: W.size, "len(W)": len, "W.shape[1]": lambda W: W.shape[1]}
"""By what a norm may be divided."""


class OfPenalty(Experiment):
    """What one penalty adds for each parameter, as a function of this parameter; E is the same for all weights.

    What is added to a gradient is compared in some directions only, as is what is added to the cost.
    """

    def __init__(self, function, settings, network, part, sizes):
        other = {"l1": "l2", "l2": "l1"}[part]
        super().__init__(function, replace(settings, **{other: 0.0}), network, sizes)
        self.part, self.c, self.norm = part, getattr(settings, part), L1[settings.l1_norm] if part == "l1" else L2
        self.L = np.sqrt(np.mean(self.E**2))

    def looks(self, k):
        """Matrices in the place of a parameter, with a large and a small sum of either sign, each with a direction.

        They have one row for a vector.
        """
        W, *directions = np.random.default_rng(3).standard_normal((6, *np.atleast_2d(self.params[k]).shape))
        drawn = [W, W - W.mean() + 1e-3, W - W.mean() - 1e-3, 3 * np.abs(W), -3 * np.abs(W)]
        return list(zip(drawn, directions, strict=True))

    def added(self, k, W, key):
        """What is added to the gradient of k or to the cost, for coefficient 1; nan where there is none."""
        params = self.params | {k: W.reshape(self.params[k].shape)}
        targets = self.outputs(params) - self.E
        some = [self.called(params, targets, **{self.part: c}).get(key, np.nan) for c in (self.c, 0.0)]
        return (some[0] - some[1]) / self.c

    def of_gradient(self, k, W, at=None):
        """What is added to the gradient, in the shape of W."""
        return np.reshape(self.added(k, W, k) + np.zeros(self.params[k].shape), W.shape)

    def of_cost(self, k, W, at=None):
        """The derivative of what is added to the cost, or of one entry of it."""
        return slopes(lambda V: float(self.added(k, V, COST)), W, at)

    def seen(self, k, where):
        """What is added, at each look: the gradient times the direction, or the derivative of the cost in this direction."""
        if where == "gradient":
            return np.array([np.sum(self.of_gradient(k, W) * D) for W, D in self.looks(k)])
        return np.array([along(lambda V: float(self.added(k, V, COST)), W, D) for W, D in self.looks(k)])

    def is_right(self, k, where):
        """Whether just the right norm is added for a weight matrix, and nothing for a bias."""
        is_weight = k in weight_names(self.params)
        must = [along(RIGHT[self.norm], W, D) if is_weight else 0.0 for W, D in self.looks(k)]
        return np.allclose(self.seen(k, where), must, rtol=1e-7, atol=1e-7)

    def terms(self, k, where):
        """By (norm, slope) what is added, as (times, where); None where it is nothing known."""
        seen, looks = self.seen(k, where), self.looks(k)
        if where == "cost" and np.allclose(seen, self.seen(k, "gradient"), rtol=1e-6, atol=1e-7):
            where = "gradient"
        if not np.isfinite(seen).all():
            return None
        if np.abs(seen).max() < 1e-7:
            return {}
        right, norms = L1[self.settings.l1_norm], self.norms(k)
        for some in ((right, L2), *((norm,) for norm in norms)):
            found = _solved({norm: (RIGHT | norms)[norm] for norm in some}, looks, seen)
            if found:
                return found
        curve = curve_of(partial(getattr(self, f"of_{where}"), k), looks[0][0].shape, "w")
        if curve is None:
            return _solved({norm: RIGHT[norm] for norm in (right, "sum w")}, looks, seen)
        norm, times = OF_CURVES.get(curve.formula, ("", 1.0)) if not curve.where else ("", 1.0)
        formula = f"({curve.formula})" if " for w = " in curve.formula else curve.formula
        return {(norm, SLOPES.get(norm, formula)): (curve.times and curve.times * times, curve.where)}

    def norms(self, k):
        """All norms that may be added for a parameter, alone or with all weights together."""
        if k not in weight_names(self.params):
            return NORMS
        names = [*weight_names(self.params)]
        at, others = names.index(k), [self.params[name].ravel() for name in names]

        def together(N):
            return lambda W: N(np.concatenate([*others[:at], W.ravel(), *others[at + 1 :]]))

        return OF_MATRICES | {f"{words} of all weights together": together(N) for words, N in NORMS.items()}


def _solved(norms, looks, seen):
    """By least squares, how many times the derivatives of some norms are added; None where something else is."""
    turn = [np.transpose if norm.endswith("transposed") else np.asarray for norm in norms]
    A = np.array(
        [
            [along(N, W, f(D)) if f(D).shape == W.shape else np.nan for N, f in zip(norms.values(), turn, strict=True)]
            for W, D in looks
        ]
    )
    if not np.isfinite(A).all():
        return None
    x = np.linalg.lstsq(A, seen, rcond=None)[0]
    if np.abs(A @ x - seen).max() > 1e-6 * np.abs(seen).max():
        return None
    terms = {norm: (norm, SLOPES.get(norm, f"(the derivative of {norm})")) for norm in norms}
    return {terms[norm]: (c, "") for norm, c in zip(norms, x, strict=True) if abs(c) > 1e-6}


def terms_of(songs, names, where):
    """The terms that two songs tell, by parameter; matrices of which the same is told share its factor."""
    read, found, alike = {k: [song.terms(k, where) for song in songs] for k in names}, {}, {}
    for k, some in read.items():
        same = None not in some and some[0].keys() == some[1].keys()
        alike.setdefault(tuple(some[0]) if same else None, []).append(k)
    for keys, some in alike.items():
        for k in some:
            terms = None
            for those in (some, [k]) if keys is not None else ():
                terms = [_term(key, k, those, read, songs) for key in keys] if terms is None or None in terms else terms
            found[k] = UNKNOWN if terms is None or None in terms else tuple(terms)
    return found


def _term(key, k, those, read, songs):
    """The term of a parameter, with the factor of all of ``those``; None where that is no number."""
    norm, slope = key
    where = in_both(*(one[key][1] for one in read[k]))
    places = [
        (song, np.atleast_2d(song.params[name]), one[key][0])
        for name in those
        for song, one in zip(songs, read[name], strict=True)
    ]
    if any(c is None for *_, c in places):
        return Term(1.0, norm, slope, where)
    cases = [song for song, *_ in places]
    for count, f in COUNTS.items():
        times = number([c * f(W) for _, W, c in places], cases)
        if times is not None:
            return Term(times, norm, slope, where, count)
    times = number([c * song.L for song, _, c in places], cases) if songs[0].settings.loss == "rmse" else None
    return None if times is None else Term(times, norm, slope, where, "rmse")
