"""The losses and the norms that a cost may have in place of the right ones, and what may stand for their derivatives.

A table holds triples (`Formula`, number, derivative): functions of the outputs Y and the targets d for a loss, of a weight W
for a norm. Where there is no number the derivative is that of nothing; where there is no derivative it is taken by differences.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.curves import entrywise
from elman.diagnosis.variants import ARRAYS
from elman.network.losses import LOSSES
from elman.network.penalties import weight_names


class Formula(NamedTuple):
    """A number and its derivative as texts; the derivative is ``times`` ``slope`` times powers of sizes.

    ``name`` is empty where the number is not known, ``slope`` where it is not written out; ``end`` is said after both.
    """

    name: str
    slope: str = ""
    times: float = 1.0
    powers: tuple = ()
    end: str = ""

    @property
    def derivative(self):
        """The same without the number."""
        return self._replace(name="", slope=self.slope or f"(the derivative of {self.name})")

    @property
    def once(self):
        """What is read where it is just this."""
        return (Term(1.0, (), self),)


class Term(NamedTuple):
    """``times`` and ``powers`` of quantities, times a formula or its derivative."""

    times: float
    powers: tuple
    formula: Formula


MEAN = (("T", -1), ("n_out", -1))
MSE, RMSE = Formula("mean(E^2)", "E", 2.0, MEAN), Formula("sqrt(mean(E^2))", "E", 1.0, (*MEAN, ("L", -1)))
LOSS = {"mse": MSE, "rmse": RMSE}
"""The right losses."""

WEIGHTS = {
    "|targets|": np.abs,
    "/ targets": lambda d: 1 / d,
    "/ |targets|": lambda d: 1 / np.abs(d),
    "/ std(targets)": lambda d: 1 / np.std(d),
    "/ var(targets)": lambda d: 1 / np.var(d),
    "/ targets^2": lambda d: 1 / d**2,
    **{
        f"/ (|targets| + {c}){end}": lambda d, c=c, p=p: 1 / (np.abs(d) + c) ** p
        for p, end in ((1, ""), (2, "^2"))
        for c in (0.01, 0.1)
    },
}
"""What E^2 may be multiplied by."""

OF_E = {
    Formula("mean(|E|)", "sign(E)", 1.0, MEAN): lambda E, d: np.mean(np.abs(E)),
    Formula("mean(|E|^3)", "E |E|", 3.0, MEAN): lambda E, d: np.mean(np.abs(E) ** 3),
    Formula("mean(E^4)", "E^3", 4.0, MEAN): lambda E, d: np.mean(E**4),
    Formula("mean(Y targets)", "targets", 1.0, MEAN): lambda E, d: np.mean((E + d) * d),
    Formula("mean(Y^2)", "Y", 2.0, MEAN): lambda E, d: np.mean((E + d) ** 2),
    Formula("mean(E)", "1", 1.0, MEAN): lambda E, d: np.mean(E),
    Formula("mean(targets * log(Y))", "targets / Y", 1.0, MEAN): lambda E, d: np.mean(d * np.log(E + d)),
    Formula("mean(E)^2"): lambda E, d: np.mean(E) ** 2,
    Formula("var(E)"): lambda E, d: np.var(E),
    Formula("mean over frames of sqrt(sum over outputs of E^2)"): lambda E, d: np.mean(np.linalg.norm(E, axis=1)),
    Formula("mean over outputs of sqrt(mean over frames of E^2)"): lambda E, d: np.mean(np.sqrt(np.mean(E**2, axis=0))),
    Formula("sum of (Y[t + 1] - Y[t])^2"): lambda E, d: np.sum(np.diff(E + d, axis=0) ** 2),
    Formula("-mean(targets * log(Y) + (1 - targets) * log(1 - Y))"): lambda E, d: (
        -np.mean(d * np.log(E + d) + (1 - d) * np.log(1 - E - d))
    ),
    **{
        MSE._replace(name=f"mean(E^2 {words})", slope=f"E {words}"): lambda E, d, f=f: np.mean(E**2 * f(d))
        for words, f in WEIGHTS.items()
    },
}
"""Losses of E = Y - targets d."""


def _kept(E, row):
    """E with zeros in one row."""
    return E * (np.arange(len(E)) != row % len(E))[:, None]


ERRORS = {
    "Y[t] - targets[t + 1], without the last frame": lambda Y, d: _kept(Y - np.roll(d, -1, axis=0), -1),
    "Y[t + 1] - targets[t], without the last frame": lambda Y, d: _kept(Y - np.roll(d, 1, axis=0), 0),
    **{
        f"the targets clipped to values between {low} and 1": lambda Y, d, low=low: Y - np.clip(d, low, 1)
        for low in (-1, 0)
    },
    **{f"Y clipped to values between {low} and 1": lambda Y, d, low=low: np.clip(Y, low, 1) - d for low in (-1, 0)},
    **{f"E {name}": lambda Y, d, f=f: f(Y - d) for name, f in ARRAYS.items()},
    **{f"targets {name}": lambda Y, d, f=f: Y - f(d) for name, f in ARRAYS.items()},
    **{f"Y {name}": lambda Y, d, f=f: f(Y) - d for name, f in ARRAYS.items()},
}
"""What may be squared in the place of Y - targets."""


def losses(song):
    """The candidates for a loss, lists of one or two triples; the right one first."""
    known = [(MSE, lambda Y, d: np.mean((Y - d) ** 2), lambda Y, d: 2 * (Y - d) / Y.size)]
    known += [(formula, lambda Y, d, f=f: f(Y - d, d), None) for formula, f in OF_E.items()]
    known = sorted(_with_roots(known), key=lambda one: one[0] != LOSS[song.settings.loss])
    curves = [[_curve(*one) for one in some] for some in entrywise("E", song.Y.shape, ("frame", "output"))]
    errors = []
    for words, f in ERRORS.items():
        mse, f_mse = MSE._replace(end=f", with {words}"), lambda Y, d, f=f: np.mean(f(Y, d) ** 2)
        errors.append((mse, f_mse, lambda Y, d, f=f: 2 * f(Y, d) / Y.size))  # its own derivative is forgotten
        errors.append((Formula("mean(E^2)", end=mse.end), f_mse, None))
    return [*([one] for one in known), *curves, *([one] for one in (*_slips(song), *_with_roots(errors)))]


def _curve(x, end, f):
    """The candidate with the derivative f(E) / (T n_out); f(E) = w E is that of a weighted sum of squares."""
    if x == "E" and end:
        weighted = lambda Y, d: np.mean(f(Y - d) * (Y - d))  # noqa: E731
        return MSE._replace(end=end), weighted, lambda Y, d: 2 * f(Y - d) / Y.size
    return Formula("", x, 1.0, MEAN, end), None, lambda Y, d: f(Y - d) / Y.size


def _with_roots(some):
    """Losses, each followed by its root."""
    for formula, f, dY in some:
        yield formula, f, dY
        root = formula._replace(name=f"sqrt({formula.name})")
        if formula.slope:
            root = root._replace(times=formula.times / 2, powers=(*formula.powers, ("L", -1)))
        yield (
            root,
            lambda Y, d, f=f: np.sqrt(f(Y, d)),
            dY and (lambda Y, d, f=f, dY=dY: dY(Y, d) / 2 / np.sqrt(f(Y, d))),
        )


def _slips(song):
    """Slips in the derivative of the root L, and the right dY clipped at the largest value of the student's."""
    for power, f in ((("L", 1), np.sqrt), (("L", -2), lambda mse: 1 / mse)):
        dY = lambda Y, d, f=f: 2 * (Y - d) / Y.size * f(np.mean((Y - d) ** 2))  # noqa: E731
        yield Formula("", "E", 2.0, (*MEAN, power)), None, dY
    yield Formula("", "E", 2.0, (*MEAN, ("C", -1))), None, lambda Y, d: 2 * (Y - d) / Y.size / song.cost(Y - d)
    c = np.max([np.abs(song.gradient(E) / song.slope) for E, _ in song.looks])
    words = "the right one, clipped to values between -{0} and {0}"
    yield Formula("", words), None, lambda Y, d: np.clip(LOSSES[song.settings.loss][1](Y, d) / c, -1, 1)


NORM = {
    "l1": Formula("sum |w|", "sign(w)"),
    "abs_sum": Formula("|sum w|", "sign(sum w)"),
    "l2": Formula("sum w^2", "w", 2.0),
}
"""The right norms, by l1_norm, and that of L2."""

SUMS = {
    NORM["l1"]: lambda W: np.abs(W).sum(),
    NORM["abs_sum"]: lambda W: abs(W.sum()),
    NORM["l2"]: lambda W: np.sum(W**2),
    Formula("sum w", "1"): np.sum,
    Formula("sum w |w| / 2", "|w|"): lambda W: np.sum(W * np.abs(W)) / 2,
    Formula("sum w^3 / 3", "w^2"): lambda W: np.sum(W**3) / 3,
    Formula("sum of w on the diagonal", "(1 on the diagonal)"): np.trace,
    Formula("the largest sum |w| of a column"): lambda W: np.linalg.norm(W, 1),
    Formula("the largest singular value"): lambda W: np.linalg.norm(W, 2),
    Formula("(the largest singular value)^2"): lambda W: np.linalg.norm(W, 2) ** 2,
}
"""Norms of a matrix and other sums over its entries."""

NORMS = {
    Formula("|sum w|", "sign({sum w})"): lambda W: abs(W.sum()),
    Formula("(sum w)^2", "{sum w}", 2.0): lambda W: W.sum() ** 2,
    Formula("(sum |w|)^2", "sign(w) {sum |w|}", 2.0): lambda W: np.abs(W).sum() ** 2,
    Formula("sqrt(sum w^2)", "w / sqrt({sum w^2})"): np.linalg.norm,
}
"""Norms whose derivative depends on all entries of a matrix, of one of its rows or columns, or on all weights together."""


def norms(song):
    """The candidates for a norm of a parameter; the right one first."""
    names = [*weight_names(song.params)]
    others = np.concatenate([[0.0], *(song.params[k].ravel() for k in names if k != song.k)]) if song.k in names else 0
    found = sorted(((formula, N, None) for formula, N in SUMS.items()), key=lambda one: one[0] != song.formula)
    parts = {"": lambda W: [W], " of each column": lambda W: W.T, " of each row": lambda W: W}
    parts |= {" of all weights together": lambda W: [np.concatenate([others, W.ravel()])]} if song.k in names else {}
    for end, split in parts.items():
        for formula, N in NORMS.items():
            inner = formula.slope.partition("{")[2].partition("}")[0]
            slope = formula.slope.format(**{inner: inner + end.replace("each", "its")})
            whole = formula._replace(name=formula.name + end, slope=slope)
            found.append((whole, lambda W, N=N, split=split: sum(map(N, split(W))), None))
    W = song.looks[0][0]
    slopes = {
        "|sum w|": lambda W: np.full(W.shape, abs(W.sum())),
        "sum |w|": lambda W: np.full(W.shape, np.abs(W).sum()),
    }
    slopes |= {"(dw of the loss)": song.of_loss, "sign(dw of the loss)": lambda W: np.sign(song.of_loss(W))}
    if W.shape[0] == W.shape[1]:
        slopes |= {"w^T": lambda W: W.T, "sign(w)^T": lambda W: np.sign(W.T)}
    found += [(Formula("", words), None, f) for words, f in slopes.items()]
    curves = entrywise("w", W.shape, ("row", "column"))
    curves = [[(Formula("", x, end=end), None, f) for x, end, f in some] for some in curves]
    return [*([one] for one in found), *curves]
