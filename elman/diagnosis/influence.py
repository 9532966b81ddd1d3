"""How the gradient of frame t's output arrives in frame s, the norms of dA[t]/dZ[s]: the triangle on which BPTT lives or dies.

Notebook 04, "Backpropagate through time". The picture is `elman.figures.gradients.draw_influence`.
"""

import numpy as np

from elman.errors import InputError
from elman.network import rnn


def influence(params, X, *, backward=rnn.backward):
    """R[t, s] = || dA[t] / dZ[s] ||: how much the output of frame t depends on the sum Z[s] of an earlier frame.

    A[t] = H[t + 1] W_hy + b_y and Z[s] = X[s] W_xh + H[s] W_hh + b_h. From frame to frame the gradient is multiplied by
    W_hh^T and by the slope 1 - H^2: where both are small it vanishes, and frame t cannot learn from what happened at
    frame s. The Elman network with a linear output only.

    It is read off the gradients: every frame gets an input of its own, which is 1 in this frame and 0 in all others, with
    weights zero, so that nothing changes but that its row of dW_xh is dZ of this frame. So the triangle of any function can be
    read, a student's too.

    Parameters
    ----------
    params : dict of arrays
        As `elman.network.rnn.init` makes them.
    X : array (T, n_in)
    backward : callable
        ``backward(params, dY, cache) -> grads``; the package's own if none is given.

    Returns
    -------
    array (T, T)
        Lower triangle; 0 where s > t, for no gradient goes forwards. The norm is Frobenius', over outputs and hidden units.

    Raises
    ------
    elman.errors.InputError
        ``backward`` gives no gradient of W_xh in the right shape.

    Examples
    --------
    One unit with W_hh = 1/2 and a state near zero: each step back halves the gradient.

    >>> params = {"W_xh": np.array([[0.0]]), "W_hh": np.array([[0.5]]), "b_h": np.zeros(1)}
    >>> params |= {"W_hy": np.array([[1.0]]), "b_y": np.zeros(1), "h_0": np.zeros(1)}
    >>> influence(params, np.zeros((3, 1)))
    array([[1.  , 0.  , 0.  ],
           [0.5 , 1.  , 0.  ],
           [0.25, 0.5 , 1.  ]])
    """
    T, n_hidden = len(X), len(params["h_0"])
    params = params | {"W_xh": np.concatenate([params["W_xh"], np.zeros((T, n_hidden))])}
    Y, cache = rnn.forward(params, np.concatenate([X, np.eye(T)], axis=1))
    squares = np.zeros((T, T))
    for t, j in np.ndindex(Y.shape):
        dY = np.zeros_like(Y)
        dY[t, j] = 1.0
        grads = backward(params, dY, cache)
        dW = np.asarray(grads.get("W_xh") if isinstance(grads, dict) else None, dtype=float)
        if dW.shape != params["W_xh"].shape:
            raise InputError(f"backward gives dW_xh of shape {dW.shape}, {params['W_xh'].shape} was expected")
        squares[t] += np.sum(dW[-T:] ** 2, axis=1)
    return np.sqrt(squares)
