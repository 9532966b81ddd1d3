"""The network with and without memory, scored alike."""

import numpy as np
import pytest

from elman.corpus.synthetic import make
from elman.evaluation.metrics import pearson
from elman.experiments import recurrence
from elman.network.settings import Settings
from elman.systems.recurrent import RecurrentRegression


@pytest.fixture(scope="module")
def found():
    return recurrence.measure(corpora=(0, 1), seeds=(0, 1, 2), n_songs=30, n_test=10, n_epochs=15)


def test_every_network_stage_and_score(found):
    assert set(found) == {
        (network, stage, score)
        for network in ("elman", "static")
        for stage in ("raw", "smoothed")
        for score in ("pooled", "song")
    }
    assert {r.shape for r in found.values()} == {(2, 3, 2)}
    assert all(np.isfinite(r).all() for r in found.values())


def test_one_entry_by_hand(found):
    songs = make(1, n_development=30, n_evaluation=0).with_group("260").development
    network = RecurrentRegression(Settings(network="static", n_epochs=15), [2, 1]).fit(songs[:20])
    Y = [network.predict(song.features) for song in songs[20:]]
    T = [song.targets for song in songs[20:]]
    np.testing.assert_allclose(found["static", "raw", "pooled"][1, 2], pearson(np.concatenate(T), np.concatenate(Y)))
    within = np.mean([pearson(t, y) for t, y in zip(T, Y, strict=True)], axis=0)
    np.testing.assert_allclose(found["static", "raw", "song"][1, 2], within)
