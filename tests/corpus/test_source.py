"""The one door to every corpus, described so shortly that any process can open it."""

import os
import pickle
from dataclasses import replace

import numpy as np
import pytest

from elman.corpus import source as module
from elman.corpus import synthetic
from elman.corpus.source import Source
from elman.corpus.synthetic import make
from elman.corpus.tables import write_curves, write_features


@pytest.fixture
def own(tmp_path):
    times = 0.5 * np.arange(20)
    for n in range(5):
        write_features(tmp_path / "features" / f"{n}.csv", times, ("a", "b"), np.random.default_rng(n).random((20, 2)))
    curves = {str(n): (times, np.full((20, 2), n / 10 - 1)) for n in range(5)}
    write_curves(tmp_path / "labels.csv", {name: curves[name] for name in "0123"})
    write_curves(tmp_path / "labels-evaluation.csv", {"4": curves["4"]})
    return tmp_path


def test_a_folder_with_labels_csv_is_ones_own(own, told):
    corpus = Source(own).load()
    assert [song.id for song in corpus.development] == list("0123")
    assert [song.id for song in corpus.evaluation] == ["4"]
    for name, value in (("songs", "2015"), ("labels", "authors.csv")):
        with told(name):
            Source(own, **{name: value}).load()


def test_features_of_ones_own_songs_may_lie_elsewhere(own, tmp_path_factory):
    before = Source(own).load().fingerprint()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "of mine"
    (own / "features").rename(elsewhere)
    assert Source(own, features=elsewhere).load().fingerprint() == before


def test_pmemos_file_is_enough_to_be_ones_own(own):
    (own / "labels-evaluation.csv").unlink()
    (own / "labels.csv").unlink()
    (own / "features" / "4.csv").unlink()
    rows = "".join(f"{n},{0.5 + k / 2},0.5,0.{n}\n" for n in range(4) for k in range(20))
    (own / "dynamic_annotations.csv").write_text("musicId,frameTime,Arousal(mean),Valence(mean)\n" + rows)
    assert [song.id for song in Source(own).load().development] == list("0123")


def test_any_other_folder_is_deam(deam):
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90})
    (deam.folder / "mine.txt").write_text("3\n")
    assert [song.id for song in Source(str(deam.folder)).load().development] == ["2", "3"]
    assert [song.id for song in Source(deam.folder, songs=deam.folder / "mine.txt").load().development] == ["3"]


def test_features_of_deam_may_lie_elsewhere(deam, told, tmp_path_factory):
    """A corpus one cannot write to, and features extracted into another folder."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "baseline"
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90})
    (deam.folder / "features").rename(elsewhere)
    with told(deam.folder, "feature files"):
        Source(deam.folder).load()
    assert [song.id for song in Source(deam.folder, features=elsewhere.parent).load().development] == ["2", "3"]
    with told("gone", "feature files"):
        Source(deam.folder, features=elsewhere.parent / "gone").load()


def test_what_is_not_a_folder_is_refused_and_the_way_to_deam_is_told(tmp_path, told):
    with told("nowhere", "not there", "'synthetic'", "elman fetch deam"):
        Source(str(tmp_path / "nowhere")).load()
    (tmp_path / "file").write_text("")
    with told("file, not a folder", "'synthetic'"):
        Source(tmp_path / "file").load()


def test_an_empty_folder_tells_how_to_get_deam_and_what_songs_of_ones_own_need(tmp_path, told):
    with told(tmp_path, "DEAM_Annotations.zip", "elman fetch deam", "labels.csv"):
        Source(tmp_path).load()


def test_a_scale_and_songs_to_skip_reach_the_reader(own, told):
    (own / "features" / "3.csv").unlink()
    with told("1 song (3)"):
        Source(own).load()
    corpus = Source(own, scale="-1..2", skip_unusable=True).load()
    assert [song.id for song in corpus.development] == list("012")
    np.testing.assert_allclose(corpus.development[1].targets, 2 * (0.1 - 1 + 1) / 3 - 1)
    with told("scale"):
        Source("synthetic", scale="1..9").load()


def test_a_process_keeps_the_corpus_it_loaded(own):
    source = Source(str(own))
    assert source.load() is source.load() is Source(str(own)).load()


def rewrite(path, old, new):
    """Change a file and leave its name, its size and the time of its last change as they were."""
    before = path.stat()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_an_edit_is_seen_by_the_same_process(own):
    source = Source(str(own))
    before = source.load()
    rewrite(own / "labels.csv", "0,0.0,-1.0", "0,0.0,-0.5")
    after = source.load()
    assert before.development[0].targets[0, 0] == -1.0
    assert after.development[0].targets[0, 0] == -0.5
    write_curves(own / "labels-evaluation.csv", {"3": (np.array([0.0]), np.zeros((1, 2)))})
    (own / "labels.csv").write_text("song,time,valence,arousal\n4,0.0,.1,.9\n")
    assert [song.id for song in Source(own, skip_unusable=True).load().development] == ["4"]


def test_an_edit_of_a_file_elsewhere_is_seen_too(deam, tmp_path):
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90}, name="../features")
    mine = tmp_path / "mine.txt"
    mine.write_text("2\n")
    source = Source(deam.folder, songs=str(mine), features=tmp_path / "features")
    assert [song.id for song in source.load().development] == ["2"]
    rewrite(mine, "2", "3")
    assert [song.id for song in source.load().development] == ["3"]
    rewrite(tmp_path / "features" / "3.csv", "\n44.5;3.089;", "\n44.5;9.089;")
    assert source.load().development[0].features[-1, 0] == 9.089


def test_a_pinned_source_gives_these_songs_or_none(own, told):
    source = Source(str(own))
    pinned = source.pinned(source.load())
    assert pinned.load() is source.load(), "a forked process shares what was loaded"
    rewrite(own / "labels.csv", "0,0.0,-1.0", "0,0.0,-0.5")
    with told(own, "changed"):
        pinned.load()
    assert source.load().development[0].targets[0, 0] == -0.5


def test_quick_takes_the_first_songs_and_says_so(own, monkeypatch):
    monkeypatch.setattr(module, "QUICK_DEVELOPMENT", 3)
    monkeypatch.setattr(module, "QUICK_EVALUATION", 1)
    whole, quick = Source(str(own)).load(), Source(str(own), quick=True).load()
    assert [song.id for song in quick.development] == list("012")
    assert [song.id for song in quick.evaluation] == ["4"]
    assert quick.folds is None
    assert quick.notes[:-1] == whole.notes
    assert "3 development and 1 evaluation songs" in quick.notes[-1]
    assert quick.fingerprint() != whole.fingerprint()


def test_quick_draws_folds_anew(monkeypatch):
    corpus = replace(make(0, n_development=4, n_evaluation=0), folds=(("1", "2"), ("3", "4")))
    monkeypatch.setattr(synthetic, "make", lambda seed: corpus)
    monkeypatch.setattr(module, "QUICK_DEVELOPMENT", 2)
    monkeypatch.setattr(module, "_kept", None)
    assert Source("synthetic", quick=True).load().folds is None
    assert Source("synthetic").load().folds == corpus.folds


def test_the_seed_makes_the_songs(monkeypatch, told):
    monkeypatch.setattr(synthetic, "make", lambda seed: f"made from {seed}")
    monkeypatch.setattr(module, "_kept", None)
    assert Source("synthetic", seed=7).load() == "made from 7"
    with told("synthetic", "labels"):
        Source("synthetic", labels="x.csv").load()


def test_it_can_be_sent_to_another_process(own):
    source = Source(str(own), seed=3, quick=True, further=("/a/folder",), scale="1..9", skip_unusable=True)
    again = pickle.loads(pickle.dumps(source))
    assert again == source
    assert len(pickle.dumps(source.pinned(make(0, n_development=2, n_evaluation=0)))) < 600


def test_further_columns_and_noise(own, tmp_path):
    for n in range(4):
        write_features(tmp_path / "more" / f"{n}.csv", 0.5 * np.arange(20), ("c_0", "c_1"), np.ones((20, 2)))
    source = Source(str(own), further=(str(tmp_path / "more"),), n_probes=2)
    corpus = source.load()
    assert corpus.columns == ("a", "b", "c_0", "c_1", "noise-1", "noise-2")
    assert corpus.evaluation == []
    assert corpus is pickle.loads(pickle.dumps(source)).load()
    rewrite(tmp_path / "more" / "0.csv", "\n0.0;1.0;", "\n0.0;7.0;")
    assert source.load().development[0].features[0, 2] == 7.0
