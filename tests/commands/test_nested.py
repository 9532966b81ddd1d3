"""What ``elman search`` and ``elman select`` refuse before any work, and the folds they take."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.commands.nested import begin, in_short
from elman.commands.places import Results
from elman.corpus.song import Corpus, Song
from elman.errors import InputError
from elman.evaluation.crossval import split

IDS = [str(n) for n in range(8)]


@pytest.fixture
def corpus():
    songs = [Song(name, np.ones((2, 1)), np.zeros((2, 2)), np.arange(2) / 2) for name in IDS]
    return Corpus("c", ("a",), {"1": ("a",)}, songs)


def args(folds=None, *, quick=False):
    return SimpleNamespace(folds=folds, quick=quick, seed=1)


@pytest.mark.parametrize(
    ("given", "n_folds"), [(args(), 5), (args(quick=True), 3), (args(2), 2), (args(2, quick=True), 2)]
)
def test_folds(tmp_path, corpus, given, n_folds):
    assert begin(corpus, given, Results(tmp_path), []) == split(IDS, n_folds, seed=1)


def test_what_can_be_refused_is_refused_before_any_work(tmp_path, corpus):
    with pytest.raises(InputError, match="--folds.*9"):
        begin(corpus, args(9), Results(tmp_path), [])
    (tmp_path / "settings.csv").write_text("mine")
    with pytest.raises(InputError, match=r"settings\.csv"):
        begin(corpus, args(), Results(tmp_path), ["settings.csv"])
    (tmp_path / "7.csv").write_text("frameTime;a\n")
    with pytest.raises(InputError, match=r"7\.csv"):
        begin(corpus, args(), Results(tmp_path), [])
    with pytest.raises(InputError, match=r"7\.csv"):
        begin(corpus, args(), Results(tmp_path / "7.csv" / "out"), [])


def test_each_value_is_told_once_in_the_order_given():
    grid = [{"n_hidden": n, "window": w} for n in (5, 2) for w in (13, 1)]
    assert in_short(grid) == "n_hidden: 5 2; window: 13 1"
