import numpy as np
import pytest

from elman.exercises.memory import check_equivalent, check_without_memory
from elman.network import rnn


def right(params, X):
    return np.tanh(X @ params["W_xh"] + params["b_h"]) @ params["W_hy"] + params["b_y"]


def in_a_loop(params, X):
    return np.array([right(params, x) for x in X])


@pytest.mark.parametrize("predict", [right, in_a_loop])
def test_network_without_memory_is_accepted(predict):
    assert check_without_memory(predict)


def test_no_answer_is_no_mistake():
    assert check_without_memory(lambda params, X: None).kind == "open"
    assert check_equivalent(lambda params: (None, None)).kind == "open"
    assert check_equivalent(lambda params: None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda p, X: (X @ p["W_xh"] + p["b_h"]) @ p["W_hy"] + p["b_y"], "the tanh is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"]) @ p["W_hy"] + p["b_y"], "b_h is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"] + p["b_h"]) @ p["W_hy"], "b_y is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"]) @ p["W_hy"], "both biases are missing"),
        (lambda p, X: (np.tanh(X @ p["W_xh"]) + p["b_h"]) @ p["W_hy"] + p["b_y"], "b_h stands outside"),
        (lambda p, X: np.tanh(right(p, X)), "a tanh around it, too"),
        (lambda p, X: np.tanh(X @ p["W_xh"] + p["b_h"]), "Y has shape (4, 5), but (4, 2) was expected"),
        (lambda p, X: rnn.forward(p, X)[0], "params has no W_hh and no h_0"),
        (lambda p, X: right(p, X[::-1]), "4 differ from the network's; the first is t = 0"),
        (lambda p, X: right(p, X) + (X @ p["W_xh"])[:, :2], "differ from the network's"),
    ],
)
def test_plausible_mistakes_get_a_useful_word(mistake, word):
    verdict = check_without_memory(mistake)
    assert verdict.kind == "wrong"
    assert word in str(verdict)


def linear(params):
    return params["W_xh"] @ params["W_hy"], params["b_h"] @ params["W_hy"] + params["b_y"]


def test_equivalent_linear_regression_is_accepted():
    assert check_equivalent(linear)
    assert check_equivalent(lambda params: list(linear(params)))


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda p: (linear(p)[0], p["b_y"]), "b is b_y alone"),
        (lambda p: (linear(p)[0], np.tanh(p["b_h"]) @ p["W_hy"]), "W is right, b is not"),
        (lambda p: (linear(p)[0], linear(p)[1] + p["b_y"]), "W is right, b is not"),
        (lambda p: (p["W_xh"], p["b_h"]), "W has shape (3, 5), but (3, 2) was expected"),
        (lambda p: (p["W_hy"] @ p["W_xh"], p["b_y"]), "your function raised ValueError"),
        (lambda p: (-linear(p)[0], linear(p)[1]), "W is not right"),
        (lambda p: linear(p)[0], "must return two arrays, W and b"),
        (lambda p: (linear(p)[0], None), "b must be an array of finite numbers"),
    ],
)
def test_plausible_mistakes_about_the_regression_get_a_useful_word(mistake, word):
    verdict = check_equivalent(mistake)
    assert verdict.kind == "wrong"
    assert word in str(verdict)


def test_the_slope_of_tanh_at_b_h_will_do_as_well():
    """The exact straight line at X = 0, which differs from that of tanh(z) = z by a part of a million."""

    def tangent(params):
        slope = 1 - np.tanh(params["b_h"]) ** 2
        return params["W_xh"] @ (slope[:, None] * params["W_hy"]), np.tanh(params["b_h"]) @ params["W_hy"] + params[
            "b_y"
        ]

    assert check_equivalent(tangent)
