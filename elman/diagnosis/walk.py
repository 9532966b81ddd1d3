"""The Elman network's backward pass as a chain of steps, each of which can be done wrongly on purpose.

`elman.network.rnn.backward` is the pass as it should be; here it is taken apart, slowly and with every intermediate
quantity kept, so that `elman.diagnosis.mistakes` can replace one step and see which gradients come out.

Notebook 04, "Send errors back through time".
"""

from typing import NamedTuple

import numpy as np

from elman.network.activations import OUTPUTS


class Walk(NamedTuple):
    """All quantities of one backward pass.

    ``params`` and ``X`` (T, n_in), ``H`` (T + 1, n_hidden), ``Y`` (T, n_out), ``output``, ``dY`` (T, n_out) are what
    was given; ``dA`` (T, n_out), ``dH`` (T, n_hidden; from the output only), ``slope`` (T, n_hidden), ``dZ`` (T,
    n_hidden) and ``carry`` (T + 1, n_hidden) what was computed. ``carry[t + 1]`` is what frame t receives from frame t
    + 1; ``carry[T]`` is zero, ``carry[0]`` the gradient of h_0.
    """

    params: dict
    X: np.ndarray
    H: np.ndarray
    Y: np.ndarray
    output: str
    dY: np.ndarray
    dA: np.ndarray
    dH: np.ndarray
    slope: np.ndarray
    dZ: np.ndarray
    carry: np.ndarray


def join(dH, carry, slope):
    """dZ[t] = (dH[t] + carry) * slope[t]."""
    return (dH + carry) * slope


def hand_back(walk, dZ, carry, dH, t):
    """What frame t hands to frame t - 1: dZ[t] W_hh^T."""
    return dZ @ walk.params["W_hh"].T


def walk_back(params, dY, cache, *, dA=None, dH=None, slope=None, join=join, hand_back=hand_back, frames=None):
    """The backward pass, from the last frame to the first; each argument after ``cache`` replaces one of its steps.

    ``frames`` is the order in which frames are visited.
    """
    X, H, Y, output = cache
    T = len(X)
    dA = OUTPUTS[output][1](dY, Y) if dA is None else dA
    dH = dA @ params["W_hy"].T if dH is None else dH
    slope = 1 - H[1:] ** 2 if slope is None else slope
    walk = Walk(params, X, H, Y, output, dY, dA, dH, slope, np.zeros_like(H[1:]), np.zeros_like(H))
    carry = walk.carry[T]
    for t in reversed(range(T)) if frames is None else frames:
        walk.dZ[t] = join(dH[t], carry, slope[t])
        carry = hand_back(walk, walk.dZ[t], carry, dH[t], t)
        walk.carry[t] = carry
    return walk._replace(carry=np.concatenate([[carry], walk.carry[1:]]))


def gradients(walk):
    """The six gradients, put together from a walk."""
    X, H, dA, dZ = walk.X, walk.H, walk.dA, walk.dZ
    return {
        "W_xh": X.T @ dZ,
        "W_hh": H[:-1].T @ dZ,
        "b_h": dZ.sum(axis=0),
        "W_hy": H[1:].T @ dA,
        "b_y": dA.sum(axis=0),
        "h_0": walk.carry[0],
    }


def again(walk, **replaced):
    """The walk once more, over the same song, with some of its steps replaced."""
    cache = (walk.X, walk.H, walk.Y, walk.output)
    return walk_back(walk.params, walk.dY, cache, **replaced)


def reaches(walk):
    """R[k, t]: what of dZ[t] stems from the error of frame t + k alone (T, T, n_hidden); they add up to dZ[t].

    R[0, t] = dH[t] * slope[t], and R[k, t] = (R[k - 1, t + 1] W_hh^T) * slope[t]: one step further back.
    """
    T, n_hidden = walk.dZ.shape
    R = np.zeros((T, T, n_hidden))
    R[0] = walk.dH * walk.slope
    for k in range(1, T):
        R[k, : T - k] = (R[k - 1, 1 : T - k + 1] @ walk.params["W_hh"].T) * walk.slope[: T - k]
    return R
