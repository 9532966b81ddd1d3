"""Rows and labels of the same time belong together."""

import numpy as np
import pytest

from elman.corpus.alignment import first_row, pair, side_by_side

CLOCK = np.arange(40) / 2


@pytest.mark.parametrize(
    ("times", "first", "n_labels"),
    [
        (CLOCK, 0, 40),
        (CLOCK[30:], 30, 10),
        (CLOCK[30:] + 0.0009, 30, 10),
        (CLOCK[30:] + 2, 34, 6),
        (19.5 + CLOCK[:5], 39, 1),
    ],
)
def test_labels_find_their_rows_and_those_after_the_last_row_have_none(times, first, n_labels):
    assert pair("f.csv", "a", CLOCK, times) == (first, n_labels)


@pytest.mark.parametrize(
    ("times", "facts"),
    [
        (CLOCK[30:] + 0.25, ["15.25 s", "15 s"]),
        (CLOCK[[30, 31, 33]], ["15.5 s and 16.5 s"]),
        (np.array([1.0, 1.0005, 1.5]), ["1 s and 1.0005 s"]),
        (CLOCK[::2], ["0 s and 1 s", "every 1 s", "every 0.5 s"]),
        (CLOCK[30:] * 1000, ["from 15000 s to 19500 s", "from 0 s to 19.5 s"]),
        (CLOCK[30:] / 60, ["at 0.25 s", "is 0 s"]),
        (CLOCK * 1000, ["0 s and 500 s", "every 500 s"]),
    ],
)
def test_labels_without_rows_are_refused(told, times, facts):
    with told("f.csv", "'a'", *facts):
        pair("f.csv", "a", CLOCK, times)


def test_labels_before_the_first_row_are_refused(told):
    with told("f.csv", "'a'", "1 s", "2 s"):
        pair("f.csv", "a", CLOCK[4:], CLOCK[2:])


def table(name, first, n, value):
    return name, first + np.arange(n) / 2, value + np.arange(n)[:, None]


def test_files_are_cut_to_the_rows_that_all_have():
    path, clock, X = side_by_side([table("a", 1.0, 6, 10), table("b", 0.0, 9, 20), table("c", 1.5, 5, 30)])
    assert path == "a"
    assert clock.tolist() == [1.5, 2.0, 2.5, 3.0, 3.5]
    assert X.tolist() == [[11 + n, 23 + n, 30 + n] for n in range(5)]


@pytest.mark.parametrize(("n", "fits"), [(4, False), (5, True), (7, True), (9, True), (10, False)])
def test_files_may_differ_by_two_rows_at_their_ends(told, n, fits):
    tables = [table("a.csv", 0.0, 7, 0), table("b.csv", 0.0, n, 0)]
    if fits:
        assert len(side_by_side(tables)[2]) == min(n, 7)
    else:
        with told("a.csv", "b.csv", f"{n} rows", "7"):
            side_by_side(tables)


def test_rows_at_other_times_are_refused_where_times_are_exact(told):
    tables = [table("a.csv", 0.0, 7, 0), table("b.csv", 0.2, 7, 0)]
    assert side_by_side(tables, exact=False)[2].shape == (7, 2)
    with told("a.csv", "b.csv", "0.2 s"):
        side_by_side(tables)


def test_files_without_a_common_row_are_refused(told):
    with told("a.csv", "b.csv"):
        side_by_side([table("a.csv", 0.0, 2, 0), table("b.csv", 5.0, 2, 0)])


@pytest.mark.parametrize(("first", "row"), [(0.0, 0), (0.5, 0), (0.9, 0), (1.0, 2), (1.5, 3), (15.0, 30)])
def test_an_official_file_begins_late_from_one_second_on(first, row):
    assert first_row(np.array([first, first + 0.5]), exact=False) == row
