"""Right programs as students write them, so that each mistake can be planted by changing a line or two.

A loop over frames, sums after the loop, the networks with gates, and a cost.
"""

import pytest

LOOP = """
import numpy as np


def backward(params, dY, cache):
    X, H, Y, output = cache
    T = len(X)
    W_hh, W_hy = params["W_hh"], params["W_hy"]
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    if output == "linear":
        dA = dY.copy()
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

SUMS = """
import numpy as np


def output_gradient(dY, Y, output):
    if output == "tanh":
        return (1 - Y) * (1 + Y) * dY
    if output == "softmax":
        return Y * (dY - np.einsum("ti,ti->t", dY, Y)[:, None])
    return 1.0 * dY


def backward(params, dY, cache):
    X, H, Y, output = cache
    delta = output_gradient(dY, Y, output)
    from_output = delta @ params["W_hy"].T
    slope = 1 - H[1:] ** 2
    dZ = np.zeros_like(from_output)
    later = np.zeros(H.shape[1])
    for t in range(len(X) - 1, -1, -1):
        dZ[t] = slope[t] * (from_output[t] + later)
        later = params["W_hh"] @ dZ[t]
    return {
        "W_xh": X.T @ dZ,
        "W_hh": H[:-1].T @ dZ,
        "b_h": dZ.sum(axis=0),
        "W_hy": H[1:].T @ delta,
        "b_y": delta.sum(axis=0),
        "h_0": params["W_hh"] @ dZ[0],
    }
"""

LSTM = """
import numpy as np


def backward(params, dY, cache):
    X, H, C, I, F, O, G, Y, output = cache
    T, n = I.shape
    if output == "tanh":
        dA = dY * (1 - Y**2)
    elif output == "softmax":
        dA = Y * (dY - (dY * Y).sum(axis=1, keepdims=True))
    else:
        dA = dY.copy()
    dZ = {gate: np.zeros((T, n)) for gate in "ifog"}
    dh_next, dc_next = np.zeros(n), np.zeros(n)
    for t in reversed(range(T)):
        i, f, o, g = I[t], F[t], O[t], G[t]
        s = np.tanh(C[t + 1])
        dh = dA[t] @ params["W_hy"].T + dh_next
        dc = dh * o * (1 - s**2) + dc_next
        dZ["o"][t] = dh * s * o * (1 - o)
        dZ["i"][t] = dc * g * i * (1 - i)
        dZ["f"][t] = dc * C[t] * f * (1 - f)
        dZ["g"][t] = dc * i * (1 - g**2)
        dh_next = sum(dZ[gate][t] @ params["W_h" + gate].T for gate in "ifog")
        dc_next = dc * f
    grads = {"h_0": dh_next, "c_0": dc_next, "W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}
    for gate in "ifog":
        grads["W_x" + gate] = X.T @ dZ[gate]
        grads["W_h" + gate] = H[:-1].T @ dZ[gate]
        grads["b_" + gate] = dZ[gate].sum(axis=0)
    return grads
"""

GRU = """
import numpy as np


def backward(params, dY, cache):
    X, H, R, U, M, N, Y, output = cache
    T, n = R.shape
    if output == "tanh":
        dA = dY * (1 - Y**2)
    elif output == "softmax":
        dA = Y * (dY - (dY * Y).sum(axis=1, keepdims=True))
    else:
        dA = dY.copy()
    dZ_r, dZ_u, dZ_n, dM = np.zeros((4, T, n))
    dh_next = np.zeros(n)
    for t in reversed(range(T)):
        r, u, m, cand, h = R[t], U[t], M[t], N[t], H[t]
        dh = dA[t] @ params["W_hy"].T + dh_next
        dZ_n[t] = dh * (1 - u) * (1 - cand**2)
        dM[t] = dZ_n[t] * r
        dZ_r[t] = dZ_n[t] * m * r * (1 - r)
        dZ_u[t] = dh * (h - cand) * u * (1 - u)
        dh_next = dZ_r[t] @ params["W_hr"].T + dZ_u[t] @ params["W_hu"].T + dM[t] @ params["W_hn"].T
        dh_next = dh_next + dh * u
    grads = {"h_0": dh_next, "W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0), "b_xn": dZ_n.sum(0), "b_hn": dM.sum(0)}
    grads |= {"b_r": dZ_r.sum(axis=0), "b_u": dZ_u.sum(axis=0)}
    grads |= {"W_xr": X.T @ dZ_r, "W_xu": X.T @ dZ_u, "W_xn": X.T @ dZ_n}
    return grads | {"W_hr": H[:-1].T @ dZ_r, "W_hu": H[:-1].T @ dZ_u, "W_hn": H[:-1].T @ dM}
"""

COST = """
import numpy as np

from elman.network import rnn

WEIGHTS = ("W_xh", "W_hh", "W_hy")


def cost_and_gradients(params, X, targets, settings):
    Y, cache = rnn.forward(params, X, output=settings.output)
    E = Y - targets
    n = E.size
    C = np.sum(E**2) / n
    dY = 2 * E / n
    if settings.loss == "rmse":
        C = np.sqrt(C)
        dY = dY / (2 * C)
    grads = rnn.backward(params, dY, cache)
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

BASES = {"loop": LOOP, "sums": SUMS, "lstm": LSTM, "gru": GRU, "cost": COST}


def planted(*changes, base="loop"):
    """The function of a base program after each (old, new) of ``changes``; every old text must be there once."""
    source, space = BASES[base], {}
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in {base}"
        source = source.replace(old, new)
    exec(compile(source, "student.py", "exec"), space)
    return space["cost_and_gradients" if base == "cost" else "backward"]


@pytest.fixture(scope="session")
def student():
    return planted


@pytest.fixture(scope="session")
def words():
    """How many words an answer has: all between spaces that holds a letter or a digit."""
    return lambda diagnosis: sum(any(c.isalnum() for c in word) for word in str(diagnosis).split())


def pytest_generate_tests(metafunc):
    """A test with ``slip_is_told`` gets the programs of its module's tables: every fourth each day, all in long runs."""
    if "slip_is_told" in metafunc.fixturenames:
        programs = [*metafunc.module.PROGRAMS, *metafunc.module.UNNAMED]
        marks = [[pytest.mark.long] if n % 4 else [] for n in range(len(programs))]
        params = [pytest.param(*one, marks=some) for one, some in zip(programs, marks, strict=True)]
        metafunc.parametrize(("changes", "said"), params)


@pytest.fixture(scope="session")
def slip_is_told(student, words):
    """``slip_is_told(changes, said)``: the right cost with its lines changed gets these findings, one in at most 60 words."""
    from elman.diagnosis import diagnose_cost

    def check(changes, said):
        diagnosis = diagnose_cost(student(*changes, base="cost"))
        assert [f"{one.name}: {one.pairs[0][0]}" if one.pairs else one.name for one in diagnosis.findings] == said
        assert len(said) > 1 or words(diagnosis) <= 60

    return check
