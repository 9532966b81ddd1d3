"""The long short-term memory (LSTM): a cell that is written, kept and read through three gates.

For each frame t = 0 ... T - 1 of a song X, with s the sigmoid and * element by element::

    I[t] = s(X[t] W_xi + H[t] W_hi + b_i)               input gate: how much is written
    F[t] = s(X[t] W_xf + H[t] W_hf + b_f)               forget gate: how much is kept
    O[t] = s(X[t] W_xo + H[t] W_ho + b_o)               output gate: how much is shown
    G[t] = tanh(X[t] W_xg + H[t] W_hg + b_g)            candidate: what could be written
    C[t + 1] = F[t] * C[t] + I[t] * G[t]                the cell state; C[0] = c_0, learned
    H[t + 1] = O[t] * tanh(C[t + 1])                    the state; H[0] = h_0, learned
    Y[t] = g(H[t + 1] W_hy + b_y)                       g: linear, tanh or softmax

All lines but the last are one frame, `cell`; `forward` and `backpropagate` take it through the song. While F stays near
1 a cell passes its content on almost unchanged, and its gradient likewise: this is the long memory. There are no
peepholes (the gates do not see C). PyTorch's nn.LSTM is the same, with each bias split into two.

Source: S. Hochreiter and J. Schmidhuber, *Long short-term memory*, Neural Computation 9 (1997); the forget gate is from
F. Gers et al., *Learning to forget*, Neural Computation 12 (2000). Notebook 14, "Look beyond Elman".
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
        The inputs: the gradients of W_xi ... W_xg pair each frame's inputs with its dZ.
    H : array (T + 1, n_hidden)
        ``H[0]`` is h_0, ``H[t + 1]`` the state after frame t. The state before a frame is multiplied by four matrices,
        that after it by W_hy.
    C : array (T + 1, n_hidden)
        The cell states, likewise: F multiplies that before a frame, O the tanh of that after it.
    I, F, O, G : arrays (T, n_hidden)
        The gates and the candidate. The gradient of one factor of a product needs the other; and the derivatives of
        sigmoid and tanh are computed from their values.
    Y : array (T, n_out)
        The outputs: every output function's derivative can be computed from them.
    output : str
        Which output function that was.
    """

    X: np.ndarray
    H: np.ndarray
    C: np.ndarray
    I: np.ndarray
    F: np.ndarray
    O: np.ndarray
    G: np.ndarray
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
    dZ_i, dZ_f, dZ_o, dZ_g : arrays (T, n_hidden)
        With respect to the pre-activations of I, F, O and G; the gradients of their weights and biases are sums of them.
    dh_0, dc_0 : arrays (n_hidden,)
        The two carries that leave frame 0.
    """

    dA: np.ndarray
    dH: np.ndarray
    dZ_i: np.ndarray
    dZ_f: np.ndarray
    dZ_o: np.ndarray
    dZ_g: np.ndarray
    dh_0: np.ndarray
    dc_0: np.ndarray


def init(n_in, n_hidden, n_out, *, rng, scale=0.01):
    """New parameters: weights uniform in [-scale, scale]; biases and first states zero, but 1 for the forget gate.

    With b_f = 1 a new network keeps s(1) = 73 % of its cell state from frame to frame; with b_f = 0 it would keep half.
    Source: R. Jozefowicz et al., *An empirical exploration of recurrent network architectures*, ICML 2015.

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
        ``W_xi W_xf W_xo W_xg`` (n_in, n_hidden), ``W_hi W_hf W_ho W_hg`` (n_hidden, n_hidden),
        ``b_i b_f b_o b_g`` (n_hidden,), ``W_hy`` (n_hidden, n_out), ``b_y`` (n_out,), ``h_0 c_0`` (n_hidden,).

    Examples
    --------
    >>> params = init(260, 10, 2, rng=np.random.default_rng(0))
    >>> sum(p.size for p in params.values())
    10882
    """
    rng = random_generator(rng)
    params = {f"W_x{gate}": rng.uniform(-scale, scale, (n_in, n_hidden)) for gate in "ifog"}
    params |= {f"W_h{gate}": rng.uniform(-scale, scale, (n_hidden, n_hidden)) for gate in "ifog"}
    params |= {f"b_{gate}": np.full(n_hidden, 1.0 if gate == "f" else 0.0) for gate in "ifog"}
    params |= {"W_hy": rng.uniform(-scale, scale, (n_hidden, n_out)), "b_y": np.zeros(n_out)}
    return params | {"h_0": np.zeros(n_hidden), "c_0": np.zeros(n_hidden)}


def cell(params, z, h, c):
    """One frame forward: the gates, the candidate, and the two new states.

    Parameters
    ----------
    params : dict of arrays
    z : array (4, n_hidden)
        What X adds to the pre-activations of I, F, O and G in this frame, biases included.
    h, c : arrays (n_hidden,)
        The two states before the frame.

    Returns
    -------
    I, F, O, G, c_new, h_new : arrays (n_hidden,)
    """
    z_i, z_f, z_o, z_g = z
    I = sigmoid(z_i + h @ params["W_hi"])
    F = sigmoid(z_f + h @ params["W_hf"])
    O = sigmoid(z_o + h @ params["W_ho"])
    G = np.tanh(z_g + h @ params["W_hg"])
    c_new = F * c + I * G
    return I, F, O, G, c_new, O * np.tanh(c_new)


def forward(params, X, *, output="linear"):
    """Run the network over one song; arguments, results and errors are those of `elman.network.rnn.forward`.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.C.shape, cache.F.shape
    ((5, 2), (6, 4), (5, 4))
    """
    expect_shape("X", X, "T", len(params["W_xi"]))
    T, n_hidden = len(X), len(params["h_0"])
    # The part of the pre-activations that comes from X does not wait for the state: one product each for all frames.
    Z_x = np.stack([X @ params["W_x" + gate] + params["b_" + gate] for gate in "ifog"], axis=1)
    dtype = np.result_type(*params.values(), X)
    H, C = np.empty((2, T + 1, n_hidden), dtype)
    I, F, O, G = np.empty((4, T, n_hidden), dtype)
    H[0], C[0] = params["h_0"], params["c_0"]
    for t in range(T):
        I[t], F[t], O[t], G[t], C[t + 1], H[t + 1] = cell(params, Z_x[t], H[t], C[t])

    g, _ = OUTPUTS[output]
    Y = g(H[1:] @ params["W_hy"] + params["b_y"])
    return Y, Cache(X, H, C, I, F, O, G, Y, output)


def cell_backward(params, dh, dc, c, c_new, I, F, O, G):
    """One frame backward: the gradients with respect to what `cell` computed, from those of the two new states::

        dZ_o = dh * tanh(c_new) * O (1 - O)
        dc <- dc + dh * O * (1 - tanh(c_new)^2)         the cell state acts on the next one and on the state
        dZ_i = dc * G * I (1 - I)
        dZ_f = dc * c * F (1 - F)
        dZ_g = dc * I * (1 - G^2)
        carry_h = dZ_i W_hi^T + dZ_f W_hf^T + dZ_o W_ho^T + dZ_g W_hg^T
        carry_c = dc * F                                no matrix: where F is near 1, dc is passed on unchanged

    Parameters
    ----------
    params : dict of arrays
    dh : array (n_hidden,)
        With respect to the new state, from this frame's output and from the next frame.
    dc : array (n_hidden,)
        With respect to the new cell state, from the next frame.
    c, c_new, I, F, O, G : arrays (n_hidden,)
        The cell state before the frame, and what `cell` computed in it.

    Returns
    -------
    dZ_i, dZ_f, dZ_o, dZ_g, carry_h, carry_c : arrays (n_hidden,)
        The carries: the gradients passed to the previous time step.
    """
    tanh_c = np.tanh(c_new)
    dZ_o = dh * tanh_c * O * (1 - O)
    dc = dc + dh * O * (1 - tanh_c**2)
    dZ_i = dc * G * I * (1 - I)
    dZ_f = dc * c * F * (1 - F)
    dZ_g = dc * I * (1 - G**2)
    carry_h = dZ_i @ params["W_hi"].T + dZ_f @ params["W_hf"].T
    carry_h += dZ_o @ params["W_ho"].T + dZ_g @ params["W_hg"].T
    return dZ_i, dZ_f, dZ_o, dZ_g, carry_h, dc * F


def backpropagate(params, dY, cache):
    """The first half of the backward pass: the recursion, from the last frame to the first, with two carries.

    Parameters
    ----------
    params, dY, cache
        As for `elman.network.rnn.backpropagate`; so are the errors.

    Returns
    -------
    Signals
    """
    _, _, C, I, F, O, G, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = dA @ params["W_hy"].T
    dZ_i, dZ_f, dZ_o, dZ_g = np.empty((4, *dH.shape), dH.dtype)
    carry_h, carry_c = np.zeros_like(params["h_0"]), np.zeros_like(params["c_0"])
    for t in reversed(range(len(Y))):
        dh, frame = dH[t] + carry_h, (C[t], C[t + 1], I[t], F[t], O[t], G[t])
        dZ_i[t], dZ_f[t], dZ_o[t], dZ_g[t], carry_h, carry_c = cell_backward(params, dh, carry_c, *frame)
    return Signals(dA, dH, dZ_i, dZ_f, dZ_o, dZ_g, dh_0=carry_h, dc_0=carry_c)


def gradients(cache, signals):
    """The second half of the backward pass: the gradient of every parameter is a sum over frames, as in `rnn.gradients`."""
    X, H = cache.X, cache.H
    dA, _, dZ_i, dZ_f, dZ_o, dZ_g, dh_0, dc_0 = signals
    grads = {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0), "h_0": dh_0, "c_0": dc_0}
    for gate, dZ in (("i", dZ_i), ("f", dZ_f), ("o", dZ_o), ("g", dZ_g)):
        grads["W_x" + gate] = X.T @ dZ
        grads["W_h" + gate] = H[:-1].T @ dZ
        grads["b_" + gate] = dZ.sum(axis=0)
    return grads


def backward(params, dY, cache):
    """Backpropagate through time: `backpropagate` and `gradients`, one after the other, as `elman.network.rnn.backward`."""
    return gradients(cache, backpropagate(params, dY, cache))
