"""Predictors made of predictors: what each brick does to what it is given, by predictors one can compute in the head."""

import numpy as np
import pytest

from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed, Stacked, Transformed, smoothed_to_the_ends
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression
from elman.systems.smoothing import average, smooth, smooth_to_the_ends


class Echo:
    """Predicts its first two inputs times a number, and remembers the songs it was fitted on."""

    def __init__(self, factor=1.0):
        self.factor = factor

    def fit(self, songs):
        self.songs = songs
        self.history_ = [self.factor]
        return self

    def predict(self, X):
        return self.factor * X[:, :2]


@pytest.fixture
def X(songs):
    return songs[0].features


@pytest.mark.parametrize("kernel", ["half_ends", "uniform"])
def test_smoothed(songs, X, kernel):
    system = Smoothed(Echo(), kernel).fit(songs)
    assert system.predictor.songs is songs
    np.testing.assert_allclose(system.predict(X), smooth(X[:, :2], kernel), rtol=1e-13)
    shorter = Smoothed(Echo(), kernel, window=5).predict(X)
    np.testing.assert_allclose(shorter, smooth(X[:, :2], kernel, 5), rtol=1e-13)


def read_by(system, songs):
    """The features that the inner predictor was fitted on; everything else of the songs must be as it was."""
    heard = system.fit(songs).predictor.songs
    for song, other in zip(songs, heard, strict=True):
        assert (song.id, song.lead_in) == (other.id, other.lead_in)
        assert other.targets is song.targets
    return [song.features for song in heard]


def test_averaged_reads_averaged_features(songs_of):
    songs = songs_of(3, 20, 4, lead_in=5)
    system = Averaged((7,), Echo())
    for song, X in zip(songs, read_by(system, songs), strict=True):
        assert np.array_equal(X, average(song.features, 7))
        assert np.array_equal(system.predict(song.features), X[:, :2])


def test_transformed_fits_the_transform_and_reads_what_it_makes(songs):
    system = Transformed(PCA(2), Echo())
    pca = PCA(2).fit([song.features for song in songs])
    for song, X in zip(songs, read_by(system, songs), strict=True):
        assert np.array_equal(X, pca.transform(song.features))
        assert np.array_equal(system.predict(song.features), X)


def test_transforms_follow_each_other(songs, X):
    system = Transformed(Standardizer(), Transformed(PCA(2), Echo())).fit(songs)
    scaler = Standardizer().fit([song.features for song in songs])
    pca = PCA(2).fit([scaler.transform(song.features) for song in songs])
    assert np.array_equal(system.predict(X), pca.transform(scaler.transform(X)))


def test_stacked_reads_the_first_ones_curves_of_its_own_training_songs(songs):
    system = Stacked(LinearRegression(), Echo(3.0))
    first = LinearRegression().fit(songs)
    for song, X in zip(songs, read_by(system, songs), strict=True):
        assert np.array_equal(X, first.predict(song.features))
        assert np.array_equal(system.predict(song.features), 3 * X)


def test_mean_and_one_for_each_emotion(songs, X):
    parts = Echo(1.0), Echo(4.0)
    assert np.array_equal(Mean(*parts).fit(songs).predict(X), 2.5 * X[:, :2])
    assert all(part.songs is songs for part in parts)
    assert np.array_equal(PerEmotion(*parts).fit(songs).predict(X), X[:, :2] * [1, 4])


@pytest.mark.parametrize(
    "make",
    [
        Smoothed,
        lambda p: Averaged((3,), p),
        lambda p: Transformed(PCA(2), p),
        lambda p: Stacked(LinearRegression(), p),
        lambda p: Smoothed(Transformed(PCA(2), p)),
    ],
)
def test_the_costs_are_those_of_the_network_inside(songs, make):
    assert make(Echo(0.7)).fit(songs).history_ == [0.7]
    assert not hasattr(make(LinearRegression()), "history_")


def test_smoothing_up_to_the_ends_reaches_every_part(X):
    inside = Stacked(
        Smoothed(Echo()), PerEmotion(Mean(Smoothed(Echo(2)), Echo(), weights=(0.25, 0.75)), Smoothed(Echo(3)))
    )
    before = inside.predict(X)
    first = smooth_to_the_ends(X[:, :2])
    half = 0.25 * smooth_to_the_ends(2 * first) + 0.75 * first
    expected = np.column_stack([half[:, 0], smooth_to_the_ends(3 * first)[:, 1]])
    np.testing.assert_allclose(smoothed_to_the_ends(inside).predict(X), expected, rtol=1e-13)
    np.testing.assert_array_equal(inside.predict(X), before)
