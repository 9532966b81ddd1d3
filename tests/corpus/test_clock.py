"""A row every half second, or one clear error with the row and the times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.corpus.clock import check_clock, nearest, same_time

GOOD = np.arange(20) / 2


def rows(clock):
    """Rows as if a blank line stood before the data: the first is row 3."""
    return lambda: list(range(3, 3 + len(clock)))


@pytest.mark.parametrize(
    "clock", [GOOD, GOOD + 15, GOOD + 0.25, GOOD[:1], np.round(GOOD * 1.0004, 2), GOOD + 0.004 * (-1) ** np.arange(20)]
)
def test_half_seconds_from_anywhere_pass(clock):
    check_clock("f.csv", clock, rows(clock))


def change(n, *values):
    clock = GOOD.copy()
    clock[n : n + len(values)] = values
    return clock


@pytest.mark.parametrize(
    ("clock", "facts"),
    [
        (GOOD * 2, ["steps of 1 s", "0.5 s"]),
        (GOOD / 50, ["steps of 0.01 s", "0.5 s"]),
        (GOOD * 1000, ["steps of 500 s", "milliseconds", "1000"]),
        (GOOD / 60, ["steps of 0.00833333 s", "minutes", "60"]),
        (change(9, 5.0, 4.5), ["row 13", "4.5 s follows 5 s"]),
        (change(9, 4.0), ["row 12", "4 s follows 4 s"]),
        (np.delete(GOOD, 7), ["row 10", "4 s follows 3 s", "3.5 s was expected"]),
        (np.insert(GOOD, 7, 3.25), ["row 10", "3.25 s follows 3 s", "3.5 s was expected"]),
        (np.r_[GOOD, GOOD + 130], ["row 23", "130 s follows 9.5 s", "10 s was expected"]),
        (GOOD * 1.002, ["row 14", "5.511 s", "5.5 s was expected"]),
        (GOOD - 3, ["row 3", "-3 s"]),
        (np.array([1e300]), ["row 3", "1e+300 s"]),
        (np.array([1e300, 1.5e300]), ["steps of 5e+299 s"]),
        (np.array([1e300, 1e300]), ["row 4", "1e+300 s follows 1e+300 s"]),
        (np.array([-1e308, 1e308]), ["f.csv"]),
        (np.array([-1.7e308, *GOOD, 1.7e308]), ["row 4", "0 s follows -1.7e+308 s"]),
    ],
)
def test_every_other_clock_is_refused(told, clock, facts):
    with told("f.csv", *facts):
        check_clock("f.csv", clock, rows(clock))


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite, min_size=1, max_size=30, unique=True), st.lists(finite, max_size=30))
def test_the_nearest_is_the_nearest(clock, times):
    """The oracle builds the table of all distances, which a song of 14 hours has no room for."""
    clock, times = np.sort(np.array(clock)), np.array(times)
    with np.errstate(over="ignore"):
        apart = np.abs(clock[:, None] - times)
        found = nearest(clock, times)
    np.testing.assert_array_equal(apart[found, range(len(times))], apart.min(axis=0))


def test_a_song_of_fourteen_hours_takes_no_table_of_distances():
    clock = np.arange(100_000) / 2
    assert np.array_equal(nearest(clock, clock), np.arange(100_000))


def test_times_a_millisecond_apart_are_the_same():
    assert same_time(np.array([0.501, 16.001, 600.0]), np.array([0.5, 16.0, 600.001])).all()
    assert not same_time(np.array([0.502]), np.array([0.5])).any()
