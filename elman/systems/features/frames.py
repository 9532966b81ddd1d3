"""Songs as one tall matrix of frames, and back: what PCA, kernel PCA and the autoencoder share.

They look at single frames and do not care which song a frame comes from, so that they take one matrix of frames as well
as a list of songs.
"""

import numpy as np

from elman.errors import InputError


def _checked(matrix, where, n_columns):
    matrix = np.asarray(matrix, dtype=float)
    if matrix.ndim != 2:
        raise InputError(f"{where} is an array of shape {matrix.shape}; a matrix of frames by features was expected")
    if n_columns is not None and matrix.shape[1] != n_columns:
        raise InputError(f"{where} has {matrix.shape[1]} columns of features, {n_columns} were expected")
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise InputError(
            f"{where}, row {row + 1}, column {column + 1} is {matrix[row, column]}; features must be finite numbers: "
            f"fill the gap, or leave the song out"
        )
    return matrix


def _songs(X, n_columns=None):
    if isinstance(X, np.ndarray):
        return [_checked(X, "the matrix of features", n_columns)]
    songs = []
    for n, song in enumerate(X):
        songs.append(_checked(song, f"song {n + 1} of {len(X)}", n_columns))
        n_columns = songs[0].shape[1]
    return songs


def stack_frames(X):
    """All frames of all songs below each other.

    Parameters
    ----------
    X : array (n_frames, D), or list of arrays (T_i, D)

    Returns
    -------
    array (n_frames, D)
        A matrix that was given alone is handed back as it is, not copied.

    Raises
    ------
    InputError
        There are no frames, songs differ in their columns, or a number is missing or infinite.

    Examples
    --------
    >>> stack_frames([np.zeros((60, 3)), np.ones((40, 3))]).shape
    (100, 3)
    """
    songs = _songs(X)
    if sum(len(song) for song in songs) == 0:
        raise InputError("there are no frames to fit on; give at least one song")
    return songs[0] if len(songs) == 1 else np.concatenate(songs)


def each_song(transform, X, n_columns):
    """``transform`` of every song: a matrix for a matrix, a list for a list.

    Raises
    ------
    InputError
        A song has not the ``n_columns`` columns that were fitted, or a number is missing or infinite.
    """
    songs = [transform(song) for song in _songs(X, n_columns)]
    return songs[0] if isinstance(X, np.ndarray) else songs


def expect_whole(name, value):
    """Raise InputError unless ``value`` is a whole number, 1 or more."""
    if not (isinstance(value, int | np.integer) and value >= 1):
        raise InputError(f"{name}: {value!r} was given, a whole number, 1 or more, was expected")
