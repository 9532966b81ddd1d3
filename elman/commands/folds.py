"""The folds of a cross-validation, as the command line asks for them: drawn, from a file, or by groups of songs."""

import argparse
from pathlib import Path

from elman.commands import options
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
        "columns song,fold (an empty fold: in every training set, never tested)",
    )
    work.add_argument(
        "--group",
        type=group,
        metavar="folder|FILE:COLUMN",
        help="never divide a group over folds: the songs of one folder, or those with one value in a column, as "
        "songs.csv:artist, of a file with a row for each song",
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
        if text.lstrip("-").isdecimal() or not text:
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


def choose(corpus, args, seed):
    """The folds that were asked for.

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

    ids, notes = [song.id for song in corpus.development], []
    groups = None if args.group is None else _groups(args.group, ids)
    n_folds, drawn = args.folds or (3 if args.quick else 10), False
    if isinstance(args.folds, Path):
        table = read_song_table(args.folds)
        folds = folds_of(table, ids)
        others = table.cells.keys() - set(ids)
        notes.append(f"the folds are those in {args.folds}")
        if others:
            notes.append(f"in {args.folds}, but not among the development songs: {count_songs(others)}")
    elif corpus.folds is not None and args.folds is None and groups is None:
        folds = corpus.folds
    else:
        drawn = True
        try:
            folds = split(ids, n_folds, seed=seed) if groups is None else split_groups(groups, n_folds, seed=seed)
        except InputError as error:
            raise InputError(f"--folds: {error}") from error
    check_folds(folds, ids)
    if groups is not None:
        check_groups(folds, groups, "folder" if args.group[0] is None else args.group[1])
        notes.append(f"{len(set(groups.values()))} groups ({_name(args.group)}), none divided over folds")
    return folds, drawn, notes


def _groups(asked, ids):
    from elman.corpus.song_table import groups_of, read_song_table

    path, column = asked
    if path is not None:
        return groups_of(read_song_table(path), column, ids)
    if not any("/" in song for song in ids):
        raise InputError(
            f"--group {FOLDER}: no song lies in a folder (their names have no /); give a file and a column, as songs.csv:artist"
        )
    return {song: song.rpartition("/")[0] for song in ids}


def _name(asked):
    path, column = asked
    return column if path is None else f"{column} in {path}"
