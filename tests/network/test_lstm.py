"""The LSTM against complex steps, against PyTorch, against a case worked by hand, and against its own definition."""

import inspect

import numpy as np
import pytest

from elman.network import lstm
from elman.network.losses import mse, mse_gradient
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.network.training import fit

N_IN, N_HIDDEN, N_OUT, N_FRAMES = 3, 4, 2, 7


def example(seed=0, scale=0.8):
    """Parameters none of which is zero, a song, and its targets."""
    rng = np.random.default_rng(seed)
    params = lstm.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=scale)
    params = {name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()}
    return params, rng.standard_normal((N_FRAMES, N_IN)), rng.standard_normal((N_FRAMES, N_OUT))


def complex_step_gradients(params, X, T, output):
    """Im(C(theta + i h)) / h for every number theta: exact to the last digits, because nothing is subtracted."""
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for name, value in params.items():
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += 1e-30j
            Y, _ = lstm.forward({**params, name: moved}, X, output=output)
            grads[name][index] = mse(Y, T).imag / 1e-30
    return grads


def gradients(params, X, T, output="linear", backward=lstm.backward):
    Y, cache = lstm.forward(params, X, output=output)
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
    "the cell's carry forgotten": ("state_to_cell[t] + carry_c", "state_to_cell[t]"),
    "the forget gate left out of the carry": ("carry_c = dC_t * F[t]", "carry_c = dC_t"),
    "the state's carry forgotten": ("dH_t = dH[t] + carry_h", "dH_t = dH[t]"),
    "the state's carry not handed on": ("carry_h = dZ[t].reshape(-1) @ W_h_T", "carry_h = carry_h"),
    "the output gate treated like the others": ("dZ[t, 2] = dH_t * slope[t, 2]", "pass"),
    "the new cell taken for the old one": ("C[:-1] * F", "C[1:] * F"),
    "the slope of tanh taken at tanh's argument": ("1 - tanh_C**2", "1 - C[1:] ** 2"),
    "the new state taken for the old one": ("H[:-1].T @ dZ", "H[1:].T @ dZ"),
    "two gates exchanged": ("I * (1 - G**2)", "F * (1 - G**2)"),
    "a mean for a sum": ("dZ[:, n].sum(axis=0)", "dZ[:, n].mean(axis=0)"),
    "c_0 given h_0's gradient": ('"c_0": carry_c', '"c_0": carry_h'),
    "time run forward": ("reversed(range(T))", "range(T)"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_caught(mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(lstm.backward)
    assert source.count(right) == 1
    namespace = dict(vars(lstm))
    exec(source.replace(right, wrong), namespace)
    params, X, T = example()
    error = worst_error(
        gradients(params, X, T, backward=namespace["backward"]), complex_step_gradients(params, X, T, "linear")
    )
    assert error > 1e-3


def test_outputs_and_gradients_equal_pytorch():
    torch = pytest.importorskip("torch")
    params, X, T = example(3)
    Y, cache = lstm.forward(params, X)
    grads = lstm.backward(params, mse_gradient(Y, T), cache)

    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    net = torch.nn.LSTM(N_IN, N_HIDDEN, dtype=torch.float64)
    weights = {
        "weight_ih_l0": torch.cat([tensors[f"W_x{gate}"].T for gate in "ifgo"]),
        "weight_hh_l0": torch.cat([tensors[f"W_h{gate}"].T for gate in "ifgo"]),
        "bias_ih_l0": torch.cat([tensors[f"b_{gate}"] for gate in "ifgo"]),
        "bias_hh_l0": torch.zeros(4 * N_HIDDEN, dtype=torch.float64),
    }
    start = (tensors["h_0"][None], tensors["c_0"][None])
    H, _ = torch.func.functional_call(net, weights, (torch.tensor(X), start))
    Y_torch = H @ tensors["W_hy"] + tensors["b_y"]
    ((Y_torch - torch.tensor(T)) ** 2).mean().backward()

    assert np.max(np.abs(Y - Y_torch.detach().numpy())) < 1e-12
    assert worst_error(grads, {name: tensor.grad.numpy() for name, tensor in tensors.items()}) < 1e-12


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


def test_open_forget_gate_keeps_the_cell_and_its_gradient():
    params, X, _ = example()
    closed, opened = np.full(N_HIDDEN, -800.0), np.full(N_HIDDEN, 800.0)
    params |= {"b_i": closed, "b_f": opened, "W_ho": np.zeros((N_HIDDEN, N_HIDDEN))}  # the cell acts on H alone
    Y, cache = lstm.forward(params, X)
    np.testing.assert_array_equal(cache.C, np.tile(params["c_0"], (N_FRAMES + 1, 1)))
    dY = np.zeros_like(Y)
    dY[-1] = 1.0
    early = lstm.backward(params, dY, cache)["c_0"]
    _, last = lstm.forward({**params, "h_0": cache.H[-2], "c_0": cache.C[-2]}, X[-1:])
    np.testing.assert_allclose(early, lstm.backward(params, dY[-1:], last)["c_0"], rtol=1e-14)


def test_a_song_in_two_halves_is_the_whole_song():
    params, X, _ = example()
    Y, _ = lstm.forward(params, X)
    first, cache = lstm.forward(params, X[:3])
    second, _ = lstm.forward({**params, "h_0": cache.H[-1], "c_0": cache.C[-1]}, X[3:])
    np.testing.assert_allclose(np.concatenate([first, second]), Y, rtol=1e-13)


def test_extreme_inputs_neither_overflow_nor_warn():
    params, X, T = example()
    Y, cache = lstm.forward(params, 1e6 * X)
    grads = lstm.backward(params, T, cache)
    assert all(np.isfinite(value).all() for value in (Y, *grads.values()))


def test_init_draws_what_it_says():
    params = lstm.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    weights = [value for name, value in params.items() if name.startswith("W_")]
    assert len(weights) == 9
    assert all(0.005 < np.max(np.abs(W)) <= 0.01 for W in weights)
    assert (params["b_f"] == 1).all()
    assert not any(params[name].any() for name in ("b_i", "b_o", "b_g", "b_y", "h_0", "c_0"))
    again = lstm.init(260, 10, 2, rng=np.random.default_rng(5), scale=0.01)
    assert all(np.array_equal(params[name], again[name]) for name in params)


def test_the_lag_task_is_learned():
    # Repeat what came in three frames ago: without a memory nothing better than the variance, 0.25, can be reached.
    rng = np.random.default_rng(0)
    songs = []
    for _ in range(8):
        X = rng.choice([-0.5, 0.5], (30, 1))
        songs.append((X, np.concatenate([np.zeros((3, 1)), X[:-3]])))
    settings = Settings(network="lstm", n_hidden=6, l1=0.0, l2=0.0, learning_rate=0.4, scale=0.5, n_epochs=150)
    params = NETWORKS["lstm"].init(1, 6, 1, rng=rng, scale=0.5)
    _, history = fit(params, songs, settings)
    assert history[-1] < 0.01 < 0.15 < history[0]
