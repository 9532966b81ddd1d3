"""The gated recurrent unit (GRU): a state that two gates mix from the old one and a candidate.

For each frame t = 0 ... T - 1 of a song X, with s the sigmoid and * element by element

    R[t] = s(X[t] W_xr + H[t] W_hr + b_r)               reset gate: how much of the past the candidate sees
    U[t] = s(X[t] W_xu + H[t] W_hu + b_u)               update gate: how much of the old state stays
    M[t] = H[t] W_hn + b_hn                             what the past proposes
    N[t] = tanh(X[t] W_xn + b_xn + R[t] * M[t])         candidate: the new state that could be taken
    H[t + 1] = U[t] * H[t] + (1 - U[t]) * N[t]          the state; H[0] = h_0, learned
    Y[t] = g(H[t + 1] W_hy + b_y)                       g: linear, tanh or softmax

Two GRUs are in use. In the first paper R multiplies the state before the product, (R * H) W_hn; here, as in PyTorch's
nn.GRU, it multiplies the product M, which has its own bias. The second needs one matrix product a frame instead of
two that wait for each other, and can be checked against PyTorch number by number. Many texts write Z for U; here Z is
kept for pre-activations.

Source: K. Cho et al., *Learning phrase representations using RNN encoder-decoder*, EMNLP 2014; Goodfellow, Bengio and
Courville, *Deep Learning*, section 10.10.2; PyTorch's documentation of nn.GRU. Notebook 14, "Look beyond Elman".
"""

from typing import NamedTuple

import numpy as np

from elman.network import output_layer
from elman.network.activations import sigmoid
from elman.network.shapes import expect_shape

GATES = "run"
"""The order in which the two gates and the candidate lie side by side."""


class Cache(NamedTuple):
    """What `forward` keeps for `backward`: X (T, n_in), H (T + 1, n_hidden), R U M N (T, n_hidden), Y (T, n_out)."""

    X: np.ndarray
    H: np.ndarray
    R: np.ndarray
    U: np.ndarray
    M: np.ndarray
    N: np.ndarray
    Y: np.ndarray
    output: str


def init(n_in, n_hidden, n_out, *, rng, scale=0.01):
    """New parameters: weights uniform in [-scale, scale], biases and first state zero.

    Parameters
    ----------
    n_in, n_hidden, n_out : int
        Numbers of inputs (features), hidden units and outputs.
    rng : numpy.random.Generator
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
    params = {f"W_x{gate}": rng.uniform(-scale, scale, (n_in, n_hidden)) for gate in GATES}
    params |= {f"W_h{gate}": rng.uniform(-scale, scale, (n_hidden, n_hidden)) for gate in GATES}
    params |= {bias: np.zeros(n_hidden) for bias in ("b_r", "b_u", "b_xn", "b_hn")}
    params |= {"W_hy": rng.uniform(-scale, scale, (n_hidden, n_out)), "b_y": np.zeros(n_out)}
    return params | {"h_0": np.zeros(n_hidden)}


def _side_by_side(params, prefix):
    return np.concatenate([params[prefix + gate] for gate in GATES], axis=-1)


def forward(params, X, *, output="linear"):
    """Run the network over one song.

    Parameters
    ----------
    params : dict of arrays
        As `init` makes them.
    X : array (T, n_in)
        One row per frame.
    output : {"linear", "tanh", "softmax"}

    Returns
    -------
    Y : array (T, n_out)
    cache : Cache
        For `backward`; ``cache.H[0]`` is h_0 and ``cache.H[t + 1]`` the state after frame t.

    Raises
    ------
    elman.errors.InputError
        X is not a matrix with n_in columns and at least one row.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.H.shape, cache.U.shape
    ((5, 2), (6, 4), (5, 4))
    """
    expect_shape("X", X, "T", len(params["W_xr"]))
    T, n_hidden = len(X), len(params["h_0"])
    W_h, b_hn = _side_by_side(params, "W_h"), params["b_hn"]
    # As in the Elman network: what the inputs contribute to all gates of all frames is one product, outside the loop.
    Z = X @ _side_by_side(params, "W_x") + np.concatenate([params["b_r"], params["b_u"], params["b_xn"]])
    Z = Z.reshape(T, 3, n_hidden)
    dtype = np.result_type(Z, W_h, params["h_0"], b_hn)
    H = np.empty((T + 1, n_hidden), dtype)
    R, U, M, N = np.empty((4, T, n_hidden), dtype)
    H[0] = h = params["h_0"]
    for t in range(T):
        past = (h @ W_h).reshape(3, n_hidden)
        R[t], U[t] = r, u = sigmoid(Z[t, :2] + past[:2])
        M[t] = m = past[2] + b_hn
        N[t] = n = np.tanh(Z[t, 2] + r * m)
        H[t + 1] = h = u * h + (1 - u) * n

    Y = output_layer.forward(params, H, output=output)
    return Y, Cache(X, H, R, U, M, N, Y, output)


def backward(params, dY, cache):
    """Send the error of every frame back through time.

    From the last frame to the first, with dZ_r, dZ_u, dZ_n the gradients before each sigmoid or tanh:

        dh = dA[t] W_hy^T + carry                       carry = 0 after the last frame
        dZ_n = dh * (1 - U[t]) * (1 - N[t]^2)           dM = dZ_n * R[t]
        dZ_r = dZ_n * M[t] * R[t] (1 - R[t])            dZ_u = dh * (H[t] - N[t]) * U[t] (1 - U[t])
        carry = dZ_r W_hr^T + dZ_u W_hu^T + dM W_hn^T + dh * U[t]

    The last term is the long memory: where U stays near 1, the error travels back almost unchanged. Each of the four
    gradients in the middle is dh times a slope that is known before the loop. The gradients of the weights are sums
    over frames, as in `rnn.backward`.

    Parameters
    ----------
    params : dict of arrays
    dY : array (T, n_out)
        The gradient of the cost with respect to Y.
    cache : Cache
        From `forward`.

    Returns
    -------
    dict of arrays
        The gradients, with the keys and shapes of ``params``. Nothing that was given is changed.

    Raises
    ------
    elman.errors.InputError
        dY has not the shape of Y.
    """
    X, H, R, U, M, N, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    T, n_hidden = len(X), H.shape[1]
    dH, grads = output_layer.backward(params, dY, H, Y, output=output)
    slope_n = (1 - U) * (1 - N**2)
    slope_r = slope_n * M * R * (1 - R)
    slope_u = (H[:-1] - N) * U * (1 - U)
    slope = np.stack([slope_r, slope_u, slope_n * R], axis=1)  # those that reach the state before: dZ_r, dZ_u, dM
    back = np.empty((T, 3, n_hidden), dH.dtype)
    carry = np.zeros_like(params["h_0"])
    W_h_T = _side_by_side(params, "W_h").T
    for t in reversed(range(T)):
        dH[t] += carry
        back[t] = dH[t] * slope[t]
        carry = back[t].reshape(-1) @ W_h_T + dH[t] * U[t]

    dZ_r, dZ_u, dM = back.transpose(1, 0, 2)
    dZ_n = dH * slope_n
    for gate, dZ in (("r", dZ_r), ("u", dZ_u), ("n", dZ_n)):
        grads["W_x" + gate] = X.T @ dZ
    for gate, dZ in (("r", dZ_r), ("u", dZ_u), ("n", dM)):
        grads["W_h" + gate] = H[:-1].T @ dZ
    biases = {"b_r": dZ_r, "b_u": dZ_u, "b_xn": dZ_n, "b_hn": dM}
    return grads | {name: dZ.sum(axis=0) for name, dZ in biases.items()} | {"h_0": carry}
