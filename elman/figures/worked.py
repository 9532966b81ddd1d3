"""A backward pass worked out with matrices: every product with its numbers, so that shapes and transposes can be read off.

The colours are those of the drawing: dH, from a frame's own output, vermillion; the carry green; dZ purple; what the forward
pass kept blue. Notebook 04, "Backpropagate through time".
"""

import numpy as np

from elman.network import rnn
from elman.network.losses import mse_gradient

COLOURS = {"forward": "#0072B2", "backward": "#B04A00", "carry": "#00755A", "dZ": "#9A3D74"}


class Worked:
    """Equations with numbers, one below the other; Jupyter typesets them.

    Parameters
    ----------
    steps : list of (str, list of str)
        A heading (Markdown), and the equations below it (TeX).
    """

    def __init__(self, steps):
        self.steps = steps

    def __repr__(self):
        return f"A backward pass worked out in {len(self.steps)} steps"

    def _repr_markdown_(self):
        parts = [f"**{title}**\n\n" + "\n\n".join(f"$${one}$$" for one in lines) for title, lines in self.steps]
        return "\n\n".join(parts)


def work_out(params, X, targets):
    """The backward pass of a small network with a linear output and the mean squared error as its cost.

    Parameters
    ----------
    params : dict of arrays
        As `elman.network.rnn.init` makes them; two or three units, or nobody can read it.
    X : array (T, n_in)
    targets : array (T, n_out)

    Returns
    -------
    Worked

    Examples
    --------
    >>> params = rnn.init(1, 2, 1, rng=np.random.default_rng(0), scale=1.0)
    >>> work_out(params, np.array([[1.0], [0.5]]), np.array([[0.2], [0.0]]))
    A backward pass worked out in 4 steps
    """
    Y, cache = rnn.forward(params, X)
    signals = rnn.backpropagate(params, mse_gradient(Y, targets), cache)
    last = len(X) - 1
    steps = [("The outputs: how far they are from the targets", [_outputs(signals)])]
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(last + 1)):
        steps.append((f"Backward, frame {t}", _frame(params, cache, signals, t, carry)))
        carry = signals.dZ[t] @ params["W_hh"].T
    steps.append(("One weight matrix, used in every frame: a sum of outer products", [_sum(cache, signals)]))
    return Worked(steps)


def _outputs(signals):
    rows = r"\qquad ".join(f"{_in('backward', f'dA[{t}]')} = {_matrix(dA)}" for t, dA in enumerate(signals.dA))
    return rows


def _frame(params, cache, signals, t, carry):
    slope = 1 - cache.H[t + 1] ** 2
    later = _in("carry", r"\text{carry}")
    dH = _in("backward", f"dH[{t}]")
    dZ = _in("dZ", f"dZ[{t}]")
    name = "dh_0" if t == 0 else r"\text{carry}"
    return [
        rf"{dH} = dA[{t}]\,W_{{hy}}^\top = {_matrix(signals.dA[t])} {_matrix(params['W_hy'].T)} = {_matrix(signals.dH[t])}",
        rf"{dZ} = ({dH} + {later}) \odot (1 - {_in('forward', f'H[{t + 1}]')}^2) = \big({_matrix(signals.dH[t])} + "
        rf"{_matrix(carry)}\big) \odot {_matrix(slope)} = {_matrix(signals.dZ[t])}",
        rf"{_in('carry', name)} = {dZ}\,W_{{hh}}^\top = {_matrix(signals.dZ[t])} {_matrix(params['W_hh'].T)} = "
        rf"{_matrix(signals.dZ[t] @ params['W_hh'].T)}",
    ]


def _sum(cache, signals):
    symbols = " + ".join(
        rf"{_in('forward', f'H[{t}]')}^\top {_in('dZ', f'dZ[{t}]')}" for t in reversed(range(len(signals.dZ)))
    )
    numbers = " + ".join(
        f"{_matrix(cache.H[t][:, None])} {_matrix(signals.dZ[t])}" for t in reversed(range(len(signals.dZ)))
    )
    return rf"dW_{{hh}} = {symbols} = {numbers} = {_matrix(cache.H[:-1].T @ signals.dZ)}"


def _in(kind, symbol):
    """A symbol in the colour of its kind, as MathJax and KaTeX both understand it."""
    return rf"{{\color{{{COLOURS[kind]}}}{{{symbol}}}}}"


def _matrix(values):
    """Numbers as a matrix; a vector is a row."""
    rows = [" & ".join(f"{value:.3f}" for value in row) for row in np.atleast_2d(values)]
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
