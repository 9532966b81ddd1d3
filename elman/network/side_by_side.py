"""M Elman networks of one size, side by side: `rnn.forward`, `rnn.backward` and the update, for all of them at once.

A small network leaves a processor idle: its frames must be taken one after the other, and a frame is so little work
that most of the time goes into calling NumPy. Ten networks have ten times the work for the same number of calls. So
every product is one call for all networks m:

    H[t + 1, m] = tanh(Z[t, m] + H[t, m] W_hh[m])

Seen from afar this is one wide Elman network whose W_hh and W_hy are block-diagonal; only the blocks are kept.

Each network may standardise what it reads, by the mean and the standard deviation of the songs it learns from. Ten
standardised copies of every song would have to be made for every step, or kept in ten times the memory. But
standardising is linear, and moves into the first layer and its gradient:

    ((X - mean) / std) W_xh      = X V - mean V,                          V = W_xh / std (row by row)
    ((X - mean) / std)^T dZ      = (X^T dZ - mean^T sum_t dZ[t]) / std    (row by row)

The update is one product as well. With theta the parameters, v the velocity, g the gradient of the loss and d the
direction of the L1 penalty, the rule of `momentum.step` is linear. With eta the learning rate and mu the momentum:

    [theta]      [1 - 2 l2 eta   mu   -eta   -l1 eta]   [theta]
    [  v  ]  <-  [  - 2 l2 eta   mu   -eta   -l1 eta]   [  v  ]
                                                        [  g  ]
                                                        [  d  ]

Source: `rnn`, `penalties` and `momentum`, whose mathematics is only arranged anew; `lockstep` trains with it.
"""

import numpy as np

from elman.network.activations import OUTPUTS
from elman.network.momentum import learning_rate_at, momentum_at

WEIGHTS = ("W_xh", "W_hh", "W_hy")
THETA, VELOCITY, GRADIENT, DIRECTION = range(4)


class Networks:
    """M networks: ``rows`` (M, 4, n) holds theta, v, g and d of each as rows of n numbers, weights first.

    ``params`` and ``grads`` name the pieces of theta and g, without copying: W_xh (M, n_in, n_hidden), b_h (M, n_hidden)
    and so on.
    """

    def __init__(self, params_list):
        first = params_list[0]
        self.parts, n = {}, 0
        for name in sorted(first, key=lambda name: name not in WEIGHTS):
            self.parts[name] = slice(n, n + first[name].size)
            n += first[name].size
        n_weights = sum(first[name].size for name in WEIGHTS)
        self.weights, self.others = slice(n_weights), slice(n_weights, n)
        self.rows = np.zeros((len(params_list), 4, n))
        self.rows[:, DIRECTION, self.weights] = 1
        self.params, self.grads = (
            {name: self.rows[:, row, part].reshape(-1, *first[name].shape) for name, part in self.parts.items()}
            for row in (THETA, GRADIENT)
        )
        for name, values in self.params.items():
            values[...] = [params[name] for params in params_list]

    def apart(self):
        """The networks one by one, as copies."""
        return [{name: values[m].copy() for name, values in self.params.items()} for m in range(len(self.rows))]


class Scalers:
    """The mean and standard deviation by which each network standardises what it reads: M pairs of arrays (n_in,)."""

    def __init__(self, scalers, n_hidden):
        mean, std = np.array(scalers, dtype=float).swapaxes(0, 1)
        self.mean = mean[:, None]
        self.per_std = np.repeat(1 / std[:, :, None], n_hidden, axis=2)  # as large as W_xh: a product runs faster so
        self.place = np.empty_like(self.per_std)  # kept: new memory for every song would cost more than the work

    def first_layer(self, W_xh):
        """What takes the place of W_xh, and what it adds to b_h."""
        V = np.multiply(W_xh, self.per_std, out=self.place)
        return V, -(self.mean @ V)[:, 0]

    def finish(self, gradient, sum_dZ):
        """Make X^T dZ the gradient of W_xh, in place."""
        gradient -= np.einsum("mi,mj->mij", self.mean[:, 0], sum_dZ, out=self.place)
        gradient *= self.per_std


class Frames:
    """Memory for the longest song: Z, dH, dZ and H (frames, M, n_hidden), and the lists of their frames.

    To take a frame out of an array costs as much as to add two frames; with the lists it is done once.
    """

    def __init__(self, T, M, n_hidden):
        self.Z, self.dH, self.dZ = np.zeros((3, T, M, n_hidden))
        self.H = np.zeros((T + 1, M, n_hidden))
        self.Z_at, self.dH_at, self.dZ_at, self.H_at = (list(A) for A in (self.Z, self.dH, self.dZ, self.H))


def by_network(A):
    """(T, M, n) seen as (M, T, n), as products need it, or the other way round."""
    return A.swapaxes(0, 1)


def _product(W):
    """What multiplies a frame (M, n) by the matrices W (M, n, n), and W as it wants it; for one, there is a faster call."""
    return (np.dot, W[0]) if len(W) == 1 else (np.vecmat, W)


def forward(params, inputs, T, frames, output, scalers=None):
    """`rnn.forward` for all: Y (T, M, n_out); the states stay in ``frames.H``.

    ``inputs`` are pairs of a slice of networks and the X (at most T frames, n_in) they read. Where a song has ended, or
    there is none, the network runs on over what lies in memory, to no effect, since nothing is expected of it there.
    """
    W_xh, b_h = params["W_xh"], params["b_h"]
    if scalers is not None:
        W_xh, shift = scalers.first_layer(W_xh)
        b_h = b_h + shift
    for some, X in inputs:
        np.matmul(X, W_xh[some], out=by_network(frames.Z[: len(X), some]))
    frames.Z[:T] += b_h
    frames.H[0] = params["h_0"]
    product, W_hh = _product(params["W_hh"])
    for Z_t, before, after in zip(frames.Z_at[:T], frames.H_at, frames.H_at[1:], strict=False):
        product(before, W_hh, after)
        np.add(after, Z_t, after)
        np.tanh(after, after)

    A = np.empty((T, *params["b_y"].shape))
    np.matmul(by_network(frames.H[1 : T + 1]), params["W_hy"], out=by_network(A))
    A += params["b_y"]
    g, _ = OUTPUTS[output]
    return g(A.reshape(-1, A.shape[-1])).reshape(A.shape)


def backward(networks, dY, Y, inputs, frames, output, scalers=None):
    """`rnn.backward` for all: the gradients are written into ``networks.grads``."""
    params, grads, T = networks.params, networks.grads, len(Y)
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY.reshape(-1, dY.shape[-1]), Y.reshape(-1, Y.shape[-1])).reshape(Y.shape)
    # Copies, because products with a matrix lying crosswise are slower.
    W_hh_T, W_hy_T = (params[name].swapaxes(1, 2).copy() for name in ("W_hh", "W_hy"))
    np.matmul(by_network(dA), W_hy_T, out=by_network(frames.dH[:T]))
    slope, slope_at = frames.Z[:T], frames.Z_at[:T]  # Z is not needed any more, its memory is
    np.multiply(frames.H[1 : T + 1], frames.H[1 : T + 1], out=slope)
    np.subtract(1, slope, out=slope)
    carry = np.zeros_like(params["h_0"])
    product, W_hh_T = _product(W_hh_T)
    for dH_t, slope_t, dZ_t in zip(frames.dH_at[:T][::-1], slope_at[::-1], frames.dZ_at[:T][::-1], strict=True):
        np.add(dH_t, carry, dZ_t)
        np.multiply(dZ_t, slope_t, dZ_t)
        product(dZ_t, W_hh_T, carry)

    before, after, dZ = (by_network(A) for A in (frames.H[:T], frames.H[1 : T + 1], frames.dZ[:T]))
    grads["b_h"][...] = frames.dZ[:T].sum(axis=0)
    grads["b_y"][...] = dA.sum(axis=0)
    grads["h_0"][...] = carry
    np.matmul(before.swapaxes(1, 2), dZ, out=grads["W_hh"])
    np.matmul(after.swapaxes(1, 2), by_network(dA), out=grads["W_hy"])
    for some, X in inputs:
        np.matmul(X.T, dZ[some, : len(X)], out=grads["W_xh"][some])
    if scalers is not None:
        scalers.finish(grads["W_xh"], grads["b_h"])


def moves(settings_list, epoch):
    """The matrices of the update in one epoch (M, 2, 4), for weights and, without penalties, for the other parameters.

    In the last column, the sign of the L1 norm's inner sum is still missing.
    """
    rates = [(learning_rate_at(epoch, s), momentum_at(epoch, s), s.l1, s.l2) for s in settings_list]
    eta, mu, l1, l2 = np.array(rates).T
    others = np.array([[eta**0, mu, -eta, 0 * eta], [0 * eta, mu, -eta, 0 * eta]]).transpose(2, 0, 1)
    weights = others.copy()
    weights[:, :, THETA] -= (2 * l2 * eta)[:, None]
    weights[:, :, DIRECTION] -= (l1 * eta)[:, None]
    return weights, others


def update(now, then, move_weights, move_others, trains, true_l1):
    """One update, from ``now`` to ``then``; networks that do not train stay as they are, their velocity too.

    Returns what it learned on the way about the weights before it: sum w^2 and the L1 norm, (M, 2).

    With d = 1, theta . d is the sum of a matrix, |theta . d| the norm of the authors and sign(theta . d) d its gradient.
    With d = sign(theta), the same formulas give the true norm.
    """
    if true_l1.any():
        now.rows[true_l1, DIRECTION, now.weights] = np.sign(now.rows[true_l1, THETA, now.weights])
    norms = np.zeros((len(now.rows), 2))
    for name in WEIGHTS:
        old = now.rows[:, :, now.parts[name]]
        sums = (old[:, ::DIRECTION] @ old[:, THETA, :, None])[:, :, 0]  # theta . theta, d . theta
        move = move_weights.copy()
        move[:, :, DIRECTION] *= np.sign(sums[:, 1:])
        np.matmul(move, old, out=then.rows[:, :GRADIENT, now.parts[name]])
        norms += np.abs(sums)
    np.matmul(move_others, now.rows[:, :, now.others], out=then.rows[:, :GRADIENT, now.others])
    for m in np.flatnonzero(~trains):
        then.rows[m, :GRADIENT] = now.rows[m, :GRADIENT]
    return norms
