"""The classic mistakes of backpropagation through time, planted by name.

What the explorer's page, the figures and the exercises show is the very edit that the diagnosis finds. Notebook 04, "Send
errors back through time".
"""

from functools import partial

from elman.diagnosis.changes import factor_of, spoilt, step_of, term_of
from elman.diagnosis.forward import Forward, H, X
from elman.diagnosis.passes import ELMAN, State, elementwise
from elman.diagnosis.variants import FRAMES
from elman.diagnosis.walk import gradients
from elman.errors import InputError
from elman.network import rnn


def _sum_of(name, **new):
    return lambda p: p._replace(sums=p.sums | {name: p.sums[name]._replace(**new)})


def _all_sums(edits=(), times=1.0, states=1.0):
    """All sums over frames with edits or a factor; a first state's gradient, which is no sum, with a factor of its own."""

    def change(plan):
        for name, how in plan.sums.items():
            new = {"times": states} if isinstance(how, State) else {"edits": edits, "times": times}
            plan = _sum_of(name, **new)(plan)
        return plan

    return change


def _slope(label, shift=0):
    """The derivative of tanh made of another array."""
    return partial(factor_of, step="dZ", k=0, i=0, array=label, shift=shift)


PLANTED = {
    "carry dropped": partial(term_of, step="dh", k=1, times=0.0),
    "sign of the carry": partial(term_of, step="dh", k=1, times=-1.0),
    "carry accumulated": lambda p: step_of(p, "carry", (*p.steps["carry"], p.steps["dh"][1])),
    "W_hh not transposed": partial(term_of, step="carry", k=0, form="not transposed"),
    "1 - h^2 missing in the carry": partial(term_of, step="carry", k=0, source="dh"),
    "loop runs forwards": lambda p: p._replace(loop=range),
    "1 - h^2 missing": partial(term_of, step="dZ", k=0, factors=()),
    "1 - h^2 of the wrong frame": _slope(H),
    "1 - h^2 at the pre-activation": _slope("Z[t{}]"),
    "output derivative forgotten": lambda p: p._replace(output=(("any", lambda dY, Y: dY),)),
    "only the last frame's error": partial(spoilt, stage="dA", f=FRAMES["of the last frame only"]),
    "W_hy not transposed": partial(term_of, step="dH", k=0, form="not transposed"),
    "H shifted by one in W_hh": _sum_of("W_hh", left=elementwise(H, 1)),
    "H shifted by one in W_hy": _sum_of("W_hy", left=elementwise(H)),
    "X shifted by one in W_xh": _sum_of("W_xh", left=elementwise(X, -1)),
    "first frame left out": _all_sums((("right", "without the first frame"),)),
    "gradient replaced, not added up": _all_sums((("right", "of the first frame only"),)),
    "mean in place of sum": _all_sums(times="1 / T"),
    "h_0's gradient taken one step early": lambda p: p._replace(sums=p.sums | {"h_0": State("dZ", 0)}),
    "factor 2 forgotten": _all_sums(times=0.5, states=0.5),
    "sign of the error": _all_sums(times=-1.0, states=-1.0),
}
"""By name, what makes the wrong pass of the right one; the explorer's ``mistakes.json`` says what must be done."""


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
    return gradients(PLANTED[name](ELMAN), Forward(params, dY, cache, rnn))
