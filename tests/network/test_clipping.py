"""Gradient clipping by norm, by hand, beside PyTorch's, and inside training."""

import numpy as np
import pytest

from elman.network import rnn
from elman.network.clipping import clip, norm
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients, epochs, fit


@pytest.fixture
def grads():
    rng = np.random.default_rng(0)
    return {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4), "h_0": np.zeros(2)}


def flat(grads):
    return np.concatenate([value.ravel() for value in grads.values()])


def test_the_norm_is_that_of_one_long_vector(grads):
    assert norm(grads) == pytest.approx(np.linalg.norm(flat(grads)), rel=1e-14)


@pytest.mark.parametrize("largest", [0.01, 1.0, 3.0])
def test_too_long_is_shortened_and_keeps_its_direction(grads, largest):
    before = {name: value.copy() for name, value in grads.items()}
    clipped = clip(grads, largest)
    assert norm(clipped) == pytest.approx(largest, rel=1e-14)
    np.testing.assert_allclose(flat(clipped) / largest, flat(grads) / norm(grads), rtol=1e-13)
    assert all(np.array_equal(grads[name], before[name]) for name in grads)


@pytest.mark.parametrize("largest", [10.0, np.inf])
def test_short_enough_is_left_alone(grads, largest):
    assert all(np.array_equal(clip(grads, largest)[name], grads[name]) for name in grads)
    zeros = {name: 0 * value for name, value in grads.items()}
    assert not flat(clip(zeros, largest)).any()


def test_it_equals_pytorchs(grads):
    torch = pytest.importorskip("torch")
    for largest in (0.3, 1.7, 100.0):
        parameters = [torch.nn.Parameter(torch.zeros(value.shape, dtype=torch.float64)) for value in grads.values()]
        for parameter, value in zip(parameters, grads.values(), strict=True):
            parameter.grad = torch.tensor(value)
        torch.nn.utils.clip_grad_norm_(parameters, largest)
        theirs = np.concatenate([parameter.grad.numpy().ravel() for parameter in parameters])
        np.testing.assert_allclose(flat(clip(grads, largest)), theirs, atol=2e-6 * largest)  # they add 1e-6 to the norm


@pytest.fixture
def task():
    rng = np.random.default_rng(1)
    songs = [(rng.normal(size=(8, 3)), rng.uniform(-1, 1, (8, 2))) for _ in range(4)]
    return rnn.init(3, 4, 2, rng=rng, scale=0.5), songs


def test_the_whole_gradient_is_clipped_penalties_included_and_before_momentum(task):
    """The first update without momentum moves the parameters by learning_rate * clip, in the gradient's direction."""
    start, songs = task
    settings = Settings(n_hidden=4, momentum_first=0.0, clip=0.05, learning_rate=0.1, l2=1.0, n_epochs=1)
    _, grads = cost_and_gradients(start, *songs[0], settings)
    assert norm(grads) > 0.05
    params, _ = fit(start, songs[:1], settings)
    moved = flat({name: params[name] - start[name] for name in start})
    np.testing.assert_allclose(moved, -0.1 * 0.05 * flat(grads) / norm(grads), atol=1e-15)


def test_off_by_default_and_a_wide_limit_changes_no_bit(task):
    start, songs = task
    plain, wide, narrow = (
        fit(start, songs, Settings(n_hidden=4, n_epochs=3, **more)) for more in ({}, {"clip": 1e9}, {"clip": 1e-3})
    )
    assert all(np.array_equal(plain[0][name], wide[0][name]) for name in start)
    assert not np.array_equal(plain[0]["W_xh"], narrow[0]["W_xh"])


def test_training_that_explodes_without_it_goes_on_with_it(task):
    """A step of any gradient is at most learning_rate * clip / (1 - momentum) long."""
    start, songs = task
    settings = {"n_hidden": 4, "l1": 0.0, "l2": 1e3, "learning_rate": 0.1, "momentum_switch": 99, "n_epochs": 5}
    with pytest.raises(ValueError, match="diverged in epoch"):
        fit(start, songs, Settings(**settings | {"n_epochs": 99}))
    before = start
    for epoch in epochs(start, songs, Settings(**settings, clip=0.1)):
        moved = flat({name: epoch.params[name] - before[name] for name in start})
        assert np.linalg.norm(moved) <= len(songs) * 0.1 * 0.1 / (1 - 0.5) + 1e-12
        before = epoch.params
