"""The loops, compiled and as plain Python, against `elman.network`, complex steps and NumPy's functions."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elman.gradcheck.numeric import complex_step
from elman.lockstep import engines
from elman.lockstep import fit as lockstep
from elman.network import training
from elman.network.settings import Settings

KINDS = ["elman", "gru", "lstm"]
CODE = Settings(n_hidden=4, n_epochs=3, learning_rate=0.02, scale=0.3)
DIFFERENT = [
    {},
    {"loss": "rmse", "l1_norm": "l1", "l1": 3e-3, "n_epochs": 2, "clip": 0.2},
    {"l1": 0.0, "l2": 0.0, "clip": 0.2},
]


def make_songs(rng, lengths, n_in=5):
    return [(rng.normal(size=(T, n_in)), rng.uniform(-1, 1, (T, 2))) for T in lengths]


def case(kind, output="linear"):
    """Three networks; the first and the last hold songs out, and each standardises in its own way."""
    rng = np.random.default_rng(3)
    settings_list = [replace(CODE, network=kind, output=output, **changes) for changes in DIFFERENT]
    a, b, c, d = make_songs(rng, [7, 1, 9, 4])
    starts = [settings.start(5, 2, seed) for seed, settings in enumerate(settings_list)]
    scalers = [(rng.normal(size=5), rng.uniform(0.5, 2, 5)) for _ in starts]
    return starts, [[a, None, c, d], [a, b, c, d], [None, b, d]], settings_list, scalers


def expect_as_fit(starts, songs_list, settings_list, scalers, tolerance=1e-13, order=None, obeyed=None):
    """Training together is `training.fit` of each; ``obeyed``: the order that is given to `fit_many`, if not ``order``."""
    fitted, histories = lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers, order=obeyed or order)
    for m, (mean, std) in enumerate(scalers):
        there = [n for n, song in enumerate(songs_list[m]) if song is not None]
        songs = [((songs_list[m][n][0] - mean) / std, songs_list[m][n][1]) for n in there]
        own = order and (lambda epoch, there=there: [there.index(n) for n in order(epoch) if n in there])
        expected, history = training.fit(starts[m], songs, settings_list[m], order=own)
        np.testing.assert_allclose(histories[m], history, rtol=tolerance)
        for name, value in expected.items():
            np.testing.assert_allclose(fitted[m][name], value, rtol=0, atol=tolerance, err_msg=f"{m} {name}")


def rows_of(whole, *places):
    """Songs that are rows of one matrix, each with targets of its own."""
    rng = np.random.default_rng(5)
    return [(whole[begin:end], rng.uniform(-1, 1, (end - begin, 2))) for begin, end in places]


WHOLE = np.random.default_rng(4).normal(size=(21, 5))
SHARED = {
    "in order": (rows_of(WHOLE, (0, 7), (7, 8), (8, 17), (17, 21)), True),
    "in another order, with gaps": (rows_of(WHOLE, (13, 20), (11, 12), (1, 10), (20, 21)), True),
    "the same rows with other targets": (rows_of(WHOLE, (0, 7), (0, 7), (8, 17), (17, 21)), False),
    "rows in two songs": (rows_of(WHOLE, (0, 7), (6, 8), (8, 17), (17, 21)), False),
    "one column fewer": ([(X[:, 1:], Y) for X, Y in rows_of(np.hstack([WHOLE[:, :1], WHOLE]), (0, 7), (7, 21))], False),
    "column after column": (rows_of(np.asfortranarray(WHOLE), (0, 7), (7, 21)), False),
    "of two matrices": ([*rows_of(WHOLE, (0, 7)), *rows_of(WHOLE.copy(), (7, 21))], False),
    "rows of rows": (rows_of(WHOLE[2:], (0, 7), (7, 19)), True),
    "begun inside a row": (rows_of(WHOLE.ravel()[3:103].reshape(20, 5), (0, 7), (7, 20)), False),
    "every second row": ([(X[::2], Y[::2]) for X, Y in rows_of(WHOLE, (0, 7), (7, 21))], False),
}


@pytest.mark.parametrize("of", SHARED)
def test_songs_that_are_rows_of_one_matrix_are_not_copied(of):
    from elman.lockstep.compiled.engine import in_one_piece

    songs, kept = SHARED[of]
    found = in_one_piece([(song, None, song) for song in songs])
    assert np.shares_memory(found.X, WHOLE) == kept
    assert found.X.flags.carray
    for n, (X, targets) in enumerate(songs):
        for m in (0, 2):
            begin, end = found.begin[n, m], found.begin[n, m] + found.length[n, m]
            np.testing.assert_array_equal(found.X[begin:end], X)
            np.testing.assert_array_equal(found.targets[begin:end], targets)
        assert found.length[n, 1] == 0


def test_a_matrix_that_is_read_only_is_copied():
    from elman.lockstep.compiled.engine import in_one_piece

    whole = WHOLE.copy()
    whole.flags.writeable = False  # Numba would compile everything anew for it
    assert in_one_piece([(song,) for song in rows_of(whole, (0, 7), (7, 21))]).X.flags.writeable


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("kind", KINDS)
def test_equals_training_each_alone(numba, kind, output):
    with engines.using("compiled"):
        expect_as_fit(*case(kind, output))


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
@pytest.mark.parametrize("kind", KINDS)
def test_equals_training_each_alone_where_numba_is_missing(plain, kind, output):
    expect_as_fit(*case(kind, output))


@pytest.mark.parametrize("changes", [{}, {"loss": "rmse", "output": "softmax"}, {"l1_norm": "l1", "output": "tanh"}])
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_complex_steps(plain, kind, changes):
    """With learning rate 1 and no momentum the first update is the gradient; complex steps take it from the cost alone."""
    settings = replace(CODE, network=kind, learning_rate=1.0, momentum_first=0.0, n_epochs=1, **changes)
    rng = np.random.default_rng(4)
    [song], start = make_songs(rng, [6], n_in=3), settings.start(3, 2, 0)
    start = {name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in start.items()}
    [fitted], [[cost]] = lockstep.fit_many([start], [[song]], [settings])
    expected = complex_step(lambda params: training.cost(params, *song, settings), start)
    for name, value in start.items():
        np.testing.assert_allclose(value - fitted[name], expected[name], rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(cost, training.cost(start, *song, settings), rtol=1e-14)


def in_another_order(epoch):
    """Of four songs: another order in each epoch."""
    return np.random.default_rng(epoch).permutation(4).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_songs_are_visited_in_the_order_given(numba, kind):
    starts, songs_list, settings_list, scalers = case(kind)
    with engines.using("compiled"):
        expect_as_fit(starts, songs_list, settings_list, scalers, order=in_another_order)
        with pytest.raises(AssertionError):
            expect_as_fit(
                starts, songs_list, settings_list, scalers, 1e-6, order=in_another_order, obeyed=lambda epoch: range(4)
            )


def test_a_gradient_that_overflows_is_clipped_to_nothing_and_nan_stays_nan(plain):
    for given, expected in (([1e200, -1.0], [0.0, -0.0]), ([np.nan, 1.0], [np.nan, np.nan]), ([3.0, 4.0], [0.6, 0.8])):
        gradient = np.array(given)
        with np.errstate(over="ignore"):
            plain["parts"].clip(gradient, 1.0)
        np.testing.assert_allclose(gradient, expected, rtol=1e-15)


def without_carry(params, grads, X, cache, dH):
    """The backward pass without its recursion; the gradients are else as they should be."""
    dZ = dH * (1 - cache.H[1:] ** 2)
    grads.h_0[:] = 0
    grads.b_h[:] = dZ.sum(axis=0)
    grads.W_xh[:], grads.W_hh[:] = X.T @ dZ, cache.H[:-1].T @ dZ


def tanh_of_half(z):
    z[:] = np.tanh(z / 2)


def no_penalties(theta, velocity, gradient, ends, rates, *of_network, update=None):
    return update(theta, velocity, gradient, ends, rates, 0.0, 0.0, False, of_network[-1])


def always_momentum_1(theta, velocity, gradient, ends, rates, *of_network, update=None):
    return update(theta, velocity, gradient, ends, (rates[0], 1.0), *of_network)


def penalises_biases(theta, velocity, gradient, ends, rates, *of_network, update=None):
    return update(theta, velocity, gradient, np.append(ends, len(theta)), rates, *of_network)


def never_clips(theta, velocity, gradient, ends, rates, *of_network, update=None):
    return update(theta, velocity, gradient, ends, rates, *of_network[:-1], np.inf)


def clips_each_number(gradient, largest):
    gradient[:] = np.clip(gradient, -largest, largest)


def clips_without_penalties(theta, velocity, gradient, ends, rates, *of_network, update=None):
    """The penalties' gradients are added after clipping."""
    *penalties, largest = of_network
    gradient *= min(1.0, largest / np.sqrt(gradient @ gradient))
    return update(theta, velocity, gradient, ends, rates, *penalties, np.inf)


def mse_always(Y, targets, is_rmse, loss_and_gradient=None):
    return loss_and_gradient(Y, targets, False)


def only_centred(X, mean, std, room):
    return X - mean


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        ("rnn.backward", without_carry),
        ("rnn.tanh", tanh_of_half),
        ("engine.update", no_penalties),
        ("engine.update", always_momentum_1),
        ("engine.update", penalises_biases),
        ("engine.update", never_clips),
        ("engine.update", clips_without_penalties),
        ("parts.clip", clips_each_number),
        ("engine.loss_and_gradient", mse_always),
        ("engine.standardise", only_centred),
    ],
)
def test_planted_mistakes_are_seen(plain, monkeypatch, place, mistake):
    module, name = place.split(".")
    right = getattr(plain[module], name)
    takes_it = name in mistake.__code__.co_varnames
    monkeypatch.setattr(plain[module], name, (lambda *a: mistake(*a, **{name: right})) if takes_it else mistake)
    with pytest.raises(AssertionError):
        expect_as_fit(*case("elman"), tolerance=1e-6)


Z = np.concatenate(
    [np.linspace(-3, 3, 2001), [0.0, -0.0, 1e-300, -1e-9, 18.9, 19.1, -40.0, 710.0, np.inf, -np.inf, np.nan]]
)


@pytest.mark.parametrize("compiled", [False, True])
def test_tanh_and_sigmoid_are_numpys_to_the_last_digits(request, compiled):
    if compiled:
        request.getfixturevalue("numba")
        from elman.lockstep.compiled import parts
    else:
        parts = request.getfixturevalue("plain")["parts"]
    tanh, sigmoid = Z.copy(), Z.copy()
    parts_run(parts, compiled)(tanh, sigmoid)
    np.testing.assert_allclose(tanh, np.tanh(Z), rtol=1.2e-15, atol=0)
    assert (abs(tanh[abs(Z) > 20]) == 1).all()  # where a unit is saturated its slope is exactly 0
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(sigmoid, 1 / (1 + np.exp(-Z)), rtol=1e-15, atol=2.3e-16)


def parts_run(parts, compiled):
    """A function that Python may call: those in `parts` have no way in from Python when they are compiled."""

    def run(tanh, sigmoid):
        parts.tanh(tanh)
        parts.sigmoid(sigmoid)

    if compiled:
        import numba

        return numba.njit(run)
    return run


def test_perfect_output_is_not_updated_under_rmse(plain):
    settings = replace(CODE, loss="rmse", l1=0.0, l2=0.0)
    start, X = settings.start(5, 2, 0), np.random.default_rng(0).normal(size=(5, 5))
    params = plain["rnn"].Params(*(start[name] for name in plain["rnn"].Params._fields))
    Y = plain["parts"].output_layer(params, plain["rnn"].forward(params, X).H, 0)
    [fitted], [history] = lockstep.fit_many([start], [[(X, Y)]], [settings])
    assert history == [0.0, 0.0, 0.0]
    assert all(np.array_equal(fitted[name], start[name]) for name in start)


@pytest.mark.parametrize("kind", KINDS)
def test_other_networks_in_the_batch_change_not_a_bit(numba, kind):
    starts, songs_list, settings_list, scalers = case(kind)
    with engines.using("compiled"):
        together, _ = lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)
        for m in range(3):
            [alone], _ = lockstep.fit_many([starts[m]], [songs_list[m]], [settings_list[m]], scalers=[scalers[m]])
            assert all(np.array_equal(alone[name], together[m][name]) for name in alone)


@pytest.mark.parametrize("kind", KINDS)
def test_one_network_is_fitted_as_by_training(numba, kind):
    starts, songs_list, settings_list, _ = case(kind)
    params, history = training.fit(starts[1], songs_list[1], settings_list[1])
    for engine in engines.ENGINES:
        with engines.using(engine):
            fitted, costs = lockstep.fit_one(starts[1], songs_list[1], settings_list[1])
        np.testing.assert_allclose(costs, history, rtol=1e-13)
        assert max(abs(fitted[name] - params[name]).max() for name in params) < 1e-13
        wild = replace(settings_list[1], learning_rate=1e30, n_epochs=5, clip=np.inf)
        with engines.using(engine), pytest.raises(training.DivergenceError) as caught:
            lockstep.fit_one(starts[1], songs_list[1], wild)
        assert caught.value.network is None


# What is kept on disk. In processes of their own, with a folder of their own.

TRAIN = """
import sys
import numpy as np
from elman.lockstep.fit import fit_many
from elman.network.settings import Settings
settings = Settings(n_hidden=3, n_epochs=2)
X = np.random.default_rng(0).normal(size=(9, 4))
[params], _ = fit_many([settings.start(4, 2, 0)], [[(X, X[:, :2])]], [settings], engine="compiled")
print(params["W_xh"].tobytes().hex())
"""


def train(folder, **variables):
    """Begin training in another process, which keeps what it compiles in ``folder``."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder), "PYTHONWARNINGS": "error"} | variables
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", TRAIN], cwd=root, env=environment, stdout=-1, stderr=-1, text=True)


def weights(process):
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    return out


@pytest.mark.long
def test_two_processes_may_compile_at_once_and_a_third_reads_what_they_kept(numba, tmp_path):
    first, second = [weights(process) for process in [train(tmp_path), train(tmp_path)]]
    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    third = weights(train(tmp_path))
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == kept
    assert first == second == third != ""


@pytest.mark.long
def test_where_no_folder_can_be_written_each_process_compiles(numba, tmp_path):
    (tmp_path / "file").write_text("")
    closed = train(tmp_path / "file" / "folder", NUMBA_CACHE_LOCATOR_CLASSES="UserProvidedCacheLocator")
    assert weights(closed) == weights(train(tmp_path / "open"))
