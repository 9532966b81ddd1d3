"""The update of many networks is that of each: `penalties` and `momentum` are the oracles."""

import numpy as np
import pytest

from elman.lockstep import wide
from elman.network import rnn
from elman.network.momentum import step
from elman.network.penalties import L1_NORMS, l2, penalty_gradients, weight_names

M, N_IN, N_HIDDEN, N_OUT = 4, 5, 4, 2


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def networks_like(rng):
    return [rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=0.5) for _ in range(M)]


def filled(networks, row, values):
    """Write the networks ``values`` into the rows ``row`` of the parts."""
    there = wide.Networks(values)
    for part, other in zip(networks.parts, there.parts, strict=True):
        getattr(part, row)[...] = other.theta


def test_apart_gives_back_what_went_in(rng):
    params_list = networks_like(rng)
    apart = wide.Networks(params_list).apart()
    for given, found in zip(params_list, apart, strict=True):
        assert given.keys() == found.keys()
        for name, value in given.items():
            assert np.array_equal(found[name], value)
            assert not np.shares_memory(found[name], value)
    networks = wide.Networks(params_list)
    once = networks.apart()
    networks.parts[0].theta += 1
    assert np.array_equal(once[0]["W_xh"], params_list[0]["W_xh"])


def test_scalers_are_standardising(rng):
    """Forward and back through the first layer alone, X standardised by each network's own mean and deviation."""
    X, pairs = rng.normal(size=(6, N_IN)), [(rng.normal(size=N_IN), rng.uniform(0.5, 2, N_IN)) for _ in range(M)]
    networks, scalers = wide.Networks(networks_like(rng)), wide.Scalers(pairs, N_HIDDEN)
    V, shift = scalers.first_layer(networks.params["W_xh"])
    Z = (X @ V.T).reshape(6, M, N_HIDDEN) + shift
    dZ = rng.normal(size=(6, M, N_HIDDEN))
    gradient = dZ.reshape(6, -1).T @ X
    scalers.finish(gradient, dZ.sum(axis=0))
    for m, (params, (mean, std)) in enumerate(zip(networks.apart(), pairs, strict=True)):
        standardised = (X - mean) / std
        np.testing.assert_allclose(Z[:, m], standardised @ params["W_xh"], rtol=1e-11, atol=1e-13)
        found = gradient[m * N_HIDDEN : (m + 1) * N_HIDDEN].T
        np.testing.assert_allclose(found, standardised.T @ dZ[:, m], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("norms", [("abs_sum",) * M, ("l1",) * M, ("l1", "abs_sum", "abs_sum", "l1")])
@pytest.mark.parametrize("alike", [True, False])
def test_update_is_a_step_of_each(rng, norms, alike):
    params_list, velocities, grads = (networks_like(rng) for _ in range(3))
    networks = wide.Networks(params_list)
    eta, mu, l1, l2_ = rng.uniform(0.1, 0.5, (4, 1 if alike else M)) * np.ones((4, M))
    filled(networks, "velocity", velocities)
    filled(networks, "step", [{n: eta[m] * g for n, g in grads[m].items()} for m in range(M)])
    rates = [rate[0] if alike else rate[:, None] for rate in (mu, 2 * l2_ * eta, l1 * eta)]
    true_l1 = np.array([norm == "l1" for norm in norms]) if "l1" in norms else None
    moving = [slice(0, 1), slice(2, 4)]  # network 1 rests
    before = [part.theta.copy() for part in networks.parts], [part.velocity.copy() for part in networks.parts]
    sizes = sum(np.array(wide.update(part, rates, moving, true_l1)) for part in networks.parts)

    moved = networks.apart()
    for m in (0, 2, 3):
        terms = {"l1_coefficient": l1[m], "l2_coefficient": l2_[m], "l1_norm": norms[m]}
        total = dict(grads[m])
        for name, gradient in penalty_gradients(params_list[m], **terms).items():
            total[name] = total[name] + gradient
        params, velocity = step(params_list[m], velocities[m], total, learning_rate=eta[m], momentum=mu[m])
        for name in params:
            np.testing.assert_allclose(moved[m][name], params[name], rtol=1e-12, atol=1e-15)
        for part, other in zip(networks.parts, wide.Networks([velocity]).parts, strict=True):
            np.testing.assert_allclose(part.velocity[m], other.theta[0], rtol=1e-12, atol=1e-15)
        weights = [params_list[m][name] for name in weight_names(params_list[m])]
        norm, _ = L1_NORMS[norms[m]]
        np.testing.assert_allclose(sizes[:, m], [sum(map(l2, weights)), sum(map(norm, weights))], rtol=1e-12)
    for part, theta, velocity in zip(networks.parts, *before, strict=True):
        assert np.array_equal(part.theta[1], theta[1])
        assert np.array_equal(part.velocity[1], velocity[1])
