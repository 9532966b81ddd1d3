"""The members: each is fitted as its predictor alone, and says what it is."""

from dataclasses import replace

import numpy as np
import pytest

from elman.systems import ridge
from elman.systems.kernel_ridge import KernelRidge
from elman.systems.members import (
    EPOCHS,
    MEMBERS,
    ORDERS,
    ROOT_L2,
    SONG,
    THIN,
    Member,
    _settings,
    fit_group,
    groups,
    read,
)
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import average
from elman.systems.trees import Trees


@pytest.fixture
def reading(short):
    return short("code", n_epochs=3, learning_rate=0.05)


def thinned(songs, *windows, every=THIN):
    return [
        replace(
            s,
            features=average(s.features, *windows)[every // 2 :: every],
            targets=s.targets[every // 2 :: every],
            times=s.times[every // 2 :: every],
        )
        for s in songs
    ]


def test_each_is_its_predictor_alone(songs, reading):
    trains_on = np.array([[n != 0, n != 1] for n in range(len(songs))])
    X = songs[0].features
    for member, alone in {
        Member("ridge", (1,), 0.3): lambda s: ridge.fit_path(s, [0.3])[0],
        Member("ridge", (3, 9), 0.3): lambda s: ridge.fit_path(thinned(s, 3, 9), [0.3])[0],
        Member("kernel", (5,), (0.2, 0.1)): lambda s: KernelRidge(0.2, 0.1, seed=[7, 4]).fit(thinned(s, 5)),
        Member("trees", (5,), 3): lambda s: Trees(smallest=3, seed=[7, 5]).fit(thinned(s, 5)),
    }.items():
        for m, predictor in enumerate(fit_group([member], songs, trains_on, reading, 7)[member]):
            heard = average(X, *member.windows)
            expected = alone([songs[n] for n in np.flatnonzero(trains_on[:, m])]).predict(heard)
            assert np.array_equal(predictor.predict(heard), expected)


def test_a_network_is_the_mean_of_several_starts_and_orders(songs, reading):
    member = Member("network", (3,), (("n_hidden", 2),))
    heard = [replace(s, features=average(s.features, 3)) for s in songs]
    [predictor] = fit_group([member], songs, np.ones((len(songs), 1), bool), reading, 4)[member]
    settings, X = replace(reading.network, n_hidden=2), heard[1].features
    networks = [RecurrentRegression(settings, [4, 1, n]).fit(heard) for n in range(ORDERS)]
    expected = np.mean([network.predict(X) for network in networks], axis=0)
    np.testing.assert_allclose(predictor.predict(X), expected, rtol=1e-9, atol=1e-12)
    assert not np.allclose(networks[0].predict(X), networks[1].predict(X))


@pytest.mark.parametrize(("n_songs", "n_epochs"), [(400, 50), (1000, 20), (10, EPOCHS[1]), (10_000, EPOCHS[0])])
def test_updates_fix_the_epochs(reading, n_songs, n_epochs):
    assert _settings((("updates", 20_000),), reading, n_songs).n_epochs == n_epochs
    assert _settings((), reading, n_songs) == reading.network


def test_the_penalty_falls_with_the_root_of_the_number_of_songs(reading):
    setting = ((ROOT_L2, 0.8), ("l1", 0.0))
    assert _settings(setting, reading, 16).l2 == pytest.approx(0.2)
    assert _settings(setting, reading, 1600).l2 == pytest.approx(0.02)


def test_a_raw_member_is_the_fit_of_the_smoothed_one(songs, reading):
    """Only what is done with its curves differs, so that a network is not trained twice."""
    smoothed = Member("network", (3,), (("n_hidden", 2),))
    raw = smoothed._replace(smoothed=False)
    fitted = fit_group([smoothed, raw], songs, np.ones((len(songs), 1), bool), reading, 0)
    assert fitted[raw][0] is not fitted[smoothed][0]
    assert fitted[raw][0].predictors == fitted[smoothed][0].predictors


def test_groups_hold_what_is_fitted_together():
    together = groups(MEMBERS)
    assert [member for group in together for member in group] == list(MEMBERS)
    for group in together:
        assert len({(m.kind, m.windows, m.setting[0] if m.kind == "kernel" else 0) for m in group}) == 1
    assert len(together) == len({(m.kind, m.windows, m.setting[0] if m.kind == "kernel" else 0) for m in MEMBERS})


def test_the_window_of_a_song_is_all_of_it_from_each_frame(songs_of):
    [song] = songs_of(1, 60, 3)
    np.testing.assert_allclose(average(song.features, SONG), np.tile(song.features.mean(axis=0), (60, 1)), atol=1e-12)


def test_a_song_shorter_than_the_thinning_is_read_whole(songs_of):
    [song] = read(songs_of(1, THIN, 3), (3,), THIN)
    assert len(song.features) == len(song.targets) == len(song.times) == THIN


def test_names():
    assert str(Member("ridge", (13, SONG), 3.0)) == "ridge(3) of 13+song"
    assert str(Member("kernel", (31,), (0.1, 0.003))) == "kernel(0.1, 0.003) of 31"
    assert str(Member("ridge", (1,), 3.0, smoothed=False)) == "raw ridge(3)"
    assert str(Member("network", (1,), ())) == "network(as in the reading)"
    assert str(Member("network", (1,), (("scale", 0.1), ("l1", 0.0)))) == "network(scale 0.1, l1 0)"
    assert len({str(member) for member in MEMBERS}) == len(MEMBERS)
