"""The parameters of many networks as one matrix with a row for each network; penalties, gradient clipping and update.

A rule for one network is then the same rule for arrays with one more axis, and one call of NumPy serves all networks. All is
done in place: new memory for so many numbers would take longer than the arithmetic.

Source: `elman.network.penalties`, `elman.network.clipping` and `elman.network.momentum`, whose rules these are.
"""

import numpy as np

from elman.lockstep.checks import names_of
from elman.network.penalties import weight_names


class Parameters:
    """M networks of one kind and size.

    Parameters
    ----------
    params_list : list of M dicts of arrays
    settings_list : list of M Settings
        For the penalties and the clipping of gradients.

    Attributes
    ----------
    values, grads : dicts of arrays
        As `elman.network.rnn` has them, with the networks as first axis: ``W_hh`` (M, n_hidden, n_hidden), and so on. They
        are views of the two matrices below.
    theta, gradient, velocity : arrays (M, n_params)
        A row for each network, the weight matrices first.
    """

    def __init__(self, params_list, settings_list):
        self.names, M = list(params_list[0]), len(params_list)
        in_order = names_of(settings_list[0].network)  # whatever the order in the dicts
        self.weights = weight_names(in_order)
        order = sorted(in_order, key=lambda name: name not in self.weights)
        self.theta = np.array([np.concatenate([params[name].ravel() for name in order]) for params in params_list])
        self.gradient, self.velocity, self.room = (np.zeros_like(self.theta) for _ in range(3))
        self.columns, self.values, self.grads, end = {}, {}, {}, 0
        for name in order:
            shape, begin, end = params_list[0][name].shape, end, end + params_list[0][name].size
            self.columns[name] = slice(begin, end)
            self.values[name] = self.theta[:, begin:end].reshape(M, *shape)
            self.grads[name] = self.gradient[:, begin:end].reshape(M, *shape)
        self.n_weights = self.columns[self.weights[-1]].stop
        self.l1, self.l2 = np.array([(s.l1, s.l2) for s in settings_list]).T
        self.largest = np.array([s.clip for s in settings_list])
        self.true_l1 = np.array([s.l1_norm == "l1" for s in settings_list])

    def networks(self):
        """The networks one by one, as copies."""
        return [{name: self.values[name][m].copy() for name in self.names} for m in range(len(self.theta))]

    def penalties(self):
        """P = l1 N(W) + l2 sum w^2, summed over the weight matrices W: an array (M,). Its gradient is added to ``gradient``.

        N is the true L1 norm or the absolute value of the sum, as each network's settings have it.
        """
        W, dW, room = (A[:, : self.n_weights] for A in (self.theta, self.gradient, self.room))
        total = self.l2 * np.vecdot(W, W)
        dW += np.multiply(2 * self.l2[:, None], W, out=room)
        for columns in (self.columns[name] for name in self.weights):
            W, dW = self.theta[:, columns], self.gradient[:, columns]
            sums = W.sum(axis=1)
            norm, direction = np.abs(sums), np.sign(sums)[:, None]
            if self.true_l1.any():
                norm = np.where(self.true_l1, np.abs(W).sum(axis=1), norm)
                direction = np.where(self.true_l1[:, None], np.sign(W), direction)
            total += self.l1 * norm
            dW += self.l1[:, None] * direction
        return total

    def clip(self):
        """g <- g min(1, clip / norm(g)) for the gradient g of each network; see `elman.network.clipping`."""
        if np.isinf(self.largest).all():
            return
        norms = np.sqrt(np.vecdot(self.gradient, self.gradient))
        too_long = ~(norms <= self.largest)
        self.gradient[too_long] *= (self.largest[too_long] / norms[too_long])[:, None]

    def step(self, learning_rates, momenta, active):
        """One update, v <- momentum v - learning_rate g and theta <- theta + v, of the active networks.

        Parameters
        ----------
        learning_rates, momenta : arrays (M,)
        active : array of bool (M,)
            The others keep their parameters and their velocity.
        """
        for m in np.flatnonzero(active):
            theta, g, v = self.theta[m], self.gradient[m], self.velocity[m]
            v *= momenta[m]
            v -= learning_rates[m] * g
            theta += v
