"""Many stacks fitted at once: what `recurrent.Stack` fits one by one, for all folds of a cross-validation together.

The networks run in lockstep (`elman.systems.many`), which is several times faster than one after the other and gives the
same networks up to rounding.
"""

import numpy as np

from elman.systems.many import fit_networks
from elman.systems.recurrent import Stack


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

    networks = [reading.network] * M
    firsts = fit_networks(songs, trains_on, networks, [[seed, 1]] * M, progress=lambda p: progress(0.7 * p))
    stacks = [Stack(reading, seed) for _ in range(M)]
    seconds = fit_networks(
        songs,
        trains_on,
        networks,
        [[seed, 2]] * M,
        own=_hear(songs, stacks, firsts),
        standardize=False,
        progress=lambda p: progress(0.7 + 0.3 * p),
    )
    for stack, first, second in zip(stacks, firsts, seconds, strict=True):
        stack.first_, stack.second_ = first, second
    return stacks


def _hear(songs, stacks, firsts):
    """What each second network reads: the smoothed predictions of its first one."""
    pairs = zip(stacks, firsts, strict=True)
    return [[stack.smooth(first.predict(song.features)) for song in songs] for stack, first in pairs]
