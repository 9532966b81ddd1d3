"""A guard at the doors of the network: wrong shapes, which NumPy would sometimes stretch silently, and lost numbers."""

import numpy as np

from elman.errors import InputError


def expect_shape(name, array, *expected):
    """Refuse an array that has not the expected shape.

    Without it, targets of shape (T, 1) or (2,) would be repeated ("broadcast") to the outputs' (T, 2), and a network
    would learn something that nobody asked for.

    Parameters
    ----------
    name : str
        What the message calls the array.
    array : array
    expected : int or str
        One for each axis: its length, or the name of a length that is free, but not 0.

    Raises
    ------
    InputError

    Examples
    --------
    >>> expect_shape("X", np.ones((60, 259)), "T", 260)
    Traceback (most recent call last):
    elman.errors.InputError: X has shape (60, 259), but (T, 260) was expected
    """
    shape = np.shape(array)
    if len(shape) == len(expected):
        for length, wanted in zip(shape, expected, strict=True):
            if length != wanted and (wanted.__class__ is not str or length == 0):
                break
        else:
            return
    raise InputError(f"{name} has shape {shape}, but ({', '.join(map(str, expected))}) was expected")


def expect_song(song, X, T, n_in, n_out):
    """Refuse a song that no network can learn from.

    Parameters
    ----------
    song : str
        Which one, for the message.
    X : array (n_frames, n_in)
    T : array (n_frames, n_out)
    n_in, n_out : int or str
        As for `expect_shape`.

    Raises
    ------
    InputError
        A wrong shape, or a number that is not finite.

    Examples
    --------
    >>> expect_song("song 3 of 5", np.array([[1.0, np.nan]]), np.zeros((1, 2)), 2, 2)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    elman.errors.InputError: X of song 3 of 5: nan in frame 1, column 2 (counted from 1), where a finite number was expected...
    """
    expect_shape(f"X of {song}", X, "n_frames", n_in)
    expect_shape(f"T of {song}", T, len(X), n_out)
    for name, matrix in (("X", X), ("T", T)):
        if not np.isfinite(matrix).all():
            frame, column = np.argwhere(~np.isfinite(matrix))[0]
            raise InputError(
                f"{name} of {song}: {matrix[frame, column]} in frame {frame + 1}, column {column + 1} (counted from 1), "
                f"where a finite number was expected; mend it or leave the song out"
            )
