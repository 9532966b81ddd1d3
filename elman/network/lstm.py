"""The long short-term memory (LSTM): a cell that is written, kept and read through three gates.

For each frame t = 0 ... T - 1 of a song X, with s the sigmoid and * element by element

    I[t] = s(X[t] W_xi + H[t] W_hi + b_i)               input gate: how much is written
    F[t] = s(X[t] W_xf + H[t] W_hf + b_f)               forget gate: how much is kept
    O[t] = s(X[t] W_xo + H[t] W_ho + b_o)               output gate: how much is shown
    G[t] = tanh(X[t] W_xg + H[t] W_hg + b_g)            candidate: what could be written
    C[t + 1] = F[t] * C[t] + I[t] * G[t]                the cell;  C[0] = c_0, learned
    H[t + 1] = O[t] * tanh(C[t + 1])                    the state; H[0] = h_0, learned
    Y[t] = g(H[t + 1] W_hy + b_y)                       g: linear, tanh or softmax

While F stays near 1 a cell hands its content on almost unchanged, and its gradient likewise: this is the long memory.
There are no peepholes (the gates do not look at C). PyTorch's nn.LSTM is the same, with each bias split into two.

Source: S. Hochreiter and J. Schmidhuber, *Long short-term memory*, Neural Computation 9 (1997); the forget gate is from
F. Gers et al., *Learning to forget*, Neural Computation 12 (2000). Notebook 14, "Look beyond Elman".
"""

from typing import NamedTuple

import numpy as np

from elman.network import output_layer
from elman.network.activations import sigmoid
from elman.network.shapes import expect_shape

GATES = "ifog"
"""The order in which the three gates and the candidate lie side by side."""


class Cache(NamedTuple):
    """What `forward` keeps for `backward`: X (T, n_in), H C (T + 1, n_hidden), gates (T, 4, n_hidden), Y (T, n_out)."""

    X: np.ndarray
    H: np.ndarray
    C: np.ndarray
    gates: np.ndarray
    Y: np.ndarray
    output: str


def init(n_in, n_hidden, n_out, *, rng, scale=0.01):
    """New parameters: weights uniform in [-scale, scale]; biases and first states zero, but 1 for the forget gate.

    With b_f = 1 a new network keeps s(1) = 73 % of its cell from frame to frame; with b_f = 0 it would keep half.
    Source: R. Jozefowicz et al., *An empirical exploration of recurrent network architectures*, ICML 2015.

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
        ``W_xi W_xf W_xo W_xg`` (n_in, n_hidden), ``W_hi W_hf W_ho W_hg`` (n_hidden, n_hidden),
        ``b_i b_f b_o b_g`` (n_hidden,), ``W_hy`` (n_hidden, n_out), ``b_y`` (n_out,), ``h_0 c_0`` (n_hidden,).

    Examples
    --------
    >>> params = init(260, 10, 2, rng=np.random.default_rng(0))
    >>> sum(p.size for p in params.values())
    10882
    """
    params = {f"W_x{gate}": rng.uniform(-scale, scale, (n_in, n_hidden)) for gate in GATES}
    params |= {f"W_h{gate}": rng.uniform(-scale, scale, (n_hidden, n_hidden)) for gate in GATES}
    params |= {f"b_{gate}": np.full(n_hidden, 1.0 if gate == "f" else 0.0) for gate in GATES}
    params |= {"W_hy": rng.uniform(-scale, scale, (n_hidden, n_out)), "b_y": np.zeros(n_out)}
    return params | {"h_0": np.zeros(n_hidden), "c_0": np.zeros(n_hidden)}


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
        For `backward`; ``cache.gates[t]`` holds the rows I[t], F[t], O[t], G[t].

    Raises
    ------
    elman.errors.InputError
        X is not a matrix with n_in columns and at least one row.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.C.shape, cache.gates.shape
    ((5, 2), (6, 4), (5, 4, 4))
    """
    expect_shape("X", X, "T", len(params["W_xi"]))
    T, n_hidden = len(X), len(params["h_0"])
    W_h = _side_by_side(params, "W_h")
    # As in the Elman network: what the inputs contribute to all gates of all frames is one product, outside the loop.
    Z = X @ _side_by_side(params, "W_x") + _side_by_side(params, "b_")
    dtype = np.result_type(Z, W_h, params["h_0"], params["c_0"])
    H, C = np.empty((2, T + 1, n_hidden), dtype)
    gates = np.empty((T, 4, n_hidden), dtype)
    H[0], C[0] = params["h_0"], params["c_0"]
    for t in range(T):
        Z_t = (Z[t] + H[t] @ W_h).reshape(4, n_hidden)
        gates[t, :3] = sigmoid(Z_t[:3])
        gates[t, 3] = np.tanh(Z_t[3])
        i, f, o, g = gates[t]
        C[t + 1] = f * C[t] + i * g
        H[t + 1] = o * np.tanh(C[t + 1])

    Y = output_layer.forward(params, H, output=output)
    return Y, Cache(X, H, C, gates, Y, output)


def backward(params, dY, cache):
    """Send the error of every frame back through time, along two carries: one for the state and one for the cell.

    From the last frame to the first, with dZ_i ... dZ_g the gradients before each sigmoid or tanh:

        dh = dA[t] W_hy^T + carry_h                     carry_h = carry_c = 0 after the last frame
        dC = dh * O[t] * (1 - tanh(C[t + 1])^2) + carry_c
        dZ_i = dC * G[t] * I[t] (1 - I[t])              dZ_f = dC * C[t] * F[t] (1 - F[t])
        dZ_g = dC * I[t] * (1 - G[t]^2)                 dZ_o = dh * tanh(C[t + 1]) * O[t] (1 - O[t])
        carry_h = dZ_i W_hi^T + dZ_f W_hf^T + dZ_o W_ho^T + dZ_g W_hg^T
        carry_c = dC * F[t]                             no matrix on this way: the cell is a straight road

    Everything but dh and dC is known before the loop. The gradients of the weights are sums over frames, as in
    `rnn.backward`.

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
    X, H, C, gates, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    T, n_hidden = len(X), H.shape[1]
    dH, grads = output_layer.backward(params, dY, H, Y, output=output)
    I, F, O, G = gates.transpose(1, 0, 2)
    tanh_C = np.tanh(C[1:])
    slope = np.stack([G * I * (1 - I), C[:-1] * F * (1 - F), tanh_C * O * (1 - O), I * (1 - G**2)], axis=1)
    state_to_cell = O * (1 - tanh_C**2)
    dZ = np.empty((T, 4, n_hidden), dH.dtype)
    carry_h, carry_c = np.zeros_like(params["h_0"]), np.zeros_like(params["c_0"])
    W_h_T = _side_by_side(params, "W_h").T
    for t in reversed(range(T)):
        dH_t = dH[t] + carry_h
        dC_t = dH_t * state_to_cell[t] + carry_c
        dZ[t] = dC_t * slope[t]
        dZ[t, 2] = dH_t * slope[t, 2]  # the output gate acts on the state, not on the cell
        carry_h = dZ[t].reshape(-1) @ W_h_T
        carry_c = dC_t * F[t]

    for n, gate in enumerate(GATES):
        grads["W_x" + gate] = X.T @ dZ[:, n]
        grads["W_h" + gate] = H[:-1].T @ dZ[:, n]
        grads["b_" + gate] = dZ[:, n].sum(axis=0)
    return grads | {"h_0": carry_h, "c_0": carry_c}
