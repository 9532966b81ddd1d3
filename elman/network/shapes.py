"""Input checks: wrong shapes, which NumPy would sometimes broadcast silently, and numbers that are not finite."""

import numpy as np

from elman.errors import InputError


def expect_shape(name, array, *expected):
    """Raise InputError unless an array is given, and has the expected shape.

    Without it, targets of shape (T, 1) or (2,) would be broadcast silently to the outputs' (T, 2), and a network would
    learn something that nobody asked for.

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
    elman.errors.InputError: X: shape (60, 259) was given, (T, 260) was expected
    """
    if not isinstance(array, np.ndarray):
        raise InputError(f"{name}: a {type(array).__name__} was given, an array was expected; np.array(...) makes one")
    shape = array.shape
    pairs = zip(shape, expected, strict=False)
    fits = [length > 0 if isinstance(wanted, str) else length == wanted for length, wanted in pairs]
    if len(shape) != len(expected) or not all(fits):
        raise InputError(f"{name}: shape {shape} was given, ({', '.join(map(str, expected))}) was expected")


def expect_song(song, X, targets, n_in, n_out):
    """Raise InputError unless a network can learn from the song.

    Parameters
    ----------
    song : str
        Which one, for the message.
    X : array (T, n_in)
    targets : array (T, n_out)
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
    expect_shape(f"X of {song}", X, "T", n_in)
    expect_shape(f"targets of {song}", targets, len(X), n_out)
    for name, matrix in (("X", X), ("targets", targets)):
        if not np.isfinite(matrix).all():
            frame, column = np.argwhere(~np.isfinite(matrix))[0]
            raise InputError(
                f"{name} of {song}: {matrix[frame, column]} in frame {frame + 1}, column {column + 1} (counted from 1), "
                f"where a finite number was expected; fix it or leave the song out"
            )
