import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from elman.errors import InputError
from elman.network import activations
from elman.network.activations import OUTPUTS, softmax, softmax_backward

A = np.random.default_rng(0).normal(size=(6, 3))


def test_outputs_worked_by_hand():
    # tanh(ln 2) = (4 - 1) / (4 + 1); softmax of (0, ln 3) = (1, 3) / 4.
    np.testing.assert_allclose(activations.tanh(np.array([[np.log(2)]])), [[0.6]], rtol=1e-15)
    np.testing.assert_allclose(softmax(np.array([[0, np.log(3)]])), [[0.25, 0.75]], rtol=1e-15)
    np.testing.assert_array_equal(activations.linear(A), A)


def test_softmax_backward_worked_by_hand():
    # Y = (1/4, 3/4), dY = (1, 0): dY . Y = 1/4, so dA = (1/4 (1 - 1/4), 3/4 (0 - 1/4)).
    dA = softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]]))
    np.testing.assert_array_equal(dA, [[0.1875, -0.1875]])


def test_softmax_equals_scipy():
    np.testing.assert_allclose(softmax(A), special.softmax(A, axis=1), rtol=1e-14)


def test_softmax_of_huge_numbers():
    np.testing.assert_array_equal(
        softmax(np.array([[1e4, 0.0], [-1e4, -1e4], [1e308, 0]])), [[1, 0], [0.5] * 2, [1, 0]]
    )


@given(st.integers(1, 5), st.floats(-50, 50), st.integers(0, 1000))
def test_softmax_sums_to_one_and_ignores_a_shift(n_out, shift, seed):
    A = np.random.default_rng(seed).normal(scale=3, size=(4, n_out))
    Y = softmax(A)
    assert (Y > 0).all()
    np.testing.assert_allclose(Y.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(softmax(A + shift), Y, rtol=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("n_out", [1, 2, 5])
def test_backward_is_the_derivative(output, n_out, referee):
    g, g_backward = OUTPUTS[output]
    rng = np.random.default_rng(n_out)
    A, dY = rng.normal(size=(2, 4, n_out))
    expected = referee.complex_step(lambda p: np.sum(dY * g(p["A"])), {"A": A})["A"]
    np.testing.assert_allclose(g_backward(dY, g(A)), expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("output", OUTPUTS)
def test_inputs_are_left_alone(output):
    g, g_backward = OUTPUTS[output]
    given_A, dY = A.copy(), np.ones_like(A)
    given_A.flags.writeable = dY.flags.writeable = False
    Y = g(given_A)
    Y.flags.writeable = False
    np.testing.assert_array_equal(g_backward(dY, Y), g_backward(dY, Y))
    np.testing.assert_array_equal(given_A, A)


def test_an_output_that_does_not_exist_is_told_with_those_that_do():
    with pytest.raises(InputError, match="'relu'.*linear, tanh, softmax"):
        OUTPUTS["relu"]
    assert "relu" not in OUTPUTS
