import numpy as np
import pytest

from elman.exercises.smoothing import check_smooth_to_the_edge
from elman.systems.smoothing import smooth


def frame_by_frame(Y, w):
    m, S = len(w) // 2, np.empty_like(Y)
    for t in range(len(Y)):
        first, last = max(0, t - m), min(len(Y), t + m + 1)
        inside = w[first - t + m : last - t + m]
        S[t] = inside @ Y[first:last] / inside.sum()
    return S


def convolved(curve, w, **options):
    return np.column_stack([np.convolve(column, w, **options) for column in curve.T])


def padded(Y, w, **options):
    m = len(w) // 2
    return convolved(np.pad(Y, ((m, m), (0, 0)), **options), w, mode="valid")


def shrinking(Y, w):
    """As far to one side as to the other, and so not at all in frame 0."""
    S = frame_by_frame(Y, w)
    for t in range(6):
        for s, at in ((t, slice(0, 2 * t + 1)), (len(Y) - 1 - t, slice(len(Y) - 1 - 2 * t, None))):
            S[s] = Y[at].mean(axis=0)
    return S


@pytest.mark.parametrize(
    "answer",
    [
        frame_by_frame,
        lambda Y, w: convolved(Y, w, mode="same") / convolved(np.ones((len(Y), 1)), w, mode="same"),
        # As the notebook says that Y is (T, 2), a student may count on it.
        lambda Y, w: convolved(Y[:, :2], w, mode="same") / np.convolve(np.ones(len(Y)), w, "same")[:, None],
        lambda Y, w: frame_by_frame(Y, w).tolist(),
    ],
)
def test_right(answer):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "right"
    assert "runs ahead" in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda Y, w: smooth(Y), "still raw, as in the package"),
        (lambda Y, w: convolved(Y, w, mode="same"), "sum to 0.542, not 1"),
        (lambda Y, w: convolved(Y, w, mode="valid"), "cuts 12 frames off"),
        (lambda Y, w: padded(Y, w, mode="edge"), "it is repeated for the missing frames"),
        (lambda Y, w: padded(Y, w, mode="wrap"), "the window goes round in a circle"),
        (lambda Y, w: padded(Y, w, mode="reflect"), "was expected: w / its sum inside"),
        (lambda Y, w: padded(Y, w, mode="mean"), "frame 0 hears frames outside its window"),
        (lambda Y, w: np.vstack([frame_by_frame(Y, w)[:-6], Y[-6:]]), "treat the end as the beginning"),
        (lambda Y, w: shrinking(Y, w), "it does not shrink"),
        (
            lambda Y, w: 13 * convolved(Y, w, mode="same") / convolved(np.ones((len(Y), 1)), 0 * w + 1, mode="same"),
            "1.006",
        ),
        (lambda Y, w: frame_by_frame(Y, w)[:, :1], "came back with shape (60, 1)"),
        (lambda Y, w: frame_by_frame(Y, np.ones(13)), "leave the middle as it is"),
        (lambda Y, w: Y, "leave the middle as it is"),
    ],
)
def test_wrong_answers_get_a_useful_word(answer, word):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda Y, w: Y @ w, "ValueError"),
        (lambda Y, w: "smooth", "an array of finite numbers was expected, not str"),
        (lambda Y, w: Y * np.nan, "an array of finite numbers was expected"),
    ],
)
def test_what_cannot_be_judged_is_told(answer, word):
    verdict = check_smooth_to_the_edge(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


def test_nothing_yet():
    assert check_smooth_to_the_edge(lambda Y, w: None).kind == "open"
