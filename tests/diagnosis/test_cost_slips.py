"""Slips of a cost that show in several of its parts are told as one."""

from dataclasses import replace

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


def without(*parts):
    """A cost whose gradient has penalties without their coefficients."""

    def function(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        for part in parts:
            off = {"l1_coefficient": 0.0, "l2_coefficient": 0.0}
            once = penalised(params, settings, **(off | {f"{part}_coefficient": 1.0}))
            grads |= {k: grads[k] + (1 - getattr(settings, part)) * once[k] for k in once}
        return C, grads

    return function


@pytest.mark.parametrize(
    ("part", "yours"), [("l1", "L1 adds N'(w) to the gradient"), ("l2", "L2 adds 2 w to the gradient")]
)
def test_a_coefficient_left_out_of_the_gradient(part, yours):
    [finding] = diagnose_cost(without(part)).findings
    assert finding.name == f"{part} left out of the gradient"
    assert (finding.params, finding.pairs[0][0]) == (WEIGHTS, yours)


def test_both_coefficients_left_out():
    assert diagnose_cost(without("l1", "l2")).names == ["l1 left out of the gradient", "l2 left out of the gradient"]


def test_another_mistake_is_told_beside_the_coefficient():
    def function(params, X, targets, settings):
        C, grads = without("l2")(params, X, targets, settings)
        return C, grads | {"b_y": 2 * grads["b_y"]}

    assert diagnose_cost(function).names == ["l2 left out of the gradient", "gradient doubled"]


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
