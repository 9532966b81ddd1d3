"""Many networks at once are the networks one would fit one by one, and none sees a song that is held out from it."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.settings import Settings
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

SHORT = Settings(n_hidden=3, n_epochs=3, learning_rate=0.05)
WILD = replace(SHORT, learning_rate=1e30)


def networks_of(settings_list, seeds=None, **options):
    seeds = range(len(settings_list)) if seeds is None else seeds
    return [RecurrentRegression(*pair, **options) for pair in zip(settings_list, seeds, strict=True)]


def alone(songs, trains, network):
    """The same network, fitted for itself."""
    other = RecurrentRegression(network.settings, network.seed, network.standardize)
    return other.fit([song for song, learned in zip(songs, trains, strict=True) if learned])


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
    told = []
    networks = networks_of(settings, [[n, 1] for n in range(5)])
    fitted = fit_networks(networks, [songs] * 5, trains_on, progress=told.append)
    assert fitted == networks
    for m, network in enumerate(networks):
        expect_equal(network, alone(songs, trains_on[:, m], network), songs[1].features)
    assert told == sorted(told)
    assert told[-1] == 1


def test_without_a_table_each_learns_from_all_its_songs(songs, songs_of):
    """Also songs of another corpus, with targets of their own."""
    corpora = [songs, songs_of(6, 25, 4, seed=8)]
    networks = fit_networks(networks_of([SHORT] * 2), corpora)
    for network, own in zip(networks, corpora, strict=True):
        expect_equal(network, alone(own, [True] * 6, network), own[0].features)


def test_songs_standardised_once_or_inside_the_first_layer_train_the_same_network(songs):
    """Networks of the same songs read them standardised once; beside a network of other songs, each does it inside."""
    same = np.ones((len(songs), 2), dtype=bool)
    other = np.array([[True, n > 0] for n in range(len(songs))])
    one, _ = fit_networks(networks_of([SHORT] * 2, [0, 0]), [songs] * 2, same)
    two, _ = fit_networks(networks_of([SHORT] * 2, [0, 0]), [songs] * 2, other)
    expect_equal(one, two, songs[0].features)


def test_networks_with_and_without_standardisation_may_be_mixed(songs):
    networks = networks_of([SHORT] * 2) + networks_of([SHORT] * 2, standardize=False)
    for network in fit_networks(networks, [songs] * 4):
        expect_equal(network, alone(songs, [True] * 6, network), songs[0].features)
    assert [network.scaler_ is None for network in networks] == [False, False, True, True]


def test_each_network_may_read_features_of_its_own(songs):
    """Also of other numbers of columns."""
    own = [
        [replace(song, features=song.features[:, columns] ** power) for song in songs]
        for columns, power in (([0, 1], 1), ([1, 2], 2), ([3], 1))
    ]
    trains_on = np.ones((len(songs), 3), dtype=bool)
    trains_on[2, 1] = False
    for m, network in enumerate(fit_networks(networks_of([SHORT] * 3), own, trains_on)):
        expect_equal(network, alone(own[m], trains_on[:, m], network), own[m][0].features)


@pytest.mark.parametrize("outlier", [1e6, 1e30])
def test_a_held_out_song_changes_not_a_bit(songs, outlier):
    """An outlier in song 3, which network 1 does not learn from, although all run in lockstep."""
    trains_on = np.ones((6, 4), dtype=bool)
    trains_on[[0, 1], 0] = trains_on[[2, 3], 1] = trains_on[[4, 5], 2] = False
    X = songs[2].features.copy()
    X[4, 1] = outlier
    spoiled = list(songs)
    spoiled[2] = replace(songs[2], features=X, targets=songs[2].targets + 1e3)
    calm = replace(SHORT, learning_rate=1e-9)
    clean, after = (fit_networks(networks_of([calm] * 4), [of] * 4, trains_on) for of in (songs, spoiled))
    for m in range(4):
        learned = clean[m].params_ | {"mean": clean[m].scaler_.mean_, "costs": np.array(clean[m].history_)}
        again = after[m].params_ | {"mean": after[m].scaler_.mean_, "costs": np.array(after[m].history_)}
        for name in ("W_hy", "mean", "costs"):  # the others learned from it: the test could fail
            assert np.array_equal(learned[name], again[name]) == (m == 1), (m, name)
    assert all(np.array_equal(clean[1].params_[name], after[1].params_[name]) for name in clean[1].params_)


def test_with_other_networks_in_the_batch_only_the_last_bits_change(songs):
    trains_on = np.array([[n % 3 != m for m in range(3)] for n in range(6)])
    whole = fit_networks(networks_of([SHORT] * 3), [songs] * 3, trains_on)
    for m, network in enumerate(whole):
        [one] = fit_networks(networks_of([SHORT], [m]), [songs], trains_on[:, [m]])
        for name, value in network.params_.items():
            np.testing.assert_allclose(one.params_[name], value, rtol=1e-12, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("kind", ["elman", "gru"])
def test_a_network_that_diverges_is_left_out_or_told(songs, kind):
    settings = [SHORT, replace(WILD, network=kind), SHORT]
    first, second, third = fit_networks(networks_of(settings), [songs] * 3, keep_going=True)
    calm = fit_networks(networks_of([SHORT] * 2, [0, 2]), [songs] * 2)
    assert second is None
    assert np.array_equal(first.params_["W_xh"], calm[0].params_["W_xh"])
    assert np.array_equal(third.params_["W_xh"], calm[1].params_["W_xh"])
    with pytest.raises(InputError, match=r"song \d: .*epoch \d"):
        fit_networks(networks_of([WILD]), [songs])


def test_who_diverges_is_found_among_networks_of_other_sizes_and_songs(songs):
    """The third of four; in its group of equal ones it is the second, and it learns from the songs from the third on."""
    settings = [replace(SHORT, n_hidden=5), SHORT, WILD, SHORT]
    trains_on = np.ones((len(songs), 4), dtype=bool)
    trains_on[:2, 2] = False
    fitted = fit_networks(networks_of(settings), [songs] * 4, trains_on, keep_going=True)
    assert [network is None for network in fitted] == [False, False, True, False]
    expect_equal(fitted[3], alone(songs, trains_on[:, 3], fitted[3]), songs[0].features)
    networks = networks_of(settings)
    with pytest.raises(InputError) as told:
        fit_networks(networks, [songs] * 4, trains_on)
    with pytest.raises(InputError) as expected:
        alone(songs, trains_on[:, 2], networks[2])
    assert str(told.value) == str(expected.value)
    with pytest.raises(InputError, match="not fitted"):
        networks[2].predict(songs[0].features)


@pytest.mark.parametrize("kind", ["elman", "gru"])
def test_only_divergence_is_kept_going_over(songs, kind):
    lost = [replace(song, features=np.full_like(song.features, np.nan)) for song in songs]
    with pytest.raises(InputError, match="song 1.*row 1, column 1 is nan"):
        fit_networks(networks_of([replace(SHORT, network=kind)]), [lost], keep_going=True)


def test_what_does_not_fit_together_is_told(songs):
    one = networks_of([SHORT])
    for networks, of_networks, shape, facts in (
        (one * 2, [songs] * 2, (6, 2), "several times"),
        (networks_of([SHORT] * 2), [songs], (6, 2), "2 networks, 1 lists"),
        (networks_of([SHORT] * 2), [songs, songs[:4]], (6, 2), "4, 6 songs"),
        (networks_of([SHORT] * 2), [songs] * 2, (2, 6), r"\(2, 6\)"),
    ):
        with pytest.raises(InputError, match=facts):
            fit_networks(networks, of_networks, np.ones(shape, dtype=bool))


def test_songs_are_left_as_they_were(songs):
    before = [(song.features.copy(), song.targets.copy()) for song in songs]
    fit_networks(networks_of([SHORT] * 2), [songs] * 2)
    for song, (features, targets) in zip(songs, before, strict=True):
        assert np.array_equal(song.features, features)
        assert np.array_equal(song.targets, targets)
