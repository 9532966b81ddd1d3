"""A student's backward pass as text, so that each mistake can be planted by changing one line, as students do."""

import numpy as np
import pytest

BACKWARD = """
def backward(params, dY, cache):
    X, H, Y, output = cache
    T = len(X)
    W_hh, W_hy = params["W_hh"], params["W_hy"]
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    if output == "linear":
        dA = dY
    elif output == "tanh":
        dA = dY * (1 - Y**2)
    else:
        dA = np.zeros_like(dY)
        for t in range(T):
            dA[t] = (np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(T)):
        dh = dA[t] @ W_hy.T + carry
        dz = dh * (1 - H[t + 1] ** 2)
        grads["W_xh"] += np.outer(X[t], dz)
        grads["W_hh"] += np.outer(H[t], dz)
        grads["b_h"] += dz
        grads["W_hy"] += np.outer(H[t + 1], dA[t])
        grads["b_y"] += dA[t]
        carry = dz @ W_hh.T
    grads["h_0"] = carry
    return grads
"""


def planted(*changes, source=BACKWARD, name="backward"):
    """The student's function after each (old line, new line) of ``changes``; every old line must be there once."""
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in the student's code"
        source = source.replace(old, new)
    space = {"np": np}
    exec(compile(source, "student.py", "exec"), space)
    return space[name]


@pytest.fixture(scope="session")
def student():
    return planted
