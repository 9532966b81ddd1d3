"""One door to every corpus."""

import sys
import types

import numpy as np
import pytest

from elman.corpus.folder import load
from elman.corpus.tables import write_curves, write_features
from elman.errors import InputError


def test_a_folder_with_labels_csv_is_ones_own(tmp_path):
    times = np.array([0.0, 0.5])
    write_features(tmp_path / "features" / "a.csv", times, ("x",), np.ones((2, 1)))
    write_curves(tmp_path / "labels.csv", {"a": (times, np.zeros((2, 2)))})
    assert [song.id for song in load(tmp_path).development] == ["a"]
    with pytest.raises(InputError, match="is not DEAM; only DEAM has a choice of songs, labels and features"):
        load(tmp_path, songs="2015")


def test_any_other_folder_is_deam(deam):
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90})
    (deam.folder / "mine.txt").write_text("3\n")
    assert [song.id for song in load(str(deam.folder)).development] == ["2", "3"]
    assert [song.id for song in load(deam.folder, songs=deam.folder / "mine.txt").development] == ["3"]


def test_features_may_lie_elsewhere(deam, tmp_path_factory):
    """A corpus one cannot write to, and features extracted into another folder."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "baseline"
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90})
    (deam.folder / "features").rename(elsewhere)
    with pytest.raises(InputError, match="no folder in it holds feature files"):
        load(deam.folder)
    assert [song.id for song in load(deam.folder, features=elsewhere.parent).development] == ["2", "3"]
    with pytest.raises(InputError, match=r"features '.*gone': a folder with feature files was expected"):
        load(deam.folder, features=elsewhere.parent / "gone")


def test_what_is_no_folder_is_refused_and_the_way_to_deam_is_told(tmp_path):
    with pytest.raises(
        InputError, match=r"nowhere': is not there; 'synthetic' or a folder .*\"elman fetch deam\" downl"
    ):
        load(str(tmp_path / "nowhere"))
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"is a file, not a folder; 'synthetic' or a folder was expected"):
        load(tmp_path / "file")


def test_an_empty_folder_tells_how_to_get_deam_and_what_songs_of_ones_own_need(tmp_path):
    with pytest.raises(
        InputError,
        match=r"DEAM's labels; unpack DEAM_Annotations.zip there \(\"elman fetch deam\" .*\. For songs of your own",
    ) as caught:
        load(tmp_path)
    assert str(caught.value).endswith("put their labels.csv there")


def test_made_up_songs_come_from_the_seed(monkeypatch):
    stand_in = types.ModuleType("elman.corpus.synthetic")
    stand_in.make = lambda seed: f"made up from {seed}"
    monkeypatch.setitem(sys.modules, "elman.corpus.synthetic", stand_in)
    monkeypatch.setattr("elman.corpus.synthetic", stand_in, raising=False)
    assert load("synthetic", seed=7) == "made up from 7"
    with pytest.raises(InputError, match="corpus 'synthetic': is not DEAM"):
        load("synthetic", labels="x.csv")
