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
        "the carry forgotten": ("backpropagate", "dH[t] + carry,", "dH[t],"),
        "time run forward": ("backpropagate", "reversed(range(len(Y)))", "range(len(Y))"),
        "the direct term of the carry forgotten": ("cell_backward", "carry + dh * U", "carry"),
        "the update gate's term of the carry forgotten": ("cell_backward", ' + dZ_u @ params["W_hu"].T', ""),
        "a matrix of the carry not transposed": ("cell_backward", 'params["W_hr"].T', 'params["W_hr"]'),
        "update gate the wrong way round": ("cell_backward", "dh * (1 - U)", "dh * U"),
        "the candidate forgotten in the update gate": ("cell_backward", "dh * (h - N)", "dh * h"),
        "the sigmoid's derivative forgotten": ("cell_backward", " * U * (1 - U)", ""),
        "the reset gate left out of the gradient of M": ("cell_backward", "dM = dZ_n * R", "dM = dZ_n"),
        "the reset gate of the other GRU": ("cell_backward", "dZ_n * M * R", "dZ_n * h * R"),
        "the new state taken for the old one": ("gradients", '"W_hu": H[:-1].T', '"W_hu": H[1:].T'),
        "both biases of the candidate the same": ("gradients", '"b_hn": dM', '"b_hn": dZ_n'),
        "the candidate's matrix given the input's gradient": ("gradients", "H[:-1].T @ dM", "H[:-1].T @ dZ_n"),
        "a mean for a sum": ("gradients", "dZ_r.sum(axis=0)", "dZ_r.mean(axis=0)"),
        "the old state given to the output": ("gradients", "H[1:].T @ dA", "H[:-1].T @ dA"),
    },
    "lstm": {
        "the state's carry forgotten": ("backpropagate", "dH[t] + carry_h,", "dH[t],"),
        "the cell state's carry forgotten": ("backpropagate", "dh, carry_c,", "dh, 0 * carry_c,"),
        "the new cell state taken for the old one": ("backpropagate", "(C[t], C[t + 1],", "(C[t + 1], C[t + 1],"),
        "c_0 given h_0's gradient": ("backpropagate", "dc_0=carry_c", "dc_0=carry_h"),
        "time run forward": ("backpropagate", "reversed(range(len(Y)))", "range(len(Y))"),
        "the forget gate left out of the carry": ("cell_backward", "dc * F\n", "dc\n"),
        "the state's carry not through all gates": ("cell_backward", ' + dZ_g @ params["W_hg"].T', ""),
        "the output gate treated like the others": ("cell_backward", "dZ_o = dh", "dZ_o = dc"),
        "the state's way to the cell state forgotten": ("cell_backward", "dc + dh * O * (1 - tanh_c**2)", "dc"),
        "the slope of tanh taken at tanh's argument": ("cell_backward", "(1 - tanh_c**2)", "(1 - c_new**2)"),
        "two gates exchanged": ("cell_backward", "dc * I * (1 - G**2)", "dc * F * (1 - G**2)"),
        "the new state taken for the old one": ("gradients", "H[:-1].T @ dZ", "H[1:].T @ dZ"),
        "a mean for a sum": ("gradients", "dZ.sum(axis=0)", "dZ.mean(axis=0)"),
    },
}
"""In which function, what stands there, and what the mistake puts in its place."""

PARTS = ("cell_backward", "backpropagate", "gradients", "backward")
"""What a backward pass is made of, in the order in which it must be defined."""


@pytest.fixture(params=NETWORKS)
def name(request):
    return request.param


def error_beside_complex_steps(referee, name, case, output="linear", backward=None):
    params, X, targets = case
    network = NETWORKS[name]
    Y, cache = network.forward(params, X, output=output)
    grads = (backward or network.backward)(params, mse_gradient(Y, targets), cache)
    exact = referee.complex_step(lambda moved: mse(network.forward(moved, X, output=output)[0], targets), params)
    return referee.worst_error(grads, exact)


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_equal_complex_steps(referee, name, output, seed):
    assert error_beside_complex_steps(referee, name, referee.gated_case(NETWORKS[name], seed), output) < 1e-12


def test_gradients_equal_complex_steps_where_gates_are_nearly_shut_or_open(referee, name):
    assert error_beside_complex_steps(referee, name, referee.gated_case(NETWORKS[name], 2, scale=3.0)) < 1e-12


@pytest.mark.parametrize(("name", "mistake"), [(name, mistake) for name in MISTAKES for mistake in MISTAKES[name]])
def test_a_planted_mistake_is_caught(referee, name, mistake):
    function, right, wrong = MISTAKES[name][mistake]
    network, case = NETWORKS[name], referee.gated_case(NETWORKS[name])
    whole = "".join(inspect.getsource(getattr(network, part)) for part in PARTS)
    source = inspect.getsource(getattr(network, function)).rpartition('"""')[2]  # the code below the docstring
    assert source.count(right) == 1

    def error(whole):
        namespace = dict(vars(network))
        exec(whole, namespace)
        return error_beside_complex_steps(referee, name, case, backward=namespace["backward"])

    assert error(whole) < 1e-12
    assert error(whole.replace(source, source.replace(right, wrong))) > 1e-3


def test_a_song_in_two_halves_is_the_whole_song(referee, name):
    params, X, _ = referee.gated_case(NETWORKS[name])
    Y, _ = NETWORKS[name].forward(params, X)
    first, cache = NETWORKS[name].forward(params, X[:3])
    reached = {start: getattr(cache, states)[-1] for start, states in STATES[name].items()}
    second, _ = NETWORKS[name].forward(params | reached, X[3:])
    np.testing.assert_allclose(np.concatenate([first, second]), Y, rtol=1e-13)


def test_extreme_inputs_neither_overflow_nor_warn(referee, name):
    params, X, dY = referee.gated_case(NETWORKS[name])
    Y, cache = NETWORKS[name].forward(params, 1e6 * X)
    grads = NETWORKS[name].backward(params, dY, cache)
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
