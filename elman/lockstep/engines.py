"""Which engine trains: ``compiled`` where Numba is installed and works, else ``numpy``.

An engine goes through the epochs of many networks; `elman.lockstep.fit` says what it is. Engines agree with each other up to
rounding; each gives the same bits again and again.
"""

import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import numpy as np

from elman.errors import InputError

KINDS = {"compiled": ("elman", "gru", "lstm"), "numpy": ("elman",)}
"""Which kinds of networks each engine trains; other kinds train one by one, by `elman.network.training.fit`."""

ENGINES = tuple(KINDS)
NOT_INSTALLED = "Numba is not installed; in the folder of elman: pip install '.[fast]'"

_in_force = ContextVar("engine", default=None)


@contextmanager
def using(engine):
    """Inside the block everything that trains uses this engine; None: what `choose` names.

    Parameters
    ----------
    engine : {"compiled", "numpy"} or None

    Raises
    ------
    InputError
        There is no such engine, or Numba is not installed or does not work.

    Examples
    --------
    >>> with using("numpy"):
    ...     choose()
    'numpy'
    """
    before = _in_force.set(choose(engine))
    try:
        yield
    finally:
        _in_force.reset(before)


def choose(engine=None):
    """The name of the engine that trains: the one asked for, else that of the block (`using`), else the default.

    Raises
    ------
    InputError
        As `using`.
    """
    engine = engine or _in_force.get()
    if engine is None:
        engine, why = default()
        if why:
            warnings.warn(why, RuntimeWarning, stacklevel=2)
    if engine not in ENGINES:
        raise InputError(f"engine: {engine!r} was given, one of {', '.join(ENGINES)} was expected")
    if engine == "compiled" and trouble():
        raise InputError(f"engine compiled: {trouble()}; or take the engine numpy")
    return engine


def default():
    """The engine where none is asked for, and a line to show where it is not the one that was to be expected, or None."""
    why = trouble()
    if why is None:
        return "compiled", None
    if why == NOT_INSTALLED:
        return "numpy", None
    return "numpy", f"{why}; the engine numpy trains, which is slower. Repair Numba, or ask for the engine numpy"


@cache
def trouble():
    """Why the compiled engine cannot be used, or None if it can: looks for Numba, and lets it compile a few lines."""
    try:
        from elman.lockstep.compiled import compiler

        compiler.try_out()
    except ModuleNotFoundError as error:
        if error.name == "numba":
            return NOT_INSTALLED
        return f"Numba is installed but does not work ({error})"
    except Exception as error:  # Numba that does not fit Python, NumPy or the system fails in a dozen ways
        first_line = next(iter(str(error).strip().splitlines()), "")
        return f"Numba is installed but does not work ({type(error).__name__}: {first_line})"
    return None


def version(engine):
    """The engine and the version of what its bits depend on, for output and for the identity of a job.

    Examples
    --------
    >>> version("numpy").startswith("numpy (NumPy ")
    True
    """
    if engine == "numpy":
        return f"numpy (NumPy {np.__version__})"
    import llvmlite
    import numba

    return f"compiled (Numba {numba.__version__}, llvmlite {llvmlite.__version__})"


def make(engine, *arguments):
    """The engine object; `elman.lockstep.fit` says what its arguments and methods are."""
    if engine == "numpy":
        from elman.lockstep.numpy_engine import NumpyEngine

        return NumpyEngine(*arguments)
    from elman.lockstep.compiled.engine import CompiledEngine  # is compiled when it is first used

    return CompiledEngine(*arguments)
