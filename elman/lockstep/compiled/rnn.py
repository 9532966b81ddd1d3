"""The Elman network in loops: `elman.network.rnn`, frame by frame and unit by unit."""

from typing import NamedTuple

import numpy as np

from elman.lockstep.compiled.compiler import compiled
from elman.lockstep.compiled.parts import tanh


class Params(NamedTuple):
    """The parameters of one network, or their gradients."""

    W_xh: np.ndarray
    W_hh: np.ndarray
    W_hy: np.ndarray
    b_h: np.ndarray
    b_y: np.ndarray
    h_0: np.ndarray


class Cache(NamedTuple):
    """H (T + 1, n_hidden), the states."""

    H: np.ndarray


@compiled
def views(row, at, n_in, n_hidden, n_out):
    """The parameters in a row of numbers, in which the k-th stands from ``at[k]`` to ``at[k + 1]``."""
    return Params(
        row[at[0] : at[1]].reshape(n_in, n_hidden),
        row[at[1] : at[2]].reshape(n_hidden, n_hidden),
        row[at[2] : at[3]].reshape(n_hidden, n_out),
        row[at[3] : at[4]],
        row[at[4] : at[5]],
        row[at[5] : at[6]],
    )


@compiled
def forward(params, X):
    """The states of one song."""
    T, n_hidden = len(X), len(params.h_0)
    H, W_hh_T = np.empty((T + 1, n_hidden)), params.W_hh.T.copy()
    np.dot(X, params.W_xh, H[1:])  # the part of Z that comes from X, in the place of the states
    for j in range(n_hidden):
        H[0, j] = params.h_0[j]
    for t in range(T):
        for j in range(n_hidden):
            z = H[t + 1, j] + params.b_h[j]
            for i in range(n_hidden):
                z += H[t, i] * W_hh_T[j, i]
            H[t + 1, j] = z
        tanh(H[t + 1])
    return Cache(H)


@compiled
def backward(params, grads, X, cache, dH):
    """Backpropagate through time; the gradients go into ``grads``."""
    T, n_hidden = dH.shape
    H, dZ, carry = cache.H, np.empty((T, n_hidden)), grads.h_0
    for j in range(n_hidden):
        carry[j] = grads.b_h[j] = 0
    for t in range(T - 1, -1, -1):
        for j in range(n_hidden):
            dZ[t, j] = (dH[t, j] + carry[j]) * (1 - H[t + 1, j] ** 2)
            grads.b_h[j] += dZ[t, j]
        for i in range(n_hidden):
            dh = 0.0
            for j in range(n_hidden):
                dh += dZ[t, j] * params.W_hh[i, j]
            carry[i] = dh
    np.dot(X.T, dZ, grads.W_xh)
    np.dot(H[:-1].T, dZ, grads.W_hh)
