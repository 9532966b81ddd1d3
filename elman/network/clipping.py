"""Gradient clipping by norm: a cure for gradients that explode, not for those that vanish.

All gradients together are one long vector g. Where it is longer than c, it is shortened to the length c::

    g <- g min(1, c / norm(g))              norm(g): root of the sum of all squares

Every gradient is multiplied by the same number, so the step becomes shorter and keeps its direction. c = inf clips nothing.

Source: R. Pascanu, T. Mikolov and Y. Bengio, *On the difficulty of training recurrent neural networks*, ICML 2013, section
3.2. The paper's authors did not clip. Notebook 14, "Look beyond Elman"; as an exercise in 04, "Backpropagate through time".
"""

import numpy as np


def norm(grads):
    """The length of all gradients as one vector: the root of the sum of their squares.

    >>> norm({"W": np.array([[3.0, 0.0]]), "b": np.array([4.0])})
    5.0
    """
    return float(np.sqrt(sum(np.sum(gradient**2) for gradient in grads.values())))


def clip(grads, largest):
    """The gradients, shortened together where their norm is above ``largest``.

    Parameters
    ----------
    grads : dict of arrays
    largest : float
        Above 0; inf clips nothing.

    Returns
    -------
    dict of arrays
        New ones; or what was given, where nothing is to be clipped.

    Examples
    --------
    >>> clip({"W": np.array([3.0]), "b": np.array([4.0])}, largest=1.0)
    {'W': array([0.6]), 'b': array([0.8])}
    """
    length = norm(grads)
    if length <= largest:
        return grads
    return {name: gradient * (largest / length) for name, gradient in grads.items()}
