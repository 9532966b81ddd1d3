"""Activation functions, each beside its derivative: the output functions, and the sigmoid of the gates.

An output function g maps the pre-activations A (..., n_out) to the outputs Y (..., n_out), frame by frame. Its backward
pass takes dY, the gradient of the cost with respect to Y, and gives dA, the gradient with respect to A; it needs only Y for
that.

Source: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.2.2. Notebook 06, "Choose an output".
"""

import numpy as np

from elman.errors import InputError


def linear(A):
    """Y = A: any real number can come out (what the authors ran)."""
    return A


def linear_backward(dY, Y):
    """dA = dY."""
    return dY


def tanh(A):
    """Y = tanh(A): each output lies between -1 and 1, the range of the labels."""
    return np.tanh(A)


def tanh_backward(dY, Y):
    """dA = dY * (1 - Y^2), element by element."""
    return dY * (1 - Y**2)


def softmax(A):
    """Y[t, i] = exp(A[t, i]) / sum_j exp(A[t, j]): the outputs of a frame are positive and sum to one.

    The largest entry of each frame is subtracted first. The result is the same, and no exponential overflows. (``real``:
    complex numbers have no largest; gradient checks by complex steps come with an imaginary part.)
    """
    shifted = A - np.max(A.real, axis=-1, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def softmax_backward(dY, Y):
    """dA[t] = Y[t] * (dY[t] - dY[t] . Y[t]): every output of a frame depends on every pre-activation of it."""
    return Y * (dY - np.sum(dY * Y, axis=-1, keepdims=True))


def sigmoid(A):
    """Y = 1 / (1 + exp(-A)): between 0 (closed) and 1 (open), which is what a gate needs.

    Computed as (1 + tanh(A / 2)) / 2, the same function, in which no exponential overflows.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * A)


def sigmoid_backward(dY, Y):
    """dA = dY * Y * (1 - Y), element by element."""
    return dY * Y * (1 - Y)


class _Outputs(dict):
    """Names what there is where a name is unknown."""

    def __missing__(self, name):
        raise InputError(f"output: {name!r} was given, one of {', '.join(self)} was expected")


OUTPUTS = _Outputs(
    linear=(linear, linear_backward),
    tanh=(tanh, tanh_backward),
    softmax=(softmax, softmax_backward),
)
