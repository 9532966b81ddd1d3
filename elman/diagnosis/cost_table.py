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
    yield "E divided by the targets", (Y - targets) / targets, lambda D: D / targets
    yield "Y in place of E", Y, as_it_is
    yield "E clipped to values between -1 and 1", np.clip(Y - targets, -1, 1), as_it_is


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
_OF_MATRICES = {
    "|sum w| of each column": (lambda W: np.abs(W.sum(axis=0)).sum(), lambda W: np.sign(W.sum(axis=0)) + 0 * W),
    "|sum w| of each row": (lambda W: np.abs(W.sum(axis=1)).sum(), lambda W: np.sign(W.sum(axis=1))[:, None] + 0 * W),
    "sqrt(sum w^2) of each column": (
        lambda W: np.linalg.norm(W, axis=0).sum(),
        lambda W: W / np.linalg.norm(W, axis=0),
    ),
    "the largest sum |w| of a column": (
        lambda W: np.abs(W).sum(axis=0).max(),
        lambda W: np.sign(W) * _largest_column(W),
    ),
    "the largest singular value": (
        lambda W: np.linalg.norm(W, 2),
        lambda W: np.outer(np.linalg.svd(W)[0][:, 0], np.linalg.svd(W)[2][0]),
    ),
}
_SEPARATE = ("sum |w|", "sum w^2", "sum w", "sum w |w| / 2", "sum w^3 / 3")
"""Norms that are the same for all weights together: sums over entries."""


def _powers(name, N, dN):
    """A norm, its square and its root, as they are and divided by the number of entries."""
    found = {name: (N, dN)}
    if name.startswith("sum") or "singular" in name:
        found[f"({name})^2"] = lambda W: N(W) ** 2, lambda W: 2 * N(W) * dN(W)
    if name == "sum w^2":
        found[f"sqrt({name})"] = np.linalg.norm, lambda W: W / np.linalg.norm(W)
    return found | {
        f"{words} / size": (lambda W, f=f: f(W) / W.size, lambda W, df=df: df(W) / W.size)
        for words, (f, df) in found.items()
    }


def _norms(basic):
    return {words: pair for name, (N, dN) in basic.items() for words, pair in _powers(name, N, dN).items()}


NORMS = _norms(_BASIC | _OF_MATRICES)
"""By formula: the norm of one matrix, and its derivative."""

JOINT = {name: pair for name, pair in _norms(_BASIC).items() if name not in _SEPARATE}
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
