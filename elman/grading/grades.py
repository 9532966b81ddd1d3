"""The table of grades, one row for a student and an exercise: written, read again, and shown in short."""

import csv
import io
from typing import NamedTuple

from elman.errors import InputError
from elman.files import atomic, read_bytes
from elman.tables import Cell, Table


class Row(NamedTuple):
    """A line of the table.

    ``verdict`` is right, wrong, open (nothing was filled in) or failed (there was nothing that could be judged: the file
    does not run, loops, ends the process); ``word`` is the judge's. All are texts.
    """

    student: str
    exercise: str
    verdict: str
    word: str
    seconds: str
    file: str
    digest: str


ORDER = ("right", "wrong", "open", "failed")
"""Of two answers to one exercise the first in this order counts."""

MARKS = {"right": "\N{CHECK MARK}", "wrong": "\N{BALLOT X}", "open": "\N{HORIZONTAL ELLIPSIS}", "failed": "!"}


def read(path):
    """The rows of a table that was written before; empty where there is no file.

    Raises
    ------
    InputError
        The file is something else.
    """
    if not path.exists():
        return []
    other = InputError(
        f"{path}: is not a table of grades (its first line is not {','.join(Row._fields)}), and stays as it is; "
        f"give another name"
    )
    try:
        rows = list(csv.reader(io.StringIO(read_bytes(path, expected="a table of grades").decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise other from None
    if not rows or tuple(rows[0]) != Row._fields:
        raise other
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(Row._fields):
            raise InputError(f"{path}, row {n}: has {len(row)} columns, {len(Row._fields)} were expected")
        if Row(*row).verdict not in ORDER:
            raise InputError(
                f"{path}, row {n}: the verdict is {Row(*row).verdict!r}, one of {', '.join(ORDER)} was expected"
            )
    return [Row(*map(_as_it_was, row)) for row in rows[1:]]


FORMULA = tuple("=+-@\t\r")
"""What begins a formula where a table is opened as a spreadsheet; students name their files as they like."""


def _as_text(cell):
    """With an apostrophe before what a spreadsheet would compute (one more where there is one already)."""
    return "'" + cell if cell.lstrip("'").startswith(FORMULA) else cell


def _as_it_was(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def write(path, rows):
    """Write the table, whole or not at all; in UTF-8, and so that no cell is a formula for a spreadsheet."""
    with (
        atomic(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        table = csv.writer(file, lineterminator="\n")
        table.writerow(Row._fields)
        table.writerows(map(_as_text, row) for row in best(rows))


def best(rows):
    """One row for a student and an exercise, the best of several, in order; and one for each file without an exercise."""
    kept = {}
    for row in sorted(rows, key=lambda row: (row.student, row.exercise, ORDER.index(row.verdict), row.file)):
        kept.setdefault((row.student, row.exercise or row.file), row)
    return list(kept.values())


def summary(rows):
    """A `elman.tables.Table` of students by exercises."""
    rows = best(rows)
    exercises = sorted({row.exercise for row in rows} - {""})
    students = dict.fromkeys(row.student for row in rows)
    marks = {(row.student, row.exercise): row for row in rows}
    lines = []
    for student in students:
        own = [marks.get((student, exercise)) for exercise in exercises]
        right = sum(row is not None and row.verdict == "right" for row in own)
        cells = [
            Cell("") if row is None else Cell(MARKS[row.verdict], look="wrong" if row.verdict == "failed" else "")
            for row in own
        ]
        total = sum(row is not None for row in own)
        lines.append((student, *cells, f"{right} of {total}" if total else MARKS["failed"]))
    heads = [exercise.replace(" ", "\n", 1) for exercise in exercises]
    note = ", ".join(f"{mark} {verdict}" for verdict, mark in MARKS.items())
    return Table(("student", *heads, "right"), lines, numbers={len(exercises) + 1}, note=note)
