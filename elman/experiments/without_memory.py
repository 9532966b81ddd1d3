"""The same training without the memory: W_hh and h_0 are held at zero. Notebook 03, "Run the network forward"."""

import numpy as np

from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.training import Epoch, cost_and_gradients

HELD = ("W_hh", "h_0")
"""The parameters of the memory."""


def epochs(params, songs, settings):
    """Train as `elman.network.training.epochs` does, but for the memory, which stays zero.

    Parameters
    ----------
    params : dict of arrays
        Where to start; left unchanged.
    songs : sequence of (X, targets)
        X (T, n_in) and targets (T, n_out) of each song.
    settings : elman.network.settings.Settings

    Yields
    ------
    elman.network.training.Epoch
    """
    nothing = {name: np.zeros_like(params[name]) for name in HELD}
    params = params | nothing
    velocity = zero_velocity(params)
    for epoch in range(1, settings.n_epochs + 1):
        rates = {"learning_rate": learning_rate_at(epoch, settings), "momentum": momentum_at(epoch, settings)}
        costs = []
        for X, targets in songs:
            cost, grads = cost_and_gradients(params, X, targets, settings)
            params, velocity = step(params, velocity, grads | nothing, **rates)
            costs.append(cost)
        yield Epoch(epoch, params, float(np.mean(costs)))
