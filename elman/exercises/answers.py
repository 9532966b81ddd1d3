"""What a student gave, as numbers that can be judged: no checker may raise because of it."""

import copy
import warnings

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


def attempt(function, *arguments):
    """Call a student's function with copies of the arguments.

    Returns
    -------
    value, words : object, str
        What it returned and an empty text; or None and what it raised, in words.

    Examples
    --------
    >>> def unfinished(a):
    ...     raise NotImplementedError("write your answer here")
    >>> attempt(unfinished, 0)
    (None, 'your function raised NotImplementedError: write your answer here')
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return function(*copy.deepcopy(arguments)), ""
    except (Exception, SystemExit) as error:
        return None, f"your function raised {type(error).__name__}: {error}"


def shape_fault(value, shape, name):
    """What is wrong with an array that a student returned: no array, not finite, another shape; empty where nothing.

    >>> shape_fault(np.zeros((3, 2)), (2, 3), "W")
    'W has shape (3, 2), but (2, 3) was expected'
    """
    array = as_array(value)
    if array is None:
        return f"{name} must be an array of finite numbers, but {type(value).__name__} was returned"
    return "" if array.shape == shape else f"{name} has shape {array.shape}, but {shape} was expected"


def same(a, b, rtol=1e-8):
    """Whether two arrays of one shape differ by rounding only, beside the largest entry of ``b``."""
    return np.shape(a) == np.shape(b) and bool(np.max(np.abs(a - b)) <= rtol * np.max(np.abs(b)))
