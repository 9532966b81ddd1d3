"""What a loss and a penalty may be made of, right or wrong: formulas with their derivatives.

A wrong cost is looked up here as a whole: every formula, of every residual, and every norm, of each matrix or of all weights
together. Notebook 08, "Shrink and stop".
"""

import numpy as np

from elman.diagnosis.variants import ARRAYS, EVERY, FRAMES


def _unit(E, size):
    return E / np.where(size, size, 1.0)


def _over_outputs(E):
    return np.linalg.norm(E, axis=1, keepdims=True)


def _over_frames(E):
    return np.sqrt(np.mean(E**2, axis=0))


LOSSES = {
    "mean(E^2)": (lambda E, Y: np.mean(E**2), lambda E, Y: 2 * E / E.size, "2 E / (T n_out)"),
    "sqrt(mean(E^2))": (
        lambda E, Y: np.sqrt(np.mean(E**2)),
        lambda E, Y: _unit(E / E.size, np.sqrt(np.mean(E**2))),
        "E / (T n_out L)",
    ),
    "mean(|E|)": (lambda E, Y: np.mean(np.abs(E)), lambda E, Y: np.sign(E) / E.size, "sign(E) / (T n_out)"),
    "mean over frames of sqrt(sum over outputs of E^2)": (
        lambda E, Y: np.mean(_over_outputs(E)),
        lambda E, Y: _unit(E / len(E), _over_outputs(E)),
        "E / (T sqrt(sum over outputs of E^2))",
    ),
    "mean over outputs of sqrt(mean over frames of E^2)": (
        lambda E, Y: np.mean(_over_frames(E)),
        lambda E, Y: _unit(E / E.size, _over_frames(E)),
        "E / (T n_out sqrt(mean over frames of E^2))",
    ),
    "mean(E)": (lambda E, Y: np.mean(E), lambda E, Y: np.full(E.shape, 1 / E.size), "1 / (T n_out)"),
    "|mean(E)|": (
        lambda E, Y: abs(np.mean(E)),
        lambda E, Y: np.full(E.shape, np.sign(np.mean(E)) / E.size),
        "sign(mean(E)) / (T n_out)",
    ),
    "mean(E)^2": (
        lambda E, Y: np.mean(E) ** 2,
        lambda E, Y: np.full(E.shape, 2 * np.mean(E) / E.size),
        "2 mean(E) / (T n_out)",
    ),
    "mean(log(cosh(E)))": (
        lambda E, Y: np.mean(np.log(np.cosh(E))),
        lambda E, Y: np.tanh(E) / E.size,
        "tanh(E) / (T n_out)",
    ),
    "max(|E|)": (
        lambda E, Y: np.abs(E).max(),
        lambda E, Y: np.sign(E) * (np.abs(E) == np.abs(E).max()),
        "sign(E) of the largest |E| alone",
    ),
    "var(E)": (lambda E, Y: np.var(E), lambda E, Y: 2 * (E - np.mean(E)) / E.size, "2 (E - mean(E)) / (T n_out)"),
    "std(E)": (
        lambda E, Y: np.std(E),
        lambda E, Y: _unit((E - np.mean(E)) / E.size, np.std(E)),
        "(E - mean(E)) / (T n_out std(E))",
    ),
    "-mean(targets * log(Y))": (
        lambda E, Y: np.mean((E - Y) * np.log(Y)),
        lambda E, Y: (E - Y) / Y / E.size,
        "-targets / (Y T n_out)",
    ),
    "-mean(targets * log(Y) + (1 - targets) * log(1 - Y))": (
        lambda E, Y: -np.mean((Y - E) * np.log(Y) + (1 - Y + E) * np.log(1 - Y)),
        lambda E, Y: E / (Y * (1 - Y)) / E.size,
        "E / (Y (1 - Y) T n_out)",
    ),
}
"""By formula: the loss of E = Y - targets, and its derivative with respect to Y, dY; and dY in words, L the rmse."""

_MASKS = (*FRAMES, *(name for name in ARRAYS if name.endswith(("column only", "first column", "last column"))))


def residuals(Y, targets):
    """What may stand in the place of E (T, n_out): triples (words, E, pull).

    ``pull`` turns the derivative with respect to this E into that with respect to Y.
    """

    def as_it_is(D):
        return D

    yield "", Y - targets, as_it_is
    for name in _MASKS:
        w = np.sqrt(EVERY[name](np.ones(Y.shape)))
        yield f"E^2 {name}", w * (Y - targets), lambda D, w=w: w * D
    for name, f in ARRAYS.items():
        if name not in _MASKS:
            yield f"targets {name}", Y - f(targets), as_it_is
            yield f"Y {name}", f(Y) - targets, as_it_is
            yield f"E {name}", f(Y - targets), as_it_is
    w = np.arange(len(Y))[:, None]
    yield (
        "Y[t] - targets[t + 1], without the last frame",
        (w < len(Y) - 1) * (Y - np.roll(targets, -1, axis=0)),
        as_it_is,
    )
    yield "Y[t + 1] - targets[t], without the last frame", (w > 0) * (Y - np.roll(targets, 1, axis=0)), as_it_is
    for words, size in (
        ("standard deviation of the targets", np.std(targets)),
        ("standard deviation over the frames of the targets", np.std(targets, axis=0)),
        ("range of the targets", np.ptp(targets)),
    ):
        size = np.where(size > 0, size, np.nan)
        yield f"E divided by the {words}", (Y - targets) / size, lambda D, size=size: D / size
    yield "the targets clipped to values between -1 and 1", Y - np.clip(targets, -1, 1), as_it_is
    yield "E divided by the targets", (Y - targets) / targets, lambda D: D / targets
    yield "Y in place of E", Y, as_it_is


def _largest_column(W):
    return np.abs(W).sum(axis=0) == np.abs(W).sum(axis=0).max()


_BASIC = {
    "sum |w|": (lambda W: np.abs(W).sum(), np.sign),
    "|sum w|": (lambda W: abs(W.sum()), lambda W: np.full(W.shape, np.sign(W.sum()))),
    "sum w^2": (lambda W: (W**2).sum(), lambda W: 2 * W),
    "sum w": (np.sum, np.ones_like),
    "max |w|": (lambda W: np.abs(W).max(), lambda W: np.sign(W) * (np.abs(W) == np.abs(W).max())),
    "sum w |w| / 2": (lambda W: np.sum(W * np.abs(W)) / 2, np.abs),
    "sum w^3 / 3": (lambda W: np.sum(W**3) / 3, np.square),
}
_SINGULAR = {
    "the largest singular value": (
        lambda W: np.linalg.norm(W, 2),
        lambda W: np.outer(np.linalg.svd(W)[0][:, 0], np.linalg.svd(W)[2][0]),
    ),
}
_SEPARATE = ("sum |w|", "sum w^2", "sum w", "sum w |w| / 2", "sum w^3 / 3")
"""Norms that are the same for all weights together: sums over entries."""


def _powers(basic):
    """Norms, their squares and the root of the sum of squares."""
    found = dict(basic)
    for name, (N, dN) in basic.items():
        if name.startswith("sum") or "singular" in name:
            found[f"({name})^2"] = lambda W, N=N: N(W) ** 2, lambda W, N=N, dN=dN: 2 * N(W) * dN(W)
    return found | {"sqrt(sum w^2)": (np.linalg.norm, lambda W: W / np.linalg.norm(W))}


def _of_each(norms, axis, name):
    """Norms that are taken of each row (axis 0) or column (axis 1) and added up."""

    def lines(W):
        return np.moveaxis(W, axis, 0)

    return {
        f"{words} of each {name}": (
            lambda W, N=N: sum(N(line) for line in lines(W)),
            lambda W, dN=dN: np.moveaxis(np.array([dN(line) for line in lines(W)]), 0, axis),
        )
        for words, (N, dN) in norms.items()
    }


def _joined(norms):
    return {words: pair for words, pair in norms.items() if words not in _SEPARATE}


def _divided(norms):
    """Norms as they are, and divided by the number of entries, rows or columns."""
    counts = {"size": lambda W: W.size, "rows": len, "columns": lambda W: W.shape[1]}
    return norms | {
        f"{words} / {count}": (lambda W, f=f, n=n: f(W) / n(W), lambda W, df=df, n=n: df(W) / n(W))
        for count, n in counts.items()
        for words, (f, df) in norms.items()
    }


_LARGEST = {
    "the largest sum |w| of a column": (
        lambda W: np.abs(W).sum(axis=0).max(),
        lambda W: np.sign(W) * _largest_column(W),
    )
}
_WHOLE = _powers(_BASIC)
NORMS = (
    _divided(_powers(_BASIC | _SINGULAR))
    | _LARGEST
    | _of_each(_joined(_WHOLE), 1, "column")
    | _of_each(_joined(_WHOLE), 0, "row")
)
"""By formula: the norm of one matrix, and its derivative."""

JOINT = {
    words: pair
    for words, pair in _divided(_WHOLE).items()
    if words not in _SEPARATE and "rows" not in words and "columns" not in words
}
"""Norms of all weights together, in one long vector, with their derivatives."""

DERIVATIVES = {
    "sum |w|": " sign(w)", "|sum w|": " sign(sum w)", "sum w^2": " 2 w", "sum w": "", "sum w |w| / 2": " |w|",
    "sum w^3 / 3": " w^2", "sqrt(sum w^2)": " w / sqrt(sum w^2)", "(sum w)^2": " 2 sum w",
    "|sum w| of each column": " sign(sum w of its column)", "|sum w| of each row": " sign(sum w of its row)",
    "|sum w| of all weights together": " sign(sum of all weights)", "sum w^2 transposed": " 2 w^T",
    "sum |w| transposed": " sign(w)^T", "sum w^2 / size": " 2 w / size",
    "sum |w| / size": " sign(w) / size", "|sum w| / size": " sign(sum w) / size",
}  # fmt: skip
"""The derivatives of some norms as text."""
