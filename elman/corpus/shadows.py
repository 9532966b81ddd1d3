"""Shadows: copies of feature columns that can tell nothing of a song, because they are taken from another one.

A shadow has as many columns as its type of features, with the same distribution and the same movement, and the columns
of a song go together as they do in truth. What adding it changes is what adding useless columns of this kind changes.
How they are used: `elman.evaluation.selection`. Notebook 12, "Describe half a second of sound".
"""

from dataclasses import dataclass, replace

import numpy as np

from elman.errors import InputError
from elman.seeds import random_generator


def shadow(column):
    """The name of a column's shadow."""
    return f"shadow of {column}"


def add_shadows(corpus, columns, *, seed):
    """A corpus whose development songs also have these columns of another song, each song those of its own other one.

    The songs are put in a random order, and each takes from the next one; the last takes from the first. Where the other
    song is shorter its rows are repeated, where it is longer its first rows are taken.

    Parameters
    ----------
    corpus : Corpus
    columns : sequence of str
    seed : int

    Returns
    -------
    Corpus
        Without evaluation songs.

    Raises
    ------
    InputError
        Fewer than two development songs.
    """
    songs = corpus.development
    if len(songs) < 2:
        raise InputError(f"shadows: corpus {corpus.name} has {len(songs)} development songs; 2 or more were expected")
    order = random_generator([seed, len(songs)]).permutation(len(songs))
    other = np.empty_like(order)
    other[order] = np.roll(order, -1)
    where = [corpus.columns.index(column) for column in columns]
    wider = []
    for song, n in zip(songs, other, strict=True):
        theirs = np.resize(songs[n].features[:, where], (len(song.features), len(where)))
        wider.append(replace(song, features=np.hstack([song.features, theirs])))
    names = tuple(map(shadow, columns))
    return replace(corpus, columns=corpus.columns + names, development=wider, evaluation=[])


@dataclass(frozen=True)
class WithShadows:
    """A source (anything with ``load()``) whose corpus has shadows of some columns, see `add_shadows`."""

    source: object
    columns: tuple
    seed: int

    def load(self):
        """The corpus."""
        return add_shadows(self.source.load(), self.columns, seed=self.seed)
