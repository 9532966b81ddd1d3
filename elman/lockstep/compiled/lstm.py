"""The long short-term memory in loops: `elman.network.lstm`, frame by frame and unit by unit."""

from typing import NamedTuple

import numpy as np

from elman.lockstep.compiled.compiler import compiled
from elman.lockstep.compiled.parts import sigmoid, tanh


class Params(NamedTuple):
    """The parameters of one network, or their gradients; W_x, W_h and b hold those of I, F, O and G one after the other."""

    W_x: np.ndarray
    W_h: np.ndarray
    W_hy: np.ndarray
    b: np.ndarray
    b_y: np.ndarray
    h_0: np.ndarray
    c_0: np.ndarray


class Cache(NamedTuple):
    """H and C as in `elman.network.lstm`; S = tanh(C[1:]); Z (4, T, n_hidden) holds I, F, O and G."""

    H: np.ndarray
    C: np.ndarray
    S: np.ndarray
    Z: np.ndarray


@compiled
def views(row, at, n_in, n_hidden, n_out):
    """The parameters in a row of numbers, in which the k-th stands from ``at[k]`` to ``at[k + 1]``."""
    return Params(
        row[at[0] : at[4]].reshape(4, n_in, n_hidden),
        row[at[4] : at[8]].reshape(4, n_hidden, n_hidden),
        row[at[8] : at[9]].reshape(n_hidden, n_out),
        row[at[9] : at[13]].reshape(4, n_hidden),
        row[at[13] : at[14]],
        row[at[14] : at[15]],
        row[at[15] : at[16]],
    )


@compiled
def forward(params, X):
    """The states of one song."""
    T, n_hidden = len(X), len(params.h_0)
    H, C = np.empty((T + 1, n_hidden)), np.empty((T + 1, n_hidden))
    S, Z, W_h_T = np.empty((T, n_hidden)), np.empty((4, T, n_hidden)), np.empty((4, n_hidden, n_hidden))
    I, F, O, G = Z[0], Z[1], Z[2], Z[3]
    for gate in range(4):
        np.dot(X, params.W_x[gate], Z[gate])
        W_h_T[gate] = params.W_h[gate].T
    for j in range(n_hidden):
        H[0, j], C[0, j] = params.h_0[j], params.c_0[j]
    for t in range(T):
        for gate in range(4):
            for j in range(n_hidden):
                z = Z[gate, t, j] + params.b[gate, j]
                for i in range(n_hidden):
                    z += H[t, i] * W_h_T[gate, j, i]
                Z[gate, t, j] = z
        sigmoid(I[t])
        sigmoid(F[t])
        sigmoid(O[t])
        tanh(G[t])
        for j in range(n_hidden):
            C[t + 1, j] = F[t, j] * C[t, j] + I[t, j] * G[t, j]
            S[t, j] = C[t + 1, j]
        tanh(S[t])
        for j in range(n_hidden):
            H[t + 1, j] = O[t, j] * S[t, j]
    return Cache(H, C, S, Z)


@compiled
def backward(params, grads, X, cache, dH):
    """Backpropagate through time; the gradients go into ``grads``."""
    T, n_hidden = dH.shape
    H, C, S, Z = cache
    I, F, O, G = Z[0], Z[1], Z[2], Z[3]
    dZ, carry_h, carry_c = np.empty((4, T, n_hidden)), grads.h_0, grads.c_0
    dZ_i, dZ_f, dZ_o, dZ_g = dZ[0], dZ[1], dZ[2], dZ[3]
    for j in range(n_hidden):
        carry_h[j] = carry_c[j] = 0
        for gate in range(4):
            grads.b[gate, j] = 0
    for t in range(T - 1, -1, -1):
        for j in range(n_hidden):
            dh = dH[t, j] + carry_h[j]
            dc = carry_c[j] + dh * O[t, j] * (1 - S[t, j] ** 2)
            dZ_i[t, j] = dc * G[t, j] * I[t, j] * (1 - I[t, j])
            dZ_f[t, j] = dc * C[t, j] * F[t, j] * (1 - F[t, j])
            dZ_o[t, j] = dh * S[t, j] * O[t, j] * (1 - O[t, j])
            dZ_g[t, j] = dc * I[t, j] * (1 - G[t, j] ** 2)
            carry_c[j], carry_h[j] = dc * F[t, j], 0
        for gate in range(4):
            for i in range(n_hidden):
                dh = 0.0
                for j in range(n_hidden):
                    dh += dZ[gate, t, j] * params.W_h[gate, i, j]
                carry_h[i] += dh
                grads.b[gate, i] += dZ[gate, t, i]
    for gate in range(4):
        np.dot(X.T, dZ[gate], grads.W_x[gate])
        np.dot(H[:-1].T, dZ[gate], grads.W_h[gate])
