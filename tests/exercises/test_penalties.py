import numpy as np
import pytest

from elman.exercises.penalties import MISTAKES, check_split


def right(W):
    seen = np.full(W.shape, W.mean())
    return seen, W - seen


def by_projection(W):
    """Onto the direction of the gradient."""
    ones = np.ones_like(W)
    seen = np.sum(W * ones) / np.sum(ones * ones) * ones
    return seen, W - seen


@pytest.mark.parametrize(
    "answer",
    [
        right,
        by_projection,
        lambda W: (W.mean(), W - W.mean()),
        lambda W: [[W.mean()], W - W.mean()],
        lambda W: np.array(right(W)),
        lambda W: dict(zip(("seen", "unseen"), right(W), strict=True)),
        lambda W: (part for part in right(W)),
        lambda W: [part.tolist() for part in right(W)],
        lambda W: tuple(part.astype(np.float32) for part in right(W)),
        lambda W: right(W.astype(np.float32)),
    ],
)
def test_right_answers(answer):
    verdict = check_split(answer)
    assert verdict.kind == "right"
    assert "2599 of 2600" in verdict.word


def with_rest(seen):
    return lambda W: (seen(W) + 0 * W, W - seen(W))


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda W: (np.full(W.shape, abs(W.sum()) / W.size), W - abs(W.sum()) / W.size), "absolute value"),
        (lambda W: right(W)[::-1], "order"),
        (lambda W: (W, np.zeros_like(W)), "All of W is called seen"),
        (lambda W: (np.zeros_like(W), W), "called unseen"),
        (with_rest(lambda W: W.mean(axis=0)), "each column"),
        (with_rest(lambda W: W.mean(axis=1, keepdims=True)), "each row"),
        (with_rest(lambda W: np.where(W > 0, W, 0)), "sign of each weight; the"),
        (with_rest(np.abs), "|w|"),
        (with_rest(lambda W: W.sum()), "n times too large"),
        (with_rest(lambda W: np.sign(W.sum())), "gradient of |sum W|"),
        (with_rest(np.sign), "has the sign of each"),
        (with_rest(np.median), "median"),
        (with_rest(lambda W: np.pad([[W.sum()]], [(0, n - 1) for n in W.shape])), "in one entry"),
    ],
)
def test_mistakes_are_named(answer, word, named):
    verdict = check_split(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (lambda W: W, ["two", "seen, unseen"]),
        (lambda W: (W.mean(), W), ["not W"]),
        (lambda W: (W.mean() / 2 + 0 * W, W - W.mean() / 2), ["|sum unseen|", "not 0"]),
        (
            with_rest(lambda W: np.where(np.arange(W.shape[1]) < 1, W.sum(axis=1, keepdims=True), 0.0)),
            ["not the smallest"],
        ),
        (lambda W: (W.mean(), "rest"), ["unseen holds text"]),
        (lambda W: (W.mean(), None), ["unseen is None"]),
        (lambda W: (W.mean(), W - np.nan), ["unseen[0, 0] is nan"]),
        (lambda W: (W[:1].mean(), W[:1] - W.mean()), ["unseen"]),
        (lambda W: W.split(), ["AttributeError"]),
        (lambda W: (-W.mean() + 0 * W, W + W.mean()), ["seen: every number has the wrong sign"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_split(answer)
    assert verdict.kind == "wrong"
    assert all(fact in verdict.word for fact in facts if fact != "two")
    assert not named(verdict, MISTAKES)


def test_nothing_yet():
    assert check_split(lambda W: None).kind == "open"
