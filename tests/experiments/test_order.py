"""The order of songs whose labels drift with their id: the fault, and its mending."""

import numpy as np

from elman.experiments.order import drifting, errors


def test_labels_drift_and_features_do_not():
    still, moved = drifting(n_songs=5, drift=0.0), drifting(n_songs=5, drift=0.2)
    for n, (a, b) in enumerate(zip(still, moved, strict=True)):
        assert np.array_equal(a.features, b.features)
        np.testing.assert_allclose(b.targets - a.targets, -0.2 + 0.1 * n, atol=1e-15)
        assert np.abs(b.targets).max() <= 1
        assert b.features.shape == (15, 65)


def test_by_id_the_last_songs_win_and_a_drawn_order_mends_it():
    found = errors(drifting(n_songs=400), seeds=(0, 1), n_epochs=10)
    assert (found["id"].bias > 0.08).all(), "the last songs have the higher labels"
    assert (found["backwards"].bias < -0.06).all()
    for order in ("seed", "epoch"):
        assert np.abs(found[order].bias).max() < 0.06
        assert (found[order].rmse < 0.95 * found["id"].rmse).all()
    assert (found["id"].rmse > found["least squares"].rmse).all()
    assert found["seed"].rmse.mean() < found["least squares"].rmse.mean()


def test_without_a_drift_the_order_does_next_to_nothing():
    found = errors(drifting(n_songs=400, drift=0.0), seeds=(0,), n_epochs=10)
    orders = np.array([found[name].rmse[0] for name in ("id", "backwards", "seed", "epoch")])
    assert np.ptp(orders, axis=0).max() < 0.02
