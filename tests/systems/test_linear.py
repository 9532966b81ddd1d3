"""Least squares and ridge, against scikit-learn and against their defining equations."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression


def stacked(songs):
    return np.concatenate([song.features for song in songs]), np.concatenate([song.targets for song in songs])


@pytest.fixture
def songs(songs_of):
    """Columns of very different scales, as real features have."""
    scale = 10.0 ** np.arange(-2, 3)
    return [replace(song, features=song.features * scale + scale) for song in songs_of(5, 25, 5)]


def test_scikit_learn_agrees(songs):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, T = stacked(songs)
    theirs = linear_model.LinearRegression().fit(X, T).predict(X)
    np.testing.assert_allclose(LinearRegression().fit(songs).predict(X), theirs, atol=1e-12)


@pytest.mark.parametrize("ridge", [0.1, 10.0, 1e4])
def test_ridge_is_scikit_learns_on_standardised_features(songs, ridge):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, T = stacked(songs)
    Z = Standardizer().fit([X]).transform(X)
    theirs = linear_model.Ridge(alpha=ridge).fit(Z, T)
    ours = LinearRegression(ridge).fit(songs)
    np.testing.assert_allclose(ours.W_, theirs.coef_.T, atol=1e-12)
    np.testing.assert_allclose(ours.b_, theirs.intercept_, atol=1e-12)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(Z), atol=1e-12)


def test_errors_are_orthogonal_to_every_column_and_sum_to_zero(songs):
    """What makes squares least: X^T (Y - T) = 0 and sum (Y - T) = 0."""
    X, T = stacked(songs)
    error = LinearRegression().fit(songs).predict(X) - T
    np.testing.assert_allclose((X / np.abs(X).max(axis=0)).T @ error, 0, atol=1e-12)
    np.testing.assert_allclose(error.sum(axis=0), 0, atol=1e-12)


def test_a_straight_line_is_found_exactly(songs):
    W, b = np.arange(10.0).reshape(5, 2) / 1000, np.array([0.3, -0.2])
    line = [replace(song, targets=song.features @ W + b) for song in songs]
    np.testing.assert_allclose(LinearRegression().fit(line).predict(songs[0].features), line[0].targets, atol=1e-12)


def test_dependent_columns_change_no_prediction(songs):
    """A column twice, a sum of two, and one that never varies: the smallest weights are taken, and no error is made."""

    def more(X):
        return np.column_stack([X, X[:, 0], X[:, 0] + 0.01 * X[:, 1], np.full(len(X), 0.1)])

    wide = [replace(song, features=more(song.features)) for song in songs]
    X, _ = stacked(songs)
    plain, fitted = LinearRegression().fit(songs), LinearRegression().fit(wide)
    np.testing.assert_allclose(fitted.predict(more(X)), plain.predict(X), atol=1e-10)
    np.testing.assert_allclose(fitted.W_[0], fitted.W_[5], atol=1e-12)  # equal columns share alike
    np.testing.assert_allclose(fitted.W_[7], 0, atol=1e-20)


def test_more_columns_than_frames(songs_of):
    songs = songs_of(2, 5, 40)
    model = LinearRegression().fit(songs)
    X, T = stacked(songs)
    np.testing.assert_allclose(model.predict(X), T, atol=1e-10)
    assert np.isfinite(model.W_).all()


def test_rows_before_the_first_label_take_no_part_in_training(songs):
    late = [replace(song, features=np.vstack([1e9 * np.ones((7, 5)), song.features])) for song in songs]
    assert [song.lead_in for song in late] == [7] * 5
    ours, expected = LinearRegression().fit(late), LinearRegression().fit(songs)
    assert np.array_equal(ours.W_, expected.W_)
    assert len(ours.predict(late[0].features)) == 32


@pytest.mark.parametrize("ridge", [-1, np.nan, np.inf])
def test_a_ridge_that_cannot_be(ridge):
    with pytest.raises(InputError, match=f"ridge.*{ridge!r}"):
        LinearRegression(ridge)
