"""Ridge regression: against least squares, scikit-learn, and a choice made by brute force; averages by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.errors import InputError
from elman.evaluation.crossval import split, train_and_test
from elman.systems import ridge, variants
from elman.systems.linear import LinearRegression
from elman.systems.ridge import INNER_FOLDS, RidgeByCrossValidation, average, averaged, fit_path


def test_the_path_is_each_regression_alone(songs):
    n = sum(len(song.targets) for song in songs)
    for model, penalty in zip(fit_path(songs, [0.1, 2.0]), [0.1, 2.0], strict=True):
        expected = LinearRegression(penalty * n).fit(songs)
        np.testing.assert_allclose(model.W_, expected.W_, rtol=1e-10)
        np.testing.assert_allclose(model.predict(songs[0].features), expected.predict(songs[0].features), rtol=1e-10)


def test_the_path_is_scikit_learns(songs):
    linear_model = pytest.importorskip("sklearn.linear_model")
    [model] = fit_path(songs, [0.5])
    Z = np.concatenate([model.scaler_.transform(song.features) for song in songs])
    T = np.concatenate([song.targets for song in songs])
    expected = linear_model.Ridge(alpha=0.5 * len(Z)).fit(Z, T)
    np.testing.assert_allclose(model.W_, expected.coef_.T, rtol=1e-9)


def test_each_emotion_takes_the_penalty_with_the_smallest_error_out_of_fold(songs_of):
    songs = songs_of(9, 12, 8, seed=3)
    penalties = (0.001, 0.1, 10.0)
    errors = np.zeros((3, 2))
    for fold in split([song.id for song in songs], INNER_FOLDS, seed=5):
        train, test = train_and_test(songs, fold)
        n = sum(len(song.targets) for song in train)
        for k, penalty in enumerate(penalties):
            model = LinearRegression(penalty * n).fit(train)
            for song in test:
                errors[k] += np.sum((model.predict(song.features) - song.targets) ** 2, axis=0)
    model = RidgeByCrossValidation(penalties, seed=5).fit(songs)
    assert model.penalty_ == tuple(penalties[k] for k in errors.argmin(axis=0))
    again = RidgeByCrossValidation(penalties, seed=5).fit(songs)
    assert np.array_equal(again.predict(songs[0].features), model.predict(songs[0].features))
    assert model.predict(songs[0].features).shape == (12, 2)


def test_emotions_may_take_different_penalties(songs_of):
    """Valence follows the features exactly, arousal not at all: no penalty is best for one, the largest for the other."""
    rng = np.random.default_rng(0)
    songs = songs_of(9, 12, 4)
    for song in songs:
        song.targets[:, 0] = song.features[:, 0]
        song.targets[:, 1] = rng.normal(size=12)
    assert RidgeByCrossValidation((1e-6, 100.0)).fit(songs).penalty_ == (1e-6, 100.0)


@given(st.integers(1, 12), st.sampled_from([1, 3, 5, 9, 31]), st.integers(0, 99))
def test_an_average_is_that_of_the_frames_around(n_frames, window, seed):
    X = np.random.default_rng(seed).normal(size=(n_frames, 2))
    before = X.copy()
    m = (window - 1) // 2
    expected = [X[max(0, t - m) : t + m + 1].mean(axis=0) for t in range(n_frames)]
    np.testing.assert_allclose(average(X, window), expected, atol=1e-12)
    assert np.array_equal(X, before)


def test_averaging_forwards_is_averaging_backwards(songs):
    """It looks as far ahead as back: time turned round changes nothing."""
    X = songs[0].features
    np.testing.assert_allclose(average(X[::-1], 7)[::-1], average(X, 7), atol=1e-12)
    assert averaged(songs, 1) is songs
    assert np.array_equal(averaged(songs, 7)[0].features, average(X, 7))


def cut(song):
    return replace(song, features=song.features[song.lead_in :])


def test_a_lead_in_is_not_learned_from_and_not_judged(songs_of):
    songs = songs_of(6, 12, 4, lead_in=5)
    for song in songs:
        song.features[:5] *= 50
    [one], [other] = ridge.fit_path(songs, [0.5]), ridge.fit_path([cut(song) for song in songs], [0.5])
    np.testing.assert_array_equal(one.W_, other.W_)
    np.testing.assert_array_equal(one.scaler_.mean_, other.scaler_.mean_)
    song = songs[0]
    expected = np.sum((one.predict(song.features)[5:] - song.targets) ** 2, axis=0)
    np.testing.assert_array_equal(ridge.squared_error(song, one), expected)


def test_the_seed_deals_the_inner_folds(songs, monkeypatch):
    seen = []
    inside = ridge.split_inside
    monkeypatch.setattr(ridge, "split_inside", lambda ids, n, *, seed: seen.append(seed) or inside(ids, n, seed=seed))
    ridge.RidgeByCrossValidation(seed=7).fit(songs)
    variants.ridge(songs, np.ones((len(songs), 1), bool), [songs[:1]], None, 8, lambda share: None)
    assert seen == [7, 8]


def test_each_emotion_is_predicted_by_its_own_regression(songs):
    model = RidgeByCrossValidation((0.1, 1.0)).fit(songs)
    X = songs[0].features
    for n in range(2):
        np.testing.assert_array_equal(model.predict(X)[:, n], model.models_[n].predict(X)[:, n])


def test_an_average_forgets_what_is_outside_its_window():
    X = np.array([[1e16], [1.0], [1.0], [1.0], [1.0]])
    np.testing.assert_array_equal(average(X, 3)[2:], np.ones((3, 1)))
    with pytest.raises(InputError, match="2 frames were given; an odd number was expected"):
        average(X, 2)


def test_two_songs_can_choose_a_penalty(songs):
    assert np.isfinite(RidgeByCrossValidation().fit(songs[:2]).predict(songs[2].features)).all()
