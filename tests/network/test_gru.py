"""The GRU against complex steps, against PyTorch, against a case worked by hand, and against its own definition."""

import inspect

import numpy as np
import pytest

from elman.network import gru
from elman.network.losses import mse, mse_gradient
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.network.training import fit

N_IN, N_HIDDEN, N_OUT, N_FRAMES = 3, 4, 2, 7


def example(seed=0, scale=0.8):
    """Parameters none of which is zero, a song, and its targets."""
    rng = np.random.default_rng(seed)
    params = gru.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=scale)
    params = {name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()}
    return params, rng.standard_normal((N_FRAMES, N_IN)), rng.standard_normal((N_FRAMES, N_OUT))


def complex_step_gradients(params, X, T, output):
    """Im(C(theta + i h)) / h for every number theta: exact to the last digits, because nothing is subtracted."""
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for name, value in params.items():
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += 1e-30j
            Y, _ = gru.forward({**params, name: moved}, X, output=output)
            grads[name][index] = mse(Y, T).imag / 1e-30
    return grads


def gradients(params, X, T, output="linear", backward=gru.backward):
    Y, cache = gru.forward(params, X, output=output)
    return backward(params, mse_gradient(Y, T), cache)


def worst_error(a, b):
    """The largest difference between two dicts of gradients, relative to the largest entry of each array."""
    return max(np.max(np.abs(a[name] - b[name])) / np.max(np.abs(b[name])) for name in b)


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_equal_complex_steps(output, seed):
    params, X, T = example(seed)
    assert worst_error(gradients(params, X, T, output), complex_step_gradients(params, X, T, output)) < 1e-12


def test_gradients_equal_complex_steps_where_gates_are_nearly_shut_or_open():
    params, X, T = example(2, scale=3.0)
    assert worst_error(gradients(params, X, T), complex_step_gradients(params, X, T, "linear")) < 1e-12


MISTAKES = {
    "the carry forgotten": ("dH[t] += carry", "pass"),
    "the old state's own way back forgotten": (" + dH[t] * U[t]", ""),
    "the matrices' way back forgotten": ("back[t].reshape(-1) @ W_h_T + ", ""),
    "update gate the wrong way round": ("slope_n = (1 - U)", "slope_n = U"),
    "the new state taken for the old one in the update gate": ("(H[:-1] - N)", "(H[1:] - N)"),
    "the candidate forgotten in the update gate": ("(H[:-1] - N)", "H[:-1]"),
    "the reset gate left out of the past's way": ("slope_n * R]", "slope_n]"),
    "the reset gate of the other GRU": ("slope_n * M * R", "slope_n * H[:-1] * R"),
    "the new state taken for the old one": ("H[:-1].T @ dZ", "H[1:].T @ dZ"),
    "both biases of the candidate the same": ('"b_hn": dM', '"b_hn": dZ_n'),
    "the candidate's matrix given the input's gradient": ('("n", dM)', '("n", dZ_n)'),
    "a mean for a sum": ("dZ.sum(axis=0)", "dZ.mean(axis=0)"),
    "time run forward": ("reversed(range(T))", "range(T)"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_caught(mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(gru.backward)
    assert source.count(right) == 1
    namespace = dict(vars(gru))
    exec(source.replace(right, wrong), namespace)
    params, X, T = example()
    error = worst_error(
        gradients(params, X, T, backward=namespace["backward"]), complex_step_gradients(params, X, T, "linear")
    )
    assert error > 1e-3


def test_outputs_and_gradients_equal_pytorch():
    torch = pytest.importorskip("torch")
    params, X, T = example(3)
    Y, cache = gru.forward(params, X)
    grads = gru.backward(params, mse_gradient(Y, T), cache)

    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    net = torch.nn.GRU(N_IN, N_HIDDEN, dtype=torch.float64)
    zeros = torch.zeros(N_HIDDEN, dtype=torch.float64)
    weights = {
        "weight_ih_l0": torch.cat([tensors[f"W_x{gate}"].T for gate in "run"]),
        "weight_hh_l0": torch.cat([tensors[f"W_h{gate}"].T for gate in "run"]),
        "bias_ih_l0": torch.cat([tensors["b_r"], tensors["b_u"], tensors["b_xn"]]),
        "bias_hh_l0": torch.cat([zeros, zeros, tensors["b_hn"]]),
    }
    H, _ = torch.func.functional_call(net, weights, (torch.tensor(X), tensors["h_0"][None]))
    Y_torch = H @ tensors["W_hy"] + tensors["b_y"]
    ((Y_torch - torch.tensor(T)) ** 2).mean().backward()

    assert np.max(np.abs(Y - Y_torch.detach().numpy())) < 1e-12
    assert worst_error(grads, {name: tensor.grad.numpy() for name, tensor in tensors.items()}) < 1e-12


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


def test_open_update_gate_keeps_the_state_and_its_gradient():
    params, X, _ = example()
    params["b_u"] = np.full(N_HIDDEN, 800.0)
    Y, cache = gru.forward(params, X)
    np.testing.assert_array_equal(cache.H, np.tile(params["h_0"], (N_FRAMES + 1, 1)))
    dY = np.zeros_like(Y)
    dY[-1] = 1.0
    np.testing.assert_array_equal(gru.backward(params, dY, cache)["h_0"], params["W_hy"].sum(axis=1))


def test_the_reset_gate_acts_after_the_product():
    # With the reset gate shut the past, its bias included, does not reach the candidate.
    params, X, _ = example()
    params["b_r"] = np.full(N_HIDDEN, -800.0)
    _, cache = gru.forward(params, X)
    np.testing.assert_array_equal(cache.N, np.tanh(X @ params["W_xn"] + params["b_xn"]))


def test_a_song_in_two_halves_is_the_whole_song():
    params, X, _ = example()
    Y, _ = gru.forward(params, X)
    first, cache = gru.forward(params, X[:3])
    second, _ = gru.forward({**params, "h_0": cache.H[-1]}, X[3:])
    np.testing.assert_allclose(np.concatenate([first, second]), Y, rtol=1e-13)


def test_extreme_inputs_neither_overflow_nor_warn():
    params, X, T = example()
    Y, cache = gru.forward(params, 1e6 * X)
    grads = gru.backward(params, T, cache)
    assert all(np.isfinite(value).all() for value in (Y, *grads.values()))


def test_init_draws_what_it_says():
    params = gru.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    weights = [value for name, value in params.items() if name.startswith("W_")]
    assert len(weights) == 7
    assert all(0.005 < np.max(np.abs(W)) <= 0.01 for W in weights)
    assert not any(params[name].any() for name in ("b_r", "b_u", "b_xn", "b_hn", "b_y", "h_0"))
    again = gru.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    assert all(np.array_equal(params[name], again[name]) for name in params)


def test_the_lag_task_is_learned():
    # Repeat what came in three frames ago: without a memory nothing better than the variance, 0.25, can be reached.
    rng = np.random.default_rng(0)
    songs = []
    for _ in range(8):
        X = rng.choice([-0.5, 0.5], (30, 1))
        songs.append((X, np.concatenate([np.zeros((3, 1)), X[:-3]])))
    settings = Settings(network="gru", n_hidden=6, l1=0.0, l2=0.0, learning_rate=0.4, scale=0.5, n_epochs=150)
    params = NETWORKS["gru"].init(1, 6, 1, rng=rng, scale=0.5)
    _, history = fit(params, songs, settings)
    assert history[-1] < 0.01 < 0.15 < history[0]
