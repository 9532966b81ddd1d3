"""What all networks share, in loops: activations, output layer, losses, and the update with penalties and clipping.

Source: `elman.network.activations`, `losses`, `penalties`, `clipping` and `momentum`.
"""

import numpy as np

from elman.lockstep.compiled.compiler import compiled, compiled_in_order

LINEAR, TANH, SOFTMAX = range(3)


@compiled_in_order
def tanh(z):
    """z <- tanh(z), each number of a vector.

    tanh z = p / (p + 2) where p = exp(2z) - 1. For 2z / 64 a few terms of the series of exp give p to the last digit; and as
    exp(2r) - 1 = p (p + 2) where p = exp(r) - 1, six doublings lead back to 2z. The sign of z is put back at the end: so
    nothing is subtracted, and beyond 20 tanh is exactly 1. A processor does this for several numbers at once; the tanh of
    its library takes one at a time.
    """
    for j in range(len(z)):
        r = min(abs(z[j]), 20.0) / 32
        p = r / 479001600
        p = r * (1 / 39916800 + p)
        p = r * (1 / 3628800 + p)
        p = r * (1 / 362880 + p)
        p = r * (1 / 40320 + p)
        p = r * (1 / 5040 + p)
        p = r * (1 / 720 + p)
        p = r * (1 / 120 + p)
        p = r * (1 / 24 + p)
        p = r * (1 / 6 + p)
        p = r * (1 / 2 + p)
        p = r * (1 + p)
        for _ in range(6):
            p = p * (p + 2)
        z[j] = p / (p + 2) if z[j] >= 0 else -p / (p + 2)


@compiled
def sigmoid(z):
    """z <- 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, each number of a vector."""
    for j in range(len(z)):
        z[j] /= 2
    tanh(z)
    for j in range(len(z)):
        z[j] = 0.5 + 0.5 * z[j]


@compiled
def output_layer(params, H, output):
    """Y[t] = g(H[t + 1] W_hy + b_y), an array (T, n_out)."""
    T, n_out = len(H) - 1, len(params.b_y)
    Y = np.empty((T, n_out))
    np.dot(H[1:], params.W_hy, Y)
    for t in range(T):
        for k in range(n_out):
            Y[t, k] += params.b_y[k]
        if output == TANH:
            tanh(Y[t])
        elif output == SOFTMAX:
            softmax(Y[t])
    return Y


@compiled
def softmax(a):
    """a <- exp(a) / sum_k exp(a[k]), the outputs of one frame; the largest is subtracted first."""
    largest, total = a[0], 0.0
    for k in range(len(a)):
        largest = max(largest, a[k])
    for k in range(len(a)):
        a[k] = np.exp(a[k] - largest)
        total += a[k]
    for k in range(len(a)):
        a[k] /= total


@compiled
def loss_and_gradient(Y, targets, is_rmse):
    """L, the mse or the rmse of one song, and dY (T, n_out)."""
    E, squares = np.empty(Y.shape), 0.0
    T, n_out = Y.shape
    for t in range(T):
        for k in range(n_out):
            E[t, k] = Y[t, k] - targets[t, k]
            squares += E[t, k] ** 2
    L, factor = squares / Y.size, 2 / Y.size
    if is_rmse:
        L = np.sqrt(L)
        factor = 1 / (Y.size * L) if L != 0 else 0.0
    for t in range(T):
        for k in range(n_out):
            E[t, k] *= factor
    return L, E


@compiled
def output_layer_backward(params, grads, H, Y, dY, output):
    """dH (T, n_hidden), from dY (T, n_out); the gradients of W_hy and b_y go into ``grads``, and dA into ``dY``."""
    T, n_out = Y.shape
    dA, dH = dY, np.empty((T, H.shape[1]))
    for k in range(n_out):
        grads.b_y[k] = 0
    for t in range(T):
        if output == TANH:
            for k in range(n_out):
                dA[t, k] *= 1 - Y[t, k] ** 2
        elif output == SOFTMAX:
            total = 0.0
            for k in range(n_out):
                total += dY[t, k] * Y[t, k]
            for k in range(n_out):
                dA[t, k] = Y[t, k] * (dY[t, k] - total)
        for k in range(n_out):
            grads.b_y[k] += dA[t, k]
        for j in range(H.shape[1]):
            dh = 0.0
            for k in range(n_out):
                dh += dA[t, k] * params.W_hy[j, k]
            dH[t, j] = dh
    np.dot(H[1:].T, dA, grads.W_hy)
    return dH


@compiled
def clip(gradient, largest):
    """g <- g min(1, largest / norm(g)); where the norm is NaN, so is g."""
    squares = 0.0
    for i in range(len(gradient)):
        squares += gradient[i] ** 2
    norm = np.sqrt(squares)
    if not norm <= largest:
        factor = largest / norm
        for i in range(len(gradient)):
            gradient[i] *= factor


@compiled
def update(theta, velocity, gradient, ends, rates, l1, l2, true_l1, largest):
    """Add the penalties' gradients to the loss's, clip, and move the parameters: v <- mu v - lr g, theta <- theta + v.

    Parameters
    ----------
    theta, velocity, gradient : arrays (n_params,)
        All parameters of one network, the weight matrices first.
    ends : array of int
        Where each weight matrix ends.
    rates : tuple (lr, mu)
        The learning rate and the momentum.
    l1, l2, true_l1 : float, float, bool
        As in `Settings`; ``true_l1``: the true L1 norm, not the absolute value of the sum.
    largest : float
        ``clip`` of `Settings`; inf clips nothing.

    Returns
    -------
    float
        The penalties before the update.
    """
    P, begin = 0.0, 0
    for end in ends:
        total, squares = 0.0, 0.0
        for i in range(begin, end):
            total += abs(theta[i]) if true_l1 else theta[i]
            squares += theta[i] ** 2
        P += l1 * abs(total) + l2 * squares
        for i in range(begin, end):
            gradient[i] += l1 * np.sign(theta[i] if true_l1 else total) + 2 * l2 * theta[i]
        begin = end
    if largest < np.inf:
        clip(gradient, largest)
    learning_rate, momentum = rates
    for i in range(len(theta)):
        velocity[i] = momentum * velocity[i] - learning_rate * gradient[i]
        theta[i] += velocity[i]
    return P
