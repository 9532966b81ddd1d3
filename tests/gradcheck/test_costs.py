"""Costs of many kinds, each with its gradient in closed form: the right one is never refused, the wrong one never passes.

`CENTRAL` and `COMPLEX` say what is expected of the right gradient: "right" (it passes), "kink" or "too small" (it passes, and the
row says so), or a word of the message with which the cost is refused.
"""

# ruff: noqa: E501 - one cost is one line

import math
from typing import NamedTuple

import numpy as np
import pytest

from elman.errors import InputError
from elman.gradcheck import check

RNG = np.random.default_rng(7)
W = RNG.uniform(0.2, 1.5, 5) * np.array([1, -1, 1, -1, 1])
M = RNG.standard_normal((4, 3))
X = RNG.standard_normal((6, 4))
BUFFER = np.empty(5)


class Kind(NamedTuple):
    """A cost of one array, where it is asked, its gradient there, and what central and complex steps say to it."""

    cost: object
    w: np.ndarray
    gradient: np.ndarray
    central: str = "right"
    complex: str = "right"


def in_place(w):
    h = w.copy()
    h *= w
    h += 1
    return np.sum(h)


def float_buffer(w):
    h = np.zeros(5)
    h[:] = w
    return np.sum(h**2)


def kept_buffer(w):
    BUFFER[:] = w**2
    return np.sum(BUFFER)


def complex_buffer(w):
    h = np.empty(5, dtype=np.result_type(w))
    h[:] = w
    return np.sum(h**3)


def in_torch(w):
    torch = pytest.importorskip("torch")
    with torch.no_grad():
        return torch.sum(torch.tanh(torch.tensor(w)) * 2).item()


def relu_in_torch(w):
    torch = pytest.importorskip("torch")
    return torch.sum(torch.relu(torch.from_numpy(w)) ** 2).item()


def to_double_in_torch(w):
    torch = pytest.importorskip("torch")
    return torch.sum(torch.tensor(w, dtype=torch.float64) ** 2).item()


def softmax(w):
    e = np.exp(w - np.max(w.real))
    return -np.log(e[2] / np.sum(e))


def d_softmax(w):
    e = np.exp(w)
    return e / e.sum() - np.eye(5)[2]


def recurrent(w):
    h = 0 * w
    for _ in range(40):
        h = np.tanh(w + 0.9 * h[::-1])
    return np.sum(h)


def d_recurrent(w):
    h, dh = np.zeros(5), np.zeros((5, 5))
    for _ in range(40):
        h = np.tanh(w + 0.9 * h[::-1])
        dh = (1 - h[:, None] ** 2) * (np.eye(5) + 0.9 * dh[::-1])
    return dh.sum(axis=0)


def relu_net(w):
    return np.sum(np.maximum(X @ w, 0) ** 2 + 0.1 * np.maximum(X @ w, 0))


def d_relu_net(w):
    Z = np.maximum(X @ w, 0)
    return X.T @ (2 * Z + 0.1 * (Z > 0))


def iterated(w):
    """A square root by Newton's method, run to its end."""
    r = np.ones_like(w)
    for _ in range(60):
        r = (r + w**2 / r) / 2
    return np.sum(r)


def one_hot(i, n=5):
    return np.eye(n)[i]


A = np.abs(W)
SIGN = np.sign(W)
INVERSE = np.linalg.inv(M[:3])
U, S, V = np.linalg.svd(M, full_matrices=False)
KINDS = {
    # smooth
    "square": Kind(lambda w: np.sum(w**2), W, 2 * W),
    "cube": Kind(lambda w: (w**3).sum(), W, 3 * W**2),
    "linear": Kind(lambda w: w @ np.arange(5), W, np.arange(5.0)),
    "exp": Kind(lambda w: np.sum(np.exp(w)), W, np.exp(W)),
    "log": Kind(lambda w: np.sum(np.log(w)), A, 1 / A),
    "log near its edge": Kind(lambda w: np.sum(np.log(w)), 1e-3 * A, 1e3 / A),
    "sqrt": Kind(lambda w: np.sum(np.sqrt(w)), A, 0.5 / np.sqrt(A)),
    "softmax": Kind(softmax, W, d_softmax(W)),
    "recurrent": Kind(recurrent, W, d_recurrent(W)),
    "product": Kind(lambda w: np.prod(w), W, np.prod(W) / W),
    "inverse": Kind(lambda w: np.linalg.inv(w[:3])[0, 0], M, np.vstack([-np.outer(INVERSE[0], INVERSE[:, 0]), np.zeros(3)])),
    "determinant": Kind(lambda w: np.linalg.det(w[:3]), M, np.vstack([np.linalg.det(M[:3]) * np.linalg.inv(M[:3]).T, np.zeros(3)])),
    "einsum": Kind(lambda w: np.einsum("ij,ij,i->", w, w, np.arange(4)), M, 2 * M * np.arange(4)[:, None]),
    "fft": Kind(lambda w: np.sum(np.fft.fft(w)[0] ** 2).real if np.isrealobj(w) else np.sum(w) ** 2, W, np.full(5, 2 * W.sum())),
    "in place on a copy": Kind(in_place, W, 2 * W),
    "buffer of the right type": Kind(complex_buffer, W, 3 * W**2),
    "iterated to the end": Kind(iterated, W, SIGN),
    "one number": Kind(lambda w: w**2, np.array(0.3), np.array(0.6)),
    "integer result": Kind(lambda w: 3, W, np.zeros(5), central="too small"),
    # flat, large, small, steep
    "flat": Kind(lambda w: 3.0 + 0 * np.sum(w), W, np.zeros(5), central="too small"),
    "zero": Kind(lambda w: 0.0 * np.sum(w), W, np.zeros(5)),
    "offset 1e9": Kind(lambda w: 1e9 + np.sum(w**2), W, 2 * W),
    "tiny": Kind(lambda w: 1e-30 * np.sum(w**2), W, 2e-30 * W),
    "very tiny": Kind(lambda w: 1e-300 * np.sum(w**2), W, 2e-300 * W, complex="too small"),
    "huge": Kind(lambda w: 1e200 * np.sum(w**2), W, 2e200 * W),
    "large parameters": Kind(lambda w: np.sum(w**2), 1e8 * W, 2e8 * W),
    "very large parameters": Kind(lambda w: np.sum(np.sqrt(w)), 1e15 * A, 0.5 / np.sqrt(1e15 * A)),
    "parameters of two scales": Kind(lambda w: np.sum(w**2 * np.array([1e8, 1, 1e-8, 1, 1])), W, 2 * W * np.array([1e8, 1, 1e-8, 1, 1])),
    "steep": Kind(lambda w: np.sum(np.sin(1e4 * w)), W, 1e4 * np.cos(1e4 * W)),
    "minimum": Kind(lambda w: 1 + np.sum((w - W) ** 2), W, np.zeros(5), central="too small"),
    "next to a minimum": Kind(lambda w: np.sum((w - W + 1e-8) ** 2), W, np.full(5, 2e-8), central="right"),
    # not analytic, or with kinks elsewhere
    "abs": Kind(lambda w: np.sum(np.abs(w)), W, SIGN, complex="np.absolute"),
    "abs that is complex-safe": Kind(lambda w: np.sum(w * np.sign(w.real)), W, SIGN),
    "relu": Kind(lambda w: np.sum(np.maximum(w, 0)), W, (W > 0) * 1.0),
    "relu network": Kind(relu_net, M[:, 0].copy(), d_relu_net(M[:, 0])),
    "where": Kind(lambda w: np.sum(np.where(w > 0, w**2, 3 * w)), W, np.where(W > 0, 2 * W, 3)),
    "max": Kind(lambda w: np.max(w), W, one_hot(np.argmax(W))),
    "Python's max": Kind(lambda w: max(w.tolist(), key=lambda c: c.real), W, one_hot(np.argmax(W))),
    "sort": Kind(lambda w: np.sort(w) @ np.arange(5), W, np.argsort(np.argsort(W)) * 1.0),
    "median": Kind(lambda w: np.median(w), W, one_hot(np.argsort(W)[2])),
    "clip": Kind(lambda w: np.sum(np.clip(w, -0.5, 0.5)), W, (np.abs(W) < 0.5) * 1.0),
    "var": Kind(lambda w: np.var(w), W, 2 * (W - W.mean()) / 5, complex="np.var"),
    "std": Kind(lambda w: np.std(w), W, (W - W.mean()) / 5 / np.std(W), complex="np.std"),
    "norm": Kind(lambda w: np.linalg.norm(w), W, W / np.linalg.norm(W), complex="np.linalg.norm"),
    "vdot": Kind(lambda w: np.vdot(w, w), W, 2 * W, complex="np.vdot"),
    "conjugate": Kind(lambda w: np.sum(w * np.conj(w)), W, 2 * W, complex="np.conjugate"),
    "hardly unsafe": Kind(lambda w: np.sum(w**2) + 1e-9 * np.var(w), W, 2 * W + 2e-9 * (W - W.mean()) / 5, complex="np.var"),
    "unsafe in one small entry": Kind(lambda w: 1e6 * np.sum(w[:4] ** 2) + 1e-5 * np.abs(w[4]), W, np.append(2e6 * W[:4], 1e-5), complex="np.absolute"),
    "abs without effect": Kind(lambda w: np.sum(w**2) / (1 + 0 * np.max(np.abs(w))), W, 2 * W),
    "real part": Kind(lambda w: np.sum(w.real**2), W, 2 * W, complex="complex-safe"),
    "singular values": Kind(lambda w: np.linalg.svd(w, compute_uv=False).sum(), M, U @ V, complex="complex-safe"),
    "interp": Kind(lambda w: np.sum(np.interp(w, [-2, 0.1, 2], [0, 2.1, 5])), W, np.where(W < 0.1, 1, 2.9 / 1.9), complex="refused"),
    "math": Kind(lambda w: math.exp(w[0]) + math.sin(w[1]), W[:2].copy(), np.array([np.exp(W[0]), np.cos(W[1])]), complex="complex numbers are"),
    "float buffer": Kind(float_buffer, W, 2 * W, complex="cut to real"),
    "kept buffer": Kind(kept_buffer, W, 2 * W, complex="cut to real"),
    "astype(float)": Kind(lambda w: np.sum(w.astype(float) ** 2), W, 2 * W, complex="cut to real"),
    "torch": Kind(in_torch, W, 2 / np.cosh(W) ** 2),
    "relu in torch": Kind(relu_in_torch, W, 2 * np.maximum(W, 0), complex="refused"),
    "float64 in torch": Kind(to_double_in_torch, W, 2 * W, complex="complex-safe"),
    # at a kink, or without a derivative
    "abs at 0": Kind(lambda w: np.sum(np.abs(w)) + w[0] + w[1], np.zeros(2), np.array([0.3, 1.7]), central="kink", complex="np.absolute"),
    "safe abs at 0": Kind(lambda w: np.sum(w * np.sign(w.real)), np.zeros(3), np.array([0.3, -1, 1]), central="kink", complex="kink"),
    "relu at 0": Kind(lambda w: np.sum(np.maximum(w, 0)), np.array([0.0, 1, -1]), np.array([0.0, 1, 0]), central="kink", complex="kink"),
    "max of two that are equal": Kind(lambda w: np.max(w), np.array([1.0, 1.0]), np.array([1.0, 0]), central="kink", complex="kink"),
    "near a kink": Kind(lambda w: np.sum(np.maximum(w, 0)), np.array([3e-7, 1.0]), np.ones(2)),
    "norm at 0": Kind(lambda w: np.sqrt(np.sum(w**2)), np.zeros(3), np.array([0.0, 0.5, 0]), central="kink", complex="kink"),
    # noisy, with a state, in single precision: refused, for the true reason
    "noisy": Kind(lambda w: np.sum(w**2) + 1e-4 * RNG.standard_normal(), W, 2 * W, "two calls", "two calls"),
    "dropout": Kind(lambda w: np.sum(w**2 * (RNG.random(5) > 0.5)), W, 2 * W, "two calls", "two calls"),
    "with a state": Kind(lambda w, calls=[]: (calls.append(1), np.sum(w**2) + 1e-9 * len(calls))[1], W, 2 * W, "two calls", "two calls"),
    "single precision": Kind(lambda w: np.sum(np.float32(w) ** 2), W, 2 * W, "single precision", "single precision"),
    "single precision, given as double": Kind(lambda w: float(np.sum(np.float32(w) ** 2)), W, 2 * W, "single precision", "single precision"),
    "single precision on its way": Kind(lambda w: np.sum(np.float32(w).astype(float) ** 2), W, 2 * W, "float32", "float32"),
    "half precision": Kind(lambda w: float(np.sum(np.float16(w) ** 2)), W, 2 * W, "single precision", "single precision"),
    "rounded to 6 decimals": Kind(lambda w: np.round(np.sum(w**2), 6), W, 2 * W, "scatter", "scatter"),
}  # fmt: skip


def judge(kind, gradient, method):
    """The words that `check` has for this gradient: a status, or the message of the error."""
    start = kind.w.copy()
    try:
        result = check(lambda p: kind.cost(p["w"]), {"w": kind.w}, {"w": gradient}, method=method)
    except InputError as error:
        assert len(str(error)) < 600
        return str(error)
    finally:
        np.testing.assert_array_equal(kind.w, start)
    return result.rows[0].status


@pytest.mark.parametrize("method", ["central_difference", "complex_step"])
@pytest.mark.parametrize("name", KINDS)
def test_the_right_gradient_is_never_called_wrong(name, method):
    kind = KINDS[name]
    expected = kind.central if method == "central_difference" else kind.complex
    assert expected in judge(kind, kind.gradient, method)


SLIPS = {
    "sign": lambda g: -g,
    "factor 2": lambda g: 2 * g,
    "1 % off": lambda g: 1.01 * g,
    "one entry missing": lambda g: np.where(np.arange(g.size).reshape(g.shape) == np.argmax(np.abs(g)), 0, g),
    "zero": lambda g: 0 * g,
    "reversed": lambda g: g.ravel()[::-1].reshape(g.shape).copy(),
    "mean for sum": lambda g: g / max(g.size, 7),
    "not finite": lambda g: g * np.nan,
}


SPOILT = [
    (name, slip)
    for name, kind in KINDS.items()
    for slip in SLIPS
    if not np.array_equal(SLIPS[slip](kind.gradient), kind.gradient)  # this slip leaves this gradient as it is
    and "at 0" not in name
    and "equal" not in name  # it makes another subgradient
]


@pytest.mark.parametrize("method", ["central_difference", "complex_step"])
@pytest.mark.parametrize(("name", "slip"), SPOILT)
def test_a_wrong_gradient_never_passes(name, slip, method):
    kind = KINDS[name]
    wrong = SLIPS[slip](kind.gradient)
    said = judge(kind, wrong, method)
    if name in ("next to a minimum", "offset 1e9", "very tiny"):  # what rounding hides is told as such
        assert said in ("wrong", "too small", "right")
    else:
        assert said not in ("right", "kink", "too small")
