import numpy as np
import pytest

from elman.network.penalties import (
    L1_NORMS,
    abs_sum,
    abs_sum_gradient,
    l1,
    l1_gradient,
    l2,
    l2_gradient,
    penalty,
    penalty_gradients,
    weight_names,
)

W = np.array([[1.0, -2.0], [0.5, -0.25]])


def test_penalties_worked_by_hand():
    assert l1(W) == 1 + 2 + 0.5 + 0.25
    assert abs_sum(W) == 0.75  # |1 - 2 + 0.5 - 0.25|: the weights cancel
    assert l2(W) == 1 + 4 + 0.25 + 0.0625
    np.testing.assert_array_equal(l1_gradient(W), [[1, -1], [1, -1]])
    np.testing.assert_array_equal(abs_sum_gradient(W), -np.ones((2, 2)))  # the sum is negative, so all pull alike
    np.testing.assert_array_equal(l2_gradient(W), 2 * W)


def test_at_zero_the_norms_have_no_pull():
    zero = np.zeros((2, 2))
    np.testing.assert_array_equal(l1_gradient(zero), zero)
    np.testing.assert_array_equal(abs_sum_gradient(zero), zero)
    np.testing.assert_array_equal(abs_sum_gradient(np.array([[1.0, -1.0]])), [[0, 0]])


def test_the_two_norms_agree_only_where_all_signs_do():
    assert l1(np.abs(W)) == abs_sum(np.abs(W)) == abs_sum(-np.abs(W))
    assert l1(W) > abs_sum(W)


@pytest.mark.parametrize("l1_norm", L1_NORMS)
def test_gradients_are_the_derivative(l1_norm, referee):
    params, *_ = referee.case()
    coefficients = {"l1_coefficient": 0.3, "l2_coefficient": 0.7, "l1_norm": l1_norm}
    expected = referee.complex_step(lambda p: penalty(p, **coefficients), params)
    grads = penalty_gradients(params, **coefficients)
    assert list(grads) == ["W_xh", "W_hh", "W_hy"]
    for name in params:
        if name in grads:
            np.testing.assert_allclose(grads[name], expected[name], rtol=1e-13)
        else:
            np.testing.assert_array_equal(expected[name], 0)  # biases and h_0 are free


def test_each_coefficient_counts_its_own_penalty(referee):
    params, *_ = referee.case()
    weights = [params[name] for name in weight_names(params)]
    absolute = sum(np.abs(W).sum() for W in weights)
    of_sums = sum(abs(W.sum()) for W in weights)
    squares = sum((W**2).sum() for W in weights)
    for l1_norm, norm in (("l1", absolute), ("abs_sum", of_sums)):
        value = penalty(params, l1_coefficient=0.5, l2_coefficient=0.25, l1_norm=l1_norm)
        np.testing.assert_allclose(value, 0.5 * norm + 0.25 * squares, rtol=1e-14)
        assert penalty(params, l1_coefficient=0.0, l2_coefficient=0.0, l1_norm=l1_norm) == 0


@pytest.mark.parametrize("l1_norm", L1_NORMS)
def test_weights_are_left_alone(l1_norm, referee):
    params, *_ = referee.case()
    before = {name: value.copy() for name, value in params.items()}
    for value in params.values():
        value.flags.writeable = False
    coefficients = {"l1_coefficient": 0.3, "l2_coefficient": 0.7, "l1_norm": l1_norm}
    assert penalty(params, **coefficients) == penalty(params, **coefficients)
    first, second = penalty_gradients(params, **coefficients), penalty_gradients(params, **coefficients)
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
    for name, value in before.items():
        np.testing.assert_array_equal(params[name], value)
