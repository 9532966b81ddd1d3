"""The GRU against PyTorch, against a case worked by hand, and against its own definition; see also test_gated.py."""

import numpy as np
import pytest

from elman.network import gru
from elman.network.losses import mse_gradient


def test_outputs_and_gradients_equal_pytorch(referee):
    torch = pytest.importorskip("torch")
    params, X, targets = referee.gated_case(gru, 3)
    Y, cache = gru.forward(params, X)
    grads = gru.backward(params, mse_gradient(Y, targets), cache)

    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    net = torch.nn.GRU(*params["W_xr"].shape, dtype=torch.float64)
    zeros = torch.zeros_like(tensors["h_0"])
    weights = {
        "weight_ih_l0": torch.cat([tensors[f"W_x{gate}"].T for gate in "run"]),
        "weight_hh_l0": torch.cat([tensors[f"W_h{gate}"].T for gate in "run"]),
        "bias_ih_l0": torch.cat([tensors["b_r"], tensors["b_u"], tensors["b_xn"]]),
        "bias_hh_l0": torch.cat([zeros, zeros, tensors["b_hn"]]),
    }
    H, _ = torch.func.functional_call(net, weights, (torch.tensor(X), tensors["h_0"][None]))
    Y_torch = H @ tensors["W_hy"] + tensors["b_y"]
    ((Y_torch - torch.tensor(targets)) ** 2).mean().backward()

    assert np.max(np.abs(Y - Y_torch.detach().numpy())) < 1e-12
    assert referee.worst_error(grads, {name: tensor.grad.numpy() for name, tensor in tensors.items()}) < 1e-12


def test_one_unit_two_frames_by_hand():
    # All weights zero but W_xn = W_hy = 1, so that both gates are 1/2 and the candidate is tanh(x + b_hn / 2).
    params = {name: np.zeros_like(value) for name, value in gru.init(1, 1, 1, rng=np.random.default_rng(0)).items()}
    params |= {"W_xn": np.ones((1, 1)), "W_hy": np.ones((1, 1)), "h_0": np.array([0.4]), "b_hn": np.array([0.6])}
    Y, cache = gru.forward(params, np.array([[1.0], [-2.0]]))
    h_1 = 0.5 * 0.4 + 0.5 * np.tanh(1.3)
    h_2 = 0.5 * h_1 + 0.5 * np.tanh(-1.7)
    np.testing.assert_allclose(Y[:, 0], [h_1, h_2], rtol=1e-15)
    # dY2/dh_0: each frame halves the state. dY2/db_hn: half of each candidate's slope, the first one halved again.
    grads = gru.backward(params, np.array([[0.0], [1.0]]), cache)
    np.testing.assert_allclose(grads["h_0"], [0.25], rtol=1e-15)
    slope_1, slope_2 = 1 - np.tanh(1.3) ** 2, 1 - np.tanh(-1.7) ** 2
    np.testing.assert_allclose(grads["b_hn"], [0.5 * 0.5 * (0.5 * slope_1 + slope_2)], rtol=1e-14)


def test_open_update_gate_keeps_the_state_and_its_gradient(referee):
    params, X, _ = referee.gated_case(gru)
    params["b_u"] = np.full_like(params["h_0"], 800.0)
    Y, cache = gru.forward(params, X)
    np.testing.assert_array_equal(cache.H, np.tile(params["h_0"], (len(X) + 1, 1)))
    dY = np.zeros_like(Y)
    dY[-1] = 1.0
    np.testing.assert_array_equal(gru.backward(params, dY, cache)["h_0"], params["W_hy"].sum(axis=1))


def test_the_reset_gate_acts_after_the_product(referee):
    # With the reset gate shut the past, its bias included, does not reach the candidate.
    params, X, _ = referee.gated_case(gru)
    params["b_r"] = np.full_like(params["h_0"], -800.0)
    _, cache = gru.forward(params, X)
    np.testing.assert_array_equal(cache.N, np.tanh(X @ params["W_xn"] + params["b_xn"]))


def test_init_draws_what_it_says():
    params = gru.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    weights = [value for name, value in params.items() if name.startswith("W_")]
    assert len(weights) == 7
    assert all(0.005 < np.max(np.abs(W)) <= 0.01 for W in weights)
    assert not any(params[name].any() for name in ("b_r", "b_u", "b_xn", "b_hn", "b_y", "h_0"))
    again = gru.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    assert all(np.array_equal(params[name], again[name]) for name in params)
