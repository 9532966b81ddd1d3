"""What the gated networks share: both against complex steps, planted mistakes, and what any memory must do."""

import inspect

import numpy as np
import pytest

from elman.network import gru, lstm
from elman.network.losses import mse, mse_gradient
from elman.network.settings import Settings
from elman.network.training import fit

NETWORKS = {"gru": gru, "lstm": lstm}
STATES = {"gru": {"h_0": "H"}, "lstm": {"h_0": "H", "c_0": "C"}}
"""What a network begins with, and where its cache holds what it ends with."""

MISTAKES = {
    "gru": {
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
    },
    "lstm": {
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
    },
}


@pytest.fixture(params=NETWORKS)
def name(request):
    return request.param


def error_beside_complex_steps(referee, name, case, output="linear", backward=None):
    params, X, T = case
    network = NETWORKS[name]
    Y, cache = network.forward(params, X, output=output)
    grads = (backward or network.backward)(params, mse_gradient(Y, T), cache)
    exact = referee.complex_step(lambda moved: mse(network.forward(moved, X, output=output)[0], T), params)
    return referee.worst_error(grads, exact)


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_equal_complex_steps(referee, name, output, seed):
    assert error_beside_complex_steps(referee, name, referee.gated_case(NETWORKS[name], seed), output) < 1e-12


def test_gradients_equal_complex_steps_where_gates_are_nearly_shut_or_open(referee, name):
    assert error_beside_complex_steps(referee, name, referee.gated_case(NETWORKS[name], 2, scale=3.0)) < 1e-12


@pytest.mark.parametrize(("name", "mistake"), [(name, mistake) for name in MISTAKES for mistake in MISTAKES[name]])
def test_a_planted_mistake_is_caught(referee, name, mistake):
    right, wrong = MISTAKES[name][mistake]
    source = inspect.getsource(NETWORKS[name].backward)
    assert source.count(right) == 1
    namespace = dict(vars(NETWORKS[name]))
    exec(source.replace(right, wrong), namespace)
    assert (
        error_beside_complex_steps(referee, name, referee.gated_case(NETWORKS[name]), backward=namespace["backward"])
        > 1e-3
    )


def test_a_song_in_two_halves_is_the_whole_song(referee, name):
    params, X, _ = referee.gated_case(NETWORKS[name])
    Y, _ = NETWORKS[name].forward(params, X)
    first, cache = NETWORKS[name].forward(params, X[:3])
    reached = {start: getattr(cache, states)[-1] for start, states in STATES[name].items()}
    second, _ = NETWORKS[name].forward(params | reached, X[3:])
    np.testing.assert_allclose(np.concatenate([first, second]), Y, rtol=1e-13)


def test_extreme_inputs_neither_overflow_nor_warn(referee, name):
    params, X, T = referee.gated_case(NETWORKS[name])
    Y, cache = NETWORKS[name].forward(params, 1e6 * X)
    grads = NETWORKS[name].backward(params, T, cache)
    assert all(np.isfinite(value).all() for value in (Y, *grads.values()))


def test_the_lag_task_is_learned(name):
    # Repeat what came in three frames ago: without a memory nothing better than the variance, 0.25, can be reached.
    rng = np.random.default_rng(0)
    songs = []
    for _ in range(8):
        X = rng.choice([-0.5, 0.5], (30, 1))
        songs.append((X, np.concatenate([np.zeros((3, 1)), X[:-3]])))
    settings = Settings(network=name, n_hidden=6, l1=0.0, l2=0.0, learning_rate=0.4, scale=0.5, n_epochs=150)
    params = NETWORKS[name].init(1, 6, 1, rng=rng, scale=0.5)
    _, history = fit(params, songs, settings)
    assert history[-1] < 0.01 < 0.15 < history[0]
