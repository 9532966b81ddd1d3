"""Costs that nobody listed, read by experiments: dY as a function of E, what a penalty adds as a function of w."""
# ruff: noqa: E501 -- a planted line is left in one piece

import pytest

from elman.diagnosis import diagnose_cost

MSE = "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n"
DY = "    dY = 2 * E / n\n"
COST = "    C = np.sum(E**2) / n\n"
ROOT = "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n"
PASS = "    grads = rnn.backward(params, dY, cache)\n"
L2_COST = "C += l2 * np.sum(W**2)"
L2_GRADIENT = "+ 2 * l2 * W\n"
L1_COST = "C += l1 * np.abs(W).sum()"
L1_GRADIENT = "+ l1 * np.sign(W)\n"
RETURN = "    return C, grads\n"
PROGRAMS = [
    # Huber's loss, delta 1, both
    (
        [(MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n")],
        ["the loss in the cost and gradient: dY = clip(E, -1, 1) / (T n_out)"],
    ),
    # L2 of the diagonals only, both
    (
        [(L2_COST, "C += l2 * np.sum(np.diag(W)**2)"), (L2_GRADIENT, "+ 2 * l2 * W * np.eye(*W.shape)\n")],
        ["L2 penalty in the gradient and cost: L2 adds l2 * (2 w, on the diagonal only) to the gradient"],
    ),
    # 1/(2 rmse) over the whole gradient with penalties
    (
        [
            ("        dY = dY / (2 * C)\n", ""),
            (
                RETURN,
                "    if settings.loss == 'rmse':\n        grads = {k: g / (2 * np.sqrt(np.mean(E**2))) for k, g in grads.items()}\n"
                + RETURN,
            ),
        ],
        ["L1 and L2 penalty in the gradient: L1 adds 0.5 * 1 / L * l1 sign(w) to the gradient"],
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
    # L2 of W_hh - I, both
    (
        [
            (L2_COST, "V = W - np.eye(len(W)) if name == 'W_hh' else W\n        C += l2 * np.sum(V**2)"),
            (L2_GRADIENT, "+ 2 * l2 * V\n"),
        ],
        ["L2 penalty of W_hh in the gradient and cost: L2 adds l2 * (2 (w - 1 on the diagonal)) to the gradient"],
    ),
    # L1's gradient only for positive w
    (
        [(L1_GRADIENT, "+ l1 * (W > 0)\n")],
        ["L1 penalty in the gradient: L1 adds l1 * (1 where w > 0, 0 where w < 0) to the gradient"],
    ),
    # L1's gradient w / sqrt(w^2 + .01)
    (
        [(L1_GRADIENT, "+ l1 * W / np.sqrt(W**2 + 0.01)\n")],
        ["L1 penalty in the gradient: L1 adds l1 * (10 w / sqrt(1 + (w / 0.1)^2)) to the gradient"],
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
    # L2 of the upper triangle only, gradient
    (
        [(L2_GRADIENT, "+ 2 * l2 * np.triu(W)\n")],
        ["L2 penalty in the gradient: L2 adds l2 * (2 w, on and above the diagonal only) to the gradient"],
    ),
    # gradient divided by the targets
    ([(DY, "    dY = 2 * E / targets / n\n")], ["the gradient of the loss: dY = 2 E / targets / (T n_out)"]),
    # E^4, both
    (
        [(MSE, "    C = np.mean(E**4)\n    dY = 4 * E**3 / n\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with E squared"],
    ),
    # L1's gradient W / (|W| + .1)
    (
        [(L1_GRADIENT, "+ l1 * W / (np.abs(W) + 0.1)\n")],
        ["L1 penalty in the gradient: L1 adds l1 * (10 w / (1 + |w| / 0.1)) to the gradient"],
    ),
    # L2 divided by the number of rows, both
    (
        [(L2_COST, L2_COST + " / len(W)"), (L2_GRADIENT, "+ 2 * l2 * W / len(W)\n")],
        ["L2 penalty in the gradient and cost: L2 adds l2 (the derivative of sum w^2 / rows) to the gradient"],
    ),
    # frames weighted .9^(T-1-t), both
    (
        [(MSE, "    w = 0.9 ** np.arange(len(E))[::-1, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out), times 0.729, 0.81, 0.9, 1 for frames 0 to 3"],
    ),
    # dY of the cross-entropy, (Y - d) / (Y (1 - Y)), where softmax
    (
        [(PASS, "    if settings.output == 'softmax':\n        dY = E / (Y * (1 - Y)) / n\n" + PASS)],
        ["not finite", "the gradient of the loss: dY = (E / (Y (1 - Y) T n_out))"],
    ),
    # L1 is the squared sum of each column, both
    (
        [
            (L1_COST, "C += l1 * (np.abs(W).sum(axis=0)**2).sum()"),
            (L1_GRADIENT, "+ 2 * l1 * np.abs(W).sum(axis=0) * np.sign(W)\n"),
        ],
        [
            "L1 penalty in the gradient and cost: L1 adds l1 (the derivative of (sum |w|)^2 of each column) to the gradient"
        ],
    ),
    # the mean of b^2 penalised too, both
    (
        [
            (
                RETURN,
                "    for k in ('b_h', 'b_y'):\n        C += l2 * np.mean(params[k]**2)\n        grads[k] = grads[k] + 2 * l2 * params[k] / params[k].size\n"
                + RETURN,
            )
        ],
        ["L2 penalty of b_h, b_y in the gradient and cost: L2 adds l2 2 w / size to the gradient"],
    ),
    # L2's gradient with w clipped to .5
    (
        [(L2_GRADIENT, "+ 2 * l2 * np.clip(W, -0.5, 0.5)\n")],
        ["L2 penalty in the gradient: L2 adds l2 * (2 clip(w, -0.5, 0.5)) to the gradient"],
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
    # sqrt of |w| L1, both
    (
        [
            (L1_COST, "C += l1 * np.sqrt(np.abs(W)).sum()"),
            (L1_GRADIENT, "+ l1 * np.sign(W) / 2 / np.sqrt(np.abs(W))\n"),
        ],
        ["L1 penalty in the gradient and cost: L1 adds l1 * (0.5 sign(w) |w|^-0.5) to the gradient"],
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
    # L2 of W_xh only upper rows
    (
        [(L2_GRADIENT, "+ 2 * l2 * W * (np.arange(len(W)) < 2)[:, None]\n")],
        ["L2 penalty in the gradient: L2 adds l2 * (2 w, times 1, 1, 0, 0 for rows 0 to 3) to the gradient"],
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
    # bias L1 with wrong sign
    (
        [
            (
                RETURN,
                "    for k in ('b_h', 'b_y'):\n        C -= l1 * np.sum(np.abs(params[k]))\n        grads[k] = grads[k] - l1 * np.sign(params[k])\n"
                + RETURN,
            )
        ],
        ["L1 penalty of b_h, b_y in the gradient and cost: L1 adds -l1 sign(w) to the gradient"],
    ),
    # L2 of the last column only gradient
    (
        [(L2_GRADIENT, "+ 2 * l2 * W * (np.arange(W.shape[1]) == W.shape[1] - 1)\n")],
        ["L2 penalty in the gradient: L2 adds l2 * (2 w, in the last column only) to the gradient"],
    ),
    # max-norm: L2 only of w > 0.5 in both
    (
        [(L2_COST, "C += l2 * np.sum(W[abs(W) > 0.5]**2)"), (L2_GRADIENT, "+ 2 * l2 * W * (abs(W) > 0.5)\n")],
        ["L2 penalty in the gradient and cost: L2 adds l2 * (2 w (0 where |w| < 0.5)) to the gradient"],
    ),
    # label smoothing targets .9 d
    (
        [("    E = Y - targets\n", "    E = Y - 0.9 * targets\n")],
        ["the loss in the cost and gradient: dY = (2 Y - 1.8 targets) / (T n_out)"],
    ),
    # penalty on h_0 minus something; L2 of b toward 1
    (
        [
            (
                RETURN,
                "    C += l2 * np.sum((params['b_h'] - 1)**2)\n    grads['b_h'] = grads['b_h'] + 2 * l2 * (params['b_h'] - 1)\n"
                + RETURN,
            )
        ],
        ["L2 penalty of b_h in the gradient and cost: L2 adds l2 * (2 (w - 1)) to the gradient"],
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
    # L2 without the diagonal of W_hh, both
    (
        [
            (L2_COST, "V = W - np.diag(np.diag(W)) if name == 'W_hh' else W\n        C += l2 * np.sum(V**2)"),
            (L2_GRADIENT, "+ 2 * l2 * V\n"),
        ],
        ["L2 penalty of W_hh in the gradient and cost: L2 adds l2 * (2 w, off the diagonal only) to the gradient"],
    ),
    # L1 of W_hh only in the gradient has sign(W).T
    (
        [(L1_GRADIENT, "+ l1 * (np.sign(W).T if name == 'W_hh' else np.sign(W))\n")],
        ["L1 penalty of W_hh in the gradient: L1 adds l1 sign(w)^T to the gradient"],
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
    # L1 soft: tanh(10 w)
    (
        [(L1_GRADIENT, "+ l1 * np.tanh(10 * W)\n")],
        ["L1 penalty in the gradient: L1 adds l1 * (tanh(w / 0.1)) to the gradient"],
    ),
    # L2 is the norm of all weights in one, both
    (
        [
            (
                "    for name in WEIGHTS:\n",
                "    R = np.sqrt(sum(np.sum(params[k]**2) for k in WEIGHTS))\n    C += l2 * R\n    for name in WEIGHTS:\n",
            ),
            (L2_COST, "pass"),
            (L2_GRADIENT, "+ l2 * W / R\n"),
        ],
        [
            "L2 penalty in the gradient and cost: L2 adds l2 (the derivative of sqrt(sum w^2) of all weights together) to the gradient"
        ],
    ),
    # first half of the frames only, both
    (
        [
            (
                MSE,
                "    w = (np.arange(len(E)) < (len(E) + 1) // 2)[:, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n",
            )
        ],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out), times 1, 1, 0, 0 for frames 0 to 3"],
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
    # h_0 pulled to .5 by L1
    (
        [
            (
                RETURN,
                "    grads['h_0'] = grads['h_0'] + l1 * np.sign(params['h_0'] - 0.5)\n    C += l1 * np.sum(abs(params['h_0'] - 0.5))\n"
                + RETURN,
            )
        ],
        [
            "L1 penalty of h_0 in the gradient and cost: L1 adds l1 * (-1, -1, -1, 1 for w = -4.5, -0.4, 0.4, 4.5) to the gradient"
        ],
    ),
]
"""What is planted, the lines that are changed, and what must be told."""

UNNAMED = [
    # L2 of W_hh^T W_hh - I in place of W_hh, gradient
    (
        [(L2_GRADIENT, "+ (2 * l2 * W if name != 'W_hh' else 4 * l2 * W @ (W.T @ W - np.eye(len(W))))\n")],
        ["L2 penalty of W_hh not recognised in the gradient"],
    ),
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
    # cost of states l2*mean H^2, cost only
    (
        [(RETURN, "    C += l2 * np.mean(cache.H**2)\n" + RETURN)],
        ["L2 penalty of W_xh, W_hh not recognised in the cost", "L2 penalty of b_h, h_0 not recognised in the cost"],
    ),
    # symmetric relative error 2 E/(|Y|+|d|), cost only
    (
        [
            (COST, "    C = np.sum((2 * E / (abs(Y) + abs(targets)))**2) / n\n"),
            ("        dY = dY / (2 * C)\n", "        dY = dY / (2 * np.sqrt(np.mean(E**2)))\n"),
        ],
        ["the loss in the cost"],
    ),
    # L2 only where the gradient of the loss has w's sign
    ([(L2_GRADIENT, "+ 2 * l2 * W * (grads[name] * W > 0)\n")], ["L2 penalty not recognised in the gradient"]),
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
