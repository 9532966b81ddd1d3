"""How wrong an output is: the loss functions, each beside its derivative.

Y is the network's output and ``targets`` what it should have been, both (T, n_out): T frames. Every loss is one number for
one song.

Source: the paper, section 2; its text says "mean-root-squared", its authors ran the mean squared error.
Notebook 02, "Predict without memory".
"""

import numpy as np

from elman.network.shapes import expect_shape


def error(Y, targets):
    """E = Y - targets, both (T, n_out), one frame at least.

    Raises
    ------
    elman.errors.InputError
        No arrays, or another shape, which subtraction would broadcast silently to that of Y.
    """
    expect_shape("Y", Y, "T", "n_out")
    expect_shape("targets", targets, *Y.shape)
    return Y - targets


def mse(Y, targets):
    """Mean squared error, L = mean((Y - targets)^2) over all frames and outputs (what the authors ran).

    >>> mse(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    np.float64(0.5)
    """
    return np.mean(error(Y, targets) ** 2)


def mse_gradient(Y, targets):
    """dY = 2 (Y - targets) / (T n_out), the derivative of `mse` with respect to Y (T, n_out)."""
    return 2 * error(Y, targets) / Y.size


def rmse(Y, targets):
    """Root mean squared error, L = sqrt(mean((Y - targets)^2)) (what the paper's text says)."""
    return np.sqrt(np.mean(error(Y, targets) ** 2))


def rmse_gradient(Y, targets):
    """dY = (Y - targets) / (T n_out L), the derivative of `rmse` with respect to Y (T, n_out).

    A perfect output has L = 0, the tip of a cone without a derivative; zero, one of its subgradients, is returned.
    """
    E = error(Y, targets)
    L = rmse(Y, targets)
    return E / (Y.size * L) if L != 0 else np.zeros_like(E)


LOSSES = {
    "mse": (mse, mse_gradient),
    "rmse": (rmse, rmse_gradient),
}
