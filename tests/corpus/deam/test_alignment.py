"""Rows and labels of DEAM: the authors' rule for the official files, times for those that elman made."""

import numpy as np
import pytest

from elman.corpus.deam import reader


def test_fewer_rows_than_labels(deam, told):
    deam.labels({2: 60}).features({2: 59})
    with told("2.csv", "59 rows", "60 labels"):
        reader.read(deam.folder)


@pytest.mark.parametrize(("n_rows", "n_labels"), [(100, 70), (99, 69), (98, 68)])
def test_an_evaluation_file_may_lack_its_last_two_rows(deam, n_rows, n_labels):
    deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: n_rows})
    corpus = reader.read(deam.folder)
    (song,) = corpus.evaluation
    assert len(song.targets) == len(song.times) == n_labels
    assert song.lead_in == 30
    assert any("last labels" in note and "1 song (2001)" in note for note in corpus.notes) == (n_labels < 70)


@pytest.mark.parametrize("n_rows", [97, 30, 5])
def test_an_evaluation_file_that_lacks_more_is_refused(deam, told, n_rows):
    deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: n_rows})
    with told("2001.csv", f"{n_rows} rows", "100 were expected"):
        reader.read(deam.folder)


def test_an_evaluation_file_that_begins_after_its_labels_is_refused(deam, told):
    deam.labels({2: 60, 2001: 70}).features({2: 90}).features({2001: 100}, start=20.0)
    with told("2001.csv", "20 s", "15 s"):
        reader.read(deam.folder)


def exchange(lines, n):
    return [*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]]


@pytest.mark.parametrize("song", [2, 2001])
@pytest.mark.parametrize(
    ("change", "facts"),
    [
        (lambda lines: exchange(lines, 60), ["row 62", "29.5 s follows 30 s"]),
        (lambda lines: exchange(lines, 10), ["row 12", "4.5 s follows 5 s"]),
        (lambda lines: [*lines[:60], *lines[61:]], ["row 61", "30 s follows 29 s", "29.5 s was expected"]),
        (lambda lines: [*lines[:60], lines[59], *lines[60:]], ["row 61", "29 s follows 29 s"]),
    ],
)
def test_rows_that_are_exchanged_missing_or_doubled_are_named(deam, told, song, change, facts):
    deam.labels({2: 60, 2001: 60}).features({2: 90, 2001: 90})
    path = deam.folder / "features" / "features" / f"{song}.csv"
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")
    with told(f"{song}.csv", *facts):
        reader.read(deam.folder)


def test_other_steps_than_half_a_second_are_refused(deam, told):
    deam.labels({2: 60}).features({2: 90}, step=1.0)
    with told("2.csv", "steps of 1 s"):
        reader.read(deam.folder)


@pytest.mark.parametrize("n_extra", [87, 93])
def test_extra_columns_of_another_length_are_refused(deam, told, n_extra):
    deam.labels({2: 60}).features({2: 90}).features({2: n_extra}, name="essentia", columns=deam.columns_8)
    with told("essentia/2.csv", f"{n_extra} rows", "features/2.csv", "90"):
        reader.read(deam.folder)


class TestFilesThatElmanMade:
    """Their times are exact: a label belongs to the row of its time, however long the file is."""

    def test_a_clip_that_was_cut_short_loses_its_last_labels(self, deam):
        """The authors' rule would pair its labels with rows 5 s before them."""
        deam.labels({2: 60, 3: 60}).features({2: 80, 3: 90}).made_by_elman()
        corpus = reader.read(deam.folder)
        cut, whole = corpus.development
        assert (len(cut.targets), len(whole.targets)) == (50, 60)
        for song in (cut, whole):
            rows = 30 + np.arange(len(song.targets))
            np.testing.assert_array_equal(song.features[:, 0], deam.feature(int(song.id), rows, 0))
        assert any("last labels" in note and "1 song (2)" in note for note in corpus.notes)
        assert corpus.paired_by_time

    def test_a_clip_that_is_longer_than_its_labels(self, deam):
        deam.labels({2: 60}).features({2: 92}).made_by_elman()
        (song,) = reader.read(deam.folder).development
        np.testing.assert_array_equal(song.features[:, 0], deam.feature(2, 30 + np.arange(60), 0))

    def test_the_usual_clip_is_paired_as_the_official_one(self, deam):
        deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: 110})
        before = reader.read(deam.folder)
        deam.made_by_elman()
        after = reader.read(deam.folder)
        assert after.fingerprint() == before.fingerprint()
        assert (before.paired_by_time, after.paired_by_time) == (False, True)

    def test_an_evaluation_song_that_was_cut_short(self, deam):
        deam.labels({2: 60, 2001: 70}).features({2: 90, 2001: 60}).made_by_elman()
        corpus = reader.read(deam.folder)
        (song,) = corpus.evaluation
        assert (len(song.targets), song.lead_in) == (30, 30)
        assert any("1 song (2001)" in note for note in corpus.notes)

    def test_a_song_that_ends_before_its_first_label_is_refused(self, deam, told):
        deam.labels({2: 60, 3: 60}).features({2: 20, 3: 90}).made_by_elman()
        with told("2.csv", "'2'", "from 15 s to 44.5 s", "from 0 s to 9.5 s"):
            reader.read(deam.folder)

    def test_both_folders_must_be_made_so(self, deam):
        deam.labels({2: 60}).features({2: 89}).features({2: 91}, name="extra", columns=deam.columns_8)
        deam.made_by_elman("extra")
        corpus = reader.read(deam.folder)
        assert not corpus.paired_by_time
        np.testing.assert_array_equal(corpus.development[0].features[:, 0], deam.feature(2, 29 + np.arange(60), 0))


def test_a_misnamed_column_is_named_with_the_nearest(deam, told):
    columns = list(deam.columns_260)
    columns[7] = "jitterDDP_sma_mean"
    deam.labels({2: 60, 3: 60}).features({2: 90}).features({3: 90}, columns=columns)
    with told("3.csv", "row 1", "'jitterDDP_sma_amean'", "'jitterDDP_sma_mean'"):
        reader.read(deam.folder)


def test_the_first_file_may_be_the_misnamed_one(deam, told):
    deam.labels({2: 60}).features({2: 90}, columns=("F0", *deam.columns_260[1:]))
    with told("2.csv", "row 1", "'F0final_sma_stddev'"):
        reader.read(deam.folder)


def test_of_other_columns_the_odd_file_is_named(deam, told):
    deam.labels(dict.fromkeys((2, 3, 4), 60)).features({2: 90}, columns=("a", "b"))
    deam.features({3: 90, 4: 90}, columns=("a", "b", "c"))
    with told("2.csv", "'c'"):
        reader.read(deam.folder)


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        (b";", b",", ["row 1", "commas"]),
        (b"\n20.0;", b"\n20.0;;", ["row 42", "262 cells", "261 were"]),
        (b"\n20.0;2.04;", b"\n20.0;nan;", ["row 42", "'F0final_sma_stddev'", "'nan'"]),
    ],
)
def test_a_damaged_file_is_named(deam, told, old, new, facts):
    deam.labels({2: 60}).features({2: 90})
    path = deam.folder / "features/features/2.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    with told("2.csv", *facts):
        reader.read(deam.folder)


def test_a_file_that_may_be_cut_off_is_told(deam, told):
    deam.labels({2: 60, 3: 60}).features({2: 90, 3: 90})
    path = deam.folder / "features/features/2.csv"
    path.write_bytes(path.read_bytes()[:-3])
    assert any("line break" in note and "1 song (2)" in note for note in reader.read(deam.folder).notes)
    deam.made_by_elman()
    with told("2.csv", "cut off"):
        reader.read(deam.folder)


def test_the_read_songs_do_not_hold_on_to_what_was_left_out(deam):
    deam.labels({2: 60, 2001: 60}).features({2: 900, 2001: 900})
    corpus = reader.read(deam.folder)
    for song in (*corpus.development, *corpus.evaluation):
        assert song.features.base is None
        assert song.features.flags.c_contiguous
