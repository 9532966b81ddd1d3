"""One pass through many networks is one through each: `rnn` is the oracle."""

import numpy as np
import pytest

from elman.lockstep import numpy_engine
from elman.lockstep.parameters import Parameters
from elman.network import rnn
from elman.network.settings import Settings

N_IN, N_HIDDEN, N_OUT, T = 5, 4, 2, 7


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def networks(rng, M=3):
    made = [rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=0.5) for _ in range(M)]
    return [{name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()} for params in made]


def run(params_list, inputs, dY, output="linear"):
    """Forward and backward: H, Y, and the gradients of each network."""
    parameters = Parameters(params_list, [Settings()] * len(params_list))
    parameters.gradient[...] = 7.0  # what an earlier step left
    H, Y = numpy_engine.forward(parameters.values, inputs, len(dY), output)
    numpy_engine.backward(parameters.values, dY, inputs, H, Y, output, parameters.grads)
    return H, Y, [{name: g[m] for name, g in parameters.grads.items()} for m in range(len(params_list))]


def assert_is_the_network(params, X, dY, output, H, Y, grads):
    expected, cache = rnn.forward(params, X, output=output)
    np.testing.assert_allclose(Y, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(H, cache.H, rtol=1e-12, atol=1e-15)
    for name, gradient in rnn.backward(params, dY, cache).items():
        np.testing.assert_allclose(grads[name], gradient, rtol=1e-11, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("M", [1, 3])
def test_forward_and_backward_are_those_of_each(rng, output, M):
    params_list, songs = networks(rng, M), rng.normal(size=(M, T, N_IN))
    dY = rng.normal(size=(T, M, N_OUT))
    given = dY.copy(), songs.copy()
    H, Y, grads = run(params_list, list(enumerate(songs)), dY, output)
    assert np.array_equal(dY, given[0])
    assert np.array_equal(songs, given[1])
    for m, params in enumerate(params_list):
        assert_is_the_network(params, songs[m], dY[:, m], output, H[:, m], Y[:, m], grads[m])


def test_frames_after_the_end_of_a_song_change_nothing(rng):
    """Network 1 has a song of 4 frames among songs of 7: its outputs there have no gradient."""
    params_list, songs = networks(rng), list(rng.normal(size=(3, T, N_IN)))
    songs[1] = songs[1][:4]
    dY = rng.normal(size=(T, 3, N_OUT))
    dY[4:, 1] = 0
    H, Y, grads = run(params_list, list(enumerate(songs)), dY)
    for m, (params, X) in enumerate(zip(params_list, songs, strict=True)):
        own = len(X)
        assert_is_the_network(params, X, dY[:own, m], "linear", H[: own + 1, m], Y[:own, m], grads[m])


def test_a_network_without_a_song_does_not_disturb_the_others(rng):
    params_list, X, dY = networks(rng), rng.normal(size=(T, N_IN)), rng.normal(size=(T, 3, N_OUT))
    H, Y, grads = run(params_list, [(0, X), (2, X)], dY)
    for m in (0, 2):
        assert_is_the_network(params_list[m], X, dY[:, m], "linear", H[:, m], Y[:, m], grads[m])


def test_saturated_units(rng):
    """Where tanh is exactly 1 its slope is 0, and nothing is passed on."""
    params_list, X, dY = networks(rng), rng.normal(size=(T, N_IN)), rng.normal(size=(T, 3, N_OUT))
    params_list[1]["b_h"][:] = 40.0
    H, Y, grads = run(params_list, [(m, X) for m in range(3)], dY)
    assert (H[1:, 1] == 1).all()
    assert_is_the_network(params_list[1], X, dY[:, 1], "linear", H[:, 1], Y[:, 1], grads[1])


@pytest.mark.parametrize("own", [False, True])
def test_an_engine_trains_epoch_by_epoch(rng, own):
    """Its two methods, as `fit` uses them: costs just before each update, and the networks as copies."""
    params_list, settings = networks(rng), Settings(n_hidden=N_HIDDEN)
    songs = [(X, 0.1 * X[:, :2]) for X in rng.normal(size=(3, T, N_IN))]
    steps = [(songs[0], songs[1 if own else 0], None), (None, songs[1], songs[2 if own else 1])]
    engine = numpy_engine.NumpyEngine(params_list, steps, [settings] * 3, None)
    costs = engine.epoch(np.full(3, 0.01), np.full(3, 0.5), np.array([True, True, False]), [0, 1])
    assert costs.shape == (2, 3)
    first = engine.networks()
    for name, value in params_list[2].items():
        assert np.array_equal(first[2][name], value)  # not active
        assert not np.array_equal(first[0][name], params_list[0][name])
    engine.epoch(np.full(3, 0.01), np.full(3, 0.5), np.array([True, True, True]), [1, 0])
    assert not np.array_equal(engine.networks()[0]["W_hh"], first[0]["W_hh"])
    assert not np.array_equal(engine.networks()[2]["W_hh"], first[2]["W_hh"])
