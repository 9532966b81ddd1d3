"""The exercise of notebook 09, "Smooth, then stack": an average that goes to the edge of a song."""

import numpy as np

from elman.exercises.answers import as_array, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.systems.smoothing import smooth, weights

LENGTHS = (60, 13, 20)


def check_smooth_to_the_edge(answer, kernel="half_ends"):
    """Judge a student's ``smooth_to_the_edge(Y, w)``: at the edges, the average over what lies inside the song.

    At each frame it is the weighted mean of the frames under the window, where weights without a frame are left out and
    the others divided by their sum. Judged on an impulse in every frame, which shows every weight.

    Returns
    -------
    Verdict
    """
    w = weights(kernel)
    for T in LENGTHS:
        given, words = _weights_of(answer, T, w)
        if given is None and not words:
            return not_yet(
                "The function returns nothing yet. What is the average over the 7 frames under the window at t = 0?"
            )
        words = words or _fault(given, T, w, kernel)
        if words:
            return wrong(f"For a song of {T} frames, {words}" + "." * (words[-1] != "."))
    return right(
        "Every frame is now an average. But near an edge the window lies to one side only: at t = 0 it looks 3 s into the "
        "future, and its mean runs ahead of the curve. That is the price; the cell below measures whether it pays."
    )


def _weights_of(answer, T, w):
    """The weights (T, T) of each frame, row t those of the average at frame t; and what kept them from being seen.

    Two frames at a time: a curve that is 1 in one frame only comes back as what this frame counts everywhere.
    """
    columns = np.empty((T, T))
    for s in range(T):
        both = np.eye(T)[:, [s, T - 1 - s]]
        given, words = attempt(answer, both, w)
        if words or given is None:
            return None, words
        Y = as_array(given)
        if Y is None:
            return None, f"an array of finite numbers was expected, not {type(given).__name__}"
        if Y.shape != (T, 2):
            return None, (
                f"curves of shape {(T, 2)} came back with shape {Y.shape}. A frame more or less means that predictions no "
                f"longer stand beside their labels (mode='valid' cuts {len(w) - 1} frames off)"
            )
        columns[:, [s, T - 1 - s]] = Y
    return columns, ""


def _fault(given, T, w, kernel):
    """What is wrong with the weights of each frame, in words; empty if nothing is."""
    m, wanted, raw = (len(w) - 1) // 2, inside(T, w), smooth(np.eye(T), kernel)

    def same(rows, others):
        return np.allclose(rows, others, atol=1e-12)

    if same(given, wanted):
        return ""
    if same(given, raw):
        return f"the first and last {m} frames are still raw, as in the package. Average them too, over what is there."
    if not same(given[m : T - m], raw[m : T - m]):
        return f"frame {m}, with a whole window around it, should be as in the package; leave the middle as it is."
    if same(given[:m], wanted[:m]):
        return f"the first {m} frames are right, the last {m} are not: treat the end as the beginning."
    first, share = given[0], given[0].sum()
    if share < 1 - 1e-9:
        return (
            f"the weights of frame 0 sum to {share:.3f}, not 1: outside the song you average zeros, and every curve is "
            f"pulled towards 0 there. Divide by the sum of the weights that lie inside."
        )
    if share > 1 + 1e-9:
        return f"the weights of frame 0 sum to {share:.3f}, not 1: divide by the sum of the weights inside, not by their number."
    if same(first[m + 1 : -m], 0) and not same(first[-m:], 0):
        return "frame 0 hears the last frames of the song: the window goes round in a circle. Leave them out."
    if not same(first[m + 1 :], 0):
        return "frame 0 hears frames outside its window. What is missing there is left out, not replaced."
    if same(first[1:], 0):
        return (
            "frame 0 is left alone. Its window lies to one side, over the 7 frames that are there; it does not shrink."
        )
    if first[0] > wanted[0, 0] + 1e-9:
        return (
            f"frame 0 has the weight {first[0]:.3f} in its own average: it is repeated for the missing frames, and its "
            f"jitter stays. Leave the missing frames out; its weight is then {wanted[0, 0]:.3f}."
        )
    t = next(t for t in range(T) if not same(given[t], wanted[t]))
    other = int(np.argmax(np.abs(given[t] - wanted[t])))
    return (
        f"frame {t} gives weight {given[t, other]:.4f} to frame {other}; {wanted[t, other]:.4f} was expected: w / its sum "
        f"inside."
    )


def inside(T, w):
    """The (T, T) weights: row t holds what each frame counts in the average at frame t."""
    m = (len(w) - 1) // 2
    M = np.zeros((T, T))
    for t in range(T):
        for s in range(max(0, t - m), min(T, t + m + 1)):
            M[t, s] = w[s - t + m]
    return M / M.sum(axis=1, keepdims=True)
