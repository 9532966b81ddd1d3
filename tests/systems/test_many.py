"""Many networks at once are the networks one would fit one by one."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.settings import Settings
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

SHORT = Settings(n_hidden=3, n_epochs=3, learning_rate=0.05)


def alone(songs, trains, settings, seed, matrices=None):
    chosen = np.flatnonzero(trains)
    matrices = matrices or [song.features for song in songs]
    network = RecurrentRegression(settings, seed)
    return network.fit([songs[n].id for n in chosen], [matrices[n] for n in chosen], [songs[n].targets for n in chosen])


def expect_equal(network, other, X):
    np.testing.assert_allclose(network.predict(X), other.predict(X), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(network.history_, other.history_, rtol=1e-9)


def test_they_equal_those_fitted_alone(songs):
    settings = [
        SHORT,
        replace(SHORT, n_hidden=5),
        replace(SHORT, l2=0.1, n_epochs=2),
        replace(SHORT, network="gru"),
        SHORT,
    ]
    trains_on = np.random.default_rng(0).random((len(songs), len(settings))) < 0.7
    trains_on[0] = True
    seeds = [[n, 1] for n in range(len(settings))]
    told = []
    networks = fit_networks(songs, trains_on, settings, seeds, progress=told.append)
    for m, network in enumerate(networks):
        expect_equal(network, alone(songs, trains_on[:, m], settings[m], seeds[m]), songs[1].features)
    assert told == sorted(told)
    assert told[-1] == 1


def test_songs_standardised_once_or_inside_the_first_layer_train_the_same_network(songs):
    """Networks of the same songs read them standardised once; beside a network of other songs, each does it inside."""
    same = np.ones((len(songs), 2), dtype=bool)
    other = np.array([[True, n > 0] for n in range(len(songs))])
    one, _ = fit_networks(songs, same, [SHORT] * 2, [0, 0])
    two, _ = fit_networks(songs, other, [SHORT] * 2, [0, 0])
    expect_equal(one, two, songs[0].features)


def test_each_network_may_read_features_of_its_own(songs):
    """Also of other numbers of columns."""
    own = [
        [song.features[:, columns] ** power for song in songs]
        for columns, power in (([0, 1], 1), ([1, 2], 2), ([3], 1))
    ]
    trains_on = np.ones((len(songs), 3), dtype=bool)
    trains_on[2, 1] = False
    networks = fit_networks(songs, trains_on, [SHORT] * 3, [3, 4, 5], own=own)
    for m, (network, matrices) in enumerate(zip(networks, own, strict=True)):
        expect_equal(network, alone(songs, trains_on[:, m], SHORT, [3, 4, 5][m], matrices), matrices[0])


@pytest.mark.parametrize("kind", ["elman", "gru"])
def test_a_network_that_diverges_is_left_out_or_told(songs, kind):
    wild = replace(SHORT, learning_rate=1e30, network=kind)
    trains_on = np.ones((len(songs), 3), dtype=bool)
    first, second, third = fit_networks(songs, trains_on, [SHORT, wild, SHORT], [0, 0, 1], keep_going=True)
    calm = fit_networks(songs, trains_on[:, :2], [SHORT] * 2, [0, 1])
    assert second is None
    assert np.array_equal(first.params_["W_xh"], calm[0].params_["W_xh"])
    assert np.array_equal(third.params_["W_xh"], calm[1].params_["W_xh"])
    with pytest.raises(InputError, match=r"song \d: training.* diverged in epoch"):
        fit_networks(songs, trains_on[:, :1], [wild], [0])


def test_who_diverges_is_found_among_networks_of_other_sizes_and_songs(songs):
    """The third of four; in its group of equal ones it is the second, and it learns from the songs from the third on."""
    wild = replace(SHORT, learning_rate=1e30)
    settings = [replace(SHORT, n_hidden=5), SHORT, wild, SHORT]
    trains_on = np.ones((len(songs), 4), dtype=bool)
    trains_on[:2, 2] = False
    fitted = fit_networks(songs, trains_on, settings, [0] * 4, keep_going=True)
    assert [network is None for network in fitted] == [False, False, True, False]
    expect_equal(fitted[3], alone(songs, trains_on[:, 3], SHORT, 0), songs[0].features)
    with pytest.raises(InputError) as told:
        fit_networks(songs, trains_on, settings, [0] * 4)
    with pytest.raises(InputError) as expected:
        alone(songs, trains_on[:, 2], wild, 0)
    assert str(told.value) == str(expected.value)
    assert "network" not in str(told.value)


@pytest.mark.parametrize("kind", ["elman", "gru"])
def test_only_divergence_is_kept_going_over(songs, kind):
    lost = [replace(song, features=np.full_like(song.features, np.nan)) for song in songs]
    with pytest.raises(InputError, match="nan in frame 1, column 1"), np.errstate(invalid="ignore"):
        fit_networks(lost, np.ones((len(songs), 1), bool), [replace(SHORT, network=kind)], [0], keep_going=True)


def test_songs_are_left_as_they_were(songs):
    before = [(song.features.copy(), song.targets.copy()) for song in songs]
    fit_networks(songs, np.ones((len(songs), 2), dtype=bool), [SHORT] * 2, [0, 1])
    for song, (features, targets) in zip(songs, before, strict=True):
        assert np.array_equal(song.features, features)
        assert np.array_equal(song.targets, targets)
