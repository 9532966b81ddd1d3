"""No false alarm: a hundred backward passes that are right, each written in another way."""

import numpy as np
import pytest

from elman.diagnosis import diagnose, grade
from elman.network import rnn
from elman.network.activations import OUTPUTS


def softmax_by_matrices(dY, Y):
    return np.stack([(np.diag(y) - np.outer(y, y)) @ d for y, d in zip(Y, dY, strict=True)])


DA = [
    lambda dY, Y, output: OUTPUTS[output][1](dY, Y),
    lambda dY, Y, output: softmax_by_matrices(dY, Y) if output == "softmax" else OUTPUTS[output][1](dY.copy(), Y),
    lambda dY, Y, output: dY * (1 - Y) * (1 + Y) if output == "tanh" else OUTPUTS[output][1](dY, Y),
]
SLOPE = [lambda H: 1 - H[1:] ** 2, lambda H: (1 - H[1:]) * (1 + H[1:]), lambda H: 1 - np.square(H)[1:]]
PRODUCT = [
    lambda V, E: V.T @ E,
    lambda V, E: np.einsum("ti,tj->ij", V, E),
    lambda V, E: sum(np.outer(v, e) for v, e in zip(V, E, strict=True)),
    lambda V, E: sum(np.outer(V[t], E[t]) for t in reversed(range(len(V)))),
    lambda V, E: np.tensordot(V, E, axes=(0, 0)),
    lambda V, E: (E.T @ V).T,
    lambda V, E: np.asfortranarray(V.T).dot(np.asfortranarray(E)),
]
SUM = [
    lambda E: E.sum(axis=0),
    lambda E: np.ones(len(E)) @ E,
    lambda E: np.einsum("ti->i", E),
    lambda E: E[::-1].sum(0),
]


def walk_in_a_loop(dH, slope, W_hh):
    dZ, carry = np.zeros_like(dH), np.zeros(dH.shape[1])
    for t in range(len(dH) - 1, -1, -1):
        dZ[t] = (dH[t] + carry) * slope[t]
        carry = W_hh @ dZ[t]
    return dZ, carry


def walk_every_error_alone(dH, slope, W_hh):
    dZ, to_h_0 = np.zeros_like(dH), np.zeros(dH.shape[1])
    for s in range(len(dH)):
        back = dH[s]
        for t in range(s, -1, -1):
            back = back * slope[t]
            dZ[t] += back
            back = back @ W_hh.T
        to_h_0 += back
    return dZ, to_h_0


def walk_as_one_linear_system(dH, slope, W_hh):
    """dZ[t] - slope[t] * (dZ[t + 1] W_hh^T) = slope[t] * dH[t], for all frames at once."""
    T, n = dH.shape
    A = np.eye(T * n)
    for t in range(T - 1):
        A[t * n : (t + 1) * n, (t + 1) * n : (t + 2) * n] = -slope[t][:, None] * W_hh
    dZ = np.linalg.solve(A, (slope * dH).ravel()).reshape(T, n)
    return dZ, dZ[0] @ W_hh.T


def walk_with_recursion(dH, slope, W_hh):
    def after(t):
        if t == len(dH):
            return [], np.zeros(dH.shape[1])
        later, carry = after(t + 1)
        dZ = (dH[t] + carry) * slope[t]
        return [dZ, *later], dZ @ W_hh.T

    rows, carry = after(0)
    return np.array(rows), carry


WALK = [walk_in_a_loop, walk_every_error_alone, walk_as_one_linear_system, walk_with_recursion]


def variant(seed):
    """A right backward pass, put together from parts drawn at random."""
    rng = np.random.default_rng(seed)
    dA_of, slope_of, walk = (parts[rng.integers(len(parts))] for parts in (DA, SLOPE, WALK))
    products = [PRODUCT[i] for i in rng.integers(len(PRODUCT), size=3)]
    sums = [SUM[i] for i in rng.integers(len(SUM), size=2)]
    order = rng.permutation(6)

    def backward(params, dY, cache):
        X, H, Y, output = cache
        dA = dA_of(dY, Y, output)
        dH = dA @ params["W_hy"].T if seed % 2 else np.einsum("to,ho->th", dA, params["W_hy"])
        dZ, carry = walk(dH, slope_of(H), params["W_hh"])
        grads = {
            "W_xh": products[0](X, dZ),
            "W_hh": products[1](H[:-1], dZ),
            "b_h": sums[0](dZ),
            "W_hy": products[2](H[1:], dA),
            "b_y": sums[1](dA),
            "h_0": carry,
        }
        return {name: grads[name] for name in np.array(list(grads))[order].tolist()}

    return backward


@pytest.mark.parametrize("seed", range(0, 100, 5))
def test_a_right_variant_passes(seed):
    diagnosis = diagnose(variant(seed), rng=np.random.default_rng(seed))
    assert diagnosis, str(diagnosis)
    assert str(diagnosis).startswith("Right: ")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_right_variants_pass_on_songs_of_any_size(seed):
    rng = np.random.default_rng(seed)
    T, n_in, n_hidden, n_out = rng.integers(2, 41), rng.integers(1, 7), rng.integers(1, 13), rng.integers(1, 6)
    params = {k: rng.standard_normal(p.shape) for k, p in rnn.init(n_in, n_hidden, n_out, rng=rng).items()}
    song = {"params": params, "X": rng.standard_normal((T, n_in)), "dY": rng.standard_normal((T, n_out))}
    diagnosis = diagnose(variant(seed), **song, rng=rng)
    assert diagnosis, str(diagnosis)
    assert grade(variant(seed))
