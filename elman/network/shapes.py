"""A guard at the doors of the network: arrays of the wrong shape, which NumPy would sometimes stretch silently."""

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
