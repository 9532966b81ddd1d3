"""The Elman network: a hidden state that is fed back, and backpropagation through time (BPTT) written out.

One song is a matrix X with one row per frame. For each frame t = 0 ... T - 1

    H[t + 1] = tanh(X[t] W_xh + H[t] W_hh + b_h)        H[0] = h_0, learned
    Y[t]     = g(H[t + 1] W_hy + b_y)                   g: linear, tanh or softmax

Source: J. L. Elman, *Finding structure in time*, Cognitive Science 14 (1990); the paper, section 2; `h_0`
learned as in the authors' code. Notebooks 03, "Run the network forward", and 04, "Send errors back through time".
"""

from typing import NamedTuple

import numpy as np

from elman.network.activations import OUTPUTS
from elman.network.shapes import expect_shape


class Cache(NamedTuple):
    """What `forward` keeps for `backward`: X (T, n_in), H (T + 1, n_hidden), Y (T, n_out), and the output's name."""

    X: np.ndarray
    H: np.ndarray
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
        For `backward`; ``cache.H[0]`` is h_0 and ``cache.H[t + 1]`` the state after frame t.

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
    T, n_hidden = len(X), len(params["h_0"])
    W_hh = params["W_hh"]
    # What the inputs contribute does not depend on the state: one matrix product for all frames, outside the loop.
    Z = X @ params["W_xh"] + params["b_h"]
    H = np.empty((T + 1, n_hidden), dtype=np.result_type(Z, W_hh, params["h_0"]))
    H[0] = params["h_0"]
    # Rows taken by zip, `dot` and `out`: for vectors this short, calling NumPy takes longer than the arithmetic.
    for Z_t, before, after in zip(Z, H, H[1:], strict=False):
        np.tanh(Z_t + before.dot(W_hh), out=after)

    g, _ = OUTPUTS[output]
    Y = g(H[1:] @ params["W_hy"] + params["b_y"])
    return Y, Cache(X, H, Y, output)


def backward(params, dY, cache):
    """Send the error of every frame back through time.

    With A the output's pre-activations and Z the hidden ones, so that H[t + 1] = tanh(Z[t]), from the last frame to
    the first:

        dA[t] = g'(A[t]) applied to dY[t]
        dH[t] = dA[t] W_hy^T                            what the output of frame t asks of the state
        dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)      carry = 0 after the last frame
        carry = dZ[t] W_hh^T                            what frame t hands to frame t - 1

    A parameter is used in every frame, so its gradient is a sum over frames: dW_hh = sum_t H[t]^T dZ[t], and so on.
    What is left of the carry before the first frame is the gradient of h_0.

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
    X, H, Y, output = cache
    expect_shape("dY", dY, *Y.shape)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = dA @ params["W_hy"].T
    slope = 1 - H[1:] ** 2
    dZ = np.empty_like(dH)
    carry = np.zeros_like(params["h_0"])
    W_hh_T = params["W_hh"].T
    for dZ_t, dH_t, slope_t in zip(dZ[::-1], dH[::-1], slope[::-1], strict=True):
        np.multiply(dH_t + carry, slope_t, out=dZ_t)
        carry = dZ_t.dot(W_hh_T)

    return {
        "W_xh": X.T @ dZ,
        "W_hh": H[:-1].T @ dZ,
        "b_h": dZ.sum(axis=0),
        "W_hy": H[1:].T @ dA,
        "b_y": dA.sum(axis=0),
        "h_0": carry,
    }
