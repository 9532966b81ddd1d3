import numpy as np
import pytest

from elman.exercises.memory import LINEAR_MISTAKES, OUTPUT_MISTAKES, check_equivalent, check_without_memory
from elman.network import rnn


def right(params, X):
    return np.tanh(X @ params["W_xh"] + params["b_h"]) @ params["W_hy"] + params["b_y"]


@pytest.mark.parametrize(
    "predict",
    [
        right,
        lambda p, X: np.array([right(p, x) for x in X]),
        lambda p, X: [right(p, x) for x in X],
        lambda p, X: (right(p, x) for x in X),
        lambda p, X: right(p, X).astype(np.float32),
        lambda p, X: rnn.forward({**p, "W_hh": np.zeros((len(p["b_h"]),) * 2), "h_0": np.zeros(len(p["b_h"]))}, X)[0],
    ],
)
def test_right_answers(predict):
    assert check_without_memory(predict)


def test_no_answer_is_no_mistake():
    assert check_without_memory(lambda params, X: None).kind == "open"
    assert check_equivalent(lambda params: (None, None)).kind == "open"
    assert check_equivalent(lambda params: None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda p, X: (X @ p["W_xh"] + p["b_h"]) @ p["W_hy"] + p["b_y"], "tanh is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"]) @ p["W_hy"] + p["b_y"], "b_h is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"] + p["b_h"]) @ p["W_hy"], "b_y is missing"),
        (lambda p, X: np.tanh(X @ p["W_xh"]) @ p["W_hy"], "Both biases"),
        (lambda p, X: (np.tanh(X @ p["W_xh"]) + p["b_h"]) @ p["W_hy"] + p["b_y"], "b_h is outside"),
        (lambda p, X: np.tanh(right(p, X)), "a tanh around the output, too"),
        (lambda p, X: np.tanh((X @ p["W_xh"] + p["b_h"]) @ p["W_hy"] + p["b_y"]), "around the output only"),
        (lambda p, X: 1 / (1 + np.exp(-X @ p["W_xh"] - p["b_h"])) @ p["W_hy"] + p["b_y"], "sigmoids"),
    ],
)
def test_mistakes_are_named(mistake, word, named):
    verdict = check_without_memory(mistake)
    assert verdict.kind == "wrong"
    [found] = named(verdict, OUTPUT_MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (lambda p, X: np.tanh(X @ p["W_xh"] + p["b_h"]), "Y has shape (4, 5), but (4, 2)"),
        (lambda p, X: rnn.forward(p, X)[0], "W_hh"),
        (lambda p, X: X @ p["W_xh"] + p["h_0"], "h_0"),
        (lambda p, X: right(p, X[::-1]), "reverse order"),
        (lambda p, X: right(p, X) + (X @ p["W_xh"])[:, :2], "Y[0, 0]"),
        (lambda p, X: right(p, X)[0], "(2,)"),
        (lambda p, X: right(p, X).T, "transposed"),
        (lambda p, X: -right(p, X), "wrong sign"),
        (lambda p, X: p["W_xh"] @ X, "ValueError"),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, fact, named):
    verdict = check_without_memory(answer)
    assert verdict.kind == "wrong"
    assert fact in str(verdict)
    assert not named(verdict, OUTPUT_MISTAKES)


def linear(params):
    return params["W_xh"] @ params["W_hy"], params["b_h"] @ params["W_hy"] + params["b_y"]


def tangent(params):
    """The exact straight line at X = 0, which differs from that of tanh(z) = z by a millionth."""
    slope = 1 - np.tanh(params["b_h"]) ** 2
    b = np.tanh(params["b_h"]) @ params["W_hy"] + params["b_y"]
    return params["W_xh"] @ (slope[:, None] * params["W_hy"]), b


def measured(params):
    """Ask the network itself: its outputs for X = 0, and for each feature alone."""
    b = right(params, np.zeros(len(params["W_xh"])))
    return right(params, np.eye(len(params["W_xh"]))) - b, b


@pytest.mark.parametrize(
    "answer",
    [
        linear,
        tangent,
        measured,
        lambda p: list(linear(p)),
        lambda p: dict(zip("Wb", linear(p), strict=True)),
        lambda p: [part.astype(np.float32) for part in linear(p)],
        lambda p: (part for part in linear(p)),
    ],
)
def test_equivalent_linear_regression_is_accepted(answer):
    assert check_equivalent(answer)


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda p: (linear(p)[0], p["b_y"]), "b_y alone"),
        (lambda p: (linear(p)[0], p["b_h"] @ p["W_hy"]), "b_y is missing"),
        (lambda p: (linear(p)[0], np.tanh(p["b_h"]) @ p["W_hy"]), "b_y is missing"),
        (lambda p: (linear(p)[0], np.zeros(2)), "b is zero"),
        (lambda p: (p["W_hy"], linear(p)[1]), "W_hy alone"),
        (lambda p: linear(p)[::-1], "order"),
    ],
)
def test_mistakes_about_the_regression_are_named(mistake, word, named):
    verdict = check_equivalent(mistake)
    assert verdict.kind == "wrong"
    [found] = named(verdict, LINEAR_MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (lambda p: (linear(p)[0], linear(p)[1] + p["b_y"]), "b[0]"),
        (lambda p: (p["W_xh"], p["b_h"]), "W has shape (3, 5), but (3, 2)"),
        (lambda p: (p["W_hy"] @ p["W_xh"], p["b_y"]), "ValueError"),
        (lambda p: (-linear(p)[0], linear(p)[1]), "wrong sign"),
        (lambda p: linear(p)[0], "W, b"),
        (lambda p: (linear(p)[0], None), "b is None"),
        (lambda p: (linear(p)[0], linear(p)[1][None]), "b has shape (1, 2)"),
        (lambda p: (2 * linear(p)[0], linear(p)[1]), "2 times"),
    ],
)
def test_other_wrong_regressions_get_facts_and_no_mistake(answer, fact, named):
    verdict = check_equivalent(answer)
    assert verdict.kind == "wrong"
    assert fact in str(verdict)
    assert not named(verdict, LINEAR_MISTAKES)
