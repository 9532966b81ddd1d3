"""What all tests share: hypothesis draws the same examples in every run, and as many as each test asks for."""

import importlib.metadata
import signal
import sys

import pytest
from hypothesis import settings

settings.register_profile("elman", derandomize=True, deadline=None, database=None)
settings.load_profile("elman")

# A shell starts what it runs in the background deaf to Ctrl-C, and so would be the processes that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def without(monkeypatch):
    """``without("essentia")``: as if the library were not installed; neither its modules nor its version can be found."""
    hidden, there = set(), importlib.metadata.distribution

    def distribution(name):
        if name.lower() in hidden:
            raise importlib.metadata.PackageNotFoundError(name)
        return there(name)

    monkeypatch.setattr(importlib.metadata, "distribution", distribution)

    def hide(library):
        hidden.add(library.lower())
        for name in [name for name in sys.modules if name.partition(".")[0] == library]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, library, None)

    return hide
