"""Numba, where it is installed, turns loops into machine code; without it they stay the Python functions that they are.

Numba compiles a function when it is first called, for the types it is called with.
"""

import hashlib
from pathlib import Path

import numpy as np

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

    The file is in ``__pycache__`` beside the source; where that folder cannot be written, in the user's own folder of Numba;
    where there is none either, every process compiles anew. Numba writes it under another name and moves it into place, so
    that two processes may compile at once.

    Numba looks only at the function's own module to find out whether the file is too old. So the name in the file tells of
    all modules here.
    """
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    function.__qualname__ += f"-{hashlib.sha256(sources).hexdigest()[:12]}"
    options = {"fastmath": {"reassoc", "contract"}, **OPTIONS}
    try:
        return _njit(function, cache=True, **options)
    except RuntimeError:  # no folder can be written
        return _njit(function, **options)


def _njit(function, **options):
    try:
        import numba
    except ImportError:
        return function
    return numba.njit(**options)(function)


def try_out():
    """Import Numba and compile a product: raises whatever goes wrong."""
    import numba

    product = numba.njit(lambda A, B, C: np.dot(A, B, C))  # calls SciPy's library of linear algebra
    A, C = np.array([[1.0, 2.0], [3.0, 4.0]]), np.empty((2, 2))
    product(A, A, C)
    if not np.array_equal(C, A @ A):
        raise ArithmeticError(f"a product of two matrices came out as {C.tolist()}")
