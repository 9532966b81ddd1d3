"""Ridge regression: against least squares, scikit-learn, and a choice made by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from elman.evaluation.crossval import split, train_and_test
from elman.systems import ridge
from elman.systems.families import FAMILIES
from elman.systems.linear import LinearRegression
from elman.systems.ridge import INNER_FOLDS, RidgeByCrossValidation, fit_path


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


def cut(song):
    return replace(song, features=song.features[song.lead_in :])


def test_a_lead_in_takes_no_part_in_training_and_scores(songs_of):
    songs = songs_of(6, 12, 4, lead_in=5)
    for song in songs:
        song.features[:5] *= 50
    [one], [other] = ridge.fit_path(songs, [0.5]), ridge.fit_path([cut(song) for song in songs], [0.5])
    np.testing.assert_array_equal(one.W_, other.W_)
    np.testing.assert_array_equal(one.scaler_.mean_, other.scaler_.mean_)
    song = songs[0]
    expected = np.sum((one.predict(song.features)[5:] - song.targets) ** 2, axis=0)
    np.testing.assert_array_equal(ridge.squared_error(song, one), expected)


def test_the_seed_draws_the_inner_folds(songs, monkeypatch):
    seen = []
    inside = ridge.split_inside
    monkeypatch.setattr(ridge, "split_inside", lambda ids, n, *, seed: seen.append(seed) or inside(ids, n, seed=seed))
    ridge.RidgeByCrossValidation(seed=7).fit(songs)
    FAMILIES["ridge"](songs, np.ones((len(songs), 1), bool), None, 8, lambda share: None)
    assert seen == [7, 8]


def test_each_emotion_is_predicted_by_its_own_regression(songs):
    model = RidgeByCrossValidation((0.1, 1.0)).fit(songs)
    X = songs[0].features
    for n in range(2):
        np.testing.assert_array_equal(model.predict(X)[:, n], model.predictor_.predictors[n].predict(X)[:, n])


def test_two_songs_can_choose_a_penalty(songs):
    assert np.isfinite(RidgeByCrossValidation().fit(songs[:2]).predict(songs[2].features)).all()
