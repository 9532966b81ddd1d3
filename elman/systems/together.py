"""Many stacks fitted at once: what `recurrent.Stack` fits one by one, for all folds of a cross-validation together.

The networks run in lockstep (`elman.network.lockstep`), which is several times faster than one after the other and
gives the same networks up to rounding. A feature whose mean is 10^k standard deviations from zero loses k of its 16
digits, as it does not in `Stack`, which subtracts the mean first.
"""

import numpy as np

from elman.errors import InputError
from elman.network.lockstep import fit_many, forward_many
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError
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

    own = [[songs[n] for n in np.flatnonzero(trains_on[:, m])] for m in range(M)]
    scalers = [Standardizer().fit([song.features for song in learned]) for learned in own]
    # None where a song is held out: so the others share what they do with it.
    common = [
        [(song.features, song.targets) if learns else None for song, learns in zip(songs, column, strict=True)]
        for column in trains_on.T
    ]
    firsts = _fit(own, common, reading.network, [seed, 1], scalers, lambda p: progress(0.7 * p))
    stacks = [Stack(reading, seed) for _ in range(M)]
    heard = _hear(songs, trains_on, stacks, firsts)
    seconds = _fit(own, heard, reading.network, [seed, 2], None, lambda p: progress(0.7 + 0.3 * p))
    for stack, first, second in zip(stacks, firsts, seconds, strict=True):
        stack.first_, stack.second_ = first, second
    return stacks


def _hear(songs, trains_on, stacks, firsts):
    """What each second network learns from: the smoothed predictions of its first one, of the songs both learn from."""
    params, scalers = (
        [first.params_ for first in firsts],
        [(first.scaler_.mean_, first.scaler_.std_) for first in firsts],
    )
    heard = [[] for _ in stacks]
    for song, learns in zip(songs, trains_on, strict=True):
        Y = forward_many(params, song.features, output=firsts[0].settings.output, scalers=scalers)
        by_frame = Y.swapaxes(0, 1)
        smoothed = stacks[0].smooth(by_frame.reshape(len(by_frame), -1)).reshape(by_frame.shape)
        for m in np.flatnonzero(learns):
            heard[m].append((smoothed[:, m].copy(), song.targets))
    return heard


def _fit(own, songs_list, settings, seed, scalers, progress):
    """Train one network for each list of ``songs_list``, made of the songs ``own``, all from the same start."""
    n_in = next(X for X, _ in filter(None, songs_list[0])).shape[1]
    rng = np.random.default_rng(seed)
    start = NETWORKS[settings.network].init(n_in, settings.n_hidden, 2, rng=rng, scale=settings.scale)
    try:
        params, histories = fit_many(
            [start] * len(own),
            songs_list,
            [settings] * len(own),
            scalers=None if scalers is None else [(scaler.mean_, scaler.std_) for scaler in scalers],
            on_epoch=lambda epochs: progress(epochs[0].number / settings.n_epochs),
        )
    except DivergenceError as error:
        raise InputError(f"song {own[error.network][error.song].id}: {error.of_one()}") from error
    networks = []
    for m, (params_, history) in enumerate(zip(params, histories, strict=True)):
        network = RecurrentRegression(settings, seed, standardize=scalers is not None)
        network.scaler_ = None if scalers is None else scalers[m]
        network.params_, network.history_ = params_, history
        networks.append(network)
    return networks
