"""Kernel PCA with the Gaussian kernel: PCA in a space in which curved structure lies straight.

The kernel ``k(x, y) = exp(-gamma |x - y|^2)`` is the scalar product of x and y in a feature space too large to write down. PCA
there needs only the kernel matrix K of the n fitted frames, K_ij = k(x_i, x_j), centred in that space::

    K~_ij = K_ij - mean_i K_ij - mean_j K_ij + mean K           K~ a_k = l_k a_k,  |a_k| = 1,  l_1 >= l_2 >= ...
    z_k(x) = sum_i (k(x, x_i) - mean_j K_ij) a_ik / sqrt(l_k)   the new features of any frame x

K has n^2 entries and its eigenvectors take time proportional to n^3. So a random part of the frames is fitted, and
`KernelPCA.estimate` gives bytes and seconds before anything starts.

Source: B. Schölkopf, A. Smola and K.-R. Müller, *Nonlinear component analysis as a kernel eigenvalue problem*, Neural
Computation 10 (1998); the paper, which found that it did not help. Notebook 11, "Try what did not help".
"""

import time
from typing import NamedTuple

import numpy as np
import scipy.linalg

from elman.errors import InputError
from elman.seeds import random_generator
from elman.systems.features.pca import fix_signs
from elman.systems.protocol import expect_whole, on_all_frames, on_each_song

BLOCK = 1000
"""How many frames of a song are transformed at once: this bounds the memory and leaves the result as it is."""

ZERO = 1e-12
"""An eigenvalue below ZERO times n, the sum of all before centring, counts as zero: it is rounding error."""


def gaussian_kernel(X, Y, gamma):
    """``K_ij = exp(-gamma |x_i - y_j|^2)`` for the rows of X (n, D) and Y (m, D): an array (n, m), made in place.

    Examples
    --------
    >>> gaussian_kernel(np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [3.0, 4.0]]), gamma=0.04).round(3)
    array([[1.   , 0.368]])
    """
    K = X @ Y.T  # |x - y|^2 = |x|^2 + |y|^2 - 2 x.y, every step in place
    K *= -2
    K += np.einsum("id,id->i", X, X)[:, None]
    K += np.einsum("jd,jd->j", Y, Y)
    np.maximum(K, 0, out=K)  # rounding can make the distance of a frame to itself a little negative
    K *= -gamma
    return np.exp(K, out=K)


class Estimate(NamedTuple):
    """What a fit and the transform of the same songs will take: the most bytes held at a time, and the time."""

    bytes: int
    seconds: float

    def __str__(self):
        return f"{self.bytes / 1e6:,.0f} MB, about {self.seconds:,.0f} s"


class KernelPCA:
    """The first kernel principal components of frames, Gaussian kernel.

    Parameters
    ----------
    n_components : int or None
        How many new features. None: all whose eigenvalue is not zero (what the authors ran).
    n_frames : int
        How many frames are drawn at random and fitted; all where there are not so many. The authors fitted 10,000.
    gamma : float or None
        The kernel's width, per squared unit of the features: frames much further apart than 1 / sqrt(gamma) are not
        alike at all. None: 1 / D, which is also scikit-learn's default. Two random frames of D standardised columns
        have a mean squared distance of 2 D, so that with it their kernel is about exp(-2).
    seed : int, sequence of int or numpy.random.Generator
        For drawing the frames.

    Attributes
    ----------
    frames_ : array (n, D)
        The frames that were drawn.
    gamma_ : float
    eigenvalues_ : array (n_components,)
        The largest first. Divided by n they are the variances of the new features over the fitted frames.
    weights_ : array (n, n_components)
        a_k / sqrt(l_k), one component a column.
    means_ : array (n,)
        The mean of each column of K before centring.

    Examples
    --------
    Two rings cannot be told apart along any straight line; along the first kernel component they can:

    >>> rng = np.random.default_rng(0)
    >>> angle, radius = rng.uniform(0, 6.28, 100), np.repeat([1.0, 4.0], 50)
    >>> X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    >>> z = KernelPCA(1, gamma=0.1).fit(X).transform(X)[:, 0]
    >>> bool(z[:50].min() > z[50:].max() or z[:50].max() < z[50:].min())
    True
    """

    def __init__(self, n_components=200, *, n_frames=2000, gamma=None, seed=0):
        if n_components is not None:
            expect_whole("kernel PCA, number of components", n_components)
        expect_whole("kernel PCA, number of frames", n_frames)
        if gamma is not None and not 0 < gamma < float("inf"):
            raise InputError(f"kernel PCA, gamma: {gamma!r} was given, a number above 0 was expected")
        self.n_components, self.n_frames, self.gamma, self.seed = n_components, n_frames, gamma, seed

    @on_all_frames
    def fit(self, X):
        """Learn the components from frames drawn from X: an array (n_frames, D), or a list of songs (T_i, D).

        Raises
        ------
        InputError
            More components than frames, or than eigenvalues that are not zero; or X is not a matrix of numbers.
        """
        n = min(self.n_frames, len(X))
        self._expect_enough_frames(n)
        rng = random_generator(self.seed)
        self.frames_ = X[np.sort(rng.choice(len(X), n, replace=False))]
        self.gamma_ = 1 / X.shape[1] if self.gamma is None else self.gamma
        del X
        K = gaussian_kernel(self.frames_, self.frames_, self.gamma_)
        self.means_ = K.mean(axis=0)
        K -= self.means_
        K -= self.means_[:, None]
        K += self.means_.mean()
        self.eigenvalues_, vectors = _largest_eigenvectors(K, n if self.n_components is None else self.n_components)
        del K

        kept = int(np.sum(self.eigenvalues_ > ZERO * n))
        if kept == 0 or (self.n_components is not None and kept < self.n_components):
            raise InputError(
                f"kernel PCA: {self.n_components or 'all'} components were asked for, but of the {n} frames' kernel "
                f"{kept} eigenvalues are not zero; "
                f"{f'ask for at most {kept}, or' if kept else 'to this kernel all frames are alike:'} "
                f"choose another gamma than {self.gamma_:g}"
            )
        self.eigenvalues_, vectors = self.eigenvalues_[:kept], vectors[:, :kept]
        self.weights_ = fix_signs(vectors.T).T
        self.weights_ /= np.sqrt(self.eigenvalues_)
        return self

    def _expect_enough_frames(self, n):
        if self.n_components is not None and self.n_components > n:
            raise InputError(
                f"kernel PCA: {self.n_components} components were asked for, but it is fitted on {n} frames; ask for "
                f"at most {n}, or fit more frames"
            )

    @on_each_song
    def transform(self, X):
        """Frames (T, D) to new features (T, n_components), or a list of songs to a list of songs."""
        Z = np.empty((len(X), self.weights_.shape[1]))
        for start in range(0, len(X), BLOCK):
            Z[start : start + BLOCK] = self._transform_block(X[start : start + BLOCK])
        return Z

    @property
    def n_columns_(self):
        return self.frames_.shape[1]

    def _transform_block(self, frames):
        K = gaussian_kernel(frames, self.frames_, self.gamma_)
        # Of the centring's three terms only this one differs from i to i. What is the same for all i drops out, because
        # the entries of every a_k sum to zero.
        K -= self.means_
        return K @ self.weights_

    def estimate(self, X):
        """What ``fit(X)`` and then ``transform(X)`` will take; of X, an array or a list, only the shape is looked at.

        The bytes of all large arrays are counted, beside those of X itself. The seconds are measured: the kernel and
        eigenvectors of m random frames (half of n, 2,000 at most) are computed now, and their times multiplied by
        (n / m)^3 and by how many more kernels there are. Expect them right within a factor of two.

        Returns
        -------
        Estimate

        Examples
        --------
        >>> songs = [np.zeros((60, 260))] * 388
        >>> KernelPCA(n_frames=3000).estimate(songs).bytes / 1e6
        83.04
        """
        alone = isinstance(X, np.ndarray)
        lengths = [len(X)] if alone else [len(song) for song in X]
        n_all, n_columns = sum(lengths), (X if alone else X[0]).shape[1]
        n = min(self.n_frames, n_all)
        self._expect_enough_frames(n)
        k = n if self.n_components is None else self.n_components

        drawn, kernel, weights = n * n_columns, n * n, n * k
        stacking = 0 if len(lengths) == 1 else n_all * n_columns
        transforming = weights + n_all * k + min(BLOCK, max(lengths)) * (n + k)
        most = drawn + max(stacking, kernel + weights, 2 * weights, transforming)
        return Estimate(8 * most, _measure(n, k, n_all, n_columns))


def _measure(n, k, n_all, n_columns):
    m = min(-(-n // 2), 2000)
    frames = np.random.default_rng(0).standard_normal((m, n_columns))
    start = time.perf_counter()
    _, vectors = _largest_eigenvectors(gaussian_kernel(frames, frames, 1 / n_columns), max(1, k * m // n))
    fitted = time.perf_counter()
    gaussian_kernel(frames, frames, 1 / n_columns) @ vectors
    transformed = time.perf_counter()
    return (fitted - start) * (n / m) ** 3 + (transformed - fitted) * n * n_all / m**2


def _largest_eigenvectors(K, k):
    """The k largest eigenvalues (k,) of a symmetric K (n, n), and their eigenvectors (n, k); overwrites K."""
    n = len(K)
    # K.T is K, but in the order of LAPACK, which then works in place instead of on a copy.
    values, vectors = scipy.linalg.eigh(
        K.T, subset_by_index=(n - k, n - 1), overwrite_a=True, check_finite=False, driver="evr"
    )
    return values[::-1], vectors[:, ::-1]
