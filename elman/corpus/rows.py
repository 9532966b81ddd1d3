"""The rows of a CSV file as text, and errors that say in which file, row and column something is wrong.

A row's number is its line in the file, as an editor or a spreadsheet counts: the header is row 1.
"""

import csv
import difflib
import io
import math
from pathlib import Path
from typing import NamedTuple

from elman.errors import UNPRINTABLE, InputError, quoted, shortened
from elman.files import read_bytes

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

NOT_TEXT = {
    b"\xff\xfe": "is written in UTF-16, UTF-8 was expected; save it again as UTF-8",
    b"\xfe\xff": "is written in UTF-16, UTF-8 was expected; save it again as UTF-8",
    b"\x1f\x8b": "is compressed (gzip), a table (csv) was expected; unpack it first",
    b"PK\x03\x04": "is a zip archive or a spreadsheet (xlsx, ods), a table (csv) was expected; unpack it, or save it as CSV",
    b"BZh": "is compressed (bzip2), a table (csv) was expected; unpack it first",
    b"\xfd7zXZ": "is compressed (xz), a table (csv) was expected; unpack it first",
}
"""What files of other kinds begin with."""

MOST_TEXT = 200_000_000
"""The largest text that is cut into cells, in bytes: its cells need twenty times the memory."""

MOST_NAMES = 300
"""So many column names are listed in an error; all of the paper's 268 are."""


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
        There is no such file, it is not a plain file, it is empty or too large, or it is not UTF-8 text.
    """
    return decode_text(path, read_bytes(path, expected="a table (csv)", most=MOST_TEXT))


def decode_text(path, content):
    """The text of a file's bytes; see `read_text`."""
    for beginning, why in NOT_TEXT.items():
        if content.startswith(beginning):
            raise InputError(f"{path}: {why}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}, row {row}: the byte {content[error.start]:#04x} is not UTF-8 text; save the file again as UTF-8"
        ) from error
    if "\0" in text:
        raise InputError(f"{path}: is not a text file; a CSV file in UTF-8 was expected")
    beginning = text[:1000].lstrip().lower()
    if not beginning and not text.strip():
        raise InputError(f"{path}: is empty; a header and rows of numbers were expected")
    if beginning.startswith(("<!doctype html", "<html")):
        raise InputError(f"{path}: is a web page (HTML), a table (csv) was expected; download the file itself again")
    return text


def each_row(path, lines, separator):
    """Cut lines into rows of cells; blank lines are passed over, cells lose the blanks around them.

    Yields
    ------
    number : int
        The number of the row: of its first line, where a quoted cell has several.
    cells : list of str

    Raises
    ------
    InputError
        The text cannot be read as CSV.
    """
    reader, at = csv.reader(lines, delimiter=separator, strict=True), 1
    try:
        for row in reader:
            row = [cell.strip() for cell in row]
            if any(row):
                yield at, row
            at = reader.line_num + 1
    except csv.Error as error:
        why = f"cannot be read as CSV ({error}); inside a cell in quotation marks, a quotation mark is written twice"
        if "end of data" in str(error) or "field limit" in str(error):
            why = "a quotation mark is opened in this row, or after it, and never closed; close or remove it"
        raise InputError(f"{path}, row {at}: {why}") from error


def cut(path, text, separator):
    """All rows of a text, see `each_row`: a list of their cells, and a list of their numbers."""
    rows = list(each_row(path, io.StringIO(text, newline=None), separator))
    return [cells for _, cells in rows], [number for number, _ in rows]


def split_rows(path, text, separator, *, ragged=False):
    """Cut a file's text into a header and rows as long as the header (or shorter, where ``ragged`` is set).

    Raises
    ------
    InputError
        Other separators, a column named twice or not at all, or a row with more or fewer cells than the header.
    """
    cells, numbers = cut(path, text, separator)
    if not cells:
        raise InputError(f"{path}: is empty; a header and rows of numbers were expected")
    rows = Rows(Path(path), cells[0], cells[1:], numbers[1:])
    check_header(rows.path, rows.header, separator)
    check_widths(rows, ragged=ragged)
    return rows


def check_widths(rows, *, ragged=False):
    """Raise InputError unless every row has as many cells as the header (at most as many, where ``ragged`` is set)."""
    width = len(rows.header)
    for row, at in zip(rows.cells, rows.numbers, strict=True):
        if len(row) > width or (len(row) < width and not ragged):
            names = ", ".join(shortened(name) for name in rows.header[:4])
            raise InputError(
                f"{rows.path}, row {at}: has {len(row)} cells, {'at most ' if ragged else ''}{width} were expected, "
                f"one for each column: {names}{', ...' if width > 4 else ''}"
            )


def check_header(path, header, separator):
    """Raise InputError where a header has another separator, or a column without a name of its own."""
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
        if UNPRINTABLE.search(name):
            raise InputError(f"{path}, row 1: the name {quoted(name)} of column {position} holds a control character")
        if name in first:
            raise InputError(
                f"{path}, row 1: there are two columns {quoted(name)}, columns {first[name]} and {position}; remove or "
                f"rename one"
            )
        first[name] = position


def check_columns(path, header, wanted, *, more=False, spare_advice="remove, or give to every file alike"):
    """Raise InputError unless all ``wanted`` columns are there, in any order, and no others unless ``more`` is set.

    Raises
    ------
    InputError
        Names the missing columns, and the nearest name that is there; or the columns that are too many.
    """
    there = set(header)
    missing = [name for name in wanted if name not in there]
    spare = [name for name in header if name not in set(wanted)]
    if missing:
        near = nearest_name(missing[0], spare)
        hint = f"; there is {quoted(near)}: was {quoted(missing[0])} meant?" if near else ""
        raise InputError(f"{path}, row 1: {_some('column', missing)} missing{hint}")
    if spare and not more:
        raise InputError(f"{path}, row 1: {_some('column', spare)} not expected; {spare_advice}")


def nearest_name(name, names, most=1000):
    """The one of the first names that looks most like this one, or None; very long names are not compared."""
    found = difflib.get_close_matches(name[:100], [other for other in names[:most] if len(other) <= 100], n=1)
    return found[0] if found else None


def _some(what, names):
    """'column 'a' is', 'columns 'a', 'b' are', and so on."""
    if len(names) == 1:
        return f"{what} {quoted(names[0])} is"
    shown = ", ".join(quoted(name) for name in names[:MOST_NAMES])
    return f"{len(names):,} {what}s ({shown}{', ...' if len(names) > MOST_NAMES else ''}) are"


def number(rows, n, column, advice="correct the cell, or leave its row out"):
    """The finite number in the n-th row (from 0) and the column at this position (from 0).

    Raises
    ------
    InputError
        There is none; says where and what is there.
    """
    cell = rows.cells[n][column]
    try:
        value = float(cell)
    except ValueError:
        value = None
    if value is not None and math.isfinite(value) and "_" not in cell:
        return value
    where = f"{rows.path}, row {rows.numbers[n]}, column {quoted(rows.header[column])}"
    if not cell:
        raise InputError(f"{where}: the cell is empty, a number was expected; fill it in, or leave its row out")
    if "," in cell and value is None:
        raise InputError(f"{where}: {quoted(cell)} is not a number; write a point, not a comma, before the decimals")
    raise InputError(f"{where}: {quoted(cell)} is not a finite number; {advice}")
