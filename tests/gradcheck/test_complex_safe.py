"""A cost that breaks a complex step is told so, with the line that breaks it."""

import math

import numpy as np
import pytest

from elman.errors import InputError
from elman.gradcheck import central_difference, complex_step

PARAMS = {"w": np.array([0.3, -0.2, 0.5])}


def into_a_float_array(p):
    h = np.zeros(3)
    h[:] = p["w"]
    return np.sum(h**2)


def penalty_with_abs(p):
    return np.sum(p["w"] ** 2) + 0.01 * np.sum(np.abs(p["w"]))


def hidden_in_a_plain_array(p):
    kept = np.empty(3, dtype=complex)
    kept[:] = p["w"]
    return np.sum(np.abs(kept))


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (into_a_float_array, "complex numbers are cut to real ones at test_complex_safe.py, line 16: h[:] = p"),
        (penalty_with_abs, "np.absolute drops the imaginary part at test_complex_safe.py, line 21: return np.sum"),
        (lambda p: np.sum(abs(p["w"])), "np.absolute drops"),
        (lambda p: np.linalg.norm(p["w"]), "np.linalg.norm drops"),
        (lambda p: np.sum(p["w"] * np.conj(p["w"])), "np.conjugate drops"),
        (lambda p: np.sum(np.real(p["w"]) ** 2), "np.real drops"),
        (lambda p: np.var(p["w"]), "np.var drops"),
        (lambda p: float(np.sum(p["w"])), "cut to real ones at test_complex_safe.py"),
        (lambda p: np.sum(p["w"].astype(float)), "cut to real ones at test_complex_safe.py"),
        (lambda p: math.exp(p["w"][0]), "complex numbers are "),
        (lambda p: np.sum(np.floor(p["w"]) * p["w"]), "complex numbers are refused"),
        (lambda p: np.sum(p["w"].real ** 2), "no NumPy call could be blamed"),
        (hidden_in_a_plain_array, "no NumPy call could be blamed"),
    ],
)
def test_what_breaks_a_complex_step_is_named(cost, words):
    with pytest.raises(InputError, match="the cost is not complex-safe") as told:
        complex_step(cost, PARAMS)
    assert words in str(told.value)
    assert "np.sign(w.real)" in str(told.value)  # what to do


@pytest.mark.parametrize(
    "cost",
    [
        lambda p: np.sum(p["w"] * np.sign(p["w"].real)),
        lambda p: np.sum(np.where(p["w"].real > 0, p["w"], 0) ** 2),
        lambda p: np.sum(p["w"]) / (1 + 0 * np.max(np.abs(p["w"]))),  # abs, but without effect
        lambda p: 3.0,
        lambda p: np.prod(p["w"]) + np.einsum("i,i->", p["w"], p["w"]),
    ],
)
def test_a_safe_cost_is_not_accused(cost):
    np.testing.assert_allclose(complex_step(cost, PARAMS)["w"], central_difference(cost, PARAMS)["w"], atol=1e-8)


def test_a_kink_is_no_unsafe_cost():
    at_kink = {"w": np.zeros(3)}
    np.testing.assert_array_equal(complex_step(lambda p: np.sum(p["w"] * np.sign(p["w"].real)), at_kink)["w"], 0)
