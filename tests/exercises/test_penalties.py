import numpy as np
import pytest

from elman.exercises.penalties import check_split


def right_answer(W):
    seen = np.full(W.shape, W.mean())
    return seen, W - seen


@pytest.mark.parametrize("answer", [right_answer, lambda W: (W.mean(), W - W.mean())])
def test_right(answer):
    verdict = check_split(answer)
    assert verdict.kind == "right"
    assert "2599 of 2600" in verdict.word


def one_entry(W):
    seen = np.zeros_like(W)
    seen[0, 0] = W.sum()
    return seen, W - seen


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda W: (W, 0 * W), "all of W is called seen"),
        (lambda W: (0 * W, W), "the penalty still sees something"),
        (lambda W: (np.maximum(W, 0), np.minimum(W, 0)), "the penalty still sees something"),
        (lambda W: (np.sign(W), W - np.sign(W)), "the penalty still sees something"),
        (lambda W: (0 * W + W.mean(axis=0), W - W.mean(axis=0)), "a number for each column"),
        (lambda W: (0 * W + W.mean(axis=1, keepdims=True), W - W.mean(axis=1, keepdims=True)), "a number for each row"),
        (one_entry, "not the smallest matrix with the sum of W"),
        (lambda W: (0 * W + W.mean(), W), "seen + unseen is not W"),
        (lambda W: (0 * W + np.abs(W).mean(), W - np.abs(W).mean()), "is another number"),
    ],
)
def test_wrong_answers_get_a_useful_word(answer, word):
    verdict = check_split(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda W: W.mean(), "two matrices were expected"),
        (lambda W: W[0, 0, 0], "IndexError"),
        (lambda W: ("mean", W), "arrays of finite numbers"),
        (lambda W: (W.T, W), "do not add up to the shape of W"),
        (lambda W: (W.mean(), 0.0), "do not add up to the shape of W"),
    ],
)
def test_what_cannot_be_judged_is_told(answer, word):
    verdict = check_split(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


def test_nothing_yet():
    assert check_split(lambda W: None).kind == "open"
