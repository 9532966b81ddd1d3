"""Columns from further folders and columns of noise; types by name."""

import json
from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.extra_columns import add_features, add_probes, types
from elman.corpus.song import Corpus, Song
from elman.corpus.tables import write_features


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


def test_labels_after_the_last_row_are_left_out_with_the_songs_name(corpus, tmp_path):
    """A file that was cut short: its last rows are not those of the last labels."""
    write(tmp_path, "1", first=0.0, n=40)
    X = write(tmp_path, "2", first=0.0, n=33)
    wider = add_features(corpus, tmp_path)
    one, two = wider.development
    assert (len(one.targets), len(two.targets)) == (5, 3)
    np.testing.assert_array_equal(two.features[:, 2:], X[30:33])
    np.testing.assert_array_equal(two.features[:, :2], corpus.development[1].features[:3])
    assert two.times.tolist() == [15, 15.5, 16]
    (note,) = wider.notes
    assert "1 song (2)" in note


def test_official_files_are_paired_by_their_last_rows(corpus, tmp_path, told):
    X = {song: write(tmp_path, song, first=0.25, n=8) for song in "12"}
    with told("1.csv", "'1'"):
        add_features(corpus, tmp_path)
    wider = add_features(replace(corpus, paired_by_time=False), tmp_path)
    np.testing.assert_array_equal(wider.development[1].features[:, 2:], X["2"][3:])
    assert any("2 songs (1, 2)" in note for note in wider.notes)
    made_with = {"set": "extra8", "reading": "code", "extractor": 1, "level": None}
    (tmp_path / "extraction.json").write_text(json.dumps({"made_with": made_with}))
    with told("1.csv", "'1'"):
        add_features(replace(corpus, paired_by_time=False), tmp_path)


def test_columns_the_corpus_has_are_left_out(corpus, tmp_path):
    for song in "12":
        write(tmp_path, song, 15.0, columns=("b", "d"))
    assert add_features(corpus, tmp_path).columns == ("a", "b", "d")


def once_a_second(folder):
    write_features(folder / "2.csv", np.arange(30.0), ("c_0", "c_1"), np.ones((30, 2)))


@pytest.mark.parametrize(
    ("spoil", "facts"),
    [
        (lambda folder: (folder / "2.csv").unlink(), ["1 song (2)"]),
        (lambda folder: write(folder, "2", 0.0, n=30), ["2.csv", "'2'", "from 15 s to 17 s", "from 0 s to 14.5 s"]),
        (lambda folder: write(folder, "2", 16.0), ["2.csv", "'2'", "15 s", "16 s"]),
        (once_a_second, ["2.csv", "steps of 1 s"]),
        (lambda folder: write(folder, "2", 15.0, columns=("c_0", "x")), ["2.csv", "'c_1'"]),
        (lambda folder: [write(folder, song, 15.0, columns=("a", "b")) for song in "12"], ["'a'", "small"]),
    ],
)
def test_what_does_not_fit_is_told(corpus, tmp_path, told, spoil, facts):
    for song in "12":
        write(tmp_path, song, 15.0)
    spoil(tmp_path)
    with told(*facts):
        add_features(corpus, tmp_path)
    with told("nowhere", "no such folder"):
        add_features(corpus, tmp_path / "nowhere")


def test_too_few_rows_for_the_last_rows(corpus, tmp_path, told):
    for song, n in (("1", 5), ("2", 3)):
        write(tmp_path, song, 15.2, n=n)
    with told("2.csv", "3 rows", "5 labels"):
        add_features(replace(corpus, paired_by_time=False), tmp_path)


def test_noise_is_noise_and_repeats(corpus):
    wider, again, other = add_probes(corpus, 3, seed=1), add_probes(corpus, 3, seed=1), add_probes(corpus, 3, seed=2)
    assert wider.columns == ("a", "b", "noise-1", "noise-2", "noise-3")
    assert wider.fingerprint() == again.fingerprint() != other.fingerprint()
    assert len(types(wider.columns)) == 5
