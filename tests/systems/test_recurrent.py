"""The network, its smoothed output and the second network: what is fed to what."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.network import rnn, training
from elman.readings import READINGS
from elman.systems.features.standardize import Standardizer
from elman.systems.recurrent import STAGES, RecurrentRegression, Stack
from elman.systems.smoothing import smooth

MOVING_AVERAGE = {"code": [1 / 24, *(11 * [1 / 12]), 1 / 24], "paper": 13 * [1 / 13]}


def by_hand(songs, settings, kernel, seed):
    """The whole chain once more, from the network's own functions."""
    X = np.concatenate([song.features for song in songs])
    mean, std = X.mean(axis=0), X.std(axis=0)
    inputs = [(song.features - mean) / std for song in songs]
    targets = [song.targets for song in songs]
    start = rnn.init(X.shape[1], settings.n_hidden, 2, rng=np.random.default_rng([seed, 1]), scale=settings.scale)
    first, _ = training.fit(start, list(zip(inputs, targets, strict=True)), settings)
    raw = [rnn.forward(first, Z, output=settings.output)[0] for Z in inputs]
    smoothed = [Y.copy() for Y in raw]
    for S, Y in zip(smoothed, raw, strict=True):
        for t in range(6, len(Y) - 6):
            S[t] = np.array(kernel) @ Y[t - 6 : t + 7]
    start = rnn.init(2, settings.n_hidden, 2, rng=np.random.default_rng([seed, 2]), scale=settings.scale)
    second, _ = training.fit(start, list(zip(smoothed, targets, strict=True)), settings)
    last = [rnn.forward(second, S, output=settings.output)[0] for S in smoothed]
    return [dict(zip(STAGES, curves, strict=True)) for curves in zip(raw, smoothed, last, strict=True)]


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_the_chain_built_by_hand(songs, short, reading):
    """The second network is fed with smoothed, in-sample, not standardised predictions, and is not smoothed itself."""
    chosen = short(reading, n_epochs=6, learning_rate=0.1, scale=0.5, l1=1e-4)  # so that it learns in a few epochs
    stack = Stack(chosen, seed=3).fit(songs)
    expected = by_hand(songs, chosen.network, MOVING_AVERAGE[reading], 3)
    for song, curves in zip(songs, expected, strict=True):
        predicted = stack.predict(song.features)
        assert list(predicted) == list(STAGES) == ["rnn", "rnn + smoothing", "rnn + rnn2"]
        for stage in STAGES:
            np.testing.assert_allclose(predicted[stage], curves[stage], atol=1e-12, err_msg=stage)
    # The stages differ, so that the comparison above could fail.
    for a, b in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(expected[0][STAGES[a]] - expected[0][STAGES[b]]).max() > 1e-3


def test_only_the_first_network_standardises(songs, short):
    stack = Stack(short(), seed=0).fit(songs)
    assert stack.second_.scaler_ is None
    assert np.array_equal(stack.first_.scaler_.mean_, Standardizer().fit([s.features for s in songs]).mean_)
    assert stack.second_.params_["W_xh"].shape == (2, 10)
    assert len(stack.first_.history_) == len(stack.second_.history_) == 4


def test_smoothing_is_the_smoothing_of_the_first_stage(songs, short):
    predicted = Stack(short("paper"), seed=0).fit(songs).predict(songs[0].features)
    assert np.array_equal(predicted["rnn + smoothing"], smooth(predicted["rnn"], "uniform"))


def test_the_scale_of_a_feature_does_not_matter(songs, short):
    first = Stack(short(), seed=0).fit(songs).predict(songs[0].features)
    wild = [replace(song, features=1e5 * song.features - 3e4) for song in songs]
    second = Stack(short(), seed=0).fit(wild).predict(wild[0].features)
    np.testing.assert_allclose(first["rnn + rnn2"], second["rnn + rnn2"], atol=1e-9)


def test_seeds_and_second_fits(songs, short):
    stack = Stack(short(), seed=0)
    first = stack.fit(songs).predict(songs[0].features)["rnn + rnn2"]
    again = stack.fit(songs).predict(songs[0].features)["rnn + rnn2"]
    other = Stack(short(), seed=1).fit(songs).predict(songs[0].features)["rnn + rnn2"]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_fitting_and_predicting_leave_the_songs_as_they_were(songs, short):
    before = [(song.features.copy(), song.targets.copy()) for song in songs]
    Stack(short(), seed=0).fit(songs).predict(songs[0].features)
    for (X, T), song in zip(before, songs, strict=True):
        assert np.array_equal(X, song.features)
        assert np.array_equal(T, song.targets)


def test_a_learning_rate_that_diverges_names_epoch_and_song(songs, short):
    with pytest.raises(InputError, match=r"song \d+: training diverged in epoch \d+, at song \d of 6.* try a tenth"):
        Stack(short("code", n_epochs=20, learning_rate=50.0), seed=0).fit(songs)


def test_the_song_that_diverges_is_named(songs, short):
    wild = [replace(song, targets=1e200 * song.targets) if song.id == "4" else song for song in songs]
    with pytest.raises(InputError, match=r"^song 4: training diverged in epoch 1, at song 4 of 6"):
        Stack(short("code"), seed=0).fit(wild)


def test_two_softmax_outputs_sum_to_one_and_cannot_be_better_than_the_bound(songs):
    """The best y with y_v + y_a = 1 is the target moved by d = (1 - T_v - T_a) / 2 in both; its squared error is d^2."""
    reading = READINGS["paper"]
    assert reading.network.output == "softmax"
    stack = Stack(reading, seed=0).fit(songs)
    targets = np.concatenate([song.targets for song in songs])
    bound = np.sqrt(np.mean(((1 - targets.sum(axis=1)) / 2) ** 2))
    for stage in STAGES:
        Y = np.concatenate([stack.predict(song.features)[stage] for song in songs])
        np.testing.assert_allclose(Y.sum(axis=1), 1, atol=1e-12)
        assert (Y > 0).all()
        rmse = np.sqrt(np.mean((Y - targets) ** 2))
        assert rmse >= bound > 0.3


def test_a_network_of_its_own(songs, short):
    """`RecurrentRegression` alone, with inputs as they are."""
    network = RecurrentRegression(short().network, 0, standardize=False)
    network.fit(["a", "b"], [song.features for song in songs[:2]], [song.targets for song in songs[:2]])
    Y = network.predict(songs[2].features)
    assert Y.shape == (30, 2)
    expected, _ = rnn.forward(network.params_, songs[2].features, output="linear")
    assert np.array_equal(Y, expected)
