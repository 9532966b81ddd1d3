"""The network, its smoothed output and the second network: what is fed to what."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.network import rnn, training
from elman.readings import READINGS
from elman.systems.features.standardize import Standardizer
from elman.systems.order import in_order
from elman.systems.recurrent import STAGES, RecurrentRegression, chain
from elman.systems.smoothing import smooth

MOVING_AVERAGE = {"code": [1 / 24, *(11 * [1 / 12]), 1 / 24], "paper": 13 * [1 / 13]}


def fitted(songs, reading, seed=0):
    systems = chain(reading, seed)
    systems["rnn + rnn2"].fit(songs)
    return systems


def by_hand(songs, settings, kernel, seed):
    """The whole chain once more, from the network's own functions."""
    X = np.concatenate([song.features for song in songs])
    mean, std = X.mean(axis=0), X.std(axis=0)
    inputs = [(song.features - mean) / std for song in songs]
    targets = [song.targets for song in songs]

    def train(start, inputs, seed):
        order = [songs.index(song) for song in in_order(songs, settings, seed)]
        return training.fit(start, [(inputs[n], targets[n]) for n in order], settings)

    start = rnn.init(X.shape[1], settings.n_hidden, 2, rng=np.random.default_rng([seed, 1]), scale=settings.scale)
    first, _ = train(start, inputs, [seed, 1])
    raw = [rnn.forward(first, Z, output=settings.output)[0] for Z in inputs]
    smoothed = [Y.copy() for Y in raw]
    for S, Y in zip(smoothed, raw, strict=True):
        for t in range(6, len(Y) - 6):
            S[t] = np.array(kernel) @ Y[t - 6 : t + 7]
    start = rnn.init(2, settings.n_hidden, 2, rng=np.random.default_rng([seed, 2]), scale=settings.scale)
    second, _ = train(start, smoothed, [seed, 2])
    last = [rnn.forward(second, S, output=settings.output)[0] for S in smoothed]
    return [dict(zip(STAGES, curves, strict=True)) for curves in zip(raw, smoothed, last, strict=True)]


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_the_chain_built_by_hand(songs, short, reading):
    """The second network is fed with smoothed, in-sample, not standardised predictions, and is not smoothed itself."""
    chosen = short(reading, n_epochs=6, learning_rate=0.1, scale=0.5, l1=1e-4)  # so that it learns in a few epochs
    systems = fitted(songs, chosen, seed=3)
    assert list(systems) == list(STAGES) == ["rnn", "rnn + smoothing", "rnn + rnn2"]
    expected = by_hand(songs, chosen.network, MOVING_AVERAGE[reading], 3)
    for song, curves in zip(songs, expected, strict=True):
        for stage in STAGES:
            np.testing.assert_allclose(systems[stage].predict(song.features), curves[stage], atol=1e-12, err_msg=stage)
    # The stages differ, so that the comparison above could fail.
    for a, b in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(expected[0][STAGES[a]] - expected[0][STAGES[b]]).max() > 1e-3


@pytest.mark.parametrize("stage", STAGES)
def test_each_system_of_the_chain_can_be_fitted_for_itself(songs, short, stage):
    X = songs[0].features
    alone = chain(short(), 5)[stage].fit(songs)
    assert np.array_equal(alone.predict(X), fitted(songs, short(), 5)[stage].predict(X))


def test_the_first_network_is_shared_and_only_it_standardises(songs, short):
    first, smoothed, stacked = fitted(songs, short()).values()
    assert smoothed.predictor is first
    assert stacked.first is smoothed
    second = stacked.predictor
    assert second.scaler_ is None
    assert np.array_equal(first.scaler_.mean_, Standardizer().fit([s.features for s in songs]).mean_)
    assert second.params_["W_xh"].shape == (2, 10)
    assert len(first.history_) == len(second.history_) == 4
    assert smoothed.history_ is first.history_
    assert stacked.history_ is second.history_


def test_smoothing_is_the_smoothing_of_the_first_stage(songs, short):
    raw, smoothed, _ = (system.predict(songs[0].features) for system in fitted(songs, short("paper")).values())
    assert np.array_equal(smoothed, smooth(raw, "uniform"))


def test_the_scale_of_a_feature_does_not_matter(songs, short):
    wild = [replace(song, features=1e5 * song.features - 3e4) for song in songs]
    first, second = (fitted(of, short())["rnn + rnn2"].predict(of[0].features) for of in (songs, wild))
    np.testing.assert_allclose(first, second, atol=1e-9)


def test_another_cell_takes_the_place_of_elmans_in_the_whole_chain(songs, short):
    systems = fitted(songs, short("code", n_epochs=2, network="gru"))
    assert systems["rnn + rnn2"].predict(songs[0].features).shape == (30, 2)
    assert "W_xr" in systems["rnn"].params_


def test_a_learning_rate_that_diverges_names_epoch_and_song(songs, short):
    with pytest.raises(InputError, match=r"song \d+: .*epoch \d+, .*song \d of 6.* 50\b"):
        fitted(songs, short("code", n_epochs=20, learning_rate=50.0))


def test_the_song_that_diverges_is_named(songs, short):
    wild = [replace(song, targets=1e200 * song.targets) if song.id == "4" else song for song in songs]
    with pytest.raises(InputError, match=r"^song 4: .*epoch 1, .*song 4 of 6"):
        fitted(wild, short("code", order="id"))
    place = 1 + [song.id for song in in_order(songs, short().network, [0, 1])].index("4")
    with pytest.raises(InputError, match=rf"^song 4: .*epoch 1, .*song {place} of 6"):
        fitted(wild, short("code"))


def test_two_softmax_outputs_sum_to_one_and_cannot_be_better_than_the_bound(songs):
    """The best y with y_v + y_a = 1 is the target moved by d = (1 - T_v - T_a) / 2 in both; its squared error is d^2."""
    reading = READINGS["paper"]
    assert reading.network.output == "softmax"
    targets = np.concatenate([song.targets for song in songs])
    bound = np.sqrt(np.mean(((1 - targets.sum(axis=1)) / 2) ** 2))
    for system in fitted(songs, reading).values():
        Y = np.concatenate([system.predict(song.features) for song in songs])
        np.testing.assert_allclose(Y.sum(axis=1), 1, atol=1e-12)
        assert (Y > 0).all()
        rmse = np.sqrt(np.mean((Y - targets) ** 2))
        assert rmse >= bound > 0.3


def test_a_network_of_raw_features(songs, short):
    network = RecurrentRegression(short().network, 0, standardize=False).fit(songs[:2])
    Y = network.predict(songs[2].features)
    expected, _ = rnn.forward(network.params_, songs[2].features, output="linear")
    assert np.array_equal(Y, expected)
