"""Linear regression: each frame alone, no memory. Notebook 02, "Predict without memory"."""

import numpy as np
from scipy import linalg

from elman.errors import InputError
from elman.systems.features.standardize import Standardizer


class LinearRegression:
    """Y = Z W + b, with Z the standardised features; W and b minimise sum (Y - T)^2 + ridge sum W^2.

    The intercept b is not penalised. Without ridge this is ordinary least squares; where the columns are linearly
    dependent, the solution with the smallest weights is taken.

    Parameters
    ----------
    ridge : float
        Weight of the penalty, 0 for none.

    Attributes
    ----------
    W_ : array (D, 2)
    b_ : array (2,)
    scaler_ : Standardizer
    """

    def __init__(self, ridge=0.0):
        if not 0 <= ridge < np.inf:
            raise InputError(f"ridge: {ridge!r} was given, a number, 0 or more, was expected")
        self.ridge = ridge

    def fit(self, songs):
        """Learn from songs; only frames with a target count."""
        self.scaler_ = Standardizer().fit([song.features[song.lead_in :] for song in songs])
        Z = np.concatenate([self.scaler_.transform(song.features[song.lead_in :]) for song in songs])
        T = np.concatenate([song.targets for song in songs])
        # Z has zero mean, so that the intercept is the targets' mean and W is found without it.
        self.b_ = T.mean(axis=0)
        R = T - self.b_
        if self.ridge:
            self.W_ = linalg.solve(Z.T @ Z + self.ridge * np.eye(Z.shape[1]), Z.T @ R, assume_a="pos")
        else:
            # SciPy's own limit, eps, takes some dependent columns for independent ones, and their weights explode.
            cond = max(Z.shape) * np.finfo(float).eps
            self.W_, *_ = linalg.lstsq(Z, R, cond=cond, overwrite_a=True, overwrite_b=True)
        return self

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.scaler_.transform(X) @ self.W_ + self.b_
