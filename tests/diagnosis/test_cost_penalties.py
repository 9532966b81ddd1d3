"""Slips in the penalties of a cost: where they are, and what is added in the place of what.

The programs were written before what reads them, or without a look at it.
"""
# ruff: noqa: E501 -- a planted line is left in one piece

COST = "    C = np.sum(E**2) / n\n"
L2_COST = "C += l2 * np.sum(W**2)"
L2_GRADIENT = "+ 2 * l2 * W\n"
L1_COST = "C += l1 * np.abs(W).sum()"
L1_GRADIENT = "+ l1 * np.sign(W)\n"
RETURN = "    return C, grads\n"
PROGRAMS = [
    # both norms with l2
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1 = l2 = settings.l2\n")],
        ["l2 in place of l1 in the gradient and cost: l2 multiplies both norms"],
    ),
    # the sum itself in place of its sign
    (
        [("+ l1 * np.sign(W.sum())\n", "+ l1 * abs(W.sum())\n")],
        ["L1 penalty in the gradient: L1 adds l1 |sum w| to the gradient"],
    ),
    # divided by the number of all weights
    (
        [
            (
                "    l1, l2 = settings.l1, settings.l2\n",
                "    n_all = sum(params[k].size for k in WEIGHTS)\n    l1, l2 = settings.l1 / n_all, settings.l2 / n_all\n",
            )
        ],
        [
            "L1 and L2 penalty in the gradient and cost: L1 adds l1 sign(sum w) / n_weights and L2 adds 2 l2 w / n_weights to the gradient"
        ],
    ),
    # times the loss, in the cost
    (
        [
            ("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2, loss = settings.l1, settings.l2, C\n"),
            ("C += l1 * np.abs(W).sum()", "C += loss * l1 * np.abs(W).sum()"),
            ("C += l1 * abs(W.sum())", "C += loss * l1 * abs(W.sum())"),
            ("C += l2 * np.sum(W**2)", "C += loss * l2 * np.sum(W**2)"),
        ],
        ["L1 and L2 penalty in the cost: L1 adds loss l1 |sum w| and L2 adds loss l2 sum w^2 to the cost"],
    ),
    # L2 is the root of the sum of squares, in both
    (
        [
            ("C += l2 * np.sum(W**2)\n", "C += l2 * np.sqrt(np.sum(W**2))\n"),
            ("+ 2 * l2 * W\n", "+ l2 * W / np.sqrt(np.sum(W**2))\n"),
        ],
        ["L2 penalty in the gradient and cost: L2 adds l2 w / sqrt(sum w^2) to the gradient"],
    ),
    # L2 of all weights together under one root, cost only
    (
        [
            (
                "C += l2 * np.sum(W**2)\n",
                "C += l2 * np.linalg.norm(np.concatenate([params[k].ravel() for k in WEIGHTS])) / 3\n",
            )
        ],
        ["L2 penalty in the cost: L2 adds l2 sqrt(sum w^2) of all weights together to the cost"],
    ),
    # |sum| over all matrices together, in both
    (
        [
            (
                "C += l1 * abs(W.sum())\n",
                "C += l1 * abs(np.concatenate([params[k].ravel() for k in WEIGHTS]).sum()) / 3\n",
            ),
            (
                "+ l1 * np.sign(W.sum())\n",
                "+ l1 * np.sign(np.concatenate([params[k].ravel() for k in WEIGHTS]).sum())\n",
            ),
        ],
        ["L1 penalty in the gradient and cost: L1 adds l1 sign(sum w of all weights together) to the gradient"],
    ),
    # L2 on biases, gradient only
    (
        [
            (
                "    return C, grads\n",
                "    for k in ('b_h', 'b_y'):\n        grads[k] = grads[k] + 2 * l2 * params[k]\n    return C, grads\n",
            )
        ],
        ["L2 penalty of b_h, b_y in the gradient: L2 adds 2 l2 w to the gradient"],
    ),
    # L1 is a mean, in both
    (
        [
            ("C += l1 * np.abs(W).sum()\n", "C += l1 * np.abs(W).mean()\n"),
            ("+ l1 * np.sign(W)\n", "+ l1 * np.sign(W) / W.size\n"),
        ],
        ["L1 penalty in the gradient and cost: L1 adds l1 sign(w) / W.size to the gradient"],
    ),
    # L2 square missing in the cost
    ([("C += l2 * np.sum(W**2)\n", "C += l2 * np.sum(W)\n")], ["L2 penalty in the cost: L2 adds l2 sum w to the cost"]),
    # L1 as abs of column sums, cost
    (
        [("C += l1 * np.abs(W).sum()\n", "C += l1 * np.abs(W.sum(axis=0)).sum()\n")],
        ["L1 penalty in the cost: L1 adds l1 |sum w| of each column to the cost"],
    ),
    # abs_sum of the columns, in both
    (
        [
            ("C += l1 * abs(W.sum())\n", "C += l1 * np.abs(W.sum(axis=0)).sum()\n"),
            ("+ l1 * np.sign(W.sum())\n", "+ l1 * np.sign(W.sum(axis=0))\n"),
        ],
        ["L1 penalty in the gradient and cost: L1 adds l1 sign(sum w of its column) to the gradient"],
    ),
    # L2 largest singular value
    (
        [("C += l2 * np.sum(W**2)\n", "C += l2 * np.linalg.norm(W, 2) ** 2\n")],
        ["L2 penalty in the cost: L2 adds l2 (the largest singular value)^2 to the cost"],
    ),
    # L1 or L2, never both
    (
        [
            (
                "        C += l2 * np.sum(W**2)\n        grads[name] = grads[name] + 2 * l2 * W\n",
                "        if not l1:\n"
                "            C += l2 * np.sum(W**2)\n"
                "            grads[name] = grads[name] + 2 * l2 * W\n",
            )
        ],
        ["L2 penalty missing beside L1: L2 is left out where l1 is not 0"],
    ),
    # l1 for both penalties
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = settings.l1, settings.l1\n")],
        ["l1 in place of l2 in the gradient and cost: l1 multiplies both norms"],
    ),
    # penalties inside the root
    (
        [
            ('    if settings.loss == "rmse":\n        C = np.sqrt(C)\n        dY = dY / (2 * C)\n', ""),
            (
                "    return C, grads\n",
                "    if settings.loss == 'rmse':\n"
                "        C = np.sqrt(C)\n"
                "        grads = {k: g / (2 * C) for k, g in grads.items()}\n"
                "    return C, grads\n",
            ),
        ],
        ["penalties under the root in the gradient and cost: C = sqrt(mean(E^2) + penalties)"],
    ),
    # penalties of the gradient divided by the number of songs
    (
        [
            (
                "    grads = rnn.backward(params, dY, cache)\n",
                "    grads = rnn.backward(params, dY, cache)\n    songs = 387\n",
            ),
            ("+ 2 * l2 * W\n", "+ 2 * l2 / songs * W\n"),
            ("+ l1 * np.sign(W)\n", "+ l1 / songs * np.sign(W)\n"),
            ("+ l1 * np.sign(W.sum())\n", "+ l1 / songs * np.sign(W.sum())\n"),
        ],
        ["L1 and L2 penalty in the gradient: L1 adds l1 sign(sum w) / 387 and L2 adds 2 l2 w / 387 to the gradient"],
    ),
    # L1 subtracted in the cost
    (
        [
            ("C += l1 * np.abs(W).sum()\n", "C -= l1 * np.abs(W).sum()\n"),
            ("C += l1 * abs(W.sum())\n", "C -= l1 * abs(W.sum())\n"),
        ],
        ["L1 penalty in the cost: L1 adds -l1 |sum w| to the cost"],
    ),
    # L2's gradient transposed for W_hh
    (
        [("+ 2 * l2 * W\n", "+ 2 * l2 * (W.T if name == 'W_hh' else W)\n")],
        ["L2 penalty of W_hh in the gradient: L2 adds 2 l2 w^T to the gradient"],
    ),
    # L2 of W_xh twice
    (
        [
            (
                "    return C, grads\n",
                "    C += l2 * np.sum(params['W_xh'] ** 2)\n"
                "    grads['W_xh'] = grads['W_xh'] + 2 * l2 * params['W_xh']\n"
                "    return C, grads\n",
            )
        ],
        ["L2 penalty of W_xh in the gradient and cost: L2 adds 4 l2 w to the gradient"],
    ),
    # cost overwritten by the last penalty
    (
        [("C += l2 * np.sum(W**2)\n", "C = l2 * np.sum(W**2)\n")],
        [
            "the loss in the cost: loss = 0",
            "L1 penalty missing in the cost: L1 adds 0 to the cost",
            "L2 penalty of W_xh, W_hh missing in the cost: L2 adds 0 to the cost",
        ],
    ),
    # gradient overwritten by the penalty
    (
        [("        grads[name] = grads[name] + 2 * l2 * W\n", "        grads[name] = 2 * l2 * W\n")],
        ["gradient overwritten: dW = what L2 adds, alone"],
    ),
    # penalties once for each frame, in both
    (
        [("    for name in WEIGHTS:\n", "    for name in WEIGHTS * len(E):\n")],
        ["L1 and L2 penalty in the gradient and cost: L1 adds T l1 sign(sum w) and L2 adds 2 T l2 w to the gradient"],
    ),
    # L2 is (sum of w)^2 in the cost
    (
        [("C += l2 * np.sum(W**2)\n", "C += l2 * W.sum() ** 2\n")],
        ["L2 penalty in the cost: L2 adds l2 (sum w)^2 to the cost"],
    ),
    # all parameters penalised by L1, cost only
    (
        [
            (
                "    return C, grads\n",
                "    norm = (lambda b: np.abs(b).sum()) if settings.l1_norm == 'l1' else lambda b: abs(b.sum())\n"
                "    C += l1 * sum(norm(params[k]) for k in ('b_h', 'b_y', 'h_0'))\n"
                "    return C, grads\n",
            )
        ],
        ["L1 penalty of b_h, b_y, h_0 in the cost: L1 adds l1 |sum w| to the cost"],
    ),
    # elastic net: L1 and L2 weighed 0.5
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = 0.5 * settings.l1, 0.5 * settings.l2\n")],
        ["L1 and L2 penalty in the gradient and cost: L1 adds 0.5 l1 sign(sum w) and L2 adds l2 w to the gradient"],
    ),
    # sign of both penalties' gradients
    (
        [
            ("+ 2 * l2 * W\n", "- 2 * l2 * W\n"),
            ("+ l1 * np.sign(W)\n", "- l1 * np.sign(W)\n"),
            ("+ l1 * np.sign(W.sum())\n", "- l1 * np.sign(W.sum())\n"),
        ],
        ["L1 and L2 penalty in the gradient: L1 adds -l1 sign(sum w) and L2 adds -2 l2 w to the gradient"],
    ),
    # L2 gradient of the penalised norm: W / norm
    (
        [("+ 2 * l2 * W\n", "+ l2 * W / np.linalg.norm(W)\n")],
        ["L2 penalty in the gradient: L2 adds l2 w / sqrt(sum w^2) to the gradient"],
    ),
    # sign of sum of each column, gradient only
    (
        [("+ l1 * np.sign(W.sum())\n", "+ l1 * np.sign(W.sum(axis=0))\n")],
        ["L1 penalty in the gradient: L1 adds l1 sign(sum w of its column) to the gradient"],
    ),
    # L1 gradient sign(W) * W
    (
        [("+ l1 * np.sign(W)\n", "+ l1 * np.sign(W) * W\n")],
        ["L1 penalty in the gradient: L1 adds l1 |w| to the gradient"],
    ),
    # square of the sum in both
    (
        [("C += l2 * np.sum(W**2)\n", "C += l2 * np.sum(W)**2\n"), ("+ 2 * l2 * W\n", "+ 2 * l2 * np.sum(W)\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2 sum w to the gradient"],
    ),
    # penalties divided by the number of matrices, gradient
    (
        [("+ 2 * l2 * W\n", "+ 2 * l2 / len(WEIGHTS) * W\n")],
        ["L2 penalty in the gradient: L2 adds 2 l2 w / 3 to the gradient"],
    ),
    # L2 of the last matrix only: indentation
    (
        [
            (
                "        C += l2 * np.sum(W**2)\n        grads[name] = grads[name] + 2 * l2 * W\n",
                "    C += l2 * np.sum(W**2)\n    grads[name] = grads[name] + 2 * l2 * W\n",
            )
        ],
        ["L2 penalty of W_xh, W_hh missing in the gradient and cost: L2 adds 0 to the gradient"],
    ),
    # norm of each matrix by np.linalg.norm(W, 1)
    (
        [("C += l1 * np.abs(W).sum()\n", "C += l1 * np.linalg.norm(W, 1)\n")],
        ["L1 penalty in the cost: L1 adds l1 the largest sum |w| of a column to the cost"],
    ),
    # squares of the L1 norm
    (
        [("C += l1 * np.abs(W).sum()\n", "C += l1 * np.abs(W).sum() ** 2\n")],
        ["L1 penalty in the cost: L1 adds l1 (sum |w|)^2 to the cost"],
    ),
    # L2 penalty's gradient for W_hh is that of W_xh's sum
    ([("+ 2 * l2 * W\n", "+ 2 * l2 * W.sum()\n")], ["L2 penalty in the gradient: L2 adds 2 l2 sum w to the gradient"]),
    # l2 decays with the number of units
    (
        [("    l1, l2 = settings.l1, settings.l2\n", "    l1, l2 = settings.l1, settings.l2 / len(params['h_0'])\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2 w / n_hidden to the gradient"],
    ),
    # L2 of the diagonals only, both
    (
        [(L2_COST, "C += l2 * np.sum(np.diag(W)**2)"), (L2_GRADIENT, "+ 2 * l2 * W * np.eye(*W.shape)\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2 w, on the diagonal only, to the gradient"],
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
        ["L1 and L2 penalty in the gradient: L1 adds 0.5 l1 sign(w) / rmse and L2 adds l2 w / rmse to the gradient"],
    ),
    # L2 of W_hh - I, both
    (
        [
            (L2_COST, "V = W - np.eye(len(W)) if name == 'W_hh' else W\n        C += l2 * np.sum(V**2)"),
            (L2_GRADIENT, "+ 2 * l2 * V\n"),
        ],
        ["L2 penalty of W_hh in the gradient and cost: L2 adds 2 l2 w - 2 l2 (1 on the diagonal) to the gradient"],
    ),
    # L1's gradient only for positive w
    (
        [(L1_GRADIENT, "+ l1 * (W > 0)\n")],
        ["L1 penalty in the gradient: L1 adds 0.5 l1 sign(w) + 0.5 l1 to the gradient"],
    ),
    # L1's gradient w / sqrt(w^2 + .01)
    (
        [(L1_GRADIENT, "+ l1 * W / np.sqrt(W**2 + 0.01)\n")],
        ["L1 penalty in the gradient: L1 adds 10 l1 w / sqrt(1 + (w / 0.1)^2) to the gradient"],
    ),
    # L2 of the upper triangle only, gradient
    (
        [(L2_GRADIENT, "+ 2 * l2 * np.triu(W)\n")],
        ["L2 penalty in the gradient: L2 adds 2 l2 w, on and above the diagonal only, to the gradient"],
    ),
    # L1's gradient W / (|W| + .1)
    (
        [(L1_GRADIENT, "+ l1 * W / (np.abs(W) + 0.1)\n")],
        ["L1 penalty in the gradient: L1 adds 10 l1 w / (1 + |w| / 0.1) to the gradient"],
    ),
    # L2 divided by the number of rows, both
    (
        [(L2_COST, L2_COST + " / len(W)"), (L2_GRADIENT, "+ 2 * l2 * W / len(W)\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2 w / len(W) to the gradient"],
    ),
    # L1 is the squared sum of each column, both
    (
        [
            (L1_COST, "C += l1 * (np.abs(W).sum(axis=0)**2).sum()"),
            (L1_GRADIENT, "+ 2 * l1 * np.abs(W).sum(axis=0) * np.sign(W)\n"),
        ],
        ["L1 penalty in the gradient and cost: L1 adds 2 l1 sign(w) sum |w| of its column to the gradient"],
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
        ["L2 penalty of b_h, b_y in the gradient and cost: L2 adds 2 l2 w / W.size to the gradient"],
    ),
    # L2's gradient with w clipped to .5
    (
        [(L2_GRADIENT, "+ 2 * l2 * np.clip(W, -0.5, 0.5)\n")],
        ["L2 penalty in the gradient: L2 adds 2 l2 clip(w, -0.5, 0.5) to the gradient"],
    ),
    # sqrt of |w| L1, both
    (
        [
            (L1_COST, "C += l1 * np.sqrt(np.abs(W)).sum()"),
            (L1_GRADIENT, "+ l1 * np.sign(W) / 2 / np.sqrt(np.abs(W))\n"),
        ],
        ["L1 penalty in the gradient and cost: L1 adds 0.5 l1 sign(w) |w|^-0.5 to the gradient"],
    ),
    # L2 of W_xh only upper rows
    (
        [(L2_GRADIENT, "+ 2 * l2 * W * (np.arange(len(W)) < 2)[:, None]\n")],
        ["L2 penalty in the gradient: L2 adds 2 l2 w - 2 l2 w, without the first two rows, to the gradient"],
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
        ["L2 penalty in the gradient: L2 adds 2 l2 w, of the last column only, to the gradient"],
    ),
    # max-norm: L2 only of w > 0.5 in both
    (
        [(L2_COST, "C += l2 * np.sum(W[abs(W) > 0.5]**2)"), (L2_GRADIENT, "+ 2 * l2 * W * (abs(W) > 0.5)\n")],
        ["L2 penalty in the gradient and cost: L2 adds 2 l2 w (0 where |w| < 0.5) to the gradient"],
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
        ["L2 penalty of b_h in the gradient and cost: L2 adds 2 l2 w - 2 l2 to the gradient"],
    ),
    # L2 without the diagonal of W_hh, both
    (
        [
            (L2_COST, "V = W - np.diag(np.diag(W)) if name == 'W_hh' else W\n        C += l2 * np.sum(V**2)"),
            (L2_GRADIENT, "+ 2 * l2 * V\n"),
        ],
        ["L2 penalty of W_hh in the gradient and cost: L2 adds 2 l2 w, off the diagonal only, to the gradient"],
    ),
    # L1 of W_hh only in the gradient has sign(W).T
    (
        [(L1_GRADIENT, "+ l1 * (np.sign(W).T if name == 'W_hh' else np.sign(W))\n")],
        ["L1 penalty of W_hh in the gradient: L1 adds l1 sign(w)^T to the gradient"],
    ),
    # L1 soft: tanh(10 w)
    (
        [(L1_GRADIENT, "+ l1 * np.tanh(10 * W)\n")],
        ["L1 penalty in the gradient: L1 adds l1 tanh(w / 0.1) to the gradient"],
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
        ["L2 penalty in the gradient and cost: L2 adds l2 w / sqrt(sum w^2 of all weights together) to the gradient"],
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
        ["L1 penalty of h_0 in the gradient and cost: L1 adds l1 sign(w - 0.5) to the gradient"],
    ),
]
"""What is planted, the lines that are changed, and what must be told."""

UNNAMED = [
    # L2 of W_hh^T W_hh - I in place of W_hh, gradient
    (
        [(L2_GRADIENT, "+ (2 * l2 * W if name != 'W_hh' else 4 * l2 * W @ (W.T @ W - np.eye(len(W))))\n")],
        ["L2 penalty of W_hh not recognised in the gradient"],
    ),
    # cost of states l2*mean H^2, cost only
    (
        [(RETURN, "    C += l2 * np.mean(cache.H**2)\n" + RETURN)],
        ["L2 penalty of W_xh, W_hh not recognised in the cost", "L2 penalty of b_h, h_0 not recognised in the cost"],
    ),
    # L2 only where the gradient of the loss has w's sign
    ([(L2_GRADIENT, "+ 2 * l2 * W * (grads[name] * W > 0)\n")], ["L2 penalty not recognised in the gradient"]),
]
"""What no formula explains: told without one, and nothing false."""


def test_the_slip_is_told(slip_is_told, changes, said):
    slip_is_told(changes, said)
