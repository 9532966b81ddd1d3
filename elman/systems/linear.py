"""Linear regression: each frame alone, no memory. Notebook 02, "Predict without memory"."""

import numpy as np
from scipy import linalg

from elman.errors import InputError
from elman.systems.features.standardize import Standardizer
from elman.systems.protocol import on_one_song, on_songs


class LinearRegression:
    """Y = Z W + b, with Z the standardised features; W and b minimise sum (Y - targets)^2 + ridge sum W^2.

    The intercept b is not penalised. Without ridge this is ordinary least squares; where the columns are linearly
    dependent, the solution with the smallest weights is taken.

    Parameters
    ----------
    ridge : float
        Coefficient of the penalty (L2 regularisation), 0 for none.

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

    @on_songs
    def fit(self, songs):
        """Learn from songs; only frames with a target count."""
        self.scaler_, self.b_, Z, R = centred_frames(songs)
        if self.ridge:
            self.W_ = ridge_weights(Z.T @ Z, Z.T @ R, self.ridge)
        else:
            # SciPy's own limit, eps, takes some dependent columns for independent ones, and their weights explode.
            cond = max(Z.shape) * np.finfo(float).eps
            # gelss is the driver that works in place; the others copy Z, whatever overwrite_a says.
            self.W_, *_ = linalg.lstsq(Z, R, cond=cond, overwrite_a=True, overwrite_b=True, lapack_driver="gelss")
        return self

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.scaler_.transform(X) @ self.W_ + self.b_

    @property
    def n_columns_(self):
        return len(self.W_)


def centred_frames(songs):
    """What the weights are found from: the n frames with a target, of all songs.

    Both Z and R have mean zero, so that the best intercept is b and W is found without it.

    Returns
    -------
    scaler : Standardizer
    b : array (2,)
        The mean of the targets.
    Z : array (n, D)
        The frames, standardised.
    R : array (n, 2)
        The targets less b.
    """
    matrices = [song.features[song.lead_in :] for song in songs]
    scaler = Standardizer().fit(matrices)
    targets = np.concatenate([song.targets for song in songs])
    Z = np.empty(
        (len(targets), scaler.n_columns_), order="F"
    )  # column after column, as LAPACK wants it: not copied there
    end = 0
    for X in matrices:
        begin, end = end, end + len(X)
        Z[begin:end] = scaler.transform(X)
    b = targets.mean(axis=0)
    return scaler, b, Z, targets - b


def ridge_weights(squares, products, ridge):
    """W = (Z^T Z + ridge I)^-1 Z^T R, from Z^T Z (D, D) and Z^T R (D, 2); ridge above 0."""
    return linalg.solve(squares + ridge * np.eye(len(squares)), products, assume_a="pos")
