"""Extremely randomised trees: many trees of yes-or-no questions about single features, drawn at random, averaged.

A tree sends a frame from its root to a leaf. At each node it asks whether one feature lies below a threshold, and the leaf
answers with the mean of the training targets that arrived there::

    Y(x) = 1/B sum_b mean(targets in the leaf of tree b that x reaches)
    gain = |S_left|^2 / n_left + |S_right|^2 / n_right         S: the sum of the centred targets (2,), n: the number of frames

Each node draws `TRIES` features and, for each, a threshold between the smallest and the largest value there is; of these
questions it keeps that of largest gain, which leaves the smallest squared error. One tree is crude; the average of many is not,
because their errors differ. A tree can say "fast *and* loud", which no sum of features can; and its answers are means of
targets, so that no outlier among the features carries them away.

All trees grow together, level by level: the arrays below hold the frames of all nodes of all trees, node after node.

Source: P. Geurts, D. Ernst and L. Wehenkel, *Extremely randomized trees*, Machine Learning 63 (2006).
docs/variants.md, "best".
"""

import numpy as np

from elman.errors import InputError
from elman.seeds import random_generator
from elman.systems.frames import drawn_frames
from elman.systems.protocol import expect_whole, on_one_song, on_songs

TRIES = 60
"""Questions that a node chooses from."""


class Trees:
    """Extremely randomised trees for both emotions at once.

    Parameters
    ----------
    n_trees : int
    smallest : int
        A leaf holds at least so many frames.
    n_frames : int
        How many frames are drawn at random and learned from; all where there are not so many. Frames of a song are alike.
    seed : int or sequence of int
        For the frames and the questions.

    Attributes
    ----------
    column_ : array of int (n_nodes,)
        The feature that the node asks about; -1 in a leaf.
    threshold_ : array (n_nodes,)
    child_ : array of int (n_nodes,)
        The node for frames below the threshold; the node after it is for the others. The roots are nodes 0 to n_trees - 1.
    value_ : array (n_nodes, 2)
        The mean target of the frames that arrive at a node.

    Examples
    --------
    >>> from elman.corpus.synthetic import make
    >>> songs = make(seed=0, n_development=5, n_evaluation=0).development
    >>> Trees(10).fit(songs[:4]).predict(songs[4].features).shape
    (60, 2)
    """

    def __init__(self, n_trees=100, *, smallest=5, n_frames=3000, seed=0):
        for name, value in (("number of trees", n_trees), ("smallest leaf", smallest), ("number of frames", n_frames)):
            expect_whole(f"trees, {name}", value)
        self.n_trees, self.smallest, self.n_frames, self.seed = n_trees, smallest, n_frames, seed

    @on_songs
    def fit(self, songs):
        """Learn from songs; only frames with a target count."""
        rng = random_generator(self.seed)
        X, Y = drawn_frames(songs, self.n_frames, rng)
        self.n_columns_ = X.shape[1]
        self.column_, self.threshold_, self.child_, self.value_ = _grow(X, Y, self.n_trees, self.smallest, rng)
        return self

    def expect_sound(self, where):
        """Raise InputError unless each inner node asks about a feature there is, and its children come after it."""
        node = np.arange(len(self.column_))
        inner = self.column_ >= 0
        children = (self.child_ > node) & (self.child_ + 1 < len(node))
        if len(node) < self.n_trees or (self.column_ >= self.n_columns_).any() or not children[inner].all():
            raise InputError(f"{where}: its nodes are not those of {self.n_trees} trees of {self.n_columns_} features")

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        node = np.tile(np.arange(self.n_trees), (len(X), 1))
        while True:
            asks = self.column_[node]
            inner = asks >= 0
            if not inner.any():
                return self.value_[node].mean(axis=1)
            values = np.take_along_axis(X, np.maximum(asks, 0), axis=1)
            node = np.where(inner, self.child_[node] + (values >= self.threshold_[node]), node)


def _grow(X, Y, n_trees, smallest, rng):
    """The arrays of all nodes, level below level; see `Trees`."""
    mean = Y.mean(axis=0)
    R = Y - mean
    rows, sizes = np.tile(np.arange(len(X)), n_trees), np.full(n_trees, len(X))
    levels, n_nodes = [], 0
    while len(sizes):
        value = mean + np.add.reduceat(R[rows], _starts(sizes)) / sizes[:, None]
        column, threshold = np.full(len(sizes), -1), np.zeros(len(sizes))
        can_split = sizes >= 2 * smallest
        rows = rows[np.repeat(can_split, sizes)]
        asked, cut = _questions(X, R, rows, sizes[can_split], smallest, rng)
        column[can_split], threshold[can_split] = asked, cut

        splits = asked >= 0
        rows = rows[np.repeat(splits, sizes[can_split])]
        node = np.repeat(np.arange(np.sum(splits)), sizes[can_split][splits])
        child = 2 * node + (X[rows, asked[splits][node]] >= cut[splits][node])
        rows = rows[np.argsort(child, kind="stable")]
        n_nodes += len(column)
        children = np.full(len(column), -1)
        children[column >= 0] = n_nodes + 2 * np.arange(np.sum(splits))
        levels.append((column, threshold, children, value))
        sizes = np.bincount(child, minlength=2 * np.sum(splits))
    return tuple(np.concatenate(arrays) for arrays in zip(*levels, strict=True))


def _questions(X, R, rows, sizes, smallest, rng):
    """For each node the feature and threshold of largest gain of `TRIES` drawn; -1 where none leaves enough on both sides."""
    best, column, threshold = np.zeros(len(sizes)), np.full(len(sizes), -1), np.zeros(len(sizes))
    if not len(sizes):
        return column, threshold
    starts, targets = _starts(sizes), R[rows].T.copy()
    total = np.add.reduceat(targets, starts, axis=1)
    # A node asks about one column: with each column in one piece, the values that it wants lie near each other.
    columns = np.ascontiguousarray(X.T).ravel()
    for _ in range(TRIES):
        asked = rng.integers(X.shape[1], size=len(sizes))
        values = columns[np.repeat(asked * len(X), sizes) + rows]
        low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
        cut = low + rng.random(len(sizes)) * (high - low)
        left = values < np.repeat(cut, sizes)
        n = np.add.reduceat(left, starts, dtype=int)
        S = np.add.reduceat(targets * left, starts, axis=1)
        good = (n >= smallest) & (sizes - n >= smallest)
        squares = np.sum(S**2, axis=0) / np.maximum(n, 1) + np.sum((total - S) ** 2, axis=0) / np.maximum(sizes - n, 1)
        # What the sum of the two gains beside |S|^2 / n, that of no question, is by how much the squared error falls.
        gain = np.where(good, squares - np.sum(total**2, axis=0) / sizes, 0)
        better = gain > best
        best = np.where(better, gain, best)
        column = np.where(better, asked, column)
        threshold = np.where(better, cut, threshold)
    return column, threshold


def _starts(sizes):
    return np.cumsum(sizes) - sizes
