"""Pooled and per-song scores, at a small size: what must hold whatever the numbers are."""

import numpy as np

from elman.experiments import two_scores


def test_one_prediction_has_two_scores(short):
    found = two_scores.measure(n_songs=30, reading=short)
    level, movement, learned = found.values()
    assert (level["pooled"] > 0.9).all()
    assert np.isnan(level["song"]).all()
    np.testing.assert_allclose(movement["song"], 1.0)
    assert (movement["pooled"] < 0.5).all()
    assert np.isfinite([*learned["pooled"], *learned["song"]]).all()
