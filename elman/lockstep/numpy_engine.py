"""`elman.network.rnn` for many networks at once, in plain NumPy: the same lines, with one more axis.

Time is axis 0, the networks are axis 1: H is (T + 1, M, n_hidden). ``np.vecmat(H[t], W_hh)`` is ``H[t] @ W_hh`` for each
network, with its own state and its own matrix. Only the products with the inputs are done network by network: they are large
enough not to wait for Python, and each network may read another song.

Source: `elman.network.rnn`, `elman.network.training`. `fit` says what an engine is.
"""

import numpy as np

from elman.lockstep.batch import Batch
from elman.lockstep.parameters import Parameters
from elman.network.activations import OUTPUTS


class NumpyEngine:
    """M networks and their songs; arguments are those of `fit.fit_many`, the songs sorted into steps."""

    def __init__(self, params_list, steps, settings_list, scalers):
        self.parameters = Parameters(params_list, settings_list)
        self.batches = [Batch(songs) for songs in steps]
        self.is_rmse = np.array([settings.loss == "rmse" for settings in settings_list])
        self.output, self.scalers = settings_list[0].output, scalers
        if scalers is not None:
            longest = max(len(batch.targets) for batch in self.batches)
            self.room = np.empty((len(scalers), longest, len(scalers[0][0])))

    def networks(self):
        """The networks as they are now, as copies."""
        return self.parameters.networks()

    def epoch(self, learning_rates, momenta, active, order):
        """Visit all steps once; returns the costs (n_steps, M), of each network just before its update.

        Parameters
        ----------
        learning_rates, momenta : arrays (M,)
        active : array of bool (M,)
            The networks that are trained in this epoch.
        order : array of int (n_steps,)
            The steps in the order of their visits.
        """
        costs, parameters = np.empty((len(self.batches), len(active))), self.parameters
        with np.errstate(over="ignore", invalid="ignore"):  # `fit` looks for what is not finite
            for n in order:
                batch = self.batches[n]
                updated = batch.has_song & active
                inputs = [(m, self._standardised(m, batch.X[m])) for m in np.flatnonzero(updated)]
                H, Y = forward(parameters.values, inputs, len(batch.targets), self.output)
                losses, dY = batch.losses(Y, self.is_rmse)
                backward(parameters.values, dY, inputs, H, Y, self.output, parameters.grads)
                costs[n] = losses + parameters.penalties()
                parameters.clip()
                parameters.step(learning_rates, momenta, updated)
        return costs

    def _standardised(self, m, X):
        """What network m reads. Its memory is used again: new memory for every song would take longer than the sums."""
        if self.scalers is None:
            return X
        mean, std = self.scalers[m]
        room = np.subtract(X, mean, out=self.room[m, : len(X)])
        return np.divide(room, std, out=room)


def forward(params, inputs, T, output):
    """`rnn.forward` of M networks.

    Parameters
    ----------
    params : dict of arrays
        With the networks as first axis, as `Parameters` has them.
    inputs : list of pairs (m, X)
        The song X (at most T, n_in) that network m reads. Beyond its end, and where there is none, X W_xh is 0: the network
        runs on, but its outputs there are outside the mask.
    T : int
        Frames of the longest song.
    output : {"linear", "tanh", "softmax"}

    Returns
    -------
    H : array (T + 1, M, n_hidden)
    Y : array (T, M, n_out)
    """
    M, n_hidden = params["h_0"].shape
    Z_x = np.zeros((T, M, n_hidden))
    for m, X in inputs:
        Z_x[: len(X), m] = X @ params["W_xh"][m]
    Z_x += params["b_h"]
    H = states(Z_x, params["W_hh"].copy(), params["h_0"])  # a copy: it lies closer together in memory
    g, _ = OUTPUTS[output]
    return H, g(np.vecmat(H[1:], params["W_hy"]) + params["b_y"])


def backward(params, dY, inputs, H, Y, output, grads):
    """`rnn.backward` of M networks; the gradients are written into ``grads``, which is like ``params``.

    Networks without a song get gradients, too, which mean nothing; their ``W_xh`` is left as it is.
    """
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    dH = np.matvec(params["W_hy"], dA)
    dZ, dh_0 = recursion(dH, 1 - H[1:] ** 2, params["W_hh"].copy())
    for m, X in inputs:
        grads["W_xh"][m] = X.T @ dZ[: len(X), m]
    grads["W_hh"][:] = _sum_over_frames(H[:-1], dZ)
    grads["W_hy"][:] = _sum_over_frames(H[1:], dA)
    grads["b_h"][:] = dZ.sum(axis=0)
    grads["b_y"][:] = dA.sum(axis=0)
    grads["h_0"][:] = dh_0


def states(Z_x, W_hh, h_0):
    """The states H (T + 1, M, n_hidden), from the inputs' part of the pre-activations, Z_x (T, M, n_hidden)."""
    H = np.empty((len(Z_x) + 1, *h_0.shape))
    H[0] = h_0
    h = H[0]
    for z_x, room in zip(Z_x, H[1:], strict=True):
        h = np.tanh(z_x + np.vecmat(h, W_hh), out=room)
    return H


def recursion(dH, slope, W_hh):
    """dZ (T, M, n_hidden) and dh_0 (M, n_hidden), from the outputs' part of the states' gradients and the slope of tanh."""
    dZ, carry = np.empty_like(dH), np.zeros_like(dH[0])
    for dh, g, room in zip(dH[::-1], slope[::-1], dZ[::-1], strict=True):
        dz = np.multiply(dh + carry, g, out=room)
        carry = np.matvec(W_hh, dz)
    return dZ, carry


def _sum_over_frames(A, B):
    """sum_t A[t, m]^T B[t, m] of each network m: (T, M, i) and (T, M, j) give (M, i, j)."""
    return A.transpose(1, 2, 0) @ B.swapaxes(0, 1)
