import sys

import pytest

import elman.lockstep
from elman.lockstep import engines

LOOPS = "elman.lockstep.compiled"


@pytest.fixture
def plain(monkeypatch):
    """The compiled engine where Numba is missing: its loops as plain Python. The engine `fit` takes, too."""
    kept = {name: module for name, module in sys.modules.items() if name.startswith(LOOPS)}
    monkeypatch.setattr(elman.lockstep, "compiled", None, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    for name in kept:
        del sys.modules[name]
    from elman.lockstep.compiled import engine, parts, rnn

    assert not hasattr(rnn.forward, "py_func")
    monkeypatch.setattr(engines, "trouble", lambda: None)
    monkeypatch.setattr(engines, "make", lambda name, *arguments: engine.CompiledEngine(*arguments))
    yield {"engine": engine, "parts": parts, "rnn": rnn}
    for name in [name for name in sys.modules if name.startswith(LOOPS)]:
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.fixture
def numba():
    """Skips where the compiled engine cannot be used."""
    if engines.trouble():
        pytest.skip(engines.trouble())
