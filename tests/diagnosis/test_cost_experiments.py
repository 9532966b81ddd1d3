"""Experiments with a cost: what they see is the derivative with respect to the array that is set."""

import numpy as np
import pytest

from elman.diagnosis.cost_cases import TRIED
from elman.diagnosis.cost_experiments import OfLoss, OfPenalty
from elman.network import rnn
from elman.network.training import cost_and_gradients


def fourth_power(params, X, targets, settings):
    Y, cache = rnn.forward(params, X, output=settings.output)
    return np.mean((Y - targets) ** 4), rnn.backward(params, 4 * (Y - targets) ** 3 / Y.size, cache)


@pytest.mark.parametrize("settings", TRIED)
def test_the_derivative_of_a_loss_in_gradient_and_cost(settings):
    song, _ = OfLoss.pair(fourth_power, settings, rnn)
    must = [np.sum(song.back(4 * E**3 / E.size) * D) for E, D in song.looks]
    np.testing.assert_allclose(song.seen("gradient"), must, rtol=1e-9)
    np.testing.assert_allclose(song.seen("cost"), must, rtol=1e-6, atol=1e-7)
    assert song.follows()


@pytest.mark.parametrize("settings", TRIED)
@pytest.mark.parametrize("part", ["l1", "l2"])
def test_the_derivative_of_a_penalty_in_gradient_and_cost(settings, part):
    for k in ("W_xh", "W_hy", "b_h"):
        for song in OfPenalty.pair(cost_and_gradients, settings, rnn, part, k):
            assert song.is_right("gradient")
            assert song.is_right("cost")


def test_the_songs_differ_in_what_a_factor_may_follow():
    one, other = OfPenalty.pair(cost_and_gradients, TRIED[0], rnn, "l2", "W_hh")
    ratios = [other.quantities[name] / one.quantities[name] for name in one.quantities]
    assert all(abs(ratio - 1) > 0.05 for ratio in ratios)
