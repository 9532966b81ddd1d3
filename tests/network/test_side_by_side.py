"""One step of many networks is one step of each: `rnn`, `losses`, `penalties` and `momentum` are the oracles."""

import numpy as np
import pytest

from elman.network import rnn, side_by_side
from elman.network.momentum import learning_rate_at, momentum_at, step
from elman.network.penalties import penalty_gradients
from elman.network.settings import Settings

M, N_IN, N_HIDDEN, N_OUT, T = 3, 5, 4, 2, 7


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def params_list(rng):
    return [rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng, scale=0.5) for _ in range(M)]


@pytest.fixture
def frames():
    """Memory that a longer song has been in."""
    frames = side_by_side.Frames(T + 2, M, N_HIDDEN)
    for A in (frames.Z, frames.dH, frames.dZ, frames.H):
        A[...] = 3.0
    return frames


def pairs(rng):
    return [(rng.normal(size=N_IN), rng.uniform(0.5, 2, N_IN)) for _ in range(M)]


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("scaled", [False, True])
def test_forward_and_backward_are_those_of_each(rng, params_list, frames, output, scaled):
    """The first two networks read one song, the third another."""
    songs = rng.normal(size=(2, T, N_IN))
    inputs, own = [(slice(0, 2), songs[0]), (slice(2, 3), songs[1])], [songs[0], songs[0], songs[1]]
    by_pair = pairs(rng) if scaled else [(np.zeros(N_IN), np.ones(N_IN))] * M
    scalers = side_by_side.Scalers(by_pair, N_HIDDEN) if scaled else None
    dY = rng.normal(size=(T, M, N_OUT))
    networks = side_by_side.Networks(params_list)
    Y = side_by_side.forward(networks.params, inputs, T, frames, output, scalers)
    side_by_side.backward(networks, dY, Y, inputs, frames, output, scalers)
    for m, (params, X, (mean, std)) in enumerate(zip(params_list, own, by_pair, strict=True)):
        expected, cache = rnn.forward(params, (X - mean) / std, output=output)
        np.testing.assert_allclose(Y[:, m], expected, rtol=1e-12, atol=1e-14)
        for name, gradient in rnn.backward(params, dY[:, m], cache).items():
            np.testing.assert_allclose(networks.grads[name][m], gradient, rtol=1e-11, atol=1e-13, err_msg=name)


def test_what_lies_behind_the_end_of_a_song_changes_nothing(rng, params_list, frames):
    """Network 1 has a song of 4 frames among songs of 7: nothing is expected of its last three frames."""
    X = rng.normal(size=(T, N_IN))
    inputs = [(slice(0, 1), X), (slice(1, 2), X[:4]), (slice(2, 3), X)]
    dY = rng.normal(size=(T, M, N_OUT))
    dY[4:, 1] = 0
    networks = side_by_side.Networks(params_list)
    Y = side_by_side.forward(networks.params, inputs, T, frames, "linear")
    side_by_side.backward(networks, dY, Y, inputs, frames, "linear")
    _, cache = rnn.forward(params_list[1], X[:4])
    for name, gradient in rnn.backward(params_list[1], dY[:4, 1], cache).items():
        np.testing.assert_allclose(networks.grads[name][1], gradient, rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("l1_norm", ["abs_sum", "l1"])
def test_update_is_a_step_of_each(rng, params_list, l1_norm):
    settings = Settings(n_hidden=N_HIDDEN, l1=0.02, l2=0.03, l1_norm=l1_norm, learning_rate=0.1)
    now, then = side_by_side.Networks(params_list), side_by_side.Networks(params_list)
    velocity, grads = ([rnn.init(N_IN, N_HIDDEN, N_OUT, rng=rng) for _ in range(M)] for _ in range(2))
    for row, values in ((side_by_side.VELOCITY, velocity), (side_by_side.GRADIENT, grads)):
        for m in range(M):
            for name, part in now.parts.items():
                now.rows[m, row, part] = values[m][name].ravel()
    before = now.rows[:, : side_by_side.DIRECTION].copy()
    trains = np.array([True, False, True])
    moves = side_by_side.moves([settings] * M, 1)
    norms = side_by_side.update(now, then, *moves, trains, np.full(M, l1_norm == "l1"))

    rates = {"learning_rate": learning_rate_at(1, settings), "momentum": momentum_at(1, settings)}
    after = then.apart()
    for m in (0, 2):
        total = dict(grads[m])
        terms = {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": l1_norm}
        for name, gradient in penalty_gradients(params_list[m], **terms).items():
            total[name] = total[name] + gradient
        params, moved = step(params_list[m], velocity[m], total, **rates)
        for name in params:
            np.testing.assert_allclose(after[m][name], params[name], rtol=1e-13, atol=1e-15)
            row = then.rows[m, side_by_side.VELOCITY, then.parts[name]]
            np.testing.assert_allclose(row, moved[name].ravel(), rtol=1e-13, atol=1e-15)
        weights = [params_list[m][name] for name in side_by_side.WEIGHTS]
        sizes = [abs(W).sum() if l1_norm == "l1" else abs(W.sum()) for W in weights]
        np.testing.assert_allclose(norms[m], [sum((W**2).sum() for W in weights), sum(sizes)], rtol=1e-13)
    assert np.array_equal(then.rows[1, : side_by_side.GRADIENT], before[1, : side_by_side.GRADIENT])  # it rests
    assert np.array_equal(now.rows[:, : side_by_side.DIRECTION], before)
