"""Folders of feature files: what lies in them, and which columns they hold.

Notebook 01, "Look at a song as a matrix".
"""

import os
import re
import stat
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from elman.corpus.alignment import side_by_side
from elman.corpus.ids import count_songs, song_id
from elman.corpus.rows import check_columns
from elman.corpus.tables import FRAME_TIME, pick, read_features
from elman.errors import InputError

SUFFIX = ".csv"
"""Of feature files, in small letters or capitals."""


class FeatureFolder(NamedTuple):
    """A folder of feature files: the file of each song's id, the columns of most of them, and those to be used.

    ``made_with`` says how ``elman extract`` made them; None where they came from elsewhere.
    """

    path: Path
    files: dict
    columns: tuple
    wanted: tuple
    made_with: dict | None = None


def folders(top):
    """Every folder below ``top``, itself included, with the names of its files.

    Links are followed, once. Folders whose names begin with a dot are not looked into: what an interrupted unpacking
    left behind is one.

    Raises
    ------
    InputError
        A folder may not be read.
    """
    seen = set()
    for folder, below, files in os.walk(top, followlinks=True, onerror=_tell):
        real = os.path.realpath(folder)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "lost+found")
        yield Path(folder), sorted(files)


def _tell(error):
    if isinstance(error, PermissionError):
        raise InputError(
            f"{error.filename}: cannot be read ({error.strerror}); see that you have permission"
        ) from error


def song_files(top, leave_out=()):
    """The feature file of each song in a folder and the folders below it, and the hidden files that were passed over.

    Parameters
    ----------
    top : path
    leave_out : collection of paths
        Folders below it that are not looked into.

    Returns
    -------
    files : dict of str to pathlib.Path
        By the songs' ids, which are paths in the folder: ``album/01``.
    hidden : list of pathlib.Path
        Files such as ``._01.csv``, which a Mac leaves beside the real one.

    Raises
    ------
    InputError
        Two files of one song, or a name that no song can have.
    """
    files, hidden = {}, []
    for folder, names in folders(top):
        if any(folder.is_relative_to(other) for other in leave_out):
            continue
        for name in names:
            path = folder / name
            if path.suffix.lower() != SUFFIX:
                continue
            if name.startswith("."):
                hidden.append(path)
                continue
            song = song_id(path, top)
            if song in files:
                raise InputError(f"{files[song]} and {path} are both song {song!r}; remove one of them")
            files[song] = path
    return files, hidden


def read_header(path):
    """The names in the first line of a feature file, whatever separates them; empty where it is none.

    What is wrong with the file is told when it is read as a whole.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ()
        with open(path, "rb") as opened:
            line = opened.readline(1_000_000).decode("utf-8-sig", errors="replace")
    except OSError:
        return ()
    names = tuple(name.strip(' "') for name in re.split("[;,\t]", re.split("[\r\n]", line, maxsplit=1)[0]))
    return names if names[0] == FRAME_TIME else ()


def common_columns(paths):
    """The columns of most of these feature files, in the order of the first such file; empty where none is one.

    So the one file in which a column is missing, or one too many, is the one that is named.
    """
    headers = [header[1:] for header in map(read_header, paths) if header]
    if not headers:
        return ()
    (most, _), *_ = Counter(map(frozenset, headers)).most_common(1)
    return next(header for header in headers if frozenset(header) == most)


def read_rows(song, sources, *, exact, more):
    """The rows of one song, from its file in each folder.

    Parameters
    ----------
    song : key of each folder's files
    sources : list of FeatureFolder
    exact : bool
        Whether the files' times can be trusted; see `elman.corpus.alignment.side_by_side`.
    more : bool
        Whether files may have further columns.

    Returns
    -------
    path, clock (n,), X (n, D)
        The first file's path and times, and all wanted columns.

    Raises
    ------
    InputError
        A file that is damaged or cut off, that lacks a column, or whose rows do not fit those of the others.
    """
    tables = []
    for source in sources:
        path = source.files[song]
        columns, clock, X = read_features(path)
        if source.made_with is not None and not ends_with_line_break(path):
            raise InputError(
                f"{path}: is cut off, for it does not end with a line break as elman extract writes it; delete the file and "
                f"extract again"
            )
        check_columns(path, columns, source.wanted, more=more)
        tables.append((path, clock, pick(path, columns, X, source.wanted)))
    return side_by_side(tables, exact)


def ends_with_line_break(path):
    """Whether a file's last character ends a line: without it, its last number may be cut off."""
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def note_unfinished(sources, songs):
    """A list of one note on the songs whose files may be cut off, or of none."""
    unfinished = [song for song in songs if not all(ends_with_line_break(source.files[song]) for source in sources)]
    if not unfinished:
        return []
    return [
        f"feature files that do not end with a line break, so that the last number may be cut off: {count_songs(unfinished)}"
    ]
