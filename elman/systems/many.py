"""Many networks of any settings, each on its own songs: in lockstep where they fit together, else one by one.

What a search, the variants, `best` and, by way of `elman.systems.together`, Table 1 need. Where networks that learn from
different songs run together, a feature whose mean is 10^k standard deviations from zero loses k of its 16 digits.
"""

import numpy as np

from elman.errors import InputError
from elman.lockstep import fit as lockstep
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError
from elman.systems.features.standardize import Standardizer
from elman.systems.recurrent import RecurrentRegression


def fit_networks(
    songs,
    trains_on,
    settings_list,
    seeds,
    *,
    own=None,
    standardize=True,
    keep_going=False,
    progress=lambda share: None,
):
    """Fit one network for each column of ``trains_on``.

    Parameters
    ----------
    songs : list of Song
        Without lead-in.
    trains_on : array of bool (n_songs, M)
    settings_list : list of M elman.network.settings.Settings
    seeds : list of M seeds
        Of the start weights.
    own : list of M lists of arrays (T_i, D), optional
        The features that each network reads in place of the songs', one array for every song.
    standardize : bool
        As for `elman.systems.recurrent.RecurrentRegression`.
    keep_going : bool
        Where training diverges, give None for this network instead of raising an error.
    progress : callable
        Told the share of the work that is done, from 0 to 1.

    Returns
    -------
    list of M RecurrentRegression (or None)

    Raises
    ------
    InputError
        Training diverged; names the epoch and the song.
    """
    shared = [song.features for song in songs]
    read = [shared] * len(settings_list) if own is None else own
    networks = [RecurrentRegression(*each, standardize) for each in zip(settings_list, seeds, strict=True)]
    scalers = {}  # networks that learn from the same features of the same songs share one
    for m, network in enumerate(networks):
        key = (id(read[m]), trains_on[:, m].tobytes())
        if standardize and key not in scalers:
            scalers[key] = Standardizer().fit([read[m][n] for n in np.flatnonzero(trains_on[:, m])])
        network.scaler_ = scalers.get(key)
    starts = [
        NETWORKS[s.network].init(matrices[0].shape[1], s.n_hidden, 2, rng=np.random.default_rng(seed), scale=s.scale)
        for s, seed, matrices in zip(settings_list, seeds, read, strict=True)
    ]
    done = 0
    elman = [m for m, s in enumerate(settings_list) if s.network == "elman"]
    groups = lockstep.groups([starts[m] for m in elman], [settings_list[m] for m in elman])
    for group in [[elman[i] for i in group] for group in groups]:
        of_group = _part_of(progress, done / len(networks), len(group) / len(networks))
        _fit_group(songs, read, trains_on, networks, starts, group, keep_going, of_group)
        done += len(group)
        progress(done / len(networks))
    for m in sorted(set(range(len(networks))) - set(elman)):
        networks[m] = _fit_alone(songs, read[m], trains_on[:, m], networks[m], keep_going)
        done += 1
        progress(done / len(networks))
    return networks


def _part_of(progress, before, share):
    """The progress of a part of the work, of which ``before`` was done before."""
    return lambda p: progress(before + share * p)


def _fit_alone(songs, matrices, trains, network, keep_going):
    chosen = np.flatnonzero(trains)
    ids, targets = [songs[n].id for n in chosen], [songs[n].targets for n in chosen]
    try:
        return network.fit(ids, [matrices[n] for n in chosen], targets)
    except InputError as error:
        if keep_going and isinstance(error.__cause__, DivergenceError):
            return None
        raise


def _fit_group(songs, read, trains_on, networks, starts, group, keep_going, progress):
    """Train some networks in lockstep. One that diverges is taken out, and the others begin again from their starts."""
    first, *others = group
    scaler, scalers, shared = networks[first].scaler_, None, all(read[m] is read[first] for m in others)
    n_epochs = max(networks[m].settings.n_epochs for m in group)
    if scaler is not None and all(networks[m].scaler_ is scaler for m in others):
        # They read the same features of the same songs.
        alike = [scaler.transform(X) for X in read[first]]
        read = dict.fromkeys(group, alike)
    elif scaler is not None:
        scalers = {m: (networks[m].scaler_.mean_, networks[m].scaler_.std_) for m in group}
    while group:
        try:
            params, histories = lockstep.fit_many(
                [starts[m] for m in group],
                [_learned_from(songs, read[m], trains_on[:, m], shared) for m in group],
                [networks[m].settings for m in group],
                scalers=scalers and [scalers[m] for m in group],
                on_epoch=lambda epochs: progress(max(epoch.number for epoch in epochs) / n_epochs),
            )
        except DivergenceError as error:
            if not keep_going:
                song = songs[np.flatnonzero(trains_on[:, group[error.network]])[error.song]]
                raise InputError(f"song {song.id}: {error.of_one()}") from error
            networks[group[error.network]] = None
            group = [m for n, m in enumerate(group) if n != error.network]
            continue
        for m, params_, history in zip(group, params, histories, strict=True):
            networks[m].params_, networks[m].history_ = params_, history
        return


def _learned_from(songs, matrices, trains, shared):
    """What `fit_many` is told that one network learns from. Where networks share songs, None stands for one held out."""
    pairs = [(matrices[n], song.targets) if trains[n] else None for n, song in enumerate(songs)]
    return pairs if shared else [pair for pair in pairs if pair is not None]
