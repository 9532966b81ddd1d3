"""Small corpora, and readings of the paper that train for a few epochs only."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.song import Corpus, Song
from elman.readings import READINGS


def make_songs(n_songs=6, n_frames=30, n_columns=4, seed=0, lead_in=0, first_id=1):
    """Songs whose curves hang on their features, with a memory of two frames."""
    rng = np.random.default_rng(seed)
    mixture = np.random.default_rng(99).normal(size=(n_columns, 2)) / n_columns
    songs = []
    for n in range(n_songs):
        X = rng.normal(size=(lead_in + n_frames, n_columns)) + rng.normal(size=n_columns)
        heard = np.tanh(X @ mixture)
        heard[2:] = (heard[2:] + heard[:-2]) / 2
        songs.append(Song(str(first_id + n), X, heard[lead_in:], 15 + 0.5 * np.arange(n_frames)))
    return songs


@pytest.fixture(scope="session")
def songs_of():
    return make_songs


@pytest.fixture
def songs():
    return make_songs()


@pytest.fixture
def corpus():
    """Ten development songs and three evaluation songs with a lead-in, six columns, four of them a group."""
    names = tuple("abcdef")
    return Corpus(
        name="small",
        columns=names,
        groups={"4": names[:4], "6": names},
        development=make_songs(10, 20, 6),
        evaluation=make_songs(3, 25, 6, seed=1, lead_in=8, first_id=2001),
    )


def shorten(reading, n_epochs=4, **changes):
    return replace(reading, network=replace(reading.network, n_epochs=n_epochs, **changes))


@pytest.fixture(scope="session")
def short():
    """``short("code", n_epochs=4)``: a reading with few epochs; rates may be given too."""
    return lambda name="code", n_epochs=4, **changes: shorten(READINGS[name], n_epochs, **changes)
