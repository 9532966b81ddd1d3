"""Judge truncated backpropagation through time: k frames, and no further. Notebook 04, "Send errors back through time"."""

import numpy as np

from elman.diagnosis.cases import draw_case, usable
from elman.exercises.answers import attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.network import rnn

STEPS = (1, 2, 3, 6, 9)
"""The k that are tried, on a song of 6 frames."""


def truncated_gradients(params, dY, cache, k):
    """The gradients when that of each frame's output is sent back through k frames, its own and the k - 1 before it.

    The backward pass of a part of the song that ends with the frame, once for each frame: slow, and easy to trust.

    Parameters
    ----------
    params : dict of arrays
    dY : array (T, n_out)
    cache : elman.network.rnn.Cache
    k : int
        1 or more; with k >= T nothing is cut off.

    Returns
    -------
    dict of arrays

    Examples
    --------
    >>> params = rnn.init(1, 2, 1, rng=np.random.default_rng(0), scale=1.0)
    >>> Y, cache = rnn.forward(params, np.ones((5, 1)))
    >>> short, full = truncated_gradients(params, Y, cache, 5), rnn.backward(params, Y, cache)
    >>> all(np.allclose(short[name], full[name]) for name in full)
    True
    """
    whole, dZ, dh_0 = rnn.backpropagate(params, dY, cache), np.zeros_like(cache.H[1:]), np.zeros_like(params["h_0"])
    for t in range(len(dY)):
        part = slice(max(t - k + 1, 0), t + 1)
        alone = np.zeros_like(dY[part])
        alone[-1] = dY[t]
        signals = rnn.backpropagate(params, alone, _part(cache, part))
        dZ[part] += signals.dZ
        dh_0 += signals.dh_0 if part.start == 0 else 0
    return rnn.gradients(cache, whole._replace(dZ=dZ, dh_0=dh_0))


def _part(cache, frames):
    """The cache of some neighbouring frames (a slice), as if the song began with the state before them."""
    X, H, Y, output = cache
    return rnn.Cache(X[frames], H[frames.start : frames.stop + 1], Y[frames], output)


def _in_blocks(params, dY, cache, k, from_end):
    """A likely mistake: the song is cut into blocks of k frames, and no carry passes from a block to the one before."""
    T = len(dY)
    starts = sorted({0, *(range(T - k, 0, -k) if from_end else range(k, T, k))})
    blocks = [slice(start, stop) for start, stop in zip(starts, [*starts[1:], T], strict=True)]
    signals = [rnn.backpropagate(params, dY[block], _part(cache, block)) for block in blocks]
    dA, dH, dZ, _ = (np.concatenate(rows) for rows in zip(*signals, strict=True))
    return rnn.gradients(cache, rnn.Signals(dA, dH, dZ, signals[0].dh_0))


def check_truncated(backward):
    """Judge a student's ``backward(params, dY, cache, k) -> grads``, truncated after k steps, for a linear output.

    Parameters
    ----------
    backward : callable

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    case = draw_case(6, 3, 4, 2, rng=np.random.default_rng(0))
    song = case.params, case.dY, case.cache
    for k in STEPS:
        grads, words = attempt(backward, *song, k)
        if not words and grads is None:
            return not_yet("the function returns None; it has to return a dict with a gradient for each parameter.")
        grads, faults = usable(grads, case.right) if not words else ({}, [])
        words = words or "; ".join(word for _, word in faults)
        if words:
            return wrong(f"With k = {k}: {words}.")
        wanted = truncated_gradients(*song, k)
        off = [name for name in wanted if not case.same(name, grads[name], wanted[name])]
        if _is(case, grads, _nothing(case)):
            longer, _ = usable(attempt(backward, *song, k + 1)[0], case.right)
            if _is(case, longer, _nothing(case)):
                return not_yet("no error goes into dZ yet, so that four of the gradients are zero.")
            return wrong("With k = 1, no error goes into dZ, with k = 2 some do: its own frame is the first of the k.")
        if off:
            return wrong(f"With k = {k}, on a song of {case.T} frames: {_word(case, song, grads, k, off)}")
    return right(f"Each error goes through k frames and stops; tried with k = {', '.join(map(str, STEPS))}.")


def _is(case, grads, other):
    return all(case.same(name, grads[name], other[name]) for name in other)


def _nothing(case):
    """The output's own gradients, and zero for all others."""
    return {name: value if name in ("W_hy", "b_y") else np.zeros_like(value) for name, value in case.right.items()}


def _frames(n):
    return "1 frame" if n == 1 else f"{n} frames"


def _word(case, song, grads, k, off):
    """The known mistake that gives these gradients; else which of them differ."""
    if off == ["h_0"]:
        return "all is right but h_0. It gets what has gone through frame 0, times W_hh transposed, when the error came so far."
    known = {
        "nothing is cut off; these are the full gradients.": case.right,
        f"errors go through {_frames(k + 1)}, one too many: its own frame counts.": truncated_gradients(*song, k + 1),
    }
    if k > 1:
        word = f"errors go through {_frames(k - 1)}, one too few: its own frame is the first of the k."
        known[word] = truncated_gradients(*song, k - 1)
        for from_end in (True, False):
            word = f"you set the carry to zero every {k} frames, so that some errors go through one only."
            if _is(case, grads, _in_blocks(*song, k, from_end)):
                return word
    for word, other in known.items():
        if _is(case, grads, other):
            return word
    return f"{', '.join(off)} {'is' if len(off) == 1 else 'are'} not what errors through {_frames(k)} give."
