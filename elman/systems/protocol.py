"""What everything that can be fitted has in common, and its input checks.

A *transform* makes new features from features, a *predictor* makes curves::

    transform.fit(X)        X: all frames as one matrix (n_frames, D), or a list of songs (T_i, D); returns the transform
    transform.transform(X)  new features: a matrix for a matrix, a list for a list
    predictor.fit(songs)    songs: a list of elman.corpus.song.Song; returns the predictor
    predictor.predict(X)    X: one song's features (T, D); returns its valence and arousal (T, 2)

Hyper-parameters and the seed are arguments of the constructor, stored under their own names; everything random is drawn from
that seed, so that a second `fit` gives the same bits. What was learned is stored in attributes whose names end in "_";
``n_columns_`` is D. What was trained in epochs has ``history_``, the mean cost of each.

The checks are decorators, declared once above a function, so that the function itself holds the formula only.
"""

import functools
from contextlib import contextmanager

import numpy as np

from elman.corpus.song import Song
from elman.errors import InputError

LARGEST = 1e150
"""Squares of larger numbers overflow, or nearly so, when they are added up."""


def on_all_frames(fit):
    """Decorate ``fit(self, X)``: it gets the frames of all songs below each other, checked by `stack_frames`."""

    @functools.wraps(fit)
    def checked(self, X):
        with _all_or_nothing(self):
            return fit(self, stack_frames(X))  # no name for the frames here, so that fit can let go of them

    return checked


def on_each_song(transform, columns="n_columns_"):
    """Decorate ``transform(self, X)``: it gets one checked matrix (T, D) at a time; a list of songs gives a list.

    ``columns`` names the attribute that says what D must be.
    """

    @functools.wraps(transform)
    def checked(self, X):
        expect_fitted(self)
        songs = [transform(self, song) for song in _matrices(X, getattr(self, columns))]
        return songs[0] if isinstance(X, np.ndarray) else songs

    return checked


def on_songs(fit):
    """Decorate ``fit(self, songs)``: the songs were checked by `expect_songs`."""

    @functools.wraps(fit)
    def checked(self, songs):
        expect_songs(songs)
        with _all_or_nothing(self):
            return fit(self, songs)

    return checked


def on_one_song(predict):
    """Decorate ``predict(self, X)``: X is a checked matrix (T, D), of ``n_columns_`` columns where the predictor has it."""

    @functools.wraps(predict)
    def checked(self, X):
        expect_fitted(self)
        return predict(self, expect_features(X, "the matrix of features", getattr(self, "n_columns_", None)))

    return checked


@contextmanager
def _all_or_nothing(estimator):
    """Where fitting fails, the estimator is not fitted: neither in part nor as before."""
    try:
        yield
    except BaseException:
        for name in [name for name in vars(estimator) if name.endswith("_")]:
            delattr(estimator, name)
        raise


def expect_fitted(estimator):
    """Raise InputError unless the estimator learned something."""
    if not any(name.endswith("_") for name in vars(estimator)):
        raise InputError(f"this {type(estimator).__name__} is not fitted; call its fit first")


def expect_features(X, where, n_columns=None):
    """A song's features as a matrix of floats.

    Raises
    ------
    InputError
        It is not a matrix of numbers, has another number of columns, or a number in it is not finite.

    Examples
    --------
    >>> expect_features(np.ones((60, 1)), "song 7", 4)
    Traceback (most recent call last):
    elman.errors.InputError: song 7: 1 column of features was given, 4 were expected
    """
    if np.ma.is_masked(X):
        raise InputError(
            f"{where} has masked entries; a finite number was expected in each: fill the gaps, or leave the song out"
        )
    matrix = np.asarray(X)
    if matrix.ndim != 2 or matrix.dtype.kind not in "fiub":
        raise InputError(
            f"{where} is an array of shape {matrix.shape} and type {matrix.dtype}; a matrix of numbers, frames by "
            f"features, was expected"
        )
    if n_columns is not None and matrix.shape[1] != n_columns:
        given = f"{matrix.shape[1]} column{' of features was' if matrix.shape[1] == 1 else 's of features were'} given"
        raise InputError(f"{where}: {given}, {n_columns} were expected")
    expect_finite(matrix, where, "fill the gap, or leave the song out")
    return matrix.astype(float, copy=False)


def expect_finite(matrix, where, advice):
    """Raise InputError unless all numbers are finite; names row and column, counted from 1."""
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise InputError(
            f"{where}, row {row + 1}, column {column + 1} is {matrix[row, column]}; a finite number was expected: {advice}"
        )


def expect_songs(songs):
    """Raise InputError unless there are training songs with equal columns, and all their numbers are finite."""
    if len(songs) == 0:
        raise InputError("there are no training songs; give at least one")
    n_columns = None
    for song in songs:
        if not isinstance(song, Song):
            raise InputError(f"a {type(song).__name__} was given for a song; an elman.corpus.song.Song was expected")
        n_columns = expect_features(song.features, f"song {song.id}", n_columns).shape[1]
        if np.ndim(song.targets) != 2 or not 0 < len(song.targets) <= len(song.features):
            raise InputError(
                f"song {song.id} has targets of shape {np.shape(song.targets)} for {len(song.features)} frames of features; "
                f"one row for each of its last frames was expected"
            )
        expect_finite(song.targets, f"song {song.id}: its targets", "leave the song out")


def stack_frames(X):
    """All frames of all songs below each other.

    Parameters
    ----------
    X : array (n_frames, D), or list of arrays (T_i, D)

    Returns
    -------
    array (n_frames, D)
        A matrix of floats that was given alone is handed back as it is, not copied.

    Raises
    ------
    InputError
        There are no frames, songs differ in their columns, a number is not finite, or so large that its square is not.

    Examples
    --------
    >>> stack_frames([np.zeros((60, 3)), np.ones((40, 3))]).shape
    (100, 3)
    """
    songs = _matrices(X)
    if sum(len(song) for song in songs) == 0:
        raise InputError("there are no frames to fit on; give at least one song")
    frames = songs[0] if len(songs) == 1 else np.concatenate(songs)
    largest = np.maximum(frames.max(axis=0), -frames.min(axis=0))
    for column in np.flatnonzero(largest > LARGEST)[:1]:
        raise InputError(
            f"feature {column + 1} of {len(largest)} holds numbers as large as {largest[column]:g}, whose squares overflow; give "
            f"it in another unit, or leave it out"
        )
    return frames


def _matrices(X, n_columns=None):
    """The checked matrices of a list of songs, or of one."""
    if isinstance(X, np.ndarray):
        return [expect_features(X, "the matrix of features", n_columns)]
    matrices = []
    for n, song in enumerate(X):
        matrices.append(expect_features(song, f"song {n + 1} of {len(X)}", n_columns))
        n_columns = matrices[0].shape[1]
    return matrices


def expect_whole(name, value):
    """Raise InputError unless ``value`` is a whole number, 1 or more."""
    if not (isinstance(value, int | np.integer) and value >= 1):
        raise InputError(f"{name}: {value!r} was given, a whole number, 1 or more, was expected")
