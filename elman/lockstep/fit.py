"""Train many networks in lockstep: the result of `training.fit` for each alone, several times faster.

A small network leaves a processor idle: its frames must be taken one after the other, and a frame is so little work that
most of the time goes into calling NumPy. M networks that take their frames together have M times the work for the same
number of calls.

Step n updates every network with the n-th song of its list; a network that has None there is inactive in this step. So ten
folds can go through their common songs together, each of them inactive when a song comes that it holds out.

**The engine** does the arithmetic; whatever is asked of it has been checked before. It is an object made by
``Engine(params_list, steps, settings_list, scalers)``, ``steps`` being a list of tuples of M songs (X, targets) or None, with
two methods:

- ``epoch(learning_rates, momenta, active, order)``, three arrays (M,) and the positions of all steps in the order of their
  visits, visits each step once, and updates the networks that have a song and are active. It returns the cost of every
  network at every step just before its update, (n_steps, M), steps as they were given; what stands there for a network that
  was not updated has no meaning. Numbers may overflow; `epochs_many` looks for that.
- ``networks()`` returns the parameters, a list of M dicts of arrays, as copies.

`engines` chooses it: `numpy_engine`, which takes Elman networks only, or `compiled`, which is faster and takes every kind.

Sums are taken in another order than in `training.fit`, so results differ from it in the last bits, and between engines; with
NumPy they may also differ with other networks in the batch. The same call with the same engine gives the same bits. Notebook
13 trains its folds so.
"""

from itertools import zip_longest

import numpy as np

from elman.lockstep import engines
from elman.lockstep.checks import expect_alike, expect_kind, expect_kinds, size
from elman.network import training
from elman.network.momentum import learning_rate_at, momentum_at
from elman.network.training import DivergenceError, Epoch


def fit_many(params_list, songs_list, settings_list, *, scalers=None, order=None, on_epoch=None, engine=None):
    """Train M networks at once, each as `training.fit` would: one update after each of its songs.

    Parameters
    ----------
    params_list : list of M dicts of arrays
        Where each network starts; networks of one kind and size; left unchanged.
    songs_list : list of M sequences of (X, targets) or None
        The training songs of each network: X (T, n_in) and targets (T, n_out); None where it is inactive. Their numbers
        and lengths may differ.
    settings_list : list of M Settings
        May differ in everything but ``network``, ``n_hidden`` and ``output``; `groups` sorts networks into lists that can be
        trained together. A network with fewer epochs than others stops, and stays as it is.
    scalers : list of M pairs (mean, std) of arrays (n_in,), optional
        Network m reads (X - mean) / std.
    order : callable, optional
        ``order(epoch)`` gives the positions of the songs, in all lists alike, in the order of their visits; by default they
        are visited as they stand there.
    on_epoch : callable, optional
        Called after each epoch with a list of M `training.Epoch`; that of a network which has stopped stays the same.
    engine : {"compiled", "numpy"}, optional
        By default the one that `engines.choose` names.

    Returns
    -------
    params_list : list of M dicts of arrays
    histories : list of M lists of float
        The mean cost in each epoch over the songs of the network.

    Raises
    ------
    InputError
        The networks, songs or scalers do not fit together, a song holds a number that is not finite, or the engine cannot be
        used or does not take this kind of network.
    DivergenceError
        A cost or a parameter of one network is no longer finite; ``network`` counts from 0, ``song`` among its songs.
        Numbers near the largest that a computer holds may overflow a song earlier than in `training.fit`.

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
    histories = [[] for _ in settings_list]
    for epochs in epochs_many(params_list, songs_list, settings_list, scalers=scalers, order=order, engine=engine):
        for history, epoch in zip(histories, epochs, strict=True):
            if epoch.number > len(history):
                history.append(epoch.cost)
        if on_epoch is not None:
            on_epoch(epochs)
    return [epoch.params for epoch in epochs], histories


def epochs_many(params_list, songs_list, settings_list, *, scalers=None, order=None, engine=None):
    """Train M networks at once, and give the parameters after every epoch (a generator; stop whenever you like).

    Parameters and errors are those of `fit_many`.

    Yields
    ------
    list of M training.Epoch
        That of a network which has stopped stays the same.
    """
    engine = engines.choose(engine)
    expect_alike(params_list, songs_list, settings_list, scalers)
    expect_kind(settings_list[0].network, engine)
    steps = {n: songs for n, songs in enumerate(zip_longest(*songs_list)) if any(song is not None for song in songs)}
    place = {n: step for step, n in enumerate(steps)}  # where no network has a song there is no step
    steps = list(steps.values())
    has_song = np.array([[song is not None for song in songs] for songs in steps])
    trainer = engines.make(engine, params_list, steps, settings_list, scalers)
    epochs = [None] * len(params_list)

    for epoch in range(1, max(s.n_epochs for s in settings_list) + 1):
        active = np.array([epoch <= s.n_epochs for s in settings_list])
        learning_rates = np.array([learning_rate_at(epoch, s) for s in settings_list])
        momenta = np.array([momentum_at(epoch, s) for s in settings_list])
        visits = np.array([place[n] for n in (place if order is None else order(epoch)) if n in place])
        costs = trainer.epoch(learning_rates, momenta, active, visits)

        networks = trainer.networks()
        _expect_finite(networks, costs, has_song & active, visits, epoch, settings_list)
        for m in np.flatnonzero(active):
            epochs[m] = Epoch(epoch, networks[m], float(costs[has_song[:, m], m].mean()))
        yield list(epochs)


def epochs_of_one(params, songs, settings, *, order=None):
    """`training.epochs`, by the compiled engine where `engines.choose` names it and it trains this kind of network."""
    if engines.choose() == "numpy" or settings.network not in engines.KINDS["compiled"]:
        yield from training.epochs(params, songs, settings, order=order)
        return
    try:
        for [epoch] in epochs_many([params], [songs], [settings], order=order):
            yield epoch
    except DivergenceError as error:
        raise error.of_one() from None


def fit_one(params, songs, settings, *, order=None):
    """`training.fit`, by the compiled engine where `epochs_of_one` takes it."""
    history = []
    for epoch in epochs_of_one(params, songs, settings, order=order):
        history.append(epoch.cost)
    return epoch.params, history


def _expect_finite(networks, costs, updated, visits, epoch, settings_list):
    """Raise a DivergenceError for the first step in which a cost or a parameter overflowed or became NaN.

    ``updated`` (n_steps, M) tells which networks were updated in which step, ``visits`` in which order. Where
    only the parameters at the end of the epoch are not finite, the network's last update is the one.
    """
    lost = updated & ~np.isfinite(costs)
    for m, params in enumerate(networks):
        if updated[:, m].any() and not all(np.isfinite(value).all() for value in params.values()):
            lost[visits[updated[visits, m]][-1], m] = True
    for visit, m in np.argwhere(lost[visits])[:1]:
        n = visits[visit]
        before, songs = int(updated[:n, m].sum()), int(updated[:, m].sum())
        raise DivergenceError(epoch, before, songs, settings_list[m], network=int(m))


UNITS = 500
"""At most so many hidden units in one batch, so that their weights stay in the processor's nearer memory."""


def groups(params_list, settings_list, *, at_most=20):
    """Which networks can be trained together: at most ``at_most`` indices of networks of equal kind, size and output a list.

    A list of large networks is shorter, so that it has at most `UNITS` hidden units. The order is kept, and the groups
    depend on nothing else, so the same call trains to the same bits.

    Raises
    ------
    InputError
        Parameters of another kind of network than the settings say.

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
    expect_kinds(params_list, settings_list)
    kinds = {}
    for m, (params, settings) in enumerate(zip(params_list, settings_list, strict=True)):
        kinds.setdefault((settings.network, *size(params), settings.output), []).append(m)
    found = []
    for (_, _, n_hidden, *_), members in kinds.items():
        n_lists = -(-len(members) // min(at_most, max(1, UNITS // n_hidden)))
        found += [part.tolist() for part in np.array_split(members, n_lists)]
    return found
