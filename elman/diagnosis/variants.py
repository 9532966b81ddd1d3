"""In how many ways an array, a matrix or a sum can be got wrong: named functions, whatever they are applied to.

Each dict maps a few words, which complete a sentence, to a function. `elman.diagnosis.edits` plants them at every place of a
backward pass.
"""

import numpy as np


def rows(A, first, count, *, beyond="zero"):
    """``count`` rows of A from row ``first`` on.

    Rows before the first or after the last are zero, copies of the nearest ("last"), or those of the other end ("ring").
    """
    index = np.arange(first, first + count)
    if first >= 0 and first + count <= len(A):
        return A[first : first + count]
    if beyond == "ring":
        return A[index % len(A)]
    found = A[np.clip(index, 0, len(A) - 1)]
    return found * ((index >= 0) & (index < len(A)))[:, None] if beyond == "zero" else found


def _weighted(weights, axis=0):
    """Rows, or with axis 1 columns, times what ``weights(t, T)`` gives for t = 0, 1, ..., T - 1."""

    def f(A):
        w = weights(np.arange(A.shape[axis]), A.shape[axis])
        return A * (w[:, None] if axis == 0 else w)

    return f


def _repeated(f):
    return lambda A: np.broadcast_to(f(A), A.shape)


def _softmax(A):
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


_WEIGHTS = {
    "of the last frame only": lambda t, T: t == T - 1,
    "of the first frame only": lambda t, T: t == 0,
    "without the first frame": lambda t, T: t > 0,
    "without the last frame": lambda t, T: t < T - 1,
    "without the first and the last frame": lambda t, T: (t > 0) & (t < T - 1),
    "without the first two frames": lambda t, T: t > 1,
    "without the last two frames": lambda t, T: t < T - 2,
    "of frames 0, 2, 4, ... only": lambda t, T: t % 2 == 0,
    "of frames 1, 3, 5, ... only": lambda t, T: t % 2,
    "of every second frame only, from the last": lambda t, T: (T - 1 - t) % 2 == 0,
    "of the first half of the song only": lambda t, T: t < T // 2,
    "of the second half of the song only": lambda t, T: t >= T // 2,
    "with the last frame twice": lambda t, T: 1 + (t == T - 1),
    "with the first frame twice": lambda t, T: 1 + (t == 0),
    "times t": lambda t, T: t,
    "times t + 1": lambda t, T: t + 1,
    "times T - t": lambda t, T: T - t,
    "divided by t + 1": lambda t, T: 1 / (t + 1),
    "divided by T - t": lambda t, T: 1 / (T - t),
}
FRAMES = {words: _weighted(weights) for words, weights in _WEIGHTS.items()}
"""Ways to weigh the frames of an array (T, n) wrongly."""

ARRAYS = {
    "of the next frame": lambda A: rows(A, 1, len(A)),
    "of the frame before": lambda A: rows(A, -1, len(A)),
    "of the next frame (the last takes the first)": lambda A: np.roll(A, -1, axis=0),
    "of the frame before (the first takes the last)": lambda A: np.roll(A, 1, axis=0),
    "of the next frame (the last keeps its own)": lambda A: rows(A, 1, len(A), beyond="last"),
    "of the frame before (the first keeps its own)": lambda A: rows(A, -1, len(A), beyond="last"),
    "in reversed order of frames": lambda A: A[::-1],
    "of the first frame in every frame": _repeated(lambda A: A[:1]),
    "of the last frame in every frame": _repeated(lambda A: A[-1:]),
    "reshaped where it must be transposed": lambda A: A.reshape(A.shape[::-1]).T,
    "reshaped, not transposed back": lambda A: A.T.reshape(A.shape),
    "averaged over the frames": _repeated(lambda A: A.mean(axis=0)),
    "summed over all frames": _repeated(lambda A: A.sum(axis=0)),
    "minus its mean over the frames": lambda A: A - A.mean(axis=0),
    "summed up to this frame": lambda A: np.cumsum(A, axis=0),
    "summed from this frame on": lambda A: np.cumsum(A[::-1], axis=0)[::-1],
    "averaged over the columns": _repeated(lambda A: A.mean(axis=1, keepdims=True)),
    "summed over the columns": _repeated(lambda A: A.sum(axis=1, keepdims=True)),
    "minus its mean over the columns": lambda A: A - A.mean(axis=1, keepdims=True),
    "of the first column only": _weighted(lambda j, n: j == 0, axis=1),
    "of the last column only": _weighted(lambda j, n: j == n - 1, axis=1),
    "without the first column": _weighted(lambda j, n: j > 0, axis=1),
    "without the last column": _weighted(lambda j, n: j < n - 1, axis=1),
    "in reversed order of columns": lambda A: A[:, ::-1],
    "standardised over the frames": lambda A: (A - A.mean(axis=0)) / np.where(A.std(axis=0) > 0, A.std(axis=0), 1),
    "divided by its norm in each frame": lambda A: A / np.linalg.norm(A, axis=1, keepdims=True),
    "divided by its norm": lambda A: A / np.linalg.norm(A),
    "without its sign": np.abs,
    "without its negative entries": lambda A: np.maximum(A, 0),
    "squared": lambda A: A**2,
    "as signs only": np.sign,
    "passed through tanh": np.tanh,
    "passed through softmax": _softmax,
}
"""Further ways to spoil an array (T, n), one row per frame."""

EVERY = FRAMES | ARRAYS


def _ones(A, at):
    found = np.array(A)
    found[at] = 1.0
    return found


ONES = {
    "missing in the last frame": lambda A: _ones(A, -1),
    "missing in the first frame": lambda A: _ones(A, 0),
}
"""Frames in which a factor is left out."""

MEANS = {
    "made of the mean over the units": ARRAYS["averaged over the columns"],
    "made of the mean over the frames": ARRAYS["averaged over the frames"],
}
"""What a factor's array may become before the factor is made of it."""


def _if_square(f):
    return lambda W: f(W) if W.shape[0] == W.shape[1] else W


_OF_MATRICES = {
    "made symmetric": _if_square(lambda W: (W + W.T) / 2),
    "reduced to its diagonal": _if_square(lambda W: np.diag(np.diag(W))),
    "without its diagonal": _if_square(lambda W: W - np.diag(np.diag(W))),
    "without what lies below its diagonal": np.triu,
    "without what lies above its diagonal": np.tril,
    "without its diagonal and what lies below": lambda W: np.triu(W, 1),
    "without its diagonal and what lies above": lambda W: np.tril(W, -1),
    "with its rows reversed": lambda W: W[::-1],
    "with its columns reversed": lambda W: W[:, ::-1],
    "without its sign": np.abs,
    "squared": np.square,
    "as signs only": np.sign,
}
"""What may become of any matrix, a weight or the gradient of one."""

MATRICES = {
    "not transposed": _if_square(lambda W: W.T),
    "left out": _if_square(lambda W: np.eye(len(W))),
    "reshaped where it must be transposed": lambda W: W.reshape(W.shape[::-1]).T,
    **_OF_MATRICES,
    "replaced by its row sums": _if_square(lambda W: np.diag(W.sum(axis=1))),
    "replaced by its column sums": _if_square(lambda W: np.diag(W.sum(axis=0))),
    "inverted": lambda W: np.linalg.pinv(W).T,
}
"""What may stand in the place of W where its transpose is multiplied with."""

SUMS = {
    "transposed": lambda v: v.T,
    "reshaped where it must be transposed": lambda v: v.T.reshape(v.shape),
    **_OF_MATRICES,
}
"""What may become of a weight's gradient V^T E."""

BIASES = {
    "summed over the units (axis=1), not over the frames": lambda E: E.sum(axis=1),
    "summed over the units (axis=1), not over the frames ": lambda E: E.sum(axis=1, keepdims=True),
    "summed over frames and units, to a single number": lambda E: np.asarray(E.sum()),
    "summed over frames and units, one number in all entries": lambda E: np.full(E.shape[1], E.sum()),
    "not summed over the frames": lambda E: E,
    "the largest over the frames": lambda E: E.max(axis=0),
    "without its sign": lambda E: np.abs(E.sum(axis=0)),
    "with its entries reversed": lambda E: E.sum(axis=0)[::-1],
}
"""What may become of a bias' gradient, the sum of the rows of E."""

ROWS = {
    "the last row": lambda v: v[-1],
    "the first row": lambda v: v[0],
    "the sum of the rows": lambda v: v.sum(axis=0),
}
"""What of a weight's gradient may stand in the place of a bias'."""

_SIZES = {
    "T": lambda T, n_in, n_hidden, n_out: T,
    "n_out": lambda T, n_in, n_hidden, n_out: n_out,
    "T n_out": lambda T, n_in, n_hidden, n_out: T * n_out,
    "n_hidden": lambda T, n_in, n_hidden, n_out: n_hidden,
    "n_in": lambda T, n_in, n_hidden, n_out: n_in,
    "T n_hidden": lambda T, n_in, n_hidden, n_out: T * n_hidden,
    "T + 1": lambda T, n_in, n_hidden, n_out: T + 1,
    "T - 1": lambda T, n_in, n_hidden, n_out: T - 1,
}
_POWERS = {"{}": 1, "1 / {}": -1, "sqrt({})": 0.5, "1 / sqrt({})": -0.5}


def _numbers():
    for size, f in _SIZES.items():
        for words, power in _POWERS.items():
            whole = f"({size})" if " " in size and words == "1 / {}" else size
            yield words.format(whole), lambda *sizes, f=f, p=power: f(*sizes) ** p if f(*sizes) or p > 0 else 1.0


NUMBERS = dict(_numbers())
"""Factors that depend on the sizes of the song and the network."""
