"""The Elman network without its recurrence: each frame is judged by itself, with nothing of the past.

For each frame t = 0 ... T - 1::

    Z[t] = X[t] W_xh + b_h              the hidden pre-activation
    H[t] = tanh(Z[t])
    Y[t] = g(H[t] W_hy + b_y)           g: linear, tanh or softmax

It is `elman.network.rnn` with W_hh and h_0 held at 0, and a static network (multilayer perceptron) of the same size: the two
are one. Beside the Elman network it tells what memory is worth. Frames do not wait for each other, so there is no loop.

Notebook 14, "Look beyond Elman".
"""

from typing import NamedTuple

import numpy as np

from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.shapes import expect_shape


class Cache(NamedTuple):
    """What `forward` keeps for the backward pass, as in `elman.network.rnn`; H (T, n_hidden) has no state before the song."""

    X: np.ndarray
    H: np.ndarray
    Y: np.ndarray
    output: str


class Signals(NamedTuple):
    """The gradients of the cost with respect to what each frame computes: dA (T, n_out), dH and dZ (T, n_hidden)."""

    dA: np.ndarray
    dH: np.ndarray
    dZ: np.ndarray


def init(n_in, n_hidden, n_out, *, rng, scale=0.01):
    """New parameters: those of the Elman network that the same generator draws, without ``W_hh`` and ``h_0``.

    Arguments are those of `elman.network.rnn.init`.

    Returns
    -------
    dict of arrays
        ``W_xh`` (n_in, n_hidden), ``b_h`` (n_hidden,), ``W_hy`` (n_hidden, n_out), ``b_y`` (n_out,).

    Examples
    --------
    >>> params = init(260, 10, 2, rng=np.random.default_rng(0))
    >>> sum(p.size for p in params.values())
    2632
    """
    params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=scale)
    return {name: value for name, value in params.items() if name not in ("W_hh", "h_0")}


def forward(params, X, *, output="linear"):
    """Run the network over one song; arguments, results and errors are those of `elman.network.rnn.forward`.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.H.shape
    ((5, 2), (5, 4))
    """
    expect_shape("X", X, "T", len(params["W_xh"]))
    H = np.tanh(X @ params["W_xh"] + params["b_h"])
    g, _ = OUTPUTS[output]
    Y = g(H @ params["W_hy"] + params["b_y"])
    return Y, Cache(X, H, Y, output)


def backpropagate(params, dY, cache):
    """The first half of the backward pass, each frame for itself::

        dA[t] = g'(A[t]) applied to dY[t]
        dH[t] = dA[t] W_hy^T
        dZ[t] = dH[t] * (1 - H[t]^2)

    Arguments and errors are those of `elman.network.rnn.backpropagate`.

    Returns
    -------
    Signals
    """
    _, H, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = dA @ params["W_hy"].T
    return Signals(dA, dH, dH * (1 - H**2))


def gradients(cache, signals):
    """The second half of the backward pass: the gradient of every parameter is a sum over frames, as in `rnn.gradients`."""
    X, H, _, _ = cache
    dA, _, dZ = signals
    return {"W_xh": X.T @ dZ, "b_h": dZ.sum(axis=0), "W_hy": H.T @ dA, "b_y": dA.sum(axis=0)}


def backward(params, dY, cache):
    """`backpropagate` and `gradients`, one after the other, as `elman.network.rnn.backward`."""
    return gradients(cache, backpropagate(params, dY, cache))
