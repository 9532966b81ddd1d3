"""The LSTM against PyTorch, against a case worked by hand, and against its own definition; see also test_gated.py."""

import numpy as np
import pytest

from elman.network import lstm
from elman.network.losses import mse_gradient


def test_outputs_and_gradients_equal_pytorch(referee):
    torch = pytest.importorskip("torch")
    params, X, targets = referee.gated_case(lstm, 3)
    Y, cache = lstm.forward(params, X)
    grads = lstm.backward(params, mse_gradient(Y, targets), cache)

    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    net = torch.nn.LSTM(*params["W_xi"].shape, dtype=torch.float64)
    weights = {
        "weight_ih_l0": torch.cat([tensors[f"W_x{gate}"].T for gate in "ifgo"]),
        "weight_hh_l0": torch.cat([tensors[f"W_h{gate}"].T for gate in "ifgo"]),
        "bias_ih_l0": torch.cat([tensors[f"b_{gate}"] for gate in "ifgo"]),
        "bias_hh_l0": torch.zeros(4 * len(params["h_0"]), dtype=torch.float64),
    }
    start = (tensors["h_0"][None], tensors["c_0"][None])
    H, _ = torch.func.functional_call(net, weights, (torch.tensor(X), start))
    Y_torch = H @ tensors["W_hy"] + tensors["b_y"]
    ((Y_torch - torch.tensor(targets)) ** 2).mean().backward()

    assert np.max(np.abs(Y - Y_torch.detach().numpy())) < 1e-12
    assert referee.worst_error(grads, {name: tensor.grad.numpy() for name, tensor in tensors.items()}) < 1e-12


def test_one_unit_two_frames_by_hand():
    # All weights zero but W_xg = W_hy = 1, so that all gates are 1/2 and the candidate of a frame is tanh(x).
    params = {name: np.zeros_like(value) for name, value in lstm.init(1, 1, 1, rng=np.random.default_rng(0)).items()}
    params |= {"W_xg": np.ones((1, 1)), "W_hy": np.ones((1, 1)), "c_0": np.array([0.4])}
    Y, cache = lstm.forward(params, np.array([[1.0], [-2.0]]))
    c_1 = 0.5 * 0.4 + 0.5 * np.tanh(1.0)
    c_2 = 0.5 * c_1 + 0.5 * np.tanh(-2.0)
    np.testing.assert_allclose(Y[:, 0], [0.5 * np.tanh(c_1), 0.5 * np.tanh(c_2)], rtol=1e-15)
    # dY2/dc_0: each frame halves the cell, the output gate halves the state.
    grads = lstm.backward(params, np.array([[0.0], [1.0]]), cache)
    np.testing.assert_allclose(grads["c_0"], [0.5 * 0.5 * 0.5 * (1 - np.tanh(c_2) ** 2)], rtol=1e-15)


def test_open_forget_gate_keeps_the_cell_and_its_gradient(referee):
    params, X, _ = referee.gated_case(lstm)
    closed, opened = np.full_like(params["h_0"], -800.0), np.full_like(params["h_0"], 800.0)
    params |= {"b_i": closed, "b_f": opened, "W_ho": np.zeros_like(params["W_ho"])}  # the cell acts on H alone
    Y, cache = lstm.forward(params, X)
    np.testing.assert_array_equal(cache.C, np.tile(params["c_0"], (len(X) + 1, 1)))
    dY = np.zeros_like(Y)
    dY[-1] = 1.0
    early = lstm.backward(params, dY, cache)["c_0"]
    _, last = lstm.forward({**params, "h_0": cache.H[-2], "c_0": cache.C[-2]}, X[-1:])
    np.testing.assert_allclose(early, lstm.backward(params, dY[-1:], last)["c_0"], rtol=1e-14)


def test_init_draws_what_it_says():
    params = lstm.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    weights = [value for name, value in params.items() if name.startswith("W_")]
    assert len(weights) == 9
    assert all(0.005 < np.max(np.abs(W)) <= 0.01 for W in weights)
    assert (params["b_f"] == 1).all()
    assert not any(params[name].any() for name in ("b_i", "b_o", "b_g", "b_y", "h_0", "c_0"))
    again = lstm.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    assert all(np.array_equal(params[name], again[name]) for name in params)
