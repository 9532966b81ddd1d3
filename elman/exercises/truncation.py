"""Are errors sent back through k frames, and no further? Notebook 04."""

import numpy as np

from elman.diagnosis.cases import Case, draw_case, usable
from elman.diagnosis.truncation import blocks, window
from elman.exercises.answers import attempt
from elman.exercises.verdict import not_yet, right, wrong

STEPS = (1, 2, 3, 6, 9)
"""The k that are tried, on a song of 6 frames."""


def truncated_gradients(params, dY, cache, k):
    """The gradients when each frame's error goes back through k frames, its own and the k - 1 before it.

    Computed the long way, one error and one frame at a time: what students' answers are compared with.

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
    >>> from elman.network import rnn
    >>> params = rnn.init(1, 2, 1, rng=np.random.default_rng(0), scale=1.0)
    >>> Y, cache = rnn.forward(params, np.ones((5, 1)))
    >>> short, full = truncated_gradients(params, Y, cache, 5), rnn.backward(params, Y, cache)
    >>> all(np.allclose(short[name], full[name]) for name in full)
    True
    """
    return window(k, h_0=True)(Case(params, cache.X, dY, output=cache.output))


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
    for k in STEPS:
        grads, words = attempt(backward, case.params, case.dY, case.cache, k)
        if not words and grads is None:
            return not_yet("the function returns None; it has to return a dict with a gradient for each parameter.")
        grads, faults = usable(grads, case.right) if not words else ({}, [])
        words = words or "; ".join(word for _, word in faults)
        if words:
            return wrong(f"With k = {k}: {words}.")
        wanted = window(k, h_0=True)(case)
        off = [name for name in wanted if not case.same(name, grads[name], wanted[name])]
        if _is(case, grads, _nothing(case)):
            longer, _ = usable(attempt(backward, case.params, case.dY, case.cache, k + 1)[0], case.right)
            if _is(case, longer, _nothing(case)):
                return not_yet("no error goes into dZ yet, so that four of the gradients are zero.")
            return wrong("With k = 1, no error goes into dZ, with k = 2 some do: its own frame is the first of the k.")
        if off:
            return wrong(f"With k = {k}, on a song of {case.T} frames: {_word(case, grads, k, off)}")
    return right(f"Each error goes through k frames and stops; tried with k = {', '.join(map(str, STEPS))}.")


def _is(case, grads, other):
    return all(case.same(name, grads[name], other[name]) for name in other)


def _nothing(case):
    """The output's own gradients, and nothing sent back."""
    return {name: value if name in ("W_hy", "b_y") else np.zeros_like(value) for name, value in case.right.items()}


def _frames(n):
    return "1 frame" if n == 1 else f"{n} frames"


def _word(case, grads, k, off):
    """The known mistake that gives these gradients; else which of them differ."""
    if off == ["h_0"]:
        return "all is right but h_0. It gets what has gone through frame 0, times W_hh transposed, when the error came so far."
    known = {
        "nothing is cut off; these are the full gradients.": case.right,
        f"errors go through {_frames(k + 1)}, one too many: its own frame counts.": window(k + 1, h_0=True)(case),
    }
    if k > 1:
        word = f"errors go through {_frames(k - 1)}, one too few: its own frame is the first of the k."
        known[word] = window(k - 1, h_0=True)(case)
        for from_end in (True, False):
            word = f"you set the carry to zero every {k} frames, so that some errors go through one only."
            if _is(case, grads, blocks(k, from_end)(case)):
                return word
    for word, other in known.items():
        if _is(case, grads, other):
            return word
    return f"{', '.join(off)} {'is' if len(off) == 1 else 'are'} not what errors through {_frames(k)} give."
