"""``--engine`` of the commands that train: what is asked for is what trains, is said, and is part of a job's identity."""

import csv
import sys
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from elman.lockstep import engines
from elman.readings import READINGS
from elman.systems import model, reproduction, searching

SMALL = ("--jobs", "1", "--folds", "3")
SEARCH = ("--hidden", "2", "3", "--epochs", "3", "--window", "1")


@pytest.fixture
def few_epochs(monkeypatch):
    few = {name: replace(reading, network=replace(reading.network, n_epochs=3)) for name, reading in READINGS.items()}
    for module in (reproduction, searching):
        monkeypatch.setattr(module, "READINGS", few)
    monkeypatch.setattr("elman.figures.report.write_report", lambda path, *args, **kwargs: path.write_text(""))


@pytest.fixture
def made(monkeypatch):
    """The engines that were made, by name."""
    names, make = [], engines.make
    monkeypatch.setattr(engines, "make", lambda engine, *given: names.append(engine) or make(engine, *given))
    return names


@pytest.fixture
def numba(request):
    """Skips where the compiled engine cannot be used."""
    if engines.trouble():
        pytest.skip(engines.trouble())


@pytest.fixture
def without(monkeypatch):
    """Put something else, or nothing, in Numba's place."""
    engines.trouble.cache_clear()
    yield lambda module: monkeypatch.setitem(sys.modules, "numba", module)
    engines.trouble.cache_clear()


def numbers(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [
            [float(cell) for cell in row if cell.replace(".", "").replace("-", "").isdigit()]
            for row in csv.reader(file)
        ]


@pytest.mark.parametrize(
    ("command", "result"), [(("reproduce", *SMALL), "table1.csv"), (("search", *SMALL, *SEARCH), "search.csv")]
)
def test_both_engines_give_one_table_and_two_jobs(
    own, tmp_path, elman, refused, few_epochs, made, numba, command, result
):
    tables = []
    for engine in engines.ENGINES:
        out = tmp_path / engine
        done = elman(*command, "--corpus", own, "--engine", engine, "--out", out)
        assert (done.status, done.err.count("warning")) == (0, 0)
        assert set(made) == {engine}
        made.clear()
        assert engines.version(engine) in " ".join(done.out.split())
        tables.append(numbers(out / result))
    assert sum(map(len, tables[0])) > 10
    for one, other in zip(*tables, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    message = refused(*command, "--corpus", own, "--engine", "numpy", "--out", tmp_path / "compiled")
    assert "engine" in message
    assert engines.version("compiled") in message


def test_select_takes_it_too(own, tmp_path, elman, few_epochs, made, songs_in):
    further = songs_in(tmp_path / "more", columns=("x_0", "x_1")) / "features"
    options = ("--corpus", own, "--further", further, "--type", "x", "--engine", "numpy", "--out", tmp_path / "out")
    assert elman("select", *SMALL, *options).status == 0
    assert set(made) == {"numpy"}


def test_train_says_which_engine(own, tmp_path, elman, few_epochs, made, numba):
    curves = []
    for engine in engines.ENGINES:
        done = elman("train", tmp_path / f"{engine}.npz", "--corpus", own, "--engine", engine)
        assert done.status == 0
        assert engines.version(engine) in done.out
        curves.append(model.load(tmp_path / f"{engine}.npz").predict(np.ones((9, 12))))
    np.testing.assert_allclose(*curves, rtol=0, atol=1e-12)
    assert made == ["compiled"]  # with NumPy one network is trained by `training.fit`


def test_without_numba_numpy_trains(own, tmp_path, elman, refused, few_epochs, without):
    without(None)
    done = elman("train", tmp_path / "m.npz", "--corpus", own)
    assert (done.status, done.err) == (0, "")
    assert engines.version("numpy") in done.out
    message = refused("train", tmp_path / "m.npz", "--corpus", own, "--engine", "compiled")
    assert "'.[fast]'" in message


def test_numba_that_does_not_work_is_told_in_one_line(own, tmp_path, elman, refused, few_epochs, without):
    broken = ModuleType("numba")

    def njit(*args, **options):
        raise ImportError("Numba needs NumPy 1.3 or less")

    broken.njit = njit
    without(broken)
    done = elman("reproduce", *SMALL, "--corpus", own, "--out", tmp_path / "out")
    assert done.status == 0
    [line] = [line for line in done.err.splitlines() if "warning" in line]
    assert "Numba needs NumPy 1.3 or less" in line
    assert engines.version("numpy") in " ".join(done.out.split())
    quiet = elman("train", tmp_path / "m.npz", "--corpus", own, "--engine", "numpy")
    assert (quiet.status, quiet.err) == (0, "")
    assert "Numba needs NumPy" in refused("train", tmp_path / "m.npz", "--corpus", own, "--engine", "compiled")
