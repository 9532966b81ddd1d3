"""Cost and gradients of one song, and training by stochastic gradient descent: one update after each song.

Source: the paper, section 2, and the authors' code. Notebooks 07, "Roll a heavy ball", and 08, "Shrink and stop".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.network.clipping import clip
from elman.network.losses import LOSSES
from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.networks import NETWORKS
from elman.network.penalties import penalty, penalty_gradients
from elman.network.shapes import expect_song


class DivergenceError(InputError):
    """A cost or parameter overflowed or became NaN. ``epoch`` counts from 1, ``song`` and ``network`` (None: the only one)
    from 0.

    One update sees a song or, with ``unit="batch"``, a batch of frames.
    """

    def __init__(self, epoch, song, n_songs, settings, network=None, unit="song"):
        self.epoch, self.song, self.n_songs, self.settings = epoch, song, n_songs, settings
        self.network, self.unit = network, unit
        # As given: an error crosses processes by its arguments.
        super().__init__(epoch, song, n_songs, settings, network, unit)

    def of_one(self):
        """The same error without the network's number, for readers who do not know which networks were trained together."""
        return DivergenceError(self.epoch, self.song, self.n_songs, self.settings, unit=self.unit)

    def __str__(self):
        which = "" if self.network is None else f" of network {self.network} (counted from 0)"
        return (
            f"training{which} diverged in epoch {self.epoch}, at {self.unit} {self.song + 1} of {self.n_songs}: the "
            f"cost is no longer a finite number. The learning rate is {self.settings.learning_rate:g}; try a tenth of "
            f"it, and look for features that are not standardised"
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


def cost(params, X, targets, settings):
    """C = loss(Y, targets) + penalties, of one song X (T, n_in) with targets (T, n_out)."""
    loss, _ = LOSSES[settings.loss]
    Y, _ = NETWORKS[settings.network].forward(params, X, output=settings.output)
    return loss(Y, targets) + penalty(params, **_penalty_settings(settings))


def cost_and_gradients(params, X, targets, settings):
    """The cost of one song and its gradient with respect to every parameter.

    Parameters
    ----------
    params : dict of arrays
    X : array (T, n_in)
    targets : array (T, n_out)
    settings : Settings

    Returns
    -------
    cost : float
        The loss plus the penalties on the weight matrices.
    grads : dict of arrays
        The keys and shapes of ``params``.

    Raises
    ------
    InputError
        X or targets have another shape.
    """
    network = NETWORKS[settings.network]
    loss, loss_gradient = LOSSES[settings.loss]
    Y, cache = network.forward(params, X, output=settings.output)
    grads = network.backward(params, loss_gradient(Y, targets), cache)
    for name, gradient in penalty_gradients(params, **_penalty_settings(settings)).items():
        grads[name] = grads[name] + gradient
    return loss(Y, targets) + penalty(params, **_penalty_settings(settings)), grads


def _check(songs):
    """Raise InputError, before the first update, for songs from which nothing can be learned."""
    if len(songs) == 0:
        raise InputError("no songs were given; training needs at least one")
    X, targets = songs[0]
    expect_song(f"song 1 of {len(songs)}", X, targets, "n_in", "n_out")
    for n, song in enumerate(songs[1:], start=2):
        expect_song(f"song {n} of {len(songs)}", *song, X.shape[1], targets.shape[1])


def epochs(params, songs, settings, *, order=None):
    """Train, and give the parameters after every epoch (a generator; stop whenever you like).

    Parameters
    ----------
    params : dict of arrays
        Where to start; left unchanged.
    songs : sequence of (X, targets)
        The training songs: X (T, n_in) and targets (T, n_out) of each.
    settings : Settings
    order : callable, optional
        ``order(epoch)`` gives the positions of the songs in the order of their visits; by default they are visited as they
        stand in ``songs``, in every epoch. (``settings.order`` needs the songs' names: `elman.systems.order` obeys it.)

    Yields
    ------
    Epoch

    Raises
    ------
    DivergenceError
        A cost or a parameter is no longer finite.
    InputError
        No songs, a matrix of the wrong shape, or a NaN or infinity in one.
    """
    _check(songs)
    velocity = zero_velocity(params)
    for epoch in range(1, settings.n_epochs + 1):
        rates = {"learning_rate": learning_rate_at(epoch, settings), "momentum": momentum_at(epoch, settings)}
        total = 0.0
        for n in range(len(songs)) if order is None else order(epoch):
            X, targets = songs[n]
            with np.errstate(over="ignore", invalid="ignore"):  # a DivergenceError says it in plain words
                song_cost, grads = cost_and_gradients(params, X, targets, settings)
                grads = clip(grads, settings.clip)
                params, velocity = step(params, velocity, grads, **rates)
            if not np.isfinite(song_cost):
                raise DivergenceError(epoch, n, len(songs), settings)
            total += song_cost
        if not all(np.isfinite(value).all() for value in params.values()):
            raise DivergenceError(epoch, len(songs) - 1, len(songs), settings)
        handed_out = {name: value.copy() for name, value in params.items()}  # who writes into it changes no training
        yield Epoch(epoch, handed_out, float(total / len(songs)))


def fit(params, songs, settings, *, order=None):
    """Train for ``settings.n_epochs`` epochs, one update after each song.

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
    for epoch in epochs(params, songs, settings, order=order):
        params = epoch.params
        history.append(epoch.cost)
    return params, history
