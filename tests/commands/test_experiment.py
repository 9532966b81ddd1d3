"""The steps of ``elman reproduce``: what is refused before any work, and which folds and rows are taken."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.commands import experiment
from elman.commands.places import Results
from elman.corpus.song import Corpus, Song
from elman.errors import InputError
from elman.evaluation.crossval import split

IDS = [str(n) for n in range(12)]
OPTIONS = {
    "folds": None,
    "quick": False,
    "seed": 4,
    "variants": False,
    "against": None,
    "reading": "code",
    "order": "seed",
}


def corpus(n=12, folds=None):
    songs = [Song(name, np.ones((2, 1)), np.zeros((2, 2)), np.arange(2) / 2) for name in IDS[:n]]
    return Corpus("c", ("a",), {"1": ("a",)}, songs, folds=folds)


def args(**more):
    return SimpleNamespace(**{**OPTIONS, **more})


@pytest.mark.parametrize(
    ("given", "n_folds"), [({}, 10), ({"quick": True}, 3), ({"folds": 4}, 4), ({"folds": 4, "quick": True}, 4)]
)
def test_folds_are_drawn_with_the_seed(given, n_folds):
    found = experiment.choose_folds(corpus(), args(**given))
    assert found == split(IDS, n_folds, seed=4)
    assert sorted(sum(found, ())) == sorted(IDS)


def test_folds_of_the_songs_are_taken_unless_others_are_asked_for():
    own = (tuple(IDS[:5]), tuple(IDS[5:]))
    assert experiment.choose_folds(corpus(folds=own), args()) == own
    assert len(experiment.choose_folds(corpus(folds=own), args(folds=3))) == 3


def test_more_folds_than_songs_name_the_option():
    with pytest.raises(InputError, match="--folds.*13"):
        experiment.choose_folds(corpus(), args(folds=13))


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
