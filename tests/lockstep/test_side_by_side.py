"""One pass through many networks is one through each: `rnn` is the oracle."""

import numpy as np
import pytest

from elman.lockstep import side_by_side, wide
from elman.network import rnn

M, N_IN, N_HIDDEN, N_OUT, T = 3, 5, 4, 2, 7


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def params_list(rng):
    made = [rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=0.5) for _ in range(M)]
    return [{name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()} for params in made]


@pytest.fixture(params=[0, 10**9], ids=["loop back", "banded system"])
def frames(request, monkeypatch):
    """Memory that a longer song has been in."""
    monkeypatch.setattr(side_by_side, "BANDED", request.param)
    memory = side_by_side.Memory(T + 2, M, N_HIDDEN)
    for A in (memory.A, memory.dZ, memory.slope, memory.H, memory.S, memory.dH):
        A[...] = 3.0
    return side_by_side.Frames(memory, T)


def units(begin, end):
    return slice(begin * N_HIDDEN, end * N_HIDDEN)


def pairs(rng):
    return [(rng.normal(size=N_IN), rng.uniform(0.5, 2, N_IN)) for _ in range(M)]


def step_of(networks, name, m):
    """The gradient of one network, W_xh as the network has it."""
    if name == "W_xh":
        return networks.steps[name][units(m, m + 1)].T
    return networks.steps[name][m]


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("scaled", [False, True])
def test_forward_and_backward_are_those_of_each(rng, params_list, frames, output, scaled):
    """The first two networks read one song, the third another."""
    songs = rng.normal(size=(2, T, N_IN))
    inputs, own = [(units(0, 2), songs[0]), (units(2, 3), songs[1])], [songs[0], songs[0], songs[1]]
    by_pair = pairs(rng) if scaled else [(np.zeros(N_IN), np.ones(N_IN))] * M
    scalers = wide.Scalers(by_pair, N_HIDDEN) if scaled else None
    dY = rng.normal(size=(M, T, N_OUT))
    networks, given = wide.Networks(params_list), dY.copy()
    for _ in range(2):  # the second pass finds what the first left in memory
        Y = side_by_side.forward(networks.params, inputs, frames, output, scalers)
        side_by_side.backward(networks, dY, Y, inputs, frames, output, [slice(0, M)], scalers)
        assert np.array_equal(dY, given)
        for m, (params, X, (mean, std)) in enumerate(zip(params_list, own, by_pair, strict=True)):
            expected, cache = rnn.forward(params, (X - mean) / std, output=output)
            np.testing.assert_allclose(Y[m], expected, rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(frames.H[:, m], cache.H, rtol=1e-12, atol=1e-15)
            for name, gradient in rnn.backward(params, dY[m], cache).items():
                found = step_of(networks, name, m)
                np.testing.assert_allclose(found, gradient, rtol=1e-11, atol=1e-13, err_msg=name)


def test_one_network_alone(rng, params_list):
    """It goes through the frames by another call."""
    X, dY = rng.normal(size=(T, N_IN)), rng.normal(size=(1, T, N_OUT))
    networks = wide.Networks(params_list[:1])
    frames = side_by_side.Frames(side_by_side.Memory(T, 1, N_HIDDEN), T)
    Y = side_by_side.forward(networks.params, [(units(0, 1), X)], frames, "linear")
    side_by_side.backward(networks, dY, Y, [(units(0, 1), X)], frames, "linear", [slice(0, 1)])
    expected, cache = rnn.forward(params_list[0], X)
    np.testing.assert_allclose(Y[0], expected, rtol=1e-12, atol=1e-14)
    for name, gradient in rnn.backward(params_list[0], dY[0], cache).items():
        np.testing.assert_allclose(step_of(networks, name, 0), gradient, rtol=1e-11, atol=1e-13, err_msg=name)


def test_what_lies_behind_the_end_of_a_song_changes_nothing(rng, params_list, frames):
    """Network 1 has a song of 4 frames among songs of 7: nothing is expected of its last three frames."""
    X = rng.normal(size=(T, N_IN))
    inputs = [(units(0, 1), X), (units(1, 2), X[:4]), (units(2, 3), X)]
    dY = rng.normal(size=(M, T, N_OUT))
    dY[1, 4:] = 0
    networks = wide.Networks(params_list)
    Y = side_by_side.forward(networks.params, inputs, frames, "linear")
    side_by_side.backward(networks, dY, Y, inputs, frames, "linear", [slice(0, M)])
    _, cache = rnn.forward(params_list[1], X[:4])
    for name, gradient in rnn.backward(params_list[1], dY[1, :4], cache).items():
        np.testing.assert_allclose(step_of(networks, name, 1), gradient, rtol=1e-11, atol=1e-13, err_msg=name)


def test_saturated_units(rng, params_list, frames):
    """Where tanh is exactly 1 its slope is 0, by which the banded system divides: no error, no NaN."""
    params_list[1]["b_h"][:] = 40.0
    X, dY = rng.normal(size=(T, N_IN)), rng.normal(size=(M, T, N_OUT))
    networks = wide.Networks(params_list)
    Y = side_by_side.forward(networks.params, [(units(0, M), X)], frames, "linear")
    side_by_side.backward(networks, dY, Y, [(units(0, M), X)], frames, "linear", [slice(0, M)])
    assert (frames.H[1:, 1] == 1).all()
    _, cache = rnn.forward(params_list[1], X)
    for name, gradient in rnn.backward(params_list[1], dY[1], cache).items():
        np.testing.assert_allclose(step_of(networks, name, 1), gradient, rtol=1e-11, atol=1e-13, err_msg=name)
