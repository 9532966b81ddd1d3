"""Principal component analysis (PCA): the few directions in which frames differ most.

With frames X (n, D), their mean m and their covariance S = (X - m)^T (X - m) / (n - 1), the principal directions are
the eigenvectors of S with the largest eigenvalues, and an eigenvalue is the variance along its direction::

    S w_k = v_k w_k             v_1 >= v_2 >= ... >= v_D >= 0,  |w_k| = 1
    z_k = (x - m) . w_k         the new features; any two are uncorrelated over the frames that were fitted

Source: C. M. Bishop, *Pattern Recognition and Machine Learning*, section 12.1; the paper, which found that it did not
help. Notebook 11, "Try what did not help".
"""

from functools import partial

import numpy as np

from elman.errors import InputError
from elman.systems.features.standardize import centred_parts
from elman.systems.protocol import expect_whole, on_all_frames, on_each_song


class PCA:
    """The first principal components of frames.

    Parameters
    ----------
    n_components : int
        How many new features; at most as many as there are columns, and fewer than there are frames.

    Attributes
    ----------
    mean_ : array (D,)
    components_ : array (n_components, D)
        One direction a row, the one with the largest variance first.
    variances_ : array (D,)
        The variance along every direction, also along those that were left out.

    Examples
    --------
    Points near a line in three dimensions need one number each:

    >>> rng = np.random.default_rng(0)
    >>> X = np.outer(rng.standard_normal(200), [1.0, 2.0, 2.0]) + 0.01 * rng.standard_normal((200, 3))
    >>> pca = PCA(1).fit(X)
    >>> (3 * pca.components_).round(2)
    array([[1., 2., 2.]])
    >>> bool(np.abs(pca.inverse_transform(pca.transform(X)) - X).max() < 0.05)
    True
    """

    def __init__(self, n_components):
        expect_whole("PCA, number of components", n_components)
        self.n_components = n_components

    @on_all_frames
    def fit(self, X):
        """Learn the directions from all frames of X: an array (n_frames, D), or a list of songs (T_i, D).

        Raises
        ------
        InputError
            The frames do not differ in as many directions as components are asked for, or X is not a matrix of numbers.
        """
        n_frames, n_columns = X.shape
        self.mean_ = X.mean(axis=0)
        covariance = sum(part.T @ part for part in centred_parts(X, self.mean_)) / max(n_frames - 1, 1)
        variances, directions = np.linalg.eigh(covariance)
        # eigh begins with the smallest, and rounding can put a variance of zero a little below it.
        self.variances_, directions = np.maximum(variances[::-1], 0), directions[:, ::-1].T

        smallest = max(n_frames, n_columns) * np.finfo(float).eps * self.variances_[0]
        n_directions = int(np.sum(self.variances_ > smallest))
        if self.n_components > n_directions:
            raise InputError(
                f"PCA: {self.n_components} components were asked for, but the {n_frames} frames of {n_columns} columns "
                f"differ in {n_directions} directions only; ask for at most {n_directions}, or give more frames"
            )
        self.components_ = fix_signs(directions[: self.n_components])
        return self

    @on_each_song
    def transform(self, X):
        """Z = (X - m) W^T: frames (T, D) to new features (T, n_components), or a list of songs to a list of songs."""
        return (X - self.mean_) @ self.components_.T

    @partial(on_each_song, columns="n_components")
    def inverse_transform(self, Z):
        """m + Z W: from Z (T, n_components) the reconstruction (T, D), the frames nearest to X that Z can describe."""
        return Z @ self.components_ + self.mean_

    @property
    def n_columns_(self):
        return len(self.mean_)


def fix_signs(directions):
    """The sign convention of scikit-learn's ``svd_flip``: the largest entry of every row is positive.

    An eigenvector may point either way; with a convention, results repeat.
    """
    largest = np.argmax(np.abs(directions), axis=1)
    return directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
