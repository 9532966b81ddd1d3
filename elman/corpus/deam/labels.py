"""The labels of DEAM: one valence and one arousal for each half second, averaged over listeners.

Two files in the wide form ``song_id,sample_15000ms,sample_15500ms,...``, a row a song; a row ends where its song ends.
Or the file of the paper's authors, which has the labels of the challenge of 2015 and neither header nor ids.

Source: the folder "annotations" of DEAM (A. Aljanaki, Y.-H. Yang, M. Soleymani, *Developing a benchmark for emotional
analysis of music*, PLoS ONE 12(3), 2017). Notebook 01, "Look at a song as a matrix".
"""

import re
from pathlib import Path

import numpy as np

from elman.corpus.rows import Rows, check_widths, cut, number, read_text, split_rows
from elman.corpus.song import EMOTIONS, FRAME_SECONDS
from elman.errors import InputError

FIRST_LABEL = 15.0
"""The first labelled second of every song; before it listeners were still finding their way."""

AUTHORS_FRAMES = 60
"""Frames of each song in the authors' file: 15.0 ... 44.5 s."""


def read_annotations(folder):
    """Read the labels of all songs.

    Parameters
    ----------
    folder : path
        With valence.csv and arousal.csv.

    Returns
    -------
    labels : dict of int to (times, values)
        For each song id: times (T,) in seconds and values (T, 2), valence and arousal.
    uneven : set of int
        Songs with a value more of one emotion than of the other; that value is left out.

    Raises
    ------
    InputError
        A file that is not in the wide form, a cell that is no number in [-1, 1], a gap in a row, an id twice, or a
        song that the two files do not agree on.
    """
    times, curves = {}, {}
    for emotion in EMOTIONS:
        times[emotion], curves[emotion] = _read_wide(Path(folder) / f"{emotion}.csv")
    valence, arousal = (curves[emotion] for emotion in EMOTIONS)
    alone = sorted(set(valence) ^ set(arousal))
    if alone:
        there, missing = EMOTIONS if alone[0] in valence else EMOTIONS[::-1]
        raise InputError(f"{folder}: song {alone[0]} stands in {there}.csv and is missing in {missing}.csv")
    labels, uneven = {}, set()
    for song in sorted(valence):
        n_valence, n_arousal = len(valence[song]), len(arousal[song])
        if abs(n_valence - n_arousal) > 1:
            raise InputError(
                f"{folder}: song {song} has {n_valence} values in valence.csv and {n_arousal} in arousal.csv; "
                f"as many were expected, or one more in one of them"
            )
        if n_valence != n_arousal:
            uneven.add(song)
        T = min(n_valence, n_arousal)
        labels[song] = times["valence"][:T], np.column_stack([valence[song][:T], arousal[song][:T]])
    return labels, uneven


def _read_wide(path):
    """The times of the columns (n,), and the values of each song id; songs without any value are not in it."""
    rows = split_rows(path, read_text(path), ",", ragged=True)
    if rows.header[0] != "song_id":
        raise InputError(f"{path}, row 1: the first column is {rows.header[0]!r}, 'song_id' was expected")
    times = _stamps(path, rows.header)
    curves, seen = {}, {}
    for n, cells in enumerate(rows.cells):
        song = _song_id(rows, n)
        if song in seen:
            raise InputError(
                f"{path}, row {rows.numbers[n]}: song {song} stands in row {seen[song]} already; remove one"
            )
        seen[song] = rows.numbers[n]
        while not cells[-1]:
            cells.pop()
        if len(cells) > 1:
            curves[song] = np.array([_label(rows, n, column) for column in range(1, len(cells))])
    return times, curves


def _stamps(path, header):
    """The seconds in sample_15000ms, sample_15500ms, ..."""
    expected = 1000 * FIRST_LABEL
    for column, name in enumerate(header[1:], start=2):
        match = re.fullmatch(r"sample_(\d+)ms", name)
        if not match or int(match[1]) != expected:
            raise InputError(f"{path}, row 1: column {column} is {name!r}, 'sample_{expected:.0f}ms' was expected")
        expected += 1000 * FRAME_SECONDS
    return FIRST_LABEL + FRAME_SECONDS * np.arange(len(header) - 1)


def _song_id(rows, n):
    cell = rows.cells[n][0]
    if not (cell.isascii() and cell.isdecimal()):
        raise InputError(
            f"{rows.path}, row {rows.numbers[n]}, column {rows.header[0]!r}: {cell!r} is not a song id, a whole number"
        )
    return int(cell)


def _label(rows, n, column):
    if not rows.cells[n][column]:
        raise InputError(
            f"{rows.path}, row {rows.numbers[n]}, column {rows.header[column]!r}: the cell is empty, a label was "
            f"expected; cells may be empty only where a song has ended"
        )
    value = number(rows, n, column)
    if abs(value) > 1:
        raise InputError(
            f"{rows.path}, row {rows.numbers[n]}, column {rows.header[column]!r}: {value:g} is out of range; "
            f"a label from -1 to 1 was expected"
        )
    return value


def read_authors(path, n_songs):
    """Read the labels of 2015 from the authors' file: rows ``arousal,valence``, 60 for each song, no header.

    Returns
    -------
    list of n_songs (times, values)
        times (60,) in seconds and values (60, 2), valence and arousal.

    Raises
    ------
    InputError
        Another number of rows or cells, or a cell that is no number in [-1, 1].
    """
    cells, numbers = cut(path, read_text(path), ",")
    rows = Rows(Path(path), ["arousal", "valence"], cells, numbers)
    check_widths(rows)
    values = np.array([[_label(rows, n, 1), _label(rows, n, 0)] for n in range(len(cells))])
    if len(values) != n_songs * AUTHORS_FRAMES:
        raise InputError(
            f"{path}: has {len(values)} rows, {n_songs * AUTHORS_FRAMES} were expected: "
            f"{AUTHORS_FRAMES} for each of {n_songs} songs"
        )
    times = FIRST_LABEL + FRAME_SECONDS * np.arange(AUTHORS_FRAMES)
    return [(times, curve) for curve in values.reshape(n_songs, AUTHORS_FRAMES, 2)]
