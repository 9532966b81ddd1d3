"""The gated recurrent unit in loops: `elman.network.gru`, frame by frame and unit by unit."""

from typing import NamedTuple

import numpy as np

from elman.lockstep.compiled.compiler import compiled
from elman.lockstep.compiled.parts import sigmoid, tanh


class Params(NamedTuple):
    """The parameters of one network, or their gradients; W_x, W_h and b hold those of R, U and N one after the other."""

    W_x: np.ndarray
    W_h: np.ndarray
    W_hy: np.ndarray
    b: np.ndarray
    b_hn: np.ndarray
    b_y: np.ndarray
    h_0: np.ndarray


class Cache(NamedTuple):
    """As in `elman.network.gru`."""

    H: np.ndarray
    R: np.ndarray
    U: np.ndarray
    M: np.ndarray
    N: np.ndarray


@compiled
def views(row, at, n_in, n_hidden, n_out):
    """The parameters in a row of numbers, in which the k-th stands from ``at[k]`` to ``at[k + 1]``."""
    return Params(
        row[at[0] : at[3]].reshape(3, n_in, n_hidden),
        row[at[3] : at[6]].reshape(3, n_hidden, n_hidden),
        row[at[6] : at[7]].reshape(n_hidden, n_out),
        row[at[7] : at[10]].reshape(3, n_hidden),
        row[at[10] : at[11]],
        row[at[11] : at[12]],
        row[at[12] : at[13]],
    )


@compiled
def forward(params, X):
    """The states of one song."""
    T, n_hidden = len(X), len(params.h_0)
    H, M, Z = np.empty((T + 1, n_hidden)), np.empty((T, n_hidden)), np.empty((3, T, n_hidden))
    R, U, N = Z[0], Z[1], Z[2]
    W_hr_T, W_hu_T, W_hn_T = params.W_h[0].T.copy(), params.W_h[1].T.copy(), params.W_h[2].T.copy()
    for gate in range(3):
        np.dot(X, params.W_x[gate], Z[gate])
    for j in range(n_hidden):
        H[0, j] = params.h_0[j]
    for t in range(T):
        for j in range(n_hidden):
            r, u, m = R[t, j] + params.b[0, j], U[t, j] + params.b[1, j], params.b_hn[j]
            for i in range(n_hidden):
                r += H[t, i] * W_hr_T[j, i]
                u += H[t, i] * W_hu_T[j, i]
                m += H[t, i] * W_hn_T[j, i]
            R[t, j], U[t, j], M[t, j] = r, u, m
        sigmoid(R[t])
        sigmoid(U[t])
        for j in range(n_hidden):
            N[t, j] += params.b[2, j] + R[t, j] * M[t, j]
        tanh(N[t])
        for j in range(n_hidden):
            H[t + 1, j] = U[t, j] * H[t, j] + (1 - U[t, j]) * N[t, j]
    return Cache(H, R, U, M, N)


@compiled
def backward(params, grads, X, cache, dH):
    """Backpropagate through time; the gradients go into ``grads``."""
    T, n_hidden = dH.shape
    H, R, U, M, N = cache
    dM, dZ, carry = np.empty((T, n_hidden)), np.empty((3, T, n_hidden)), grads.h_0
    dZ_r, dZ_u, dZ_n = dZ[0], dZ[1], dZ[2]
    for j in range(n_hidden):
        carry[j] = grads.b_hn[j] = grads.b[0, j] = grads.b[1, j] = grads.b[2, j] = 0
    for t in range(T - 1, -1, -1):
        for j in range(n_hidden):
            dh = dH[t, j] + carry[j]
            dZ_n[t, j] = dh * (1 - U[t, j]) * (1 - N[t, j] ** 2)
            dM[t, j] = dZ_n[t, j] * R[t, j]
            dZ_r[t, j] = dZ_n[t, j] * M[t, j] * R[t, j] * (1 - R[t, j])
            dZ_u[t, j] = dh * (H[t, j] - N[t, j]) * U[t, j] * (1 - U[t, j])
            carry[j] = dh * U[t, j]
            grads.b_hn[j] += dM[t, j]
            for gate in range(3):
                grads.b[gate, j] += dZ[gate, t, j]
        for i in range(n_hidden):
            dh = 0.0
            for j in range(n_hidden):
                dh += (
                    dZ_r[t, j] * params.W_h[0, i, j] + dZ_u[t, j] * params.W_h[1, i, j] + dM[t, j] * params.W_h[2, i, j]
                )
            carry[i] += dh
    for gate in range(3):
        np.dot(X.T, dZ[gate], grads.W_x[gate])
    np.dot(H[:-1].T, dZ_r, grads.W_h[0])
    np.dot(H[:-1].T, dZ_u, grads.W_h[1])
    np.dot(H[:-1].T, dM, grads.W_h[2])
