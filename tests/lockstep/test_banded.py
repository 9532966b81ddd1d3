"""All frames as one system of equations: against the loop, and against a dense matrix."""

import numpy as np
import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from elman.lockstep.banded import Band
from elman.network import rnn


def dense(W_hh, slope, dH):
    """dZ of one network by a general solver, from the equations as the module writes them: slope and dH (T, n)."""
    T, n = dH.shape
    matrix = np.zeros((T, n, T, n))
    for t in range(T):
        matrix[t, :, t, :] = np.diag(1 / slope[t])
        if t + 1 < T:
            matrix[t, :, t + 1, :] = -W_hh
    return np.linalg.solve(matrix.reshape(T * n, T * n), dH.ravel()).reshape(T, n)


@hypothesis_settings(max_examples=50, deadline=None)
@given(
    M=strategies.integers(1, 3),
    T=strategies.integers(1, 6),
    n=strategies.integers(1, 5),
    longer=strategies.integers(0, 2),
    seed=strategies.integers(0, 2**32 - 1),
)
def test_is_the_solution(M, T, n, longer, seed):
    rng = np.random.default_rng(seed)
    W_hh, slope, dH = rng.normal(size=(M, n, n)), rng.uniform(0.1, 1, (T, M, n)), rng.normal(size=(M, T, n))
    before = W_hh.copy(), slope.copy(), dH.copy()
    band, dZ = Band(T + longer, n), np.empty((T, M, n))
    for _ in range(2):  # the band keeps what it held
        band.solve(W_hh, slope, dH, dZ, [slice(0, M)])
        for m in range(M):
            np.testing.assert_allclose(dZ[:, m], dense(W_hh[m], slope[:, m], dH[m]), rtol=1e-9, atol=1e-11)
    assert all(np.array_equal(*pair) for pair in zip(before, (W_hh, slope, dH), strict=True))


def test_is_what_the_network_sends_back():
    rng = np.random.default_rng(0)
    params = rnn.init(3, 4, 2, rng=rng, scale=0.8)
    _, cache = rnn.forward(params, rng.normal(size=(9, 3)))
    dY = rng.normal(size=(9, 2))
    grads = rnn.backward(params, dY, cache)
    dZ = np.empty((9, 1, 4))
    slope, dH = 1 - cache.H[1:, None] ** 2, (dY @ params["W_hy"].T)[None]
    Band(9, 4).solve(params["W_hh"][None], slope, dH, dZ, [slice(0, 1)])
    np.testing.assert_allclose(dZ[:, 0].sum(axis=0), grads["b_h"], rtol=1e-12)
    np.testing.assert_allclose(cache.H[:-1].T @ dZ[:, 0], grads["W_hh"], rtol=1e-11)


def test_only_those_asked_for_are_written():
    rng = np.random.default_rng(0)
    dZ = np.full((3, 4, 2), 7.0)
    slope = rng.uniform(0.1, 1, (3, 4, 2))
    Band(3, 2).solve(rng.normal(size=(4, 2, 2)), slope, rng.normal(size=(4, 3, 2)), dZ, [slice(0, 1), slice(2, 4)])
    assert (dZ[:, 1] == 7).all()
    assert (dZ[:, [0, 2, 3]] != 7).all()


@pytest.mark.filterwarnings("error")
def test_a_slope_of_zero_stops_the_error_there():
    """Hand-worked: the middle frame is saturated, so nothing comes to the first but its own dH."""
    dZ = np.empty((3, 1, 1))
    slope = np.array([0.5, 0.0, 1.0]).reshape(3, 1, 1)
    Band(3, 1).solve(np.array([[[4.0]]]), slope, np.ones((1, 3, 1)), dZ, [slice(0, 1)])
    assert dZ.ravel().tolist() == [0.5, 0.0, 1.0]
