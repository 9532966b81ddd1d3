"""The steps of ``elman reproduce``: what is refused before any work, and which folds and rows are taken."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.commands import experiment
from elman.commands.places import Results
from elman.corpus.song import Corpus, Song
from elman.errors import InputError

IDS = [str(n) for n in range(12)]
OPTIONS = {"folds": None, "group": None, "repeats": 1, "quick": False, "seed": 4}
OPTIONS |= {"variants": False, "against": None, "reading": "code", "order": "seed"}


def corpus(n=12, folds=None):
    songs = [Song(name, np.ones((2, 1)), np.zeros((2, 2)), np.arange(2) / 2) for name in IDS[:n]]
    return Corpus("c", ("a",), {"1": ("a",)}, songs, folds=folds)


def args(**more):
    return SimpleNamespace(**{**OPTIONS, **more})


def test_the_baseline_is_the_first_row_or_the_one_asked_for():
    rows = [SimpleNamespace(name="a", protocols=("cv",)), SimpleNamespace(name="b", protocols=("cv",))]
    only_eval = SimpleNamespace(name="c", protocols=("eval",))
    assert experiment.choose_baseline([*rows, only_eval], None) == "a"
    assert experiment.choose_baseline([*rows, only_eval], "b") == "b"
    for name in ("c", "d", ""):
        with pytest.raises(InputError) as caught:
            experiment.choose_baseline([*rows, only_eval], name)
        for fact in ("--against", repr(name), "'a', 'b'"):
            assert fact in str(caught.value)


def test_one_song_cannot_be_cross_validated(tmp_path):
    with pytest.raises(InputError, match="1 development song"):
        experiment.prepare(args(), SimpleNamespace(load=lambda: corpus(1)), Results(tmp_path))


def test_nothing_is_computed_where_results_would_go_over_a_file(tmp_path):
    (tmp_path / "table1.csv").write_text("mine")
    with pytest.raises(InputError, match=r"table1\.csv"):
        experiment.prepare(args(), SimpleNamespace(load=corpus), Results(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["table1.csv"]


def test_what_is_prepared_is_what_was_asked_for(tmp_path):
    run = experiment.prepare(args(against="lr 1"), SimpleNamespace(load=corpus), Results(tmp_path / "out"))
    assert (run.seed, run.reading, run.against) == (4, "code", "lr 1")
    assert len(run.folds) == 10
    assert not (tmp_path / "out").exists()
