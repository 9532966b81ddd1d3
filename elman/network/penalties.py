"""L1 and L2 regularisation (L2: weight decay), each penalty beside its derivative.

A penalty is a function of one weight matrix W. Names tell which parameters are weight matrices: `W_xh`, `W_hh` and `W_hy`
are penalised; the biases and the first state `h_0` are not.

Source: the paper's text (L1 and L2, both with 1e-2) and its authors' code, whose "L1" is the absolute value of a sum.
Notebook 08, "Shrink and stop".
"""

import numpy as np


def l1(W):
    """The true L1 norm, the sum of the weights' absolute values. Complex-safe: the sign is that of the real part."""
    return (W * np.sign(W.real)).sum()


def l1_gradient(W):
    """sign(w) for each weight w; 0, a subgradient, where w = 0."""
    return np.sign(W.real)


def abs_sum(W):
    """The absolute value of the sum of all weights (the authors' "L1": positive and negative weights cancel)."""
    total = W.sum()
    return total * np.sign(total.real)


def abs_sum_gradient(W):
    """The sign of the sum of all weights, the same number for every weight."""
    return np.full(W.shape, np.sign(W.sum().real))


def l2(W):
    """Sum of squares, sum w^2 (without the factor 1/2 that some texts put before it)."""
    return (W**2).sum()


def l2_gradient(W):
    """2 w for each weight w."""
    return 2 * W


L1_NORMS = {
    "l1": (l1, l1_gradient),
    "abs_sum": (abs_sum, abs_sum_gradient),
}


def weight_names(params):
    """The names of the penalised parameters: the weight matrices, which begin with ``W_``."""
    return [name for name in params if name.startswith("W_")]


def penalty(params, *, l1_coefficient, l2_coefficient, l1_norm):
    """P = l1_coefficient sum_W N(W) + l2_coefficient sum_W sum w^2, over the weight matrices W.

    Parameters
    ----------
    params : dict of arrays
        The network's parameters.
    l1_coefficient, l2_coefficient : float
        The regularisation strengths.
    l1_norm : {"l1", "abs_sum"}
        N: the true L1 norm, or the authors' absolute value of the sum.

    Returns
    -------
    float
    """
    norm, _ = L1_NORMS[l1_norm]
    weights = [params[name] for name in weight_names(params)]
    return l1_coefficient * sum(norm(W) for W in weights) + l2_coefficient * sum(l2(W) for W in weights)


def penalty_gradients(params, *, l1_coefficient, l2_coefficient, l1_norm):
    """The derivative of `penalty`: a dict with one array for each weight matrix, and no other key."""
    _, norm_gradient = L1_NORMS[l1_norm]
    return {
        name: l1_coefficient * norm_gradient(params[name]) + l2_coefficient * l2_gradient(params[name])
        for name in weight_names(params)
    }
