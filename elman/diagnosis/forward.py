"""One song after the forward pass: the arrays of which the factors of a backward pass, right or wrong, are made."""

import numpy as np

from elman.diagnosis.variants import EVERY, MATRICES, NUMBERS, rows
from elman.network import gru, lstm, rnn
from elman.network.activations import sigmoid

X, H, C, TANH_C = "X[t{}]", "H[t{}]", "C[t{}]", "tanh(C[t{}])"
I, F, O, G, R, U, M, N = (f"{gate}[t{{}}]" for gate in "IFOGRUMN")
OLD_MINUS_CANDIDATE, M_WITHOUT_BIAS = "(H[t] - N[t])", "(M[t] - b_hn)"


def _elman_arrays(params, cache):
    H, X = cache.H, cache.X
    from_x, from_h, b = X @ params["W_xh"], H[:-1] @ params["W_hh"], params["b_h"]
    Z = from_x + from_h + b
    parts = (Z - b, Z - from_h, Z - from_x, from_x + H[1:] @ params["W_hh"] + b)
    return {
        "Z[t{}]": Z,
        **{f"tanh(Z[t{{}}] {words})": np.tanh(part) for words, part in zip(_PARTS_OF_Z, parts, strict=True)},
        "sigmoid(Z[t{}])": sigmoid(Z),
        "(1 / (1 + Z[t{}]^2))": 1 / (1 + Z**2),
        **{label: f(H) for label, f in _OF_H.items()},
    }


_PARTS_OF_Z = ("without b_h", "without H W_hh", "without X W_xh", "with H of the same frame")
_OF_H = {
    "tanh(H[t{}])": np.tanh,
    "sigmoid(H[t{}])": sigmoid,
    "(1 / (1 + H[t{}]^2))": lambda H: 1 / (1 + H**2),
    "(H[t{}] > 0)": lambda H: (H > 0).astype(float),
    "|H[t{}]|": np.abs,
    "cosh(H[t{}])": np.cosh,
    "sqrt(|1 - H[t{}]^2|)": lambda H: np.sqrt(np.abs(1 - H**2)),
}


def _lstm_arrays(params, cache):
    return {I: cache.I, F: cache.F, O: cache.O, G: cache.G, C: cache.C, TANH_C: np.tanh(cache.C)}


def _gru_arrays(params, cache):
    H, N_ = cache.H, cache.N
    found = {"(H[t + 1] - N[t])": H[1:] - N_, OLD_MINUS_CANDIDATE: H[:-1] - N_}
    return found | {R: cache.R, U: cache.U, M: cache.M, N: N_, M_WITHOUT_BIAS: cache.M - params["b_hn"]}


FORWARD = {rnn: _elman_arrays, lstm: _lstm_arrays, gru: _gru_arrays}
"""Further arrays of the forward pass, which right or wrong factors are made of, by network: (params, cache) -> dict."""

EVEN = ("|H[t{}]|", "sqrt(|1 - H[t{}]^2|)")
"""Arrays whose square is a polynomial in H."""

STATES = (H, C, TANH_C, *_OF_H, "overwritten H[t{}]")
"""Arrays with a row before the first frame: "[t + 1]" is the state after frame t."""

LABELS = {
    rnn: (
        H,
        "Z[t{}]",
        *_OF_H,
        *(f"tanh(Z[t{{}}] {w})" for w in _PARTS_OF_Z),
        "sigmoid(Z[t{}])",
        "(1 / (1 + Z[t{}]^2))",
    ),
    lstm: (H, C, TANH_C, I, F, O, G),
    gru: ("(H[t + 1] - N[t])", H, R, U, M, N, OLD_MINUS_CANDIDATE, M_WITHOUT_BIAS),
}
"""The arrays that may stand in the place of another in a factor; in a sum over frames also `INPUTS`."""

INPUTS = (X, "Y[t{}]", "overwritten X[t{}]", "overwritten H[t{}]")


class Forward:
    """One song after the forward pass: the arrays that the factors and matrices of a pass are taken from.

    ``params``, ``dY`` (T, n_out) and ``cache`` are what a ``backward`` is given; ``more`` are further arrays by label.
    """

    def __init__(self, params, dY, cache, network, more=()):
        self.params, self.dY, self.Y, self.output = params, dY, cache.Y, cache.output
        self.T, self.n = len(dY), cache.H.shape[1]
        self.sizes = self.T, cache.X.shape[1], self.n, dY.shape[1]
        self.arrays = {H: cache.H, X: cache.X, "Y[t{}]": cache.Y} | FORWARD[network](params, cache) | dict(more)
        self._known = {}

    def rows(self, factor):
        """A factor's rows (T, n)."""
        if factor not in self._known:
            found = rows(self.arrays[factor.array], factor.shift, self.T, beyond=factor.beyond)
            if factor.edit:
                found = EVERY[factor.edit](found)
            if factor.powers != (0.0, 1.0):
                found = sum(c * found**k for k, c in enumerate(factor.powers) if c) + 0.0 * found
            self._known[factor] = found
        return self._known[factor]

    def matrix(self, name, form):
        """A weight matrix as the backward pass multiplies with it: transposed, or as ``form`` says."""
        if (name, form) not in self._known:
            W = np.ones((self.n, self.n)) if name == "1" else self.params[name]
            self._known[name, form] = MATRICES[form](W) if form else W.T
        return self._known[name, form]

    def number(self, times):
        """A factor that may be a formula: a key of `NUMBERS`, or a number and a key."""
        number, formula = times if isinstance(times, tuple) else (1.0, times)
        return number * NUMBERS[formula](*self.sizes) if isinstance(formula, str) else formula


def output_parts(output, dY, Y):
    """The products that the derivative of an output function, right or wrong, is a sum of: (list of arrays, right factors)."""
    inner = np.sum(dY * Y, axis=1, keepdims=True)
    if output != "softmax":
        right = (1.0, 0.0, -1.0 if output == "tanh" else 0.0)
        return [dY, Y * dY, Y**2 * dY, Y**3 * dY, Y**4 * dY, dY**2, dY**3, Y * dY**2], (*right, 0, 0, 0, 0, 0)
    parts = [
        Y * dY,
        Y * inner,
        dY,
        inner + 0 * Y,
        Y**2 * dY,
        Y * dY.sum(axis=1, keepdims=True),
        Y * np.sum(dY * Y, axis=0),
    ]
    return [*parts, Y * np.sum(dY * Y), Y**2 * inner], (1.0, -1.0, 0, 0, 0, 0, 0, 0, 0)
