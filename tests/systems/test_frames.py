"""Changed features lie in one matrix; frames that are drawn: all of them where they are few, and never two alike."""

import numpy as np

from elman.systems.frames import drawn_frames, with_features


def test_changed_features_are_rows_of_one_matrix_and_the_rest_stays(songs_of):
    songs = songs_of(5, 12, 3, lead_in=4)
    before = [song.features.copy() for song in songs]
    changed = with_features(songs, lambda X: np.column_stack([X**2, X[:, :1]]))
    assert all(song.features.base is changed[0].features.base for song in changed)
    for song, X, new in zip(songs, before, changed, strict=True):
        assert np.array_equal(song.features, X)
        assert np.array_equal(new.features, np.column_stack([X**2, X[:, :1]]))
        assert (new.id, new.lead_in) == (song.id, 4)
        assert new.targets is song.targets
        assert new.times is song.times


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
