"""Memory: gradients over distance against closed forms and finite differences; the lag task."""

import numpy as np
import pytest

from elman.experiments.memory import gradient_over_distance, horizons, lag_songs, spectral_radius
from elman.network.networks import NETWORKS


@pytest.mark.parametrize("w", [0.5, 0.9])
def test_a_linear_memory_fades_by_its_weight(w):
    """With inputs of almost nothing tanh is the identity, and the gradient is w^d."""
    params = NETWORKS["elman"].init(1, 3, 1, rng=np.random.default_rng(0), scale=1e-7)
    params["W_hh"] = w * np.eye(3)
    np.testing.assert_allclose(gradient_over_distance(NETWORKS["elman"], params, 12), w ** np.arange(12), rtol=1e-6)
    assert spectral_radius(params["W_hh"]) == pytest.approx(w)


def test_an_lstm_keeps_what_its_forget_gate_lets():
    """All weights nearly zero: the cell is multiplied by s(b_f) in each frame."""
    params = NETWORKS["lstm"].init(1, 2, 1, rng=np.random.default_rng(0), scale=1e-7)
    params["b_f"] = np.full(2, 2.0)
    expected = (1 / (1 + np.exp(-2.0))) ** np.arange(10)
    np.testing.assert_allclose(gradient_over_distance(NETWORKS["lstm"], params, 10), expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["elman", "gru", "lstm"])
def test_the_gradient_is_what_moving_the_state_does(name):
    """One song, against central differences of the last output with respect to the state three frames before."""
    network = NETWORKS[name]
    rng = np.random.default_rng(1)
    params = network.init(1, 3, 1, rng=rng, scale=0.6)
    X = np.random.default_rng(0).uniform(-0.5, 0.5, (1, 25, 1))[0]
    found = gradient_over_distance(network, params, 5, n_songs=1)
    sizes = []
    for d in (0, 3):
        first = len(X) - 1 - d
        _, cache = network.forward(params, X)
        states = {"h_0": cache.H[first]} | ({"c_0": cache.C[first]} if "c_0" in params else {})
        norms = []
        for state, value in states.items():
            slope = []
            for n in range(3):
                step = 1e-6 * np.eye(3)[n]
                up, down = (
                    network.forward(params | states | {state: value + sign * step}, X[first:])[0][-1, 0]
                    for sign in (1, -1)
                )
                slope.append((up - down) / 2e-6)
            norms.append(np.linalg.norm(slope))
        sizes.append(max(norms))
    assert found[3] == pytest.approx(sizes[1] / sizes[0], rel=1e-6)


def test_the_lag_task_asks_for_the_frame_lag_frames_ago():
    for X, T in lag_songs(3, 2, 10, np.random.default_rng(0)):
        np.testing.assert_array_equal(T[3:], X[:-3])
        assert not T[:3].any()


def test_a_lag_of_one_is_learned_and_all_is_told():
    found = horizons((1, 12), networks=("elman",), n_hidden=4, n_songs=10, n_epochs=15)
    assert found["elman/r"].shape == (2, 1)
    assert found["elman/r"][0, 0] > 0.9 > 0.5 > found["elman/r"][1, 0]
    assert found["elman/solved"] == 1
    assert found["elman/gradient"].shape == (40,)
    assert found["elman/gradient"][0] == 1
    assert found["elman/radius"].shape == (2,)
