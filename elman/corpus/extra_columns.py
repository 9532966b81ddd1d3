"""Further columns of features beside those a corpus has: from folders of feature files, or made of noise.

For trying types of features one at a time. Columns are sorted into types by their names: ``spectral_valley_0`` to
``spectral_valley_5`` are the type ``spectral_valley``, and a name that ends in no number is a type of its own.

Notebook 12, "Describe half a second of sound".
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from elman.corpus.song import expect_development
from elman.corpus.source import Source
from elman.corpus.tables import pick, read_features, same_time
from elman.errors import InputError


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

    The rows are those whose frameTime is the time of a label. In a file in which these times are not, the last rows are
    taken, as for DEAM's own feature files.

    Raises
    ------
    InputError
        No development song, a song without a file, a column the corpus has already, columns that differ between files,
        or too few rows.
    """
    folder = Path(folder)
    expect_development(corpus)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; a folder with <song>.csv for each song was expected")
    columns, songs = None, []
    for song in corpus.development:
        path = folder / f"{song.id}.csv"
        if not path.exists():
            raise InputError(
                f"{folder}: there is no {path.name}; a file for each of the development songs was expected"
            )
        there, clock, X = read_features(path)
        if columns is None:
            columns = there
            twice = [name for name in columns if name in set(corpus.columns)]
            columns = tuple(name for name in columns if name not in set(twice))
            if not columns:
                raise InputError(f"{path}: has no column that corpus {corpus.name} lacks, such as {twice[0]!r}")
        rows = _rows(path, clock, song)
        songs.append(replace(song, features=np.hstack([song.features, pick(path, there, X, columns)[rows]])))
    return replace(corpus, columns=corpus.columns + columns, development=songs, evaluation=[])


def _rows(path, clock, song):
    nearest = np.abs(clock[:, None] - song.times).argmin(axis=0)
    if same_time(clock[nearest], song.times).all():
        return nearest
    T = len(song.targets)
    if len(clock) < T:
        raise InputError(f"{path}: has {len(clock)} rows of features for {T} labels; at least {T} were expected")
    return slice(len(clock) - T, None)


def add_probes(corpus, n, *, seed):
    """A corpus with n further columns ``noise-1``, ``noise-2``, ... of pure noise, which can tell nothing of anything.

    What the best of them seems to gain is what luck gives.
    """
    rng = np.random.default_rng([seed, n])
    names = tuple(f"noise-{k}" for k in range(1, n + 1))
    songs = [
        replace(song, features=np.hstack([song.features, rng.standard_normal((len(song.features), n))]))
        for song in corpus.development
    ]
    return replace(corpus, columns=corpus.columns + names, development=songs, evaluation=[])


@dataclass(frozen=True)
class Wider:
    """A `Source` whose corpus has further columns: those of feature folders, and ``n_probes`` of noise."""

    source: Source
    folders: tuple = ()
    n_probes: int = 0

    def load(self):
        """The corpus; a process keeps the last one it loaded."""
        return _load(self)


@lru_cache(maxsize=1)
def _load(wider):
    corpus = replace(wider.source.load(), evaluation=[])
    for folder in wider.folders:
        corpus = add_features(corpus, folder)
    return add_probes(corpus, wider.n_probes, seed=wider.source.seed) if wider.n_probes else corpus
