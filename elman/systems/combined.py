"""Predictors made of predictors: smoothed, fed with something else than features, averaged, one for each emotion.

Each fits what it is made of, and has ``fit(songs)`` and ``predict(X)`` itself, so that they fit together like bricks:
``Smoothed(Transformed(PCA(10), RecurrentRegression(settings, seed=0)))``. A brick may also be shared, or fitted before.
"""

import copy

import numpy as np

from elman.systems.frames import with_features
from elman.systems.protocol import expect_features, on_songs
from elman.systems.smoothing import WINDOW, average, smooth, smooth_to_the_ends


class Smoothed:
    """The curves of a predictor, smoothed as in the paper: see `elman.systems.smoothing.smooth`.

    Parameters
    ----------
    predictor : predictor
    kernel : {"half_ends", "uniform"}
    window : int
        In frames, odd.
    to_the_ends : bool
        Smooth the first and last frames too, see `elman.systems.smoothing.smooth_to_the_ends`.
    """

    def __init__(self, predictor, kernel="half_ends", window=WINDOW, to_the_ends=False):
        self.predictor, self.kernel, self.window, self.to_the_ends = predictor, kernel, window, to_the_ends

    def fit(self, songs):
        """Fit the predictor; smoothing learns nothing."""
        self.predictor.fit(songs)
        return self

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        smoothing = smooth_to_the_ends if self.to_the_ends else smooth
        return smoothing(self.predictor.predict(X), self.kernel, self.window)

    @property
    def history_(self):
        return self.predictor.history_


class Averaged:
    """A predictor that reads features averaged over windows around each frame: see `elman.systems.smoothing.average`.

    Parameters
    ----------
    windows : tuple of int
        In frames, odd.
    predictor : predictor
    """

    def __init__(self, windows, predictor):
        self.windows, self.predictor = windows, predictor

    @on_songs
    def fit(self, songs):
        """Fit the predictor on the songs with averaged features."""
        self.predictor.fit(self.read(songs))
        return self

    def read(self, songs):
        """The songs with averaged features."""
        return with_features(songs, lambda X: average(X, *self.windows))

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.predictor.predict(average(expect_features(X, "the matrix of features"), *self.windows))

    @property
    def history_(self):
        return self.predictor.history_


class Transformed:
    """A predictor that reads transformed features.

    Parameters
    ----------
    transform : transform
    predictor : predictor
    """

    def __init__(self, transform, predictor):
        self.transform, self.predictor = transform, predictor

    @on_songs
    def fit(self, songs):
        """Fit the transform, then the predictor on what the transform makes of the songs."""
        self.transform.fit([song.features for song in songs])
        self.predictor.fit(self.read(songs))
        return self

    def read(self, songs):
        """The songs with transformed features."""
        return with_features(songs, self.transform.transform)

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.predictor.predict(self.transform.transform(X))

    @property
    def history_(self):
        return self.predictor.history_


class Stacked:
    """A predictor that reads the curves of a first one, and learns from those of the first one's own training songs.

    Such in-sample curves are nearer to the targets than those of new songs; the paper's authors did it so.

    Parameters
    ----------
    first, predictor : predictors
    """

    def __init__(self, first, predictor):
        self.first, self.predictor = first, predictor

    def fit(self, songs):
        """Fit the first predictor on the features, then the second on the first one's curves."""
        self.first.fit(songs)
        self.predictor.fit(self.read(songs))
        return self

    def read(self, songs):
        """The songs with the first predictor's curves in place of the features."""
        return with_features(songs, self.first.predict)

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.predictor.predict(self.first.predict(X))

    @property
    def history_(self):
        return self.predictor.history_


class Mean:
    """The mean of the curves of several predictors.

    Parameters
    ----------
    *predictors : predictors
    weights : sequence of float, optional
        One for each, which sum to one; by default all are equal.
    """

    def __init__(self, *predictors, weights=None):
        self.predictors, self.weights = predictors, weights

    def fit(self, songs):
        """Fit each predictor."""
        for predictor in self.predictors:
            predictor.fit(songs)
        return self

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return np.average([predictor.predict(X) for predictor in self.predictors], axis=0, weights=self.weights)


class PerEmotion(Mean):
    """Valence by one predictor, arousal by another.

    Parameters
    ----------
    *predictors : predictors
        One for each emotion.
    """

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return np.column_stack([predictor.predict(X)[:, n] for n, predictor in enumerate(self.predictors)])


def smoothed_to_the_ends(predictor):
    """A predictor like this one, fitted as it is, that smooths up to both ends of a song wherever this one smooths."""
    like = copy.copy(predictor)
    if isinstance(like, Smoothed):
        like.to_the_ends = True
    for name in PARTS & vars(like).keys():
        part = getattr(like, name)
        many = isinstance(part, tuple)
        setattr(like, name, tuple(map(smoothed_to_the_ends, part)) if many else smoothed_to_the_ends(part))
    return like


PARTS = {"first", "predictor", "predictor_", "predictors"}
"""Where predictors have other predictors."""
