"""A folder of anyone's own songs becomes a corpus, or one clear error."""

import json
import os

import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.own import read_own
from elman.corpus.tables import write_curves, write_features

COLUMNS = ("loud", "bright")


def curve(first, n):
    times = first + 0.5 * np.arange(n)
    return times, np.column_stack([np.sin(times), np.cos(times)]) / 2


def rows(folder, song, n, columns=COLUMNS, start=0.0):
    times = start + 0.5 * np.arange(n)
    X = 100 * times[:, None] + np.arange(len(columns))
    write_features(folder / "features" / f"{song}.csv", times, columns, X)


@pytest.fixture
def folder(tmp_path):
    """Three songs; labels begin late and end early."""
    for song, n in (("10", 8), ("9", 6), ("b", 7)):
        rows(tmp_path, song, n)
    write_curves(tmp_path / "labels.csv", {"b": curve(1.0, 5), "10": curve(0.0, 8), "9": curve(1.0, 3)})
    return tmp_path


def test_labels_find_the_rows_of_their_times(folder):
    corpus = read_own(folder)
    assert corpus.name == folder.name
    assert [song.id for song in corpus.development] == ["9", "10", "b"]
    assert corpus.evaluation == []
    assert corpus.columns == COLUMNS
    assert corpus.groups == {"2": COLUMNS}
    assert corpus.folds is None
    assert not corpus.made_up
    for song in corpus.development:
        assert song.lead_in == 0
        assert np.array_equal(song.features[:, 0], 100 * song.times)
        assert np.array_equal(song.targets[:, 0], np.sin(song.times) / 2)
    (note,) = (note for note in corpus.notes if "5 rows" in note)
    assert "left out" in note


def test_evaluation_songs_keep_their_lead_in(folder):
    rows(folder, "full", 12)
    write_curves(folder / "labels-evaluation.csv", {"full": curve(2.0, 6)})
    (song,) = read_own(folder).evaluation
    assert song.id == "full"
    assert song.lead_in == 4
    assert song.features[:, 0].tolist() == [100 * t for t in np.arange(0, 5, 0.5)]
    assert song.times.tolist() == [2.0, 2.5, 3.0, 3.5, 4.0, 4.5]


def test_the_papers_columns_make_the_papers_groups(tmp_path):
    columns = BASELINE_260 + EXTRA_8
    rows(tmp_path, "1", 4, columns[::-1])
    rows(tmp_path, "2", 4, columns)
    write_curves(tmp_path / "labels.csv", {"1": curve(0, 4), "2": curve(0, 4)})
    corpus = read_own(tmp_path)
    assert list(corpus.groups) == ["260", "268"]
    one, two = (song.features for song in corpus.with_group("260").development)
    assert np.array_equal(one[0], 267 - np.arange(260)), "columns go by name, not by place"
    assert np.array_equal(two[0], np.arange(260))


def test_times_within_a_millisecond_are_the_same(folder):
    times, values = curve(0.0, 8)
    late = (times[:7] + 0.0009, values[:7])
    write_curves(folder / "labels.csv", {"b": late, "10": (times, values), "9": curve(1, 3)})
    assert len(read_own(folder).development[2].targets) == 7


def spoil_off_grid(folder):
    write_curves(folder / "labels.csv", {"b": curve(0, 7), "10": curve(0.25, 3), "9": curve(1, 3)})


def spoil_gap(folder):
    times, values = curve(0, 8)
    keep = [0, 1, 3, 4]
    write_curves(folder / "labels.csv", {"b": curve(0, 7), "10": (times[keep], values[keep]), "9": curve(1, 3)})


def spoil_milliseconds(folder):
    times, values = curve(1, 5)
    write_curves(folder / "labels.csv", {"b": curve(0, 7), "10": (1000 * times, values), "9": curve(1, 3)})


def spoil_once_a_second(folder):
    times, values = curve(0, 8)
    write_curves(folder / "labels.csv", {"b": curve(0, 7), "10": (times[::2], values[::2]), "9": curve(1, 3)})


def spoil_range(folder):
    with (folder / "labels.csv").open("a") as file:
        file.write("9,7.5,1.2,0\n")


def spoil_both(folder):
    write_curves(folder / "labels-evaluation.csv", {"9": curve(0, 3)})


def spoil_songs(folder):
    (folder / "features" / "9.csv").rename(folder / "features" / "x.csv")


def change_lines(song, change):
    def spoil(folder):
        path = folder / "features" / f"{song}.csv"
        lines = path.read_text().splitlines()
        path.write_text("\n".join(change(lines)) + "\n")

    return spoil


def exchange(lines):
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


def same_names(folder):
    for path in (folder / "features").iterdir():
        path.write_text(path.read_text().replace("bright", "loud"))


def wide(folder):
    (folder / "labels.csv").write_text("song_id,sample_15000ms,sample_15500ms\n9,.1,.2\n10,.1\n")


@pytest.mark.parametrize(
    ("spoil", "facts"),
    [
        (spoil_off_grid, ["10.csv", "'10'", "0.25 s", "is 0 s"]),
        (spoil_gap, ["10.csv", "'10'", "0.5 s and 1.5 s"]),
        (spoil_milliseconds, ["10.csv", "'10'", "1000 s", "3.5 s", "seconds"]),
        (spoil_once_a_second, ["10.csv", "'10'", "0 s and 1 s", "every 1 s"]),
        (spoil_range, ["labels.csv", "row 18", "'valence'", "1.2"]),
        (spoil_both, ["labels.csv", "labels-evaluation.csv", "1 song (9)"]),
        (spoil_songs, ["1 song (9)", "1 song (x)", "--skip-unusable"]),
        (lambda folder: rows(folder, "b", 7, ("loud", "brigt")), ["b.csv", "'bright'", "'brigt'"]),
        (lambda folder: rows(folder, "b", 7, (*COLUMNS, "c")), ["b.csv", "'c'"]),
        (lambda folder: rows(folder, "9", 6, (*COLUMNS, "c")), ["9.csv", "'c'"]),
        (lambda folder: rows(folder, "9", 6, ("bright",)), ["9.csv", "'loud'"]),
        (change_lines("9", exchange), ["9.csv", "row 5", "1 s follows 1.5 s"]),
        (change_lines("9", lambda lines: [*lines[:3], *lines[4:]]), ["9.csv", "row 4", "1.5 s follows 0.5 s"]),
        (
            change_lines("9", lambda lines: [*lines[:3], lines[2], *lines[3:]]),
            ["9.csv", "row 4", "0.5 s follows 0.5 s"],
        ),
        (lambda folder: (folder / "features" / "10.csv").write_text(""), ["10.csv", "empty"]),
        (same_names, ["9.csv", "row 1", "'loud'", "2 and 3"]),
        (wide, ["labels.csv", "wide form", "song,time,valence,arousal"]),
        (lambda folder: (folder / "features" / "10.csv").write_text("<html>404</html>"), ["10.csv", "HTML"]),
    ],
)
def test_every_fault_is_one_clear_error(folder, told, spoil, facts):
    spoil(folder)
    with told(*facts):
        read_own(folder)


def test_a_folder_without_features_is_refused(tmp_path, told):
    write_curves(tmp_path / "labels.csv", {"a": curve(0, 3)})
    with told("labels.csv", "features", "<song>.csv"):
        read_own(tmp_path)


def test_labels_after_the_last_row_are_left_out_with_the_songs_names(folder):
    write_curves(folder / "labels.csv", {"b": curve(1.0, 5), "10": curve(1.0, 8), "9": curve(1.0, 5)})
    corpus = read_own(folder)
    assert [len(song.targets) for song in corpus.development] == [4, 6, 5]
    (note,) = (note for note in corpus.notes if "after the last row" in note)
    assert "3 labels" in note
    assert "2 songs (9, 10)" in note


def test_all_songs_that_lack_one_half_are_listed(folder, told):
    """PMEmo's case: features of many songs, labels of few. The reader must act on each, so each is named."""
    for n in range(100, 140):
        rows(folder, f"s{n}", 6)
    with (folder / "labels.csv").open("a") as file:
        file.writelines(f"t{n},0,.1,-.6\n" for n in range(100, 120))
    every = [*(f"s{n}" for n in range(100, 140)), *(f"t{n}" for n in range(100, 120))]
    with told("40 songs", "20 songs", "--skip-unusable", *every):
        read_own(folder)
    corpus = read_own(folder, skip_unusable=True)
    assert [song.id for song in corpus.development] == ["9", "10", "b"]
    left_out = " ".join(note for note in corpus.notes if note.startswith("left out"))
    assert [name for name in every if name not in left_out] == []


def test_no_usable_song_is_an_error(folder, told):
    write_curves(folder / "labels.csv", {"x": curve(0, 3)})
    with told("no song has both", "1 song (x)", "3 songs (9, 10, b)"):
        read_own(folder, skip_unusable=True)


def test_a_macs_hidden_files_are_passed_over_with_a_note(folder):
    (folder / "features" / "._9.csv").write_bytes(b"\x00\x05\x16")
    corpus = read_own(folder)
    assert len(corpus.development) == 3
    assert any("._9.csv" in note for note in corpus.notes)


def test_results_among_the_features_are_passed_over_with_a_note(folder):
    """``elman predict features --to features`` writes there; the next command finds its songs all the same."""
    write_curves(folder / "features" / "predictions.csv", {"9": curve(0, 3)})
    corpus = read_own(folder)
    assert len(corpus.development) == 3
    assert any("predictions.csv" in note for note in corpus.notes)


def test_a_suffix_in_capitals_is_a_suffix(folder, told):
    (folder / "features" / "9.csv").rename(folder / "features" / "9.CSV")
    assert [song.id for song in read_own(folder).development] == ["9", "10", "b"]
    rows(folder, "9", 6)
    with told("9.CSV", "9.csv", "'9'"):
        read_own(folder)


@pytest.mark.parametrize("name", ["9.csv.gz", "9.txt", "9.tsv"])
def test_what_is_there_in_the_place_of_a_file_is_told(folder, told, name):
    (folder / "features" / "9.csv").rename(folder / "features" / name)
    with told("1 song (9)", name, "9.csv"):
        read_own(folder)


def test_a_file_that_may_be_cut_off_is_told(folder, told):
    path = folder / "features" / "9.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert any("line break" in note and "1 song (9)" in note for note in read_own(folder).notes)
    made_with = {"set": "extra8", "reading": "code", "extractor": 1, "level": None}
    (folder / "features" / "extraction.json").write_text(json.dumps({"made_with": made_with, "sounds": {}}))
    with told("9.csv", "cut off"):
        read_own(folder)


def test_a_scale_is_converted_and_told(folder):
    times = {"b": curve(1.0, 5)[0], "10": curve(0.0, 8)[0], "9": curve(1.0, 3)[0]}
    marks = {name: (t, 1 + 8 * (t[:, None] % 1) + np.zeros((len(t), 2))) for name, t in times.items()}
    write_curves(folder / "labels.csv", marks)
    corpus = read_own(folder, scale="1..9")
    assert corpus.development[1].targets[:2].tolist() == [[-1, -1], [0, 0]]
    assert any("1..9" in note for note in corpus.notes)


def made_by_elman(folder, name, columns, songs, n=8):
    """A set as ``elman extract`` writes it; numbers tell song, row and column."""
    for song in songs:
        clock = np.arange(n) / 2
        X = 1000 * (1 + songs.index(song)) + 2 * clock[:, None] + np.arange(len(columns)) / 1000
        write_features(folder / name / f"{song}.csv", clock, columns, X)
    made_with = {"set": name.rpartition("/")[2], "reading": "code", "extractor": 1, "level": None}
    (folder / name / "extraction.json").write_text(json.dumps({"made_with": made_with, "sounds": {}}))
    return made_with


def test_what_extract_writes_is_read_side_by_side(tmp_path):
    one = made_by_elman(tmp_path / "features", "baseline260", BASELINE_260, ["1", "2"])
    two = made_by_elman(tmp_path / "features", "extra8", EXTRA_8, ["1", "2"], n=9)
    write_curves(tmp_path / "labels.csv", {"1": curve(0, 8), "2": curve(1.5, 4)})
    corpus = read_own(tmp_path)
    assert list(corpus.groups) == ["260", "268"]
    assert corpus.features_made_with == (one, two)
    song = corpus.development[1]
    np.testing.assert_allclose(song.features[:, 0], 2003 + np.arange(4))
    np.testing.assert_allclose(song.features[:, 260], song.features[:, 0])
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "features").rename(elsewhere)
    assert read_own(tmp_path, features=elsewhere).fingerprint() == corpus.fingerprint()


def test_two_sets_that_hold_the_same_column_are_refused(tmp_path, told):
    made_by_elman(tmp_path / "features", "essentia196", ("loudness", *EXTRA_8), ["1"])
    made_by_elman(tmp_path / "features", "extra8", EXTRA_8, ["1"])
    write_curves(tmp_path / "labels.csv", {"1": curve(0, 8)})
    with told("essentia196", "extra8", "'flatnessdb_bark'"):
        read_own(tmp_path)


def test_a_song_that_one_set_lacks_is_named_with_the_set(tmp_path, told):
    made_by_elman(tmp_path / "features", "baseline260", BASELINE_260, ["1", "2"])
    made_by_elman(tmp_path / "features", "extra8", EXTRA_8, ["1"])
    write_curves(tmp_path / "labels.csv", {"1": curve(0, 8), "2": curve(0, 8)})
    with told("extra8", "1 song (2)"):
        read_own(tmp_path)
    corpus = read_own(tmp_path, skip_unusable=True)
    assert [song.id for song in corpus.development] == ["1"]


def test_songs_of_one_name_in_different_albums(tmp_path, told):
    for album, n in (("a", 6), ("b", 8)):
        rows(tmp_path, f"{album}/01", n)
    write_curves(tmp_path / "labels.csv", {"a/01": curve(0, 6), "b/01": curve(0, 8)})
    corpus = read_own(tmp_path)
    assert [(song.id, len(song.targets)) for song in corpus.development] == [("a/01", 6), ("b/01", 8)]
    write_curves(tmp_path / "labels.csv", {"01": curve(0, 6), "b/01": curve(0, 8)})
    with told("1 song (01)", "'a/01'", "1 song (a/01)"):
        read_own(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on Unix only")
def test_a_name_in_latin_1_is_a_name(folder):
    (folder / "features" / "9.csv").rename(folder / "features" / os.fsdecode(b"caf\xe9.csv"))
    (folder / "labels.csv").write_text((folder / "labels.csv").read_text().replace("\n9,", "\ncaf\\xe9,"))
    assert [song.id for song in read_own(folder).development] == ["10", "b", r"caf\xe9"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", ["labels.csv", "features/9.csv", "features/extraction.json", "labels-evaluation.csv"])
def test_a_pipe_is_refused_without_waiting(folder, told, name):
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    with told(name, "a pipe"):
        read_own(folder)


def test_a_folder_that_may_not_be_read_is_told(folder, told, monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", closed)
    with told("features", "Permission denied"):
        read_own(folder)


def test_pmemo_from_its_own_file(tmp_path):
    """Labels twice a second from 15.5 s, which mark the ends of half seconds: the first is that of the row at 15 s."""
    for song, n in (("1", 90), ("20", 91)):
        rows(tmp_path, song, n)
    lines = [f"{song},{15.5 + k / 2},{k / 100},0.5" for song, n in (("1", 60), ("20", 61)) for k in range(n)]
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "dynamic_annotations.csv").write_text(
        "\n".join(["musicId,frameTime,Arousal(mean),Valence(mean)", *lines]) + "\n"
    )
    corpus = read_own(tmp_path)
    assert [song.id for song in corpus.development] == ["1", "20"]
    for song in corpus.development:
        assert song.times[0] == 15.0
        np.testing.assert_array_equal(song.features[:, 0], 100 * song.times)
        np.testing.assert_allclose(song.targets, np.c_[np.zeros(len(song.times)), np.arange(len(song.times)) / 50 - 1])
    assert any("0..1" in note for note in corpus.notes)


def test_a_song_of_fourteen_hours(tmp_path):
    n = 100_000
    rows(tmp_path, "long", n)
    write_curves(tmp_path / "labels.csv", {"long": curve(15.0, n - 30)})
    (song,) = read_own(tmp_path).development
    assert len(song.targets) == n - 30
    assert np.array_equal(song.features[:, 0], 100 * song.times)


def test_what_extract_wrote_beside_the_labels(tmp_path, told):
    """``elman extract SONGS --to SONGS``, without a folder called features."""
    write_curves(tmp_path / "labels.csv", {"1": curve(0, 8)})
    with told("features", "no such folder"):
        read_own(tmp_path)
    one = made_by_elman(tmp_path, "baseline260", BASELINE_260, ["1"])
    two = made_by_elman(tmp_path, "extra8", EXTRA_8, ["1"])
    corpus = read_own(tmp_path)
    assert list(corpus.groups) == ["260", "268"]
    assert corpus.features_made_with == (one, two)
    assert not any("passed over" in note for note in corpus.notes)


def test_two_ways_to_write_an_accent_are_one_name(tmp_path):
    """A Mac writes e and the accent as two characters in the names of files."""
    rows(tmp_path, "cafe\N{COMBINING ACUTE ACCENT}", 8)
    write_curves(tmp_path / "labels.csv", {"caf\N{LATIN SMALL LETTER E WITH ACUTE}": curve(0, 8)})
    (song,) = read_own(tmp_path).development
    assert song.id == "caf\N{LATIN SMALL LETTER E WITH ACUTE}"
