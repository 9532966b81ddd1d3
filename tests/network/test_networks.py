"""What every network promises, whichever it is: the same three functions, the same manners."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.network import output_layer, rnn
from elman.network.losses import mse_gradient
from elman.network.networks import NETWORKS
from elman.network.penalties import weight_names
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients, fit


@pytest.fixture(params=NETWORKS)
def name(request):
    return request.param


def example(name, n_frames=6, seed=0):
    rng = np.random.default_rng(seed)
    params = NETWORKS[name].init(3, 4, 2, rng=rng, scale=0.7)
    return params, rng.standard_normal((n_frames, 3)), rng.standard_normal((n_frames, 2))


def snapshot(arrays):
    return [np.array(array) for array in arrays]


def test_gradients_have_the_keys_and_shapes_of_the_parameters(name):
    params, X, T = example(name)
    Y, cache = NETWORKS[name].forward(params, X)
    grads = NETWORKS[name].backward(params, T, cache)
    assert {key: value.shape for key, value in grads.items()} == {key: value.shape for key, value in params.items()}
    assert Y.shape == T.shape
    assert all(key.startswith(("W_", "b_")) or key.endswith("_0") for key in params)
    assert weight_names(params) == [key for key, value in params.items() if value.ndim == 2]


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_nothing_given_is_changed_and_a_second_call_gives_the_same(name, output):
    params, X, dY = example(name)
    network = NETWORKS[name]
    Y, cache = network.forward(params, X, output=output)
    given = [*params.values(), X, dY, *(part for part in cache if isinstance(part, np.ndarray))]
    before = snapshot(given)
    first = network.backward(params, dY, cache)
    second = network.backward(params, dY, cache)
    Y_again, _ = network.forward(params, X, output=output)
    assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))
    assert all(np.array_equal(first[key], second[key]) for key in params)
    assert np.array_equal(Y, Y_again)


def test_read_only_arrays_are_enough(name):
    params, X, dY = example(name)
    Y, cache = NETWORKS[name].forward(params, X)
    grads = NETWORKS[name].backward(params, dY, cache)
    for array in (*params.values(), X, dY):
        array.flags.writeable = False
    Y_again, cache = NETWORKS[name].forward(params, X)
    for part in cache:
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
    grads_again = NETWORKS[name].backward(params, dY, cache)
    assert np.array_equal(Y, Y_again)
    assert grads.keys() == grads_again.keys()
    assert all(grads[key].any() and np.array_equal(grads[key], grads_again[key]) for key in grads)


def test_the_future_does_not_reach_back(name):
    params, X, _ = example(name)
    Y, _ = NETWORKS[name].forward(params, X)
    changed = X.copy()
    changed[4:] += 1
    Y_changed, _ = NETWORKS[name].forward(params, changed)
    assert np.array_equal(Y[:4], Y_changed[:4])
    assert not np.any(Y[4:] == Y_changed[4:])


def test_gradients_are_linear_in_the_error(name):
    params, X, dY = example(name)
    _, cache = NETWORKS[name].forward(params, X)
    whole = NETWORKS[name].backward(params, dY, cache)
    parts = [NETWORKS[name].backward(params, np.diag(np.eye(6)[t]) @ dY, cache) for t in range(6)]
    for key in params:
        np.testing.assert_allclose(sum(part[key] for part in parts), whole[key], rtol=1e-12, atol=1e-14)


def test_one_frame_is_a_song_too(name):
    params, X, dY = example(name, n_frames=1)
    Y, cache = NETWORKS[name].forward(params, X)
    grads = NETWORKS[name].backward(params, dY, cache)
    assert Y.shape == (1, 2)
    assert any(grads[key].any() for key in grads if key.endswith("_0"))


def test_forward_is_complex_where_a_parameter_is(name):
    params, X, _ = example(name)
    for key, value in params.items():
        Y, _ = NETWORKS[name].forward({**params, key: value + 1e-30j}, X)
        assert Y.imag.any(), key


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_the_output_layer_is_that_of_the_elman_network(output):
    params, X, dY = example("elman")
    Y, cache = rnn.forward(params, X, output=output)
    assert np.array_equal(output_layer.forward(params, cache.H, output=output), Y)
    dH, grads = output_layer.backward(params, dY, cache.H, Y, output=output)
    expected = rnn.backward(params, dY, cache)
    assert all(np.array_equal(grads[key], expected[key]) for key in ("W_hy", "b_y"))
    if output == "linear":
        np.testing.assert_array_equal(dH, dY @ params["W_hy"].T)


def test_training_runs_the_network_of_the_settings(name):
    params, X, T = example(name)
    settings = Settings(network=name, n_hidden=4, l1=0.0, l2=0.0)
    Y, cache = NETWORKS[name].forward(params, X)
    value, grads = cost_and_gradients(params, X, T, settings)
    expected = NETWORKS[name].backward(params, mse_gradient(Y, T), cache)
    assert value == cost(params, X, T, settings) == np.mean((Y - T) ** 2)
    assert all(np.array_equal(grads[key], expected[key]) for key in params)


def test_penalties_reach_every_weight_matrix_and_nothing_else(name):
    params, X, T = example(name)
    _, plain = cost_and_gradients(params, X, T, Settings(network=name, l1=0.0, l2=0.0))
    _, penalised = cost_and_gradients(params, X, T, Settings(network=name, l1=0.0, l2=0.5))
    for key in params:
        np.testing.assert_allclose(penalised[key] - plain[key], params[key] if key.startswith("W_") else 0, atol=1e-14)


def test_training_lowers_the_cost_and_leaves_the_start_alone(name):
    params, X, T = example(name)
    before = snapshot(params.values())
    _, history = fit(params, [(X, T)], Settings(network=name, n_hidden=4, l1=0.0, l2=0.0, learning_rate=0.05))
    assert history[-1] < 0.8 * history[0]
    assert all(np.array_equal(a, b) for a, b in zip(params.values(), before, strict=True))


def test_wrong_shapes_are_refused(name):
    params, X, T = example(name)
    for wrong, shape in ((X[:, :2], r"\(6, 2\)"), (X[:0], r"\(0, 3\)"), (X[0], r"\(3,\)")):
        with pytest.raises(InputError, match=rf"^X has shape {shape}, but \(T, 3\) was expected$"):
            NETWORKS[name].forward(params, wrong)
    _, cache = NETWORKS[name].forward(params, X)
    for wrong in (T[:, :1], T[0], T[:1]):
        with pytest.raises(InputError, match=r"^dY has shape .*, but \(6, 2\) was expected$"):
            NETWORKS[name].backward(params, wrong, cache)


def test_the_default_is_the_papers_network():
    assert NETWORKS[Settings().network] is rnn


def test_an_unknown_network_is_refused():
    with pytest.raises(InputError, match=r"^setting network: 'rnn' was given, one of elman, lstm, gru was expected$"):
        Settings(network="rnn")
