"""How much of the error of frame t reaches frame s? The triangle on which backpropagation through time lives or dies.

Notebook 04, "Send errors back through time". The picture is `elman.figures.gradients.draw_influence`.
"""

import numpy as np

from elman.network import rnn


def influence(params, X):
    """R[t, s] = || dA[t] / dZ[s] ||: how much frame t's error, put into A[t], reaches the sum Z[s] of an earlier frame.

    A[t] = H[t + 1] W_hy + b_y and Z[s] = X[s] W_xh + H[s] W_hh + b_h. From frame to frame it is multiplied by W_hh^T
    and by the slope 1 - H^2: where both are small the error vanishes, and frame t cannot learn from what happened at
    frame s. The Elman network only.

    Parameters
    ----------
    params : dict of arrays
        As `elman.network.rnn.init` makes them.
    X : array (T, n_in)

    Returns
    -------
    array (T, T)
        Lower triangle; 0 where s > t, for no error goes forwards. The norm is Frobenius', over outputs and hidden
        units.

    Examples
    --------
    One unit with W_hh = 1/2 and a state near zero: each step back halves the error.

    >>> params = {"W_xh": np.array([[0.0]]), "W_hh": np.array([[0.5]]), "b_h": np.zeros(1)}
    >>> params |= {"W_hy": np.array([[1.0]]), "b_y": np.zeros(1), "h_0": np.zeros(1)}
    >>> influence(params, np.zeros((3, 1)))
    array([[1.  , 0.  , 0.  ],
           [0.5 , 1.  , 0.  ],
           [0.25, 0.5 , 1.  ]])
    """
    _, cache = rnn.forward(params, X)
    slope = 1 - cache.H[1:] ** 2
    T = len(X)
    R = np.zeros((T, T))
    # J[t] is dA[t] / dZ[t - k], (n_out, n_hidden), for all t at once; one more k, one more step back.
    J = params["W_hy"].T * slope[:, None, :]
    for k in range(T):
        R[np.arange(k, T), np.arange(T - k)] = np.linalg.norm(J, axis=(1, 2))
        J = (J[1:] @ params["W_hh"].T) * slope[: T - k - 1, None, :]
    return R
