import asyncio
import itertools

import numpy as np
import pytest

from elman.exercises.attempt import MANY, attempt


def test_a_function_gets_copies_and_what_it_changes_is_told():
    given = {"W": np.zeros(2)}, np.ones(3), [1, 2]

    def spoil(params, X, numbers):
        params["W"] += 1
        numbers.append(3)
        return params["W"]

    reply = attempt(spoil, given)
    assert (reply.value == 1).all()
    assert reply.changed == (0, 2)
    assert (given[0]["W"] == 0).all()
    assert given[2] == [1, 2]


class Odd:
    def __eq__(self, other):
        raise RuntimeError


def put(value):
    def function(params):
        params["W"] = value

    return function


@pytest.mark.parametrize("value", [None, Odd(), "x", np.zeros(3), np.zeros(2, dtype=int), [0.0, 0.0]])
def test_whatever_is_put_into_an_argument_is_a_change(value):
    assert attempt(put(value), ({"W": np.zeros(2)},)).changed == (0,)


def test_nan_in_an_argument_is_no_change():
    assert attempt(lambda X: None, (np.array([np.nan]),)).changed == ()


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def raising(error):
    raise error


@pytest.mark.parametrize(
    ("function", "facts"),
    [
        (lambda: {}["W"], ("KeyError", "'W'", "line 1")),
        (lambda: raising(SystemExit(3)), ("SystemExit", "3")),
        (lambda: raising(Unprintable()), ("Unprintable",)),
        (lambda: raising(ValueError("x" * 10_000)), ("ValueError", "xxx")),
        (lambda n: n, ("TypeError", "missing 1 required positional argument")),
        (lambda: (1 / n for n in (1, 0)), ("ZeroDivisionError",)),
        (None, ("TypeError", "not callable")),
    ],
)
def test_what_a_function_raises_is_told(function, facts):
    reply = attempt(function)
    assert reply.value is None
    assert all(fact in reply.words for fact in facts if fact != "line 1")
    assert len(reply.words) < 600


def test_the_students_own_line_is_shown_and_not_the_librarys(tmp_path, monkeypatch):
    (tmp_path / "of_a_student.py").write_text(
        "import numpy as np\n\n\ndef f():\n    return np.linalg.solve(np.zeros((2, 2)), np.ones(2))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import of_a_student

    words = attempt(of_a_student.f).words
    assert "LinAlgError" in words
    assert "line 5: return np.linalg.solve(np.zeros((2, 2)), np.ones(2))" in words


def test_warnings_do_not_disturb():
    assert attempt(lambda: np.float64(1) / 0).value == np.inf
    assert attempt(lambda: np.log(np.array([-1.0]))).words == ""


def test_generators_are_run_and_an_endless_one_is_left():
    assert attempt(lambda: (n for n in range(3))).value == [0, 1, 2]
    assert len(attempt(itertools.count).value) == MANY


def test_not_implemented_is_no_answer_yet():
    assert attempt(lambda: raising(NotImplementedError())) == (None, "", ())


def test_a_coroutine_is_told():
    async def f():
        await asyncio.sleep(0)

    assert "async def" in attempt(f).words


def test_ctrl_c_gets_through():
    with pytest.raises(KeyboardInterrupt):
        attempt(lambda: raising(KeyboardInterrupt()))
