"""Many networks trained at once, in step: the result of `training.fit` for each alone, several times faster.

Step n is the update of every network with the n-th of its own songs. A network that has no n-th song rests until the
epoch ends. The mathematics, and why it is faster, is in `side_by_side`; notebook 13 trains its folds so.

Sums are taken in another order than in `fit`, so results differ from it in the last bits. Where all songs have one
length, they do not depend on which networks run side by side, for every network has its own matrix products (a single
unit trained alone may differ in its last bit).
"""

from itertools import groupby
from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.network.side_by_side import Frames, Networks, Scalers, backward, by_network, forward, moves, update
from elman.network.training import DivergenceError, Epoch


class Step(NamedTuple):
    """One song of each network, for those that have one.

    Attributes
    ----------
    inputs : list of (slice, array)
        What they read; neighbours that read the same X share one product.
    T : array (n_frames, M, n_out)
        The targets, 0 where a song has ended.
    inside : array of bool (n_frames, M, 1), or None
        Where each song lasts; None where all last as long.
    n_numbers : array (M,)
        How many numbers each song's targets have.
    trains : array of bool (M,)
        Which networks have a song.
    """

    inputs: list
    T: np.ndarray
    inside: np.ndarray
    n_numbers: np.ndarray
    trains: np.ndarray


def _step(songs):
    """The step of M songs (X, T); None where a network has none."""
    inputs = []
    for _, members in groupby(range(len(songs)), key=lambda m: songs[m] and id(songs[m][0])):
        first, *rest = members
        if songs[first]:
            inputs.append((slice(first, first + len(rest) + 1), songs[first][0]))
    lengths = np.array([len(song[1]) if song else 0 for song in songs])
    T = np.zeros((lengths.max(), len(songs), next(song for song in songs if song)[1].shape[1]))
    for m, song in enumerate(songs):
        if song:
            T[: lengths[m], m] = song[1]
    inside = None if lengths.min() == len(T) else np.arange(len(T))[:, None, None] < lengths[:, None]
    return Step(inputs, T, inside, np.maximum(lengths, 1) * T.shape[2], lengths > 0)


def _loss(Y, step, rooted):
    """The loss of each network (M,), and its derivative with respect to Y (T, M, n_out); where ``rooted``, the rmse."""
    E = Y - step.T
    if step.inside is not None:
        E *= step.inside
    L = (E * E).sum(axis=0).sum(axis=1) / step.n_numbers
    slope = 2 / step.n_numbers
    if rooted.any():
        L[rooted] = np.sqrt(L[rooted])
        slope[rooted] = np.divide(slope[rooted], 2 * L[rooted], out=np.zeros(rooted.sum()), where=L[rooted] > 0)
    return L, np.repeat(slope[:, None], E.shape[2], axis=1) * E


def fit_many(params_list, songs_list, settings_list, *, scalers=None, on_epoch=None):
    """Train M networks at once, each as `training.fit` would: one update after each of its songs, in a fixed order.

    Parameters
    ----------
    params_list : list of M dicts of arrays
        Where each network starts; all of one size; left unchanged.
    songs_list : list of M sequences of (X, T)
        The songs of each network: X (n_frames, n_in) and T (n_frames, n_out), visited in this order. Their numbers and
        lengths may differ; fastest are songs of one length, of which neighbouring networks read the same array.
    settings_list : list of M Settings
        May differ in everything but ``n_hidden`` and ``output``; `groups` sorts networks into lists that fit. A network
        with fewer epochs than others stops and waits for them.
    scalers : list of M pairs (mean, std) of arrays (n_in,), optional
        Network m reads (X - mean) / std. A feature whose mean is 10^k standard deviations from zero loses k of its 16
        digits, because the difference is taken after the product with W_xh.
    on_epoch : callable, optional
        Called after each epoch with a list of M `training.Epoch`; that of a network which has stopped stays the same.

    Returns
    -------
    params_list : list of M dicts of arrays
    histories : list of M lists of float
        The mean cost in each epoch over the songs of the network.

    Raises
    ------
    InputError
        The networks or songs do not fit together, or a song holds a number that is not finite.
    DivergenceError
        A cost or a parameter of one network is no longer finite; ``network`` counts from 0, ``song`` among its songs.

    Examples
    --------
    Two networks, of which each leaves one song out:

    >>> from elman.network import rnn, training
    >>> from elman.network.settings import Settings
    >>> rng = np.random.default_rng(0)
    >>> songs = [(X, X[:, :2]) for X in rng.uniform(-1, 1, (3, 20, 4))]
    >>> starts, settings = [rnn.init(4, 5, 2, rng=rng) for _ in range(2)], Settings(n_hidden=5, n_epochs=3)
    >>> together, _ = fit_many(starts, [[songs[0], songs[2]], songs[:2]], [settings] * 2)
    >>> alone, _ = training.fit(starts[0], [songs[0], songs[2]], settings)
    >>> float(abs(together[0]["W_xh"] - alone["W_xh"]).max()) < 1e-14
    True
    """
    _check(params_list, songs_list, settings_list, scalers)
    steps = [
        _step([songs[n] if n < len(songs) else None for songs in songs_list])
        for n in range(max(len(songs) for songs in songs_list))
    ]
    now, then = Networks(params_list), Networks(params_list)
    n_hidden, output = params_list[0]["h_0"].size, settings_list[0].output
    frames = Frames(max(len(step.T) for step in steps), len(params_list), n_hidden)
    if scalers is not None:
        scalers = Scalers(scalers, n_hidden)
    rooted = np.array([s.loss == "rmse" for s in settings_list])
    true_l1 = np.array([s.l1_norm == "l1" and s.l1 > 0 for s in settings_list])
    coefficients = np.array([(s.l2, s.l1) for s in settings_list])
    histories = [[] for _ in settings_list]
    costs, norms = np.empty((len(steps), len(params_list))), np.empty((len(steps), len(params_list), 2))

    for epoch in range(1, max(s.n_epochs for s in settings_list) + 1):
        of_weights, of_others = moves(settings_list, epoch)
        learning = np.array([epoch <= s.n_epochs for s in settings_list])
        with np.errstate(over="ignore", invalid="ignore"):  # seen below, and told in plain words
            for n, step in enumerate(steps):
                Y = forward(now.params, step.inputs, len(step.T), frames, output, scalers)
                costs[n], dY = _loss(Y, step, rooted)
                backward(now, dY, Y, step.inputs, frames, output, scalers)
                norms[n] = update(now, then, of_weights, of_others, step.trains & learning, true_l1)
                now, then = then, now
            costs += (coefficients * norms).sum(axis=2)
        _expect_finite(now, costs, learning, epoch, songs_list, settings_list)
        for m in np.flatnonzero(learning):
            histories[m].append(float(costs[: len(songs_list[m]), m].mean()))
        if on_epoch is not None:
            on_epoch([Epoch(len(h), p, h[-1]) for h, p in zip(histories, now.apart(), strict=True)])
    return now.apart(), histories


def forward_many(params_list, X, *, output="linear"):
    """Run M networks over one song, or over M songs of one length; or one network over M such songs.

    Parameters
    ----------
    params_list : list of dicts of arrays
        M networks of one size, or a single one.
    X : array (n_frames, n_in) or (M, n_frames, n_in)
        One song for all, or one for each network.
    output : {"linear", "tanh", "softmax"}

    Returns
    -------
    Y : array (M, n_frames, n_out)

    Raises
    ------
    InputError
        The numbers of networks and of songs differ, and neither is one.

    Examples
    --------
    >>> from elman.network import rnn
    >>> params = rnn.init(3, 4, 2, rng=np.random.default_rng(0))
    >>> forward_many([params], np.ones((7, 5, 3))).shape
    (7, 5, 2)
    """
    M = len(params_list) if X.ndim == 2 else len(X)
    if len(params_list) not in (1, M):
        raise InputError(
            f"{len(params_list)} networks were given {M} songs: one network, one song, or as many of both are needed"
        )
    params = {name: np.broadcast_to(A, (M, *A.shape[1:])) for name, A in Networks(params_list).params.items()}
    inputs = [(slice(M), X)] if X.ndim == 2 else [(slice(m, m + 1), X[m]) for m in range(M)]
    T = X.shape[-2]
    return by_network(forward(params, inputs, T, Frames(T, M, params_list[0]["h_0"].size), output))


UNITS = 500
"""At most so many hidden units run side by side, so that their weights stay in the processor's nearer memory."""


def groups(params_list, settings_list, *, at_most=20):
    """Which networks can run together: lists of at most ``at_most`` indices of networks of equal size and output.

    A list of large networks is shorter, so that it has at most `UNITS` hidden units. The order is kept, and the groups
    depend on nothing else, so the same call trains to the same bits.

    Examples
    --------
    >>> from elman.network import rnn
    >>> from elman.network.settings import Settings
    >>> settings = [Settings(n_hidden=n) for n in (10, 20, 10, 10)]
    >>> starts = [rnn.init(3, s.n_hidden, 2, rng=np.random.default_rng(0)) for s in settings]
    >>> groups(starts, settings, at_most=2)
    [[0, 2], [3], [1]]

    Lists are about equally long:

    >>> [len(members) for members in groups(starts * 3, settings * 3, at_most=4)]
    [3, 3, 3, 3]
    """
    alike = {}
    for m, (params, settings) in enumerate(zip(params_list, settings_list, strict=True)):
        alike.setdefault((params["W_xh"].shape, params["W_hy"].shape, settings.output), []).append(m)
    found = []
    for ((_, n_hidden), *_), members in alike.items():
        n_lists = -(-len(members) // min(at_most, max(1, UNITS // n_hidden)))
        found += [part.tolist() for part in np.array_split(members, n_lists)]
    return found


def _check(params_list, songs_list, settings_list, scalers):
    """Raise an InputError where the networks cannot be trained side by side."""
    M = len(params_list)
    n_scalers = M if scalers is None else len(scalers)
    if M == 0 or {len(songs_list), len(settings_list), n_scalers} != {M}:
        raise InputError(
            f"{M} networks, {len(songs_list)} lists of songs, {len(settings_list)} settings and {n_scalers} scalers "
            f"were given; one of each was expected for every network"
        )
    alike = {(p["W_xh"].shape, p["W_hy"].shape, s.output) for p, s in zip(params_list, settings_list, strict=True)}
    if len(alike) > 1:
        raise InputError("the networks differ in size or output; train them in the groups that lockstep.groups makes")
    n_in, n_out = params_list[0]["W_xh"].shape[0], params_list[0]["W_hy"].shape[1]
    finite = set()  # networks share most songs
    for m, songs in enumerate(songs_list):
        if len(songs) == 0:
            raise InputError(f"network {m} trains on no song; give it one at least")
        for n, (X, T) in enumerate(songs, start=1):
            where = f"song {n} of {len(songs)} of network {m}"
            if X.shape != (len(X), n_in) or T.shape != (len(X), n_out) or len(X) == 0:
                raise InputError(
                    f"{where}: inputs {X.shape} and targets {T.shape} were given; inputs (frames, {n_in}) and targets "
                    f"(frames, {n_out}) were expected"
                )
            if (id(X), id(T)) not in finite and not np.isfinite(X.sum() + T.sum()):
                raise InputError(f"{where} holds a number that is not finite; repair the song or leave it out")
            finite.add((id(X), id(T)))


def _expect_finite(networks, costs, learning, epoch, songs_list, settings_list):
    """Raise a DivergenceError for the first step at which a network that learns left the finite numbers."""
    n_songs = np.array([len(songs) for songs in songs_list])
    trains = learning & (np.arange(len(costs))[:, None] < n_songs)
    lost = trains & ~np.isfinite(costs)
    for m in np.flatnonzero(learning):
        lost[n_songs[m] - 1, m] |= not all(np.isfinite(values[m]).all() for values in networks.params.values())
    for n, m in np.argwhere(lost)[:1]:
        raise DivergenceError(epoch, int(n), int(n_songs[m]), settings_list[m], network=int(m))
