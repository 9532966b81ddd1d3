"""Slips in a loss and its gradient: one finding, that names it.

The programs were written before what reads them, or without a look at it.
"""

import pytest

PROGRAMS = [
    # loss of the last frame only, both
    (
        [
            ("    E = Y - targets\n", "    E = (Y - targets)[-1:]\n"),
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    full = np.zeros_like(Y)\n    full[-1:] = dY\n    grads = rnn.backward(params, full, cache)\n",
            ),
        ],
        ["the loss in the cost and gradient: dY = 2 * T * E / (T n_out), of the last frame only"],
    ),
    # loss leaves out the first frame, cost and gradient, mean over all
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    E = E * (np.arange(len(E)) > 0)[:, None]\n    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
            )
        ],
        ["not finite", "the loss in the cost and gradient: dY = 2 E / (T n_out), without the first frame"],
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
        [
            "the loss in the cost and gradient: loss = 1 / sqrt(n_out) * mean over frames of sqrt(sum over outputs of E^2)"
        ],
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
        ["the loss in the cost and gradient: dY = sign(E) / (T n_out)"],
    ),
    # n - 1 in place of n
    (
        [("    n = E.size\n", "    n = max(E.size - 1, 1)\n")],
        ["the loss in the cost and gradient: loss = T n_out / (T n_out - 1) * mean(E^2)"],
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
        ["the gradient of the loss: dY = 2 clip(E, -1, 1) / (T n_out)"],
    ),
    # norm of E over n
    (
        [("    C = np.sum(E**2) / n\n", "    C = np.linalg.norm(E) / n\n")],
        ["the loss in the cost: loss = 1 / sqrt(T n_out) * sqrt(mean(E^2))"],
    ),
    # small number added to the root
    (
        [
            (
                "        C = np.sqrt(C)\n        dY = dY / (2 * C)\n",
                "        C = np.sqrt(C)\n        dY = dY / (2 * C + 1e-6)\n",
            )
        ],
        ["right to 6 digits only"],
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
        ["the gradient of the loss: dY = T n_out * E / (T n_out L)"],
    ),
    # weights of later frames larger
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    w = np.arange(1, len(E) + 1)[:, None]\n    C = np.sum(w * E**2) / n\n    dY = 2 * w * E / n\n",
            )
        ],
        ["the loss in the cost and gradient: dY = 2 E / (T n_out), times t + 1"],
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
        ["the loss in the cost and gradient: dY = 2 * n_out * E / (T n_out), of the first output only"],
    ),
    # log cosh
    (
        [
            (
                "    C = np.sum(E**2) / n\n    dY = 2 * E / n\n",
                "    C = np.mean(np.log(np.cosh(E)))\n    dY = np.tanh(E) / n\n",
            )
        ],
        ["the loss in the cost and gradient: dY = tanh(E) / (T n_out)"],
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
    ([("    n = E.size\n", "    n = E.shape[1]\n")], ["the loss in the cost and gradient: loss = T * mean(E^2)"]),
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
        ["the gradient of the loss: dY = 0.5 * n_out * E / (T n_out L)"],
    ),
    # targets centred
    (
        [("    E = Y - targets\n", "    E = Y - (targets - targets.mean(axis=0))\n")],
        ["the loss in the cost and gradient: loss = mean(E^2), with targets minus its mean over the frames"],
    ),
]
"""What is planted, the lines that are changed, and what must be told."""


@pytest.mark.parametrize(("changes", "said"), PROGRAMS[::4])
def test_the_slip_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)


@pytest.mark.long
@pytest.mark.parametrize(("changes", "said"), PROGRAMS)
def test_every_slip_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)
