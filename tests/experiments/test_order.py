"""The order of songs whose labels drift with their id: the fault, and its mending."""

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import pooled
from elman.experiments.order import drifting, errors, rows


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


def test_rows_differ_in_the_order_alone():
    told = []
    found = rows(n_orders=2, n_songs=9, n_folds=3, progress=told.append)
    assert len(told) == 4
    steps = ("lr", "rnn", "rnn + smoothing", "rnn + rnn2")
    names = [
        " + ".join([f"{first} {group}", *rest])
        for group in (260, 268)
        for first, *rest in (s.split(" + ") for s in steps)
    ]
    assert list(found) == names
    for name, errors_of_row in found.items():
        assert errors_of_row.shape == (2, 2)
        assert (np.ptp(errors_of_row, axis=0) > 0).all() == (not name.startswith("lr")), name


def test_a_row_is_that_of_a_cross_validation_by_hand():
    """The first order, row "rnn 260": the network of each fold, trained on the other songs in the drawn order."""
    from dataclasses import replace

    from elman.readings import READINGS
    from elman.systems.recurrent import RecurrentRegression

    reading = replace(READINGS["code"], network=replace(READINGS["code"].network, n_epochs=3))
    found = rows(n_orders=1, n_songs=6, n_folds=2, reading=reading)["rnn 260"][0]
    songs = make(0, n_development=6, n_evaluation=0).with_group("260").development
    drawn = [songs[n] for n in np.random.default_rng([0, 0]).permutation(6)]
    targets, curves = [], []
    for fold in split([song.id for song in songs], 2, seed=0):
        network = RecurrentRegression(replace(reading.network, order="id"), [0, 1])
        network.fit([song for song in drawn if song.id not in fold])
        targets += [song.targets for song in songs if song.id in fold]
        curves += [network.predict(song.features) for song in songs if song.id in fold]
    np.testing.assert_allclose(found, pooled(targets, curves)["rmse"], rtol=1e-9)
