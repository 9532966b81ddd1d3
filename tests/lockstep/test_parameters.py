"""The update of many networks is that of each: `penalties` and `momentum` are the oracles."""

import dataclasses

import numpy as np
import pytest

from elman.lockstep.parameters import Parameters
from elman.network import rnn
from elman.network.momentum import step
from elman.network.penalties import penalty, penalty_gradients
from elman.network.settings import Settings

M, N_IN, N_HIDDEN, N_OUT = 4, 5, 4, 2


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def networks_like(rng):
    made = [rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=0.5) for _ in range(M)]
    return [{name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()} for params in made]


def rows(networks):
    """Networks as a matrix with a row for each, in the order of `Parameters`."""
    return Parameters(networks, [Settings()] * M).theta


def test_networks_gives_back_what_went_in_as_copies(rng):
    given = networks_like(rng)
    parameters = Parameters(given, [Settings()] * M)
    found = parameters.networks()
    for one, other in zip(given, found, strict=True):
        assert list(one) == list(other)
        for name, value in one.items():
            assert np.array_equal(other[name], value)
            assert not np.shares_memory(other[name], value)
    parameters.theta += 1
    assert np.array_equal(found[0]["W_xh"], given[0]["W_xh"])


def test_values_and_grads_are_views(rng):
    given = networks_like(rng)
    parameters = Parameters(given, [Settings()] * M)
    for name in given[0]:
        assert np.shares_memory(parameters.values[name], parameters.theta)
        assert np.shares_memory(parameters.grads[name], parameters.gradient)
        for m in range(M):
            assert np.array_equal(parameters.values[name][m], given[m][name])


@pytest.mark.parametrize("norms", [("abs_sum",) * M, ("l1",) * M, ("l1", "abs_sum", "abs_sum", "l1")])
def test_penalties_are_those_of_each(rng, norms):
    given, grads = networks_like(rng), networks_like(rng)
    settings_list = [
        dataclasses.replace(Settings(), l1_norm=norm, l1=l1, l2=l2)
        for norm, (l1, l2) in zip(norms, rng.uniform(0.1, 0.5, (M, 2)), strict=True)
    ]
    parameters = Parameters(given, settings_list)
    parameters.gradient[...] = rows(grads)
    found = parameters.penalties()
    assert np.array_equal(parameters.theta, rows(given))
    for m, s in enumerate(settings_list):
        terms = {"l1_coefficient": s.l1, "l2_coefficient": s.l2, "l1_norm": s.l1_norm}
        np.testing.assert_allclose(found[m], penalty(given[m], **terms), rtol=1e-13)
        added = penalty_gradients(given[m], **terms)
        for name, gradient in grads[m].items():
            np.testing.assert_allclose(parameters.grads[name][m], gradient + added.get(name, 0), rtol=1e-13)


def test_a_step_is_that_of_each_and_inactive_networks_stay(rng):
    given, velocities, grads = (networks_like(rng) for _ in range(3))
    parameters = Parameters(given, [Settings()] * M)
    parameters.gradient[...], parameters.velocity[...] = rows(grads), rows(velocities)
    parameters.gradient[1] = np.nan  # what stands there for an inactive network has no meaning
    learning_rates, momenta = rng.uniform(0.1, 0.5, (2, M))
    parameters.step(learning_rates, momenta, np.array([True, False, True, True]))
    found = parameters.networks()
    for m in (0, 2, 3):
        params, velocity = step(given[m], velocities[m], grads[m], learning_rate=learning_rates[m], momentum=momenta[m])
        for name in params:
            np.testing.assert_allclose(found[m][name], params[name], rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(parameters.velocity[m], rows([velocity] * M)[0], rtol=1e-13, atol=1e-15)
    assert np.array_equal(parameters.theta[1], rows(given)[1])
    assert np.array_equal(parameters.velocity[1], rows(velocities)[1])
