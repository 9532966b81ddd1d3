"""Coefficients that are not those of the settings are told by what they are, and hide nothing else."""

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


def student_of(loss=None, **coefficients):
    """The right cost with coefficients of the student's own, and with one loss for all settings."""

    def function(params, X, targets, settings):
        return cost_and_gradients(params, X, targets, replace(settings, loss=loss or settings.loss, **coefficients))

    return function


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


@pytest.mark.parametrize(
    ("l1", "l2", "yours"), [(0.01, 0.02, "l1 = 0.01 and l2 = 0.02"), (0.0, 0.1, "l1 = 0 and l2 = 0.1")]
)
def test_coefficients_of_ones_own(l1, l2, yours):
    function = student_of(l1=l1, l2=l2)
    [finding] = diagnose_cost(function).findings
    assert (finding.name, finding.pairs[0][0]) == ("coefficients not taken from the settings", yours)
    assert finding.params == (*WEIGHTS, "cost")


def test_coefficients_of_ones_own_beside_a_loss_of_ones_own():
    names = diagnose_cost(student_of("mse", l1=0.01, l2=0.02)).names
    assert names == ["coefficients not taken from the settings", "settings.loss not used"]


def test_no_penalty_at_all_is_not_one_with_other_coefficients():
    """The commonest first cost: mse alone."""
    names = diagnose_cost(student_of("mse", l1=0.0, l2=0.0)).names
    assert names == ["settings.loss not used", "L1 and L2 penalty missing in the gradient and cost"]
