"""A corpus described so shortly that any process can load it."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from elman.corpus import source as module
from elman.corpus.source import Source
from elman.corpus.synthetic import make
from elman.corpus.tables import write_curves, write_features
from elman.errors import InputError


@pytest.fixture(autouse=True)
def forget():
    """No corpus is kept from test to test."""
    module._load.cache_clear()
    yield
    module._load.cache_clear()


@pytest.fixture
def own(tmp_path):
    times = 0.5 * np.arange(20)
    for n in range(5):
        write_features(tmp_path / "features" / f"{n}.csv", times, ("a", "b"), np.random.default_rng(n).random((20, 2)))
    curves = {str(n): (times, np.full((20, 2), n / 10)) for n in range(5)}
    write_curves(tmp_path / "labels.csv", {name: curves[name] for name in "0123"})
    write_curves(tmp_path / "labels-evaluation.csv", {"4": curves["4"]})
    return tmp_path


def test_a_process_keeps_the_corpus_it_loaded(own):
    source = Source(str(own))
    assert source.load() is source.load() is Source(str(own)).load()
    assert [song.id for song in source.load().development] == list("0123")


def test_quick_takes_the_first_songs_and_says_so(own, monkeypatch):
    monkeypatch.setattr(module, "QUICK_DEVELOPMENT", 3)
    monkeypatch.setattr(module, "QUICK_EVALUATION", 1)
    whole, quick = Source(str(own)).load(), Source(str(own), quick=True).load()
    assert [song.id for song in quick.development] == list("012")
    assert [song.id for song in quick.evaluation] == ["4"]
    assert quick.folds is None
    assert quick.notes[:-1] == whole.notes
    assert "quick: the first 3 development and 1 evaluation songs" in quick.notes[-1]
    assert quick.fingerprint() != whole.fingerprint()


def test_the_seed_makes_the_songs(monkeypatch):
    from elman.corpus import synthetic

    asked = []
    monkeypatch.setattr(synthetic, "make", asked.append)
    Source("synthetic", seed=7).load()
    assert asked == [7]


def test_it_can_be_sent_to_another_process(own):
    source = Source(str(own), seed=3, quick=True)
    again = pickle.loads(pickle.dumps(source))
    assert again == source
    assert len(pickle.dumps(source)) < 500
    assert again.load().fingerprint() == source.load().fingerprint()


def test_a_place_that_is_none(tmp_path):
    with pytest.raises(InputError, match="'synthetic' or a folder was expected"):
        Source(str(tmp_path / "nowhere")).load()


def test_quick_draws_folds_anew(monkeypatch):
    corpus = replace(make(0, n_development=4, n_evaluation=0), folds=(("1", "2"), ("3", "4")))
    monkeypatch.setattr(module, "load", lambda *args, **kwargs: corpus)
    monkeypatch.setattr(module, "QUICK_DEVELOPMENT", 2)
    assert Source("folds", quick=True).load().folds is None
    assert Source("folds").load().folds == corpus.folds
    module._load.cache_clear()
