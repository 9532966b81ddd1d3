"""Stochastic gradient descent with classical (heavy-ball) momentum, one song a batch, and the schedules of its two rates.

Source: the authors' code (learning rate and momentum schedule); B. T. Polyak, *Some methods of speeding up the
convergence of iteration methods* (1964). Notebook 07, "Roll a heavy ball".
"""

import numpy as np


def zero_velocity(params):
    """The velocity before the first update: zeros with the keys and shapes of ``params``."""
    return {name: np.zeros_like(value) for name, value in params.items()}


def step(params, velocity, grads, *, learning_rate, momentum):
    """One update: v <- momentum v - learning_rate g, then theta <- theta + v, for every parameter theta with gradient g.

    Returns
    -------
    params, velocity : dicts of arrays
        New ones; the old are left as they were.

    Examples
    --------
    >>> params, velocity = {"w": np.array(1.0)}, {"w": np.array(2.0)}
    >>> step(params, velocity, {"w": np.array(10.0)}, learning_rate=0.1, momentum=0.5)
    ({'w': np.float64(1.0)}, {'w': np.float64(0.0)})
    """
    velocity = {name: momentum * velocity[name] - learning_rate * grads[name] for name in params}
    params = {name: params[name] + velocity[name] for name in params}
    return params, velocity


def momentum_at(epoch, settings):
    """``settings.momentum_first`` up to and including epoch ``settings.momentum_switch``, then ``momentum_later``.

    Epochs are counted from 1.
    """
    return settings.momentum_first if epoch <= settings.momentum_switch else settings.momentum_later


def learning_rate_at(epoch, settings):
    """learning_rate * learning_rate_decay^(epoch - 1): the first epoch has the full rate."""
    return settings.learning_rate * settings.learning_rate_decay ** (epoch - 1)
