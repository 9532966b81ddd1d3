import numpy as np
import pytest

from elman.exercises.attempt import Reply
from elman.exercises.seen import Question, almost, facts, look_at, told

RNG = np.random.default_rng(0)
RIGHT = [{"W": RNG.uniform(0.5, 1.5, (3, 3)), "b": RNG.uniform(-1, 1, 4)} for _ in range(2)]


def seen(change_W, change_b=lambda b: b):
    """What is seen of an answer, on two questions, in which W and b were changed."""
    return [
        look_at(
            Question("So", ()),
            "f()",
            Reply((change_W(one["W"]), change_b(one["b"]))),
            [lambda one=one: (one["W"], one["b"])],
            ("W", "b"),
            1e-8,
        )
        for one in RIGHT
    ]


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda W: -W, "the wrong sign"),
        (lambda W: 2 * W, "2 times"),
        (lambda W: W / 3, "0.3333 times"),
        (lambda W: 0 * W, "0 everywhere"),
        (np.square, "the square of"),
        (np.sqrt, "the root of"),
        (lambda W: 1 / W, "one divided by"),
        (lambda W: W[::-1], "reverse order"),
        (np.transpose, "transposed"),
    ],
)
def test_what_is_true_of_all_numbers_is_found(change, fact):
    found = facts(seen(change))
    assert fact in found
    assert found.startswith("W: ")


def test_lost_signs_are_found_and_names_with_one_fact_are_told_together():
    assert facts(seen(lambda W: W, np.abs)) == "b: every number is the right number without its sign."
    assert facts(seen(lambda W: -W, lambda b: -b)).startswith("W, b: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda W: W,
        lambda W: W + 0.1,
        lambda W: W * RNG.uniform(1, 2),  # another factor in each answer
        lambda W: W[:2],
        lambda W: np.where(W[0, 0] == W, np.nan, W),
    ],
)
def test_what_is_not_true_of_all_is_not_told(change):
    assert facts(seen(change)) == ""


def test_digits_that_are_right_are_counted():
    assert "5 digits" in almost(seen(lambda W: W * (1 + 3e-6)))
    assert "perhaps" in almost(seen(lambda W: W.round(6)))
    assert almost(seen(lambda W: 1.01 * W)) == ""
    assert almost(seen(lambda W: W)) == ""
    assert almost(seen(lambda W: W * (1 + 1e-6), lambda b: b[:1])) == ""


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        (Reply(None, "raised KeyError: 'x'"), ("f() raised KeyError",)),
        (Reply(None), ("f() gives nothing back",)),
        (Reply((np.zeros((3, 3)), "x")), ("b holds text",)),
        (Reply((np.zeros((3, 2)), np.zeros(4))), ("W has shape (3, 2)", "(3, 3)")),
        (Reply((np.zeros((3, 3)), np.zeros(4))), ("W[0, 0] is 0", f"{RIGHT[0]['W'][0, 0]:.5g}")),
        (Reply((RIGHT[0]["W"], np.array([np.nan, 0, 0, 0]))), ("b[0] is nan",)),
    ],
)
def test_the_first_fault_is_told_with_its_place_and_numbers(value, facts):
    one = look_at(Question("With x", ()), "f()", value, [lambda: (RIGHT[0]["W"], RIGHT[0]["b"])], ("W", "b"), 1e-8)
    assert one.sentence.startswith("With x, ")
    assert all(fact in one.sentence for fact in facts)


class Resists:
    def __len__(self):
        raise RuntimeError

    __iter__ = __getitem__ = __len__


def test_an_object_that_resists_is_told():
    one = look_at(
        Question("So", ()), "f()", Reply(Resists()), [lambda: (RIGHT[0]["W"], RIGHT[0]["b"])], ("W", "b"), 1e-8
    )
    assert one.given is None
    assert one.fault


def test_of_several_right_answers_each_entry_may_be_one():
    rights = [lambda: np.array([1.0, 2.0]), lambda: np.array([1.5, 2.5])]
    for value, is_right in (([1.0, 2.5], True), ([1.5, 2.0], True), ([1.5, 2.2], False)):
        assert (look_at(Question("So", ()), "f()", Reply(value), rights, "V", 1e-8).fault == "") is is_right


def test_numbers_are_told_with_the_digits_that_differ():
    assert told(0.1234567, 0.1234599) == "0.1234567"
    assert told(-0.0, 1.0) == "0"
    assert told(np.nan, 1.0) == "nan"
