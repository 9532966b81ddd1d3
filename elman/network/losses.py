"""How wrong an output is, each loss beside its derivative.

Y is the network's output and T the target, both (n_frames, n_out). Every loss is one number for one song.

Source: the paper, section 2; its text says "mean-root-squared", its authors ran the mean squared error.
Notebook 02, "Predict without memory".
"""

import numpy as np

from elman.network.shapes import expect_shape


def error(Y, T):
    """E = Y - T, of outputs and targets of the same shape (n_frames, n_out), one frame at least.

    Raises
    ------
    elman.errors.InputError
        Another shape, which subtraction would stretch to that of Y without a word.
    """
    expect_shape("T", T, *Y.shape)
    return Y - T


def mse(Y, T):
    """Mean squared error, L = mean((Y - T)^2) over all frames and outputs (what the authors ran).

    >>> mse(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    np.float64(0.5)
    """
    return np.mean(error(Y, T) ** 2)


def mse_gradient(Y, T):
    """dY = 2 (Y - T) / (n_frames n_out), the derivative of `mse` with respect to Y (n_frames, n_out)."""
    return 2 * error(Y, T) / Y.size


def rmse(Y, T):
    """Root mean squared error, L = sqrt(mean((Y - T)^2)) (what the paper's text says)."""
    return np.sqrt(np.mean(error(Y, T) ** 2))


def rmse_gradient(Y, T):
    """dY = (Y - T) / (n_frames n_out L), the derivative of `rmse` with respect to Y (n_frames, n_out).

    A perfect output has L = 0, the tip of a cone without a derivative; zero, one of its subgradients, is returned.
    """
    E = error(Y, T)
    L = rmse(Y, T)
    return E / (Y.size * L) if L != 0 else np.zeros_like(E)


LOSSES = {
    "mse": (mse, mse_gradient),
    "rmse": (rmse, rmse_gradient),
}
