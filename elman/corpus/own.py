"""Anyone's own songs: a folder with a feature file for each song, and one file of labels.

    labels.csv                 song,time,valence,arousal: a row for each song and time
    features/<song>.csv        frameTime;first column;second column;...
    labels-evaluation.csv      if there is one: songs to be judged on, in the form of labels.csv

A label belongs to the feature row of its time. Labels of a song follow each other without a gap: a row each.

Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path

import numpy as np

from elman.corpus.columns import name_groups
from elman.corpus.extraction import features_made_with
from elman.corpus.rows import by_number, check_columns, count_songs
from elman.corpus.song import Corpus, Song
from elman.corpus.tables import pick, read_curves, read_features, same_time
from elman.errors import InputError

LABELS, EVALUATION_LABELS, FEATURES = "labels.csv", "labels-evaluation.csv", "features"


def read_own(folder):
    """Read a folder of your own songs.

    Parameters
    ----------
    folder : path
        With ``labels.csv`` and ``features/<song>.csv``; perhaps with ``labels-evaluation.csv``.

    Returns
    -------
    Corpus
        Songs of labels.csv are for development; rows before their first label are left out. Songs of
        labels-evaluation.csv are for evaluation; the rows before their first label are the lead-in.

    Raises
    ------
    InputError
        Songs with labels but without features or the reverse, a song in both label files, columns that differ between
        songs, labels at times that have no feature row, labels with a gap, and what `read_features` and `read_curves`
        refuse.
    """
    folder = Path(folder)
    development = read_curves(folder / LABELS, limit=1)
    there = (folder / EVALUATION_LABELS).exists()
    evaluation = read_curves(folder / EVALUATION_LABELS, limit=1) if there else {}
    twice = development.keys() & evaluation.keys()
    if twice:
        raise InputError(
            f"{folder}: {LABELS} and {EVALUATION_LABELS} both hold {count_songs(twice)}; a song may be in one only"
        )
    files = _feature_files(folder, development.keys() | evaluation.keys())
    columns, *_ = read_features(next(iter(files.values())))
    songs, n_dropped = {}, 0
    for song, path in files.items():
        X, times = _read_columns(path, columns)
        labels = development.get(song) or evaluation[song]
        first = _first_row(path, song, times, labels[0])
        end = first + len(labels[0])
        start = 0 if song in evaluation else first
        n_dropped += len(X) - (end - start)
        songs[song] = Song(song, X[start:end].copy(), labels[1], labels[0])
    columns = tuple(columns)
    return Corpus(
        name=folder.resolve().name,
        columns=columns,
        groups=name_groups(columns),
        development=[song for name, song in songs.items() if name in development],
        evaluation=[song for name, song in songs.items() if name in evaluation],
        notes=(f"{n_dropped:,} rows of features without a label were left out",) if n_dropped else (),
        features_made_with=(features_made_with(folder / FEATURES),),
    )


def _feature_files(folder, labelled):
    """The feature file of each labelled song, in the songs' order (numbers by their size)."""
    if not (folder / FEATURES).is_dir():
        raise InputError(f"{folder}: has {LABELS} but no folder {FEATURES}; {FEATURES}/<song>.csv was expected")
    files = {path.stem: path for path in (folder / FEATURES).glob("[!.]*.csv")}
    without_features, without_labels = labelled - files.keys(), files.keys() - labelled
    faults = []
    if without_features:
        faults.append(f"no file {FEATURES}/<song>.csv for {count_songs(without_features)} with labels")
    if without_labels:
        faults.append(f"no labels for {count_songs(without_labels)} with a file in {FEATURES}")
    if faults:
        raise InputError(f"{folder}: {'; '.join(faults)}. Add what is missing, or remove the other half")
    return {song: files[song] for song in sorted(labelled, key=by_number)}


def _read_columns(path, columns):
    """The columns of the first song's file, in its order, and the rising times of the rows."""
    there, times, X = read_features(path)
    check_columns(path, there, columns)
    late = np.flatnonzero(np.diff(times) <= 0)
    if len(late):
        n = int(late[0]) + 1
        raise InputError(
            f"{path}, row {n + 2}, column 'frameTime': {times[n]:g} s stands after {times[n - 1]:g} s; times must rise"
        )
    return pick(path, there, X, columns), times


def _first_row(path, song, times, labelled):
    """The feature row of the first label; every further label belongs to the next row."""
    nearest = np.abs(times[:, None] - labelled[None, :]).argmin(axis=0)
    apart = ~same_time(times[nearest], labelled)
    if apart.any():
        n = int(np.argmax(apart))
        raise InputError(
            f"{path}: song {song!r} has a label at {labelled[n]:g} s but no row of features at that time; the nearest "
            f"frameTime is {times[nearest[n]]:g} s. Give every label the time of a row"
        )
    gap = np.flatnonzero(np.diff(nearest) != 1)
    if len(gap):
        n = int(gap[0])
        raise InputError(
            f"{path}: song {song!r} has labels at {labelled[n]:g} s and {labelled[n + 1]:g} s, but not one for each "
            f"row of features between them; labels without a gap were expected; add them, or leave the later ones out"
        )
    return int(nearest[0])
