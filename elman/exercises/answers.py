"""What is there to judge in an answer, as arrays of numbers: `read` makes them, `off` compares them."""

import warnings
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from numbers import Real

import numpy as np

from elman.exercises.attempt import MANY

RTOL = 1e-8
"""By what part of the largest entry two arrays may differ and still be the same but for rounding."""

SINGLE = 1e-4
"""The same for float32, which keeps 7 digits; sums and solutions of equations lose some of them."""


class Unreadable(Exception):
    """What a student gave cannot be judged; the message says what was expected."""


def is_nothing(value):
    """Whether no answer is given yet: None or ``...``, or a pair or dict of nothing but these.

    >>> is_nothing(None), is_nothing((None, None)), is_nothing([]), is_nothing(0)
    (True, True, False, False)
    """
    parts = list(value.values()) if isinstance(value, Mapping) else value
    parts = parts if isinstance(parts, list | tuple) and len(parts) else [parts]
    return all(part is None or part is ... for part in parts)


def kind(value):
    """What something is, in a word or two.

    >>> kind("abc"), kind(None), kind([1]), kind(len)
    ('a text', 'None', 'a list', 'a function')
    """
    if value is None:
        return "None"
    names = {"str": "text", "builtin_function_or_method": "function", "ndarray": "array"}
    name = names.get(type(value).__name__, type(value).__name__)
    return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"


def to_array(value, name):
    """An array of real numbers, in float64 (float32 stays float32); it may hold nan and inf.

    Raises
    ------
    Unreadable
        It is none; the message begins with ``name``.

    Examples
    --------
    >>> to_array([[1, 2], [3, 4]], "W")
    array([[1., 2.],
           [3., 4.]])
    >>> to_array([[1, 2], [3]], "W")
    Traceback (most recent call last):
    elman.exercises.answers.Unreadable: W is a list whose rows differ in length
    """
    if value is None or value is ...:
        raise Unreadable(f"{name} is {value}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.array(list(islice(value, MANY)) if isinstance(value, Iterator) else value)
    except Exception:
        ragged = "whose rows differ in length" if isinstance(value, list | tuple) else "that does not become an array"
        raise Unreadable(f"{name} is {kind(value)} {ragged}") from None
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    if array.dtype.kind == "O":
        array = _numbers_of_objects(array, name)
    if array.dtype.kind not in "fiu":
        what = {"b": "True or False", "c": "complex numbers", "U": "text", "S": "text"}.get(
            array.dtype.kind, "no numbers"
        )
        raise Unreadable(f"{name} holds {what}, where real numbers were expected")
    if array.dtype == np.float16:
        raise Unreadable(f"{name} holds float16, which keeps 3 digits; use NumPy's own float64")
    return array if array.dtype == np.float32 else array.astype(float)


def _numbers_of_objects(array, name):
    """Decimal, Fraction and whole numbers of any size as floats."""
    for value in array.flat:
        if isinstance(value, bool) or not isinstance(value, Real | Decimal):
            raise Unreadable(f"{name} {'holds' if array.ndim else 'is'} {kind(value)}, where numbers were expected")
    try:
        return np.array([float(value) for value in array.flat]).reshape(array.shape)
    except (OverflowError, ValueError):
        raise Unreadable(f"{name} holds a number too large for a float") from None


def read(value, names, keyed=False):
    """The arrays in an answer, by name.

    Parameters
    ----------
    value : object
        What the student gave.
    names : tuple of str
        One name: the answer is one array or number. Several: a tuple, a list, an array with so many rows, or a dict with
        these keys.
    keyed : bool
        Only a dict will do, as for gradients.

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> read(((1, 2), 3), ("W", "b"))
    {'W': array([1., 2.]), 'b': array(3.)}
    """
    if isinstance(value, Mapping) and (keyed or len(names) > 1):
        missing, extra = [n for n in names if n not in value], [str(n) for n in value if n not in names]
        if missing or extra:
            lacks = [f"{', '.join(missing)} missing"] * bool(missing) + [f"{', '.join(extra)} unknown"] * bool(extra)
            raise Unreadable(f"a dict came back with {' and '.join(lacks)}; its keys must be {', '.join(names)}")
        return {name: to_array(value[name], name) for name in names}
    if keyed:
        raise Unreadable(f"{kind(value)} came back, where a dict with the keys {', '.join(names)} was expected")
    if len(names) == 1:
        return {names[0]: to_array(value, names[0])}
    try:
        values = None if isinstance(value, str | bytes) else list(value)
    except Exception:
        values = None
    if values is None or len(values) != len(names):
        what = kind(value) if values is None else f"{kind(value)} of {len(values)}"
        raise Unreadable(f"{what} came back, where {len(names)} were expected: {', '.join(names)}")
    return {name: to_array(one, name) for name, one in zip(names, values, strict=True)}


def off(given, wanted, rtol=RTOL, least=0.0):
    """Which entries of an array differ from those of another of the same shape by more than rounding.

    Rounding is measured beside the largest entry of ``wanted``, or ``least`` where that is larger. nan equals nan here,
    and inf equals inf.

    >>> off(np.array([1e6, 1.0]), np.array([1e6, 1.1]), 1e-6), off(np.array([np.inf]), np.array([np.inf]))
    (array([False, False]), array([False]))
    """
    rtol = max(rtol, SINGLE) if given.dtype == np.float32 else rtol
    finite = np.isfinite(given) & np.isfinite(wanted)
    largest = np.max(np.abs(wanted), where=np.isfinite(wanted), initial=least)
    with np.errstate(invalid="ignore"):
        far = np.abs(given - wanted) > rtol * largest
        return np.where(finite, far, (given != wanted) & ~(np.isnan(given) & np.isnan(wanted)))
