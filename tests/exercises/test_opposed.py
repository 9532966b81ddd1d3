import numpy as np
import pytest

from elman.exercises.opposed import check_opposed

TARGET = 0.4 + 0.1 * np.sin(np.arange(60) / 5)
MEAN = TARGET.mean()
TO_BEAT = 0.15
RIGHT = MEAN - 0.1 * (TARGET - MEAN)


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.tolist(),
        RIGHT.astype(np.float32),
        (y for y in RIGHT),
        MEAN - 0.01 * (TARGET - MEAN),
        MEAN + 0.02 - 0.3 * (TARGET - MEAN),
        MEAN - 0.05 * np.sign(TARGET - MEAN),
        MEAN - 0.001 * np.argsort(np.argsort(TARGET)),
    ],
)
def test_near_and_opposed_is_right(answer):
    assert check_opposed(answer, TARGET, TO_BEAT)


UNRELATED = np.linalg.qr(np.stack([np.ones(60), TARGET, np.arange(60.0)], axis=1))[0][:, 2]
"""A curve with the correlation 0, but for rounding."""


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (0.01 - TARGET, ["mean of the curve is -0.3", f"that of the target {MEAN:.3f}"]),
        (-0.5 * TARGET, ["r = -1.00 is what it should be"]),
        (np.full(60, MEAN), ["below", "does not move"]),
        (np.full(60, MEAN + 1), ["not below", "does not move"]),
        (TARGET + 0.01, ["below", "r = +1.00", "other way"]),
        (MEAN + 0.01 * UNRELATED, ["below", "r is 0.00"]),
        (MEAN - 0.01 * UNRELATED, ["below", "r is 0.00"]),
        (TARGET + 0.5, ["not below", "r = +1.00"]),
        (MEAN - 9 * (TARGET - MEAN), ["not below", "r = -1.00"]),
        (TARGET, ["RMSE 0.000", "r = +1.00"]),
        (TARGET[:-1], ["(59,)", "(60,)"]),
        (TARGET[:, None], ["(60, 1)"]),
        (0.4, ["()"]),
        ("a curve", ["text"]),
        ([[1], [1, 2]], ["differ in length"]),
        (np.full(60, np.nan), ["nan in frame 0"]),
        (np.where(np.arange(60) == 7, np.inf, RIGHT), ["inf in frame 7"]),
        (lambda: RIGHT, ["Call it"]),
    ],
)
def test_wrong_answers_are_told_what_they_are(answer, facts):
    verdict = check_opposed(answer, TARGET, TO_BEAT)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)


def test_no_answer_and_the_exercise_as_given_are_open():
    assert check_opposed(None, TARGET, TO_BEAT).kind == "open"
    assert check_opposed(-TARGET, TARGET, TO_BEAT).kind == "open"


def test_the_exercise_as_given_is_right_where_it_happens_to_be():
    around_zero = TARGET - MEAN
    assert check_opposed(-around_zero, around_zero, TO_BEAT)


def test_height_is_blamed_only_where_it_is_another():
    """Turned over around the target's mean, but far too wide."""
    assert "around zero" not in str(check_opposed(MEAN - 9 * (TARGET - MEAN), TARGET, TO_BEAT))
