"""Call a student's function: whatever it does, nothing is raised and nothing of the judge's is changed."""

import copy
import inspect
import warnings
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from elman.errors import steps

MANY = 100_000
"""A generator may be endless; so many of its values are taken."""

OWN = (Path(__file__).parents[1], Path(np.__file__).parent)
"""Where lines of code are that are not a student's."""


class Reply(NamedTuple):
    """What a student's function gave: ``value``; or, in ``words``, what it raised; and the arguments it wrote into."""

    value: object
    words: str = ""
    changed: tuple = ()


def attempt(function, arguments=()):
    """Call a student's function with copies of the arguments.

    Examples
    --------
    >>> attempt(lambda a: a.missing, (0,)).words.split(" (")[0]
    "raised AttributeError: 'int' object has no attribute 'missing'"
    """
    given = copy.deepcopy(arguments)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = function(*given)
            value = list(islice(value, MANY)) if isinstance(value, Iterator) else value
    except NotImplementedError:  # as good as an answer that is not given yet
        value = None
    except (Exception, SystemExit) as error:
        return Reply(None, _raised(error))
    if inspect.iscoroutine(value):
        value.close()
        return Reply(None, "is a coroutine: write def, not async def")
    changed = tuple(n for n, (old, new) in enumerate(zip(arguments, given, strict=True)) if not _unchanged(old, new))
    return Reply(value, "", changed)


def _raised(error):
    """An exception in words, with the student's line that raised it."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its text cannot be shown)"
    lines = [s for s in steps(error) if s.line and not any(own in Path(s.filename).parents for own in OWN)]
    where = f" (line {lines[-1].lineno}: {lines[-1].line})" if lines else ""
    return f"raised {type(error).__name__}: {text[:300]}{where}"


def _unchanged(old, new):
    """Whether an argument is what it was before the call."""
    try:
        return _alike(old, new)
    except Exception:  # something was put in that cannot be compared
        return False


def _alike(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    if hasattr(a, "__dict__"):  # a Song
        return _alike(vars(a), vars(b))
    return a is b or bool(a == b)
