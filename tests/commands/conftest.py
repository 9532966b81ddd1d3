"""Small folders of songs, and the command line as a user types it."""

import io
import re
import subprocess
import sys
from contextlib import redirect_stdout
from types import SimpleNamespace

import numpy as np
import pytest

from elman.__main__ import main
from elman.corpus import source
from elman.corpus.tables import write_curves, write_features

NAMES = tuple(f"column {n}" for n in range(12))


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    """A process keeps the synthetic songs it made last; some tests replace what makes them."""
    monkeypatch.setattr(source, "_kept", None)


def write_songs(folder, n_songs=6, n_evaluation=0, columns=NAMES, n_frames=24, seed=0):
    """Your own songs: labels.csv, features/<song>.csv and, if there are evaluation songs, labels-evaluation.csv."""
    rng = np.random.default_rng(seed)
    mixture = np.random.default_rng(9).normal(size=(len(columns), 2)) / len(columns)
    curves = {}
    for n in range(n_songs + n_evaluation):
        lead_in = 4 if n >= n_songs else 0
        X = rng.normal(size=(n_frames + lead_in, len(columns))) + rng.normal(size=len(columns))
        times = 0.5 * np.arange(n_frames + lead_in)
        name = str(n + 1 if n < n_songs else 2001 + n - n_songs)
        write_features(folder / "features" / f"{name}.csv", times, columns, X)
        curves[name] = times[lead_in:], np.tanh(X @ mixture)[lead_in:]
    names = list(curves)
    write_curves(folder / "labels.csv", {name: curves[name] for name in names[:n_songs]})
    if n_evaluation:
        write_curves(folder / "labels-evaluation.csv", {name: curves[name] for name in names[n_songs:]})
    return folder


@pytest.fixture(scope="session")
def songs_in():
    """``songs_in(folder, n_songs, ...)`` writes made-up songs and gives the folder."""
    return write_songs


@pytest.fixture
def own(tmp_path):
    """Six songs of your own, with twelve columns."""
    return write_songs(tmp_path / "own")


@pytest.fixture
def elman(capsys):
    """Run a command in this process: ``elman("train", ...)`` gives its status, out and err."""

    def run(*args):
        try:
            status = main([str(arg) for arg in args])
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err)

    return run


@pytest.fixture
def refused(elman):
    """Run a command that must end with status 2 and one line; gives that line."""

    def run(*args):
        result = elman(*args)
        assert result.status == 2, result
        assert result.err.startswith("elman: error: "), result.err
        assert result.err.count("\n") == 1, result.err
        assert "Traceback" not in result.out + result.err
        return result.err

    return run


@pytest.fixture
def on_terminal(monkeypatch):
    """``on_terminal(columns, "evaluate", ...)``: run a command as on a terminal so wide; gives what it shows."""

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    def run(columns, *args, status=0):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        screen = Terminal()
        with redirect_stdout(screen):
            assert main([str(arg) for arg in args]) == status
        return re.sub("\x1b\\[[0-9;]*m", "", screen.getvalue())

    return run


@pytest.fixture
def files():
    """All files below a folder, by their path in it."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def start():
    """Start a command in a process of its own."""

    def begin(*args, before=""):
        code = f"import sys\n{before}\nfrom elman.__main__ import main\nsys.exit(main())"
        command = [sys.executable, "-c", code, *map(str, args)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return begin
