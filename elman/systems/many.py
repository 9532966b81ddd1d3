"""Many networks fitted at once: what `RecurrentRegression.fit` does one by one, in lockstep where they fit together.

That is several times faster, and gives the same networks up to rounding. `elman.lockstep.engines` says which engine trains.
All families of `elman.systems.families` that train
Elman networks, the search and the experiments go through here.
"""

import numpy as np

from elman.errors import InputError
from elman.lockstep import engines
from elman.lockstep import fit as lockstep
from elman.network.training import DivergenceError
from elman.systems.order import anew, positions
from elman.systems.protocol import expect_songs


def fit_networks(networks, songs, trains_on=None, *, keep_going=False, progress=lambda share: None):
    """Fit M networks, each on its own training songs.

    Parameters
    ----------
    networks : list of M RecurrentRegression
        Fitted in place.
    songs : list of M lists of n_songs Song
        What each network may learn from, without lead-in, one list for each network. Networks that read the same features
        get the same list, and share the work of reading it.
    trains_on : array of bool (n_songs, M), optional
        The training songs of each network in its list; by default all.
    keep_going : bool
        Where training diverges, give None for this network instead of raising an error.
    progress : callable
        Called with the fraction completed, from 0 to 1.

    Returns
    -------
    list of M RecurrentRegression (or None)

    Raises
    ------
    InputError
        Networks, songs and ``trains_on`` do not fit together, or training diverged; names the epoch and the song.

    Examples
    --------
    Two networks, of which each leaves one song out:

    >>> from elman.corpus.synthetic import make
    >>> from elman.network.settings import Settings
    >>> from elman.systems.recurrent import RecurrentRegression
    >>> songs = make(seed=0, n_development=3, n_evaluation=0).development
    >>> networks = [RecurrentRegression(Settings(n_epochs=2), seed=0) for _ in range(2)]
    >>> first, second = fit_networks(networks, [songs] * 2, np.array([[False, True], [True, True], [True, False]]))
    >>> len(first.history_), second.predict(songs[0].features).shape
    (2, (60, 2))
    """
    M = len(networks)
    if trains_on is None:
        trains_on = np.ones((len(songs[0]), M), dtype=bool)
    _check(networks, songs, trains_on)
    fitted, kinds, done = list(networks), {}, 0
    in_lockstep = engines.KINDS[engines.choose()]
    for m, network in enumerate(networks):
        kinds.setdefault((network.settings.network, network.standardize, _order(network, songs[m])), []).append(m)
    for (cell, *_), members in kinds.items():
        for group in _groups(networks, songs, members) if cell in in_lockstep else [[m] for m in members]:
            fit = _fit_in_lockstep if cell in in_lockstep else _fit_alone
            fit(fitted, songs, trains_on, group, keep_going, part_of(progress, done / M, len(group) / M))
            done += len(group)
            progress(done / M)
    return fitted


def _check(networks, songs, trains_on):
    """Raise InputError unless there is a list of songs for each network, and a place in ``trains_on`` for each song."""
    sizes = {len(of_network) for of_network in songs}
    if len({id(network) for network in networks}) < len(networks):
        raise InputError("one network was given several times; each is fitted in place, so make one for each place")
    if len(songs) != len(networks) or {(size, len(networks)) for size in sizes} != {trains_on.shape}:
        raise InputError(
            f"{len(networks)} networks, {len(songs)} lists of {', '.join(map(str, sorted(sizes)))} songs and a table of shape "
            f"{trains_on.shape} were given; a list of equal length and a column for each network were expected"
        )
    for of_network in {id(each): each for each in songs}.values():
        expect_songs(of_network)


def _order(network, songs):
    """What is equal in networks that visit their songs alike, where the order changes from epoch to epoch; else None."""
    if anew(songs, network.settings, network.seed) is None:
        return None
    return tuple(song.id for song in songs), tuple(np.atleast_1d(network.seed).tolist())


def part_of(progress, before, share):
    """The progress of a part of the work: the fraction ``share`` of all, after the fraction ``before``."""
    return lambda fraction: progress(before + share * fraction)


def _groups(networks, songs, members):
    """Which networks run together."""
    starts = [networks[m].start(songs[m]) for m in members]
    groups = lockstep.groups(starts, [networks[m].settings for m in members])
    return [[members[n] for n in group] for group in groups]


def _fit_alone(networks, songs, trains_on, group, keep_going, progress):
    """Train one network, of a kind that the engine does not take."""
    [m] = group
    try:
        networks[m].fit([songs[m][n] for n in np.flatnonzero(trains_on[:, m])])
    except InputError as error:
        if not (keep_going and isinstance(error.__cause__, DivergenceError)):
            raise
        networks[m] = None


def _fit_in_lockstep(networks, songs, trains_on, group, keep_going, progress):
    """Train some networks together. One that diverges is removed, and the others begin again from their start weights."""
    scalers = _scalers(networks, songs, trains_on, group)
    inputs, inside = _inputs(songs, scalers)
    visits = {m: positions(songs[m], networks[m].settings, networks[m].seed) for m in group}
    order = anew(songs[group[0]], networks[group[0]].settings, networks[group[0]].seed)
    shared = all(songs[m] is songs[group[0]] and visits[m] == visits[group[0]] for m in group) or order is not None
    n_epochs = max(networks[m].settings.n_epochs for m in group)
    while group:
        try:
            params, histories = lockstep.fit_many(
                [networks[m].start(songs[m]) for m in group],
                [_pairs(inputs[m], songs[m], visits[m], trains_on[:, m], shared) for m in group],
                [networks[m].settings for m in group],
                scalers=inside and [inside[m] for m in group],
                order=order,
                on_epoch=lambda epochs: progress(max(epoch.number for epoch in epochs) / n_epochs),
            )
        except DivergenceError as error:
            m = group[error.network]
            if not keep_going:
                song = songs[m][[n for n in visits[m] if trains_on[n, m]][error.song]]
                raise InputError(f"song {song.id}: {error.of_one()}") from error
            networks[m] = None
            group = [other for other in group if other != m]
            continue
        for m, params_, history in zip(group, params, histories, strict=True):
            networks[m].scaler_, networks[m].params_, networks[m].history_ = scalers[m], params_, history
        return


def _scalers(networks, songs, trains_on, group):
    """The Standardizer of each network, or None; networks with the same features and training songs share one."""
    known, scalers = {}, {}
    for m in group:
        key = (id(songs[m]), trains_on[:, m].tobytes())
        if key not in known:
            known[key] = networks[m].scaler([songs[m][n] for n in np.flatnonzero(trains_on[:, m])])
        scalers[m] = known[key]
    return scalers


def _inputs(songs, scalers):
    """The matrices that each network reads, and the (mean, std) by which it standardises them itself, or None."""
    matrices = {id(songs[m]): [song.features for song in songs[m]] for m in scalers}
    inputs = {m: matrices[id(songs[m])] for m in scalers}
    first, *others = scalers.values()
    if first is None:
        return inputs, None
    if others and all(scaler is first for scaler in others):  # same songs, same features: standardised once for all
        return dict.fromkeys(scalers, first.transform(next(iter(matrices.values())))), None
    return inputs, {m: (scaler.mean_, scaler.std_) for m, scaler in scalers.items()}


def _pairs(inputs, songs, visits, trains, shared):
    """The pairs that `fit_many` is given for one network. Where networks share songs, None stands for one held out."""
    pairs = [(inputs[n], songs[n].targets) if trains[n] else None for n in visits]
    return pairs if shared else [pair for pair in pairs if pair is not None]
