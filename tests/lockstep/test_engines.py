"""Which engine is taken: the one asked for, else the compiled one where Numba works, else NumPy."""

import sys
import types

import numpy as np
import pytest

from elman.errors import InputError
from elman.lockstep import engines
from elman.lockstep import fit as lockstep
from elman.network.settings import Settings


@pytest.fixture(autouse=True)
def anew():
    """What is found out about Numba in a test is forgotten after it."""
    engines.trouble.cache_clear()
    yield
    engines.trouble.cache_clear()


def say(monkeypatch, numba):
    """Put something else in Numba's place; `numba` is code, or None where it is not installed."""
    if numba is not None:
        numba, code = types.ModuleType("numba"), numba
        exec(code, numba.__dict__)
    monkeypatch.setitem(sys.modules, "numba", numba)


BROKEN = "def njit(function=None, **options): raise ImportError('Numba needs NumPy 1.3 or less. Got NumPy 9.9.')"
WRONG = "def njit(function=None, **options): return lambda A, B, C: None"


def test_without_numba_numpy_trains_and_nothing_is_said(monkeypatch):
    say(monkeypatch, None)
    assert engines.default() == ("numpy", None)
    assert engines.choose() == "numpy"
    with pytest.raises(InputError, match=r"not installed.*'\.\[fast\]'.*numpy"):
        engines.choose("compiled")


@pytest.mark.parametrize(
    ("numba", "fact"), [(BROKEN, "Numba needs NumPy 1.3 or less. Got NumPy 9.9."), (WRONG, "ArithmeticError")]
)
def test_numba_that_does_not_work_is_told_and_numpy_trains(monkeypatch, numba, fact):
    say(monkeypatch, numba)
    engine, why = engines.default()
    assert engine == "numpy"
    assert fact in why
    assert len(why.splitlines()) == 1
    with pytest.warns(RuntimeWarning, match=fact):
        assert engines.choose() == "numpy"
    assert engines.choose("numpy") == "numpy"  # who asks for it is not told
    with pytest.raises(InputError, match=fact):
        engines.choose("compiled")


def test_with_numba_the_compiled_engine_trains(numba):
    assert engines.default() == ("compiled", None)
    assert engines.choose() == "compiled"


def test_an_engine_is_in_force_inside_its_block(numba):
    with engines.using("numpy"):
        assert engines.choose() == "numpy"
        assert engines.choose("compiled") == "compiled"
        with engines.using("compiled"), engines.using(None):
            assert engines.choose() == "compiled"
        with pytest.raises(ZeroDivisionError), engines.using("compiled"):
            _ = 1 / 0
        assert engines.choose() == "numpy"
    assert engines.choose() == "compiled"


def test_an_unknown_engine_is_named():
    with pytest.raises(InputError, match="'cuda'.*compiled, numpy"):
        engines.choose("cuda")


def test_versions_are_told(numba):
    import numba

    assert engines.version("numpy") == f"numpy (NumPy {np.__version__})"
    assert f"Numba {numba.__version__}" in engines.version("compiled")


def test_the_engine_can_be_given_where_training_begins(numba, monkeypatch):
    made, make = [], engines.make
    monkeypatch.setattr(engines, "make", lambda engine, *given: made.append(engine) or make(engine, *given))
    settings = Settings(n_hidden=2, n_epochs=1)
    song = np.ones((3, 2)), np.zeros((3, 2))
    for given in ("numpy", "compiled"):
        lockstep.fit_many([settings.start(2, 2, 0)], [[song]], [settings], engine=given)
    with engines.using("numpy"):
        lockstep.fit_many([settings.start(2, 2, 0)], [[song]], [settings])
    assert made == ["numpy", "compiled", "numpy"]
