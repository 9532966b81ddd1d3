"""The folds of a cross-validation, as the command line asks for them: drawn, from a file, or by groups of songs."""

import argparse
import os
from pathlib import Path

from elman.commands import options
from elman.commands.places import SYNTHETIC
from elman.errors import InputError, quoted

FOLDER = "folder"
"""The group that needs no file: the folder in a song's name, ``album`` of ``album/01``."""


def add_options(work):
    """The options that say which songs are tested together, and how often."""
    work.add_argument(
        "--folds",
        type=number_or_file,
        metavar="N|FILE",
        help="of cross-validation: how many (default 10, with --quick 3, or those given with the songs), or a file with the "
        "columns song,fold (an empty fold: in every training set, never tested), which may lie below the corpus's folder",
    )
    work.add_argument(
        "--group",
        type=group,
        nargs="+",
        metavar="folder|FILE:COLUMN",
        help="never divide a group over folds: the songs of one folder, or those with one value in a column, as "
        "songs.csv:artist, of a file with a row for each song; several files if each has some of the songs, as DEAM's "
        "metadata_2013.csv:artist metadata_2014.csv:artist; looked for here, then anywhere below the corpus's folder",
    )
    work.add_argument(
        "--repeats",
        type=options.whole_number(1, 1000),
        default=1,
        metavar="N",
        help="repeat the cross-validation with so many seeds, S, S + 1, ..., and tell how much the scores vary (default 1)",
    )


def number_or_file(text):
    """A kind of value: how many folds, or a file that says which."""
    try:
        return options.whole_number(2)(text)
    except argparse.ArgumentTypeError:
        if text.lstrip("-").isdecimal() or not text.strip():
            raise
        return Path(text)


def group(text):
    """A kind of value: `FOLDER`, or the path of a file and a column in it."""
    file, colon, column = text.rpartition(":")
    if text != FOLDER and not (file and colon and column):
        raise argparse.ArgumentTypeError(
            f"{quoted(text)} was given; {FOLDER}, or a file and a column in it, as songs.csv:artist, was expected"
        )
    return (None, FOLDER) if text == FOLDER else (Path(file), column)


def choose(ids, args, seed, given=None):
    """The folds that were asked for.

    Parameters
    ----------
    ids : list of str
        Of the development songs.
    args : argparse.Namespace
    seed : int
        That folds are drawn with.
    given : tuple of tuple of str, optional
        The folds that come with the songs.

    Returns
    -------
    folds : tuple of tuple of str
    drawn : bool
        Whether another seed gives others.
    notes : list of str

    Raises
    ------
    InputError
        A file that cannot be used, more folds than songs or groups, a group in two folds.
    """
    from elman.corpus.ids import count_songs
    from elman.corpus.song_table import folds_of, read_song_table
    from elman.evaluation.crossval import check_folds, check_groups, split, split_groups

    notes = []
    groups = None if args.group is None else _groups(args.group, ids, args.corpus)
    n_folds, drawn = args.folds or (3 if args.quick else 10), False
    if isinstance(args.folds, Path):
        table = read_song_table(_find(args.folds, args.corpus))
        folds = folds_of(table, ids)
        others = table.cells.keys() - set(ids)
        notes.append(f"the folds are those in {table.path}")
        if others:
            notes.append(f"in {table.path}, but not among the development songs: {count_songs(others)}")
    elif given is not None and args.folds is None and groups is None:
        folds = given
    else:
        drawn = True
        try:
            folds = split(ids, n_folds, seed=seed) if groups is None else split_groups(groups, n_folds, seed=seed)
        except InputError as error:
            raise InputError(f"--folds: {error}") from error
    check_folds(folds, ids)
    if groups is not None:
        check_groups(folds, groups, args.group[0][1])
        notes.append(f"{len(set(groups.values()))} groups ({_name(args.group)}), none divided over folds")
        notes += _alike(groups)
    return folds, drawn, notes


def _find(path, corpus):
    """The path of a table: as it is given, or else of the only file with this path or name anywhere below the corpus's folder."""
    from elman.corpus.feature_folders import folders

    if os.path.lexists(path) or path.is_absolute():
        return path
    tops = [] if corpus == SYNTHETIC else [top for top, _ in folders(corpus)]
    found = [top / path for top in tops if os.path.lexists(top / path)]
    if len(found) > 1:
        raise InputError(f"{path}: {' and '.join(map(str, found))} are there; give the path of one of them")
    if not found:
        below = f", nor in {corpus} or a folder below it" if tops else ""
        raise InputError(f"{path}: there is no such file in {Path.cwd()}{below}; give the path of a table (csv)")
    return found[0]


def _groups(asked, ids, corpus):
    """The group of each song, from one column or more, or from the folders in the songs' names."""
    if (None, FOLDER) in asked:
        return _folders(asked, ids)
    from elman.corpus.ids import count_songs
    from elman.corpus.song_table import groups_of, read_song_table

    groups, tables = {}, [(read_song_table(_find(path, corpus)), column) for path, column in asked]
    for table, column in tables:
        for song, name in groups_of(table, column, [song for song in ids if song in table.cells]).items():
            if groups.setdefault(song, name) != name:
                raise InputError(
                    f"{table.path}, row {table.numbers[song]}, column {quoted(column)}: song {quoted(song)} is of "
                    f"{quoted(name)}, and of {quoted(groups[song])} in another file; correct one of them"
                )
    missing = [song for song in ids if song not in groups]
    if missing:
        paths = " and ".join(str(table.path) for table, _ in tables)
        raise InputError(f"{paths}: no row for {count_songs(missing)}; add one for each, or name a further FILE:COLUMN")
    return groups


def _folders(asked, ids):
    if len(asked) > 1:
        raise InputError(f"--group: {FOLDER} and a file were given; give one of them")
    if not any("/" in song for song in ids):
        raise InputError(
            f"--group {FOLDER}: no song lies in a folder (their names have no /); give a file and a column, as songs.csv:artist"
        )
    return {song: song.rpartition("/")[0] for song in ids}


def _alike(groups):
    """A note on groups whose names differ in capitals and spaces only, and may be meant as one; none where there are none."""
    known = {}
    for name in sorted(set(groups.values())):
        known.setdefault(" ".join(name.casefold().split()), []).append(name)
    alike = "; ".join(" and ".join(map(quoted, names)) for names in known.values() if len(names) > 1)
    return [f"groups that differ in capitals or spaces only, and are kept apart: {alike}"] if alike else []


def _name(asked):
    return " and ".join(column if path is None else f"{column} in {path}" for path, column in asked)
