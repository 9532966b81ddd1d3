"""Labels in the long form, a row for each song and time: your own, or PMEmo's as they are.

PMEmo's file has other names for the columns, a scale from 0 to 1, and times that mark the end of the half second. Source:
its file ``dynamic_annotations.csv`` (K. Zhang, H. Zhang, S. Li, C. Yang, L. Sun, *The PMEmo dataset for music emotion
recognition*, ICMR 2018).

Notebook 01, "Look at a song as a matrix".
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from elman.corpus.clock import LONGEST, check_range
from elman.corpus.ids import normal
from elman.corpus.rows import check_columns, number, read_text, split_rows
from elman.corpus.scale import UNIT, check_label, convert, read_scale, remark
from elman.corpus.song import EMOTIONS, FRAME_SECONDS
from elman.errors import InputError, quoted

CURVE_COLUMNS = ("song", "time", *EMOTIONS)
"""The columns of curves in the long form."""


class Form(NamedTuple):
    """A long form: the names of its columns, the scale it is known to have, and how much later its times are (s)."""

    columns: tuple
    scale: tuple | None = None
    late: float = 0.0


OWN = Form(CURVE_COLUMNS)
PMEMO = Form(("musicId", "frameTime", "Valence(mean)", "Arousal(mean)"), (0.0, 1.0), FRAME_SECONDS)


def read_labels(path, scale=None):
    """Read the labels of songs, on whatever scale they are, as values from -1 to 1.

    Parameters
    ----------
    path : path
        Of a file ``song,time,valence,arousal``, or of PMEmo's ``musicId,frameTime,Arousal(mean),Valence(mean)``, columns
        in any order.
    scale : str or pair of float, optional
        The lowest and the highest value that a label can have, as ``"1..9"``; for the own form -1 and 1 are assumed.

    Returns
    -------
    curves : dict of str to (times, values)
        For each song: times (T,) in seconds, values (T, 2) in [-1, 1], valence and arousal.
    notes : list of str
        What was converted or assumed.

    Raises
    ------
    InputError
        What `elman.corpus.tables.read_curves` refuses, and a scale that is not one.
    """
    text = read_text(path)
    form = PMEMO if _is_of(PMEMO, text) else OWN
    declared = None if scale is None else read_scale(scale)
    known = declared or form.scale
    curves = read_long(path, text, known or UNIT, form, declared=known is not None)
    notes = remark(path, [values for _, values in curves.values()], known or UNIT, declared=known is not None)
    if form.late:
        notes.append(
            f"the times in {path} mark the end of each half second, as PMEmo's do; {form.late:g} s were taken off, so that "
            f"a label belongs to the half second that begins at its time"
        )
    return {
        song: (times - form.late, convert(values, known or UNIT)) for song, (times, values) in curves.items()
    }, notes


def _is_of(form, text):
    """Whether the first line has a name that only this form has."""
    names = {name.strip(' "') for name in text.lstrip().partition("\n")[0].split(",")}
    return form.columns[0] in names


def read_long(path, text, scale, form=OWN, *, declared=False):
    """The curves in the text of a file of this form; see `elman.corpus.tables.read_curves`.

    Values beyond the ``scale`` are refused; None sets no limit.
    """
    path, columns = Path(path), ",".join(form.columns)
    if re.match('\\s*"?song_id"?,"?sample_', text):
        raise InputError(
            f"{path}: is in DEAM's wide form, a row a song; {columns} was expected, a row for each song and time. Two such "
            f"files, valence.csv and arousal.csv, are read where there is no {path.name} beside them"
        )
    rows = split_rows(path, text, ",")
    check_columns(path, rows.header, form.columns, spare_advice=f"only {columns} belong here; remove the others")
    if not rows.cells:
        raise InputError(f"{path}: has a header only; rows of {columns} were expected")
    song, *positions = (rows.header.index(name) for name in form.columns)
    curves, names = {}, {}
    for n, cells in enumerate(rows.cells):
        where = f"{path}, row {rows.numbers[n]}"
        name = names.get(cells[song]) or normal(cells[song], where)
        names[cells[song]] = name
        if not name:
            raise InputError(f"{where}, column {form.columns[0]!r}: the cell is empty, a song's name was expected")
        time, *values = (number(rows, n, position) for position in positions)
        for column, value in zip(form.columns[2:], values, strict=True):
            if scale is not None and not scale[0] <= value <= scale[1]:
                check_label(value, scale, f"{where}, column {column!r}", declared)
        points = curves.setdefault(name, [])
        if points and time <= points[-1][0]:
            _refuse_time(where, name, time, points)
        if not form.late <= time <= LONGEST:
            check_range(lambda _, where=where: f"{where}, column {form.columns[1]!r}", np.array([time - form.late]))
        points.append((time, *values))
    return {name: _split(np.array(points)) for name, points in curves.items()}


def _refuse_time(where, song, time, points):
    if any(time == known for known, *_ in points):
        raise InputError(f"{where}: song {quoted(song)} has the time {time:g} s twice; keep one of the two rows")
    raise InputError(
        f"{where}: song {quoted(song)} goes back in time, from {points[-1][0]:g} s to {time:g} s; put its rows in order"
    )


def _split(points):
    return points[:, 0].copy(), points[:, 1:].copy()
