"""How the labels of DEAM and the rows of its feature files find together.

- A clip's T labels belong to the last T rows of its feature file, whatever frameTime says: so the authors paired them.
- A full song's label at s seconds belongs to the row number s / 0.5 of its feature file, counted from 0; the rows
  before are the lead-in. Rows after the last label are left out, and so are up to 2 labels after the last row.
- Where baseline and extra columns come from two files, their first rows belong together, and rows that only one of
  them has at its end, up to 2, are left out.

Source: the authors' code for the first two rules. Notebook 01, "Look at a song as a matrix".
"""

from collections import Counter

import numpy as np

from elman.corpus.rows import count_songs
from elman.corpus.song import FRAME_SECONDS, Song
from elman.corpus.tables import pick, read_features
from elman.errors import InputError

SPARE_ROWS = 2
"""So many rows may be missing at a file's end: extractors do not cut the last half second alike."""


def read_songs(development, evaluation, features, notes):
    """Read the songs' features and pair them with their labels.

    Parameters
    ----------
    development, evaluation : dict of int to (times, values)
        The labels of each song: times (T,) in seconds, values (T, 2).
    features : list of FeatureFolder
        One, or two whose columns are put side by side.
    notes : list of str
        What was left out, or paired against its own times, is added here.

    Returns
    -------
    development, evaluation : lists of Song

    Raises
    ------
    InputError
        A damaged file, or too few rows; names the file.
    """
    clips, full_songs, shifts, dropped = [], [], Counter(), []
    for song, (times, targets) in development.items():
        path, clock, X = _read_rows(song, features)
        T = len(targets)
        if len(X) < T:
            raise InputError(f"{path}: has {len(X)} rows of features for {T} labels; at least {T} were expected")
        shifts[round(float(times[0] - clock[-T]), 3)] += 1
        clips.append(Song(str(song), X[-T:].copy(), targets, times))  # a view would keep the whole file in memory
    for song, (times, targets) in evaluation.items():
        path, clock, X = _read_rows(song, features)
        n_rows, n_labels = _rows_and_labels(path, clock, times)
        if n_labels < len(targets):
            dropped.append(song)
        full_songs.append(Song(str(song), X[:n_rows].copy(), targets[:n_labels], times[:n_labels]))
    _note_shifts(shifts, notes)
    if dropped:
        notes.append(
            f"the last 1-{SPARE_ROWS} labels, for which there are no features, left out: {count_songs(dropped)}"
        )
    return clips, full_songs


def _note_shifts(shifts, notes):
    others = {shift: count for shift, count in shifts.items() if shift != 0}
    if others:
        shift = max(others, key=others.get)
        notes.append(
            f"in {sum(others.values()):,} of {shifts.total():,} development files the last rows are not stamped with "
            f"the labels' times (most often {abs(shift):g} s {'before' if shift > 0 else 'after'} them); they were "
            f"paired in order, as the authors did"
        )


def _rows_and_labels(path, clock, times):
    """How many rows of an evaluation file are used, counted from its start, and how many labels have a row."""
    lead_in = round(float(times[0]) / FRAME_SECONDS) - _missing_at_start(clock)
    if lead_in < 0:
        raise InputError(f"{path}: begins at {clock[0]:g} s, after the first label at {times[0]:g} s")
    n_labels = min(len(times), len(clock) - lead_in)
    if n_labels < max(1, len(times) - SPARE_ROWS):
        raise InputError(
            f"{path}: has {len(clock)} rows of features; {lead_in + len(times)} were expected, "
            f"for labels up to {times[-1]:g} s"
        )
    return lead_in + n_labels, n_labels


def _read_rows(song, features):
    """The rows of one song: its first file's path, the clock (n,) in seconds, and all wanted columns (n, D)."""
    tables = [_read_file(source.files[song], source.wanted) for source in features]
    if len(tables) == 1:
        return tables[0]
    start = max(_missing_at_start(clock) for _, clock, _ in tables)
    skip = [start - _missing_at_start(clock) for _, clock, _ in tables]
    (path, clock, first), (other, _, second) = tables
    clock, first, second = clock[skip[0] :], first[skip[0] :], second[skip[1] :]
    if abs(len(first) - len(second)) > SPARE_ROWS:
        raise InputError(
            f"{other}: has {len(second)} rows where {path} has {len(first)}; they may differ by {SPARE_ROWS}. "
            f"See that both were made from the same audio file"
        )
    n = min(len(first), len(second))
    return path, clock[:n], np.hstack([first[:n], second[:n]])


def _read_file(path, wanted):
    columns, clock, X = read_features(path)
    step = float(np.median(np.diff(clock))) if len(clock) > 1 else FRAME_SECONDS
    if abs(step - FRAME_SECONDS) > 0.01:
        raise InputError(f"{path}: frameTime goes in steps of {step:g} s, {FRAME_SECONDS:g} s was expected")
    return path, clock, pick(path, columns, X, wanted)


def _missing_at_start(clock):
    """How many rows a file lacks that begins 1 s into its song or later; a first row at 0 ... 0.9 s is row 0."""
    return round(float(clock[0]) / FRAME_SECONDS) if clock[0] >= 1 else 0
