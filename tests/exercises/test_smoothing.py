import numpy as np
import pytest

from elman.exercises.smoothing import MISTAKES, check_smooth_to_the_edge
from elman.systems.smoothing import smooth


def frame_by_frame(Y, w):
    m, S = len(w) // 2, np.zeros(Y.shape)
    for t in range(len(Y)):
        frames = [s for s in range(t - m, t + m + 1) if 0 <= s < len(Y)]
        inside = [w[s - t + m] for s in frames]
        S[t] = np.average(Y[frames], axis=0, weights=inside)
    return S


def convolved(Y, w, mode):
    return np.column_stack([np.convolve(curve, w, mode) for curve in Y.T])


def zeros(Y, w):
    return convolved(Y, w, "full")[6 : 6 + len(Y)]


def divided(Y, w):
    return zeros(Y, w) / zeros(np.ones((len(Y), 1)), w)


def by_matrix(Y, w):
    band = np.array([[w[s - t + 6] if abs(s - t) <= 6 else 0.0 for s in range(len(Y))] for t in range(len(Y))])
    return band / band.sum(axis=1, keepdims=True) @ Y


def with_nan(Y, w):
    """Missing frames are nan, and left out."""
    padded = np.pad(Y, ((6, 6), (0, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 13, axis=0)
    return np.nansum(windows * w, axis=2) / (~np.isnan(windows) * w).sum(axis=2)


def padded(Y, w, mode):
    return convolved(np.pad(Y, ((6, 6), (0, 0)), mode), w, "valid")


def shrinking(Y, w):
    """As far to one side as to the other, and so not at all in frame 0."""
    S = np.empty_like(Y)
    for t in range(len(Y)):
        r = min(6, t, len(Y) - 1 - t)
        S[t] = np.average(Y[t - r : t + r + 1], axis=0, weights=w[6 - r : 7 + r])
    return S


@pytest.mark.parametrize(
    "answer",
    [
        frame_by_frame,
        divided,
        by_matrix,
        with_nan,
        lambda Y, w: divided(Y[:, :2], w),  # the notebook says that Y is (T, 2)
        lambda Y, w: frame_by_frame(Y, w).tolist(),
        lambda Y, w: (row for row in frame_by_frame(Y, w)),
        lambda Y, w: frame_by_frame(Y, w).astype(np.float32),
    ],
)
def test_right_answers(answer):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "right"
    assert "runs ahead" in verdict.word


def second(column):
    return lambda Y, w: np.column_stack([frame_by_frame(Y, w)[:, 0], column(Y, w)])


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda Y, w: smooth(Y), "first and last 6 frames are still raw"),
        (lambda Y, w: Y, "All frames are still raw"),
        (zeros, "average zeros"),
        (lambda Y, w: convolved(Y, w, "same"), "mode='same'"),
        (lambda Y, w: convolved(Y, w, "same") / convolved(np.ones((len(Y), 1)), w, "same"), "mode='same'"),
        (lambda Y, w: convolved(Y, w, "valid"), "mode='valid'"),
        (lambda Y, w: convolved(Y, w, "full"), "mode='full'"),
        (lambda Y, w: padded(Y, w, "edge"), "repeated for the missing"),
        (lambda Y, w: padded(Y, w, "wrap"), "in a circle"),
        (lambda Y, w: padded(Y, w, "reflect"), "mirrored"),
        (lambda Y, w: padded(Y, w, "symmetric"), "mirrored"),
        (lambda Y, w: padded(Y, w, "mean"), "song's mean"),
        (lambda Y, w: np.vstack([frame_by_frame(Y, w)[:-6], Y[-6:]]), "the end is still raw"),
        (lambda Y, w: np.vstack([Y[:6], frame_by_frame(Y, w)[6:]]), "the beginning is still raw"),
        (shrinking, "shrinks on both sides"),
        (lambda Y, w: 13 * zeros(Y, w) / zeros(np.ones((len(Y), 1)), np.ones(13)), "share of frames"),
        (lambda Y, w: frame_by_frame(Y, np.ones(13)), "All weights are alike"),
        (second(lambda Y, w: Y[:, 1]), "Only the first column"),
        (second(lambda Y, w: np.zeros(len(Y))), "Only the first column"),
        (second(lambda Y, w: frame_by_frame(Y, w)[:, 0]), "copy of the first"),
        (lambda Y, w: frame_by_frame(Y, w)[:, :1], "one column came back"),
        (lambda Y, w: frame_by_frame(Y, w)[:, 0], "one column came back"),
    ],
)
def test_mistakes_are_named(answer, word, named):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


def only_longer_songs(Y, w):
    return divided(Y, w) if len(Y) > 13 else Y[:0]


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (lambda Y, w: Y @ w, ["ValueError", "60 frames"]),
        (lambda Y, w: "smooth", ["text"]),
        (lambda Y, w: Y * np.nan, ["S[0, 0] is nan"]),
        (lambda Y, w: divided(Y, w).T, ["(2, 60)", "transposed"]),
        (lambda Y, w: divided(Y, w)[:, None], ["(60, 1, 2)"]),
        (lambda Y, w: 0, ["()", "(60, 2)"]),
        (only_longer_songs, ["13 frames", "(0, 2)"]),
        (lambda Y, w: divided(Y, np.roll(w, 1)), ["In the middle"]),
        (lambda Y, w: np.vstack([1.1 * divided(Y, w)[:6], divided(Y, w)[6:]]), ["the first 6 frames", "1.100"]),
        (lambda Y, w: np.vstack([divided(Y, w)[:-1], Y[-1:]]), ["Wrong in the last 6:"]),
        (lambda Y, w: np.vstack([divided(Y[:30], w), divided(Y[30:], w)]), ["In the middle"]),
        (lambda Y, w: -divided(Y, w), ["wrong sign"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "wrong"
    assert all(fact in verdict.word for fact in facts)
    assert not named(verdict, MISTAKES)


def in_place(Y, w):
    Y[:] = divided(Y, w)
    return Y


def test_what_overwrites_the_curves_is_refused_with_the_reason():
    assert "changes Y" in str(check_smooth_to_the_edge(in_place))


def test_nothing_yet():
    assert check_smooth_to_the_edge(lambda Y, w: None).kind == "open"
