"""Many networks of any settings, each on its own songs: in lockstep where they fit together, else one by one.

What a search, the variants and `best` need: `elman.systems.together` does the same for the paper's stack.
"""

import numpy as np

from elman.errors import InputError
from elman.network import lockstep
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError
from elman.systems.recurrent import RecurrentRegression
from elman.systems.standardize import Standardizer


def fit_networks(songs, trains_on, settings_list, seeds, *, keep_going=False, progress=lambda share: None):
    """Fit one network for each column of ``trains_on``.

    Parameters
    ----------
    songs : list of Song
        Without lead-in.
    trains_on : array of bool (n_songs, M)
    settings_list : list of M elman.network.settings.Settings
    seeds : list of M seeds
        Of the start weights.
    keep_going : bool
        Where training diverges, give None for this network instead of raising an error.
    progress : callable
        Told the share of the networks that are trained.

    Returns
    -------
    list of M RecurrentRegression (or None)

    Raises
    ------
    InputError
        Training diverged; names the epoch and the song.
    """
    scalers = {}  # networks that learn from the same songs share one
    for m, column in enumerate(trains_on.T):
        key = column.tobytes()
        if key not in scalers:
            scalers[key] = Standardizer().fit([songs[n].features for n in np.flatnonzero(column)])
    networks = [RecurrentRegression(settings, seed) for settings, seed in zip(settings_list, seeds, strict=True)]
    for m, network in enumerate(networks):
        network.scaler_ = scalers[trains_on[:, m].tobytes()]
    n_in = songs[0].features.shape[1]
    starts = [
        NETWORKS[s.network].init(n_in, s.n_hidden, 2, rng=np.random.default_rng(seed), scale=s.scale)
        for s, seed in zip(settings_list, seeds, strict=True)
    ]
    done = 0
    elman = [m for m, s in enumerate(settings_list) if s.network == "elman"]
    groups = lockstep.groups([starts[m] for m in elman], [settings_list[m] for m in elman])
    for group in [[elman[i] for i in group] for group in groups]:
        _fit_group(songs, trains_on, networks, starts, group, keep_going)
        done += len(group)
        progress(done / len(networks))
    for m in sorted(set(range(len(networks))) - set(elman)):
        networks[m] = _fit_alone(songs, trains_on[:, m], networks[m], keep_going)
        done += 1
        progress(done / len(networks))
    return networks


def _fit_alone(songs, trains, network, keep_going):
    songs = [songs[n] for n in np.flatnonzero(trains)]
    try:
        return network.fit([s.id for s in songs], [s.features for s in songs], [s.targets for s in songs])
    except InputError as error:
        if keep_going and isinstance(error.__cause__, DivergenceError):
            return None
        raise


def _fit_group(songs, trains_on, networks, starts, group, keep_going):
    """Train some networks in lockstep. One that diverges is taken out, and the others begin again.

    They come to the same bits as if it had never been there, because bits do not depend on the company.
    """
    while group:
        try:
            params, histories = lockstep.fit_many(
                [starts[m] for m in group],
                _Standardized(songs, [networks[m].scaler_ for m in group]),
                trains_on[:, group],
                [networks[m].settings for m in group],
            )
        except DivergenceError as error:
            if not keep_going:
                raise InputError(f"song {songs[error.song].id}: {error}") from error
            networks[group[error.network]] = None
            group = [m for n, m in enumerate(group) if n != error.network]
            continue
        for m, params_, history in zip(group, params, histories, strict=True):
            networks[m].params_, networks[m].history_ = params_, history
        return


class _Standardized:
    """Songs as M networks see them: X (T, D), T (T, 2) where all have one scaler, else X (M, T, D), made anew each time."""

    def __init__(self, songs, scalers):
        self.songs = songs
        self.shared = all(scaler is scalers[0] for scaler in scalers)
        if self.shared:
            self.ready = [(scalers[0].transform(song.features), song.targets) for song in songs]
        else:
            self.mean = np.stack([scaler.mean_ for scaler in scalers])[:, None]
            self.std = np.stack([scaler.std_ for scaler in scalers])[:, None]

    def __len__(self):
        return len(self.songs)

    def __getitem__(self, n):
        if self.shared:
            return self.ready[n]
        return (self.songs[n].features - self.mean) / self.std, self.songs[n].targets
