"""Early stopping against the plain training it is built on."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.early_stopping import fit_early_stopping, mean_loss
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.network.training import DivergenceError, epochs, fit

SETTINGS = Settings(n_hidden=5, l1=0.0, l2=0.0, learning_rate=0.01, scale=0.3, n_epochs=60)


def noisy_songs(rng, n):
    """Few songs, many inputs, much noise: training overfits."""
    songs = []
    for _ in range(n):
        X = rng.standard_normal((12, 20))
        songs.append((X, 0.3 * X[:, :2] + 0.6 * rng.standard_normal((12, 2))))
    return songs


@pytest.fixture
def task():
    rng = np.random.default_rng(1)
    return NETWORKS["elman"].init(20, 5, 2, rng=rng, scale=0.3), noisy_songs(rng, 6), noisy_songs(rng, 6)


def test_the_best_weights_are_restored(task):
    params, songs, held_out = task
    best, history = fit_early_stopping(params, songs, held_out, SETTINGS, patience=5)
    trail = [(epoch.params, mean_loss(epoch.params, held_out, SETTINGS)) for epoch in epochs(params, songs, SETTINGS)]
    losses = [loss for _, loss in trail]
    n = history.best_epoch
    assert 1 < n < SETTINGS.n_epochs  # the task does overfit, so the test says something
    assert history.held_out_loss == losses[: n + 5]
    assert losses[n - 1] == min(history.held_out_loss) < history.held_out_loss[-1]
    assert all(np.array_equal(best[key], trail[n - 1][0][key]) for key in params)
    assert mean_loss(best, held_out, SETTINGS) == history.held_out_loss[n - 1]


def test_it_ends_exactly_when_patience_is_over(task):
    params, songs, held_out = task
    for patience in (1, 3, 10):
        _, history = fit_early_stopping(params, songs, held_out, SETTINGS, patience=patience)
        losses = np.array(history.held_out_loss)
        assert len(losses) == history.best_epoch + patience
        since_best = [n - np.argmin(losses[: n + 1]) for n in range(len(losses))]
        assert max(since_best[:-1], default=0) < patience == since_best[-1]


def test_without_overfitting_it_is_plain_training(task):
    params, songs, _ = task
    expected, costs = fit(params, songs, SETTINGS)
    best, history = fit_early_stopping(params, songs, songs, SETTINGS, patience=60)
    assert history.training_cost == costs
    assert history.best_epoch == 60
    assert all(np.array_equal(best[key], expected[key]) for key in params)


def test_of_equal_losses_the_first_is_kept(task):
    params, songs, held_out = task
    frozen = Settings(n_hidden=5, learning_rate=1e-300, n_epochs=9)
    _, history = fit_early_stopping(params, songs, held_out, frozen, patience=4)
    assert history.best_epoch == 1
    assert len(history.held_out_loss) == 5


def test_the_held_out_loss_is_a_mean_over_songs_without_penalties(task):
    params, _, held_out = task
    unequal = [held_out[0], (held_out[1][0][:3], held_out[1][1][:3])]
    losses = [np.mean((NETWORKS["elman"].forward(params, X)[0] - targets) ** 2) for X, targets in unequal]
    assert mean_loss(params, unequal, Settings(l1=5.0, l2=5.0)) == pytest.approx(np.mean(losses), rel=1e-15)


def test_nothing_given_is_changed_and_a_second_call_gives_the_same(task):
    params, songs, held_out = task
    before = {key: value.copy() for key, value in params.items()}
    first, history = fit_early_stopping(params, songs, held_out, SETTINGS, patience=3)
    second, history_again = fit_early_stopping(params, songs, held_out, SETTINGS, patience=3)
    assert history == history_again
    assert all(np.array_equal(first[key], second[key]) for key in params)
    assert all(np.array_equal(params[key], before[key]) for key in params)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_trains_every_network(name, task):
    _, songs, held_out = task
    settings = Settings(network=name, n_hidden=3, n_epochs=3, scale=0.3)
    params = NETWORKS[name].init(20, 3, 2, rng=np.random.default_rng(0), scale=0.3)
    best, _ = fit_early_stopping(params, songs, held_out, settings, patience=3)
    assert best.keys() == params.keys()


def test_bad_inputs_raise(task):
    params, songs, held_out = task
    for patience in (0, -1, 2.5, None):
        with pytest.raises(InputError, match=f"patience {patience}"):
            fit_early_stopping(params, songs, held_out, SETTINGS, patience=patience)
    with pytest.raises(InputError, match="no validation songs"):
        fit_early_stopping(params, songs, [], SETTINGS, patience=1)
    with pytest.raises(InputError, match="no songs"):
        fit_early_stopping(params, [], held_out, SETTINGS, patience=1)
    X, targets = held_out[0]
    with pytest.raises(InputError, match="epoch 1 .* 1 validation songs .* nan"):
        fit_early_stopping(params, songs, [(np.full_like(X, np.nan), targets)], SETTINGS, patience=1)


def test_divergence_raises(task):
    params, songs, held_out = task
    wild = Settings(n_hidden=5, learning_rate=1e6, n_epochs=60)
    with pytest.raises(DivergenceError, match=r"1e\+06"):
        fit_early_stopping(params, songs, held_out, wild, patience=60)
