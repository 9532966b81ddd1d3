"""Slips in the forward pass inside of a cost: other outputs than the network's, whose loss is the student's cost.

Notebook 03, "Run the network forward".
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import FORWARD
from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_formulas import LOSS
from elman.diagnosis.cost_words import shows
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.variants import EVERY, FRAMES, SUMS
from elman.network import rnn
from elman.network.activations import OUTPUTS, sigmoid
from elman.network.losses import LOSSES

NEAR = 1e-5
"""Costs that differ by less than this part are taken to be one: what is added to a divisor, such as 1e-8, is not told."""


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


AS_IT_IS = Slip("", "", lambda case: case.forward.Y)


@np.errstate(all="ignore")
def of_forward(groups, function):
    """The findings of a slip in the forward pass, and of a loss that is always the same one; none where neither is known."""
    songs = [(settings, case, none) for settings, some in groups.items() for case, none, _ in some]
    wrong = [one for one in songs if not np.isclose(one[2][COST], one[1].loss, rtol=10 * NEAR)]
    found = _found(songs, wrong) if wrong else None
    if found is None:
        return []
    always, slip = found
    names, others = _spoilt(songs), [k for k in _not_its_own(function, wrong) if k != slip.touched]
    if slip is AS_IT_IS and (others or not names):
        return []  # the loss and the backward pass are read by themselves
    concerned = dict.fromkeys(settings for settings, *_ in wrong if always in ("", settings.loss))
    which = "No gradient is" if len(others) == len(names) else f"The gradient of {', '.join(others)} is not"
    words = f"{which} the derivative of this cost: mend the forward pass first." if others and names else ""
    pair, params, only = ((slip.yours, slip.right),), (*names, COST), shows([*concerned], [*groups])
    told = [Finding("the forward pass", params, only, pair, words, PAGES["forward"])] * (slip is not AS_IT_IS)
    if always:
        pair = (f"loss = {LOSS[always].name}, whatever settings.loss says", "that of settings.loss")
        told.append(Finding("settings.loss not used", params, "", (pair,), pages=PAGES["loss"]))
    return told


def _found(songs, wrong):
    """The loss, where it is always the same one, and the slip whose outputs give the student's costs; None where none does."""
    case = wrong[0][1]
    for always in ("", *LOSSES):
        for slip in (AS_IT_IS, *slips(case.network, case.params)):
            if (
                _gives(slip, wrong, always)
                and _gives(slip, songs, always)
                and (slip is AS_IT_IS or _changes(slip, wrong))
            ):
                return always, slip
    return None


def _gives(slip, songs, always):
    """Whether the loss of a slip's outputs, that of the settings or always the same one, is the student's cost on all songs."""
    for settings, case, none in songs:
        try:
            loss = LOSSES[always or settings.loss][0](slip.outputs(case), case.targets)
        except ValueError:  # a matrix transposed that is not square
            return False
        if not np.isclose(none[COST], loss, rtol=NEAR):
            return False
    return True


def _changes(slip, songs):
    """Whether a slip changes the outputs of some song; a bias, for one, is its own transpose."""
    return not all(np.allclose(slip.outputs(case), case.forward.Y) for _, case, _ in songs)


def _spoilt(songs):
    """The parameters of which the gradient is wrong."""
    return tuple(k for k in songs[0][1].data if not all(case.alone.same(k, none[k]) for _, case, none in songs))


STEP = 1e-5
"""By so much of a random direction a parameter is moved for a central difference."""


def _not_its_own(function, songs):
    """The parameters of which the gradient is not the derivative of the student's own cost, nor right, in the first songs."""
    found, rng = {}, np.random.default_rng(0)
    for _, case, none in [one for one in songs if min(one[1].sizes) > 1][:2]:
        plain = case.with_coefficients(l1=0.0, l2=0.0)
        grads = call(function, plain, twice=False).grads
        for k, value in case.params.items():
            D, costs = rng.standard_normal(value.shape), []
            for sign in (1, -1):
                plain.params = case.params | {k: value + sign * STEP * D}
                costs.append(float(call(function, plain, twice=False).grads.get(COST, np.nan)))
            numeric, scale = (costs[0] - costs[1]) / (2 * STEP), max(1e-3, np.abs(grads[k]).max())
            if not abs(np.sum(grads[k] * D) - numeric) <= 1e-5 * scale and not case.alone.same(k, none[k]):
                found[k] = None
    return list(found)
