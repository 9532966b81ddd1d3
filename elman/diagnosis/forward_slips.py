"""Slips in a forward pass: how outputs other than the network's are made, and how they must be made.

Notebook 03, "Run the network forward".
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import FORWARD
from elman.diagnosis.variants import EVERY, FRAMES, SUMS
from elman.network import rnn
from elman.network.activations import OUTPUTS, sigmoid


class Slip(NamedTuple):
    """``outputs(case)`` gives Y (T, n_out); ``yours`` and ``right`` say how it is made and how it must be made.

    The gradient of ``touched``, a parameter that does not count as it is, need not be that of the student's cost.
    """

    yours: str
    right: str
    outputs: Callable
    touched: str = ""


PARAMETERS = {
    "left out": np.zeros_like,
    "counted twice": lambda W: 2 * W,
    "halved": lambda W: W / 2,
    "passed through tanh": np.tanh,
    "with the wrong sign": np.negative,
    "replaced by ones": np.ones_like,
}
"""What may become of one parameter; of a matrix, also what `elman.diagnosis.variants.SUMS` has."""

INPUTS = EVERY | {
    "clipped to values between -1 and 1": lambda X: np.clip(X, -1, 1),
    "clipped to values between 0 and 1": lambda X: np.clip(X, 0, 1),
    "divided by its largest entry": lambda X: X / np.abs(X).max(),
    "minus its mean": lambda X: X - X.mean(),
    "standardised, all columns together": lambda X: (X - X.mean()) / X.std(),
}
"""What may become of X."""

STATES = {
    "sigmoid(Z[t])": lambda U, h, W, b, h_0: sigmoid(U + h @ W + b),
    "Z[t]": lambda U, h, W, b, h_0: U + h @ W + b,
    "max(Z[t], 0)": lambda U, h, W, b, h_0: np.maximum(U + h @ W + b, 0),
    "tanh(tanh(Z[t]))": lambda U, h, W, b, h_0: np.tanh(np.tanh(U + h @ W + b)),
    "tanh(X[t] W_xh + b_h) + H[t] W_hh": lambda U, h, W, b, h_0: np.tanh(U + b) + h @ W,
    "tanh(X[t] W_xh + H[t] W_hh) + b_h": lambda U, h, W, b, h_0: np.tanh(U + h @ W) + b,
    "tanh(X[t] W_xh + h_0 W_hh + b_h)": lambda U, h, W, b, h_0: np.tanh(U + h_0 @ W + b),
    "tanh(X[t] W_xh + (H[t] + b_h) W_hh)": lambda U, h, W, b, h_0: np.tanh(U + (h + b) @ W),
    "tanh(X[t] W_xh + H[t] + b_h)": lambda U, h, W, b, h_0: np.tanh(U + h + b),
    "H[t] + tanh(Z[t])": lambda U, h, W, b, h_0: h + np.tanh(U + h @ W + b),
    "(H[t] + tanh(Z[t])) / 2": lambda U, h, W, b, h_0: (h + np.tanh(U + h @ W + b)) / 2,
}
"""What H[t + 1] may be in the Elman network, from U = X[t] W_xh, the state h before, W_hh, b_h and h_0."""


def _softmax(A, axis):
    e = np.exp(A - A.max())
    return e / e.sum(axis=axis, keepdims=True)


IN_PLACE = {
    "linear": {},
    "tanh": {
        "sigmoid(A)": sigmoid,
        "tanh(tanh(A))": lambda A: np.tanh(np.tanh(A)),
        "2 sigmoid(A) - 1": lambda A: 2 * sigmoid(A) - 1,
        "clip(A, -1, 1)": lambda A: np.clip(A, -1, 1),
    },
    "softmax": {
        "softmax(A) over the frames, axis=0": lambda A: _softmax(A, 0),
        "softmax(A) over frames and outputs together": lambda A: _softmax(A, None),
        "exp(A), not divided by its sum": np.exp,
        "exp(A - max(A)), not divided by its sum": lambda A: np.exp(A - A.max(axis=1, keepdims=True)),
        "exp(A - max(A)), not divided by its sum, max(A) over all frames": lambda A: np.exp(A - A.max()),
        "exp(A - max(A)) / sum(exp(A))": lambda A: _softmax(A, 1) * np.exp(-A.max(axis=1, keepdims=True)),
        "exp(A) / sum(exp(A - max(A)))": lambda A: _softmax(A, 1) * np.exp(A.max(axis=1, keepdims=True)),
        "sigmoid(A)": sigmoid,
        "softmax(softmax(A))": lambda A: _softmax(_softmax(A, 1), 1),
        "softmax(-A)": lambda A: _softmax(-A, 1),
        "log(softmax(A))": lambda A: np.log(_softmax(A, 1)),
    },
}
"""By output, what may stand in its place, beside another output."""


def _states(case, **changed):
    """The states (T, n_hidden) that are made of other parameters or of another X."""
    return FORWARD[case.network](changed.get("params", case.params), changed.get("X", case.X))[1].H[1:]


def _in_a_loop(case, step):
    H, p = [case.params["h_0"]], case.params
    for u in case.X @ p["W_xh"]:
        H.append(step(u, H[-1], p["W_hh"], p["b_h"], p["h_0"]))
    return np.array(H[1:])


def _outputs(case, H, params=None, g=None):
    """Y, from states, other parameters, or another output function."""
    p = params or case.params
    return (g or OUTPUTS[case.output][0])(H @ p["W_hy"] + p["b_y"])


def slips(network, names):
    """All slips in the forward pass of a network with parameters of these names."""
    for other, (g, _) in OUTPUTS.items():
        pair = (
            f"the outputs of a network with output {other}, whatever settings.output says",
            "those of settings.output",
        )
        yield Slip(*pair, lambda case, g=g: _outputs(case, _states(case), g=g))
    for output, some in IN_PLACE.items():
        others = {
            f"{other}(A)" if other != "linear" else "A": g for other, (g, _) in OUTPUTS.items() if other != output
        }
        for words, g in (some | others).items():
            made = lambda case, g=g, at=output: _outputs(case, _states(case), g=g if case.output == at else None)  # noqa: E731
            yield Slip(f"Y = {words}, for settings.output {output}", f"Y = {output}(A)", made)
    some = [(name, *one) for name in names for one in (PARAMETERS | (SUMS if name.startswith("W") else {})).items()]
    for name, words, f in some:

        def made(case, name=name, f=f):
            params = case.params | {name: f(case.params[name])}
            return _outputs(case, _states(case, params=params), params)

        yield Slip(f"Y with {name} {words}", f"Y with {name} as it is", made, name)
    for words, f in INPUTS.items():
        made = lambda case, f=f: _outputs(case, _states(case, X=f(case.X)))  # noqa: E731
        yield Slip(f"Y from X {words.replace('column', 'input')}", "Y from X as it is", made)
    yield Slip(
        "Y = g(g(A)), the output function done twice", "Y = g(A)", lambda case: OUTPUTS[case.output][0](case.forward.Y)
    )
    last = lambda case: _outputs(case, FRAMES["without the last frame"](_states(case)))  # noqa: E731
    yield Slip("the last state is 0: the loop leaves out the last frame", "the loop goes through all frames", last)
    before = lambda case: _outputs(case, case.cache.H[:-1])  # noqa: E731
    yield Slip("A[t] = H[t] W_hy + b_y", "A[t] = H[t + 1] W_hy + b_y", before)
    backwards = lambda case: _outputs(case, _states(case, X=case.X[::-1])[::-1])  # noqa: E731
    yield Slip("the loop goes from the last frame to the first", "it goes from the first frame to the last", backwards)
    for words, step in STATES.items() if network is rnn else ():
        made = lambda case, step=step: _outputs(case, _in_a_loop(case, step))  # noqa: E731
        yield Slip(f"H[t + 1] = {words}", "H[t + 1] = tanh(Z[t])", made)
