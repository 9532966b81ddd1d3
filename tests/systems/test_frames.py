"""Frames that are drawn: all of them where they are few, and never two alike."""

import numpy as np

from elman.systems.frames import drawn_frames


def test_drawn_frames_are_those_of_the_songs_in_order(songs_of):
    songs = songs_of(5, 12, 3, lead_in=4)
    every = np.concatenate([s.features[4:] for s in songs]), np.concatenate([s.targets for s in songs])
    for found, expected in zip(drawn_frames(songs, 1000, np.random.default_rng(0)), every, strict=True):
        assert np.array_equal(found, expected)
    X, Y = drawn_frames(songs, 20, np.random.default_rng(0))
    places = [np.flatnonzero((every[0] == x).all(axis=1))[0] for x in X]
    assert len(set(places)) == 20
    assert places == sorted(places)
    assert np.array_equal(Y, every[1][places])
