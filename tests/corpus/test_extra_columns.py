"""Columns from further folders and columns of noise; types by name."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus import extra_columns as further
from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.extra_columns import Wider, add_features, add_probes, types
from elman.corpus.song import Corpus, Song
from elman.corpus.source import Source
from elman.corpus.tables import write_features
from elman.errors import InputError


@pytest.fixture
def corpus():
    rng = np.random.default_rng(0)
    songs = [Song(str(n), rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), 15 + 0.5 * np.arange(5)) for n in (1, 2)]
    return Corpus("small", ("a", "b"), {"2": ("a", "b")}, songs, evaluation=[replace(songs[0], id="9")])


def write(folder, song, first, n=5, columns=("c_0", "c_1")):
    X = np.arange(n * len(columns), dtype=float).reshape(n, -1) + 100 * int(song)
    write_features(folder / f"{song}.csv", first + 0.5 * np.arange(n), columns, X)
    return X


def test_types_are_sorted_by_name():
    assert list(types(EXTRA_8)) == ["flatnessdb_bark", "flatnessdb_erb", "spectral_valley"]
    assert len(types(EXTRA_8)["spectral_valley"]) == 6
    assert sum(map(len, types(BASELINE_260).values())) == 260


def test_the_29_types_of_essentia_are_found_by_their_columns_names():
    from elman.sound.essentia_types import column_names, type_columns

    assert types(column_names()) == type_columns()


def test_rows_are_found_by_their_times(corpus, tmp_path):
    X = {song: write(tmp_path, song, first=14.0, n=9) for song in "12"}
    wider = add_features(corpus, tmp_path)
    assert wider.columns == ("a", "b", "c_0", "c_1")
    assert wider.evaluation == []
    for song, old in zip(wider.development, corpus.development, strict=True):
        np.testing.assert_array_equal(song.features[:, :2], old.features)
        np.testing.assert_array_equal(song.features[:, 2:], X[song.id][2:7])
    assert corpus.development[0].features.shape == (5, 2)


def test_without_these_times_the_last_rows_are_taken(corpus, tmp_path):
    X = {song: write(tmp_path, song, first=0.25, n=8) for song in "12"}
    np.testing.assert_array_equal(add_features(corpus, tmp_path).development[1].features[:, 2:], X["2"][3:])


def test_columns_the_corpus_has_are_left_out(corpus, tmp_path):
    for song in "12":
        write(tmp_path, song, 15.0, columns=("b", "d"))
    assert add_features(corpus, tmp_path).columns == ("a", "b", "d")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "2.csv").unlink(), "there is no 2.csv"),
        (lambda folder: write(folder, "2", 15.0, n=3), "2.csv: has 3 rows of features for 5 labels"),
        (lambda folder: write(folder, "2", 15.0, columns=("c_0", "x")), "2.csv.*c_1"),
        (
            lambda folder: [write(folder, song, 15.0, columns=("a", "b")) for song in "12"],
            "no column that corpus small lacks",
        ),
    ],
)
def test_what_does_not_fit_is_told(corpus, tmp_path, spoil, message):
    for song in "12":
        write(tmp_path, song, 15.0)
    spoil(tmp_path)
    with pytest.raises(InputError, match=message):
        add_features(corpus, tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        add_features(corpus, tmp_path / "nowhere")


def test_noise_is_noise_and_repeats(corpus):
    wider, again, other = add_probes(corpus, 3, seed=1), add_probes(corpus, 3, seed=1), add_probes(corpus, 3, seed=2)
    assert wider.columns == ("a", "b", "noise-1", "noise-2", "noise-3")
    assert wider.fingerprint() == again.fingerprint() != other.fingerprint()
    assert len(types(wider.columns)) == 5


def test_a_wider_source_loads_in_any_process(corpus, tmp_path, monkeypatch):
    for song in "12":
        write(tmp_path, song, 15.0)
    monkeypatch.setattr(Source, "load", lambda self: corpus)
    further._load.cache_clear()
    wider = Wider(Source("x"), (tmp_path,), 2)
    assert wider.load().columns == ("a", "b", "c_0", "c_1", "noise-1", "noise-2")
    assert wider.load() is Wider(Source("x"), (tmp_path,), 2).load()
    further._load.cache_clear()
