"""Valence on new songs, at a small size: what must hold whatever the numbers are."""

import numpy as np

from elman.experiments import valence


def test_two_sets_of_test_songs_differ_in_one_number(short):
    found = valence.measure((0.0, 0.9), seeds=(0,), n_train=30, n_test=6, reading=short)
    assert found["correlations"].tolist() == [0.0, 0.9]
    assert found["like"].shape == found["new"].shape == (2, 1)
    np.testing.assert_array_equal(found["like"][0], found["new"][0])  # at 0 the two sets of songs are the same
    assert (found["like"][1] > found["new"][1] + 0.1).all()
