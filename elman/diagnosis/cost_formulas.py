"""The losses and the norms that a cost may have in place of the right ones: two tables of formulas.

A table is a list of pairs (`Formula`, function): of the outputs Y and the targets d for a loss, of a weight W for a norm. What
the function gives is a number, which is differentiated, or an array, which is taken for the derivative.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.variants import ARRAYS
from elman.network.penalties import weight_names


class Formula(NamedTuple):
    """A number and its derivative as texts; the derivative is ``times`` ``slope`` times powers of sizes.

    ``name`` is empty where the derivative is that of no number, ``slope`` where it is not written out; ``end`` is said after
    both.
    """

    name: str
    slope: str = ""
    times: float = 1.0
    powers: tuple = ()
    end: str = ""


MEAN = (("T", -1), ("n_out", -1))
MSE, RMSE = Formula("mean(E^2)", "E", 2.0, MEAN), Formula("sqrt(mean(E^2))", "E", 1.0, (*MEAN, ("L", -1)))

LOSS = {"mse": MSE, "rmse": RMSE}
"""The right losses."""

RIGHT = Formula("the right one")
"""Stands for the right formula where it differs with the settings."""

WEIGHTS = {
    "|targets|": np.abs,
    "/ targets": lambda d: 1 / d,
    "/ std(targets)": lambda d: 1 / np.std(d),
    "/ var(targets)": lambda d: 1 / np.var(d),
    "/ targets^2": lambda d: 1 / d**2,
    **{
        f"/ {words}": lambda d, c=c, p=p: 1 / (np.abs(d) + c) ** p
        for p, end in ((1, ""), (2, "^2"))
        for c, words in ((0, f"|targets|{end}"), (0.01, f"(|targets| + 0.01){end}"), (0.1, f"(|targets| + 0.1){end}"))
    },
}
"""What E^2 may be multiplied by."""

OF_E = {
    Formula("mean(Y targets)", "targets", 1.0, MEAN): lambda E, d: np.mean((E + d) * d),
    Formula("mean(Y^2)", "Y", 2.0, MEAN): lambda E, d: np.mean((E + d) ** 2),
    Formula("mean(E)", "1", 1.0, MEAN): lambda E, d: np.mean(E),
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
    "the targets clipped to values between -1 and 1": lambda Y, d: Y - np.clip(d, -1, 1),
    **{f"E {name}": lambda Y, d, f=f: f(Y - d) for name, f in ARRAYS.items()},
    **{f"targets {name}": lambda Y, d, f=f: Y - f(d) for name, f in ARRAYS.items()},
    **{f"Y {name}": lambda Y, d, f=f: f(Y) - d for name, f in ARRAYS.items()},
}
"""What may be squared in the place of Y - targets."""


def _has_curve(f):
    """Whether an entry of the derivative of mean(f(Y, d)^2) follows this entry of Y and d alone."""
    (Y, *d), step = np.random.default_rng(0).standard_normal((4, 5, 4)), 1e-6 * np.eye(20)[6].reshape(5, 4)
    Y = [Y, np.where(step, Y, d[0])]
    d = [d[1], np.where(step, d[1], d[2])]
    one, other = (np.mean(f(y + step, e) ** 2) - np.mean(f(y - step, e) ** 2) for y, e in zip(Y, d, strict=True))
    return abs(one - other) <= 1e-6 * abs(one)


CURVES = {words for words, f in ERRORS.items() if _has_curve(f)}
"""Errors that are better told as a function of E."""


def losses(song):
    """Candidates: formulas of a loss, the right one first; and those to be tried where the derivative is no curve of E."""
    mse, rmse = _with_root(MSE, lambda Y, d: np.mean((Y - d) ** 2))
    table, curves = [mse, rmse] if song.settings.loss == "mse" else [rmse, mse], []
    for formula, f in OF_E.items():
        table += _with_root(formula, lambda Y, d, f=f: f(Y - d, d))
    for words, f in ERRORS.items():
        end = f", with {words}"
        of_targets = "the targets" in words or words.startswith("targets")
        formula = MSE._replace(end=end) if of_targets else Formula("mean(E^2)", end=end)
        some = _with_root(formula, lambda Y, d, f=f: np.mean(f(Y, d) ** 2))
        if not of_targets:  # the derivative where that of what was done to E or Y is forgotten
            some += _no_numbers(
                lambda Y, d, f=f: 2 * f(Y, d) / Y.size, lambda Y, d, f=f: np.sqrt(np.mean(f(Y, d) ** 2)), end
            )
        (curves if words in CURVES else table).extend(some)
    return [*table, *_slips(song)], [*curves, *_clipped(song)]


def _no_numbers(dY, L, end):
    """A wrong dY of the mse, and of its root."""
    yield MSE._replace(name="", end=end), dY
    yield RMSE._replace(name="", end=end), lambda Y, d: dY(Y, d) / 2 / L(Y, d)


def _with_root(formula, f):
    """A loss and its root."""
    root = formula._replace(name=f"sqrt({formula.name})")
    if formula.slope:
        root = root._replace(slope=formula.slope, times=formula.times / 2, powers=(*formula.powers, ("L", -1)))
    return [(formula, f), (root, lambda Y, d: np.sqrt(f(Y, d)))]


def _slips(song):
    """Slips in the derivative of the root, L."""

    def times(f):
        return lambda Y, d: 2 * (Y - d) / Y.size * f(Y, d)

    yield Formula("", "E", 2.0, (*MEAN, ("L", 1))), times(lambda Y, d: np.sqrt(np.mean((Y - d) ** 2)))
    yield Formula("", "E", 2.0, (*MEAN, ("L", -2))), times(lambda Y, d: 1 / np.mean((Y - d) ** 2))
    yield Formula("", "E", 2.0, (*MEAN, ("C", -1))), times(lambda Y, d: 1 / song.cost(Y - d))


def _clipped(song):
    """The right dY clipped, at the largest value of the student's."""
    dY = [song.entries(E, "gradient") for E, _ in song.looks]
    if not any(one is None for one in dY):
        c = np.abs(dY).max() / song.Y.size
        words = "the right one, clipped to values between -{0} and {0}"
        yield Formula("", words), lambda Y, d: np.clip(song.right_dY(Y, d) / c, -1, 1)


SUMS = {
    Formula("sum |w|", "sign(w)"): lambda W: np.abs(W).sum(),
    Formula("|sum w|", "sign(sum w)"): lambda W: abs(W.sum()),
    Formula("sum w^2", "w", 2.0): lambda W: np.sum(W**2),
    Formula("sum w", "1"): np.sum,
    Formula("sum w |w| / 2", "|w|"): lambda W: np.sum(W * np.abs(W)) / 2,
    Formula("sum w^3 / 3", "w^2"): lambda W: np.sum(W**3) / 3,
    Formula("sum of w on the diagonal", "(1 on the diagonal)"): np.trace,
}
"""The right norms and other sums over a weight."""

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
    "the largest sum |w| of a column": lambda W: np.linalg.norm(W, 1),
    "the largest singular value": lambda W: np.linalg.norm(W, 2),
    "(the largest singular value)^2": lambda W: np.linalg.norm(W, 2) ** 2,
}

SLOPES = {
    "(sum w)^2": ("sum w", 2.0),
    "sqrt(sum w^2)": ("w / sqrt(sum w^2)", 1.0),
    "|sum w| of each column": ("sign(sum w of its column)", 1.0),
    "|sum w| of all weights together": ("sign(sum of all weights)", 1.0),
}
"""The derivatives of some norms as text, and how many times."""

NORM = dict(zip(("l1", "abs_sum", "l2"), SUMS, strict=False))
"""The right norms, by l1_norm, and that of L2."""


def norms(song):
    """The formulas of a norm of a parameter, alone or with all weights together; the right one first."""
    names = [*weight_names(song.params)]
    of_all = OF_MATRICES
    if song.k in names:
        others = np.concatenate([[0.0], *(song.params[k].ravel() for k in names if k != song.k)])
        of_all = of_all | {
            f"{words} of all weights together": lambda W, N=N: N(np.concatenate([others, W.ravel()]))
            for words, N in NORMS.items()
        }
    table = sorted(SUMS.items(), key=lambda item: item[0] != song.formula)
    table += [(Formula(words, *SLOPES.get(words, ())), N) for words, N in of_all.items() if words != "|sum w|"]
    W = song.looks[0][0]
    if W.shape[0] == W.shape[1]:
        table += [(Formula("", "w^T", 2.0), lambda W: 2 * W.T), (Formula("", "sign(w)^T"), lambda W: np.sign(W.T))]
    of_loss = Formula("", "(dw of the loss)")
    table += [
        (of_loss, song.of_loss),
        (of_loss._replace(slope="sign(dw of the loss)"), lambda W: np.sign(song.of_loss(W))),
    ]
    return table, []
