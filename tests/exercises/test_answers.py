from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from elman.exercises.answers import Unreadable, is_nothing, kind, off, read, to_array


class Odd:
    def __array__(self, *args, **kwargs):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        (None, "None"),
        (..., "Ellipsis"),
        ("x", "text"),
        (["0.5", "0.6"], "text"),
        (b"x", "text"),
        ([[1], [2, 3]], "differ in length"),
        ([1, None], "None"),
        (np.array([None, 1.0]), "None"),
        (1j, "complex"),
        (True, "True or False"),
        (np.array([True, False]), "True or False"),
        ({"a": 1}, "dict"),
        ({1, 2}, "set"),
        (object(), "object"),
        (Odd(), "Odd"),
        (len, "function"),
        (10**400, "too large"),
        (np.float16(1), "float16"),
        (np.array(["2015-01-01"], dtype="datetime64[D]"), "no numbers"),
    ],
)
def test_what_is_not_numbers_is_told(value, fact):
    with pytest.raises(Unreadable, match=fact) as told:
        to_array(value, "W_hh")
    assert str(told.value).startswith("W_hh ")


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        (1.0, 2.0),
        np.array([1, 2], dtype=np.int8),
        np.array([1, 2], dtype=np.longdouble),
        np.array([1, 2], dtype=complex),
        [Decimal(1), Decimal(2)],
        [Fraction(1), 2],
        range(1, 3),
        (n for n in (1, 2)),
        np.array([1, 2], dtype=object),
    ],
)
def test_numbers_in_any_dress(value):
    array = to_array(value, "W")
    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 2.0]


def test_float32_stays_so_that_its_precision_is_known_and_nan_is_read():
    assert to_array(np.float32(0.5), "W").dtype == np.float32
    assert np.isnan(to_array(np.nan, "W"))


def test_an_array_is_a_copy():
    W = np.zeros(2)
    array = to_array(W, "W")
    W += 1
    assert (array == 0).all()


W, B = np.ones((2, 3)), np.zeros(3)


@pytest.mark.parametrize("value", [(W, B), [W, B], {"W": W, "b": B}, OrderedDict(b=B, W=W), np.array([W, W])])
def test_parts_of_an_answer(value):
    parts = read(value, ("W", "b"))
    assert list(parts) == ["W", "b"]
    assert (parts["W"] == 1).all()


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        (W[0], "an array of 3"),
        (3, "an int"),
        ("Wb", "a text"),
        ((W,), "a tuple of 1"),
        ({"W": W}, "b missing"),
        ({"W": W, "b": B, "c": B}, "c unknown"),
        ((W, "x"), "b holds text"),
    ],
)
def test_parts_that_are_not_there_are_told(value, facts):
    with pytest.raises(Unreadable, match=facts):
        read(value, ("W", "b"))


def test_gradients_must_be_a_dict():
    assert read({"W": W}, ("W",), keyed=True)["W"].shape == (2, 3)
    with pytest.raises(Unreadable, match="an array came back.* keys W"):
        read(W, ("W",), keyed=True)


@pytest.mark.parametrize("value", [None, ..., (None, None), [None], {"W": None, "b": ...}])
def test_no_answer_yet(value):
    assert is_nothing(value)


@pytest.mark.parametrize("value", [0, [], {}, "", np.zeros(0), (None, 1), np.array([None])])
def test_an_answer(value):
    assert not is_nothing(value)


def test_kind_is_said_in_words():
    assert [kind(value) for value in (None, "a", [1], W, 3, len, {})] == [
        *("None", "a text", "a list", "an array", "an int", "a function", "a dict"),
    ]


def test_off_allows_for_rounding_beside_the_largest_entry():
    a = np.array([1e6, 1.0])
    assert not off(a * (1 + 1e-12), a).any()
    assert off(a * (1 + 1e-6), a).tolist() == [True, False]
    assert not off(a.astype(np.float32) * np.float32(1 + 1e-6), a).any()
    assert off(a.astype(np.float32) * np.float32(1 + 1e-3), a).any()


def test_off_knows_nan_and_infinity():
    given, wanted = np.array([np.nan, np.inf, -np.inf, 1.0, np.nan]), np.array([np.nan, np.inf, np.inf, 1.0, 1.0])
    assert off(given, wanted).tolist() == [False, False, True, False, True]


def test_zeros_are_compared_with_the_least_size():
    assert off(np.array([1e-20]), np.array([0.0])).all()
    assert not off(np.array([1e-20]), np.array([0.0]), least=1e-6).any()
