"""`rnn.forward` and `rnn.backward` of M Elman networks side by side, with as few calls of NumPy as possible.

A small network leaves a processor idle: its frames must be taken one after the other, and a frame is so little work
that most of the time goes into calling NumPy. Side by side, M networks have M times the work for the same number of
calls. Seen from afar they are one wide Elman network whose W_hh and W_hy are block-diagonal; only the blocks are kept.

Forward, three calls a frame are left. The function in the third is the logistic one, s(a) = 1 / (1 + exp(-a)), which
takes less time than tanh on a processor without wide vectors, and is the same but for scale: tanh(z) = 2 s(2 z) - 1. So
for S = (H + 1) / 2 and Z[t] = X[t] W_xh + b_h, because H W_hh = 2 S W_hh - sum of the rows of W_hh,

    S[t + 1] = s(A[t] + S[t] 4 W_hh),                    A[t] = 2 (Z[t] - sum of the rows of W_hh)

Backward, a few small networks need no call a frame: all frames are one system of equations, which `banded` solves. For
more or larger ones the loop of `rnn.backward` is faster, and is taken.

Source: `rnn`, whose mathematics is only arranged anew; `lockstep` trains with it.
"""

import numpy as np
from scipy.special import expit

from elman.lockstep.banded import Band
from elman.network.activations import OUTPUTS

BANDED = 1500
"""With at most so many numbers in all W_hh together, the way back is a banded system; with more, a loop is faster."""


class Memory:
    """Room for the numbers of the longest song, of T frames."""

    def __init__(self, T, M, n_hidden):
        self.A, self.dZ, self.slope = np.zeros((3, T, M, n_hidden))
        self.H, self.S = np.zeros((2, T + 1, M, n_hidden))
        self.dH = np.zeros((M, T, n_hidden))
        self.band = Band(T, n_hidden) if M * n_hidden**2 <= BANDED else None
        # Frame by frame, made once: to take a piece out of an array costs as much as to add two small ones.
        self.S_at, self.A_at = ([frame[0] if M == 1 else frame for frame in A] for A in (self.S, self.A))
        self.dH_at, self.slope_at, self.dZ_at = (list(A) for A in (self.dH.swapaxes(0, 1), self.slope, self.dZ))


class Frames:
    """The numbers of a song of T frames in M networks, and the ways in which they are looked at.

    A, dZ and slope are (T, M, n_hidden), H and S (T + 1, M, n_hidden), dH (M, T, n_hidden).
    """

    def __init__(self, memory, T):
        _, M, n = memory.H.shape
        self.T, self.memory = T, memory
        self.A, self.dZ, self.slope = memory.A[:T], memory.dZ[:T], memory.slope[:T]
        self.H, self.S, self.dH = memory.H[: T + 1], memory.S[: T + 1], memory.dH[:, :T]
        self.A_wide, self.dZ_wide = self.A.reshape(T, M * n), self.dZ.reshape(T, M * n)
        self.before, self.after, self.dZ_by_network = (A.swapaxes(0, 1) for A in (self.H[:-1], self.H[1:], self.dZ))
        self.ones = np.ones(T)


def forward(params, inputs, frames, output, scalers=None):
    """`rnn.forward` for all: Y (M, T, n_out); the states stay in ``frames.H``.

    ``inputs`` are pairs of a slice of all networks' hidden units and the X (at most T frames, n_in) they read. Where a
    song has ended, or there is none, the network runs on, to no effect, since nothing is expected of it there.
    """
    W_xh, W_hh = params["W_xh"], params["W_hh"]
    shift = params["b_h"] - np.add.reduce(W_hh, axis=1)
    if scalers is not None:
        W_xh, more = scalers.first_layer(W_xh)
        shift += more
    for units, X in inputs:
        np.matmul(X, W_xh[units].T, out=frames.A_wide[: len(X), units])
        if len(X) < frames.T:
            frames.A_wide[len(X) :, units] = 0  # and not what an earlier song left, which may have overflowed
    frames.A += shift
    frames.A *= 2
    np.multiply(params["h_0"] + 1, 0.5, out=frames.S[0])
    _walk(4 * W_hh, frames)
    np.multiply(frames.S, 2, out=frames.H)
    frames.H -= 1

    Y = frames.after @ params["W_hy"]
    Y += params["b_y"][:, None]
    return _by_frame(OUTPUTS[output][0], Y)


def _walk(W, frames):
    """S[t + 1] = s(A[t] + S[t] W), frame by frame."""
    A_at, S_at = frames.memory.A_at[: frames.T], frames.memory.S_at
    if len(W) == 1:  # for a single matrix there is a faster call
        for before, A_t, after in zip(S_at, A_at, S_at[1:], strict=False):
            before.dot(W[0], after)
            np.add(after, A_t, after)
            expit(after, after)
    else:
        for before, A_t, after in zip(S_at, A_at, S_at[1:], strict=False):
            np.vecmat(before, W, after)
            np.add(after, A_t, after)
            expit(after, after)


def _by_frame(function, *arrays):
    """What a function of rows makes of arrays (M, T, n_out)."""
    return function(*(A.reshape(-1, A.shape[-1]) for A in arrays)).reshape(arrays[0].shape)


def backward(networks, dY, Y, inputs, frames, output, moving, scalers=None):
    """`rnn.backward` for the networks in the slices ``moving``: their gradients are written into ``networks.steps``."""
    params, steps = networks.params, networks.steps
    dA = _by_frame(OUTPUTS[output][1], dY, Y)
    np.matmul(dA, params["W_hy"].swapaxes(1, 2).copy(), out=frames.dH)  # a copy: a matrix lying crosswise takes longer
    np.multiply(frames.H[1:], frames.H[1:], out=frames.slope)
    np.subtract(1, frames.slope, out=frames.slope)
    if frames.memory.band is not None:
        frames.memory.band.solve(params["W_hh"], frames.slope, frames.dH, frames.dZ, moving)
    else:
        _walk_back(params["W_hh"], frames)

    np.matmul(frames.before.swapaxes(1, 2), frames.dZ_by_network, out=steps["W_hh"])
    np.matmul(frames.after.swapaxes(1, 2), dA, out=steps["W_hy"])
    np.add.reduce(frames.dZ, axis=0, out=steps["b_h"])
    np.matmul(frames.ones, dA, out=steps["b_y"])
    np.matvec(params["W_hh"], frames.dZ[0], out=steps["h_0"])
    for units, X in inputs:
        np.matmul(frames.dZ_wide[: len(X), units].T, X, out=steps["W_xh"][units])
    if scalers is not None:
        scalers.finish(steps["W_xh"], steps["b_h"])


def _walk_back(W_hh, frames):
    """dZ from dH and the slope, frame by frame from the last, as in `rnn.backward`."""
    carry, W_hh_T = np.zeros(W_hh.shape[:2]), W_hh.swapaxes(1, 2).copy()
    memory, last = frames.memory, frames.T - 1
    rows = (A_at[last::-1] for A_at in (memory.dH_at, memory.slope_at, memory.dZ_at))
    for dH_t, slope_t, dZ_t in zip(*rows, strict=True):
        np.add(dH_t, carry, dZ_t)
        np.multiply(dZ_t, slope_t, dZ_t)
        np.vecmat(dZ_t, W_hh_T, carry)
