import numpy as np
import pytest

from elman.experiments import without_memory
from elman.network import rnn, training
from elman.network.settings import Settings

SETTINGS = Settings(n_epochs=3, n_hidden=4, learning_rate=0.1)


@pytest.fixture
def start():
    return rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=0.5)


def songs(n_frames):
    rng = np.random.default_rng(1)
    return [(rng.standard_normal((n_frames, 3)), rng.uniform(-1, 1, (n_frames, 2))) for _ in range(5)]


def test_the_memory_stays_zero_and_the_rest_learns(start):
    before = {name: value.copy() for name, value in start.items()}
    *_, last = without_memory.epochs(start, songs(6), SETTINGS)
    assert not last.params["W_hh"].any()
    assert not last.params["h_0"].any()
    assert np.abs(last.params["W_xh"] - start["W_xh"]).max() > 0.01
    assert all(np.array_equal(start[name], before[name]) for name in before)


def test_songs_of_one_frame_need_no_memory_so_that_both_trainings_are_the_same(start):
    """W_hh acts on nothing, and h_0 through W_hh = 0 only: the package's own training is the oracle."""
    settings = SETTINGS._replace(l1=0.0, l2=0.0) if hasattr(SETTINGS, "_replace") else None
    if settings is None:
        from dataclasses import replace

        settings = replace(SETTINGS, l1=0.0, l2=0.0)
    empty = start | {"W_hh": np.zeros((4, 4)), "h_0": np.zeros(4)}
    ours = list(without_memory.epochs(start, songs(1), settings))
    theirs = list(training.epochs(empty, songs(1), settings))
    for one, other in zip(ours, theirs, strict=True):
        assert one.number == other.number
        assert one.cost == pytest.approx(other.cost, rel=1e-14)
        for name in start:
            np.testing.assert_allclose(one.params[name], other.params[name], rtol=1e-12, atol=1e-15)


def test_the_order_of_frames_means_nothing(start):
    *_, last = without_memory.epochs(start, songs(6), SETTINGS)
    X, order = songs(6)[0][0], np.array([3, 1, 5, 0, 4, 2])
    Y = rnn.forward(last.params, X)[0]
    np.testing.assert_allclose(rnn.forward(last.params, X[order])[0], Y[order], rtol=1e-14)
