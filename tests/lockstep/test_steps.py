"""What a step of many networks holds: which songs, and the loss of each; `losses` is the oracle."""

import numpy as np
import pytest

from elman.lockstep.steps import Step, runs
from elman.network import losses


@pytest.fixture
def songs():
    rng = np.random.default_rng(0)
    return [(rng.normal(size=(T, 3)), rng.uniform(-1, 1, (T, 2))) for T in (5, 5, 4)]


def test_networks_with_one_song_share_a_product(songs):
    a, b, _ = songs
    step = Step([a, a, b, a], n_hidden=10)
    assert [(units, X is a[0]) for units, X in step.inputs] == [
        (slice(0, 20), True),
        (slice(20, 30), False),
        (slice(30, 40), True),
    ]
    assert step.inside is None
    assert step.trains.all()


def test_who_rests_does_not_part_its_neighbours(songs):
    a, b, _ = songs
    for resting in ([None, a, None, a], [a, None, a, None]):
        step = Step(resting, n_hidden=10)
        assert [(units, X is a[0]) for units, X in step.inputs] == [(slice(0, 40), True)]
        assert step.trains.tolist() == [song is not None for song in resting]
    assert [units for units, _ in Step([a, None, b], n_hidden=1).inputs] == [slice(0, 2), slice(2, 3)]
    assert [units for units, _ in Step([None, b, a], n_hidden=1).inputs] == [slice(0, 2), slice(2, 3)]
    assert [units for units, _ in Step([b, a, None, a], n_hidden=1).inputs] == [slice(0, 1), slice(1, 4)]


@pytest.mark.parametrize("rooted", [None, [False, True, True, False], [True] * 4])
def test_loss_and_its_derivative_are_those_of_each(songs, rooted):
    a, b, short = songs
    given, eta = [a, None, short, b], np.array([0.1, 0.2, 0.3, 0.4])
    step = Step(given, n_hidden=1)
    Y = np.random.default_rng(1).normal(size=(4, 5, 2))
    kept = Y.copy()
    L, dY = step.loss(Y, eta, None if rooted is None else np.array(rooted))
    assert np.array_equal(Y, kept)
    assert not dY[1].any()
    for m, song in enumerate(given):
        if song is not None:
            loss, gradient = losses.LOSSES["rmse" if rooted and rooted[m] else "mse"]
            T = len(song[1])
            np.testing.assert_allclose(L[m], loss(Y[m, :T], song[1]), rtol=1e-13)
            np.testing.assert_allclose(dY[m, :T], eta[m] * gradient(Y[m, :T], song[1]), rtol=1e-13)
            assert not dY[m, T:].any()


@pytest.mark.parametrize("chosen", [[True] * 3, [False] * 3, [False, True, True, False, True], [True]])
def test_runs_cover_the_chosen(chosen):
    found = np.zeros(len(chosen), bool)
    for some in runs(np.array(chosen)):
        assert not found[some].any()
        found[some] = True
    assert found.tolist() == chosen
