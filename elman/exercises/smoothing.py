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
        # An identity matrix: column s is a curve that is 1 in frame s only; row t of the result holds frame t's weights.
        given, words = attempt(answer, np.eye(T), w)
        if not words and given is None:
            return not_yet(
                "The function returns nothing yet. What is the average over the 7 frames under the window at t = 0?"
            )
        if not words and as_array(given) is None:
            words = f"an array of finite numbers was expected, not {type(given).__name__}"
        words = f"For a song of {T} frames, {words}." if words else _fault(as_array(given), T, w, kernel)
        if words:
            return wrong(words)
    return right(
        "Every frame is now an average. But near an edge the window lies to one side only: at t = 0 it looks 3 s into the "
        "future, and its mean runs ahead of the curve. That is the price; the cell below measures whether it pays."
    )


def _fault(given, T, w, kernel):
    """What is wrong with the weights of each frame, in words; empty if nothing is."""
    m = (len(w) - 1) // 2
    if given.shape != (T, T):
        return (
            f"A song of {T} frames and {T} curves came back with shape {given.shape}. A frame more or less means that "
            f"predictions no longer stand beside their labels (mode='valid' cuts {2 * m} frames off)."
        )
    if np.allclose(given, inside(T, w), atol=1e-12):
        return ""
    if np.allclose(given, smooth(np.eye(T), kernel), atol=1e-12):
        return f"The first and last {m} frames are still raw, as in the package. Average them too, over what is there."
    middle = given[m : T - m]
    if not np.allclose(middle, smooth(np.eye(T), kernel)[m : T - m], atol=1e-12):
        return f"Frame {m}, with a whole window around it, should be as in the package; leave the middle as it is."
    share = given[0].sum()
    if share < 1 - 1e-9:
        return (
            f"The weights of frame 0 sum to {share:.3f}, not 1: outside the song you average zeros, and every curve is "
            f"pulled towards 0 there. Divide by the sum of the weights that lie inside."
        )
    if abs(given[0, -1]) > 1e-12:
        return "Frame 0 hears the last frames of the song: the window goes round in a circle. Leave them out."
    if given[0, 0] > inside(T, w)[0, 0] + 1e-9:
        return (
            f"Frame 0 has the weight {given[0, 0]:.3f} in its own average: it is repeated for the missing frames, and its "
            f"jitter stays. Leave the missing frames out; its weight is then {inside(T, w)[0, 0]:.3f}."
        )
    return (
        f"Frame 0 gives weight {given[0, 0]:.4f} to itself; {inside(T, w)[0, 0]:.4f} was expected: w / its sum inside."
    )


def inside(T, w):
    """The (T, T) weights: row t holds what each frame counts in the average at frame t."""
    m = (len(w) - 1) // 2
    M = np.zeros((T, T))
    for t in range(T):
        for s in range(max(0, t - m), min(T, t + m + 1)):
            M[t, s] = w[s - t + m]
    return M / M.sum(axis=1, keepdims=True)
