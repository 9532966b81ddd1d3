"""Cost and gradients of one song, and training: one update after each song.

Source: the paper, section "RNN", and the authors' code. Notebooks 07, "Roll a heavy ball", and 08, "Shrink and stop".
"""

from typing import NamedTuple

import numpy as np

from elman.network.losses import LOSSES
from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.networks import NETWORKS
from elman.network.penalties import penalty, penalty_gradients


class DivergenceError(ArithmeticError):
    """Training left the finite numbers. ``epoch`` counts from 1, ``song`` from 0; ``settings`` has a ``learning_rate``.

    What an update looks at is a song or, with ``unit="batch"``, a batch of frames.
    """

    def __init__(self, epoch, song, n_songs, settings, *, unit="song"):
        self.epoch, self.song = epoch, song
        super().__init__(
            f"training diverged in epoch {epoch}, at {unit} {song + 1} of {n_songs}: the cost is no longer a finite "
            f"number. The learning rate is {settings.learning_rate:g}; try a tenth of it, and look for features that "
            f"are not standardised."
        )


class Epoch(NamedTuple):
    """The state after one epoch: its number (from 1), the parameters, and the mean cost over its songs.

    Each song's cost is taken just before its own update, so ``cost`` is that of a network that still changes.
    """

    number: int
    params: dict
    cost: float


def _penalty_settings(settings):
    return {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": settings.l1_norm}


def cost(params, X, T, settings):
    """C = loss(Y, T) + penalties, of one song X (n_frames, n_in) with targets T (n_frames, n_out)."""
    loss, _ = LOSSES[settings.loss]
    Y, _ = NETWORKS[settings.network].forward(params, X, output=settings.output)
    return loss(Y, T) + penalty(params, **_penalty_settings(settings))


def cost_and_gradients(params, X, T, settings):
    """The cost of one song and its gradient with respect to every parameter.

    Parameters
    ----------
    params : dict of arrays
    X : array (n_frames, n_in)
    T : array (n_frames, n_out)
    settings : Settings

    Returns
    -------
    cost : float
        The loss plus the penalties on the weight matrices.
    grads : dict of arrays
        The keys and shapes of ``params``.
    """
    network = NETWORKS[settings.network]
    loss, loss_gradient = LOSSES[settings.loss]
    Y, cache = network.forward(params, X, output=settings.output)
    grads = network.backward(params, loss_gradient(Y, T), cache)
    for name, gradient in penalty_gradients(params, **_penalty_settings(settings)).items():
        grads[name] = grads[name] + gradient
    return loss(Y, T) + penalty(params, **_penalty_settings(settings)), grads


def epochs(params, songs, settings):
    """Train, and hand out the state after every epoch (a generator; stop whenever you like).

    Parameters
    ----------
    params : dict of arrays
        Where to start; left unchanged.
    songs : sequence of (X, T)
        X (n_frames, n_in) and T (n_frames, n_out) of each song. They are visited in this order in every epoch.
    settings : Settings

    Yields
    ------
    Epoch

    Raises
    ------
    DivergenceError
        A cost or a parameter is no longer finite.
    """
    velocity = zero_velocity(params)
    for epoch in range(1, settings.n_epochs + 1):
        rates = {"learning_rate": learning_rate_at(epoch, settings), "momentum": momentum_at(epoch, settings)}
        total = 0.0
        for n, (X, T) in enumerate(songs):
            with np.errstate(over="ignore", invalid="ignore"):  # seen below, and told in plain words
                song_cost, grads = cost_and_gradients(params, X, T, settings)
                params, velocity = step(params, velocity, grads, **rates)
            if not np.isfinite(song_cost):
                raise DivergenceError(epoch, n, len(songs), settings)
            total += song_cost
        if not all(np.isfinite(value).all() for value in params.values()):
            raise DivergenceError(epoch, len(songs) - 1, len(songs), settings)
        yield Epoch(epoch, params, float(total / len(songs)))


def fit(params, songs, settings):
    """Train for ``settings.n_epochs`` epochs, one update after each song, songs in a fixed order.

    Parameters and errors are those of `epochs`.

    Returns
    -------
    params : dict of arrays
        The trained parameters.
    history : list of float
        The mean cost in each epoch.

    Examples
    --------
    A network learns to repeat its input:

    >>> from elman.network import rnn
    >>> from elman.network.settings import Settings
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(-0.5, 0.5, (30, 1))
    >>> settings = Settings(n_hidden=4, l1=0.0, l2=0.0, learning_rate=0.5, scale=0.5)
    >>> params, history = fit(rnn.init(1, 4, 1, rng=rng, scale=0.5), [(X, X)], settings)
    >>> history[-1] < 0.1 * history[0]
    True
    """
    history = []
    for epoch in epochs(params, songs, settings):
        params = epoch.params
        history.append(epoch.cost)
    return params, history
