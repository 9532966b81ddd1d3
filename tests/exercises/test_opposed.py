import numpy as np
import pytest
from elman.exercises.judging import check_opposed

TARGET = 0.4 + 0.1 * np.sin(np.arange(60) / 5)
TO_BEAT = 0.15


def test_near_and_opposed_is_right():
    assert check_opposed(TARGET, TARGET.mean() - 0.1 * (TARGET - TARGET.mean()), TO_BEAT)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (-TARGET, "another height"),
        (np.full(60, TARGET.mean()), "does not move"),
        (TARGET + 0.01, "Let it move the other way"),
        (TARGET + 0.5, "Which constant is nearest"),
        (TARGET[:-1], "shape (59,)"),
        ("a curve", "not an array"),
        (np.full(60, np.nan), "not an array of finite numbers"),
    ],
)
def test_mistakes_get_a_useful_word(answer, word):
    verdict = check_opposed(TARGET, answer, TO_BEAT)
    assert not verdict
    assert word in str(verdict)


def test_no_answer_and_the_exercise_as_given_are_open():
    assert check_opposed(TARGET, None, TO_BEAT).kind == "open"
    assert check_opposed(TARGET, -TARGET, TO_BEAT).kind == "open"
    assert check_opposed(TARGET, 0.1 - TARGET, TO_BEAT).kind == "wrong"


def test_the_exercise_as_given_is_right_where_it_happens_to_be():
    around_zero = TARGET - TARGET.mean()
    assert check_opposed(around_zero, -around_zero, TO_BEAT)
