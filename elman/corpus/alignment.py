"""Which rows of features belong to which labels: those of the same time.

DEAM's official files are paired in another way, see `elman.corpus.deam.alignment`. Notebook 01, "Look at a song as a
matrix".
"""

import numpy as np

from elman.corpus.clock import OFF_GRID, nearest, same_time
from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError, quoted

SPARE_ROWS = 2
"""So many rows may be missing at a file's end: extractors do not cut the last half second alike."""


def pair(path, song, clock, times):
    """The rows to which the labels of a song belong, by their times.

    Labels after the last row have no row. All others must have one each, and no row between two labels may lack one.

    Parameters
    ----------
    path : path of the song's feature file
    song : str
    clock : array (n,)
        The times of the rows, checked by `check_clock`.
    times : array (T,)
        The rising times of the labels.

    Returns
    -------
    first : int
        The row of the first label; every further label belongs to the next row.
    n_labels : int
        How many labels have a row.

    Raises
    ------
    InputError
        A label without a row, labels with a gap, or no label that has a row; names the song and the times.
    """
    rows = nearest(clock, times)
    apart = ~same_time(clock[rows], times)
    n_labels = len(times) - int(np.count_nonzero(apart & (times > clock[-1])))
    if n_labels == 0:
        raise InputError(
            f"{path}: song {quoted(song)} has labels from {times[0]:.10g} s to {times[-1]:.10g} s and rows of features from "
            f"{clock[0]:.10g} s to {clock[-1]:.10g} s; none belong together. Both must be seconds from the song's start"
        )
    if apart[:n_labels].any():
        n = int(np.argmax(apart))
        raise InputError(
            f"{path}: song {quoted(song)} has a label at {times[n]:.10g} s but no row of features at that time; the nearest "
            f"frameTime is {clock[rows[n]]:.10g} s. Give every label the time of a row"
        )
    gaps = [*np.flatnonzero(np.diff(rows[:n_labels]) != 1)]
    if n_labels < len(times) and times[n_labels] - times[n_labels - 1] > 1.5 * FRAME_SECONDS:
        gaps.append(n_labels - 1)  # or labels in milliseconds would lose all but their first
    if gaps:
        n = int(gaps[0])
        step = np.median(np.diff(times))
        what = f"its labels come every {step:g} s, " if abs(step - FRAME_SECONDS) > OFF_GRID else ""
        raise InputError(
            f"{path}: song {quoted(song)} has labels at {times[n]:.10g} s and {times[n + 1]:.10g} s, but not one for each row of "
            f"features between them; {what}one every {FRAME_SECONDS:g} s without a gap was expected; add them (by "
            f"interpolation, say), or leave the later ones out"
        )
    return int(rows[0]), n_labels


def first_row(clock, exact=True):
    """The number of a file's first row, counted from the song's start: by its time.

    Where times are not ``exact``, as in DEAM's official files, a first row before 1 s is row 0.
    """
    return round(float(clock[0]) / FRAME_SECONDS) if exact or clock[0] >= 1 else 0


def side_by_side(tables, exact=True):
    """The columns of one song's feature files side by side, in the rows that all of them have.

    Parameters
    ----------
    tables : list of (path, clock (n,), X (n, D))
        One for each file.
    exact : bool
        See `first_row`.

    Returns
    -------
    path, clock (n,), X (n, D)
        The first file's path and times, and all columns.

    Raises
    ------
    InputError
        Rows at other times, or files that differ by more than `SPARE_ROWS` rows at their ends; names both files.
    """
    if len(tables) == 1:
        return tables[0]
    starts = [first_row(clock, exact) for _, clock, _ in tables]
    tables = [
        (path, clock[max(starts) - start :], X[max(starts) - start :])
        for (path, clock, X), start in zip(tables, starts, strict=True)
    ]
    path, clock, _ = tables[0]
    n = min(len(X) for _, _, X in tables)
    for other, others_clock, X in tables[1:]:
        if abs(len(X) - len(clock)) > SPARE_ROWS or n == 0:
            raise InputError(
                f"{other}: has {len(X)} rows where {path} has {len(clock)}; they may differ by {SPARE_ROWS}. See that both "
                f"were made from the same sound"
            )
        if exact and abs(others_clock[0] - clock[0]) > OFF_GRID:
            raise InputError(
                f"{other}: has a row at {others_clock[0]:.10g} s where {path} has one at {clock[0]:.10g} s; rows at the "
                f"same times were expected"
            )
    return path, clock[:n], np.hstack([X[:n] for _, _, X in tables])
