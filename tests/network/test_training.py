import itertools
import pickle

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from elman.errors import InputError
from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.losses import LOSSES, mse, rmse
from elman.network.momentum import learning_rate_at, momentum_at
from elman.network.penalties import L1_NORMS
from elman.network.settings import Settings
from elman.network.training import DivergenceError, cost, cost_and_gradients, epochs, fit

CODE = Settings()
PAPER = Settings(output="softmax", loss="rmse", l1_norm="l1")
ORACLES = ("complex step", "central differences", "torch")


def songs_like_the_real(n_songs, n_frames=60, n_in=260, seed=0):
    """Made-up songs: standardised noise, and targets in [-1, 1]."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n_frames, n_in)), rng.uniform(-1, 1, (n_frames, 2))) for _ in range(n_songs)]


def assert_holds(error, *facts):
    """The message of an error holds all these facts."""
    for fact in facts:
        assert str(fact) in str(error)


def small_songs(lengths=(1, 7, 3), n_in=4, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n, n_in)), rng.uniform(-1, 1, (n, 2))) for n in lengths]


def small_start(n_in=4, seed=0):
    return rnn.init(n_in, 3, 2, rng=np.random.default_rng(seed), scale=0.3)


# Gradients


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("l1_norm", L1_NORMS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", OUTPUTS)
def test_gradients_of_the_cost(output, loss, l1_norm, oracle, referee):
    settings = Settings(output=output, loss=loss, l1_norm=l1_norm, l1=0.03, l2=0.02)
    referee.check(*referee.case(), settings, oracle)


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("coefficients", [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5)])
def test_gradients_of_each_part_of_the_cost(coefficients, oracle, referee):
    l1, l2 = coefficients
    for l1_norm in L1_NORMS:
        referee.check(*referee.case(seed=1), Settings(l1=l1, l2=l2, l1_norm=l1_norm), oracle)


SHAPES = {
    "n_frames": st.integers(1, 8),
    "n_in": st.integers(1, 4),
    "n_hidden": st.integers(1, 5),
    "n_out": st.integers(1, 5),
    "seed": st.integers(0, 2**32 - 1),
}
COSTS = {
    "output": st.sampled_from(list(OUTPUTS)),
    "loss": st.sampled_from(list(LOSSES)),
    "l1_norm": st.sampled_from(list(L1_NORMS)),
    "l1": st.floats(0.001, 0.5),
    "l2": st.floats(0.001, 0.5),
}


def check_any(referee, oracle, shape, chosen):
    params, X, targets = referee.case(**shape)
    settings = Settings(**chosen)
    # Away from the kinks, where there is no derivative: a perfect output's rmse, and weights that sum to 0.
    Y, _ = rnn.forward(params, X, output=settings.output)
    assume(rmse(Y, targets) > 0.05)
    assume(all(abs(params[name].sum()) > 1e-3 for name in ("W_xh", "W_hh", "W_hy")))
    referee.check(params, X, targets, settings, oracle)


@pytest.mark.parametrize("oracle", ORACLES)
@hypothesis_settings(max_examples=120)
@given(shape=st.fixed_dictionaries(SHAPES), chosen=st.fixed_dictionaries(COSTS))
@example(
    shape={"n_frames": 1, "n_in": 1, "n_hidden": 1, "n_out": 1, "seed": 0},
    chosen={"output": "linear", "loss": "mse", "l1_norm": "l1", "l1": 0.01, "l2": 0.01},
)
def test_gradients_for_any_shape(referee, oracle, shape, chosen):
    check_any(referee, oracle, shape, chosen)


@pytest.mark.long
@pytest.mark.parametrize("oracle", ORACLES)
@hypothesis_settings(max_examples=1500, derandomize=False)
@given(shape=st.fixed_dictionaries({**SHAPES, "n_frames": st.integers(1, 30)}), chosen=st.fixed_dictionaries(COSTS))
def test_gradients_for_any_shape_at_length(referee, oracle, shape, chosen):
    check_any(referee, oracle, shape, chosen)


PLANTED = {
    "mse without its 2": ("loss", lambda Y, targets: (Y - targets) / Y.size),
    "mse over frames only": ("loss", lambda Y, targets: 2 * (Y - targets) / len(Y)),
    "mse's sum for its mean": ("loss", lambda Y, targets: 2 * (Y - targets)),
    "mse's wrong sign": ("loss", lambda Y, targets: 2 * (targets - Y) / Y.size),
    "l1 for |sum|": ("norm", lambda W: np.sign(W)),
    "|sum| without its sign": ("norm", lambda W: np.ones(W.shape)),
    "softmax as if its outputs were independent": ("output", lambda dY, Y: dY * Y * (1 - Y)),
}


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("mistake", PLANTED)
def test_planted_mistakes_in_the_cost_are_caught(mistake, oracle, referee, monkeypatch):
    part, wrong = PLANTED[mistake]
    table, name = {"loss": (LOSSES, "mse"), "norm": (L1_NORMS, "abs_sum"), "output": (OUTPUTS, "softmax")}[part]
    settings = Settings(output="softmax", loss="mse", l1_norm="abs_sum", l1=0.05)
    params, X, targets = referee.case(seed=3)
    params["W_xh"][:] = -np.abs(params["W_xh"])  # one sum is negative for sure
    referee.check(params, X, targets, settings, oracle)
    monkeypatch.setitem(table, name, (table[name][0], wrong))
    with pytest.raises(AssertionError, match="is wrong: relative error"):
        referee.check(params, X, targets, settings, oracle)


def test_cost_is_loss_plus_penalties(referee):
    params, X, targets = referee.case()
    settings = Settings(output="tanh", l1=0.5, l2=0.25, l1_norm="l1")
    Y, _ = rnn.forward(params, X, output="tanh")
    weights = [params[name] for name in ("W_xh", "W_hh", "W_hy")]
    expected = mse(Y, targets) + sum(0.5 * np.abs(W).sum() + 0.25 * (W**2).sum() for W in weights)
    np.testing.assert_allclose(cost(params, X, targets, settings), expected, rtol=1e-14)
    assert cost_and_gradients(params, X, targets, settings)[0] == cost(params, X, targets, settings)


@pytest.mark.parametrize("settings", [CODE, PAPER], ids=["code", "paper"])
def test_cost_leaves_its_inputs_alone(settings, referee):
    params, X, targets = referee.case()
    given = [*params.values(), X, targets]
    before = [array.copy() for array in given]
    for array in given:
        array.flags.writeable = False
    first, grads = cost_and_gradients(params, X, targets, settings)
    second, grads_again = cost_and_gradients(params, X, targets, settings)
    assert first == second
    for name in params:
        np.testing.assert_array_equal(grads[name], grads_again[name])
    for now, then in zip(given, before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("shape", [(2,), (1, 2), (5, 1), (4, 2), (5, 3)])
def test_targets_of_another_shape_raise(shape, referee):
    params, X, _ = referee.case(n_frames=5, n_out=2)
    for function in (cost, cost_and_gradients):
        for settings in (CODE, PAPER):
            with pytest.raises(InputError) as caught:
                function(params, X, np.zeros(shape), settings)
            assert_holds(caught.value, "targets", shape, (5, 2))


# Training


def train_in_pytorch(referee, params, songs, settings):
    """The same training with PyTorch's derivatives, and with the schedule written out anew."""
    torch = pytest.importorskip("torch")
    tensors = referee.torch_parameters(torch, params)
    velocity = {name: torch.zeros_like(tensor) for name, tensor in tensors.items()}
    learning_rate = 1e-3
    for epoch in range(settings.n_epochs):
        mu = 0.5 if epoch < 5 else 0.9
        total = 0.0
        for X, targets in songs:
            song_cost = referee.torch_cost(torch, tensors, X, targets, settings)
            slopes = torch.autograd.grad(song_cost, list(tensors.values()))
            with torch.no_grad():
                for (name, tensor), slope in zip(tensors.items(), slopes, strict=True):
                    velocity[name].mul_(mu).sub_(learning_rate * slope)
                    tensor.add_(velocity[name])
            total += song_cost.item()
        learning_rate *= 0.999
        yield {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}, total / len(songs)


@pytest.mark.parametrize("settings", [CODE, PAPER], ids=["code", "paper"])
def test_fit_equals_pytorch(settings, referee):
    """10 songs of the real size; all parameters and the cost, after each of 7 epochs (momentum switches after 5)."""
    settings = Settings(**{**vars(settings), "n_epochs": 7})
    songs = songs_like_the_real(10)
    start = rnn.init(260, 10, 2, rng=np.random.default_rng(1))
    ours = epochs(start, songs, settings)
    for epoch, (params, mean_cost) in zip(ours, train_in_pytorch(referee, start, songs, settings), strict=True):
        np.testing.assert_allclose(epoch.cost, mean_cost, rtol=1e-12)
        for name in start:
            error = np.abs(epoch.params[name] - params[name]).max()
            assert error <= 1e-10 * np.abs(params[name]).max(), (epoch.number, name)
    assert np.abs(epoch.params["h_0"]).max() > 0  # the first state is learned too


def lag_songs(n_songs, seed, n_frames=60):
    """Two noises are heard; the targets repeat the first of them 1 frame late and the second 2 frames late."""
    rng = np.random.default_rng(seed)
    songs = []
    for _ in range(n_songs):
        X = rng.uniform(-1, 1, (n_frames, 2))
        targets = np.zeros((n_frames, 2))
        targets[1:, 0], targets[2:, 1] = X[:-1, 0], X[:-2, 1]
        songs.append((X, targets))
    return songs


def test_memory_solves_the_lag_task_and_least_squares_cannot():
    training, fresh = lag_songs(40, seed=0), lag_songs(20, seed=1)
    settings = Settings(n_hidden=10, l1=0.0, l2=0.0, learning_rate=0.05, n_epochs=60, scale=0.3)
    params, history = fit(rnn.init(2, 10, 2, rng=np.random.default_rng(2), scale=0.3), training, settings)
    X_train, targets_train = (np.concatenate(matrices) for matrices in zip(*training, strict=True))
    X_fresh, targets_fresh = (np.concatenate(matrices) for matrices in zip(*fresh, strict=True))
    W, *_ = np.linalg.lstsq(np.column_stack([X_train, np.ones(len(X_train))]), targets_train, rcond=None)

    with_memory = np.concatenate([rnn.forward(params, X)[0] for X, _ in fresh])
    without = np.column_stack([X_fresh, np.ones(len(X_fresh))]) @ W
    for emotion in (0, 1):
        assert np.corrcoef(with_memory[:, emotion], targets_fresh[:, emotion])[0, 1] > 0.99
        assert abs(np.corrcoef(without[:, emotion], targets_fresh[:, emotion])[0, 1]) < 0.1
    assert rmse(with_memory, targets_fresh) < 0.1 * targets_fresh.std()
    assert rmse(without, targets_fresh) > 0.98 * targets_fresh.std()
    assert history[-1] < 0.01 * history[0]


def test_history_is_the_mean_cost_before_each_update():
    songs, settings = small_songs(), Settings(n_epochs=1, learning_rate=0.1)
    params, velocity, costs = small_start(), None, []
    for X, targets in songs:
        song_cost, grads = cost_and_gradients(params, X, targets, settings)
        costs.append(song_cost)
        velocity = {k: 0.5 * (velocity[k] if velocity else 0) - 0.1 * grads[k] for k in grads}
        params = {k: params[k] + velocity[k] for k in params}
    fitted, history = fit(small_start(), songs, settings)
    np.testing.assert_allclose(history, [np.mean(costs)], rtol=1e-14)
    for name in params:
        np.testing.assert_allclose(fitted[name], params[name], rtol=1e-13)


@pytest.mark.parametrize("lengths", [(1,), (1, 1), (9,), (1, 7, 3)])
def test_songs_of_any_length(lengths):
    params, history = fit(small_start(), small_songs(lengths), Settings(n_epochs=30, learning_rate=0.1))
    assert history[-1] < history[0]
    assert all(np.isfinite(value).all() for value in params.values())


def test_same_start_same_bits():
    runs = [fit(small_start(), small_songs(), Settings(n_epochs=8)) for _ in range(2)]
    assert runs[0][1] == runs[1][1]
    for name, value in runs[0][0].items():
        np.testing.assert_array_equal(value, runs[1][0][name])


def test_the_order_of_songs_is_kept():
    """One update per song, never shuffled: the same songs in another order are another training."""
    songs = small_songs()
    one, _ = fit(small_start(), songs, Settings(n_epochs=2))
    other, _ = fit(small_start(), songs[::-1], Settings(n_epochs=2))
    assert (one["W_hh"] != other["W_hh"]).any()


def test_fit_leaves_start_and_songs_alone():
    start, songs = small_start(), small_songs()
    given = [*start.values(), *(matrix for song in songs for matrix in song)]
    before = [array.copy() for array in given]
    for array in given:
        array.flags.writeable = False
    params, _ = fit(start, songs, Settings(n_epochs=3))
    for now, then in zip(given, before, strict=True):
        np.testing.assert_array_equal(now, then)
    for name in params:
        assert (params[name] != start[name]).any(), name


def test_epochs_can_be_stopped_early():
    settings = Settings(n_epochs=1000)
    seen = list(itertools.islice(epochs(small_start(), small_songs(), settings), 4))
    assert [epoch.number for epoch in seen] == [1, 2, 3, 4]
    params, history = fit(small_start(), small_songs(), Settings(n_epochs=4))
    assert [epoch.cost for epoch in seen] == history
    for name in params:
        np.testing.assert_array_equal(seen[-1].params[name], params[name])
        assert (seen[0].params[name] != seen[1].params[name]).any()  # what was given before is not overwritten


def test_fit_gives_the_last_epoch():
    long, _ = fit(small_start(), small_songs(), Settings(n_epochs=12))
    *_, last = epochs(small_start(), small_songs(), Settings(n_epochs=12))
    for name in long:
        np.testing.assert_array_equal(long[name], last.params[name])
    assert last.number == 12


def test_schedule_is_used():
    """With a schedule of its own in each epoch, an update by hand must agree."""
    settings = Settings(n_epochs=3, momentum_first=0.2, momentum_later=0.7, momentum_switch=2, learning_rate_decay=0.5)
    [(X, targets)] = songs = small_songs((6,))
    params, velocity = small_start(), {name: 0 for name in small_start()}
    for mu, rate in ((0.2, 1e-3), (0.2, 0.5e-3), (0.7, 0.25e-3)):
        _, grads = cost_and_gradients(params, X, targets, settings)
        velocity = {name: mu * velocity[name] - rate * grads[name] for name in params}
        params = {name: params[name] + velocity[name] for name in params}
    fitted, _ = fit(small_start(), songs, settings)
    for name in params:
        np.testing.assert_allclose(fitted[name], params[name], rtol=1e-13)
    assert [momentum_at(n, settings) for n in (2, 3)] == [0.2, 0.7]
    assert learning_rate_at(3, settings) == 0.25e-3


# What goes wrong


@pytest.mark.parametrize("output", OUTPUTS)
def test_divergence_is_reported_in_plain_words(output):
    """Every RuntimeWarning is an error in these tests, so this also shows that none is given."""
    settings = Settings(output=output, learning_rate=1e6)
    with pytest.raises(DivergenceError) as caught:
        fit(small_start(), small_songs(), settings)
    error = caught.value
    assert isinstance(error, InputError)  # the command line tells it in one line
    assert_holds(error, f"epoch {error.epoch}", f"song {error.song + 1} of 3", "learning rate", "1e+06", "standardised")


def test_divergence_names_the_first_song_that_shows_it():
    """Two calm songs, and a third whose targets are too large to be squared."""
    calm, wild = small_songs((5, 5)), (np.ones((4, 4)), np.full((4, 2), 1e200))
    with pytest.raises(DivergenceError) as caught:
        fit(small_start(), [*calm, wild, *calm], Settings())
    assert (caught.value.epoch, caught.value.song) == (1, 2)
    assert_holds(caught.value, "epoch 1", "song 3 of 5")


def test_divergence_in_a_later_epoch_is_dated():
    """Each update multiplies the one weight that counts by -9: from 1 to beyond 1e154, whose square overflows."""
    start = {name: np.zeros_like(value) for name, value in rnn.init(1, 1, 1, rng=np.random.default_rng(0)).items()}
    start["b_y"] = np.ones(1)
    settings = Settings(
        l1=0.0, l2=0.0, learning_rate=5.0, learning_rate_decay=1.0, momentum_first=0.0, momentum_later=0.0
    )
    song = (np.zeros((1, 1)), np.zeros((1, 1)))
    # C = b_y^2, b_y <- b_y - 5 * 2 b_y = -9 b_y. After k updates |b_y| = 9^k; 9^k squared overflows once k > 161.
    k = int(np.ceil(np.log(np.finfo(float).max) / np.log(81)))
    with pytest.raises(DivergenceError) as caught:
        fit(start, [song, song], Settings(**{**vars(settings), "n_epochs": 200}))
    assert (caught.value.epoch, caught.value.song) == (k // 2 + 1, k % 2)


def test_divergence_in_the_very_last_update_is_seen():
    start = small_start()
    start["b_y"] = np.full(2, 1e150)
    settings = Settings(n_epochs=1, learning_rate=1e200)
    with pytest.raises(DivergenceError) as caught:
        fit(start, small_songs((3,)), settings)
    assert (caught.value.epoch, caught.value.song, caught.value.n_songs) == (1, 0, 1)


def test_divergence_in_the_last_update_names_the_last_song():
    """Two songs with a cost of 0, so that nothing is updated, and a third with enormous targets."""
    start = {name: np.zeros_like(value) for name, value in small_start().items()}
    calm, wild = ((np.ones((3, 4)), np.full((3, 2), target)) for target in (0.0, 1e150))
    settings = Settings(n_epochs=1, learning_rate=1e200, l1=0.0, l2=0.0)
    with pytest.raises(DivergenceError) as caught:
        fit(start, [calm, calm, wild], settings)
    assert (caught.value.epoch, caught.value.song, caught.value.n_songs) == (1, 2, 3)


def test_divergence_crosses_processes():
    error = DivergenceError(3, 1, 9, Settings(learning_rate=5.0), network=4, unit="batch")
    copy = pickle.loads(pickle.dumps(error))
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
    assert_holds(copy, "network 4 (counted from 0)", "epoch 3", "batch 2 of 9")
    assert_holds(copy.of_one(), "epoch 3", "batch 2 of 9")
    assert "network" not in str(copy.of_one())


def broken(change):
    songs = small_songs((3, 4, 5))
    change(songs)
    return songs


def put(songs, song, matrix, index, value):
    songs[song][matrix][index] = value


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        (lambda songs: songs.clear(), ["no songs"]),
        (lambda songs: put(songs, 1, 0, (2, 3), np.nan), ["X of song 2 of 3", "nan", "frame 3", "column 4"]),
        (lambda songs: put(songs, 2, 1, (0, 1), -np.inf), ["targets of song 3 of 3", "-inf", "frame 1", "column 2"]),
        (lambda songs: songs.insert(1, (np.zeros((3, 5)), np.zeros((3, 2)))), ["X of song 2 of 4", (3, 5)]),
        (lambda songs: songs.insert(0, (np.zeros((3, 5)), np.zeros((3, 2)))), ["X of song 2 of 4", (3, 4)]),
        (lambda songs: songs.insert(0, (np.zeros(4), np.zeros((1, 2)))), ["X of song 1 of 4", (4,)]),
        (lambda songs: songs.append((np.zeros((3, 4)), np.zeros((4, 2)))), ["targets of song 4 of 4", (4, 2)]),
        (lambda songs: songs.append((np.zeros((3, 4)), np.zeros((3, 1)))), ["targets of song 4 of 4", (3, 1)]),
        (lambda songs: songs.append((np.zeros((3, 4)), np.zeros(2))), ["targets of song 4 of 4", (2,)]),
        (lambda songs: songs.append((np.zeros((0, 4)), np.zeros((0, 2)))), ["X of song 4 of 4", (0, 4)]),
        (lambda songs: songs.insert(0, (None, None)), ["X of song 1 of 4", "NoneType"]),
    ],
)
def test_songs_that_cannot_be_learned_from(change, facts):
    """Named before the first update; a NaN is not reported as divergence, which would blame the learning rate."""
    with pytest.raises(InputError) as caught:
        fit(small_start(), broken(change), Settings())
    assert not isinstance(caught.value, DivergenceError)
    assert_holds(caught.value, *facts)


def test_songs_that_do_not_fit_the_network():
    with pytest.raises(InputError) as caught:
        fit(small_start(n_in=7), small_songs((3, 4)), Settings())
    assert_holds(caught.value, "X", (3, 4), "(T, 7)")
    one_target = [(X, targets[:, :1]) for X, targets in small_songs((3, 4))]
    with pytest.raises(InputError) as caught:
        fit(small_start(), one_target, Settings())
    assert_holds(caught.value, "targets", (3, 1), (3, 2))


def test_who_writes_into_what_an_epoch_hands_out_changes_no_training():
    rng = np.random.default_rng(0)
    songs = [(rng.normal(size=(9, 3)), rng.normal(size=(9, 2))) for _ in range(3)]
    settings = Settings(n_hidden=4, n_epochs=3)
    start = settings.start(3, 2, 0)
    kept = list(epochs(start, songs, settings))
    for epoch, same in zip(epochs(start, songs, settings), kept, strict=True):
        for name, value in epoch.params.items():
            np.testing.assert_array_equal(value, same.params[name])
            value *= 0
