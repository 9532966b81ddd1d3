import numpy as np
import pytest

from elman.exercises.answers import as_array, as_number, attempt, same, shape_fault


@pytest.mark.parametrize("value", [None, "x", [1, [2, 3]], [1, None], 1j, np.nan, [np.inf], True, object()])
def test_what_is_no_array_of_finite_numbers_is_none(value):
    assert as_array(value) is None
    assert as_number(value) is None


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.array([[3]]), [3]])
def test_one_number_in_any_dress(value):
    assert as_number(value) == 3.0
    assert isinstance(as_number(value), float)


def test_attempt_gives_copies():
    given = {"W": np.zeros(2)}

    def spoil(params):
        params["W"] += 1
        return params["W"]

    value, words = attempt(spoil, given)
    assert (value == 1).all()
    assert words == ""
    assert (given["W"] == 0).all()


def test_attempt_keeps_errors_and_warnings_from_the_student():
    assert attempt(lambda: {}["W"]) == (None, "your function raised KeyError: 'W'")
    assert attempt(lambda: np.float64(1) / 0) == (np.inf, "")
    assert attempt(None)[1].startswith("your function raised TypeError")


def test_shape_fault_says_what_is_wrong():
    assert shape_fault(np.zeros((3, 2)), (3, 2), "W") == ""
    assert shape_fault([[1, 2]], (3, 2), "W") == "W has shape (1, 2), but (3, 2) was expected"
    assert shape_fault("no", (3, 2), "W") == "W must be an array of finite numbers, but str was returned"


def test_same_allows_for_rounding_only():
    a = np.array([1e6, 1.0])
    assert same(a * (1 + 1e-12), a)
    assert not same(a * (1 + 1e-6), a)
    assert not same(a[:1], a)
