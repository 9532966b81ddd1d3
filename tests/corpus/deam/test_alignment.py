"""Feature files of DEAM that are too short, damaged, or of another kind are named."""

import numpy as np
import pytest

from elman.corpus.deam import reader
from elman.corpus.deam.alignment import _missing_at_start
from elman.errors import InputError


def test_fewer_rows_than_labels(deam):
    deam.labels({2: 60}).features({2: 59})
    with pytest.raises(
        InputError, match=r"features.2.csv: has 59 rows of features for 60 labels; at least 60 were exp"
    ):
        reader.read(deam.folder)


@pytest.mark.parametrize(("n_rows", "n_labels"), [(100, 70), (99, 69), (98, 68)])
def test_an_evaluation_file_may_lack_its_last_two_rows(deam, n_rows, n_labels):
    deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: n_rows})
    (song,) = reader.read(deam.folder).evaluation
    assert len(song.targets) == len(song.times) == n_labels
    assert song.lead_in == 30


@pytest.mark.parametrize("n_rows", [97, 30, 5])
def test_an_evaluation_file_that_lacks_more_is_refused(deam, n_rows):
    deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: n_rows})
    with pytest.raises(
        InputError, match=rf"2001.csv: has {n_rows} rows of features; 100 were expected, for labels up to"
    ):
        reader.read(deam.folder)


def test_an_evaluation_file_that_begins_after_its_labels_is_refused(deam):
    deam.labels({2: 60, 2001: 70}).features({2: 90}).features({2001: 100}, start=20.0)
    with pytest.raises(InputError, match=r"2001.csv: begins at 20 s, after the first label at 15 s"):
        reader.read(deam.folder)


def test_other_steps_than_half_a_second_are_refused(deam):
    deam.labels({2: 60}).features({2: 90}, step=1.0)
    with pytest.raises(InputError, match=r"2.csv: frameTime goes in steps of 1 s, 0.5 s was expected"):
        reader.read(deam.folder)


@pytest.mark.parametrize("n_extra", [87, 93])
def test_extra_columns_of_another_length_are_refused(deam, n_extra):
    deam.labels({2: 60}).features({2: 90}).features({2: n_extra}, name="essentia", columns=deam.columns_8)
    with pytest.raises(
        InputError, match=rf"essentia/2.csv: has {n_extra} rows where .*features/2.csv has 90; they may"
    ):
        reader.read(deam.folder)


def test_a_misnamed_column_is_named_with_the_nearest(deam):
    columns = list(deam.columns_260)
    columns[7] = "jitterDDP_sma_mean"
    deam.labels({2: 60, 3: 60}).features({2: 90}).features({3: 90}, columns=columns)
    message = r"3.csv, row 1: column 'jitterDDP_sma_amean' is missing; there is 'jitterDDP_sma_mean': was 'jitter"
    with pytest.raises(InputError, match=message):
        reader.read(deam.folder)


def test_the_first_file_may_be_the_misnamed_one(deam):
    deam.labels({2: 60}).features({2: 90}, columns=("F0", *deam.columns_260[1:]))
    with pytest.raises(InputError, match=r"2.csv, row 1: column 'F0final_sma_stddev' is missing"):
        reader.read(deam.folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b";", b",", r"2.csv, row 1: its columns are separated by commas \(','\), semicolons"),
        (b"\n20.0;", b"\n20.0;;", r"2.csv, row 42: has 262 cells, 261 were expected"),
        (b"\n20.0;2.04;", b"\n20.0;nan;", r"2.csv, row 42, column 'F0final_sma_stddev': 'nan' is not a finite number"),
    ],
)
def test_a_damaged_file_is_named(deam, old, new, message):
    deam.labels({2: 60}).features({2: 90})
    path = deam.folder / "features/features/2.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    with pytest.raises(InputError, match=message):
        reader.read(deam.folder)


def test_the_read_songs_do_not_hold_on_to_what_was_left_out(deam):
    deam.labels({2: 60, 2001: 60}).features({2: 900, 2001: 900})
    corpus = reader.read(deam.folder)
    for song in (*corpus.development, *corpus.evaluation):
        assert song.features.base is None
        assert song.features.flags.c_contiguous


@pytest.mark.parametrize(("first", "missing"), [(0.0, 0), (0.5, 0), (0.9, 0), (1.0, 2), (1.5, 3), (15.0, 30)])
def test_a_file_begins_late_from_one_second_on(first, missing):
    assert _missing_at_start(np.array([first, first + 0.5])) == missing
