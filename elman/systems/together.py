"""Many stacks fitted at once: what `recurrent.Stack` fits one by one, for all folds of a cross-validation together.

The networks run in lockstep (`elman.network.lockstep`), which is several times faster than one after the other and
gives the same networks up to rounding.
"""

import numpy as np

from elman.errors import InputError
from elman.network.lockstep import fit_many
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError
from elman.systems.many import Standardized
from elman.systems.recurrent import RecurrentRegression, Stack
from elman.systems.standardize import Standardizer


def fit_stacks(songs, trains_on, reading, seed, progress=lambda share: None):
    """Fit one `Stack` for each column of ``trains_on``.

    Parameters
    ----------
    songs : list of Song
        Without lead-in.
    trains_on : array of bool (n_songs, M)
        Which songs each stack learns from.
    reading : elman.readings.Reading
    seed : int
    progress : callable
        Told the share of the work that is done, from 0 to 1.

    Returns
    -------
    list of M Stack

    Raises
    ------
    InputError
        Training diverged; names the epoch and the song.
    """
    M = trains_on.shape[1]
    if reading.network.network != "elman":  # only Elman networks run in lockstep
        stacks = []
        for m in range(M):
            stacks.append(Stack(reading, seed).fit([songs[n] for n in np.flatnonzero(trains_on[:, m])]))
            progress((m + 1) / M)
        return stacks

    scalers = [Standardizer().fit([songs[n].features for n in np.flatnonzero(trains_on[:, m])]) for m in range(M)]
    firsts = _fit(
        songs,
        Standardized(songs, [[song.features for song in songs]] * M, scalers),
        trains_on,
        reading.network,
        [seed, 1],
        scalers,
        lambda p: progress(0.7 * p),
    )
    stacks = [Stack(reading, seed) for _ in range(M)]
    smoothed = []
    for song in songs:
        curves = np.stack(
            [stack.smooth(first.predict(song.features)) for stack, first in zip(stacks, firsts, strict=True)]
        )
        smoothed.append((curves, song.targets))
    seconds = _fit(
        songs, smoothed, trains_on, reading.network, [seed, 2], [None] * M, lambda p: progress(0.7 + 0.3 * p)
    )
    for stack, first, second in zip(stacks, firsts, seconds, strict=True):
        stack.first_, stack.second_ = first, second
    return stacks


def _fit(songs, inputs, trains_on, settings, seed, scalers, progress):
    """Train one network for each scaler, all from the same start."""
    n_in = inputs[0][0].shape[-1]
    starts = [
        NETWORKS[settings.network].init(
            n_in, settings.n_hidden, 2, rng=np.random.default_rng(seed), scale=settings.scale
        )
        for _ in scalers
    ]
    try:
        params, histories = fit_many(
            starts,
            inputs,
            trains_on,
            [settings] * len(scalers),
            on_epoch=lambda epochs: progress(epochs[0].number / settings.n_epochs),
        )
    except DivergenceError as error:
        raise InputError(f"song {songs[error.song].id}: {error}") from error
    networks = []
    for scaler, params_, history in zip(scalers, params, histories, strict=True):
        network = RecurrentRegression(settings, seed, standardize=scaler is not None)
        network.scaler_, network.params_, network.history_ = scaler, params_, history
        networks.append(network)
    return networks
