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


def _frames(keep):
    return _frames_counted(lambda t, T: bool(keep(t, T)))


def _frames_counted(times):
    return lambda A: A * np.array([times(t, len(A)) for t in range(len(A))])[:, None]


def _columns(keep):
    return lambda A: A * np.array([bool(keep(j, A.shape[1])) for j in range(A.shape[1])])


def _repeated(f):
    return lambda A: np.broadcast_to(f(A), A.shape)


def _softmax(A):
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


FRAMES = {
    "of the last frame only": _frames(lambda t, T: t == T - 1),
    "of the first frame only": _frames(lambda t, T: t == 0),
    "without the first frame": _frames(lambda t, T: t > 0),
    "without the last frame": _frames(lambda t, T: t < T - 1),
    "without the first and the last frame": _frames(lambda t, T: 0 < t < T - 1),
    "without the first two frames": _frames(lambda t, T: t > 1),
    "without the last two frames": _frames(lambda t, T: t < T - 2),
    "of frames 0, 2, 4, ... only": _frames(lambda t, T: t % 2 == 0),
    "of frames 1, 3, 5, ... only": _frames(lambda t, T: t % 2),
    "of every second frame only, from the last": _frames(lambda t, T: (T - 1 - t) % 2 == 0),
    "of the first half of the song only": _frames(lambda t, T: t < T // 2),
    "of the second half of the song only": _frames(lambda t, T: t >= T // 2),
    "with the last frame twice": _frames_counted(lambda t, T: 1 + (t == T - 1)),
    "with the first frame twice": _frames_counted(lambda t, T: 1 + (t == 0)),
    "times t": _frames_counted(lambda t, T: t),
    "times t + 1": _frames_counted(lambda t, T: t + 1),
    "times T - t": _frames_counted(lambda t, T: T - t),
    "divided by t + 1": _frames_counted(lambda t, T: 1 / (t + 1)),
    "divided by T - t": _frames_counted(lambda t, T: 1 / (T - t)),
}
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
    "of the first column only": _columns(lambda j, n: j == 0),
    "of the last column only": _columns(lambda j, n: j == n - 1),
    "without the first column": _columns(lambda j, n: j > 0),
    "without the last column": _columns(lambda j, n: j < n - 1),
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


def _if_square(f):
    return lambda W: f(W) if W.shape[0] == W.shape[1] else W.T


MATRICES = {
    "not transposed": _if_square(lambda W: W),
    "left out": _if_square(lambda W: np.eye(len(W))),
    "reshaped where it must be transposed": lambda W: W.reshape(W.shape[::-1]),
    "reduced to its diagonal": _if_square(lambda W: np.diag(np.diag(W))),
    "without its diagonal": _if_square(lambda W: W.T - np.diag(np.diag(W))),
    "without what lies below its diagonal": lambda W: np.triu(W).T,
    "without what lies above its diagonal": lambda W: np.tril(W).T,
    "without its diagonal and what lies below": lambda W: np.triu(W, 1).T,
    "without its diagonal and what lies above": lambda W: np.tril(W, -1).T,
    "with its rows reversed": lambda W: W[::-1].T,
    "with its columns reversed": lambda W: W[:, ::-1].T,
    "without its signs": lambda W: np.abs(W).T,
    "squared": lambda W: (W**2).T,
    "as signs only": lambda W: np.sign(W).T,
    "inverted": lambda W: np.linalg.pinv(W),
    "replaced by the sums of its rows": lambda W: np.broadcast_to(W.sum(axis=1), W.shape[::-1]),
    "replaced by the sums of its columns": lambda W: np.broadcast_to(W.sum(axis=0)[:, None], W.shape[::-1]),
}
"""What may stand where W^T belongs."""


def _square_only(f):
    return lambda v: f(v) if v.ndim == 2 and v.shape[0] == v.shape[1] else v


SUMS = {
    "transposed": lambda v: v.T,
    "reshaped where it must be transposed": lambda v: v.T.reshape(v.shape),
    "made symmetric": _square_only(lambda v: (v + v.T) / 2),
    "reduced to its diagonal": _square_only(lambda v: np.diag(np.diag(v))),
    "without its diagonal": _square_only(lambda v: v - np.diag(np.diag(v))),
    "without what lies below its diagonal": np.triu,
    "without what lies above its diagonal": np.tril,
    "without its sign": np.abs,
    "squared": lambda v: v**2,
    "with its rows reversed": lambda v: v[::-1],
    "with its columns reversed": lambda v: v[:, ::-1],
    "with the mean of its rows in every row": _repeated(lambda v: v.mean(axis=0)),
    "with the mean of its columns in every column": _repeated(lambda v: v.mean(axis=1, keepdims=True)),
    "with zeros in its first row": lambda v: v * (np.arange(len(v)) > 0)[:, None],
    "with zeros in its last row": lambda v: v * (np.arange(len(v)) < len(v) - 1)[:, None],
    "with zeros in its first column": lambda v: v * (np.arange(v.shape[1]) > 0),
    "with zeros in its last column": lambda v: v * (np.arange(v.shape[1]) < v.shape[1] - 1),
}
"""What may become of a weight's gradient V^T E."""

BIASES = {
    "summed over the units (axis=1), not over the frames": lambda E: E.sum(axis=1),
    "summed over the units (axis=1), not over the frames ": lambda E: E.sum(axis=1, keepdims=True),
    "summed over frames and units, to a single number": lambda E: np.asarray(E.sum()),
    "summed over frames and units, one number in all entries": lambda E: np.full(E.shape[1], E.sum()),
    "not summed over the frames": lambda E: E,
    "the largest over the frames": lambda E: E.max(axis=0),
    "the product over the frames": lambda E: E.prod(axis=0),
    "the norm over the frames": lambda E: np.linalg.norm(E, axis=0),
    "the standard deviation over the frames": lambda E: E.std(axis=0),
    "the median over the frames": lambda E: np.median(E, axis=0),
    "without its sign": lambda E: np.abs(E.sum(axis=0)),
    "with its entries reversed": lambda E: E.sum(axis=0)[::-1],
    "with zero in its first entry": lambda E: E.sum(axis=0) * (np.arange(E.shape[1]) > 0),
    "with zero in its last entry": lambda E: E.sum(axis=0) * (np.arange(E.shape[1]) < E.shape[1] - 1),
}
"""What may become of a bias' gradient, the sum of the rows of E."""

NUMBERS = {
    "T": lambda T, n_in, n_hidden, n_out: T,
    "1 / T": lambda T, n_in, n_hidden, n_out: 1 / T,
    "n_out": lambda T, n_in, n_hidden, n_out: n_out,
    "1 / n_out": lambda T, n_in, n_hidden, n_out: 1 / n_out,
    "T n_out": lambda T, n_in, n_hidden, n_out: T * n_out,
    "1 / (T n_out)": lambda T, n_in, n_hidden, n_out: 1 / (T * n_out),
    "n_hidden": lambda T, n_in, n_hidden, n_out: n_hidden,
    "1 / n_hidden": lambda T, n_in, n_hidden, n_out: 1 / n_hidden,
    "n_in": lambda T, n_in, n_hidden, n_out: n_in,
    "1 / n_in": lambda T, n_in, n_hidden, n_out: 1 / n_in,
    "sqrt(T)": lambda T, n_in, n_hidden, n_out: T**0.5,
    "1 / sqrt(T)": lambda T, n_in, n_hidden, n_out: T**-0.5,
    "sqrt(n_out)": lambda T, n_in, n_hidden, n_out: n_out**0.5,
    "1 / sqrt(n_out)": lambda T, n_in, n_hidden, n_out: n_out**-0.5,
    "sqrt(T n_out)": lambda T, n_in, n_hidden, n_out: (T * n_out) ** 0.5,
    "1 / sqrt(T n_out)": lambda T, n_in, n_hidden, n_out: (T * n_out) ** -0.5,
    "1 / sqrt(n_hidden)": lambda T, n_in, n_hidden, n_out: n_hidden**-0.5,
    "1 / (T n_hidden)": lambda T, n_in, n_hidden, n_out: 1 / (T * n_hidden),
    "1 / (T + 1)": lambda T, n_in, n_hidden, n_out: 1 / (T + 1),
    "T - 1": lambda T, n_in, n_hidden, n_out: T - 1,
    "1 / (T - 1)": lambda T, n_in, n_hidden, n_out: 1 / max(T - 1, 1),
}
"""Factors that depend on the sizes of the song and the network."""
