"""How the labels of DEAM and the rows of its feature files are aligned.

Files that ``elman extract`` made have exact times, and a label belongs to the row of its time. In the official files:

- A clip's T labels belong to the last T rows of its feature file, whatever frameTime says: so the authors paired them.
- A full song's label at s seconds belongs to the row number s / 0.5 of its feature file, counted from 0; the rows
  before are the lead-in. Rows after the last label are left out, and so are up to 2 labels after the last row.
- Where baseline and extra columns come from two files, their first rows belong together, and rows that only one of
  them has at its end, up to 2, are left out.

Source: the authors' code for the first two rules. Notebook 01, "Look at a song as a matrix".
"""

from elman.corpus.alignment import SPARE_ROWS, first_row, pair
from elman.corpus.feature_folders import note_unfinished, read_rows
from elman.corpus.ids import count_songs
from elman.corpus.song import FRAME_SECONDS, Song
from elman.errors import InputError


def read_songs(development, evaluation, features, notes, *, by_time):
    """Read the songs' features and align them with their labels.

    Parameters
    ----------
    development, evaluation : dict of int to (times, values)
        The labels of each song: times (T,) in seconds, values (T, 2).
    features : list of FeatureFolder
        One, or two whose columns are put side by side.
    notes : list of str
        What was left out, or aligned against its own times, is added here.
    by_time : bool
        Whether the files' times are exact.

    Returns
    -------
    development, evaluation : lists of Song

    Raises
    ------
    InputError
        A damaged file, too few rows, or labels whose times are not found; names the file.
    """
    clips, full_songs, shifts, dropped = [], [], {}, []
    for song, (times, targets) in (development | evaluation).items():
        path, clock, X = read_rows(song, features, exact=by_time, more=True)
        T = len(targets)
        if by_time:
            first, T = pair(path, str(song), clock, times)
        elif song in evaluation:
            first, T = _from_the_start(path, clock, times)
        else:
            first = _last_rows(path, clock, T)
            shifts.setdefault(round(float(times[0] - clock[first]), 3), []).append(song)
        if len(targets) > T:
            dropped.append(song)
        start = 0 if song in evaluation else first
        # A view would keep the whole file in memory.
        made = Song(str(song), X[start : first + T].copy(), targets[:T], times[:T])
        (full_songs if song in evaluation else clips).append(made)
    notes += note_unfinished(features, [*development, *evaluation]) + _note_shifts(shifts)
    if dropped:
        notes.append(f"the last labels, for which there are no features, were left out: {count_songs(dropped)}")
    return clips, full_songs


def _last_rows(path, clock, T):
    """The first of the last T rows."""
    if len(clock) < T:
        raise InputError(f"{path}: has {len(clock)} rows of features for {T} labels; at least {T} were expected")
    return len(clock) - T


def _from_the_start(path, clock, times):
    """The row of the first label of an evaluation song, counted from its start, and how many labels have a row."""
    lead_in = round(float(times[0]) / FRAME_SECONDS) - first_row(clock, exact=False)
    if lead_in < 0:
        raise InputError(f"{path}: begins at {clock[0]:g} s, after the first label at {times[0]:g} s")
    n_labels = min(len(times), len(clock) - lead_in)
    if n_labels < max(1, len(times) - SPARE_ROWS):
        raise InputError(
            f"{path}: has {len(clock)} rows of features; {lead_in + len(times)} were expected, "
            f"for labels up to {times[-1]:g} s"
        )
    return lead_in, n_labels


def _note_shifts(shifts):
    """A note for each shift between the labels' times and those of the rows that they were paired with."""
    n = sum(map(len, shifts.values()))
    return [
        f"in {'all' if len(songs) == n else f'{len(songs):,} of'} {n:,} development files the last rows are stamped "
        f"{abs(shift):g} s {'before' if shift > 0 else 'after'} the labels; they were paired in order, as the authors did"
        + ("" if len(songs) == n else f": {count_songs(songs)}")
        for shift, songs in sorted(shifts.items())
        if shift != 0
    ]
