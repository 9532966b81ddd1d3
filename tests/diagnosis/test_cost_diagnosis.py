"""Mistakes in a cost and its penalties, planted in a student's function."""

from dataclasses import replace

import numpy as np
import pytest

from elman.diagnosis import diagnose_cost
from elman.diagnosis.findings import UNKNOWN
from elman.errors import InputError
from elman.network import rnn
from elman.network.losses import LOSSES
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients

RETURN = "    return C, grads\n"
SIGNS, SIGN_OF_SUM = "+ l1 * np.sign(W)\n", "+ l1 * np.sign(W.sum())\n"
PROGRAMS = [
    (
        [("    n = E.size\n", "    n = len(E)\n")],
        ["the loss in the cost and gradient: loss = sum(E^2) / T"],
    ),
    ([("dY = dY / (2 * C)", "dY = dY / C")], ["the gradient of the loss: dY = 2 E / (T n_out L)"]),
    ([("        dY = dY / (2 * C)\n", "")], ["the gradient of the loss: dY = 2 E / (T n_out)"]),
    (
        [("C += l2 * np.sum(W**2)", "C += l2 * np.sum(W**2) / 2")],
        ["L2 penalty in the cost: L2 adds 0.5 l2 sum w^2 to the cost"],
    ),
    (
        [("C += l2 * np.sum(W**2)", "C += l2 * np.sqrt(np.sum(W**2))")],
        ["L2 penalty in the cost: L2 adds l2 sqrt(sum w^2) to the cost"],
    ),
    ([("+ 2 * l2 * W", "+ 2 * l2 * W**2")], ["L2 penalty in the gradient: L2 adds 2 l2 w^2 to the gradient"]),
    ([("+ 2 * l2 * W", "+ 2.1 * l2 * W")], ["L2 penalty in the gradient: L2 adds 2.1 l2 w to the gradient"]),
    ([("+ l1 * np.sign(W)\n", "+ l1 * W\n")], ["L1 penalty in the gradient: L1 adds l1 w to the gradient"]),
    ([("+ l1 * np.sign(W.sum())", "+ l1")], ["L1 penalty in the gradient: L1 adds l1 to the gradient"]),
    (
        [('WEIGHTS = ("W_xh", "W_hh", "W_hy")', 'WEIGHTS = ("W_xh", "W_hy")')],
        ["L1 and L2 penalty of W_hh missing in the gradient and cost: L1 adds 0 and L2 adds 0 to the gradient"],
    ),
    (
        [('WEIGHTS = ("W_xh", "W_hh", "W_hy")', 'WEIGHTS = ("W_xh", "W_hh", "W_hy", "h_0")')],
        [
            "L1 and L2 penalty of h_0 in the gradient and cost: L1 adds l1 sign(sum w) and L2 adds 2 l2 w to the gradient"
        ],
    ),
    (
        [("    for name in WEIGHTS:\n", "    for name in WEIGHTS + WEIGHTS:\n")],
        ["L1 and L2 penalty in the gradient and cost: L1 adds 2 l1 sign(sum w) and L2 adds 4 l2 w to the gradient"],
    ),
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = settings.l1 / n, settings.l2 / n\n")],
        [
            "L1 and L2 penalty in the gradient and cost: "
            "L1 adds l1 sign(sum w) / (T n_out) and L2 adds 2 l2 w / (T n_out) to the gradient"
        ],
    ),
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = 0.01, 0.01\n")],
        ["coefficients not taken from the settings: l1 = 0.01 and l2 = 0.01"],
    ),
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = settings.l1, settings.l2**2\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2^2 w to the gradient"],
    ),
    (
        [("output=settings.output)", "output='linear')")],
        ["the forward pass: the outputs of a network with output linear, whatever settings.output says"],
    ),
    (
        [("    return C, grads\n", "    grads['W_hh'] = grads['W_hh'].T\n    return C, grads\n")],
        ["dW_hh transposed: dW_hh = sum of H[t]^T dZ[t], transposed"],
    ),
    (
        [("    return C, grads\n", "    return C, {k: 2 * g for k, g in grads.items()}\n")],
        ["a factor in the whole gradient: 2 dC"],
    ),
    (
        [
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    grads = rnn.backward(params, dY, cache)\n    grads['h_0'] = 0 * grads['h_0']\n",
            )
        ],
        ["gradient missing: dh_0 = 0: never computed, or never put into the dict"],
    ),
    (
        [("    E = Y - targets\n", "    E = Y - targets[::-1]\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with targets in reversed order of frames"],
    ),
    (
        [("    E = Y - targets\n", "    E = Y - targets.mean(axis=0)\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with targets averaged over the frames"],
    ),
    (
        [("    for name in WEIGHTS:\n", "    for name in ():\n")],
        ["L1 and L2 penalty missing in the gradient and cost: L1 adds 0 and L2 adds 0 to the gradient"],
    ),
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = 0, settings.l2\n")],
        ["L1 penalty missing in the gradient and cost: L1 adds 0 to the gradient"],
    ),
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = -settings.l1, -settings.l2\n")],
        ["L1 and L2 penalty in the gradient and cost: L1 adds -l1 sign(sum w) and L2 adds -2 l2 w to the gradient"],
    ),
    (
        [("    for name in WEIGHTS:\n", '    for name in (*WEIGHTS, "b_h", "b_y"):\n')],
        [
            "L1 and L2 penalty of b_h, b_y in the gradient and cost: L1 adds l1 sign(sum w) and L2 adds 2 l2 w to the gradient"
        ],
    ),
    (
        [("+ l1 * np.sign(W)\n", "+ l1 * np.sign(W.sum())\n")],
        ["L1 penalty in the gradient: L1 adds l1 sign(sum w) to the gradient"],
    ),
    ([("    dY = 2 * E / n\n", "    dY = -2 * E / n\n")], ["the gradient of the loss: dY = -2 E / (T n_out)"]),
    (
        [("    n = E.size\n", "    n = 1\n")],
        ["the loss in the cost and gradient: loss = sum(E^2)"],
    ),
    (  # the right derivative of a part of the cost; nothing tells what else is added, so no formula of the whole is
        [
            (
                "    dY = 2 * E / n\n",
                "    dY = 2 * E / n\n    C -= (settings.loss == 'mse') * 2 * np.mean(targets * -E)\n",
            )
        ],
        ["the loss in the cost: a loss with the derivative dY = 2 Y / (T n_out)"],
    ),
    (
        [("grads[name] = grads[name] + 2 * l2 * W", "grads[name] = 2 * l2 * W")],
        ["gradient overwritten: dW = what L2 adds, alone"],
    ),
]
"""The lines that are changed; heading and the student's own formula of each finding."""


def told(diagnosis):
    return [f"{f.name}: {f.pairs[0][0]}" if f.pairs else f.name for f in diagnosis.findings]


@pytest.mark.parametrize("network", ["elman", "lstm", "gru"])
def test_a_right_cost_passes(student, network):
    assert diagnose_cost(cost_and_gradients, settings=Settings(network=network, output="tanh"))
    if network == "elman":
        assert diagnose_cost(student(base="cost"))
        assert diagnose_cost(cost_and_gradients, rng=3)
        assert diagnose_cost(student((RETURN, "    return float(C), grads\n"), base="cost"))


def test_a_network_without_recurrence_is_refused():
    with pytest.raises(InputError, match="'static' was given.* elman, lstm, gru"):
        diagnose_cost(cost_and_gradients, settings=Settings(network="static"))


@pytest.mark.parametrize(("changes", "said"), PROGRAMS)
def test_each_mistake_is_told_with_its_formula(student, words, changes, said):
    diagnosis = diagnose_cost(student(*changes, base="cost"))
    assert not diagnosis
    assert told(diagnosis) == said
    assert words(diagnosis) <= 60


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize(("changes", "said"), PROGRAMS)
def test_each_mistake_is_told_for_any_seed(student, changes, said, seed):
    assert told(diagnose_cost(student(*changes, base="cost"), rng=np.random.default_rng(seed))) == said


def with_backward(backward):
    """The right cost, its gradients made by another backward pass."""

    def cost(params, X, targets, settings):
        C, grads = cost_and_gradients(params, X, targets, settings)
        Y, cache = rnn.forward(params, X, output=settings.output)
        dY = LOSSES[settings.loss][1](Y, targets)
        right, yours = rnn.backward(params, dY, cache), backward(params, dY, cache)
        return C, {name: grads[name] - right[name] + yours[name] for name in grads}

    return cost


SLOPE = "1 - H[t + 1] ** 2"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([(SLOPE, "H[t + 1] * (1 - H[t + 1])")], ["dZ[t] = (dH[t] + carry) * H[t + 1] (1 - H[t + 1])"]),
        ([(SLOPE, "(1 - H[t + 1] ** 2) ** 2")], ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)^2"]),
        (
            [(SLOPE, "1 - np.tanh(H[t + 1]) ** 2"), ("carry = np.zeros_like", "carry = np.ones_like")],
            ["dZ[t] = (dH[t] + carry) * (1 - tanh(H[t + 1])^2)", "before the last frame, carry = ones"],
        ),
    ],
)
def test_formulas_and_pairs_in_the_backward_pass_of_a_cost(student, changes, said):
    assert diagnose_cost(with_backward(student()))
    diagnosis = diagnose_cost(with_backward(student(*changes)))
    assert [finding.pairs[0][0] for finding in diagnosis.findings] == said


def test_outputs_that_were_not_tried_are_not_said_to_be_right(student):
    """A dY that is read in songs of one output says nothing of the others."""
    cost = with_backward(student(('h_0"] = carry', 'h_0"] = dz @ W_hh')))
    always = lambda *given: cost(*given[:3], replace(given[3], loss="mse"))  # noqa: E731
    state, loss = diagnose_cost(always).findings
    assert (state.name, state.only) == ("wrong dh_0", "")
    assert (loss.pairs[0][0], loss.only) == ("loss = mean(E^2)", "with rmse only")


def test_what_one_output_alone_shows_is_told_beside_what_all_show(student):
    """With the settings that are tried, softmax comes with rmse only, tanh with mse only."""
    softmax = ("(np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]", "dY[t] * Y[t] ** 1.5")
    slope, lost = diagnose_cost(with_backward(student((SLOPE, "1"), softmax))).findings
    assert (slope.pairs[0][0], slope.only) == ("dZ[t] = dH[t] + carry", "")
    assert (lost.name, lost.only) == (UNKNOWN, "with output softmax only")
    changes = [("dA = dY * (1 - Y**2)", "dA = dY"), ('grads["h_0"] = carry', 'grads["h_0"] = 0 * carry')]
    state, derivative = diagnose_cost(with_backward(student(*changes))).findings
    assert (state.name, state.only) == ("gradient missing", "")
    assert (derivative.name, derivative.only) == ("output derivative missing", "with output tanh only")


def test_the_parameters_and_the_place_are_told(student):
    [finding] = diagnose_cost(student((SIGNS, SIGN_OF_SUM), base="cost")).findings
    assert finding.params == ("W_xh", "W_hh", "W_hy")
    assert "sum |w|" in finding.only
    [finding] = diagnose_cost(student(("C += l2 * np.sum(W**2)", "C += 0 * l2"), base="cost")).findings
    assert finding.params == ("cost",)


def test_with_settings_of_ones_own(student):
    wrong = student((SIGNS, SIGN_OF_SUM), base="cost")
    assert diagnose_cost(wrong, settings=Settings(l1=1e-2, l2=0.0))  # |sum| is asked for: nothing is wrong
    assert diagnose_cost(wrong, settings=Settings(l1=1e-2, l1_norm="l1", output="tanh")).names == [
        "L1 penalty in the gradient"
    ]
    with pytest.raises(InputError, match="Settings"):
        diagnose_cost(wrong, settings={"l1": 1.0})


def test_what_is_no_multiple_of_anything_is_not_guessed(student):
    waves = student((RETURN, "    grads['b_y'] = np.sin(3 * grads['b_y'])\n" + RETURN), base="cost")
    [finding] = diagnose_cost(waves).findings
    assert finding.name == UNKNOWN
    assert finding.params == ("b_y",)
    assert "yours" in finding.words


def test_conduct(student):
    def names(change):
        return diagnose_cost(student((RETURN, change), base="cost")).names

    assert names("    return grads\n") == ["wrong type"]
    assert names("    return C\n") == ["wrong type"]
    assert names("    targets -= Y\n    return C, grads\n") == ["overwrites"]
    assert names("    return np.array([C]), grads\n") == ["wrong shape"]
    with pytest.raises(InputError, match="a function"):
        diagnose_cost(3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("    return grads\n", "dict was returned, but a pair (cost, grads)"),
        ("    return grads, C\n", "is the order (cost, grads)?"),
        ("    pass\n", "is the return missing?"),
        ("    return np.array([C]), grads\n", "the cost has shape (1,), but it is one number"),
        ("    return settings.lamda, grads\n", "no attribute 'lamda'"),
        ("    return np.nan, grads\n", "the cost is nan (on every song)"),
    ],
)
def test_what_a_cost_must_return_is_said(student, change, told):
    [finding] = diagnose_cost(student((RETURN, change), base="cost")).findings
    assert told in finding.words
    assert "cache" not in finding.words


def test_what_is_wrong_in_some_songs_only_is_not_read_as_a_formula(student):
    """Twice the cost for songs of one frame."""
    [loss, *penalties] = diagnose_cost(
        student((RETURN, "    return C * (1 + (len(E) == 1)), grads\n"), base="cost")
    ).findings
    assert (loss.name, loss.only, loss.pairs) == ("the loss in the cost", "with one frame", ())
    assert [one.name for one in penalties] == ["L1 and L2 penalty not recognised in the cost"]


def test_a_constant_in_the_cost(student):
    [finding] = diagnose_cost(student((RETURN, "    return C + 1, grads\n"), base="cost")).findings
    assert "constant" in finding.pairs[0][0]


@pytest.mark.parametrize(
    ("returned", "name", "yours"),
    [
        ("-g", "a factor in the whole gradient", "-dC"),
        ("g / len(X)", "a factor in the whole gradient", "dC / T"),
        ("settings.learning_rate * g", "a factor in the whole gradient", "learning_rate dC"),
        ("np.sign(g)", "the sign of the gradient in place of the gradient", "sign(dC)"),
        ("1 * params[k]", "the parameters in place of their gradients", "W"),
        (
            "params[k] - settings.learning_rate * g",
            "the parameters after a step in place of their gradients",
            "W - learning_rate dC",
        ),
        (
            "np.clip(g, -0.1, 0.1)",
            "the whole gradient clipped",
            "dC, each entry clipped to values between -0.1 and 0.1",
        ),
    ],
)
def test_what_is_returned_in_place_of_the_whole_gradient(student, words, returned, name, yours):
    wrong = student((RETURN, f"    return C, {{k: {returned} for k, g in grads.items()}}\n"), base="cost")
    diagnosis = diagnose_cost(wrong)
    assert told(diagnosis) == [f"{name}: {yours}"]
    assert words(diagnosis) <= 60
    [finding] = diagnosis.findings
    assert ("learning rate" in finding.words) == ("learning_rate" in yours)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("+ 2 * l2 * W", "+ 2 * l2 * settings.learning_rate * W"),
            "L2 penalty in the gradient: L2 adds 2 learning_rate l2 w to the gradient",
        ),
        (
            ("    dY = 2 * E / n\n", "    dY = 2 * E / n * settings.learning_rate\n"),
            "the gradient of the loss: dY = 2 learning_rate E / (T n_out)",
        ),
        (
            ("+ 2 * l2 * W", "+ 2 * l2 * grads[name]"),
            "L2 penalty in the gradient: L2 adds 2 l2 (dw of the loss) to the gradient",
        ),
    ],
)
def test_the_learning_rate_and_the_gradient_of_the_loss_are_told_by_name(student, change, said):
    assert told(diagnose_cost(student(change, base="cost"))) == [said]


def test_right_says_that_the_cost_was_compared():
    assert "cost" in diagnose_cost(cost_and_gradients).verdict.partition("9 digits")[0]


def test_without_penalties_nothing_is_said_of_them(student):
    wrong = student(("    dY = 2 * E / n\n", "    dY = -2 * E / n\n"), base="cost")
    assert diagnose_cost(wrong, settings=Settings(l1=0.0, l2=0.0)).names == ["the gradient of the loss"]
