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


def student_of(loss=None, of=None, **changed):
    """A right cost with other coefficients, another loss, or something done to its result by ``of``."""

    def function(params, X, targets, settings):
        coefficients = {k: v(settings) for k, v in changed.items()}
        some = replace(settings, loss=loss or settings.loss, **coefficients)
        C, grads = cost_and_gradients(params, X, targets, some)
        return of(C, grads, params, settings) if of else (C, grads)

    return function


@pytest.mark.parametrize(
    ("l1", "l2", "yours"), [(0.01, 0.02, "l1 = 0.01 and l2 = 0.02"), (0.0, 0.1, "l1 = 0 and l2 = 0.1")]
)
def test_coefficients_of_ones_own(l1, l2, yours):
    function = student_of(l1=lambda s: l1, l2=lambda s: l2)
    [finding] = diagnose_cost(function).findings
    assert (finding.name, finding.pairs[0][0]) == ("coefficients not taken from the settings", yours)
    assert finding.params == (*WEIGHTS, "cost")


def test_coefficients_of_ones_own_beside_a_loss_of_ones_own():
    names = diagnose_cost(student_of("mse", l1=lambda s: 0.01, l2=lambda s: 0.02)).names
    assert names == ["coefficients not taken from the settings", "settings.loss not used"]


def test_no_penalty_at_all_is_not_one_with_other_coefficients():
    """The commonest first cost: mse alone."""
    names = diagnose_cost(student_of("mse", l1=lambda s: 0.0, l2=lambda s: 0.0)).names
    assert names == ["settings.loss not used", "L1 and L2 penalty missing in the gradient and cost"]


def test_a_factor_in_the_whole_cost():
    [finding] = diagnose_cost(student_of(of=lambda C, grads, *_: (0.1 * C, grads))).findings
    assert (finding.name, finding.params, finding.pairs[0][0]) == (
        "a factor in the whole cost",
        ("cost",),
        "cost = 0.1 C",
    )
    [both] = diagnose_cost(student_of(of=lambda C, grads, *_: (2 * C, {k: 2 * g for k, g in grads.items()}))).findings
    assert (both.name, both.pairs[0][0]) == ("a factor in the whole gradient and cost", "cost = 2 C")


def test_a_factor_in_the_whole_cost_beside_another_mistake():
    function = student_of(of=lambda C, grads, *_: (0.5 * C, grads | {"b_y": 2 * grads["b_y"]}))
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
