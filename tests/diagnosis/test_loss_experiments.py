"""Losses that nobody listed, read by experiments: dY as a function of E, of the targets and of Y."""
# ruff: noqa: E501 -- a planted line is left in one piece

import numpy as np
import pytest

from elman.diagnosis import diagnose_cost
from elman.diagnosis.cost_cases import TRIED, OfLoss, slopes
from elman.diagnosis.loss_experiments import ERRORS, LOSSES, SIZES, told_of_loss
from elman.network import rnn

MSE = "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n"
DY = "    dY = 2 * E / n\n"
COST = "    C = np.sum(E**2) / n\n"
ROOT = "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n"
PASS = "    grads = rnn.backward(params, dY, cache)\n"
PROGRAMS = [
    # Huber's loss, delta 1, both
    (
        [(MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n")],
        ["the loss in the cost and gradient: dY = clip(E, -1, 1) / (T n_out)"],
    ),
    # relative error with |d| + .01, cost only
    (
        [
            (COST, "    C = np.sum((E / (abs(targets) + 0.01))**2) / n\n"),
            ("        dY = dY / (2 * C)\n", "        dY = dY / (2 * np.sqrt(np.mean(E**2)))\n"),
        ],
        ["the loss in the cost: a loss with the derivative dY = 2 E / (|targets| + 0.01)^2 / (T n_out)"],
    ),
    # dY clipped to 0.1
    (
        [(PASS, "    dY = np.clip(dY, -0.1, 0.1)\n" + PASS)],
        ["the gradient of the loss: dY = the right one, clipped to values between -0.1 and 0.1"],
    ),
    # outputs weighted 1, 1/2, 1/3, both
    (
        [(MSE, "    w = 1 / np.arange(1, E.shape[1] + 1)\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out), times 1, 0.5, 0.333, 0.25, 0.2 for outputs 0 to 4"],
    ),
    # Cauchy loss log(1 + E^2), both
    (
        [(MSE, "    C = np.mean(np.log(1 + E**2))\n    dY = 2 * E / (1 + E**2) / n\n")],
        ["the loss in the cost and gradient: dY = 2 E / (1 + E^2) / (T n_out)"],
    ),
    # errors below .1 do not count, both
    (
        [("    E = Y - targets\n", "    E = Y - targets\n    E = np.where(abs(E) < 0.1, 0, E)\n")],
        ["the loss in the cost and gradient: dY = 2 E (0 where |E| < 0.1) / (T n_out)"],
    ),
    # |E|^3, both
    (
        [(MSE, "    C = np.mean(abs(E)**3)\n    dY = 3 * E * abs(E) / n\n")],
        ["the loss in the cost and gradient: dY = 3 E |E| / (T n_out)"],
    ),
    # quantile loss, tau .9, both
    (
        [(MSE, "    C = np.mean(np.where(E > 0, 0.9 * E, -0.1 * E))\n    dY = np.where(E > 0, 0.9, -0.1) / n\n")],
        ["the loss in the cost and gradient: dY = (0.9 where E > 0, -0.1 where E < 0) / (T n_out)"],
    ),
    # Huber's gradient with delta .5
    (
        [(DY, "    dY = 2 * np.clip(E, -0.5, 0.5) / n\n")],
        ["the gradient of the loss: dY = 2 clip(E, -0.5, 0.5) / (T n_out)"],
    ),
    # gradient divided by the targets
    ([(DY, "    dY = 2 * E / targets / n\n")], ["the gradient of the loss: dY = 2 E / targets / (T n_out)"]),
    # E^4, both
    (
        [(MSE, "    C = np.mean(E**4)\n    dY = 4 * E**3 / n\n")],
        ["the loss in the cost and gradient: dY = 4 E^3 / (T n_out)"],
    ),
    # frames weighted .9^(T-1-t), both
    (
        [(MSE, "    w = 0.9 ** np.arange(len(E))[::-1, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out), times 0.729, 0.81, 0.9, 1 for frames 0 to 3"],
    ),
    # dY of the cross-entropy, (Y - d) / (Y (1 - Y)), where softmax
    (
        [(PASS, "    if settings.output == 'softmax':\n        dY = E / (Y * (1 - Y)) / n\n" + PASS)],
        [
            "not finite",
            "the gradient of the loss: dY = (the derivative of -mean(targets * log(Y) + (1 - targets) * log(1 - Y)))",
        ],
    ),
    # too small counts twice, both
    (
        [(MSE, "    w = np.where(E < 0, 2.0, 1.0)\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: dY = (2 E where E > 0, 4 E where E < 0) / (T n_out)"],
    ),
    # dY = arctan(E)
    ([(DY, "    dY = 2 * np.arctan(E) / n\n")], ["the gradient of the loss: dY = 2 arctan(E) / (T n_out)"]),
    # errors over std of targets, both
    (
        [
            ("    E = Y - targets\n", "    E = (Y - targets) / targets.std()\n"),
            (DY, "    dY = 2 * E / n / targets.std()\n"),
        ],
        [
            "not finite",
            "the loss in the cost and gradient: loss = mean(E^2), with E divided by the standard deviation of the targets",
        ],
    ),
    # weights |targets|, both
    (
        [(MSE, "    w = abs(targets)\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: dY = 2 E * |targets| / (T n_out)"],
    ),
    # smoothness penalty, both
    (
        [
            (
                DY,
                "    D = np.diff(Y, axis=0)\n    C += 0.1 * np.sum(D**2)\n    dY = 2 * E / n\n    dY[1:] += 0.2 * D\n    dY[:-1] -= 0.2 * D\n",
            )
        ],
        ["the loss in the cost and gradient: dY = the right one + a part that no target changes"],
    ),
    # targets clipped, both
    (
        [("    E = Y - targets\n", "    E = Y - np.clip(targets, -1, 1)\n")],
        [
            "not finite",
            "the loss in the cost and gradient: loss = mean(E^2), with the targets clipped to values between -1 and 1",
        ],
    ),
    # Huber, delta 1.5 in C, 1 in dY
    (
        [
            (
                MSE,
                "    C = np.mean(np.where(abs(E) < 1.5, E**2 / 2, 1.5 * abs(E) - 1.125))\n    dY = np.clip(E, -1, 1) / n\n",
            )
        ],
        [
            "the loss in the cost: a loss with the derivative dY = clip(E, -1.5, 1.5) / (T n_out)",
            "the gradient of the loss: dY = clip(E, -1, 1) / (T n_out)",
        ],
    ),
    # label smoothing targets .9 d
    (
        [("    E = Y - targets\n", "    E = Y - 0.9 * targets\n")],
        ["the loss in the cost and gradient: dY = (2 Y - 1.8 targets) / (T n_out)"],
    ),
    # backward slip too: Huber + carry
    (
        [
            (MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n"),
            (PASS, PASS + "    grads['W_hh'] = grads['W_hh'].T\n"),
        ],
        [
            "the loss in the cost and gradient: dY = clip(E, -1, 1) / (T n_out)",
            "dW_hh transposed: dW_hh = sum of H[t]^T dZ[t], transposed",
        ],
    ),
    # pseudo-Huber sqrt(1+E^2)-1, both
    (
        [(MSE, "    C = np.mean(np.sqrt(1 + E**2) - 1)\n    dY = E / np.sqrt(1 + E**2) / n\n")],
        ["the loss in the cost and gradient: dY = E / sqrt(1 + E^2) / (T n_out)"],
    ),
    # valence counts three times
    (
        [(MSE, "    w = np.ones(E.shape[1])\n    w[0] = 3\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        [
            "the loss in the cost and gradient: dY = 6 E / (T n_out), times 1, 0.333, 0.333, 0.333, 0.333 for outputs 0 to 4"
        ],
    ),
    # |E|^1.5, both
    (
        [(MSE, "    C = np.mean(abs(E)**1.5)\n    dY = 1.5 * np.sign(E) * np.sqrt(abs(E)) / n\n")],
        ["the loss in the cost and gradient: dY = 1.5 sign(E) |E|^0.5 / (T n_out)"],
    ),
    # first half of the frames only, both
    (
        [
            (
                MSE,
                "    w = (np.arange(len(E)) < (len(E) + 1) // 2)[:, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n",
            )
        ],
        [
            "the loss in the cost and gradient: dY = 2 E / (T n_out), without the last two frames in one song, without the last frame in another"
        ],
    ),
    # cost and gradient exp(C)
    (
        [
            (
                '    if settings.loss == "rmse":\n' + ROOT,
                '    if settings.loss == "rmse":\n        C = np.sqrt(C)\n        dY = dY / (2 * C)\n    dY = dY * np.exp(C)\n    C = np.exp(C)\n',
            )
        ],
        ["the loss in the cost and gradient: dY = c times the right one, where c differs from song to song"],
    ),
]
"""What is planted, the lines that are changed, and what must be told."""

UNNAMED = [
    # 1 - correlation, both
    (
        [
            (
                MSE,
                "    a, b = Y - Y.mean(), targets - targets.mean()\n    sa, sb = np.sqrt((a**2).sum()) + 1e-12, np.sqrt((b**2).sum()) + 1e-12\n    r = (a * b).sum() / sa / sb\n    C = 1 - r\n    dY = -(b / sa / sb - r * a / sa**2)\n",
            )
        ],
        ["the loss in the cost and gradient"],
    ),
    # symmetric relative error 2 E/(|Y|+|d|), cost only
    (
        [
            (COST, "    C = np.sum((2 * E / (abs(Y) + abs(targets)))**2) / n\n"),
            ("        dY = dY / (2 * C)\n", "        dY = dY / (2 * np.sqrt(np.mean(E**2)))\n"),
        ],
        ["the loss in the cost"],
    ),
]
"""What no experiment explains: told without a formula, and nothing false."""


@pytest.mark.parametrize(("changes", "said"), [*PROGRAMS[::4], *UNNAMED[:1]])
def test_the_odd_cost_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)


@pytest.mark.long
@pytest.mark.parametrize(("changes", "said"), [*PROGRAMS, *UNNAMED])
def test_every_odd_cost_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)


def test_the_loss_is_named_where_it_has_a_name(student):
    huber = [(MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n")]
    [finding] = diagnose_cost(student(*huber, base="cost")).findings
    assert "Huber" in finding.words
    assert finding.only == ""  # the rmse is its root: one mistake


def cost_of(loss):
    """A cost with another loss, a function of Y and the targets, and its derivative."""

    def cost_and_gradients(params, X, targets, settings):
        Y, cache = rnn.forward(params, X, output=settings.output)
        return loss(Y, targets), rnn.backward(params, slopes(lambda Y: loss(Y, targets), Y), cache)

    return cost_and_gradients


def told(loss):
    songs = [OfLoss(cost_of(loss), TRIED[0], rnn, sizes) for sizes in SIZES]
    cost, gradient = told_of_loss(songs, "of_cost"), told_of_loss(songs, "of_gradient")
    assert cost == gradient
    return cost.loss


@pytest.mark.parametrize("formula", [formula for formula in LOSSES if "log" not in formula])
def test_every_loss_is_told_from_the_others(formula):
    assert told(lambda Y, d: 3 * LOSSES[formula](Y - d, Y)) == f"loss = 3 {formula}"


@pytest.mark.parametrize(
    "words", [words for words in ERRORS if words.startswith("targets") and "column only" not in words]
)
def test_targets_of_every_kind_are_told_from_the_others(words):
    assert told(lambda Y, d: np.mean(ERRORS[words](Y, d) ** 2)) == f"loss = mean(E^2), with {words}"


def test_the_dY_of_a_gradient_and_of_a_cost():
    for settings in TRIED:
        song = OfLoss(cost_of(lambda Y, d: np.mean((Y - d) ** 4)), settings, rnn, SIZES[0])
        dY = song.seen(4 * song.E**3 / song.E.size)
        np.testing.assert_allclose(song.seen(song.of_gradient(song.E)), dY, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(song.of_cost(song.E), dY, rtol=1e-6, atol=1e-8)
        assert song.follows()
