"""An average that goes to the edge of a song. The exercise of notebook 09, "Smooth, then stack"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question
from elman.systems.smoothing import smooth, weights

LENGTHS = (60, 20, 13, 8, 1)
"""Frames of the songs; the last two are shorter than the window."""


def check_smooth_to_the_edge(smooth_to_the_edge):
    """Judge a student's ``smooth_to_the_edge(Y, w)``: at the edges, the average over what lies inside the song.

    At each frame it is the weighted mean of the frames under the window, where weights without a frame are left out and
    the others divided by their sum.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng, w = np.random.default_rng(0), weights("half_ends")
    return judge(
        smooth_to_the_edge,
        "smooth_to_the_edge(Y, w)",
        [
            *(Question(f"For a song of {T} frame{'s' * (T > 1)}", (rng.standard_normal((T, 2)), w)) for T in LENGTHS),
            Question("For a curve that is 1 in all 60 frames", (np.ones((60, 2)), w)),
        ],
        right=inside,
        mistakes=MISTAKES,
        names="S",
        todo="The function returns nothing yet. What is the average over the 7 frames under the window at t = 0?",
        praise="Every frame is now an average. But near an edge the window lies to one side only: at t = 0 it looks 3 s into "
        "the future, and its mean runs ahead of the curve. That is the price; the cell below measures whether it pays.",
        look=_which_frames,
    )


def inside(Y, w):
    """The average over those frames under the window that lie inside the song, frame by frame."""
    m, S = len(w) // 2, np.empty_like(Y)
    for t in range(len(Y)):
        first, last = max(0, t - m), min(len(Y), t + m + 1)
        under = w[first - t + m : last - t + m]
        S[t] = under @ Y[first:last] / under.sum()
    return S


def _convolved(Y, w, mode):
    return np.column_stack([np.convolve(curve, w, mode) for curve in Y.T])


def _zeros_outside(Y, w):
    m = len(w) // 2
    return _convolved(Y, w, "full")[m : m + len(Y)]


def _filled(mode):
    """A mistake that fills what is missing at the edges, as `numpy.pad` does in this mode."""
    return lambda Y, w: _convolved(np.pad(Y, ((len(w) // 2,) * 2, (0, 0)), mode), w, "valid")


def _partly(of, at):
    """The right average, but in some frames (a slice) what ``of`` gives."""

    def made(Y, w):
        S = inside(Y, w)
        S[at] = of(Y, w)[at]
        return S

    return made


def _alike_at_the_edges(Y, w):
    m, S = len(w) // 2, inside(Y, np.ones(len(w)))
    S[m : len(Y) - m] = inside(Y, w)[m : len(Y) - m]
    return S


def _shrinking(Y, w):
    """As far to one side as to the other, and so not at all in frame 0."""
    m, S = len(w) // 2, np.empty_like(Y)
    for t in range(len(Y)):
        reach = min(m, t, len(Y) - 1 - t)
        under = w[m - reach : m + reach + 1]
        S[t] = under @ Y[t - reach : t + reach + 1] / under.sum()
    return S


def _by_number(Y, w):
    """The weighted sum, divided by the share of frames inside."""
    return _zeros_outside(Y, w) * len(w) / _zeros_outside(np.ones((len(Y), 1)), np.ones(len(w)))


def _second_column(column):
    return lambda Y, w: np.column_stack([inside(Y, w)[:, 0], column(Y, w)])


FORGOTTEN = "Only the first column is averaged; Y has two, valence and arousal."

MISTAKES = [
    Mistake(
        "The first and last 6 frames are still raw, as in the package. Average them too, over what is there.",
        lambda Y, w: smooth(Y),
    ),
    Mistake("All frames are still raw.", lambda Y, w: Y),
    Mistake(
        "Outside the song you average zeros, and every curve is pulled towards 0 there. Divide by the sum of the weights "
        "that lie inside.",
        _zeros_outside,
    ),
    *(
        Mistake(
            "np.convolve with mode='same' returns as many numbers as the longer of the two: for a song shorter than the "
            "window these are too many. Take what lies in the middle of mode='full'.",
            made,
        )
        for made in (
            lambda Y, w: _convolved(Y, w, "same") / _convolved(np.ones((len(Y), 1)), w, "same"),
            lambda Y, w: _convolved(Y, w, "same"),
        )
    ),
    Mistake(
        "mode='valid' keeps frames with a whole window only: 12 frames fewer than the song has, so that predictions no "
        "longer stand beside their labels.",
        lambda Y, w: _convolved(Y, w, "valid"),
    ),
    Mistake("mode='full' gives 12 frames more than the song has.", lambda Y, w: _convolved(Y, w, "full")),
    Mistake("The first and last frame are repeated for the missing ones. Leave those out.", _filled("edge")),
    Mistake(
        "The window goes round in a circle: frame 0 hears the song's last frames. Leave them out.", _filled("wrap")
    ),
    Mistake("The song is mirrored at its edges. Leave the missing frames out.", _filled("reflect")),
    Mistake("The song is mirrored at its edges. Leave the missing frames out.", _filled("symmetric")),
    Mistake("The song's mean is put in for the missing frames. Leave them out.", _filled("mean")),
    Mistake(
        "The beginning is right, the end is still raw: treat it as the beginning.",
        _partly(lambda Y, w: Y, slice(-6, None)),
    ),
    Mistake(
        "The end is right, the beginning is still raw: treat it as the end.",
        _partly(lambda Y, w: Y, slice(6)),
    ),
    Mistake(
        "At the edges the window shrinks on both sides, so that frame 0 is left alone. Let it lie to one side, over the 7 "
        "frames that are there.",
        _shrinking,
    ),
    Mistake("You divide by the share of frames inside; divide by the sum of their weights.", _by_number),
    Mistake("All weights are alike; take those in w.", lambda Y, w: inside(Y, np.ones(len(w)))),
    Mistake(
        "In the middle all is right; at the edges all weights are alike. Take those in w.",
        _alike_at_the_edges,
    ),
    Mistake(
        "The sum under the window is not divided by anything there.", lambda Y, w: _zeros_outside(Y, np.ones(len(w)))
    ),
    Mistake(FORGOTTEN, _second_column(lambda Y, w: Y[:, 1])),
    Mistake(FORGOTTEN, _second_column(lambda Y, w: 0 * Y[:, 1])),
    Mistake(
        "The second column is a copy of the first; Y has two, valence and arousal.",
        _second_column(lambda Y, w: inside(Y, w)[:, 0]),
    ),
    Mistake("Only one column came back; Y has two, valence and arousal.", lambda Y, w: inside(Y, w)[:, :1]),
    Mistake("Only one column came back; Y has two, valence and arousal.", lambda Y, w: inside(Y, w)[:, 0]),
]


def _which_frames(seen, first):
    """In which part of the song frames are wrong, and what becomes of a constant curve."""
    S, wanted, m = first.given["S"], first.wanted[0]["S"], len(first.question.arguments[1]) // 2
    if S.shape != wanted.shape:
        return ""
    bad = np.flatnonzero(~np.all(np.isclose(S, wanted, rtol=1e-8, atol=1e-12), axis=1))
    T = len(S)
    if 2 * m < T and np.any((bad >= m) & (bad < T - m)):
        return "In the middle, with a whole window around a frame, it must be the package's average: leave it as it is."
    places = {"the first 6 frames": np.any(bad < m), "the last 6": np.any(bad >= T - m)}
    where = " and ".join(place for place, wrong in places.items() if wrong)
    ones = seen[-1].given
    if ones is not None and ones["S"].shape == (60, 2) and abs(ones["S"][0, 0] - 1) > 1e-9:
        return (
            f"Wrong in {where}. A curve of ones comes back as {ones['S'][0, 0]:.3f} in frame 0, so the weights there do not "
            f"sum to 1."
        )
    return f"Wrong in {where}: take the weights of the frames inside, divided by their sum."
