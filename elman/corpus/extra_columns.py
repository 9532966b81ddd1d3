"""Further columns of features beside those a corpus has: from folders of feature files, or made of noise.

For trying types of features one at a time. Columns are sorted into types by their names: ``spectral_valley_0`` to
``spectral_valley_5`` are the type ``spectral_valley``, and a name that does not end in a number is a type of its own.

Notebook 12, "Describe half a second of sound".
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from elman.corpus.alignment import pair
from elman.corpus.clock import nearest, same_time
from elman.corpus.extraction import features_made_with
from elman.corpus.feature_folders import FeatureFolder, common_columns, note_unfinished, read_rows, song_files
from elman.corpus.ids import count_songs
from elman.corpus.song import expect_development
from elman.errors import InputError, quoted
from elman.seeds import random_generator


def types(columns):
    """Sort columns into types by their names: a dict of type to tuple of columns, in their order.

    Examples
    --------
    >>> types(["hfc", "mfcc_0", "mfcc_1", "mfcc_bands_0"])
    {'hfc': ('hfc',), 'mfcc': ('mfcc_0', 'mfcc_1'), 'mfcc_bands': ('mfcc_bands_0',)}
    """
    found = {}
    for column in columns:
        found.setdefault(re.sub(r"_[0-9]+$", "", column), []).append(column)
    return {name: tuple(members) for name, members in found.items()}


def add_features(corpus, folder):
    """A corpus with the columns of ``<folder>/<song id>.csv`` beside its own; its development songs only.

    The rows are those whose frameTime is the time of a label; labels after the last row are left out, with a note. Where
    the corpus itself was paired by the last rows (DEAM's official files), files that ``elman extract`` did not make and
    in which the labels' times are not found are paired so too.

    Raises
    ------
    InputError
        No development song, songs without a file, no column that the corpus does not have already, columns that differ
        between files, labels whose times are not found, or too few rows.
    """
    folder = Path(folder)
    expect_development(corpus)
    source = _find(corpus, folder)
    songs, ended, by_last_rows = [], [], []
    for song in corpus.development:
        path, clock, X = read_rows(song.id, [source], exact=True, more=True)
        T = len(song.targets)
        if corpus.paired_by_time or source.made_with or same_time(clock[nearest(clock, song.times)], song.times).all():
            first, n = pair(path, song.id, clock, song.times)
        else:
            first, n = len(clock) - T, T
            by_last_rows.append(song.id)
        if first < 0:
            raise InputError(f"{path}: has {len(clock)} rows of features for {T} labels; at least {T} were expected")
        if n < T:
            ended.append(song.id)
        features = np.hstack([song.features[song.lead_in : song.lead_in + n], X[first : first + n]])
        songs.append(replace(song, features=features, targets=song.targets[:n], times=song.times[:n]))
    notes = note_unfinished([source], [song.id for song in songs])
    if ended:
        notes.append(f"labels after the last row in {folder} were left out: {count_songs(ended)}")
    if by_last_rows:
        notes.append(
            f"the last rows in {folder} were paired with the labels, whatever their times: {count_songs(by_last_rows)}"
        )
    return replace(
        corpus,
        columns=corpus.columns + source.wanted,
        development=songs,
        evaluation=[],
        notes=(*corpus.notes, *notes),
    )


def _find(corpus, folder):
    """The folder's files and its columns that the corpus does not have."""
    if not folder.is_dir():
        fault = "is not a folder" if folder.exists() else "there is no such folder"
        raise InputError(f"{folder}: {fault}; a folder with <song>.csv for each song was expected")
    files, _ = song_files(folder)
    files = {song.id: files[song.id] for song in corpus.development if song.id in files}
    missing = {song.id for song in corpus.development} - files.keys()
    if missing:
        raise InputError(
            f"{folder}: there is no <song>.csv for {count_songs(missing)}; a file for each of the development songs was "
            f"expected"
        )
    columns = common_columns(files.values())
    new = tuple(column for column in columns if column not in set(corpus.columns))
    if columns and not new:
        raise InputError(
            f"{folder}: has no column that corpus {corpus.name} does not have, such as {quoted(columns[0])}"
        )
    return FeatureFolder(folder, files, columns, new, features_made_with(folder))


def add_probes(corpus, n, *, seed):
    """A corpus with n further columns ``noise-1``, ``noise-2``, ... of pure noise, which can tell nothing of anything.

    What the best of them seems to gain is what luck gives.
    """
    rng = random_generator([seed, n])
    names = tuple(f"noise-{k}" for k in range(1, n + 1))
    songs = [
        replace(song, features=np.hstack([song.features, rng.standard_normal((len(song.features), n))]))
        for song in corpus.development
    ]
    return replace(corpus, columns=corpus.columns + names, development=songs, evaluation=[])
