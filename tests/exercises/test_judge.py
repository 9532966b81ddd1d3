"""The frame of all judges, on an exercise of its own: twice the sum of an array, and its largest entry."""

import numpy as np
import pytest

from elman.exercises.judge import Mistake, edits, judge
from elman.exercises.seen import Question
from elman.exercises.verdict import not_yet

ARRAYS = [np.array([1.0, 2.0, 4.0]), np.array([3.0, -1.0])]


def right(x):
    return 2 * x.sum(), x.max()


TABLE = [
    Mistake("This is the sum.", lambda x: (x.sum(), x.max())),
    Mistake("This is the smallest.", lambda x: (2 * x.sum(), x.min())),
    Mistake("Nothing is added up yet.", lambda x: (0.0, x.max()), open=True),
    Mistake("Never for these arguments.", lambda x: x[99]),
]


def check(answer, **options):
    given = {
        "right": right,
        "mistakes": TABLE,
        "names": ("twice", "largest"),
        "todo": "Begin.",
        "praise": "Well done.",
        "look": "Think.",
    }
    questions = [Question(f"For {len(x)} numbers", (x,)) for x in ARRAYS]
    return judge(answer, "f(x)", options.pop("questions", questions), **given | options)


@pytest.mark.parametrize(
    "answer",
    [
        right,
        lambda x: list(right(x)),
        lambda x: np.array(right(x)),
        lambda x: (part for part in right(x)),
        lambda x: dict(zip(("largest", "twice"), right(x)[::-1], strict=True)),
        lambda x: (np.float32(right(x)[0]), [[right(x)[1]]]),
        lambda x: (int(right(x)[0]), right(x)[1]),
    ],
)
def test_a_right_answer_in_any_dress(answer):
    verdict = check(answer)
    assert verdict
    assert "Well done." in str(verdict)


@pytest.mark.parametrize("answer", [None, ..., lambda x: None, lambda x: (None, None), lambda x: ...])
def test_no_answer_yet(answer):
    verdict = check(answer)
    assert verdict.kind == "open"
    assert "Begin." in str(verdict)


def test_what_the_exercise_begins_with_is_open():
    assert check(lambda x: (0.0, x.max())).kind == "open"


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (3, ("f(x)", "an int")),
        (right(ARRAYS[0]), ("f(x)", "a tuple")),
        (lambda x: x[99], ("For 3 numbers", "IndexError")),
        (lambda x: right(x) if len(x) == 3 else x[99], ("For 2 numbers", "IndexError")),
        (lambda x: right(x) if len(x) == 3 else None, ("For 2 numbers", "None")),
        (lambda x: x.sum(), ("For 3 numbers", "twice, largest")),
        (lambda x: ("14", 4), ("twice", "text")),
        (lambda x: (x, 4), ("twice", "(3,)", "one number")),
        (lambda x: (14, np.nan), ("largest is nan", "4")),
    ],
)
def test_what_cannot_be_judged_is_told(answer, facts):
    verdict = check(answer)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda x: (x.sum(), x.max()), "This is the sum."),
        (lambda x: (2 * x.sum(), np.sort(x)[0]), "This is the smallest."),
        (lambda x: (2 * x.sum(), 2 * x.max()), "largest: every number is 2 times the right one."),
        (lambda x: (x.sum(), x.min()), "twice: every number is 0.5 times the right one."),
        (lambda x: (x.sum(), x.max() + 1), "Think."),
        (lambda x: (2 * x.sum() + 1, x.max()), "Think."),
    ],
)
def test_a_mistake_is_named_where_its_numbers_are_the_students(answer, word):
    verdict = check(answer)
    assert verdict.kind == "wrong"
    assert word in str(verdict)
    assert "For 3 numbers, " in str(verdict)
    assert sum(mistake.word in str(verdict) for mistake in TABLE) == (word in [mistake.word for mistake in TABLE])


def test_a_mistake_that_fits_one_question_only_is_not_named():
    verdict = check(lambda x: (x.sum() if len(x) == 3 else 2 * x.sum(), x.max()))
    assert "This is the sum." not in str(verdict)
    assert "Think." in str(verdict)


def test_two_mistakes_with_the_same_numbers_are_both_told():
    verdict = check(TABLE[0].gives, mistakes=[*TABLE, Mistake("Half of it.", TABLE[0].gives)])
    assert "This is the sum. Or: Half of it." in str(verdict)


def test_two_slips_are_named_where_one_is_not_enough():
    def template(x, *, factor=2, of=np.max):
        return factor * x.sum(), of(x)

    table = edits(template, [("Factor.", {"factor": 3}), ("Other factor.", {"factor": 5}), ("Least.", {"of": np.min})])
    assert {mistake.slips for mistake in table} == {1, 2}
    assert len(table) == 5  # the two factors cannot be made together
    verdict = check(lambda x: (3 * sum(x), min(x)), mistakes=table)
    assert "Two mistakes. Factor. Least." in str(verdict)
    assert "Two mistakes" not in str(check(lambda x: (3 * sum(x), max(x)), mistakes=table))


def test_a_costly_question_is_asked_only_when_all_before_are_right():
    asked = []

    def answer(x):
        asked.append(len(x))
        return (x.sum(), x.max()) if asked[0] == 3 else right(x)

    questions = [Question("First", (ARRAYS[0],)), Question("At last", (ARRAYS[1],), costly=True)]
    assert not check(answer, questions=questions)
    assert 2 not in asked
    assert check(right, questions=questions)
    assert not check(lambda x: right(x) if len(x) == 3 else (0, 0), questions=questions)


def test_what_changes_its_arguments_is_refused_with_the_reason():
    def answer(x):
        value = right(x)
        x[:] = 0
        return value

    verdict = check(answer)
    assert verdict.kind == "wrong"
    assert "changes x" in str(verdict)
    assert ARRAYS[0].any()


def test_what_keeps_something_from_call_to_call_is_told():
    calls = []

    def counting(x):
        calls.append(1)
        return right(x)[0] + len(calls) - 1, x.max()

    def later(x):
        calls.append(1)
        return right(x) if len(calls) < 3 else (0, 0)

    for answer in (counting, later):
        calls.clear()
        verdict = check(answer)
        assert verdict.kind == "wrong"
        assert "second call" in str(verdict)


def test_nearly_right_is_told_with_its_digits():
    verdict = check(lambda x: (right(x)[0] * (1 + 2e-7), right(x)[1]))
    assert verdict.kind == "wrong"
    assert "6 digits" in str(verdict)
    assert "Think." not in str(verdict)


def test_look_gets_what_was_seen():
    def look(seen, first):
        return f"{len(seen)} seen, wrong: {first.wrong}, given {first.given['twice']}"

    assert "2 seen, wrong: ('twice',), given 15.0" in str(check(lambda x: (2 * x.sum() + 1, x.max()), look=look))


def test_wrong_numbers_may_be_open():
    assert check(lambda x: (2 * x.sum() + 1, x.max()), say=not_yet).kind == "open"


def test_a_value_in_place_of_a_function():
    def value(answer):
        return judge(
            answer,
            "",
            [Question("", ())],
            right=lambda: 3.0,
            names="the number",
            todo="Give one.",
            praise="Three.",
            look="Count.",
        )

    assert value(3)
    assert value(None).kind == "open"
    assert "Call it" in str(value(lambda: 3))
    assert str(value(4)).endswith("The number is 4, but 3 was expected. Count.")


def test_one_number_may_broadcast_where_that_is_allowed():
    def filled(answer, broadcast):
        return judge(
            answer,
            "f(x)",
            [Question("So", (np.ones((2, 3)),))],
            right=lambda x: 2 * x,
            names="Y",
            todo="",
            praise="",
            broadcast=broadcast,
        )

    for value in (2.0, np.full(3, 2.0), np.full((2, 1), 2.0)):
        assert filled(lambda x, value=value: value, broadcast=True)
        assert not filled(lambda x, value=value: value, broadcast=False)
    assert not filled(lambda x: np.full(2, 2.0), broadcast=True)


def test_single_precision_may_be_refused():
    def answer(x):
        return tuple(np.float32(part) for part in right(x))

    assert check(answer)
    assert "float32" in str(check(answer, single=False))


def test_the_first_wrong_part_is_told_in_the_order_in_which_parts_are_computed():
    def answer(x):
        return 0.5, 0.25

    assert "twice is 0.5" in str(check(answer))
    assert "largest is 0.25" in str(check(answer, order=("largest", "twice")))
