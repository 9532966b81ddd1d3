"""A folder of anyone's own songs becomes a corpus, or one clear error."""

import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.own import read_own
from elman.corpus.tables import write_curves, write_features
from elman.errors import InputError

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
    assert corpus.notes == ("5 rows of features without a label were left out",)


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


def spoil_too_long(folder):
    write_curves(folder / "labels.csv", {"b": curve(0, 7), "10": curve(1, 8), "9": curve(1, 3)})


def spoil_range(folder):
    with (folder / "labels.csv").open("a") as file:
        file.write("9,7.5,1.2,0\n")


def spoil_both(folder):
    write_curves(folder / "labels-evaluation.csv", {"9": curve(0, 3)})


def spoil_songs(folder):
    (folder / "features" / "9.csv").rename(folder / "features" / "x.csv")


def spoil_clock(folder):
    path = folder / "features" / "9.csv"
    path.write_text(path.read_text().replace("\n1.5;", "\n1.0;"))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_off_grid, r"features.10.csv: song '10' has a label at 0.25 s but no row .*nearest frameTime is 0 s"),
        (spoil_gap, r"features.10.csv: song '10' has labels at 0.5 s and 1.5 s, but not one for each row"),
        (spoil_too_long, r"features.10.csv: song '10' has a label at 4 s but no row .*nearest frameTime is 3.5 s"),
        (spoil_range, r"labels.csv, row 18, column 'valence': 1.2 is out of range; a value from -1 to 1 was expected"),
        (spoil_both, r"labels.csv and labels-evaluation.csv both hold 1 song \(9\); a song may be in one only"),
        (
            spoil_songs,
            r"no file features/<song>.csv for 1 song \(9\) with labels; no labels for 1 song \(x\) with a file",
        ),
        (
            lambda folder: rows(folder, "b", 7, ("loud", "brigt")),
            r"b.csv, row 1: column 'bright' is missing; there is 'b",
        ),
        (lambda folder: rows(folder, "b", 7, (*COLUMNS, "c")), r"b.csv, row 1: column 'c' is not expected"),
        (spoil_clock, r"features.9.csv, row 5, column 'frameTime': 1 s stands after 1 s; times must rise"),
        (lambda folder: (folder / "features" / "10.csv").write_text(""), r"features.10.csv: is empty"),
    ],
)
def test_every_fault_is_one_clear_error(folder, spoil, message):
    spoil(folder)
    with pytest.raises(InputError, match=message):
        read_own(folder)


def test_a_folder_without_features_is_refused(tmp_path):
    write_curves(tmp_path / "labels.csv", {"a": curve(0, 3)})
    with pytest.raises(InputError, match=r"has labels.csv but no folder features; features/<song>.csv was expected"):
        read_own(tmp_path)


def test_hidden_files_are_passed_over(folder):
    (folder / "features" / "._9.csv").write_bytes(b"\x00\x05\x16")
    assert len(read_own(folder).development) == 3


def test_a_label_between_two_rows_has_no_row(tmp_path):
    write_features(tmp_path / "features" / "a.csv", [0.0, 0.5, 1.0], ["x"], np.zeros((3, 1)))
    write_curves(tmp_path / "labels.csv", {"a": (np.array([0.1, 0.6]), np.zeros((2, 2)))})
    with pytest.raises(InputError, match="no row of features at that time"):
        read_own(tmp_path)
