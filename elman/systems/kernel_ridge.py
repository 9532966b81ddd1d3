"""Kernel ridge regression with the Gaussian kernel: what resembles a training frame gets an answer like its target::

    f(x) = b + sum_j k(x, z_j) a_j            k(x, z) = exp(-g/D |x - z|^2), x and z standardised, D columns
    (K^T K + n c K_zz) a = K^T R              K_ij = k(x_i, z_j) of n frames, K_zz of the m landmarks, R: targets less b

The *landmarks* z_j are m frames drawn from the training frames. Where all are drawn K = K_zz, and what is left is the textbook's
a = (K + n c I)^-1 R. With m of them (the Nyström method) memory is n m numbers at most, and the time goes with n m^2 in place
of n^3. The smaller g, the less the surface f bends.

Sources: C. Williams and M. Seeger, *Using the Nyström method to speed up kernel machines*, NIPS 13 (2001); A. Rudi, R. Camoriano
and L. Rosasco, *Less is more: Nyström computational regularization*, NIPS 28 (2015), for the equation. Notebooks 02,
for ridge, and 11, for the kernel.
"""

import numpy as np
from scipy import linalg

from elman.errors import InputError
from elman.seeds import random_generator
from elman.systems.features.kernel_pca import gaussian_kernel
from elman.systems.features.standardize import Standardizer
from elman.systems.frames import drawn_frames
from elman.systems.protocol import on_one_song, on_songs

LANDMARKS, FRAMES = 600, 3000
"""At most so many landmarks, and so many frames to learn from, are drawn; frames of a song are alike."""

ALIKE = 1e-9
"""Added to the diagonal, per frame."""


class KernelRidge:
    """Kernel ridge regression on landmarks; `fit_path` fits several penalties at once.

    Parameters
    ----------
    gamma, penalty : float
        g and c of the equations.
    seed : int or sequence of int
        For drawing the frames and the landmarks.

    Attributes
    ----------
    scaler_ : Standardizer
    landmarks_ : array (m, D)
        Standardised.
    a_ : array (m, 2)
    b_ : array (2,)
        The mean of the targets.

    Examples
    --------
    >>> from elman.corpus.synthetic import make
    >>> songs = make(seed=0, n_development=5, n_evaluation=0).development
    >>> KernelRidge(0.1, 0.01).fit(songs[:4]).predict(songs[4].features).shape
    (60, 2)
    """

    def __init__(self, gamma, penalty, *, seed=0):
        for name, value in (("gamma", gamma), ("penalty", penalty)):
            if not 0 < value < np.inf:
                raise InputError(f"kernel ridge, {name}: {value!r} was given, a number above 0 was expected")
        self.gamma, self.penalty, self.seed = gamma, penalty, seed

    @on_songs
    def fit(self, songs):
        """Learn from songs; only frames with a target count."""
        [fitted] = fit_path(songs, self.gamma, [self.penalty], self.seed)
        self.scaler_, self.landmarks_, self.a_, self.b_ = fitted.scaler_, fitted.landmarks_, fitted.a_, fitted.b_
        return self

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return gaussian_kernel(self.scaler_.transform(X), self.landmarks_, self.gamma / X.shape[1]) @ self.a_ + self.b_

    @property
    def n_columns_(self):
        return self.landmarks_.shape[1]


def fit_path(songs, gamma, penalties, seed=0):
    """One `KernelRidge` for each penalty; kernels and their products are made once.

    Parameters
    ----------
    songs : list of Song
    gamma : float
    penalties : sequence of float
    seed : int or sequence of int

    Returns
    -------
    list of KernelRidge
        As ``KernelRidge(gamma, penalty, seed=seed).fit(songs)``.
    """
    models = [KernelRidge(gamma, penalty, seed=seed) for penalty in penalties]
    rng = random_generator(seed)
    X, Y = drawn_frames(songs, FRAMES, rng)
    scaler, b = Standardizer().fit(X), Y.mean(axis=0)
    Z = scaler.transform(X)
    landmarks = Z[np.sort(rng.choice(len(Z), min(LANDMARKS, len(Z)), replace=False))]
    K = gaussian_kernel(Z, landmarks, gamma / Z.shape[1])
    K_zz = gaussian_kernel(landmarks, landmarks, gamma / Z.shape[1])
    squares, products = K.T @ K, K.T @ (Y - b)
    for model in models:
        # Landmarks that are alike make both matrices singular; so little on the diagonal changes nothing else.
        little = ALIKE * (1 + model.penalty) * np.eye(len(landmarks))
        a = linalg.solve(squares + len(Z) * (model.penalty * K_zz + little), products, assume_a="pos")
        model.scaler_, model.landmarks_, model.a_, model.b_ = scaler, landmarks, a, b
    return models
