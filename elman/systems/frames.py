"""Some of the frames of many songs, for methods whose work grows fast with their number."""

import numpy as np


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
