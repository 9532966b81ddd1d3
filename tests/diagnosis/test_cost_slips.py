"""Slips of a cost that show in several of its parts are told as one."""

from dataclasses import replace

import pytest

from elman.diagnosis import diagnose_cost
from elman.network.penalties import penalty_gradients
from elman.network.training import cost_and_gradients

WEIGHTS = ("W_xh", "W_hh", "W_hy")


def penalised(params, settings, **coefficients):
    """What the penalties add to the gradients, with some coefficients replaced."""
    named = {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": settings.l1_norm} | coefficients
    return penalty_gradients(params, **named)


def without(part):
    """A cost whose gradient has a penalty without its coefficient."""

    def function(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        off = {"l1_coefficient": 0.0, "l2_coefficient": 0.0}
        once = penalised(params, settings, **(off | {f"{part}_coefficient": 1.0}))
        c = getattr(settings, part)
        return C, grads | {k: grads[k] + (1 - c) * once[k] for k in once}

    return function


@pytest.mark.parametrize(
    ("part", "yours"), [("l1", "L1 adds N'(w) to the gradient"), ("l2", "L2 adds 2 w to the gradient")]
)
def test_a_coefficient_left_out_of_the_gradient(part, yours):
    [finding] = diagnose_cost(without(part)).findings
    assert finding.name == f"{part} left out of the gradient"
    assert (finding.params, finding.pairs[0][0]) == (WEIGHTS, yours)


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


def test_a_penalty_that_overwrites_the_gradient():
    def function(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        return C, grads | penalised(params, settings)

    [finding] = diagnose_cost(function).findings
    assert (finding.name, finding.params) == ("gradient overwritten", WEIGHTS)
