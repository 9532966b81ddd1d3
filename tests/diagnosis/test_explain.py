"""Mistakes that stand on no list, one or two at a time: the equations of the student's program are told, and nothing else."""

import pytest

from elman.diagnosis import diagnose
from elman.diagnosis.findings import UNKNOWN

PROGRAMS = [
    ("loop", [("dA = dY * (1 - Y**2)", "dA = dY * (1 + Y**2)")], ["dA = dY + Y^2 * dY"]),
    ("loop", [("dA = dY * (1 - Y**2)", "dA = dY * (1 - np.arctanh(Y) ** 2)")], ["dA = dY * (1 - A^2)"]),
    ("loop", [("dz @ W_hh.T", "dz @ (W_hh + W_hh.T) / 2")], ["carry = dZ[t] W_hh^T (W_hh made symmetric)"]),
    (
        "sums",
        [("range(len(X) - 1, -1, -1)", "[len(X) - 1, *range(len(X) - 1, -1, -1)]")],
        ["the loop visits the last frame twice"],
    ),
    (
        "sums",
        [("range(len(X) - 1, -1, -1)", "[*range(len(X) - 1, -1, -1), 0]")],
        ["the loop visits the first frame twice"],
    ),
    (
        "loop",
        [("dA = dY * (1 - Y**2)", "dA = dY * (1 - np.tanh(Y) ** 2)")],
        ["dA = dY * (1 - Y^2), with Y passed through tanh"],
    ),
    ("loop", [("dA = dY * (1 - Y**2)", "dA = -dY * (1 - Y**2)")], ["-dW"]),
    (
        "sums",
        [('np.einsum("ti,ti->t", dY, Y)[:, None]', "np.sum(dY * Y, axis=0)")],
        ["dA = Y * dY - Y * sum over frames(dY * Y)"],
    ),
    (
        "sums",
        [('np.einsum("ti,ti->t", dY, Y)[:, None]', "dY.mean(axis=1, keepdims=True)")],
        ["dA = Y * (dY - mean(dY))"],
    ),
    (
        "sums",
        [('np.einsum("ti,ti->t", dY, Y)[:, None]', "np.sum(dY * Y)")],
        ["dA = Y * dY - Y * sum over frames and outputs(dY * Y)"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[min(t + 1, T - 1)] @ W_hy.T + carry\n")],
        ["dH[t] = dA[t] W_hy^T, with dH of the next frame (the last keeps its own)"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA.sum(axis=0) @ W_hy.T + carry\n")],
        ["dH[t] = dA[t] W_hy^T, with dH summed over all frames"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t].mean() * W_hy.sum(axis=1) + carry\n")],
        ["dH[t] = dA[t] W_hy^T, with dA averaged over the outputs"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dY[t] @ W_hy.T + carry\n")],
        ["dH[t] = dY[t] W_hy^T"],
    ),
    (
        "sums",
        [('"W_xh": X.T @ dZ', '"W_xh": X.reshape(X.shape[::-1]) @ dZ')],
        ["dW_xh = sum of X[t]^T dZ[t], with X reshaped where it must be transposed"],
    ),
    (
        "sums",
        [('from_output = delta @ params["W_hy"].T', 'from_output = (params["W_hy"] @ delta.T).reshape(len(X), -1)')],
        ["dH[t] = dA[t] W_hy^T, with dH reshaped, not transposed back"],
    ),
    (
        "sums",
        [('"W_hh": H[:-1].T @ dZ', '"W_hh": np.roll(H[1:], 1, axis=0).T @ dZ')],
        ["dW_hh = sum of H[t + 1]^T dZ[t], with H of the frame before (the first takes the last)"],
    ),
    (
        "sums",
        [
            (
                '    return {\n        "W_xh"',
                '    dZ[:] = dZ[0]  # one buffer, kept in every frame\n    return {\n        "W_xh"',
            )
        ],
        ["dW_xh = sum of X[t]^T dZ[t], with dZ of the first frame in every frame"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = np.abs(dA[t]) @ W_hy.T + carry\n")],
        ["dH[t] = dA[t] W_hy^T, with dA without its sign"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy[::-1].T + carry\n")],
        ["dH[t] = dA[t] W_hy^T, with dH in reversed order of units"],
    ),
    (
        "loop",
        [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy.reshape(W_hy.shape[::-1]) + carry\n")],
        ["dH[t] = dA[t] W_hy^T (W_hy reshaped where it must be transposed)"],
    ),
    ("loop", [("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy.T / T + carry\n")], ["1 / T * dW"]),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * np.sqrt(1 - H[t + 1] ** 2 + 0j).real\n")],
        ["dZ[t] = (dH[t] + carry) * sqrt(|1 - H[t + 1]^2|)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - np.abs(H[t + 1]))\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - |H[t + 1]|)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1] ** 2) ** 2\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)^2"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1] ** 3)\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^3)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (H[t + 1] > 0)\n")],
        ["dZ[t] = (dH[t] + carry) * (H[t + 1] > 0)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1].mean() ** 2)\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2) (made of the mean over the units)"],
    ),
    (
        "loop",
        [
            (
                "        dz = dh * (1 - H[t + 1] ** 2)\n",
                "        z = X[t] @ params['W_xh'] + params['b_h']\n        dz = dh * (1 - np.tanh(z) ** 2)\n",
            )
        ],
        ["dZ[t] = (dH[t] + carry) * (1 - tanh(Z[t] without H W_hh)^2)"],
    ),
    (
        "sums",
        [("    slope = 1 - H[1:] ** 2\n", "    slope = 1 - H[:-1] ** 2\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t]^2)"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T + dA[t] @ W_hy.T\n")],
        ["carry = dZ[t] W_hh^T + dH[t]"],
    ),
    ("loop", [("        carry = dz @ W_hh.T\n", "        carry = dz\n")], ["carry = dZ[t]"]),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = (dA[t] @ W_hy.T) @ W_hh.T\n")],
        ["carry = dH[t] W_hh^T"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = 0.9 * (dz @ W_hh.T)\n")],
        ["carry = 0.9 dZ[t] W_hh^T"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = 0.5 * carry + dz @ W_hh.T\n")],
        ["carry = dZ[t] W_hh^T + 0.5 carry"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ (W_hh - np.diag(np.diag(W_hh))).T\n")],
        ["carry = dZ[t] W_hh^T (W_hh without its diagonal)"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T * (1 - H[t + 1] ** 2)\n")],
        ["carry = dZ[t] W_hh^T * (1 - H[t + 1]^2)"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ np.linalg.pinv(W_hh)\n")],
        ["carry = dZ[t] W_hh^T (W_hh inverted)"],
    ),
    (
        "loop",
        [
            ("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T if t % 7 else 0 * dz\n"),
            ('    grads["h_0"] = carry\n', '    grads["h_0"] = dz @ W_hh.T\n'),
        ],
        ["the carry is set to zero every 7 frames, counted from the first"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T if t != T - 1 else 0 * dz\n")],
        ["the carry is set to zero 1 frames before the end"],
    ),
    (
        "loop",
        [("np.outer(H[t], dz)", "np.outer(H[T - 1 - t], dz)")],
        ["dW_hh = sum of H[t]^T dZ[t], with dZ in reversed order of frames"],
    ),
    (
        "loop",
        [("np.outer(X[t], dz)", "np.outer(X.mean(axis=0), dz)")],
        ["dW_xh = sum of X[t]^T dZ[t], with dZ averaged over the frames"],
    ),
    (
        "loop",
        [("np.outer(H[t], dz)", "np.outer(H[t] * (t > 0), dz)")],
        ["dW_hh = sum of H[t]^T dZ[t], with dZ without the first frame"],
    ),
    (
        "loop",
        [('grads["b_h"] += dz', 'grads["b_h"] += dz * (1 + (t == T - 1))')],
        ["db_h = sum of dZ[t], with dZ with the last frame twice"],
    ),
    ("loop", [('grads["b_h"] += dz', 'grads["b_h"] = dz')], ["db_h = sum of dZ[t], with dZ of the first frame only"]),
    (
        "sums",
        [('"b_h": dZ.sum(axis=0)', '"b_h": dZ.cumsum(axis=0).sum(axis=0)')],
        ["db_h = sum of dZ[t], with dZ times T - t"],
    ),
    (
        "sums",
        [('"b_h": dZ.sum(axis=0)', '"b_h": dZ.sum(axis=1)')],
        ["db_h = dZ, summed over the units (axis=1), not over the frames"],
    ),
    ("sums", [('"b_h": dZ.sum(axis=0)', '"b_h": dZ.sum(axis=0)[::-1]')], ["db_h = dZ, with its entries reversed"]),
    ("sums", [('"h_0": params["W_hh"] @ dZ[0]', '"h_0": dZ[0]')], ["dh_0 = dZ[0]"]),
    ("sums", [('"h_0": params["W_hh"] @ dZ[0]', '"h_0": params["W_hh"] @ dZ[-1]')], ["dh_0 = dZ[T - 1] W_hh^T"]),
    (
        "sums",
        [('"h_0": params["W_hh"] @ dZ[0]', '"h_0": (params["W_hh"] @ dZ[0]) * (1 - H[0] ** 2)')],
        ["dh_0 = the carry that is left after the loop * (1 - h_0^2)"],
    ),
    ("sums", [('"h_0": params["W_hh"] @ dZ[0]', '"h_0": dZ.sum(axis=0)')], ["dh_0 = sum of dZ[t]"]),
    (
        "loop",
        [("    return grads\n", "    grads['b_h'], grads['h_0'] = grads['h_0'], grads['b_h']\n    return grads\n")],
        ["db_h = the carry that is left after the loop", "dh_0 = sum of dZ[t]"],
    ),
    (
        "loop",
        [("    return grads\n", "    return {k: g / np.sqrt(T) for k, g in grads.items()}\n")],
        ["1 / sqrt(T) * dW"],
    ),
    ("loop", [("    return grads\n", "    return {k: 4 * g / T for k, g in grads.items()}\n")], ["4 * 1 / T * dW"]),
    (
        "loop",
        [("    return grads\n", "    return {k: np.clip(g, -5, 5) for k, g in grads.items()}\n")],
        ["gradients clipped to values between -5 and 5"],
    ),
    (
        "loop",
        [
            (
                "    return grads\n",
                "    n = sum((g**2).sum() for g in grads.values()) / 9\n"
                "    return {k: g / max(1, n**0.5) for k, g in grads.items()}\n",
            )
        ],
        ["gradients clipped all together to a norm of 3"],
    ),
    (
        "loop",
        [("    return grads\n", "    return {k: g / (np.linalg.norm(g) + 1e-12) for k, g in grads.items()}\n")],
        ["each gradient divided by its own norm"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = np.clip(dz @ W_hh.T, -2, 2)\n")],
        ["carry is clipped to values between -2 and 2"],
    ),
    (
        "loop",
        [
            (
                "        dh = dA[t] @ W_hy.T + carry\n",
                "        dh = dA[t] @ W_hy.T + carry\n        n = np.linalg.norm(dh)\n        dh *= min(1, 1.5 / n)\n",
            )
        ],
        ["dh is clipped to a norm of 1.5"],
    ),
    ("loop", [("in reversed(range(T))", "in reversed(range(0, T, 2))")], ["the loop visits frames 0, 2, 4, ... only"]),
    ("loop", [("in reversed(range(T))", "in reversed(range(T - 1))")], ["the loop visits all frames but the last"]),
    (
        "loop",
        [("in reversed(range(T))", "in reversed(range(min(T, 30)))")],
        ["the loop visits the first 30 frames only"],
    ),
    (
        "loop",
        [("    return grads\n", "    grads['W_xh'] = np.triu(grads['W_xh'])\n    return grads\n")],
        ["dW_xh = sum of X[t]^T dZ[t], without what lies below its diagonal"],
    ),
    (
        "loop",
        [("    return grads\n", "    grads['W_hh'] = (grads['W_hh'] + grads['W_hh'].T) / 2\n    return grads\n")],
        ["dW_hh = sum of H[t]^T dZ[t], made symmetric"],
    ),
    (
        "loop",
        [("    return grads\n", "    grads['W_hy'] = grads['W_hy'] * (T % 2)\n    return grads\n")],
        ["dW_hy = 0: never computed, or never put into the dict"],
    ),
    (
        "loop",
        [("    return grads\n", "    grads['b_y'] = grads['b_y'] * (dY.shape[1] > 1)\n    return grads\n")],
        ["db_y = 0: never computed, or never put into the dict"],
    ),
    (
        "loop",
        [("    T = len(X)\n", "    T = len(X)\n    dY = dY * (np.arange(T) >= T // 2)[:, None]\n")],
        ["dA = the derivative of the output for dY, with dY of the second half of the song only"],
    ),
    (
        "loop",
        [("    T = len(X)\n", "    T = len(X)\n    dY = dY - dY.mean(axis=0)\n")],
        ["dA = the derivative of the output for dY, with dY minus its mean over the frames"],
    ),
    (
        "loop",
        [("    T = len(X)\n", "    T = len(X)\n    dY = dY[::-1]\n")],
        ["dA = the derivative of the output for dY, with dY in reversed order of frames"],
    ),
    (  # what the loop has made is used for all sums but one
        "sums",
        [('"W_xh": X.T @ dZ,', '"W_xh": X.T @ (slope * from_output),')],
        ["dZ[t] = dH[t] * (1 - H[t + 1]^2)"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz * W_hh.sum(axis=1)\n")],
        ["carry = dZ[t] * (row sums of W_hh)"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz * W_hh.sum(axis=0)\n")],
        ["carry = dZ[t] * (column sums of W_hh)"],
    ),
    ("loop", [("        carry = dz @ W_hh.T\n", "        carry = dA[t] @ W_hy.T\n")], ["carry = dH[t]"]),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T * H[t]\n")],
        ["carry = dZ[t] W_hh^T * H[t]"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * np.mean(1 - H[t + 1] ** 2)\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2) (averaged over the units)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1] ** 2) if t < T - 1 else dh\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2) (missing in the last frame)"],
    ),
    (
        "loop",
        [("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1] ** 2) if t else dh\n")],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2) (missing in the first frame)"],
    ),
    (
        "sums",
        [('"W_hh": H[:-1].T @ dZ', '"W_hh": (1 - H[:-1] ** 2).T @ dZ')],
        ["dW_hh = sum of (1 - H[t]^2)^T dZ[t]"],
    ),
    (
        "sums",
        [('"b_h": dZ.sum(axis=0)', '"b_h": (X.T @ dZ).sum(axis=0)')],
        ["db_h = the sum of the rows of the sum of X[t]^T dZ[t]"],
    ),
    (
        "loop",
        [("    T = len(X)\n", "    T = len(X)\n    dY = dY / np.linalg.norm(dY)\n")],
        ["dA = the derivative of the output for dY, with dY divided by its norm"],
    ),
]
"""The base program, the lines that are changed, and the equations that must be told."""
PAIRS = [
    (
        "loop",
        [
            ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t] ** 2)\n"),
            ("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh\n"),
        ],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t]^2)", "carry = dZ[t] W_hh"],
    ),
    (
        "loop",
        [
            ("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy.T\n"),
            ("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)"),
        ],
        ["dZ[t] = dH[t] * (1 - H[t + 1]^2)", "dW_hh = sum of H[t + 1]^T dZ[t]"],
    ),
    (
        "loop",
        [
            ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh\n"),
            ('grads["b_y"] += dA[t]', 'grads["b_y"] = dA[t]'),
        ],
        ["dZ[t] = dH[t] + carry", "db_y = sum of dA[t], with dA of the first frame only"],
    ),
    (
        "loop",
        [
            ("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy.reshape(W_hy.shape[::-1]) + carry\n"),
            ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1])\n"),
        ],
        [
            "dH[t] = dA[t] W_hy^T (W_hy reshaped where it must be transposed)",
            "dZ[t] = (dH[t] + carry) * (1 - H[t + 1])",
        ],
    ),
    (
        "loop",
        [
            ("        carry = dz @ W_hh.T\n", "        carry = carry + dz @ W_hh.T\n"),
            ("    return grads\n", "    return {k: g / T for k, g in grads.items()}\n"),
        ],
        ["carry = dZ[t] W_hh^T + carry", "1 / T * dW"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = dh @ W_hh.T\n"), ("dA = dY * (1 - Y**2)", "dA = dY")],
        ["carry = (dH[t] + carry) W_hh^T", "dA = dY"],
    ),
    (
        "loop",
        [("        carry = dz @ W_hh.T\n", "        carry = 2 * dz @ W_hh\n")],
        ["carry = 2 dZ[t] W_hh", "carry doubled"],
    ),
    (
        "loop",
        [("in reversed(range(T))", "in range(T)"), ("np.outer(X[t], dz)", "np.outer(X[t - 1], dz)")],
        [
            "the loop visits all frames, from the first to the last",
            "dW_xh = sum of X[t - 1] (at the ends, from the other end)^T dZ[t]",
        ],
    ),
    (
        "loop",
        [
            ('    grads["h_0"] = carry\n', '    grads["h_0"] = dz\n'),
            ("np.outer(H[t + 1], dA[t])", "np.outer(H[t], dA[t])"),
        ],
        ["dW_hy = sum of H[t]^T dA[t]", "dh_0 = dZ[0]"],
    ),
    (
        "loop",
        [
            ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - np.tanh(H[t + 1]) ** 2)\n"),
            ("    return grads\n", "    grads['W_hh'] = grads['W_hh'].T\n    return grads\n"),
        ],
        ["dZ[t] = (dH[t] + carry) * (1 - tanh(H[t + 1])^2)", "dW_hh = sum of H[t]^T dZ[t], transposed"],
    ),
    (
        "sums",
        [
            ("    slope = 1 - H[1:] ** 2\n", "    slope = 1 - H[1:]\n"),
            ('        later = params["W_hh"] @ dZ[t]\n', '        later = params["W_hh"].T @ dZ[t]\n'),
            ("H[1:].T @ delta", "H[:-1].T @ delta"),
        ],
        ["dZ[t] = (dH[t] + carry) * (1 - H[t + 1])", "carry = dZ[t] W_hh", "dW_hy = sum of H[t]^T dA[t]"],
    ),
    (
        "loop",
        [
            ("        carry = dz @ W_hh.T\n", "        carry = dz @ W_hh.T if t % 5 or t == 0 else 0 * dz\n"),
            ('grads["b_h"] += dz', 'grads["b_h"] += dh'),
        ],
        ["the carry is set to zero every 5 frames, counted from the first", "db_h = sum of (dH[t] + carry)"],
    ),
    (
        "loop",
        [
            ("        dh = dA[t] @ W_hy.T + carry\n", "        dh = dA[t] @ W_hy.T - carry\n"),
            ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 + H[t + 1] ** 2)\n"),
        ],
        ["dZ[t] = (dH[t] - carry) * (1 + H[t + 1]^2)", "carry with the wrong sign"],
    ),
    (
        "loop",
        [
            ("        dh = dA[t] @ W_hy.T + carry\n", "        dh = 2 * dA[t] @ W_hy.T + carry\n"),
            ("    return grads\n", "    grads['W_xh'] *= -1\n    return grads\n"),
        ],
        ["2 dW", "-2 dW_xh"],
    ),
]
"""Two mistakes or three at once."""


def told(diagnosis):
    """The student's equation in each finding, both where two are exchanged, or its heading where it has none."""
    shown = [f.pairs[: 2 if "exchanged" in f.name else 1] or ((f.name,),) for f in diagnosis.findings]
    return [yours for pairs in shown for yours, *_ in pairs]


def explained(student, base, changes, said, words):
    diagnosis = diagnose(student(*changes, base=base))
    assert UNKNOWN not in diagnosis.names
    assert len(said) > 1 or words(diagnosis) <= 60
    assert sorted(told(diagnosis)) == sorted(said), str(diagnosis)


@pytest.mark.parametrize(("base", "changes", "said"), [*PROGRAMS[::4], *PAIRS[::2]])
def test_the_equation_of_the_program_is_told(student, words, base, changes, said):
    explained(student, base, changes, said, words)


@pytest.mark.long
@pytest.mark.parametrize(("base", "changes", "said"), [*PROGRAMS, *PAIRS])
def test_the_equation_of_every_program_is_told(student, words, base, changes, said):
    explained(student, base, changes, said, words)


def test_what_is_made_for_one_sum_alone_is_told_with_its_name(student):
    [finding] = diagnose(student(('"W_xh": X.T @ dZ,', '"W_xh": X.T @ (slope * from_output),'), base="sums")).findings
    assert (finding.name, finding.params) == ("carry dropped, for dW_xh only", ("W_xh",))


def test_the_same_slip_with_another_factor_is_told_too(student):
    changes = [("H[:-1].T @ dZ_r", "H[1:].T @ dZ_r"), ("H[:-1].T @ dZ_u", "2 * H[1:].T @ dZ_u")]
    diagnosis = diagnose(student(*changes, base="gru"), network="gru")
    assert {k for finding in diagnosis.findings for k in finding.params} == {"W_hr", "W_hu"}


def test_a_carry_that_starts_with_ones_is_told_beside_another_mistake(student):
    wrong = student(
        ('carry = np.zeros_like(params["h_0"])', 'carry = np.ones_like(params["h_0"])'),
        ("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)"),
    )
    start, shifted = diagnose(wrong).findings
    assert start.name == "carry starts with ones"
    assert shifted.params == ("W_hh",)


def test_each_of_two_mistakes_has_a_number_of_its_own(student):
    wrong = student(
        ("        dz = dh * (1 - H[t + 1] ** 2)\n", "        dz = dh * (1 - H[t + 1])\n"),
        ('    grads["h_0"] = carry\n', ""),
    )
    slope, missing = diagnose(wrong).findings
    assert "h_0" in slope.params
    assert "dh_0" not in slope.words  # it is zero for the other mistake
    assert missing.params == ("h_0",)


def test_what_is_clipped_does_not_spoil_what_is_not_made_of_it(student):
    wrong = student(
        ("        carry = dz @ W_hh.T\n", "        carry = np.clip(dz @ W_hh.T, -0.1, 0.1)\n"),
        ("np.outer(H[t + 1], dA[t])", "np.outer(H[t], dA[t])"),
    )
    params = {finding.name: finding.params for finding in diagnose(wrong).findings}
    assert params["carry clipped"] == ("W_xh", "W_hh", "b_h", "h_0")


def test_a_sum_over_no_frame_is_a_number_and_is_compared_as_zero(student):
    wrong = student(
        ('"W_hh": H[:-1].T @ dZ', '"W_hh": sum(np.outer(H[t], dZ[t]) for t in range(1, len(X)))'), base="sums"
    )
    kind, cause = diagnose(wrong).findings
    assert kind.name == "wrong type"
    assert "an int" in kind.words
    assert (cause.name, cause.params) == ("dZ without the first frame", ("W_hh",))


def test_two_exchanged_gradients_are_one_finding(student, words):
    right = '"b_r": dZ_r.sum(axis=0), "b_u": dZ_u.sum(axis=0)'
    wrong = '"b_r": dZ_u.sum(axis=0), "b_u": dZ_r.sum(axis=0)'
    diagnosis = diagnose(student((right, wrong), base="gru"), network="gru")
    [finding] = diagnosis.findings
    assert finding.params == ("b_r", "b_u")
    assert "exchanged" in finding.name
    assert [yours for yours, _ in finding.pairs] == ["db_r = sum of dZ_u[t]", "db_u = sum of dZ_r[t]"]
    assert words(diagnosis) <= 60


def test_one_mistake_that_needs_one_output_only_is_told_with_it(student):
    [finding] = diagnose(student(("dA = dY * (1 - Y**2)", "dA = dY * (1 + Y**2)"))).findings
    assert "tanh" in finding.only
    assert set(finding.params) == {"W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0"}


def test_a_zero_for_h_0_is_no_other_reading_of_a_sum_that_does_not_hold_it(student):
    """The first frame left out of dW_hh may be H[0] = 0; of dW_hy, which has H[1] in it, it is not."""
    for name, told in (("W_hh", True), ("W_hy", False)):
        change = f'        if t > 0:\n            grads["{name}"] +='
        [finding] = diagnose(student((f'        grads["{name}"] +=', change))).findings
        assert ("H[0] is zero" in finding.words) == told
