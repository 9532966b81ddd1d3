"""The Elman network: a hidden state that is fed back, and backpropagation through time (BPTT) written out.

One song is a matrix X with one row per frame. For each frame t = 0 ... T - 1::

    Z[t]     = X[t] W_xh + H[t] W_hh + b_h              the hidden pre-activation
    H[t + 1] = tanh(Z[t])                               the state; H[0] = h_0, learned
    A[t]     = H[t + 1] W_hy + b_y                      the output's pre-activation
    Y[t]     = g(A[t])                                  g: linear, tanh or softmax

Source: J. L. Elman, *Finding structure in time*, Cognitive Science 14 (1990); the paper, section 2; `h_0`
learned as in the authors' code. Notebooks 03, "Run the network forward", and 04, "Backpropagate through time".
"""

from typing import NamedTuple

import numpy as np

from elman.network.activations import OUTPUTS
from elman.network.shapes import expect_shape
from elman.seeds import random_generator


class Cache(NamedTuple):
    """What `forward` keeps, because the backward pass needs it and would otherwise have to compute it again.

    Attributes
    ----------
    X : array (T, n_in)
        The inputs: dW_xh pairs each frame's inputs with its dZ.
    H : array (T + 1, n_hidden)
        ``H[0]`` is h_0, ``H[t + 1]`` the state after frame t. dW_hh needs the states before the frames, dW_hy those
        after them, and the derivative of tanh is 1 - H^2: so Z need not be kept.
    Y : array (T, n_out)
        The outputs: every output function's derivative can be computed from them, so A need not be kept.
    output : str
        Which output function that was.
    """

    X: np.ndarray
    H: np.ndarray
    Y: np.ndarray
    output: str


class Signals(NamedTuple):
    """The gradients of the cost with respect to what each frame computes: what `backpropagate` finds.

    Attributes
    ----------
    dA : array (T, n_out)
        With respect to the outputs' pre-activations; dW_hy and db_y are sums of it.
    dH : array (T, n_hidden)
        Row t: with respect to the state H[t + 1] from this frame's output alone, without the carry. No gradient needs it
        any more; it is kept so that the two ways in which a state acts on the cost can be looked at one by one.
    dZ : array (T, n_hidden)
        With respect to the hidden pre-activations; dW_xh, dW_hh and db_h are sums of it.
    dh_0 : array (n_hidden,)
        The carry that leaves frame 0: the gradient of h_0, which acts on nothing but frame 0.
    """

    dA: np.ndarray
    dH: np.ndarray
    dZ: np.ndarray
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
        The authors used 0.01.

    Returns
    -------
    dict of arrays
        ``W_xh`` (n_in, n_hidden), ``W_hh`` (n_hidden, n_hidden), ``b_h`` (n_hidden,),
        ``W_hy`` (n_hidden, n_out), ``b_y`` (n_out,), ``h_0`` (n_hidden,).

    Examples
    --------
    >>> params = init(260, 10, 2, rng=np.random.default_rng(0))
    >>> sum(p.size for p in params.values())
    2742
    """
    rng = random_generator(rng)
    return {
        "W_xh": rng.uniform(-scale, scale, (n_in, n_hidden)),
        "W_hh": rng.uniform(-scale, scale, (n_hidden, n_hidden)),
        "b_h": np.zeros(n_hidden),
        "W_hy": rng.uniform(-scale, scale, (n_hidden, n_out)),
        "b_y": np.zeros(n_out),
        "h_0": np.zeros(n_hidden),
    }


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
        For the backward pass.

    Raises
    ------
    elman.errors.InputError
        X is not a matrix with n_in columns and at least one row.

    Examples
    --------
    >>> params = init(3, 4, 2, rng=np.random.default_rng(0))
    >>> Y, cache = forward(params, np.ones((5, 3)))
    >>> Y.shape, cache.H.shape
    ((5, 2), (6, 4))
    """
    expect_shape("X", X, "T", len(params["W_xh"]))
    T, W_hh, h_0 = len(X), params["W_hh"], params["h_0"]
    # The part of Z that comes from X does not wait for the state: one product for all frames.
    Z_x = X @ params["W_xh"] + params["b_h"]
    H = np.empty((T + 1, len(h_0)), dtype=np.result_type(Z_x, W_hh, h_0))
    H[0] = h_0
    for t in range(T):
        H[t + 1] = np.tanh(Z_x[t] + H[t] @ W_hh)

    g, _ = OUTPUTS[output]
    Y = g(H[1:] @ params["W_hy"] + params["b_y"])
    return Y, Cache(X, H, Y, output)


def backpropagate(params, dY, cache):
    """The first half of the backward pass: the recursion, from the last frame to the first::

        dA[t] = g'(A[t]) applied to dY[t]
        dH[t] = dA[t] W_hy^T                            the gradient from this frame's output
        dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)      carry = 0 after the last frame
        carry = dZ[t] W_hh^T                            the gradient passed to the previous time step

    A state acts on the cost in two ways, through the output of its own frame and through the next state, so its gradient
    is the sum of two. The second is called the carry.

    Parameters
    ----------
    params : dict of arrays
    dY : array (T, n_out)
        The gradient of the cost with respect to Y.
    cache : Cache
        From `forward`.

    Returns
    -------
    Signals

    Raises
    ------
    elman.errors.InputError
        dY does not have the shape of Y.
    """
    _, H, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = dA @ params["W_hy"].T
    slope = 1 - H[1:] ** 2
    dZ, W_hh = np.empty_like(dH), params["W_hh"]
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(len(Y))):
        dZ[t] = (dH[t] + carry) * slope[t]
        carry = dZ[t] @ W_hh.T
    return Signals(dA, dH, dZ, dh_0=carry)


def gradients(cache, signals):
    """The second half of the backward pass: a parameter is used in every frame, so its gradient is a sum over frames.

    For example dW_hh = sum_t H[t]^T dZ[t], which is one product of two matrices.

    Parameters
    ----------
    cache : Cache
    signals : Signals
        From `backpropagate`.

    Returns
    -------
    dict of arrays
        The gradients, with the keys and shapes of ``params``.
    """
    X, H, _, _ = cache
    dA, _, dZ, dh_0 = signals
    return {
        "W_xh": X.T @ dZ,
        "W_hh": H[:-1].T @ dZ,
        "b_h": dZ.sum(axis=0),
        "W_hy": H[1:].T @ dA,
        "b_y": dA.sum(axis=0),
        "h_0": dh_0,
    }


def backward(params, dY, cache):
    """Backpropagate through time: `backpropagate` and `gradients`, one after the other.

    Parameters and errors are those of `backpropagate`.

    Returns
    -------
    dict of arrays
        The gradients, with the keys and shapes of ``params``. Nothing that was given is changed.
    """
    return gradients(cache, backpropagate(params, dY, cache))
