"""A batch holds one song for each network, padded; `losses` is the oracle of its losses."""

import numpy as np
import pytest

from elman.lockstep.batch import Batch
from elman.network.losses import LOSSES


@pytest.fixture
def songs():
    rng = np.random.default_rng(0)
    return [(rng.normal(size=(T, 3)), rng.uniform(-1, 1, (T, 2))) for T in (5, 5, 4)]


def test_songs_are_padded_and_masked(songs):
    a, b, short = songs
    batch = Batch([a, None, short, b])
    assert [X is not None for X in batch.X] == batch.has_song.tolist() == [True, False, True, True]
    assert batch.X[2] is short[0]
    assert batch.targets.shape == (5, 4, 2)
    for m, song in enumerate([a, None, short, b]):
        T = 0 if song is None else len(song[1])
        assert batch.inside[:, m, 0].tolist() == [True] * T + [False] * (5 - T)
        assert not batch.targets[T:, m].any()
        if song is not None:
            assert np.array_equal(batch.targets[:T, m], song[1])


@pytest.mark.parametrize("is_rmse", [[False] * 4, [False, True, True, False], [True] * 4])
def test_losses_and_their_derivatives_are_those_of_each(songs, is_rmse):
    a, b, short = songs
    given = [a, None, short, b]
    Y = np.random.default_rng(1).normal(size=(5, 4, 2))
    kept = Y.copy()
    L, dY = Batch(given).losses(Y, np.array(is_rmse))
    assert np.array_equal(Y, kept)
    assert not dY[:, 1].any()
    for m, song in enumerate(given):
        if song is not None:
            loss, gradient = LOSSES["rmse" if is_rmse[m] else "mse"]
            T = len(song[1])
            np.testing.assert_allclose(L[m], loss(Y[:T, m], song[1]), rtol=1e-13)
            np.testing.assert_allclose(dY[:T, m], gradient(Y[:T, m], song[1]), rtol=1e-13)
            assert not dY[T:, m].any()


def test_a_perfect_output_has_no_gradient(songs):
    batch = Batch(songs)
    L, dY = batch.losses(batch.targets.copy(), np.array([True, False, True]))
    assert not L.any()
    assert not dY.any()


def test_what_a_network_computes_outside_its_song_is_left_out(songs):
    batch = Batch(songs)
    Y = np.where(batch.inside, 0.5, np.nan)
    L, dY = batch.losses(Y, np.array([False, True, True]))
    assert np.isfinite(L).all()
    assert np.isfinite(dY).all()
