"""The BPTT explorer in a notebook: step through a network, change its numbers, break its backward pass, in the browser.

Its JavaScript is built from ``docs/explorer`` and lies beside this module, so that neither a kernel nor a network is needed.
Notebook 04, "Backpropagate through time".
"""

import base64
from html import escape
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.figures.unrolled import unroll
from elman.network.activations import OUTPUTS
from elman.network.shapes import expect_shape

BUNDLE = Path(__file__).with_name("bptt-explorer.js")
"""The explorer as one script."""

LONGEST, WIDEST, OUTPUTS_AT_MOST, LARGEST = 60, 10, 2, 1000
"""What the explorer can show: frames, hidden units, outputs, and the largest number."""


class Explorer:
    """A `<bptt-explorer>` that Jupyter shows; made by `explore`.

    ``state`` is what it shows at first, as text: what a link to the explorer has after ``#``.
    """

    def __init__(self, state, still):
        self.state, self.still = state, still

    def __repr__(self):
        return "The BPTT explorer (plays in a browser)"

    def _repr_html_(self):
        # What stands inside the element is seen only where scripts are not allowed, as in a notebook that is not trusted.
        script = BUNDLE.read_text(encoding="ascii")
        return f'<bptt-explorer state="{escape(self.state)}">{self.still}</bptt-explorer><script>{script}</script>'


def explore(params, X, targets, *, output="linear", step=0):
    """Open the BPTT explorer with a network and a song.

    Parameters
    ----------
    params : dict of arrays
        As `elman.network.rnn.init` makes them, with one input, up to 10 hidden units and one or two outputs.
    X : array (T, 1)
        Up to 60 frames.
    targets : array (T, n_out)
    output : {"linear", "tanh", "softmax"}
        Softmax needs two outputs.
    step : int
        How many numbers are shown at first.

    Returns
    -------
    Explorer

    Raises
    ------
    InputError
        A shape or a number that the explorer cannot show.

    Examples
    --------
    >>> from elman.network import rnn
    >>> params = rnn.init(1, 1, 1, rng=np.random.default_rng(0), scale=1)
    >>> explore(params, np.zeros((3, 1)), np.ones((3, 1)))
    The BPTT explorer (plays in a browser)
    """
    expect_shape("W_hy", params["W_hy"], "n_hidden", "n_out")
    (n_hidden, n_out), T = np.shape(params["W_hy"]), len(X)
    shapes = {
        "W_xh": (1, n_hidden),
        "W_hh": (n_hidden, n_hidden),
        "b_h": (n_hidden,),
        "b_y": (n_out,),
        "h_0": (n_hidden,),
    }
    for name, shape in shapes.items():
        expect_shape(name, params[name], *shape)
    expect_shape("X", X, "T", 1)
    expect_shape("targets", targets, T, n_out)
    if n_hidden > WIDEST or n_out > OUTPUTS_AT_MOST or T > LONGEST:
        raise InputError(
            f"{T} frames, {n_hidden} hidden units and {n_out} outputs were given; the explorer shows at most "
            f"{LONGEST} frames, {WIDEST} hidden units and {OUTPUTS_AT_MOST} outputs"
        )
    if output not in OUTPUTS or (output == "softmax" and n_out < 2):
        raise InputError(
            f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected; softmax needs two outputs"
        )
    state = {"T": T, "n": n_hidden, "m": n_out, "output": output, "step": int(step)}
    for name, value in {**params, "X": X, "targets": targets}.items():
        if not np.all(np.abs(value) <= LARGEST):  # also false for what is not a number
            raise InputError(f"{name} holds a number that is not between {-LARGEST} and {LARGEST}")
        state[name] = _text(np.asarray(value, dtype=float))
    return Explorer("&".join(f"{name}={value}" for name, value in state.items()), _still(params, X, targets, output))


def _text(value):
    """Numbers separated by commas, rows of several numbers by semicolons; every digit is kept."""
    rows = value.reshape(len(value), -1).tolist()
    return (";" if len(rows[0]) > 1 else ",").join(",".join(map(repr, row)) for row in rows)


def _still(params, X, targets, output):
    """What readers without scripts see: the drawing that plays by itself, where there is one."""
    if output == "linear" and len(params["h_0"]) == np.shape(targets)[1] == 1 and len(X) <= 6:
        scene = unroll(params, X, targets)
        picture = base64.b64encode(scene.svg().encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(scene.about)}" style="max-width: 100%">'
    return "<p>The explorer needs scripts: run this notebook, or trust it.</p>"
