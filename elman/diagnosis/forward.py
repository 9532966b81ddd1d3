"""One song after the forward pass: the arrays of which the factors of a backward pass, right or wrong, are made."""

import numpy as np

from elman.diagnosis.variants import EVERY, MATRICES, MEANS, NUMBERS, ONES, rows
from elman.network import gru, lstm, rnn
from elman.network.activations import sigmoid

X, H, C, TANH_C = "X[t{}]", "H[t{}]", "C[t{}]", "tanh(C[t{}])"
I, F, O, G, R, U, M, N = (f"{gate}[t{{}}]" for gate in "IFOGRUMN")
OLD_MINUS_CANDIDATE, M_WITHOUT_BIAS = "(H[t] - N[t])", "(M[t] - b_hn)"


def _Z(params, cache, H):
    return cache.X @ params["W_xh"] + H @ params["W_hh"] + params["b_h"]


_OF_H = {
    "tanh(H[t{}])": np.tanh,
    "sigmoid(H[t{}])": sigmoid,
    "(1 / (1 + H[t{}]^2))": lambda H: 1 / (1 + H**2),
    "(H[t{}] > 0)": lambda H: (H > 0).astype(float),
    "|H[t{}]|": np.abs,
    "cosh(H[t{}])": np.cosh,
    "sqrt(|1 - H[t{}]^2|)": lambda H: np.sqrt(np.abs(1 - H**2)),
}
_OF_Z = {
    "tanh(Z[t{}] without b_h)": lambda Z, p, c: np.tanh(Z - p["b_h"]),
    "tanh(Z[t{}] without H W_hh)": lambda Z, p, c: np.tanh(Z - c.H[:-1] @ p["W_hh"]),
    "tanh(Z[t{}] without X W_xh)": lambda Z, p, c: np.tanh(Z - c.X @ p["W_xh"]),
    "tanh(Z[t{}] with H of the same frame)": lambda Z, p, c: np.tanh(_Z(p, c, c.H[1:])),
    "sigmoid(Z[t{}])": lambda Z, p, c: sigmoid(Z),
    "(1 / (1 + Z[t{}]^2))": lambda Z, p, c: 1 / (1 + Z**2),
}
FORWARD = {
    rnn: {
        H: lambda p, c: c.H,
        "Z[t{}]": lambda p, c: _Z(p, c, c.H[:-1]),
        **{label: lambda p, c, f=f: f(c.H) for label, f in _OF_H.items()},
        **{label: lambda p, c, f=f: f(_Z(p, c, c.H[:-1]), p, c) for label, f in _OF_Z.items()},
    },
    lstm: {
        H: lambda p, c: c.H,
        C: lambda p, c: c.C,
        TANH_C: lambda p, c: np.tanh(c.C),
        **{gate: lambda p, c, k=gate[0]: getattr(c, k) for gate in (I, F, O, G)},
    },
    gru: {
        "(H[t + 1] - N[t])": lambda p, c: c.H[1:] - c.N,
        "(H[t] + N[t])": lambda p, c: c.H[:-1] + c.N,
        **{label: lambda p, c, k=label[0]: getattr(c, k) for label in (H, R, U, M, N)},
        OLD_MINUS_CANDIDATE: lambda p, c: c.H[:-1] - c.N,
        M_WITHOUT_BIAS: lambda p, c: c.M - p["b_hn"],
    },
}
"""Arrays of the forward pass, of params and cache, that may stand in the place of another in a right or wrong factor."""

EVEN = ("|H[t{}]|", "sqrt(|1 - H[t{}]^2|)")
"""Arrays whose square is a polynomial in H."""

STATES = (H, C, TANH_C, *_OF_H, "overwritten H[t{}]")
"""Arrays with a row before the first frame: "[t + 1]" is the state after frame t."""

INPUTS = (X, "Y[t{}]", "overwritten X[t{}]", "overwritten H[t{}]")
"""In a sum over frames also these."""


class Forward:
    """One song after the forward pass: the arrays that the factors and matrices of a pass are taken from.

    ``params``, ``dY`` (T, n_out) and ``cache`` are what a ``backward`` is given.
    """

    def __init__(self, params, dY, cache, network):
        self.params, self.dY, self.Y, self.output = params, dY, cache.Y, cache.output
        self.T, self.n = len(dY), cache.H.shape[1]
        self.sizes = self.T, cache.X.shape[1], self.n, dY.shape[1]
        self.arrays, self.cache, self.network = {X: cache.X, "Y[t{}]": cache.Y}, cache, network
        self._known = {}

    def array(self, label):
        """An array of the forward pass, computed when it is first asked for."""
        if label not in self.arrays:
            self.arrays[label] = FORWARD[self.network][label](self.params, self.cache)
        return self.arrays[label]

    def rows(self, factor):
        """A factor's rows (T, n)."""
        if factor not in self._known:
            found = rows(self.array(factor.array), factor.shift, self.T, beyond=factor.beyond)
            if factor.edit in MEANS:
                found = MEANS[factor.edit](found)
            if factor.powers != (0.0, 1.0):
                found = sum(c * found**k for k, c in enumerate(factor.powers) if c) + 0.0 * found
            if factor.edit and factor.edit not in MEANS:
                found = (EVERY | ONES)[factor.edit](found)
            self._known[factor] = found
        return self._known[factor]

    def matrix(self, name, form):
        """A weight matrix as the backward pass multiplies with it: transposed, or as ``form`` says."""
        if (name, form) not in self._known:
            W = np.ones((self.n, self.n)) if name == "1" else self.params[name]
            self._known[name, form] = (MATRICES[form](W) if form else W).T
        return self._known[name, form]

    def number(self, times):
        """A factor that may be a formula: a key of `NUMBERS`, or a number and a key."""
        number, formula = times if isinstance(times, tuple) else (1.0, times)
        return number * NUMBERS[formula](*self.sizes) if isinstance(formula, str) else formula
