"""Many networks trained at once, in step: the result of `training.fit` for each alone, several times faster.

Step n is the update of every network with the n-th song of its list; one whose list has None there rests. So ten folds
walk through their common songs together, and each rests when a song comes that it holds out. The mathematics, and why
it is faster, is in `side_by_side`, `banded` and `wide`; notebook 13 trains its folds so.

Sums are taken in another order than in `fit`, so results differ from it in the last bits, as they may between the same
network in other company. The same call gives the same bits.
"""

from itertools import zip_longest

import numpy as np

from elman.errors import InputError
from elman.lockstep import alike
from elman.lockstep.side_by_side import Frames, Memory, backward, forward
from elman.lockstep.steps import Step, runs
from elman.lockstep.wide import Networks, Scalers, update
from elman.network.momentum import learning_rate_at, momentum_at
from elman.network.training import DivergenceError, Epoch


def fit_many(params_list, songs_list, settings_list, *, scalers=None, on_epoch=None):
    """Train M networks at once, each as `training.fit` would: one update after each of its songs, in a fixed order.

    Parameters
    ----------
    params_list : list of M dicts of arrays
        Where each network starts; Elman networks of one size; left unchanged.
    songs_list : list of M sequences of (X, T) or None
        The songs of each network: X (n_frames, n_in) and T (n_frames, n_out), visited in this order; where None stands,
        the network rests, and does not move. Their numbers and lengths may differ. Neighbours that read the same array X
        in the same step share its product with their weights: put None in the place of a song that is held out.
    settings_list : list of M Settings
        May differ in everything but ``network``, ``n_hidden`` and ``output``; `groups` sorts networks into lists that
        fit. A network with fewer epochs than others stops and waits for them.
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
        The networks, songs or scalers do not fit together, or a song holds a number that is not finite.
    DivergenceError
        A cost or a parameter of one network is no longer finite; ``network`` counts from 0, ``song`` among its songs.
        Numbers near the largest that a computer holds may be lost a song earlier than by `training.fit`.

    Examples
    --------
    Two networks, of which each leaves one song out:

    >>> from elman.network import rnn, training
    >>> from elman.network.settings import Settings
    >>> rng = np.random.default_rng(0)
    >>> songs = [(X, X[:, :2]) for X in rng.uniform(-1, 1, (3, 20, 4))]
    >>> starts, settings = [rnn.init(4, 5, 2, rng=rng) for _ in range(2)], Settings(n_hidden=5, n_epochs=3)
    >>> together, _ = fit_many(starts, [[songs[0], None, songs[2]], [songs[0], songs[1], None]], [settings] * 2)
    >>> alone, _ = training.fit(starts[0], [songs[0], songs[2]], settings)
    >>> float(abs(together[0]["W_xh"] - alone["W_xh"]).max()) < 1e-14
    True
    """
    _check(params_list, songs_list, settings_list, scalers)
    M, n_hidden, output = len(params_list), params_list[0]["h_0"].size, settings_list[0].output
    steps = [Step(songs, n_hidden) for songs in zip_longest(*songs_list) if any(song is not None for song in songs)]
    memory = Memory(max(step.n_frames for step in steps), M, n_hidden)
    frames = {T: Frames(memory, T) for T in {step.n_frames for step in steps}}
    networks, scalers = Networks(params_list), None if scalers is None else Scalers(scalers, n_hidden)
    rooted = _where([s.loss == "rmse" for s in settings_list])
    true_l1 = _where([s.l1_norm == "l1" and s.l1 > 0 for s in settings_list])
    coefficients = np.array([(s.l2, s.l1) for s in settings_list]).T
    trains, learning = np.array([step.trains for step in steps]), None
    losses, sizes = np.empty((len(steps), M)), np.empty((len(steps), len(networks.parts), 2, M))
    histories = [[] for _ in settings_list]

    for epoch in range(1, max(s.n_epochs for s in settings_list) + 1):
        before, learning = learning, [epoch <= s.n_epochs for s in settings_list]
        if learning != before:
            moving = [runs(row & learning) for row in trains]
        eta, *rates = _rates(settings_list, epoch)
        with np.errstate(over="ignore", invalid="ignore"):  # seen below, and told in plain words
            for n, step in enumerate(steps):
                numbers = frames[step.n_frames]
                Y = forward(networks.params, step.inputs, numbers, output, scalers)
                losses[n], dY = step.loss(Y, eta, rooted)
                backward(networks, dY, Y, step.inputs, numbers, output, moving[n], scalers)
                for p, part in enumerate(networks.parts):
                    sizes[n, p] = update(part, rates, moving[n], true_l1)
            costs = losses + (coefficients * sizes.sum(axis=1)).sum(axis=1)
        _expect_finite(networks, costs, trains & learning, epoch, settings_list)
        for m in np.flatnonzero(learning):
            histories[m].append(float(costs[trains[:, m], m].mean()))
        if on_epoch is not None:
            on_epoch([Epoch(len(h), p, h[-1]) for h, p in zip(histories, networks.apart(), strict=True)])
    return networks.apart(), histories


def _where(answers):
    """An array of bool, or None if no answer is yes."""
    return np.array(answers) if any(answers) else None


def _rates(settings_list, epoch):
    """Learning rates eta (M,), and mu, 2 l2 eta and l1 eta: each a number, or (M, 1) where the networks differ in it."""
    eta = np.array([learning_rate_at(epoch, s) for s in settings_list])
    mu = np.array([momentum_at(epoch, s) for s in settings_list])
    l1, l2 = np.array([(s.l1, s.l2) for s in settings_list]).T
    # NumPy multiplies by a number twice as fast as by a column.
    alike = [A[0] if (A[0] == A).all() else A[:, None] for A in (mu, 2 * l2 * eta, l1 * eta)]
    return eta, *alike


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
    alike.expect_elman(params_list, settings_list)
    kinds = {}
    for m, (params, settings) in enumerate(zip(params_list, settings_list, strict=True)):
        kinds.setdefault((*alike.size(params), settings.output), []).append(m)
    found = []
    for (_, n_hidden, *_), members in kinds.items():
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
    alike.expect_elman(params_list, settings_list)
    alike.expect_one_size(params_list)
    alike.expect_one_output(settings_list)
    n_in, _, n_out = alike.size(params_list[0])
    alike.expect_songs(songs_list, n_in, n_out)
    alike.expect_scalers(() if scalers is None else scalers, n_in)


def _expect_finite(networks, costs, trained, epoch, settings_list):
    """Raise a DivergenceError for the first step at which a network that trained left the finite numbers."""
    lost = trained & ~np.isfinite(costs)
    for m in np.flatnonzero(trained.any(axis=0)):
        if not all(np.isfinite(part.theta[m]).all() for part in networks.parts):
            lost[np.flatnonzero(trained[:, m])[-1], m] = True
    for n, m in np.argwhere(lost)[:1]:
        before, songs = int(trained[:n, m].sum()), int(trained[:, m].sum())
        raise DivergenceError(epoch, before, songs, settings_list[m], network=int(m))
