"""Start against coefficient of the L1 norm: what is claimed of it, from other starts than the notebook's; and why."""

import numpy as np
import pytest

from elman.experiments import start_and_penalty
from elman.experiments.start_and_penalty import NETWORK, start_against_coefficient
from elman.network import rnn
from elman.network.losses import mse_gradient
from elman.network.penalties import weight_names
from elman.network.training import fit
from elman.systems.features.standardize import Standardizer
from elman.systems.order import positions


@pytest.fixture(scope="module")
def found():
    return start_against_coefficient((0.01, 0.1), (1e-3, 1e-2), seeds=(3, 4), n_train=60, n_test=40)


def test_the_papers_coefficient_kills_from_the_authors_start_and_not_from_a_wider_one(found):
    at = {(start, c): found["l1"][i, j] for i, start in enumerate((0.01, 0.1)) for j, c in enumerate((1e-3, 1e-2))}
    constant = found["constant"]
    np.testing.assert_allclose(at[0.01, 1e-2], constant, rtol=0.02)  # as good as knowing the mean only
    for learned in (at[0.1, 1e-2], at[0.01, 1e-3], at[0.1, 1e-3], found["abs_sum"]):
        assert (learned < 0.9 * constant).all()


def test_all_are_there(found):
    assert found["l1"].shape == (2, 2, 2)
    assert found["abs_sum"].shape == (2, 2)
    np.testing.assert_array_equal(found["starts"], [0.01, 0.1])
    np.testing.assert_array_equal(found["coefficients"], [1e-3, 1e-2])


def test_a_loss_is_that_of_a_network_trained_alone(found):
    """The last seed with the true norm, 1e-2, start 0.1, by `training.fit` and written out."""
    songs = start_and_penalty.make(0, n_development=100, n_evaluation=0).with_group("260").development
    scaler = Standardizer().fit([song.features for song in songs[:60]])
    pairs = [(scaler.transform(song.features), song.targets) for song in songs]
    settings = start_and_penalty.replace(NETWORK, l1_norm="l1", l1=1e-2, scale=0.1)
    start = rnn.init(260, 10, 2, rng=np.random.default_rng([4, 1]), scale=0.1)
    visits = positions(songs[:60], settings, [4, 1])
    params, _ = fit(start, [pairs[n] for n in visits], settings)
    errors = [np.mean((rnn.forward(params, X)[0] - targets) ** 2) for X, targets in pairs[60:]]
    assert found["l1"][1, 1, 1] == pytest.approx(np.mean(errors), rel=1e-6)


def test_where_all_weights_are_zero_the_loss_pulls_at_none():
    rng = np.random.default_rng(0)
    params = {name: 0 * W for name, W in rnn.init(3, 4, 2, rng=rng, scale=0.1).items()}
    params["b_y"] = np.array([0.3, -0.2])
    Y, cache = rnn.forward(params, rng.standard_normal((6, 3)))
    grads = rnn.backward(params, mse_gradient(Y, rng.standard_normal((6, 2))), cache)
    assert all(not grads[name].any() for name in weight_names(params))
    assert grads["b_y"].any()
