"""Slips in a loss and its gradient, and losses that nobody listed: one finding, that names it.

The programs were written before what reads them, or without a look at it.
"""
# ruff: noqa: E501 -- a planted line is left in one piece

from elman.diagnosis import diagnose_cost

MSE = "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n"
DY = "    dY = 2 * E / n\n"
COST = "    C = np.sum(E**2) / n\n"
ROOT = "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n"
PASS = "    grads = rnn.backward(params, dY, cache)\n"
PROGRAMS = [
    # targets and outputs clipped
    (
        [("    E = Y - targets\n", "    E = Y - np.clip(targets, 0, 1)\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with the targets clipped to values between 0 and 1"],
    ),
    # cross-entropy in the cost of softmax
    (
        [
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    if settings.output == 'softmax':\n        C = -np.sum(targets * np.log(Y))\n    grads = rnn.backward(params, dY, cache)\n",
            )
        ],
        ["the loss in the cost: loss = -T n_out mean(targets * log(Y))"],
    ),
    # loss of the last frame only, both
    (
        [
            ("    E = Y - targets\n", "    E = (Y - targets)[-1:]\n"),
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    full = np.zeros_like(Y)\n    full[-1:] = dY\n    grads = rnn.backward(params, full, cache)\n",
            ),
        ],
        ["the loss in the cost and gradient: loss = sum(E^2) / n_out, of the last frame only"],
    ),
    # loss leaves out the first frame, cost and gradient, mean over all
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    E = E * (np.arange(len(E)) > 0)[:, None]\n    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
            )
        ],
        ["not finite", "the loss in the cost and gradient: loss = mean(E^2), without the first frame"],
    ),
    # rmse is the mean of each frame's root, in both
    (
        [
            (
                "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n",
                "        r = np.sqrt((E**2).mean(axis=1, keepdims=True))\n"
                "        C = r.mean()\n"
                "        dY = E / (n * r)\n",
            )
        ],
        ["the loss in the cost and gradient: loss = mean over frames of sqrt(sum over outputs of E^2) / sqrt(n_out)"],
    ),
    # rmse is the mean of each output's root, cost only
    (
        [
            (
                "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n",
                "        dY = dY / (2 * np.sqrt(C))\n        C = np.sqrt((E**2).mean(axis=0)).mean()\n",
            )
        ],
        ["the loss in the cost: loss = mean over outputs of sqrt(mean over frames of E^2)"],
    ),
    # gradient is that of the absolute error
    ([("    dY = 2 * E / n\n", "    dY = np.sign(E) / n\n")], ["the gradient of the loss: dY = sign(E) / (T n_out)"]),
    # absolute error in both
    (
        [("    C = np.sum(E**2) / n\n    dY = 2 * E / n\n", "    C = np.abs(E).sum() / n\n    dY = np.sign(E) / n\n")],
        ["the loss in the cost and gradient: loss = mean(|E|)"],
    ),
    # n - 1 in place of n
    (
        [("    n = E.size\n", "    n = max(E.size - 1, 1)\n")],
        ["the loss in the cost and gradient: loss = sum(E^2) / (T n_out - 1)"],
    ),
    # targets of the next frame
    (
        [("    E = Y - targets\n", "    E = Y - np.roll(targets, -1, axis=0)\n")],
        [
            "the loss in the cost and gradient: loss = mean(E^2), with targets of the next frame (the last takes the first)"
        ],
    ),
    # outputs of the frame before
    (
        [("    E = Y - targets\n", "    E = np.vstack([Y[:1], Y[:-1]]) - targets\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with Y of the frame before (the first keeps its own)"],
    ),
    # cross-entropy gradient for softmax: dA = E, through the derivative again left out
    (
        [
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    grads = rnn.backward(params, dY, cache._replace(output='linear'))\n",
            )
        ],
        ["output derivative missing: dA = dY"],
    ),
    # errors clipped in the gradient
    (
        [("    dY = 2 * E / n\n", "    dY = 2 * np.clip(E, -1, 1) / n\n")],
        ["the gradient of the loss: dY = 2 clip(E, -1, 1) / (T n_out), as of Huber's loss"],
    ),
    # norm of E over n
    (
        [("    C = np.sum(E**2) / n\n", "    C = np.linalg.norm(E) / n\n")],
        ["the loss in the cost: loss = sqrt(sum(E^2)) / (T n_out)"],
    ),
    # small number added to the root
    (
        [
            (
                "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n",
                "        C = np.sqrt(C)\n        dY = dY / (2 * C + 1e-6)\n",
            )
        ],
        ["right to 5 digits only"],
    ),
    # gradient of the loss averaged over frames
    (
        [("    dY = 2 * E / n\n", "    dY = 2 * E / n\n    dY = np.repeat(dY.mean(axis=0)[None], len(E), axis=0)\n")],
        ["the gradient of the loss: dY = 2 E / (T n_out), with E averaged over the frames"],
    ),
    # standard deviation for rmse
    (
        [("        C = np.sqrt(C)\n", "        C = E.std()\n")],
        ["not finite", "the loss in the cost: loss = sqrt(var(E))"],
    ),
    # outputs squared, not errors
    (
        [("    C = np.sum(E**2) / n\n", "    C = np.sum(Y**2) / n\n")],
        ["the loss in the cost: loss = mean(Y^2)"],
    ),
    # rmse's gradient not divided by n
    (
        [("        dY = dY / (2 * C)\n", "        dY = E / C\n")],
        ["the gradient of the loss: dY = E / L"],
    ),
    # weights of later frames larger
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    w = np.arange(1, len(E) + 1)[:, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n",
            )
        ],
        ["the loss in the cost and gradient: loss = mean(E^2), times t + 1"],
    ),
    # first output only
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    C = np.sum(E[:, 0] ** 2) / len(E)\n"
                "    dY = 2 * E / n * (np.arange(E.shape[1]) == 0) * E.shape[1]\n",
            )
        ],
        ["the loss in the cost and gradient: loss = sum(E^2) / T, of the first output only"],
    ),
    # log cosh
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    C = np.mean(np.log(np.cosh(E)))\n    dY = np.tanh(E) / n\n",
            )
        ],
        ["the loss in the cost and gradient: dY = tanh(E) / (T n_out), as of the loss log(cosh(E))"],
    ),
    # means over frames first, then squares
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    M = E.mean(axis=0)\n    C = np.mean(M**2)\n    dY = 2 * M / n + 0 * E\n",
            )
        ],
        ["the loss in the cost and gradient: loss = mean(E^2), with E averaged over the frames"],
    ),
    # mean over outputs only
    ([("    n = E.size\n", "    n = E.shape[1]\n")], ["the loss in the cost and gradient: loss = sum(E^2) / n_out"]),
    # half in both
    (
        [("    C = np.sum(E**2) / n\n    dY = 2 * E / n\n", "    C = np.sum(E**2) / (2 * n)\n    dY = E / n\n")],
        ["the loss in the cost and gradient: loss = 0.5 mean(E^2)"],
    ),
    # targets one frame later, one frame less
    (
        [("    E = Y - targets\n", "    E = np.zeros_like(Y)\n    E[:-1] = Y[:-1] - targets[1:]\n")],
        [
            "not finite",
            "the loss in the cost and gradient: loss = mean(E^2), with Y[t] - targets[t + 1], without the last frame",
        ],
    ),
    # output derivative twice
    (
        [
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    if settings.output == 'tanh':\n"
                "        dY = dY * (1 - Y**2)\n"
                "    grads = rnn.backward(params, dY, cache)\n",
            )
        ],
        ["derivative of tanh twice: dA = dY * (1 - Y^2), done twice"],
    ),
    # softmax: dY is Y - targets over T
    (
        [("    dY = 2 * E / n\n", "    dY = 2 * E / n if settings.output != 'softmax' else E / len(E)\n")],
        ["the gradient of the loss: dY = 0.5 E / (T L)"],
    ),
    # targets centred
    (
        [("    E = Y - targets\n", "    E = Y - (targets - targets.mean(axis=0))\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with targets minus its mean over the frames"],
    ),
    # Huber's loss, delta 1, both
    (
        [(MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n")],
        ["the loss in the cost and gradient: dY = clip(E, -1, 1) / (T n_out), as of Huber's loss"],
    ),
    # relative error with |d| + .01, cost only
    (
        [
            (COST, "    C = np.sum((E / (abs(targets) + 0.01))**2) / n\n"),
            ("        dY = dY / (2 * C)\n", "        dY = dY / (2 * np.sqrt(np.mean(E**2)))\n"),
        ],
        ["the loss in the cost: loss = mean(E^2 / (|targets| + 0.01)^2)"],
    ),
    # dY clipped to 0.1
    (
        [(PASS, "    dY = np.clip(dY, -0.1, 0.1)\n" + PASS)],
        ["the gradient of the loss: dY = the right one, clipped to values between -0.1 and 0.1"],
    ),
    # outputs weighted 1, 1/2, 1/3, both
    (
        [(MSE, "    w = 1 / np.arange(1, E.shape[1] + 1)\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), divided by j + 1"],
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
        ["the loss in the cost and gradient: loss = mean(|E|^3)"],
    ),
    # quantile loss, tau .9, both
    (
        [(MSE, "    C = np.mean(np.where(E > 0, 0.9 * E, -0.1 * E))\n    dY = np.where(E > 0, 0.9, -0.1) / n\n")],
        ["the loss in the cost and gradient: dY = 0.9 (1 where E > 0) / (T n_out) - 0.1 (1 where E < 0) / (T n_out)"],
    ),
    # Huber's gradient with delta .5
    (
        [(DY, "    dY = 2 * np.clip(E, -0.5, 0.5) / n\n")],
        ["the gradient of the loss: dY = 2 clip(E, -0.5, 0.5) / (T n_out), as of Huber's loss"],
    ),
    # gradient divided by the targets
    ([(DY, "    dY = 2 * E / targets / n\n")], ["the gradient of the loss: dY = 2 E / targets / (T n_out)"]),
    # E^4, both
    (
        [(MSE, "    C = np.mean(E**4)\n    dY = 4 * E**3 / n\n")],
        ["the loss in the cost and gradient: loss = mean(E^4)"],
    ),
    # frames weighted .9^(T-1-t), both
    (
        [(MSE, "    w = 0.9 ** np.arange(len(E))[::-1, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), times 0.9^(T - 1 - t)"],
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
        ["the loss in the cost and gradient: dY = 2 (E where E > 0) / (T n_out) + 4 (E where E < 0) / (T n_out)"],
    ),
    # dY = arctan(E)
    ([(DY, "    dY = 2 * np.arctan(E) / n\n")], ["the gradient of the loss: dY = 2 arctan(E) / (T n_out)"]),
    # errors over std of targets, both
    (
        [
            ("    E = Y - targets\n", "    E = (Y - targets) / targets.std()\n"),
            (DY, "    dY = 2 * E / n / targets.std()\n"),
        ],
        ["not finite", "the loss in the cost and gradient: loss = mean(E^2 / var(targets))"],
    ),
    # weights |targets|, both
    (
        [(MSE, "    w = abs(targets)\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n")],
        ["the loss in the cost and gradient: loss = mean(E^2 |targets|)"],
    ),
    # smoothness penalty, both
    (
        [
            (
                DY,
                "    D = np.diff(Y, axis=0)\n    C += 0.1 * np.sum(D**2)\n    dY = 2 * E / n\n    dY[1:] += 0.2 * D\n    dY[:-1] -= 0.2 * D\n",
            )
        ],
        ["the loss in the cost and gradient: loss = mean(E^2) + 0.1 sum of (Y[t + 1] - Y[t])^2"],
    ),
    # targets clipped, both
    (
        [("    E = Y - targets\n", "    E = Y - np.clip(targets, -1, 1)\n")],
        [
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
            "the loss in the cost: a loss with the derivative dY = clip(E, -1.5, 1.5) / (T n_out), as of Huber's loss",
            "the gradient of the loss: dY = clip(E, -1, 1) / (T n_out), as of Huber's loss",
        ],
    ),
    # label smoothing targets .9 d
    (
        [("    E = Y - targets\n", "    E = Y - 0.9 * targets\n")],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out) + 0.2 targets / (T n_out)"],
    ),
    # backward slip too: Huber + carry
    (
        [
            (MSE, "    C = np.mean(np.where(abs(E) < 1, E**2 / 2, abs(E) - 0.5))\n    dY = np.clip(E, -1, 1) / n\n"),
            (PASS, PASS + "    grads['W_hh'] = grads['W_hh'].T\n"),
        ],
        [
            "the loss in the cost and gradient: dY = clip(E, -1, 1) / (T n_out), as of Huber's loss",
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
        ["the loss in the cost and gradient: loss = mean(E^2) + 2 mean(E^2), of the first output only"],
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
        ["the loss in the cost and gradient: loss = mean(E^2), of the first half of the frames only, rounded up"],
    ),
]
"""What is planted, the lines that are changed, and what must be told."""

UNNAMED = [
    # cost and gradient exp(C)
    (
        [
            (
                '    if settings.loss == "rmse":\n' + ROOT,
                '    if settings.loss == "rmse":\n        C = np.sqrt(C)\n        dY = dY / (2 * C)\n    dY = dY * np.exp(C)\n    C = np.exp(C)\n',
            )
        ],
        ["the cost and gradient without penalties"],
    ),
    # 1 - correlation, both
    (
        [
            (
                MSE,
                "    a, b = Y - Y.mean(), targets - targets.mean()\n    sa, sb = np.sqrt((a**2).sum()) + 1e-12, np.sqrt((b**2).sum()) + 1e-12\n    r = (a * b).sum() / sa / sb\n    C = 1 - r\n    dY = -(b / sa / sb - r * a / sa**2)\n",
            )
        ],
        ["the cost and gradient without penalties"],
    ),
    # symmetric relative error 2 E/(|Y|+|d|), cost only
    (
        [
            (COST, "    C = np.sum((2 * E / (abs(Y) + abs(targets)))**2) / n\n"),
            ("        dY = dY / (2 * C)\n", "        dY = dY / (2 * np.sqrt(np.mean(E**2)))\n"),
        ],
        ["the cost without penalties"],
    ),
]
"""What no formula explains: told without one, and nothing false."""


def test_the_slip_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)


def test_a_mistake_of_the_backward_pass_is_told_with_all_outputs_that_show_it(student):
    """The derivative of tanh for every output: two losses, each tried with two outputs."""
    change = (
        "    grads = rnn.backward(params, dY, cache)\n",
        "    dY = dY * (1 - Y**2) if settings.output != 'tanh' else dY\n",
    )
    tail = "    grads = rnn.backward(params, dY, cache._replace(output='linear' if settings.output != 'tanh' else 'tanh'))\n"
    [finding] = diagnose_cost(student((change[0], change[1] + tail), base="cost")).findings
    assert finding.only == "with output linear and softmax only"


def test_a_mistake_of_one_loss_is_told_with_it(student):
    [finding] = diagnose_cost(student(("        dY = dY / (2 * C)\n", "        dY = dY / C\n"), base="cost")).findings
    assert finding.only == "with rmse only"
    change = '    if settings.loss == "mse":\n        dY = 2 * E\n    grads = rnn.backward(params, dY, cache)\n'
    [finding] = diagnose_cost(student(("    grads = rnn.backward(params, dY, cache)\n", change), base="cost")).findings
    assert (finding.name, finding.only) == ("the gradient of the loss", "with mse only")
