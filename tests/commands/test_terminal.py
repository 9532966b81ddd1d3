"""Signals, streams and terminals: what `elman.commands.terminal` promises."""

import importlib
import io
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from elman.__main__ import main
from elman.commands import evaluate, terminal

posix = pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to a process on Windows")


@posix
def test_an_interruption_that_python_drops_comes_again():
    """What is raised in ``__del__`` is dropped; the work would go on."""
    before = signal.getsignal(signal.SIGINT)

    class Interrupted:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    def work():
        with terminal.signals() as status:
            Interrupted()
            try:
                time.sleep(10)
            except KeyboardInterrupt:
                return status()

    began = time.monotonic()
    assert work() == 130
    assert time.monotonic() - began < 5
    assert signal.getsignal(signal.SIGINT) is before


@posix
def test_what_a_signal_left_half_made_says_nothing_where_it_is_cleared_away(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)

    class HalfMade:
        def __del__(self):
            raise AttributeError("no attribute of that name yet")

    with terminal.signals():
        HalfMade()
        assert len(told) == 1, "without a signal it is told"
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        HalfMade()
    assert len(told) == 1


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_libraries_are_loaded_ends_with_one_line(tmp_path, number):
    """From the moment on in which the parser is imported: no traceback, whatever is being imported."""
    code = """
import sys
class Teller:
    def find_spec(self, name, *_):
        if name == "elman.commands.parser":
            print("begins", file=sys.stderr, flush=True)
sys.meta_path.insert(0, Teller())
from elman.__main__ import main
sys.exit(main())
"""
    words = [sys.executable, "-c", code, "evaluate", "nowhere.csv", "nowhere.csv"]
    for moment in (0, 0.05, 0.15):
        process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stderr.readline() == "begins\n"
        time.sleep(moment)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert "Traceback" not in err
        assert process.returncode in (128 + number, 2, -number)  # 2: it had ended; below 0: Python itself was ending


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_library_that_swallows_a_signal_while_it_is_loaded_is_not_blamed(monkeypatch, capsys, number):
    """NumPy does: what it raises says nothing of the interruption."""

    def load(args):
        with suppress(KeyboardInterrupt):
            signal.raise_signal(number)
        raise ImportError("the C-extensions failed")

    monkeypatch.setattr(evaluate, "run", load)
    assert main(["evaluate", "a.csv", "b.csv"]) == 128 + number
    err = capsys.readouterr().err
    assert "interrupted" in err
    assert "C-extensions" not in err
    monkeypatch.setattr(evaluate, "run", lambda args: importlib.import_module("nowhere"))
    assert main(["evaluate", "a.csv", "b.csv"]) == 2  # without a signal it is what it says


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", b"+- ... \\u266b"), ("cp437", b"\xf1 ... \\u266b"), ("utf-8", "± … ♫".encode())]
)
def test_a_character_that_a_terminal_cannot_show_gets_a_stand_in(encoding, shown):
    within = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream = terminal.Stream(within)
    assert stream.write("± … ♫") == 5
    stream.flush()
    assert within.buffer.getvalue() == shown


@posix
def test_where_nobody_reads_the_rest_is_dropped():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as within:
        stream = terminal.Stream(within)
        for _ in range(3):
            stream.write("x" * 10_000)
            stream.flush()
