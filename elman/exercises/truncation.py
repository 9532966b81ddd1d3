"""Judge truncated backpropagation through time: k frames, and no further. Notebook 04, "Backpropagate through time"."""

import numpy as np

from elman.exercises.judge import Mistake, edits, judge
from elman.exercises.seen import ALL_SIX, Question, one_fact
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
    total = {name: np.zeros_like(value) for name, value in params.items()}
    for t in range(len(dY)):
        part = slice(max(t - k + 1, 0), t + 1)
        alone = np.zeros_like(dY[part])
        alone[-1] = dY[t]
        _add(total, rnn.backward(params, alone, _part(cache, part)), reaches_h_0=part.start == 0)
    return total


def _part(cache, frames):
    """The cache of neighbouring frames (a slice), as if the song began with the state before them."""
    X, H, Y, output = cache
    return rnn.Cache(X[frames], H[frames.start : frames.stop + 1], Y[frames], output)


def _add(total, grads, reaches_h_0):
    for name in total:
        if name != "h_0" or reaches_h_0:
            total[name] = total[name] + grads[name]


def check_truncated(truncated):
    """Judge a student's ``truncated(params, dY, cache, k) -> grads``, truncated after k frames, for a linear output.

    Parameters
    ----------
    truncated : callable

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    params = rnn.init(3, 4, 2, rng=rng, scale=0.8)
    params |= {name: rng.uniform(-0.5, 0.5, params[name].shape) for name in ("b_h", "b_y", "h_0")}
    _, cache = rnn.forward(params, rng.standard_normal((6, 3)))
    dY = rng.standard_normal((6, 2))
    return judge(
        truncated,
        "truncated(params, dY, cache, k)",
        [Question(f"With k = {k}, on a song of 6 frames", (params, dY, cache, k)) for k in STEPS],
        right=truncated_gradients,
        mistakes=MISTAKES,
        names=tuple(params),
        todo="truncated returns nothing yet; it has to return a dict with a gradient for each parameter.",
        praise=f"Each gradient goes back through k frames and stops; tried with k = {', '.join(map(str, STEPS))}.",
        look=_where_to_look,
    )


def _where_to_look(seen, first):
    if one_fact(seen):
        return ALL_SIX
    return (
        f"Wrong: {', '.join(first.wrong)}. {'The inner loop makes dZ' if 'b_h' in first.wrong else 'dZ may be right'}; "
        f"for one output, write down which frames its gradient passes, and what each does to it."
    )


def _sent_back(
    params,
    dY,
    cache,
    k,
    *,
    last=lambda t, k: max(t - k, -1),
    slope=lambda H, s: 1 - H[s + 1] ** 2,
    adds=True,
    turned=True,
    passed=lambda arrived, carry: arrived,
    to_h_0=lambda s, last: s == 0,
    h_0_gets=lambda arrived, carry: carry,
):
    """The exercise's own two loops, with switches that spoil them."""
    X, H, _, _ = cache
    W_hh = params["W_hh"].T if turned else params["W_hh"]
    dZ, dh_0 = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in range(len(X)):
        carry, end = dY[t] @ params["W_hy"].T, last(t, k)
        for s in range(t, end, -1):
            arrived = carry * slope(H, s)
            dZ[s] = dZ[s] + arrived if adds else arrived
            carry = passed(arrived, carry) @ W_hh
            if to_h_0(s, end):
                dh_0 = dh_0 + h_0_gets(arrived, carry)
    grads = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": dh_0}
    return grads | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


def _in_blocks(params, dY, cache, k, from_end):
    """The song is cut into blocks of k frames, and no carry passes from a block to the one before."""
    T, total = len(dY), {name: np.zeros_like(value) for name, value in params.items()}
    starts = sorted({0, *(range(T - k, 0, -k) if from_end else range(k, T, k))})
    for start, stop in zip(starts, [*starts[1:], T], strict=True):
        block = slice(start, stop)
        _add(total, rnn.backward(params, dY[block], _part(cache, block)), reaches_h_0=start == 0)
    return total


IN_BLOCKS = (
    "The carry is set to zero every k frames, so that some outputs' gradients go through one frame only; each has k."
)

SWITCHES = [
    ("Nothing is cut off; these are the full gradients.", {"last": lambda t, k: -1}),
    (
        "Each goes through k + 1 frames, one too many: the frame's own counts.",
        {"last": lambda t, k: max(t - k - 1, -1)},
    ),
    (
        "Each goes through k - 1 frames, one too few: the frame's own is the first of the k.",
        {"last": lambda t, k: max(t - k + 1, -1)},
    ),
    (
        "Near the beginning s falls below 0, where Python counts from the end: dZ[-1] is the last frame. Stop at frame 0, "
        "for example with range(t, max(t - k, -1), -1).",
        {"last": lambda t, k: t - k},
    ),
    (
        "The inner loop stops before frame 0: range does not reach its end, so that must be -1, not 0.",
        {"last": lambda t, k: max(t - k, 0)},
    ),
    ("The slope of tanh, 1 - H[s + 1]^2, is missing.", {"slope": lambda H, s: 1.0}),
    (
        "The slope is taken at H[s], the state before frame s; the state after it is H[s + 1].",
        {"slope": lambda H, s: 1 - H[s] ** 2},
    ),
    ("The slope has lost its square: 1 - H[s + 1]^2.", {"slope": lambda H, s: 1 - H[s + 1]}),
    (
        "dZ[s] is replaced; what arrives in frame s comes from several outputs, and must be added: dZ[s] += ...",
        {"adds": False},
    ),
    ("The carry goes through W_hh; in the backward pass it must go through W_hh transposed.", {"turned": False}),
    (
        "The carry is passed on without the slope of the frame that it went through; it must be (carry * slope) @ W_hh.T.",
        {"passed": lambda arrived, carry: carry},
    ),
    (
        "h_0 gets nothing. What has gone through frame 0 and W_hh transposed belongs to it.",
        {"to_h_0": lambda s, last: False},
    ),
    (
        "h_0 gets what is left of every carry, even where it stops before frame 0; only what passed frame 0 belongs to it.",
        {"to_h_0": lambda s, last: s == last + 1},
    ),
    (
        "h_0 gets what arrived in frame 0; it has one more step to go, through W_hh transposed.",
        {"h_0_gets": lambda arrived, carry: arrived},
    ),
]
"""Mistakes in the two loops: the word, and the switch of `_sent_back`."""

MISTAKES = [
    Mistake(
        "The inner loop is empty: nothing goes into dZ yet.",
        lambda *args: _sent_back(*args, last=lambda t, k: t),
        open=True,
    ),
    Mistake(IN_BLOCKS, lambda *args: _in_blocks(*args, from_end=True)),
    Mistake(IN_BLOCKS, lambda *args: _in_blocks(*args, from_end=False)),
    *edits(_sent_back, SWITCHES),
]
