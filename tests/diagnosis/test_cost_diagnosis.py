"""Mistakes in a cost and its penalties, planted in a student's function that is written in its own way."""

import numpy as np
import pytest

from elman.diagnosis import diagnose_cost
from elman.diagnosis.findings import UNKNOWN
from elman.errors import InputError
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients

COST = """
from elman.network import rnn

WEIGHTS = ("W_xh", "W_hh", "W_hy")

def backward(params, dY, cache):
    return rnn.backward(params, dY, cache)

def cost_and_gradients(params, X, T, settings):
    Y, cache = rnn.forward(params, X, output=settings.output)
    n = Y.size
    C = np.sum((Y - T) ** 2) / n
    dY = 2 * (Y - T) / n
    if settings.loss == "rmse":
        C = np.sqrt(C)
        dY = dY / (2 * C)
    grads = backward(params, dY, cache)
    l1, l2 = settings.l1, settings.l2
    for name in WEIGHTS:
        W = params[name]
        if settings.l1_norm == "l1":
            C += l1 * np.abs(W).sum()
            grads[name] = grads[name] + l1 * np.sign(W)
        else:
            C += l1 * abs(W.sum())
            grads[name] = grads[name] + l1 * np.sign(W.sum())
        C += l2 * np.sum(W**2)
        grads[name] = grads[name] + 2 * l2 * W
    return C, grads
"""
WEIGHTS = {"W_xh", "W_hh", "W_hy"}
ALL = WEIGHTS | {"b_h", "b_y", "h_0"}
LOOP = "    for name in WEIGHTS:\n"
L2 = "        C += l2 * np.sum(W**2)\n        grads[name] = grads[name] + 2 * l2 * W\n"
SIGNS = "grads[name] + l1 * np.sign(W)\n"
SIGN_OF_SUM = "grads[name] + l1 * np.sign(W.sum())\n"
HALVED = "        C += l2 * np.sum(W**2)\n        grads[name] = grads[name] + l2 * W\n"
DOUBLED = "        C += l2 * np.sum(W**2)\n        grads[name] = grads[name] + 4 * l2 * W\n"
RETURN = "    return C, grads\n"
COEFFICIENTS = "    l1, l2 = settings.l1, settings.l2\n"
BACK = "    return rnn.backward(params, dY, cache)\n"
ON_BIASES = """    for b in ("b_h", "b_y"):
        grads[b] = grads[b] + 2 * l2 * params[b]
    return C, grads
"""
SHIFTED = """    X, H, Y, output = cache
    dZ, carry = 0 * H[1:], 0 * H[0]
    for t in reversed(range(len(X))):
        dZ[t] = (dY[t] @ params["W_hy"].T + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
    return rnn.backward(params, dY, cache) | {"W_hh": H[1:].T @ dZ}
"""

MISTAKES = [
    ("penalty forgotten", WEIGHTS | {"cost"}, [(LOOP, "    for name in ():\n")]),
    ("L2 penalty forgotten", WEIGHTS | {"cost"}, [(L2, "")]),
    ("L1 penalty forgotten", WEIGHTS | {"cost"}, [(COEFFICIENTS, "    l1, l2 = 0, settings.l2\n")]),
    ("L2 penalty halved", WEIGHTS, [(L2, HALVED)]),
    ("L2 penalty doubled", WEIGHTS, [(L2, DOUBLED)]),
    ("penalty doubled", WEIGHTS | {"cost"}, [(LOOP, "    for name in WEIGHTS + WEIGHTS:\n")]),
    ("penalty applied to biases", {"b_h", "b_y", "cost"}, [(LOOP, '    for name in (*WEIGHTS, "b_h", "b_y"):\n')]),
    ("penalty applied to biases", {"b_h", "b_y", "h_0", "cost"}, [(LOOP, "    for name in params:\n")]),
    ("penalty applied to biases", {"b_h", "b_y"}, [(RETURN, ON_BIASES)]),
    ("L1 as |sum|", WEIGHTS, [(SIGNS, SIGN_OF_SUM)]),
    ("L1 as a sum of |w|", WEIGHTS, [(SIGN_OF_SUM, SIGNS)]),
    ("sign of the penalty", WEIGHTS | {"cost"}, [(COEFFICIENTS, "    l1, l2 = -settings.l1, -settings.l2\n")]),
    ("penalty averaged", WEIGHTS | {"cost"}, [(COEFFICIENTS, "    l1, l2 = settings.l1 / n, settings.l2 / n\n")]),
    ("sum in place of mean", ALL | {"cost"}, [("    n = Y.size\n", "    n = 1\n")]),
    ("sum in place of mean", ALL | {"cost"}, [("    n = Y.size\n", "    n = len(Y)\n")]),
    ("sign of the error", ALL, [("    dY = 2 * (Y - T) / n\n", "    dY = 2 * (T - Y) / n\n")]),
    ("factor 2 forgotten", ALL, [("    dY = 2 * (Y - T) / n\n", "    dY = (Y - T) / n\n")]),
    ("another loss", ALL, [("        dY = dY / (2 * C)\n", "")]),
    ("gradient of W_hh transposed", {"W_hh"}, [(RETURN, '    grads["W_hh"] = grads["W_hh"].T\n' + RETURN)]),
    ("constant factor 2", ALL, [(RETURN, "    return C, {k: 2 * g for k, g in grads.items()}\n")]),
    ("gradient of h_0 missing", {"h_0"}, [(BACK, '    return rnn.backward(params, dY, cache) | {"h_0": 0 * params["h_0"]}\n')]),
    ("H shifted by one in W_hh", {"W_hh"}, [(BACK, SHIFTED)]),
]  # fmt: skip


def named(diagnosis):
    return {(f.names, frozenset(f.params)) for f in diagnosis.findings}


@pytest.fixture
def student_cost(student):
    return lambda *changes: student(*changes, source=COST, name="cost_and_gradients")


def test_a_right_cost_passes(student_cost):
    assert diagnose_cost(student_cost())
    assert diagnose_cost(cost_and_gradients)
    for network in ("lstm", "gru"):
        assert diagnose_cost(cost_and_gradients, settings=Settings(network=network, output="tanh"))


@pytest.mark.parametrize(("name", "params", "changes"), MISTAKES)
def test_each_mistake_is_called_by_its_name(student_cost, name, params, changes):
    diagnosis = diagnose_cost(student_cost(*changes))
    assert not diagnosis
    assert named(diagnosis) == {((name,), frozenset(params))}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("name", "params", "changes"), MISTAKES)
def test_each_mistake_is_named_for_any_seed(student_cost, name, params, changes, seed):
    diagnosis = diagnose_cost(student_cost(*changes), rng=np.random.default_rng(seed))
    assert named(diagnosis) == {((name,), frozenset(params))}


def test_with_settings_of_ones_own(student_cost):
    wrong = student_cost((SIGNS, SIGN_OF_SUM))
    assert diagnose_cost(wrong, settings=Settings(l1=1e-2, l2=0.0))  # |sum| is asked for: nothing is wrong
    assert diagnose_cost(wrong, settings=Settings(l1=1e-2, l1_norm="l1", output="tanh")).names == ["L1 as |sum|"]


def test_what_is_on_no_list(student_cost):
    diagnosis = diagnose_cost(student_cost((L2, L2.replace("2 * l2", "2.1 * l2"))))
    assert diagnosis.names == [UNKNOWN]
    assert "W_hh: T = 1 is wrong" in str(diagnosis)


def test_conduct(student_cost):
    assert diagnose_cost(student_cost((RETURN, "    return grads\n"))).names == ["wrong keys"]
    assert diagnose_cost(student_cost((RETURN, "    return C\n"))).names == ["wrong type"]
    assert diagnose_cost(student_cost((RETURN, "    T -= Y\n    return C, grads\n"))).names == ["overwrites"]
    with pytest.raises(InputError, match="a function"):
        diagnose_cost(3)
