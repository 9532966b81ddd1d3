"""The gated recurrent unit (GRU): a state that two gates mix from the old one and a candidate.

For each frame t = 0 ... T - 1 of a song X, with s the sigmoid and * element by element::

    R[t] = s(X[t] W_xr + H[t] W_hr + b_r)               reset gate: how much of the past the candidate sees
    U[t] = s(X[t] W_xu + H[t] W_hu + b_u)               update gate: how much of the old state stays
    M[t] = H[t] W_hn + b_hn                             what the past proposes
    N[t] = tanh(X[t] W_xn + b_xn + R[t] * M[t])         candidate: the new state that could be taken
    H[t + 1] = U[t] * H[t] + (1 - U[t]) * N[t]          the state; H[0] = h_0, learned
    Y[t] = g(H[t + 1] W_hy + b_y)                       g: linear, tanh or softmax

All lines but the last are one frame, `cell`; `forward` and `backpropagate` take it through the song.

Two GRUs are in use. In the first paper R multiplies the state before the product, (R * H) W_hn; here, as in PyTorch's
nn.GRU, it multiplies the product M, which has its own bias, and the two can be compared number by number. Many texts
write Z for U; here Z is kept for pre-activations.

Source: K. Cho et al., *Learning phrase representations using RNN encoder-decoder*, EMNLP 2014; Goodfellow, Bengio and
Courville, *Deep Learning*, section 10.10.2; PyTorch's documentation of nn.GRU. Notebook 14, "Look beyond Elman".
"""

from typing import NamedTuple

import numpy as np

from elman.network.activations import OUTPUTS, sigmoid
from elman.network.shapes import expect_shape
from elman.seeds import random_generator


class Cache(NamedTuple):
    """What `forward` keeps, because the backward pass needs it and would otherwise have to compute it again.

    Attributes
    ----------
    X : array (T, n_in)
        The inputs: the gradients of W_xr, W_xu and W_xn pair each frame's inputs with its dZ.
    H : array (T + 1, n_hidden)
        ``H[0]`` is h_0, ``H[t + 1]`` the state after frame t. The state before a frame is multiplied by U and by three
        matrices, that after it by W_hy.
    R, U : arrays (T, n_hidden)
        The gates. What a gate multiplies has its gradient multiplied by the gate too; and the derivative of the sigmoid
        is computed from its value.
    M, N : arrays (T, n_hidden)
        R multiplies M, and U weighs the old state against N: the gradient of one factor needs the other.
    Y : array (T, n_out)
        The outputs: every output function's derivative can be computed from them.
    output : str
        Which output function that was.
    """

    X: np.ndarray
    H: np.ndarray
    R: np.ndarray
    U: np.ndarray
    M: np.ndarray
    N: np.ndarray
    Y: np.ndarray
    output: str


class Signals(NamedTuple):
    """The gradients of the cost with respect to what each frame computes: what `backpropagate` finds.

    Attributes
    ----------
    dA : array (T, n_out)
        With respect to the outputs' pre-activations; dW_hy and db_y are sums of it.
    dH : array (T, n_hidden)
        Row t: with respect to the state H[t + 1] from this frame's output alone, without the carry.
    dZ_r, dZ_u, dZ_n : arrays (T, n_hidden)
        With respect to the pre-activations of R, U and N; the gradients of what multiplies X are sums of them, and those
        of W_hr and W_hu.
    dM : array (T, n_hidden)
        With respect to M; dW_hn and db_hn are sums of it.
    dh_0 : array (n_hidden,)
        The carry that leaves frame 0.
    """

    dA: np.ndarray
    dH: np.ndarray
    dZ_r: np.ndarray
    dZ_u: np.ndarray
    dZ_n: np.ndarray
    dM: np.ndarray
    dh_0: np.ndarray


def init(n_in, n_hidden, n_out, *, rng, scale=0.01):
    """New parameters: weights uniform in [-scale, scale], biases and first state zero.

    Parameters
    ----------
    n_in, n_hidden, n_out : int
        Numbers of inputs (features), hidden units and outputs.
    rng : numpy.random.Generator or seed
        Where the weights are drawn from.
    scale : float

    Returns
    -------
    dict of arrays
        ``W_xr W_xu W_xn`` (n_in, n_hidden), ``W_hr W_hu W_hn`` (n_hidden, n_hidden), ``b_r b_u b_xn b_hn`` (n_hidden,),
        ``W_hy`` (n_hidden, n_out), ``b_y`` (n_out,), ``h_0`` (n_hidden,).

    Examples
    --------
    >>> params = init(260, 10, 2, rng=np.random.default_rng(0))
    >>> sum(p.size for p in params.values())
    8172
    """
    rng = random_generator(rng)
    params = {f"W_x{gate}": rng.uniform(-scale, scale, (n_in, n_hidden)) for gate in "run"}
    params |= {f"W_h{gate}": rng.uniform(-scale, scale, (n_hidden, n_hidden)) for gate in "run"}
    params |= {bias: np.zeros(n_hidden) for bias in ("b_r", "b_u", "b_xn", "b_hn")}
    params |= {"W_hy": rng.uniform(-scale, scale, (n_hidden, n_out)), "b_y": np.zeros(n_out)}
    return params | {"h_0": np.zeros(n_hidden)}


def cell(params, z, h):
    """One frame forward: the gates, the candidate and the new state.

    Parameters
    ----------
    params : dict of arrays
    z : array (3, n_hidden)
        What X adds to the pre-activations of R, U and N in this frame, biases included.
    h : array (n_hidden,)
        The state before the frame.

    Returns
    -------
    R, U, M, N, h_new : arrays (n_hidden,)
    """
    z_r, z_u, z_n = z
    R = sigmoid(z_r + h @ params["W_hr"])
    U = sigmoid(z_u + h @ params["W_hu"])
    M = h @ params["W_hn"] + params["b_hn"]
    N = np.tanh(z_n + R * M)
    return R, U, M, N, U * h + (1 - U) * N


def forward(params, X, *, output="linear"):
    """Run the network over one song; arguments, results and errors are those of `elman.network.rnn.forward`.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.H.shape, cache.U.shape
    ((5, 2), (6, 4), (5, 4))
    """
    expect_shape("X", X, "T", len(params["W_xr"]))
    T, n_hidden = len(X), len(params["h_0"])
    # The part of the pre-activations that comes from X does not wait for the state: one product each for all frames.
    from_x = (("W_xr", "b_r"), ("W_xu", "b_u"), ("W_xn", "b_xn"))
    Z_x = np.stack([X @ params[W] + params[b] for W, b in from_x], axis=1)
    dtype = np.result_type(*params.values(), X)
    H = np.empty((T + 1, n_hidden), dtype)
    R, U, M, N = np.empty((4, T, n_hidden), dtype)
    H[0] = params["h_0"]
    for t in range(T):
        R[t], U[t], M[t], N[t], H[t + 1] = cell(params, Z_x[t], H[t])

    g, _ = OUTPUTS[output]
    Y = g(H[1:] @ params["W_hy"] + params["b_y"])
    return Y, Cache(X, H, R, U, M, N, Y, output)


def cell_backward(params, dh, h, R, U, M, N):
    """One frame backward: the gradients with respect to what `cell` computed, from that of the new state::

        dZ_n = dh * (1 - U) * (1 - N^2)                 dM = dZ_n * R
        dZ_r = dZ_n * M * R (1 - R)                     dZ_u = dh * (h - N) * U (1 - U)
        carry = dZ_r W_hr^T + dZ_u W_hu^T + dM W_hn^T + dh * U

    The last term is the long memory: where U is near 1, the gradient is passed on almost unchanged.

    Parameters
    ----------
    params : dict of arrays
    dh : array (n_hidden,)
        With respect to the new state, from this frame's output and from the next frame (the carry).
    h, R, U, M, N : arrays (n_hidden,)
        The state before the frame, and what `cell` computed in it.

    Returns
    -------
    dZ_r, dZ_u, dZ_n, dM, carry : arrays (n_hidden,)
        ``carry``: the gradient passed to the previous time step.
    """
    dZ_n = dh * (1 - U) * (1 - N**2)
    dM = dZ_n * R
    dZ_r = dZ_n * M * R * (1 - R)
    dZ_u = dh * (h - N) * U * (1 - U)
    carry = dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T
    return dZ_r, dZ_u, dZ_n, dM, carry + dh * U


def backpropagate(params, dY, cache, *, cell_backward=cell_backward):
    """The first half of the backward pass: the recursion, from the last frame to the first.

    Parameters
    ----------
    params, dY, cache
        As for `elman.network.rnn.backpropagate`; so are the errors.
    cell_backward : callable
        The backward pass of one frame; notebook 14 puts a student's in its place.

    Returns
    -------
    Signals
    """
    _, H, R, U, M, N, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = dA @ params["W_hy"].T
    dZ_r, dZ_u, dZ_n, dM = np.empty((4, *dH.shape), dH.dtype)
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(len(Y))):
        dh, frame = dH[t] + carry, (H[t], R[t], U[t], M[t], N[t])
        dZ_r[t], dZ_u[t], dZ_n[t], dM[t], carry = cell_backward(params, dh, *frame)
    return Signals(dA, dH, dZ_r, dZ_u, dZ_n, dM, dh_0=carry)


def gradients(cache, signals):
    """The second half of the backward pass: the gradient of every parameter is a sum over frames, as in `rnn.gradients`."""
    X, H = cache.X, cache.H
    dA, _, dZ_r, dZ_u, dZ_n, dM, dh_0 = signals
    return {
        "W_xr": X.T @ dZ_r,
        "W_xu": X.T @ dZ_u,
        "W_xn": X.T @ dZ_n,
        "W_hr": H[:-1].T @ dZ_r,
        "W_hu": H[:-1].T @ dZ_u,
        "W_hn": H[:-1].T @ dM,
        "b_r": dZ_r.sum(axis=0),
        "b_u": dZ_u.sum(axis=0),
        "b_xn": dZ_n.sum(axis=0),
        "b_hn": dM.sum(axis=0),
        "W_hy": H[1:].T @ dA,
        "b_y": dA.sum(axis=0),
        "h_0": dh_0,
    }


def backward(params, dY, cache):
    """Backpropagate through time: `backpropagate` and `gradients`, one after the other, as `elman.network.rnn.backward`."""
    return gradients(cache, backpropagate(params, dY, cache))
