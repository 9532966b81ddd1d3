"""Least squares with a penalty that the songs themselves choose: ridge regression by cross-validation over songs.

    W = (Z^T Z + a n I)^-1 Z^T (T - mean T)             Z: n standardised frames, a: the penalty per frame

The penalty shrinks W most along directions in which frames hardly differ, where least squares would trust noise.

Source: A. Hoerl and R. Kennard, *Ridge regression*, Technometrics 12 (1970). Notebook 02, "Predict without memory".
"""

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import linalg

from elman.errors import InputError
from elman.evaluation.crossval import split_inside, train_and_test
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression

PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Per frame. Standardised columns have variance 1, so that 1 halves what a column unlike all others is trusted with."""

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
    Z = np.concatenate([scaler.transform(song.features[song.lead_in :]) for song in songs])
    T = np.concatenate([song.targets for song in songs])
    b = T.mean(axis=0)
    squares, products = Z.T @ Z, Z.T @ (T - b)
    models = []
    for penalty in penalties:
        model = LinearRegression(penalty * len(Z))
        model.scaler_, model.b_ = scaler, b
        model.W_ = linalg.solve(squares + model.ridge * np.eye(len(squares)), products, assume_a="pos")
        models.append(model)
    return models


class RidgeByCrossValidation:
    """Ridge regression whose penalty, one for each emotion, has the smallest error on songs left out of the training songs.

    Attributes
    ----------
    penalty_ : tuple of float
        For valence and for arousal, per frame.
    models_ : tuple of LinearRegression
    """

    def __init__(self, penalties=PENALTIES, *, seed=0):
        self.penalties, self.seed = penalties, seed

    def fit(self, songs):
        """Choose the penalties by `INNER_FOLDS` folds of songs, then learn from all of them."""
        squares = 0
        for fold in split_inside([song.id for song in songs], INNER_FOLDS, seed=self.seed):
            train, test = train_and_test(songs, fold)
            models = fit_path(train, self.penalties)
            squares = squares + np.array([[squared_error(song, model) for song in test] for model in models]).sum(
                axis=1
            )
        chosen = np.argmin(squares, axis=0)
        self.penalty_ = tuple(self.penalties[n] for n in chosen)
        path = fit_path(songs, self.penalty_)
        self.models_ = tuple(path)
        return self

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return np.column_stack([model.predict(X)[:, n] for n, model in enumerate(self.models_)])


def squared_error(song, model):
    """The sum over frames of the squared error, for each emotion: an array (2,)."""
    return np.sum((model.predict(song.features)[song.lead_in :] - song.targets) ** 2, axis=0)


def average(X, window):
    """A[t] = mean of X[s] over |s - t| <= (window - 1) / 2, as far as the song goes: what is heard around a frame.

    Unlike the paper's smoothing of predictions it also averages at the ends, over the frames there are.

    Parameters
    ----------
    X : array (T, D)
    window : int
        Odd.

    Returns
    -------
    array (T, D)

    Raises
    ------
    InputError
        An even window.

    Examples
    --------
    >>> average(np.array([[0.0], [3.0], [6.0], [9.0]]), 3).ravel()
    array([1.5, 3. , 6. , 7.5])
    """
    if window % 2 == 0:
        raise InputError(f"average: {window} frames were given; an odd number was expected, with a frame in its middle")
    padded = np.pad(X, ((window // 2, window // 2), (0, 0)))
    there = np.pad(np.ones(len(X)), window // 2)
    # Each sum by itself: differences of running sums would lose what is small beside what came before.
    return (
        sliding_window_view(padded, window, axis=0).sum(axis=-1)
        / sliding_window_view(there, window).sum(axis=-1)[:, None]
    )


def averaged(songs, window):
    """The songs with averaged features."""
    return songs if window == 1 else [replace(song, features=average(song.features, window)) for song in songs]
