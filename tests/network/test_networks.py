"""What holds for every network: the same functions, inputs left untouched, the same input checks."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.network import rnn
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
    params, X, targets = example(name)
    Y, cache = NETWORKS[name].forward(params, X)
    grads = NETWORKS[name].backward(params, targets, cache)
    assert {key: value.shape for key, value in grads.items()} == {key: value.shape for key, value in params.items()}
    assert Y.shape == targets.shape
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


def test_gradients_are_linear_in_dY(name):
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
    states = [key for key in grads if key.endswith("_0")]
    assert any(grads[key].any() for key in states) or name == "static", states


def test_forward_is_complex_where_a_parameter_is(name):
    params, X, _ = example(name)
    for key, value in params.items():
        Y, _ = NETWORKS[name].forward({**params, key: value + 1e-30j}, X)
        assert Y.imag.any(), key


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_the_two_halves_of_the_backward_pass_can_be_used_alone(name, output):
    """Signals add up: those of the frames one by one give, by the second half, the gradients of all together."""
    params, X, dY = example(name)
    network = NETWORKS[name]
    _, cache = network.forward(params, X, output=output)
    whole = network.backward(params, dY, cache)
    parts = [network.backpropagate(params, np.diag(np.eye(6)[t]) @ dY, cache) for t in range(6)]
    together = network.Signals(*(sum(signals) for signals in zip(*parts, strict=True)))
    for key, gradient in network.gradients(cache, together).items():
        np.testing.assert_allclose(gradient, whole[key], rtol=1e-12, atol=1e-14)
    for t, signals in enumerate(parts):  # what happens in frame t has no gradient with respect to later frames
        assert not any(signal[t + 1 :].any() for signal in signals if signal.ndim == 2)


def test_signals_have_a_row_for_each_frame(name):
    params, X, dY = example(name)
    _, cache = NETWORKS[name].forward(params, X)
    signals = NETWORKS[name].backpropagate(params, dY, cache)
    for key, signal in signals._asdict().items():
        assert signal.shape == {"dA": (6, 2), "dh_0": (4,), "dc_0": (4,)}.get(key, (6, 4)), key


def test_training_runs_the_network_of_the_settings(name):
    params, X, targets = example(name)
    settings = Settings(network=name, n_hidden=4, l1=0.0, l2=0.0)
    Y, cache = NETWORKS[name].forward(params, X)
    value, grads = cost_and_gradients(params, X, targets, settings)
    expected = NETWORKS[name].backward(params, mse_gradient(Y, targets), cache)
    assert value == cost(params, X, targets, settings) == np.mean((Y - targets) ** 2)
    assert all(np.array_equal(grads[key], expected[key]) for key in params)


def test_penalties_reach_every_weight_matrix_and_nothing_else(name):
    params, X, targets = example(name)
    _, plain = cost_and_gradients(params, X, targets, Settings(network=name, l1=0.0, l2=0.0))
    _, penalised = cost_and_gradients(params, X, targets, Settings(network=name, l1=0.0, l2=0.5))
    for key in params:
        np.testing.assert_allclose(penalised[key] - plain[key], params[key] if key.startswith("W_") else 0, atol=1e-14)


def test_training_lowers_the_cost_and_leaves_the_start_alone(name):
    params, X, targets = example(name)
    before = snapshot(params.values())
    _, history = fit(params, [(X, targets)], Settings(network=name, n_hidden=4, l1=0.0, l2=0.0, learning_rate=0.05))
    assert history[-1] < 0.8 * history[0]
    assert all(np.array_equal(a, b) for a, b in zip(params.values(), before, strict=True))


def test_wrong_shapes_raise(name):
    params, X, targets = example(name)
    for wrong, shape in ((X[:, :2], r"\(6, 2\)"), (X[:0], r"\(0, 3\)"), (X[0], r"\(3,\)")):
        with pytest.raises(InputError, match=rf"X.*{shape}.*\(T, 3\)"):
            NETWORKS[name].forward(params, wrong)
    _, cache = NETWORKS[name].forward(params, X)
    for wrong in (targets[:, :1], targets[0], targets[:1]):
        for function in (NETWORKS[name].backward, NETWORKS[name].backpropagate):
            with pytest.raises(InputError, match=r"dY.*\(6, 2\)"):
                function(params, wrong, cache)


def test_the_default_is_the_papers_network():
    assert NETWORKS[Settings().network] is rnn


def test_an_unknown_network_raises():
    with pytest.raises(InputError, match="network.*'rnn'.*elman, lstm, gru"):
        Settings(network="rnn")
