"""The labels of DEAM: one valence and one arousal for each half second, averaged over listeners.

Two files in the wide form ``song_id,sample_15000ms,sample_15500ms,...``, a row a song; a row ends where its song ends.
Or the file of the paper's authors, which has the labels of the challenge of 2015 and neither header nor ids.

Source: the folder "annotations" of DEAM (A. Aljanaki, Y.-H. Yang, M. Soleymani, *Developing a benchmark for emotional
analysis of music*, PLoS ONE 12(3), 2017). Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path

import numpy as np

from elman.corpus.ids import count_songs, whole_number
from elman.corpus.rows import Rows, check_widths, cut, number, read_text, split_rows
from elman.corpus.scale import UNIT, check_label
from elman.corpus.song import EMOTIONS, FIRST_LABEL, FRAME_SECONDS
from elman.errors import InputError, quoted

FILES = tuple(f"{emotion}.csv" for emotion in EMOTIONS)
"""DEAM's own two files."""

EMOMUSIC_FILES = tuple(f"{emotion}_cont_average.csv" for emotion in EMOTIONS)
"""Those of emoMusic, whose songs are DEAM's up to 1000; they have 61 labels each."""

AUTHORS_FRAMES = 60
"""Frames of each song in the authors' file: 15.0 ... 44.5 s."""


def read_annotations(folder, files=FILES, scale=UNIT, notes=None):
    """Read the labels of all songs.

    Parameters
    ----------
    folder : path
    files : pair of str
        The names of the files with valence and arousal.
    scale : pair of float
        The lowest and the highest value that a label can have.
    notes : list of str, optional
        Where it is given, songs that the two files do not agree on are left out, and told here.

    Returns
    -------
    labels : dict of int to (times, values)
        For each song id: times (T,) in seconds and values (T, 2), valence and arousal, on this scale.
    uneven : set of int
        Songs with a value more of one emotion than of the other; that value is left out.

    Raises
    ------
    InputError
        A file that is not in the wide form, a cell that is not a number on the scale, a gap in a row, an id twice, or
        songs that the two files do not agree on.
    """
    (times, valence), (_, arousal) = (_read_wide(Path(folder) / name, scale) for name in files)
    faults = {
        f"in {there}, without labels in {missing}": alone
        for there, missing, alone in ((*files, valence.keys() - arousal), (*files[::-1], arousal.keys() - valence))
    }
    both = valence.keys() & arousal.keys()
    far = {song for song in both if abs(len(valence[song]) - len(arousal[song])) > 1}
    for song in sorted(far)[:1]:
        lengths = f"song {song} has {len(valence[song])} values in {files[0]} and {len(arousal[song])} in {files[1]}"
        faults[f"whose halves differ by more than one value ({lengths})"] = far
    told = [f"{count_songs(songs)} {fault}" for fault, songs in faults.items() if songs]
    if told and notes is None:
        raise InputError(
            f"{folder}: {'; '.join(told)}. Add what is missing, or leave these songs out with --skip-unusable"
        )
    if told:
        notes += [f"left out: {each}" for each in told]
    if not both - far:
        raise InputError(f"{folder}: no song has labels of both emotions; {'; '.join(told) or 'both files hold none'}")
    labels = {}
    for song in sorted(both - far):
        T = min(len(valence[song]), len(arousal[song]))
        labels[song] = times[:T], np.column_stack([valence[song][:T], arousal[song][:T]])
    return labels, {song for song in labels if len(valence[song]) != len(arousal[song])}


def _read_wide(path, scale):
    """The times of the columns (n,), and the values of each song id; songs without any value are not in it."""
    rows = split_rows(path, read_text(path), ",", ragged=True)
    if rows.header[0] != "song_id":
        raise InputError(f"{path}, row 1: the first column is {quoted(rows.header[0])}, 'song_id' was expected")
    times = _stamps(path, rows.header)
    curves, seen = {}, {}
    for n, cells in enumerate(rows.cells):
        song = _song_id(rows, n)
        if song in seen:
            raise InputError(
                f"{path}, row {rows.numbers[n]}: song {song} is in row {seen[song]} already; remove one of the rows"
            )
        seen[song] = rows.numbers[n]
        while not cells[-1]:
            cells.pop()
        if len(cells) > 1:
            curves[song] = np.array([_label(rows, n, column, scale) for column in range(1, len(cells))])
    return times, curves


def _stamps(path, header):
    """The seconds in sample_15000ms, sample_15500ms, ..."""
    expected = 1000 * FIRST_LABEL
    for column, name in enumerate(header[1:], start=2):
        if name != f"sample_{expected:.0f}ms":
            raise InputError(
                f"{path}, row 1: column {column} is {quoted(name)}, 'sample_{expected:.0f}ms' was expected"
            )
        expected += 1000 * FRAME_SECONDS
    return FIRST_LABEL + FRAME_SECONDS * np.arange(len(header) - 1)


def _song_id(rows, n):
    cell = rows.cells[n][0]
    song = whole_number(cell)
    if song is None:
        raise InputError(
            f"{rows.path}, row {rows.numbers[n]}, column {rows.header[0]!r}: {quoted(cell)} is not a song id, a whole number"
        )
    return song


def _label(rows, n, column, scale=UNIT):
    where = f"{rows.path}, row {rows.numbers[n]}, column {rows.header[column]!r}"
    if not rows.cells[n][column]:
        raise InputError(
            f"{where}: the cell is empty, a label was expected; cells may be empty only where a song has ended"
        )
    value = number(rows, n, column, "correct the cell, and leave it empty where the song has ended")
    check_label(value, scale, where, declared=scale != UNIT)
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
        Another number of rows or cells, or a cell that is not a number in [-1, 1].
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
