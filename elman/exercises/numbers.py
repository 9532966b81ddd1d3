"""What a student gave, as numbers that can be judged: no checker may raise because of it."""

import numpy as np


def as_number(answer):
    """The answer as one finite float, or None where it is none.

    >>> as_number(np.array([[0.5]])), as_number("0.5"), as_number([1, 2]), as_number(float("nan"))
    (0.5, None, None, None)
    """
    array = as_array(answer)
    return float(array.item()) if array is not None and array.size == 1 else None


def as_array(answer):
    """The answer as an array of finite floats, or None where it is none."""
    try:
        array = np.asarray(answer)
        array = array.astype(float) if array.dtype.kind in "iuf" else None
    except (TypeError, ValueError):
        return None
    return array if array is not None and np.isfinite(array).all() else None


def in_words(error):
    """What a student's function raised, in one line."""
    return f"{type(error).__name__}: {error}"
