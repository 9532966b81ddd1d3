"""Tables with a row for each song: its fold, its artist, or whatever else is known of it.

A CSV file with a column ``song`` (or ``song_id``) and any others, separated by commas. So are the list of the songs of 2015
that is shipped, folds of your own, and DEAM's files of metadata. Notebook 10, "Split by song".
"""

from pathlib import Path
from typing import NamedTuple

from elman.corpus.ids import by_number, count_songs, normal
from elman.corpus.rows import check_header, cut, nearest_name, read_text
from elman.errors import InputError, quoted

SONG_COLUMNS = ("song", "song_id")
"""How the column with the songs' ids may be called."""


class SongTable(NamedTuple):
    """A table: its path, the names of its columns, and by song the cells (dict by column) and the number of the row."""

    path: Path
    header: list
    cells: dict
    numbers: dict

    def column(self, name, ids):
        """The cells of one column for the songs with these ids.

        Raises
        ------
        InputError
            There is no such column, no row for one of the songs, or one that ends before the column.
        """
        if name not in self.header:
            near = nearest_name(name, self.header)
            hint = f"; was {quoted(near)} meant?" if near else ""
            known = ", ".join(column for column in self.header if column)
            raise InputError(f"{self.path}, row 1: there is no column {quoted(name)}; the columns are {known}{hint}")
        missing = [song for song in ids if song not in self.cells]
        if missing:
            raise InputError(f"{self.path}: has no row for {count_songs(missing)}; add one for each")
        for song in ids:
            if name not in self.cells[song]:
                raise InputError(
                    f"{self.path}, row {self.numbers[song]}: song {quoted(song)} has {len(self.cells[song])} cells, and column "
                    f"{quoted(name)} is number {self.header.index(name) + 1}; add what is missing, or a comma for an empty cell"
                )
        return {song: self.cells[song][name] for song in ids}


def read_song_table(path):
    """Read the table in a file; see `parse`."""
    return parse(Path(path), read_text(path))


def parse(path, text):
    """The table in a text; ``path`` stands in errors only.

    Raises
    ------
    InputError
        No column of songs, a row without a song or with more cells than the header, or a song twice. (A column without a
        name, of which DEAM's metadata have many, cannot be asked for.)
    """
    cells, numbers = cut(path, text, ",")
    header = cells[0]
    check_header(path, [name for name in header if name], ",")
    song_column = next((name for name in SONG_COLUMNS if name in header), None)
    if song_column is None:
        raise InputError(
            f"{path}, row 1: there is no column {SONG_COLUMNS[0]!r}; a row for each song was expected, with its id there"
        )
    rows, at = {}, {}
    for row, number in zip(cells[1:], numbers[1:], strict=True):
        where = f"{path}, row {number}"
        if len(row) > len(header):
            raise InputError(f"{where}: has {len(row)} cells, {len(header)} were expected, one for each column")
        of_row = dict(zip(header, row, strict=False))
        song = normal(of_row.get(song_column, ""), where)
        if not song:
            raise InputError(f"{where}, column {song_column!r}: the cell is empty, a song's id was expected")
        if song in rows:
            raise InputError(
                f"{where}: song {quoted(song)} is in row {at[song]} already; a table with one row for each song was expected"
            )
        rows[song], at[song] = of_row, number
    if not rows:
        raise InputError(f"{path}: has a header only; a row for each song was expected")
    return SongTable(path, header, rows, at)


def folds_of(table, ids):
    """The folds in a table's column ``fold``, for the songs with these ids.

    Returns
    -------
    tuple of tuple of str
        The ids tested in each fold, folds by their number or name; songs whose cell is empty are in none.

    Raises
    ------
    InputError
        There is no such column, a song has no row, or there are fewer than two folds.
    """
    cells = table.column("fold", ids)
    names = sorted({cell for cell in cells.values() if cell}, key=by_number)
    if len(names) < 2:
        raise InputError(f"{table.path}, column 'fold': two or more different folds were expected; {len(names)} found")
    return tuple(tuple(song for song in ids if cells[song] == name) for name in names)


def groups_of(table, column, ids):
    """The group of each of these songs, as its cell in a column says.

    Raises
    ------
    InputError
        There is no such column, a song has no row, or an empty cell.
    """
    groups = table.column(column, ids)
    empty = next((song for song in ids if not groups[song]), None)
    if empty is not None:
        raise InputError(
            f"{table.path}, row {table.numbers[empty]}, column {quoted(column)}: the cell of song {quoted(empty)} is empty; "
            f"fill it in (a group of its own, if nothing is known)"
        )
    return groups
