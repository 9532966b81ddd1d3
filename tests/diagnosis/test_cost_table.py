"""The table of losses and norms: each derivative against differences."""

import numpy as np
import pytest

from elman.diagnosis.cost_table import JOINT, LOSSES, NORMS, residuals
from elman.gradcheck import check

RNG = np.random.default_rng(0)
Y, TARGETS = RNG.uniform(0.2, 1.0, (4, 3)), RNG.standard_normal((4, 3))


def assert_derivative(f, df, at):
    result = check(lambda p: f(p["x"]), {"x": at}, {"x": df(at)}, method="central_difference")
    assert result, str(result)


@pytest.mark.parametrize("formula", LOSSES)
def test_the_derivative_of_a_loss(formula):
    f, df, _ = LOSSES[formula]
    assert_derivative(lambda Y: f(Y - TARGETS, Y), lambda Y: df(Y - TARGETS, Y), Y)


@pytest.mark.parametrize("name", NORMS)
def test_the_derivative_of_a_norm(name):
    assert_derivative(*NORMS[name], RNG.standard_normal((4, 3)))


@pytest.mark.parametrize("name", JOINT)
def test_the_derivative_of_a_norm_of_all_weights(name):
    assert_derivative(*JOINT[name], RNG.standard_normal(9))


def test_masked_errors_pull_their_derivative_back():
    f, df, _ = LOSSES["mean(E^2)"]
    for words, E, pull in residuals(Y, TARGETS):
        if words.startswith("E^2"):
            w = (E / (Y - TARGETS)) ** 2
            assert_derivative(
                lambda Y, w=w: f(np.sqrt(w) * (Y - TARGETS), Y), lambda Y, E=E, pull=pull: pull(df(E, Y)), Y
            )
