"""Numba, where it is installed, turns loops into machine code; without it they stay the Python functions that they are.

Numba compiles a function when it is first called, for the types it is called with.
"""

import hashlib
from pathlib import Path

OPTIONS = {"error_model": "numpy"}
"""A division by 0 gives infinity or nan, as in NumPy. In Python it is an error, and to look for that would stop the processor
from taking several numbers at once."""

INSIDE = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Compiled functions that only compiled functions call need no way in from Python, which takes a second to compile."""


def compiled(function):
    """Compile a function that other compiled functions call; its sums may be taken in any order, several numbers at once."""
    return _njit(function, fastmath={"reassoc", "contract"}, **INSIDE)


def compiled_in_order(function):
    """As `compiled`, but every sum is taken in the order in which it is written."""
    return _njit(function, fastmath={"contract"}, **INSIDE)


def compiled_and_kept(function):
    """Compile a function that Python calls, with all that it calls, and keep the result in a file for the next process.

    Numba looks only at the function's own module to find out whether the file is too old. So the name in the file tells of
    all modules here.
    """
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    function.__qualname__ += f"-{hashlib.sha256(sources).hexdigest()[:12]}"
    return _njit(function, fastmath={"reassoc", "contract"}, cache=True, **OPTIONS)


def _njit(function, **options):
    try:
        import numba
    except ImportError:
        return function
    return numba.njit(**options)(function)
