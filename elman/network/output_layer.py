"""From the hidden states to the outputs: the same last layer for every network with gates.

    Y[t] = g(H[t + 1] W_hy + b_y)                       g: linear, tanh or softmax

`elman.network.rnn` writes these lines out in place, so that the whole Elman network stands on one page.
"""

from elman.network.activations import OUTPUTS


def forward(params, H, *, output):
    """The outputs Y (T, n_out) of the states H (T + 1, n_hidden); ``H[0]``, the state before the song, has none."""
    g, _ = OUTPUTS[output]
    return g(H[1:] @ params["W_hy"] + params["b_y"])


def backward(params, dY, H, Y, *, output):
    """Send dY (T, n_out) back through the layer.

        dA[t] = g'(A[t]) applied to dY[t]               A: the pre-activations, Y = g(A)
        dH[t] = dA[t] W_hy^T
        dW_hy = sum_t H[t + 1]^T dA[t]                  db_y = sum_t dA[t]

    Returns
    -------
    dH : array (T, n_hidden)
        What the outputs ask of each state, without what later frames will ask of it.
    grads : dict of arrays
        ``W_hy`` and ``b_y``.
    """
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY, Y)
    return dA @ params["W_hy"].T, {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}
