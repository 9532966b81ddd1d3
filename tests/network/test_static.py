"""The network without recurrence is the Elman network with W_hh and h_0 held at 0."""

import numpy as np
import pytest

from elman.network import rnn, static
from elman.network.losses import mse, mse_gradient
from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients, fit


@pytest.fixture
def case():
    """An Elman network without memory, the same network as `static` has it, and two songs."""
    rng = np.random.default_rng(0)
    songs = [(rng.normal(size=(T, 5)), rng.uniform(-1, 1, (T, 2))) for T in (20, 12)]
    full, bare = (network.init(5, 4, 2, rng=np.random.default_rng(3), scale=0.5) for network in (rnn, static))
    return full | {"W_hh": np.zeros((4, 4)), "h_0": np.zeros(4)}, bare, songs


def test_it_starts_as_the_elman_network_of_the_same_seed(case):
    full, bare, _ = case
    assert bare.keys() == full.keys() - {"W_hh", "h_0"}
    assert all(np.array_equal(bare[name], full[name]) for name in bare)


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_output_and_gradients_are_those_of_an_elman_network_without_memory(case, output):
    full, bare, [(X, targets), _] = case
    (Y, cache), (Y_full, cache_full) = static.forward(bare, X, output=output), rnn.forward(full, X, output=output)
    np.testing.assert_allclose(Y, Y_full, atol=1e-15)
    grads = static.backward(bare, mse_gradient(Y, targets), cache)
    expected = rnn.backward(full, mse_gradient(Y_full, targets), cache_full)
    assert grads.keys() == bare.keys()
    for name in bare:
        np.testing.assert_allclose(grads[name], expected[name], atol=1e-15, err_msg=name)
    assert np.abs(expected["W_hh"]).max() > 1e-3, "without being held it would not stay at 0"


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_gradients_equal_complex_steps(case, referee, output):
    _, bare, [(X, targets), _] = case
    Y, cache = static.forward(bare, X, output=output)
    grads = static.backward(bare, mse_gradient(Y, targets), cache)
    exact = referee.complex_step(lambda moved: mse(static.forward(moved, X, output=output)[0], targets), bare)
    assert referee.worst_error(grads, exact) < 1e-12


def test_it_is_trained_as_an_elman_network_whose_memory_is_held_at_0(case):
    """Penalties included: a matrix of zeros costs nothing."""
    full, bare, songs = case
    settings = Settings(network="static", n_hidden=4, n_epochs=8, learning_rate=0.02)
    trained, history = fit(bare, songs, settings)
    elman, velocity, costs = Settings(n_hidden=4, n_epochs=8, learning_rate=0.02), zero_velocity(full), []
    for epoch in range(1, 9):
        for X, targets in songs:
            cost, grads = cost_and_gradients(full, X, targets, elman)
            grads |= {"W_hh": np.zeros((4, 4)), "h_0": np.zeros(4)}
            rates = {"learning_rate": learning_rate_at(epoch, elman), "momentum": momentum_at(epoch, elman)}
            full, velocity = step(full, velocity, grads, **rates)
            costs.append(cost)
    np.testing.assert_allclose(history, np.reshape(costs, (8, 2)).mean(axis=1), rtol=1e-13)
    for name in trained:
        np.testing.assert_allclose(trained[name], full[name], atol=1e-14, err_msg=name)


def test_frames_do_not_know_of_each_other(case):
    _, bare, [(X, _), _] = case
    turned, _ = static.forward(bare, X[::-1])
    # A matrix product may add a row's numbers in another order where the row stands elsewhere.
    np.testing.assert_allclose(turned[::-1], static.forward(bare, X)[0], rtol=1e-13)
