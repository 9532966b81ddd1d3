"""Labels, features and predictions that are spoilt: in a cell, as a whole, in their times, or that are no files at all."""

import gzip
import os
from pathlib import Path

import pytest

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="forks, and makes pipes and links")]

# Each table: the file, the command that reads it, its separator.
TABLES = {
    "labels": ("own/labels.csv", ("train", "m", "--corpus", "own", "--system", "lr"), ","),
    "features": ("own/features/3.csv", ("train", "m", "--corpus", "own", "--system", "lr"), ";"),
    "song": ("own/features/3.csv", ("predict", "lr.npz", "own/features/3.csv", "--to", "to"), ";"),
    "reference": ("own/labels.csv", ("evaluate", "own/labels.csv", "predicted.csv"), ","),
    "estimate": ("predicted.csv", ("evaluate", "own/labels.csv", "predicted.csv"), ","),
}
FEATURES = ("features", "song")

CELLS = ("loud", "nan", "-inf", "", "1e999", "0x1p3", "1;5", "\x1b[31mred", "9" * 5000, "x" * 100_000)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("column", [1, 2])
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: repr(cell[:8]))
def test_a_cell(campaign, here, table, column, cell):
    """The time and the first number after it, in the fifth row."""
    path, words, separator = TABLES[table]
    column -= table in FEATURES
    lines = (here / path).read_text().splitlines()
    cells = lines[4].split(separator)
    cells[column] = cell.replace(";", separator)
    lines[4] = separator.join(cells)
    (here / path).write_text("\n".join(lines) + "\n")
    campaign("tables", words, facts=(path, "row 5"))


def _rows(change):
    def spoil(path, separator):
        rows = [line.split(separator) for line in path.read_text().splitlines()]
        rows = change(rows) or rows
        path.write_text("".join(separator.join(row) + "\n" for row in rows))

    return spoil


def _bytes(change):
    return lambda path, separator: path.write_bytes(change(path.read_bytes()))


def _instead(make):
    def spoil(path, separator):
        path.unlink()
        make(path)

    return spoil


WHOLES = {
    "empty": _bytes(lambda content: b""),
    "blanks": _bytes(lambda content: b" \n\n \n"),
    "header only": _bytes(lambda content: content.split(b"\n")[0] + b"\n"),
    "no header": _bytes(lambda content: content.split(b"\n", 1)[1]),
    "cut in a row": _bytes(
        lambda content: content[: content.rindex(content[-30:-29], 0, -40)].rsplit(b"\n", 1)[0] + b"\n7"
    ),
    "UTF-16": _bytes(lambda content: content.decode().encode("utf-16")),
    "zeros": _bytes(lambda content: bytes(5000)),
    "binary": _bytes(lambda content: bytes(range(256)) * 20),
    "a zero in it": _bytes(lambda content: content[:60] + b"\0" + content[60:]),
    "compressed": _bytes(gzip.compress),
    "a page": _bytes(lambda content: b"<!doctype html><html><body>404</body></html>\n"),
    "JSON": _bytes(lambda content: b"[" * 100_000),
    "an open quote": _bytes(lambda content: content[:-4] + b'"' + content[-4:]),
    "tabs": lambda path, sep: path.write_text(path.read_text().replace(sep, "\t")),
    "another separator": lambda path, sep: path.write_text(path.read_text().replace(sep, {",": ";", ";": ","}[sep])),
    "a row too short": _rows(lambda rows: rows[5].pop()),
    "a row too long": _rows(lambda rows: rows[5].append("1")),
    "a column twice": _rows(lambda rows: [[*row, row[-1]] for row in rows]),
    "a column missing": _rows(lambda rows: [row[:-1] for row in rows]),
    "a column without a name": _rows(lambda rows: rows[0].__setitem__(-1, "")),
    "not there": _instead(lambda path: None),
    "a folder": _instead(Path.mkdir),
    "a pipe": _instead(os.mkfifo),
    "a link to nothing": _instead(lambda path: path.symlink_to("nothing")),
    "a link to itself": _instead(lambda path: path.symlink_to(path.name)),
    "an endless device": _instead(lambda path: path.symlink_to("/dev/zero")),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("whole", WHOLES)
def test_a_whole(campaign, here, table, whole):
    path, words, separator = TABLES[table]
    WHOLES[whole](here / path, separator)
    # Where there are no labels it is no corpus of one's own, and without its features a song is what lacks.
    lacks = {"labels": "own", "features": "3"}.get(table, path)
    campaign("tables", words, facts=(lacks if not (here / path).is_file() else path,))


TIMES = {
    "once a second": lambda times: [2 * time for time in times],
    "milliseconds": lambda times: [1000 * time for time in times],
    "minutes": lambda times: [time / 60 for time in times],
    "a gap of two minutes": lambda times: times[:10] + [time + 120 for time in times[10:]],
    "a row less": lambda times: times[:10] + [time + 0.5 for time in times[10:]],
    "twice": lambda times: times[:10] + [time - 0.5 for time in times[10:]],
    "two exchanged": lambda times: [*times[:9], times[10], times[9], *times[11:]],
    "falling": lambda times: times[::-1],
    "below zero": lambda times: [time - 100 for time in times],
    "huge": lambda times: [time + 1e300 for time in times],
}


@pytest.mark.parametrize("table", FEATURES)
@pytest.mark.parametrize("clock", TIMES)
def test_times_of_features(campaign, here, table, clock):
    path, words, _ = TABLES[table]
    head, *rows = (here / path).read_text().splitlines()
    cells = [row.split(";") for row in rows]
    times = TIMES[clock]([float(row[0]) for row in cells])
    rows = [";".join([repr(float(time)), *row[1:]]) for time, row in zip(times, cells, strict=True)]
    (here / path).write_text("\n".join([head, *rows]) + "\n")
    campaign("times", words, facts=("3.csv",))


@pytest.mark.parametrize("clock", set(TIMES) - {"a row less", "a gap of two minutes"})
def test_times_of_labels(campaign, here, clock):
    path, words, _ = TABLES["labels"]
    head, *rows = (here / path).read_text().splitlines()
    cells = [row.split(",") for row in rows]
    times = TIMES[clock]([float(row[1]) for row in cells[:20]])
    rows = [",".join([row[0], repr(float(times[n % 20])), *row[2:]]) for n, row in enumerate(cells)]
    (here / path).write_text("\n".join([head, *rows]) + "\n")
    campaign("times", words, facts=("own",))


@pytest.mark.parametrize("value", ["1.5", "-2", "9", "1e200", "-1e308"])
@pytest.mark.parametrize("table", ["labels", "reference"])
def test_a_label_beyond_the_scale(campaign, here, table, value):
    path, words, separator = TABLES[table]
    _rows(lambda rows: rows[4].__setitem__(2, value))(here / path, separator)
    campaign("tables", words, facts=(path, "row 5", "--scale"))
