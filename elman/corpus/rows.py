"""The rows of a CSV file as text, and errors that say in which file, row and column something is wrong.

A row's number is its line in the file, as an editor or a spreadsheet counts: the header is row 1.
"""

import csv
import difflib
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

from elman.errors import InputError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


class Rows(NamedTuple):
    """A CSV file: its path, the cells of its header, the cells of every other row, and those rows' numbers."""

    path: Path
    header: list
    cells: list
    numbers: list


def read_text(path):
    """The text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    InputError
        There is no such file, it is empty, or it is not UTF-8 text.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; a table (csv) was expected") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: is written in UTF-16, UTF-8 was expected; save it again as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}, row {row}: the byte {content[error.start]:#04x} is not UTF-8 text; save the file again as UTF-8"
        ) from error
    if "\0" in text:
        raise InputError(f"{path}: is not a text file; a CSV file in UTF-8 was expected")
    if not text.strip():
        raise InputError(f"{path}: is empty; a header and rows of numbers were expected")
    return text


def cut(path, text, separator):
    """Cut a file's text into rows of cells; blank lines are passed over, cells lose the blanks around them.

    Returns
    -------
    cells : list of list of str
    numbers : list of int
        The number of each row.

    Raises
    ------
    InputError
        The text cannot be read as CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator)
    cells, numbers = [], []
    try:
        for row in reader:
            row = [cell.strip() for cell in row]
            if any(row):
                cells.append(row)
                numbers.append(reader.line_num)
    except csv.Error as error:
        raise InputError(f"{path}, row {reader.line_num}: cannot be read as CSV ({error})") from error
    return cells, numbers


def split_rows(path, text, separator, *, ragged=False):
    """Cut a file's text into a header and rows as long as the header (or shorter, where ``ragged`` is set).

    Raises
    ------
    InputError
        Other separators, a column named twice or not at all, or a row with more or fewer cells than the header.
    """
    cells, numbers = cut(path, text, separator)
    rows = Rows(Path(path), cells[0], cells[1:], numbers[1:])
    _check_header(rows.path, rows.header, separator)
    check_widths(rows, ragged=ragged)
    return rows


def check_widths(rows, *, ragged=False):
    """See that every row has as many cells as the header (at most as many, where ``ragged`` is set)."""
    width = len(rows.header)
    for row, at in zip(rows.cells, rows.numbers, strict=True):
        if len(row) > width or (len(row) < width and not ragged):
            raise InputError(
                f"{rows.path}, row {at}: has {len(row)} cells, {'at most ' if ragged else ''}{width} were expected, "
                f"one for each column: {', '.join(rows.header[:4])}{', ...' if width > 4 else ''}"
            )


def _check_header(path, header, separator):
    if len(header) == 1:
        for other, name in SEPARATORS.items():
            if other in header[0]:
                raise InputError(
                    f"{path}, row 1: its columns are separated by {name} ({other!r}), "
                    f"{SEPARATORS[separator]} ({separator!r}) were expected; save it with {SEPARATORS[separator]}"
                )
    first = {}
    for position, name in enumerate(header, start=1):
        if not name:
            raise InputError(
                f"{path}, row 1: column {position} of {len(header)} has no name; give it one, or remove it"
            )
        if name in first:
            raise InputError(
                f"{path}, row 1: the column {name!r} stands twice, as columns {first[name]} and {position}"
            )
        first[name] = position


def check_columns(path, header, wanted, *, more=False):
    """See that all ``wanted`` columns are there, in any order, and no others unless ``more`` is set.

    Raises
    ------
    InputError
        Names the missing columns, and the nearest name that is there; or the columns that are too many.
    """
    there = set(header)
    missing = [name for name in wanted if name not in there]
    spare = [name for name in header if name not in set(wanted)]
    if missing:
        near = difflib.get_close_matches(missing[0], spare, n=1)
        hint = f"; there is {near[0]!r}: was {missing[0]!r} meant?" if near else ""
        raise InputError(f"{path}, row 1: {_some('column', missing)} missing{hint}")
    if spare and not more:
        raise InputError(f"{path}, row 1: {_some('column', spare)} not expected; remove, or give to every file alike")


def _some(what, names, most=5):
    """'column 'a' is', 'columns 'a', 'b' are', and so on, cut short after a few names."""
    if len(names) == 1:
        return f"{what} {names[0]!r} is"
    shown = ", ".join(repr(name) for name in names[:most])
    return f"{len(names)} {what}s ({shown}{', ...' if len(names) > most else ''}) are"


def number(rows, n, column):
    """The finite number in the n-th row (from 0) and the column at this position (from 0).

    Raises
    ------
    InputError
        There is none; says where and what stands there.
    """
    cell = rows.cells[n][column]
    try:
        value = float(cell)
    except ValueError:
        value = None
    if value is not None and np.isfinite(value) and "_" not in cell:
        return value
    where = f"{rows.path}, row {rows.numbers[n]}, column {rows.header[column]!r}"
    if not cell:
        raise InputError(f"{where}: the cell is empty, a number was expected; fill it in, or leave its row out")
    if "," in cell and value is None:
        raise InputError(f"{where}: {cell!r} is not a number; write a point, not a comma, before the decimals")
    raise InputError(f"{where}: {cell!r} is not a finite number; correct the cell, or leave its row out")


def by_number(song):
    """A key to sort song ids by: numbers by their size, then names."""
    song = str(song)
    digits = song.lstrip("0")  # 7 and 007 are two songs; and a number may be too long for int
    return (0, len(digits), digits, song) if song.isascii() and song.isdecimal() else (1, 0, song, song)


def count_songs(ids, most=8):
    """Songs as an error or a note names them, cut short after a few.

    >>> count_songs([10, 9, 2])
    '3 songs (2, 9, 10)'
    """
    ids = sorted(ids, key=by_number)
    shown = ", ".join(str(song) for song in ids[:most])
    return f"{len(ids):,} song{'s' if len(ids) != 1 else ''} ({shown}{', ...' if len(ids) > most else ''})"
