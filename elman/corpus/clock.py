"""The times of rows and labels: a row every half second, and the row nearest to a label.

Notebook 01, "Look at a song as a matrix".
"""

import numpy as np

from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError

OFF_GRID = 0.01
"""So far (s) a row's time may be from where it belongs: some extractors write two decimals."""

LONGEST = 1e6
"""Times beyond this (s, 11 days) are not times in a song."""

UNITS = {0.5 * 1000: "milliseconds: divide them by 1000", 0.5 / 60: "minutes: multiply them by 60"}
"""Steps of half a second in other units, and what to do."""


def same_time(times, others):
    """Whether times (s) are the same: they differ by a millisecond or less, since files have three decimals."""
    return np.abs(times - others) <= 1e-3 + 1e-9


@np.errstate(over="ignore")  # times of 1e308 are refused
def check_clock(path, clock, numbers):
    """Raise InputError unless the times of a feature file's rows rise by half a second from row to row.

    Parameters
    ----------
    path : path of the file
    clock : array (n,)
        frameTime of each row, in seconds.
    numbers : callable
        Gives the number in the file of each row; called only where something is wrong.
    """

    def where(n):
        return f"{path}, row {numbers()[n]}, column 'frameTime'"

    steps = np.diff(clock)
    if (steps <= 0).any():
        n = int(np.argmax(steps <= 0)) + 1
        raise InputError(
            f"{where(n)}: {clock[n]:.10g} s follows {clock[n - 1]:.10g} s; times must rise by {FRAME_SECONDS:g} s from row "
            f"to row; put the rows in order, and each time once"
        )
    step = float(np.median(steps)) if len(steps) else FRAME_SECONDS
    if abs(step - FRAME_SECONDS) > OFF_GRID:
        hint = next((f"; these may be {what}" for unit, what in UNITS.items() if abs(step / unit - 1) < 0.02), "")
        raise InputError(f"{path}: frameTime goes in steps of {step:.6g} s, {FRAME_SECONDS:g} s was expected{hint}")
    off = np.abs(clock - clock[0] - FRAME_SECONDS * np.arange(len(clock))) > OFF_GRID
    if off.any():
        n = int(np.argmax(off))
        raise InputError(
            f"{where(n)}: {clock[n]:.10g} s follows {clock[n - 1]:.10g} s, {clock[0] + FRAME_SECONDS * n:.10g} s was "
            f"expected, for a row every {FRAME_SECONDS:g} s from {clock[0]:.10g} s; rows may be missing: take the features "
            f"of this song again"
        )
    check_range(where, clock)


def check_range(where, times):
    """Raise InputError where a time cannot be one in a song; ``where(n)`` says where the n-th is."""
    out = (times < 0) | (times > LONGEST)
    if out.any():
        n = int(np.argmax(out))
        raise InputError(
            f"{where(n)}: {times[n]:g} s is not a time in a song; seconds from its start, from 0 to {LONGEST:,.0f}, were "
            f"expected"
        )


def nearest(clock, times):
    """For each of the times the position of the nearest in ``clock`` (n,), which rises.

    >>> nearest(np.array([0.0, 0.5, 1.0]), np.array([0.6, 0.0, 9.0])).tolist()
    [1, 0, 2]
    """
    after = np.searchsorted(clock, times).clip(1, max(len(clock) - 1, 1))
    before = after - 1
    after = after.clip(max=len(clock) - 1)
    return np.where(np.abs(clock[after] - times) < np.abs(clock[before] - times), after, before)
