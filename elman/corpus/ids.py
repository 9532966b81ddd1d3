"""The ids of songs: how they are sorted, listed in a message, and taken from the names of files.

Notebook 01, "Look at a song as a matrix".
"""

import os
import re
import unicodedata
from pathlib import Path

from elman.errors import UNPRINTABLE, InputError, quoted, shortened

MOST_SINGLE = 100
"""Longer lists of songs write runs of numbers as 1001-2000; they are complete all the same."""


def by_number(song):
    """A key to sort song ids by: numbers by their size, then names."""
    song = str(song)
    digits = song.lstrip("0")  # 7 and 007 are two songs; and a number may be too long for int
    return (0, len(digits), digits, song) if song.isascii() and song.isdecimal() else (1, 0, song, song)


def count_songs(ids):
    """Songs as an error or a note lists them: how many, and every one of them.

    >>> count_songs([10, 9, 2])
    '3 songs (2, 9, 10)'
    >>> count_songs([*range(1001, 2001), 3, "b side"])
    '1,002 songs (3, 1001-2000, b side)'
    """
    ids = [str(song) for song in sorted(ids, key=by_number)]
    shown = ids if len(ids) <= MOST_SINGLE else _runs(ids)
    return f"{len(ids):,} song{'s' if len(ids) != 1 else ''} ({', '.join(map(shortened, shown))})"


def in_short(note):
    """A note in which a long list of songs, as `count_songs` writes it, ends after five.

    >>> in_short(f"left out: {count_songs(range(0, 300, 3))}")
    'left out: 100 songs (0, 3, 6, 9, 12, ...)'
    """
    before, songs, names = note.partition(" songs (")
    few = ", ".join(names.split(", ")[:5])
    return note if len(names) - len(few) < 200 else f"{before}{songs}{few}, ...)"


def _runs(ids):
    """Sorted ids with every run of three or more consecutive whole numbers written as its ends."""
    runs = []
    for song in ids:
        plain = re.fullmatch("0|[1-9][0-9]{0,8}", song) is not None
        if runs and plain and runs[-1][1] is not None and int(song) == runs[-1][1] + 1:
            runs[-1][1] += 1
        else:
            runs.append([song, int(song) if plain else None])
    shown = []
    for first, last in runs:
        n = 1 if last is None else last - int(first) + 1
        shown += [f"{first}-{last}"] if n > 2 else [first, str(last)][:n]
    return shown


def whole_number(cell):
    """The whole number in a cell, or None; a number of more than nine digits is not a song's id."""
    return int(cell) if re.fullmatch("[0-9]{1,9}", cell) else None


def song_id(path, folder):
    r"""The id of the song in a file: the file's path in the folder, without its suffix.

    Names are read as UTF-8, whatever the system says; a byte that is not UTF-8 is an escape in the id, ``\xe9``.

    Raises
    ------
    InputError
        There is a control character in the name.

    Examples
    --------
    >>> song_id("features/album/01.csv", "features")
    'album/01'
    """
    name = os.path.splitext(os.path.relpath(path, folder))[0].replace(os.sep, "/")
    return normal(os.fsencode(name).decode("utf-8", "backslashreplace"), path)


def common_folder(paths):
    """The deepest folder that holds all of these files and folders; of one folder, the folder itself.

    Examples
    --------
    >>> common_folder(["features/album/01.csv", "features/other"]).name
    'features'
    """
    tops = [os.path.abspath(path if os.path.isdir(path) else Path(path).parent) for path in paths]
    try:
        return Path(os.path.commonpath(tops))
    except ValueError as error:  # two drives of Windows
        raise InputError(f"{paths[0]} and {paths[-1]}: no folder holds both; give them one after the other") from error


def normal(song, where):
    """A song's name in Unicode's composed form, for a Mac writes é as two characters where others write one.

    Raises InputError where it holds a control character, which would reach the terminal with it.
    """
    if UNPRINTABLE.search(song):
        raise InputError(f"{where}: the song's name {quoted(song)} holds a control character; rename it")
    return unicodedata.normalize("NFC", song)
