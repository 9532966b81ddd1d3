"""Frames of many songs: other features for all, or some of the frames alone."""

from dataclasses import replace

import numpy as np


def all_frames(songs, change):
    """``change(X)``, an array (T, n) for each song's features X (T, D), all below each other: a matrix (n_frames, n)."""
    matrix, end = None, 0
    for song in songs:  # one after the other: together they would need as much memory again
        X = change(song.features)
        if matrix is None:
            matrix = np.empty((sum(len(each.features) for each in songs), X.shape[1]))
        begin, end = end, end + len(X)
        matrix[begin:end] = X
    return matrix


def with_features(songs, change):
    """The songs with ``change(X)`` in place of their features X, an array (T, n) for one (T, D).

    All new features are rows of one matrix: networks that learn from these songs need no copy of them.
    """
    ends = np.cumsum([len(song.features) for song in songs])
    parts = np.split(all_frames(songs, change), ends[:-1])
    return [replace(song, features=X) for song, X in zip(songs, parts, strict=True)]


def drawn_frames(songs, at_most, rng):
    """Frames with a target of all songs, and their targets: all, or ``at_most`` drawn at random, in the order of the songs.

    Frames of a song are alike: a method whose work grows fast with their number learns nearly as much from some of them.

    Returns
    -------
    X : array (n, D)
    Y : array (n, 2)
    """
    n_frames = sum(len(song.targets) for song in songs)
    drawn = np.sort(rng.choice(n_frames, min(at_most, n_frames), replace=False))
    of_songs = np.split(drawn, np.searchsorted(drawn, np.cumsum([len(song.targets) for song in songs])[:-1]))
    first, X, Y = 0, [], []
    for song, frames in zip(songs, of_songs, strict=True):
        X.append(song.features[song.lead_in + frames - first])
        Y.append(song.targets[frames - first])
        first += len(song.targets)
    return np.concatenate(X), np.concatenate(Y)
