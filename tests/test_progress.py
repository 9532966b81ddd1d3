"""Progress: a bar on a terminal, a line for every tenth elsewhere, and never more than there is."""

import io
import sys
from types import SimpleNamespace

import pytest

from elman import progress
from elman.progress import Progress, silence


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """``terminal()`` from here on, stderr is one."""

    def begin():
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    return begin


@pytest.fixture
def err(capsys):
    return lambda: capsys.readouterr().err.splitlines()


def download(bar, total, pieces, size):
    """What pooch does with a bar."""
    bar.total = total
    for _ in range(pieces):
        bar.update(size)
    bar.reset()
    bar.update(total)
    bar.close()


def test_a_line_for_every_tenth_of_the_parts(err):
    with Progress("training", 40) as bar:
        for n in range(40):
            bar.advance(str(n))
    assert err() == [f"training: {tenth}0%" for tenth in range(1, 11)]


def test_what_was_done_before_is_told(err):
    with Progress("training", 4, done=2) as bar:
        bar.advance("c")
    assert err() == ["training: 2 of 4 parts were done before", "training: 75%"]


def test_shares_of_running_parts_count_and_end_with_them(err):
    with Progress("t", 2) as bar:
        bar.share("a", 0.5)
        bar.share("b", 7.0)  # more than all of it is all of it
        bar.advance("a")
        bar.advance("b")
    assert err() == ["t: 25%", "t: 75%", "t: 100%"]
    assert bar.done == 2


def test_a_line_for_every_tenth_of_the_bytes(err):
    with Progress("x.zip", unit="bytes") as bar:
        download(bar, 10_000_000, 40, 262_144)
    lines = err()
    assert lines[0] == "x.zip: 1.0 of 10.0 MB"
    assert lines[-1] == "x.zip: 10.0 of 10.0 MB"
    assert len(lines) == 10
    assert bar.done == 10_000_000


def test_an_unknown_size_is_quiet_off_the_terminal(err):
    with Progress("x.zip", unit="bytes") as bar:
        download(bar, 0, 3, 1024)
    assert err() == []


def test_a_slow_tenth_is_told_in_between(err, monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock.now)
    with Progress("slow", 1000) as bar:
        for _ in range(60):
            clock.now += 7.0
            bar.advance()
    lines = err()
    assert lines[:2] == ["slow: 0.9%", "slow: 1.8%"]
    assert len(lines) == 6


def test_a_terminal_gets_a_bar_with_the_time_left(terminal):
    screen = terminal()
    with Progress("training", 3) as bar:
        for n in range(3):
            bar.advance(str(n))
    shown = screen.getvalue()
    assert "training" in shown
    assert "100%" in shown
    assert "0:00:00" in shown


def test_a_terminal_gets_the_size_of_a_download(terminal):
    screen = terminal()
    with Progress("x.zip", unit="bytes") as bar:
        download(bar, 10_000_000, 39, 262_144)
    assert "10.0/10.0 MB" in screen.getvalue()


def test_silence(terminal):
    screen = terminal()
    with silence():
        with Progress("training", 2, done=1) as bar:
            bar.advance("a")
        assert screen.getvalue() == ""
    with silence(False), Progress("training", 2) as bar:
        bar.advance("a")
    assert screen.getvalue() != ""


def test_a_closed_stderr_disturbs_nobody(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with Progress("training", 2, done=1) as bar:
        bar.advance("a")
    assert bar.done == 2
