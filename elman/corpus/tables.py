"""Anyone's own tables: features of a song, and curves of valence and arousal.

Features come in DEAM's layout, one file a song: ``frameTime;first column;...``, separated by semicolons, a row for each
half second. Curves, which are labels or predictions, come in the long form ``song,time,valence,arousal``, separated by
commas, a row for each song and time; predictions can also be written in DEAM's wide form, one row a song.

Notebook 01, "Look at a song as a matrix".
"""

import csv
import io
import warnings
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from elman.corpus.clock import check_clock
from elman.corpus.labels import CURVE_COLUMNS, read_long
from elman.corpus.rows import (
    Rows,
    check_columns,
    check_header,
    check_widths,
    decode_text,
    each_row,
    number,
    read_text,
)
from elman.corpus.song import EMOTIONS
from elman.errors import UNPRINTABLE, InputError, quoted
from elman.files import atomic, read_bytes

FRAME_TIME = "frameTime"
"""The name of the first column of every feature file."""


def read_features(path):
    """Read the features of one song.

    Parameters
    ----------
    path : path of a file ``frameTime;first column;second column;...``, separated by semicolons

    Returns
    -------
    columns : tuple of D str
        The names of the columns after frameTime.
    times : array (n,)
        frameTime of each row, in seconds.
    X : array (n, D)

    Raises
    ------
    InputError
        A file that is empty, has a header only, another separator or first column, a column twice, a row that is
        too long or too short, or a cell that is not a finite number. File, row and column are named.
    """
    path = Path(path)
    content = read_bytes(path, expected="a table (csv)")
    decode_text(path, content)
    table = _fast_table(content)
    if table is None:  # something is unusual: go through it cell by cell, and say what
        table = _careful_table(path, content)
    header, numbers = table
    if header[0] != FRAME_TIME:
        raise InputError(
            f"{path}, row 1: the first column is {quoted(header[0])}, {FRAME_TIME!r} was expected; name the column of times "
            f"so and put it first"
        )
    if len(header) == 1:
        raise InputError(f"{path}, row 1: there is no column of features after {FRAME_TIME!r}")
    check_clock(path, numbers[:, 0], lambda: [at for at, _ in each_row(path, _lines(content), ";")][1:])
    return tuple(header[1:]), numbers[:, 0].copy(), np.ascontiguousarray(numbers[:, 1:])


def _fast_table(content):
    """Header and numbers of a file without any fault, or None."""
    lines = _lines(content)
    first = next((line for line in lines if line.strip()), "")
    header = [name.strip() for name in first.split(";")]
    if '"' in first or UNPRINTABLE.search(first.rstrip()) or len(set(header)) < len(header) or not all(header):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the warning that there is no row
            numbers = np.loadtxt(lines, delimiter=";", comments=None, ndmin=2)
    except ValueError:
        return None
    right = numbers.size and numbers.shape[1] == len(header) and np.isfinite(numbers).all()
    return (header, numbers) if right else None


def _careful_table(path, content):
    """Header and numbers of a file in which something is unusual; the first fault is raised."""
    rows, numbers = each_row(path, _lines(content), ";"), []
    _, header = next(rows, (1, [""]))
    check_header(path, header, ";")
    for at, cells in rows:  # row by row, for the cells of a long song would fill the memory
        row = Rows(path, header, [cells], [at])
        check_widths(row)
        numbers.append(np.array([number(row, 0, column) for column in range(len(header))]))
    if not numbers:
        raise InputError(f"{path}: has a header only; a row of numbers for each half second was expected")
    return header, np.array(numbers)


def _lines(content):
    """The lines of a UTF-8 text, however they end; a text in one piece would be a copy of the content."""
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=None)


def pick(path, columns, X, wanted):
    """The ``wanted`` columns of X (n, D), in that order.

    Raises
    ------
    InputError
        A column is missing; names it, the file, and the nearest name that is there.
    """
    if tuple(columns) == tuple(wanted):
        return X
    check_columns(path, columns, wanted, more=True)
    position = {name: n for n, name in enumerate(columns)}
    return X[:, [position[name] for name in wanted]]


def write_features(path, times, columns, X):
    """Write the features of one song as `read_features` reads them, every number to its last bit.

    A number of single precision (float32) has the digits that it needs, up to 9.

    Parameters
    ----------
    path : path of the file
    times : array (n,)
        frameTime of each row, in seconds.
    columns : D names
    X : array (n, D)

    Raises
    ------
    InputError
        A number is not finite, or two columns have one name; names the column (and time), and nothing is written.
    """
    X, times = np.asarray(X), np.asarray(times, dtype=float)
    if len(set(columns)) < len(columns):
        twice = next(name for n, name in enumerate(columns) if name in columns[:n])
        raise InputError(
            f"{path}: two columns of features are called {quoted(twice)}; a name of its own for each was expected"
        )
    if not np.isfinite(X).all():
        row, column = np.argwhere(~np.isfinite(X))[0]
        raise InputError(f"feature {columns[column]} at {times[row]:g} s is {X[row, column]}, not a finite number")
    with _writer(path, ";") as writer:
        writer.writerow([FRAME_TIME, *columns])
        # As text each in its own precision; together both would have that of the times. Row by row, for the text of a
        # whole song needs 60 times the memory of its numbers.
        writer.writerows([time, *row.astype(str).tolist()] for time, row in zip(times.astype(str), X, strict=True))


def read_curves(path, *, limit=None):
    """Read curves, labels or predictions, in the long form.

    Parameters
    ----------
    path : path of a file with the columns ``song,time,valence,arousal`` in any order, separated by commas
    limit : float, optional
        Values beyond -limit ... limit are refused; labels have the limit 1.

    Returns
    -------
    dict of str to (times, values)
        For each song, in the order of the file: times (T,) in seconds and values (T, 2), valence and arousal.

    Raises
    ------
    InputError
        Columns missing or too many, a cell that is not a finite number, a value beyond the limit, a song and time
        that occur twice, times of a song that do not rise, or that are not seconds in a song. File, row and column are
        named.
    """
    return read_long(path, read_text(path), limit and (-limit, limit), declared=True)


def write_curves(path, curves):
    """Write curves in the long form, as `read_curves` reads them, every number to its last bit.

    Parameters
    ----------
    path : path of the file
    curves : dict of str to (times, values)
        For each song times (T,) in seconds and values (T, 2), valence and arousal.
    """
    with _writer(path, ",") as writer:
        writer.writerow(CURVE_COLUMNS)
        for song, (times, values) in curves.items():
            writer.writerows([song, *point] for point in np.column_stack([times, values]).tolist())


def write_wide(folder, curves):
    """Write curves in DEAM's wide form: ``valence.csv`` and ``arousal.csv``, a row a song and a column a time.

    A song that has no value at a time has an empty cell there.

    Parameters
    ----------
    folder : path of the folder for the two files
    curves : dict of str to (times, values)
        As for `write_curves`; the columns' names hold whole milliseconds.

    Raises
    ------
    InputError
        Two times of a song are the same millisecond.
    """
    stamps = {song: _milliseconds(song, times) for song, (times, _) in curves.items()}
    header = sorted({stamp for song in stamps.values() for stamp in song})
    for emotion, name in enumerate(EMOTIONS):
        with _writer(Path(folder) / f"{name}.csv", ",") as writer:
            writer.writerow(["song_id", *(f"sample_{stamp}ms" for stamp in header)])
            for song, (_, values) in curves.items():
                value = dict(zip(stamps[song], np.asarray(values)[:, emotion].tolist(), strict=True))
                writer.writerow([song, *(value.get(stamp, "") for stamp in header)])


def _milliseconds(song, times):
    stamps = np.rint(1000 * np.asarray(times)).astype(int).tolist()
    if len(set(stamps)) < len(stamps):
        raise InputError(f"song {song!r}: two of its times are the same millisecond, which the wide form cannot hold")
    return stamps


@contextmanager
def _writer(path, separator):
    """A CSV writer to a file that is either whole or not there; it writes a float with all its digits."""
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        try:
            yield csv.writer(file, delimiter=separator, lineterminator="\n")
        except UnicodeEncodeError as error:
            raise InputError(
                f"{path}: {quoted(error.object)} cannot be written as UTF-8 text; rename the song or the column"
            ) from error
