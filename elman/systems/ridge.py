"""Ridge regression (L2 regularisation) whose penalty is chosen by cross-validation inside the training songs::

    W = (Z^T Z + a n I)^-1 Z^T R            Z: n standardised frames, R: targets less their mean, a: the penalty per frame

The penalty shrinks W most along directions in which frames hardly differ, where least squares would fit noise.

Source: A. Hoerl and R. Kennard, *Ridge regression*, Technometrics 12 (1970). Notebook 02, "Predict without memory".
"""

import numpy as np

from elman.evaluation.crossval import split_inside, train_and_test
from elman.systems.combined import PerEmotion
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression, ridge_weights
from elman.systems.protocol import on_one_song, on_songs

PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Per frame. Standardised columns have variance 1, so that 1 halves the weight of a column uncorrelated with all others."""

INNER_FOLDS = 3


def fit_path(songs, penalties=PENALTIES):
    """One `LinearRegression` for each penalty; the products of all frames are made once.

    Parameters
    ----------
    songs : list of Song
    penalties : sequence of float
        Above 0, per frame.

    Returns
    -------
    list of LinearRegression
        As ``LinearRegression(penalty * number of frames).fit(songs)``.
    """
    scaler = Standardizer().fit([song.features[song.lead_in :] for song in songs])
    b = np.concatenate([song.targets for song in songs]).mean(axis=0)
    n_frames, squares, products = sum(len(song.targets) for song in songs), 0, 0
    for song in songs:  # one after the other: all standardised frames together would take much memory
        Z = scaler.transform(song.features[song.lead_in :])
        squares, products = squares + Z.T @ Z, products + Z.T @ (song.targets - b)
    models = []
    for penalty in penalties:
        model = LinearRegression(penalty * n_frames)
        model.scaler_, model.b_, model.W_ = scaler, b, ridge_weights(squares, products, model.ridge)
        models.append(model)
    return models


class RidgeByCrossValidation:
    """Ridge regression whose penalty, one for each emotion, has the smallest error on validation songs.

    Parameters
    ----------
    penalties : sequence of float
        To choose from, per frame.
    seed : int
        For the inner folds.

    Attributes
    ----------
    penalty_ : tuple of float
        For valence and for arousal, per frame.
    predictor_ : PerEmotion
        A `LinearRegression` for each emotion.
    """

    def __init__(self, penalties=PENALTIES, *, seed=0):
        self.penalties, self.seed = penalties, seed

    @on_songs
    def fit(self, songs):
        """Choose the penalties by `INNER_FOLDS` folds of the training songs, then learn from all of them."""
        squares = 0
        for fold in split_inside([song.id for song in songs], INNER_FOLDS, seed=self.seed):
            training, validation = train_and_test(songs, fold)
            errors = [
                [squared_error(song, model) for song in validation] for model in fit_path(training, self.penalties)
            ]
            squares = squares + np.sum(errors, axis=1)
        self.penalty_ = tuple(self.penalties[n] for n in np.argmin(squares, axis=0))
        self.predictor_ = PerEmotion(*fit_path(songs, self.penalty_))
        return self

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.predictor_.predict(X)

    @property
    def chosen_(self):
        """What was chosen, as a text for each emotion."""
        return [f"ridge({penalty:g})" for penalty in self.penalty_]


def squared_error(song, model):
    """The sum over frames of the squared error, for each emotion: an array (2,)."""
    return np.sum((model.predict(song.features)[song.lead_in :] - song.targets) ** 2, axis=0)
