"""Pictures of gradients: how good a step size is, where an error sits, how far an error reaches back.

Notebooks 04, "Backpropagate through time", and 05, "Check every gradient".
"""

import numpy as np
from matplotlib.colors import LogNorm

from elman.figures.style import BLACK, BLUE, ORANGE

RIGHT = 1e-16
"""Below it, two gradients are drawn as equal: it is the rounding of a float64."""

LINES = {"forward": (ORANGE, "s", ":"), "central": (BLUE, "o", "--"), "complex": (BLACK, "^", "-")}
"""Colour, marker and line of each method: three ways to tell them apart."""


def draw_sweep(sweep, ax):
    """Error against step size: the V of the differences beside the flat line of the complex step.

    Parameters
    ----------
    sweep : elman.gradcheck.sweep.StepSizeSweep
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    for name, (colour, marker, line) in LINES.items():
        errors = np.maximum(getattr(sweep, name), RIGHT)
        title = "complex step" if name == "complex" else f"{name} difference"
        order = 2 if name == "complex" else 3  # the dashes of central differences show on the line they share at first
        ax.loglog(
            sweep.steps, errors, color=colour, marker=marker, linestyle=line, markersize=4, label=title, zorder=order
        )
    ax.invert_xaxis()
    ax.set_xlabel("step size eps (smaller to the right)")
    ax.set_ylabel("relative error of the gradient")
    ax.legend(frameon=False)
    ax.grid(alpha=0.3)
    return ax


def draw_errors(analytic, numeric, ax):
    """Where the gradient is wrong: every parameter as a block of cells, dark where analytic and numeric value differ.

    Parameters
    ----------
    analytic, numeric : dicts of arrays
        The gradient to be judged and the one from numbers, with the same keys and shapes.
    ax : matplotlib axes
        Is divided into one block for each parameter.

    Returns
    -------
    ax
    """
    ax.set_axis_off()
    errors = {name: _as_matrix(_relative(np.asarray(analytic[name]), numeric[name])) for name in numeric}
    # True to size for a small network; one with hundreds of rows is squeezed, so that the others can still be seen.
    widths = np.array([2 + np.sqrt(value.shape[1]) for value in errors.values()])
    heights = {name: min(len(value), 3 * np.sqrt(len(value))) for name, value in errors.items()}
    tallest = max(heights.values())
    gap, left = 0.05, 0.04
    widths = widths / widths.sum() * (0.9 - left - gap * (len(errors) - 1))
    for (name, error), width in zip(errors.items(), widths, strict=True):
        height = max(0.06, 0.8 * heights[name] / tallest)
        block = ax.inset_axes([left, 0.88 - height, width, height])
        picture = block.imshow(error, cmap="Blues", norm=LogNorm(RIGHT, 1), aspect="auto", interpolation="nearest")
        block.grid(False)
        block.spines[:].set_visible(True)  # a right gradient is white: its block needs a border
        block.set_title(name, fontsize="medium")
        block.grid(False)
        block.set_xticks([0, error.shape[1] - 1] if error.shape[1] > 1 else [0])
        block.set_yticks([0, len(error) - 1] if len(error) > 1 else [])
        block.tick_params(labelsize="x-small")
        left += width + gap
    bar = ax.inset_axes([0.93, 0.08, 0.02, 0.8])
    ax.figure.colorbar(picture, cax=bar, label="relative error")
    return ax


def _relative(a, n):
    """``|a - n| / max(|a|, |n|)``, with floor and ceiling for a logarithmic scale."""
    scale = np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-12 * max(np.max(np.abs(n), initial=0.0), 1e-300))
    return np.clip(np.nan_to_num(np.abs(a - n) / scale, nan=1.0, posinf=1.0), RIGHT, 1)


def _as_matrix(value):
    """A vector as one row; a matrix as it is."""
    return np.atleast_2d(value)


def draw_influence(triangle, ax, *, smallest=1e-6, largest=None):
    """The T x T triangle: the norm of the Jacobian of A[t] (row) with respect to Z[s] (column).

    Above the diagonal nothing is drawn, unless a wrong backward pass sends something there.

    Parameters
    ----------
    triangle : array (T, T)
        From `elman.diagnosis.influence`, of the right backward pass or of a student's.
    ax : matplotlib axes
    smallest, largest : float
        All below ``smallest`` is drawn as lost. ``largest`` gives several pictures one scale; without it, the triangle's own.

    Returns
    -------
    ax
    """
    T = len(triangle)
    never = np.triu(np.ones((T, T), dtype=bool), 1) & (triangle == 0)
    shown = np.ma.masked_where(never, np.maximum(triangle, smallest))
    top = max(triangle.max(), 10 * smallest) if largest is None else largest
    picture = ax.imshow(shown, cmap="cividis", norm=LogNorm(smallest, top), origin="upper")
    ax.grid(False)
    ax.locator_params(integer=True)
    ax.set_xlabel("hidden layer of frame s")
    ax.set_ylabel("output of frame t")
    ax.figure.colorbar(picture, ax=ax, label=r"$\|\partial A[t] / \partial Z[s]\|$", extend="min", shrink=0.8)
    return ax
