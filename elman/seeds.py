"""Where everything random begins: one rule for what a seed may be."""

from numbers import Integral

import numpy as np

from elman.errors import InputError, quoted, shortened


def random_generator(seed):
    """``numpy.random.default_rng(seed)``, with words for what is not a seed; a generator is given back as it is.

    NumPy takes None, which would give other numbers in each call, and True, which is seldom meant.

    Parameters
    ----------
    seed : int, sequence of int or numpy.random.Generator

    Raises
    ------
    InputError
        Not a generator, and not a whole number, or several, of 0 or more.

    Examples
    --------
    >>> float(random_generator(0).random()) == float(np.random.default_rng(0).random())
    True
    >>> random_generator(-1)
    Traceback (most recent call last):
    elman.errors.InputError: the seed is -1; a whole number of 0 or more was expected
    """
    if isinstance(seed, np.random.Generator):
        return seed
    listed = seed.tolist() if isinstance(seed, np.ndarray) else seed
    for number in listed if isinstance(listed, list | tuple) else [listed]:
        if isinstance(number, bool) or not isinstance(number, Integral) or number < 0:
            shown = quoted(number) if isinstance(number, str) else shortened(number)
            raise InputError(f"the seed is {shown}; a whole number of 0 or more was expected")
    return np.random.default_rng(listed)
