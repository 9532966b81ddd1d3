"""Scales of labels: declared or assumed, converted, and told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.corpus.scale import UNIT, check_label, convert, name_scale, read_scale, remark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "9..1",
        "1..1",
        "a..b",
        "1..nan",
        "1..inf",
        "1...9",
        "1..2..3",
        (1,),
        (1, 2, 3),
        5,
        (1, "x"),
        ("1" * 400, "2" * 400),
    ],
)
def test_what_is_not_a_scale_is_refused(told, text):
    with told("1..9"):
        read_scale(text)


def test_values_are_stretched_to_the_ends():
    assert convert(np.array([0, 0.25, 1]), (0.0, 1.0)).tolist() == [-1, -0.5, 1]
    assert convert(np.array([-0.5, 0, 0.5]), (-0.5, 0.5)).tolist() == [-1, 0, 1]
    assert convert(np.array([1, 2, 5, 9]), (1.0, 9.0)).tolist() == [-1, -0.75, 0, 1]


@given(st.floats(-1, 1))
def test_values_from_minus_one_to_one_keep_their_bits(value):
    values = np.array([value])
    assert convert(values, UNIT) is values


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_every_value_on_a_scale_comes_to_lie_between_minus_one_and_one(low, width, share):
    scale = read_scale((low, low + width))
    value = min(max(low + share * width, scale[0]), scale[1])
    assert abs(convert(np.array([value]), scale)[0]) <= 1 + 1e-12


@pytest.mark.parametrize("scale", [(0.0, 1.0), (-0.5, 0.5), (1.0, 9.0)])
def test_a_scales_name_is_read_again(scale):
    assert read_scale(name_scale(scale)) == scale


def test_a_value_that_is_not_on_the_scale_is_named(told):
    check_label(1.0, UNIT, "x.csv, row 2", declared=False)
    with told("x.csv, row 2", "5.5", "-1 to 1", "--scale"):
        check_label(5.5, UNIT, "x.csv, row 2", declared=False)
    with told("x.csv, row 2", "0.5", "1 to 9"):
        check_label(0.5, (1.0, 9.0), "x.csv, row 2", declared=True)


@pytest.mark.parametrize(
    ("low", "high", "facts"),
    [
        (0.0, 1.0, ["from 0 to 1;", "--scale 0..1"]),
        (0.1, 0.7, ["from 0.1 to 0.7;", "--scale 0..1"]),
        (-0.5, 0.4, ["from -0.5 to 0.4;", "--scale -0.5..0.5"]),
        (-0.01, 0.6, []),
        (-1.0, 0.2, []),
    ],
)
def test_labels_that_fill_a_narrower_scale_are_told(low, high, facts):
    curves = [np.array([[low, 0.2], [0.2, 0.2]]), np.array([[0.1, high]])]
    notes = remark("labels.csv", curves, UNIT, declared=False)
    assert len(notes) == bool(facts)
    assert all(fact in notes[0] for fact in facts)
    assert remark("labels.csv", curves, UNIT, declared=True) == []


def test_a_conversion_is_told():
    (note,) = remark("labels.csv", [], (1.0, 9.0), declared=True)
    assert "labels.csv" in note
    assert "1..9" in note
