"""Referees for gradients, written for these tests alone: they share nothing with `elman.gradcheck`."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.network import training


def complex_step(cost, params, step=1e-30):
    """dC/dtheta = Im C(theta + i step) / step, entry by entry; no subtraction, so no rounding error."""
    return _entry_by_entry(params, complex, lambda nudged: cost(nudged(1j * step)).imag / step)


def central_differences(cost, params, step=6e-6):
    """dC/dtheta = (C(theta + step) - C(theta - step)) / (2 step), entry by entry."""
    return _entry_by_entry(params, float, lambda nudged: (cost(nudged(step)) - cost(nudged(-step))) / (2 * step))


def _entry_by_entry(params, dtype, slope):
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    for name, value in params.items():
        for index in np.ndindex(value.shape):

            def nudged(step, name=name, index=index):
                copy = {key: array.astype(dtype) for key, array in params.items()}
                copy[name][index] += step
                return copy

            grads[name][index] = slope(nudged)
    return grads


def torch_parameters(torch, params):
    return {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}


def torch_cost(torch, params, X, targets, settings):
    """The cost of one song, frame by frame, in PyTorch and in other words than the package's."""
    h, outputs = params["h_0"], []
    for x in torch.tensor(X):
        h = torch.tanh(torch.addmv(params["b_h"], params["W_xh"].T, x) + torch.mv(params["W_hh"].T, h))
        a = torch.mv(params["W_hy"].T, h) + params["b_y"]
        outputs.append({"linear": a, "tanh": torch.tanh(a), "softmax": torch.softmax(a, dim=0)}[settings.output])
    cost = torch.nn.functional.mse_loss(torch.stack(outputs), torch.tensor(targets))
    if settings.loss == "rmse":
        cost = torch.sqrt(cost)
    for name in ("W_xh", "W_hh", "W_hy"):
        W = params[name]
        norm = W.sum().abs() if settings.l1_norm == "abs_sum" else W.abs().sum()
        cost = cost + settings.l1 * norm + settings.l2 * W.square().sum()
    return cost


def torch_gradients(params, X, targets, settings):
    torch = pytest.importorskip("torch")
    tensors = torch_parameters(torch, params)
    torch_cost(torch, tensors, X, targets, settings).backward()
    return {name: tensor.grad.numpy() for name, tensor in tensors.items()}


ORACLES = {
    "complex step": (
        lambda params, X, targets, settings: complex_step(lambda p: training.cost(p, X, targets, settings), params),
        1e-12,
    ),
    "central differences": (
        lambda params, X, targets, settings: central_differences(
            lambda p: training.cost(p, X, targets, settings), params
        ),
        1e-7,
    ),
    "torch": (torch_gradients, 1e-12),
}


def assert_same_gradients(grads, expected, tolerance):
    """Every entry within ``tolerance`` of the expected one, relative to the largest entry of its parameter.

    A parameter whose whole gradient is below a tenth of the largest entry of all is held to that tenth: where a sum
    over frames cancels, the rounding of its terms remains.
    """
    assert grads.keys() == expected.keys()
    largest = max(np.abs(array).max() for array in expected.values())
    for name in expected:
        assert grads[name].shape == expected[name].shape, name
        scale = max(np.abs(expected[name]).max(), 0.1 * largest)
        worst = np.abs(grads[name] - expected[name]).max() / scale
        assert worst <= tolerance, f"d{name} is wrong: relative error {worst:.1e} is above {tolerance:.0e}"


def worst_error(grads, expected):
    """The largest difference between two dicts of gradients, relative to the largest entry of each array."""
    assert grads.keys() == expected.keys()
    return max(np.max(np.abs(grads[name] - expected[name])) / np.max(np.abs(expected[name])) for name in expected)


def check_gradients(params, X, targets, settings, oracle):
    """THE check, the same for right and for planted wrong code: `cost_and_gradients` against one oracle."""
    gradients, tolerance = ORACLES[oracle]
    _, grads = training.cost_and_gradients(params, X, targets, settings)
    assert_same_gradients(grads, gradients(params, X, targets, settings), tolerance)


def network_and_song(n_frames=5, n_in=3, n_hidden=4, n_out=2, seed=0):
    """Parameters, inputs and targets at random. No weight is near 0, where the L1 norm has a kink."""
    rng = np.random.default_rng(seed)

    def weights(*shape):
        return rng.uniform(0.1, 0.6, shape) * rng.choice([-1, 1], shape)

    params = {
        "W_xh": weights(n_in, n_hidden),
        "W_hh": weights(n_hidden, n_hidden),
        "b_h": weights(n_hidden),
        "W_hy": weights(n_hidden, n_out),
        "b_y": weights(n_out),
        "h_0": weights(n_hidden),
    }
    return params, rng.uniform(-1, 1, (n_frames, n_in)), rng.uniform(-1, 1, (n_frames, n_out))


def gated_case(network, seed=0, scale=0.8):
    """Parameters of a GRU or an LSTM, none of which is zero; inputs (7, 3) and targets (7, 2)."""
    rng = np.random.default_rng(seed)
    params = network.init(3, 4, 2, rng=rng, scale=scale)
    params = {name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()}
    return params, rng.standard_normal((7, 3)), rng.standard_normal((7, 2))


@pytest.fixture(scope="session")
def referee():
    """The functions above, for test modules, which cannot import each other."""
    return SimpleNamespace(
        oracles=tuple(ORACLES),
        check=check_gradients,
        same=assert_same_gradients,
        worst_error=worst_error,
        complex_step=complex_step,
        case=network_and_song,
        gated_case=gated_case,
        torch_parameters=torch_parameters,
        torch_cost=torch_cost,
    )
