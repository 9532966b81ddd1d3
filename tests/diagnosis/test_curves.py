"""Curves that are read from a function: each shape with its scale, where it counts, and what is no function of an entry."""

import numpy as np
import pytest

from elman.diagnosis.curves import _OF_RATIO, SHAPES, Curve, curve_of

SHAPE = (4, 3)


def read(f, shape=SHAPE):
    return curve_of(lambda A, at=None: f(A), shape, "x")


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (lambda A: 2 * A, "2 x"),
        (lambda A: -A, "-x"),
        (np.sign, "sign(x)"),
        (lambda A: 3 * A * np.abs(A), "3 x |x|"),
        (lambda A: 1.5 * np.sign(A) * np.abs(A) ** 0.5, "1.5 sign(x) |x|^0.5"),
        (np.abs, "|x|"),
        (np.square, "x^2"),
        (lambda A: np.where(A > 0, 0.9, -0.1), "(0.9 where x > 0, -0.1 where x < 0)"),
        (lambda A: np.where(A > 0, 2 * A, 4 * A), "(2 x where x > 0, 4 x where x < 0)"),
        (lambda A: 2 * np.clip(A, -0.37, 0.37), "2 clip(x, -0.37, 0.37)"),
        (np.tanh, "tanh(x)"),
        (lambda A: 2 * A / (1 + A**2), "2 x / (1 + x^2)"),
        (lambda A: A / (1 + (A / 2) ** 2), "x / (1 + (x / 2)^2)"),
        (lambda A: 3 * np.tanh(A / 0.1), "3 tanh(x / 0.1)"),
        (lambda A: 2 * (A - 0.5), "2 (x - 0.5)"),
        (lambda A: 2 * A * np.eye(*A.shape), "2 x, on the diagonal only"),
        (lambda A: 2 * np.triu(A), "2 x, on and above the diagonal only"),
        (lambda A: A * [1, 0.5, 0.25], "x, times 1, 0.5, 0.25 for columns 0 to 2"),
        (lambda A: A * (np.arange(4) == 3)[:, None], "x, of the last row only"),
        (lambda A: 2 * (A - np.eye(*A.shape)), "2 (x - 1 on the diagonal)"),
        (lambda A: 2 * A * (np.abs(A) >= 2.2), "2 x (0 where |x| < 2.2)"),
        (lambda A: 2 * A * (np.abs(A) <= 2.2), "2 x (0 where |x| > 2.2)"),
    ],
)
def test_the_curve_is_told(f, said):
    assert read(f).text() == said


@pytest.mark.parametrize(
    "f",
    [
        lambda A: A / np.sqrt(1e-30 + np.sum(A**2, axis=1, keepdims=True)),
        lambda A: A / np.sqrt(1e-30 + np.sum(A**2)),
        lambda A: np.full(A.shape, np.sign(A.sum())),
    ],
)
def test_what_depends_on_other_entries_is_no_curve(f):
    assert read(f) is None


@pytest.mark.parametrize("words", SHAPES)
@pytest.mark.parametrize("s", [0.5, 1.0, 2.5])
def test_every_shape_is_found_with_its_scale(words, s):
    curve = read(lambda A: s * SHAPES[words](A / s))
    assert curve.times == pytest.approx(s if words.startswith(_OF_RATIO) else 1.0)
    assert s == 1 or f"{s}" in curve.formula


def test_a_curve_without_a_name_is_told_by_its_points():
    curve = read(lambda A: np.sign(A) * np.log1p(np.abs(A)))
    assert curve.times is None
    assert curve.formula == "-1.7, -0.336, 0.336, 1.7 for x = -4.5, -0.4, 0.4, 4.5"


def test_nothing_is_zero_and_what_is_not_finite_is_no_curve():
    assert read(lambda A: 0 * A) == Curve(0.0, "")
    assert read(lambda A: A * np.nan) is None
    assert read(lambda A: None) is None
