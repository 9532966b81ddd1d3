import numpy as np
import pytest

from elman.diagnosis import influence, planted
from elman.errors import InputError
from elman.gradcheck import complex_step
from elman.network import rnn


@pytest.fixture(scope="module")
def song():
    rng = np.random.default_rng(0)
    params = rnn.init(3, 4, 2, rng=rng, scale=0.8) | {"h_0": rng.standard_normal(4)}
    return params, rng.standard_normal((7, 3))


def test_it_is_the_length_of_a_derivative_that_complex_steps_give(song):
    # Each frame gets a hidden bias of its own: dA[t] / dZ[s] is the derivative with respect to that of frame s.
    params, X = song
    T = len(X)

    def A(biases):
        own = np.concatenate([X, np.eye(T)], axis=1)
        Y, _ = rnn.forward(params | {"W_xh": np.concatenate([params["W_xh"] + 0j, biases])}, own)
        return Y

    triangle = influence(params, X)
    for t in range(T):
        squares = np.zeros(T)
        for out in range(2):
            of = complex_step(lambda p, t=t, out=out: A(p["z"])[t, out], {"z": np.zeros((T, 4))})["z"]
            squares += np.sum(of**2, axis=1)
        np.testing.assert_allclose(triangle[t], np.sqrt(squares), rtol=1e-12, atol=1e-15)


def test_no_gradient_goes_forwards(song):
    assert np.array_equal(np.triu(influence(*song), 1), np.zeros((7, 7)))


def test_without_recurrence_only_the_diagonal_is_left(song):
    params, X = song
    triangle = influence(params | {"W_hh": np.zeros((4, 4))}, X)
    assert np.array_equal(triangle, np.diag(np.diag(triangle)))
    assert np.all(np.diag(triangle) > 0)


def test_the_triangle_of_a_students_backward(song):
    params, X = song
    without_carry = influence(params, X, backward=lambda *given: planted("carry dropped", *given))
    np.testing.assert_allclose(without_carry, np.diag(np.diag(influence(params, X))), rtol=1e-12, atol=1e-15)
    with pytest.raises(InputError, match="W_xh"):
        influence(params, X, backward=lambda *given: {})
