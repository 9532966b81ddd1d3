"""The order of the songs: who is visited when, that it is the same in lockstep, and what harm an unlucky one does."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.deam.mediaeval2015 import songs_of_2015
from elman.corpus.song import Song
from elman.errors import InputError
from elman.lockstep import engines
from elman.network import training
from elman.network.settings import ORDERS, Settings
from elman.systems.early_stopping import EarlyStopped
from elman.systems.many import fit_networks
from elman.systems.order import NAMES, anew, in_order, positions
from elman.systems.recurrent import RecurrentRegression

SHORT = Settings(n_hidden=3, n_epochs=3, learning_rate=0.05, scale=0.3)


def with_order(order):
    return replace(SHORT, order=order)


def ids(songs):
    return [song.id for song in songs]


def named(names):
    return [Song(str(name), np.zeros((2, 1)), np.zeros((2, 2)), np.arange(2.0)) for name in names]


@pytest.fixture
def visited(monkeypatch):
    """The ids of the songs in the order of the updates."""
    seen, original = [], training.cost_and_gradients

    def watch(params, X, targets, settings):
        seen.append(float(targets[0, 0]))
        return original(params, X, targets, settings)

    monkeypatch.setattr(training, "cost_and_gradients", watch)
    with engines.using("numpy"):  # which leaves one network to `training.fit`
        yield seen


@pytest.fixture(params=engines.ENGINES)
def engine(request):
    """Both engines, one after the other."""
    if request.param == "compiled" and engines.trouble():
        pytest.skip(engines.trouble())
    with engines.using(request.param):
        yield request.param


def by_visit(songs, seen):
    """The ids, epoch by epoch."""
    name = {float(song.targets[0, 0]): song.id for song in songs}
    n = len(songs)
    return [[name[value] for value in seen[start : start + n]] for start in range(0, len(seen), n)]


def test_every_order_has_a_name():
    assert set(NAMES) == set(ORDERS)


def test_each_order_visits_as_it_says(songs, visited):
    first, second, third = {}, {}, {}
    for order in ("seed", "epoch", "id"):
        visited.clear()
        RecurrentRegression(with_order(order), [4, 1]).fit(songs)
        first[order], second[order], third[order] = by_visit(songs, visited)
        assert sorted(first[order]) == sorted(ids(songs))
    assert first["id"] == second["id"] == third["id"] == ids(songs)
    assert first["seed"] == second["seed"] == third["seed"] == ids(in_order(songs, SHORT, [4, 1])) != ids(songs)
    assert len({tuple(of[kind]) for of in (first, second, third) for kind in ("epoch",)}) == 3


def test_the_seed_draws_the_order(songs_of):
    songs = songs_of(30)
    drawn = [ids(in_order(songs, SHORT, seed)) for seed in (0, 1, [0, 1], [0, 1], np.array([0, 1]))]
    assert drawn[2] == drawn[3] == drawn[4]
    assert len({tuple(order) for order in drawn}) == 3
    order = anew(songs, with_order("epoch"), 0)
    assert order(7) == anew(songs, with_order("epoch"), 0)(7) != order(8)


def test_a_song_that_is_held_out_leaves_the_order_of_the_others(songs_of):
    songs = songs_of(30)
    whole = ids(in_order(songs, SHORT, 3))
    without = ids(in_order(songs[:11] + songs[12:], SHORT, 3))
    assert without == [song for song in whole if song != songs[11].id]
    assert ids(in_order(songs[::-1], SHORT, 3)) == whole, "the order in which songs are listed plays no part"


def test_places_are_drawn_evenly():
    """Each of 6 songs comes first about equally often: 600 draws, 100 expected, standard deviation 9."""
    songs = named(range(6))
    firsts = [positions(songs, SHORT, seed)[0] for seed in range(600)]
    assert all(60 < firsts.count(n) < 140 for n in range(6))


def test_folds_are_the_authors_folds_one_after_the_other():
    numbers, folds = songs_of_2015()
    ordered = ids(in_order(named(numbers), with_order("folds"), 0))
    assert [set(ordered[43 * n : 43 * n + 43]) for n in range(10)] == [set(fold) for fold in folds]
    assert ordered[430:] == ["1036"]
    with pytest.raises(InputError, match=r"song 5000 .*2015"):
        in_order(named([*numbers, 5000]), with_order("folds"), 0)


@pytest.mark.parametrize("order", ["seed", "epoch", "id"])
def test_lockstep_visits_in_the_same_order(songs, order, engine):
    """Networks of other seeds and other training songs, all at once, come out as each for itself."""
    trains_on = np.array([[n % 3 != m % 3 for m in range(4)] for n in range(6)])
    networks = [RecurrentRegression(with_order(order), [seed, 1]) for seed in (0, 0, 0, 5)]
    for m, network in enumerate(fit_networks(networks, [songs] * 4, trains_on)):
        alone = RecurrentRegression(with_order(order), network.seed)
        alone.fit([song for song, learned in zip(songs, trains_on[:, m], strict=True) if learned])
        np.testing.assert_allclose(network.predict(songs[0].features), alone.predict(songs[0].features), atol=1e-12)
        np.testing.assert_allclose(network.history_, alone.history_, rtol=1e-10)
        other = RecurrentRegression(with_order("id" if order != "id" else "seed"), network.seed)
        other.fit([song for song, learned in zip(songs, trains_on[:, m], strict=True) if learned])
        assert np.abs(other.predict(songs[0].features) - alone.predict(songs[0].features)).max() > 1e-6


@pytest.mark.parametrize("order", ["seed", "epoch", "id"])
def test_the_song_that_diverges_is_named_alike(songs, order, engine):
    wild = [replace(song, targets=1e200 * song.targets) if song.id == "4" else song for song in songs]
    messages = []
    for fit in (
        lambda network: network.fit(wild),
        lambda network: fit_networks([network], [wild]),
        lambda network: fit_networks([RecurrentRegression(with_order(order), 9), network], [songs, wild]),
    ):
        with pytest.raises(InputError, match="^song 4: .*epoch 1, ") as told:
            fit(RecurrentRegression(with_order(order), 2))
        messages.append(str(told.value))
    assert len(set(messages)) == 1


def test_early_stopping_visits_in_order_too(songs_of, visited):
    songs = songs_of(12)
    stopped = EarlyStopped(with_order("epoch"), 0)
    stopped.settings = replace(stopped.settings, n_epochs=2)
    stopped.fit(songs)
    n = len(visited) // 2
    assert sorted(visited[:n]) == sorted(visited[n:])
    assert visited[:n] != visited[n:]
