"""Slips of a cost that show in several of its parts are told as one."""

from dataclasses import replace

import numpy as np
import pytest

from elman.diagnosis import diagnose_cost
from elman.network.penalties import penalty_gradients
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients

WEIGHTS = ("W_xh", "W_hh", "W_hy")


def penalised(params, settings, **coefficients):
    """What the penalties add to the gradients, with some coefficients replaced."""
    named = {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": settings.l1_norm} | coefficients
    return penalty_gradients(params, **named)


def over_the_whole_cost(params, X, targets, settings):
    C, grads = cost_and_gradients(params, X, targets, settings)
    if settings.loss == "mse":
        return C, grads
    plain, of_loss = cost_and_gradients(params, X, targets, replace(settings, l1=0.0, l2=0.0))
    added = penalised(params, settings)
    return C, {k: v * plain / C + added.get(k, 0.0) for k, v in of_loss.items()}


def test_the_root_is_that_of_the_loss_alone():
    [finding] = diagnose_cost(over_the_whole_cost).findings
    assert (finding.name, finding.only) == ("the gradient of the loss", "with rmse only")
    assert finding.pairs == (("dY = E / (T n_out C), C the whole cost", "dY = E / (T n_out L), L the rmse alone"),)


def test_the_root_with_one_penalty_alone():
    settings = Settings(loss="rmse", l1=0.0, l2=0.05)
    assert diagnose_cost(over_the_whole_cost, settings=settings).names == ["the gradient of the loss"]


def test_a_second_mistake_is_not_hidden_by_the_root():
    def function(params, X, targets, settings):
        C, grads = over_the_whole_cost(params, X, targets, settings)
        return 2 * C if settings.loss == "mse" else C, grads

    assert any("cost" in finding.params for finding in diagnose_cost(function).findings)


def test_a_gradient_that_is_missing_is_not_overwritten_where_nothing_is_penalised():
    def function(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        return C, grads | {"W_hh": 0 * grads["W_hh"]}

    assert diagnose_cost(function, settings=Settings(l1=0.0, l2=0.0)).names == ["gradient missing"]


def test_a_penalty_that_overwrites_the_gradient():
    def function(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        return C, grads | penalised(params, settings)

    [finding] = diagnose_cost(function).findings
    assert (finding.name, finding.params) == ("gradient overwritten", WEIGHTS)


def followed_by(change):
    """The right cost, and a change of its result."""

    def function(*given):
        return change(*cost_and_gradients(*given))

    return function


def test_a_factor_in_the_whole_cost():
    [finding] = diagnose_cost(followed_by(lambda C, grads: (0.1 * C, grads))).findings
    assert (finding.name, finding.params, finding.pairs[0][0]) == (
        "a factor in the whole cost",
        ("cost",),
        "cost = 0.1 C",
    )
    [both] = diagnose_cost(followed_by(lambda C, grads: (2 * C, {k: 2 * g for k, g in grads.items()}))).findings
    assert (both.name, both.pairs[0][0]) == ("a factor in the whole gradient and cost", "cost = 2 C")


def test_a_factor_in_the_whole_cost_beside_another_mistake():
    function = followed_by(lambda C, grads: (0.5 * C, grads | {"b_y": 2 * grads["b_y"]}))
    assert diagnose_cost(function).names == ["a factor in the whole cost", "gradient doubled"]


@pytest.mark.parametrize("more", [1e-4, 1e-8])
def test_a_small_number_under_the_root(more):
    def function(params, X, targets, settings):
        right, grads = cost_and_gradients(params, X, targets, settings)
        R, of_loss = cost_and_gradients(params, X, targets, replace(settings, l1=0.0, l2=0.0))
        C, added = np.sqrt(R**2 + more), penalised(params, settings)
        if settings.loss == "mse":
            return right, grads
        return right + C - R, {k: v * R / C + added.get(k, 0.0) for k, v in of_loss.items()}

    [finding] = diagnose_cost(function).findings
    assert (finding.only, finding.pairs[0][0]) == ("with rmse only", f"loss = sqrt(mean(E^2) + {more:.1g})")
    assert finding.name == "the loss in the cost and gradient"


@pytest.mark.parametrize("n", [2, 4])
def test_a_cost_that_is_rounded(n):
    [finding] = diagnose_cost(followed_by(lambda C, grads: (round(C, n), grads))).findings
    assert (finding.name, finding.params) == ("the cost is rounded", ("cost",))
    assert finding.pairs[0][0] == f"cost = C with {n} decimals only"


def test_a_cost_of_few_digits_hides_no_other_mistake_and_is_called_nothing_else():
    wrong = followed_by(lambda C, grads: (round(C, 3), grads | {"b_y": 2 * grads["b_y"]}))
    assert diagnose_cost(wrong).names == ["the cost is rounded", "gradient doubled"]
    whole = followed_by(lambda C, grads: (int(C), grads))
    assert diagnose_cost(whole).names == ["wrong type", "the cost is rounded"]
    single = followed_by(lambda C, grads: (np.float32(C), grads))
    assert diagnose_cost(single).names == ["wrong type", "the cost is rounded"]


def test_a_cost_that_is_always_zero_is_not_called_rounded():
    assert "the cost is rounded" not in diagnose_cost(followed_by(lambda C, grads: (0.0, grads))).names


def test_the_cost_after_a_step():
    def function(params, X, targets, settings):
        _, grads = cost_and_gradients(params, X, targets, settings)
        after = {k: v - settings.learning_rate * grads[k] for k, v in params.items()}
        return cost_and_gradients(after, X, targets, settings)[0], grads

    [finding] = diagnose_cost(function).findings
    assert finding.pairs[0][0] == "C of the parameters after one step"
    assert finding.params == ("cost",)


def test_weights_that_are_made_smaller():
    def function(params, X, targets, settings):
        shrunk = {k: (1 - settings.learning_rate * settings.l2) * v if k in WEIGHTS else v for k, v in params.items()}
        return cost_and_gradients(shrunk, X, targets, settings)

    [finding] = diagnose_cost(function).findings
    assert finding.pairs[0][0] == "C with W times (1 - learning_rate l2)"
    assert finding.params[0] == "W_xh"
