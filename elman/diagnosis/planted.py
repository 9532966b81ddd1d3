"""The classic mistakes of backpropagation through time, planted by name.

What the explorer's page, the figures and the exercises show is the very edit that the diagnosis finds. Notebook 04, "Send
errors back through time".
"""

from collections.abc import Callable
from typing import NamedTuple

from elman.diagnosis.changes import spoilt, step_of, term_of
from elman.diagnosis.forward import Forward, H, X
from elman.diagnosis.passes import ELMAN, State, elementwise
from elman.diagnosis.variants import FRAMES
from elman.diagnosis.walk import gradients
from elman.errors import InputError
from elman.network import rnn


def _sum_of(plan, name, **new):
    return plan._replace(sums=plan.sums | {name: plan.sums[name]._replace(**new)})


def _all_sums(edits=(), times=1.0, states=1.0):
    """All sums over frames with edits or a factor; a first state's gradient, which is no sum, with a factor of its own."""

    def change(plan):
        for name, how in plan.sums.items():
            new = {"times": states} if isinstance(how, State) else {"edits": edits, "times": times}
            plan = _sum_of(plan, name, **new)
        return plan

    return change


class Mistake(NamedTuple):
    """``change`` makes the wrong pass of the right one; ``words`` say what is done, and what must be done."""

    change: Callable
    words: str


PLANTED = {
    "carry dropped": Mistake(
        lambda p: term_of(p, "dh", 1, times=0.0),
        "dZ[t] = dH[t] * (1 - H[t + 1]^2) leaves out the carry: each error stays in its own frame. "
        "It must be (dH[t] + carry) * (1 - H[t + 1]^2).",
    ),
    "sign of the carry": Mistake(
        lambda p: term_of(p, "dh", 1, times=-1.0),
        "the carry is subtracted. What is used in two places gets the sum of both gradients: "
        "(dH[t] + carry) * (1 - H[t + 1]^2).",
    ),
    "carry accumulated": Mistake(
        lambda p: step_of(p, "carry", (*p.steps["carry"], p.steps["dh"][1])),
        "the carry keeps what later frames left in it (carry += ...). Each frame must replace it: "
        "carry = dZ[t] W_hh^T.",
    ),
    "W_hh not transposed": Mistake(
        lambda p: term_of(p, "carry", 0, form="not transposed"),
        "the carry is dZ[t] W_hh. Backward it goes through the transposed matrix: carry = dZ[t] W_hh^T.",
    ),
    "1 - h^2 missing in the carry": Mistake(
        lambda p: term_of(p, "carry", 0, source="dh"),
        "the carry is (dH[t] + carry) W_hh^T, as if it did not pass through the tanh. It must be dZ[t] W_hh^T.",
    ),
    "loop runs forwards": Mistake(
        lambda p: p._replace(loop=range),
        "the loop visits the frames from the first to the last. "
        "dZ[t] needs dZ[t + 1], so it must run from the last to the first.",
    ),
    "1 - h^2 missing": Mistake(
        lambda p: term_of(p, "dZ", 0, factors=()),
        "dZ[t] = dH[t] + carry, without the derivative of tanh. It must be multiplied by 1 - H[t + 1]^2.",
    ),
    "1 - h^2 of the wrong frame": Mistake(
        lambda p: term_of(p, "dZ", 0, factors=(elementwise(H)._replace(powers=(1.0, 0.0, -1.0)),)),
        "the slope is 1 - H[t]^2, from the state before the frame. "
        "The state after frame t is H[t + 1], so it must be 1 - H[t + 1]^2.",
    ),
    "1 - h^2 at the pre-activation": Mistake(
        lambda p: term_of(p, "dZ", 0, factors=(elementwise("Z[t{}]")._replace(powers=(1.0, 0.0, -1.0)),)),
        "the slope is 1 - Z[t]^2. The derivative of tanh(z) is 1 - tanh(z)^2 = 1 - H[t + 1]^2.",
    ),
    "output derivative forgotten": Mistake(
        lambda p: p._replace(output=(("any", lambda dY, Y: dY),)),
        "dA = dY, as if the output were linear. The gradient must go through the output function: "
        "for tanh dA = dY * (1 - Y^2), for softmax dA = Y * (dY - sum(dY * Y)).",
    ),
    "only the last frame's error": Mistake(
        lambda p: spoilt(p, "dA", FRAMES["of the last frame only"]),
        "dA is zero but for the last frame. Every frame has an output, and an error of its own.",
    ),
    "W_hy not transposed": Mistake(
        lambda p: term_of(p, "dH", 0, form="not transposed"),
        "dH[t] = dA[t] W_hy. Backward it goes through the transposed matrix: dH[t] = dA[t] W_hy^T. "
        "(Shapes forgive it only with as many outputs as hidden units.)",
    ),
    "H shifted by one in W_hh": Mistake(
        lambda p: _sum_of(p, "W_hh", left=elementwise(H, 1)),
        "dW_hh = sum of H[t + 1]^T dZ[t]. W_hh multiplies the state before the frame: dW_hh = sum of H[t]^T dZ[t].",
    ),
    "H shifted by one in W_hy": Mistake(
        lambda p: _sum_of(p, "W_hy", left=elementwise(H)),
        "dW_hy = sum of H[t]^T dA[t]. W_hy multiplies the state after the frame: dW_hy = sum of H[t + 1]^T dA[t].",
    ),
    "X shifted by one in W_xh": Mistake(
        lambda p: _sum_of(p, "W_xh", left=elementwise(X, -1)),
        "dW_xh = sum of X[t]^T dZ[t + 1]. Input and dZ must be of the same frame: dW_xh = sum of X[t]^T dZ[t].",
    ),
    "first frame left out": Mistake(
        _all_sums((("right", "without the first frame"),)),
        "the sums over frames begin at frame 1: look at the bounds of the loop. They must begin at frame 0.",
    ),
    "gradient replaced, not added up": Mistake(
        _all_sums((("right", "of the first frame only"),)),
        "each gradient is that of frame 0 alone, the last one visited: every frame replaced it (=). "
        "Every frame must add to it (+=).",
    ),
    "mean in place of sum": Mistake(
        _all_sums(times="1 / T"),
        "the gradients are averaged over the frames. "
        "The mean is already in dY = 2 (Y - target) / (frames and outputs); frames must be summed.",
    ),
    "h_0's gradient taken one step early": Mistake(
        lambda p: p._replace(sums=p.sums | {"h_0": State("dZ", 0)}),
        "dh_0 = dZ[0]. From Z[0] to h_0 there is one more step, through W_hh: dh_0 = dZ[0] W_hh^T.",
    ),
    "factor 2 forgotten": Mistake(
        _all_sums(times=0.5, states=0.5),
        "dY = (Y - target) / (frames and outputs). "
        "The derivative of a square brings a factor 2, so every gradient is half of what it should be.",
    ),
    "sign of the error": Mistake(
        _all_sums(times=-1.0, states=-1.0),
        "dY = 2 (target - Y) / (frames and outputs). The cost has (Y - target)^2, so dY must have Y - target.",
    ),
}
"""The mistakes by name. The explorer's list is made of them (`docs/explorer/update_mistakes.py`)."""


def planted(name, params, dY, cache):
    """The gradients of the Elman network with a classic mistake in the backward pass.

    Parameters
    ----------
    name : str
        A key of `PLANTED`.
    params : dict of arrays
    dY : array (T, n_out)
        The gradient of the cost with respect to the outputs.
    cache : elman.network.rnn.Cache

    Returns
    -------
    dict of arrays

    Raises
    ------
    elman.errors.InputError
        No mistake has this name.

    Examples
    --------
    >>> import numpy as np
    >>> params = rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=1.0)
    >>> Y, cache = rnn.forward(params, np.ones((5, 3)))
    >>> wrong, right = planted("carry dropped", params, Y, cache), rnn.backward(params, Y, cache)
    >>> [name for name in right if not np.allclose(wrong[name], right[name])]
    ['W_xh', 'W_hh', 'b_h', 'h_0']
    """
    if name not in PLANTED:
        raise InputError(f"no planted mistake is called {name!r}; known are {', '.join(PLANTED)}")
    return gradients(PLANTED[name].change(ELMAN), Forward(params, dY, cache, rnn))
