"""What penalties do to weights, and when to stop. Notebook 08, "Shrink and stop"."""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY

PAPER_EPOCHS = 50


def weight_histogram(W, ax, *, limit=0.05, bins=50):
    """How large the weights are: their number in each of many narrow boxes.

    Weights beyond the limits are counted in the outermost boxes; the text tells both norms.

    Parameters
    ----------
    W : array
    ax : matplotlib axes
    limit : float
        Boxes cover -limit to limit.
    bins : int

    Returns
    -------
    ax
    """
    ax.hist(np.clip(W, -limit, limit).ravel(), bins=bins, range=(-limit, limit), color=BLUE)
    ax.axvline(W.mean(), color=ORANGE, linewidth=2, linestyle=(0, (3, 1.5)), zorder=0.5)  # behind a spike, not over it
    text = f"sum of |w|  {np.abs(W).sum():.2f}\n|sum of w|  {abs(W.sum()):.2f}"
    ax.text(0.98, 0.95, text, transform=ax.transAxes, ha="right", va="top", fontsize=8)
    ax.set(xlim=(-limit, limit), xticks=(-0.8 * limit, 0, 0.8 * limit), xlabel="weight")
    ax.margins(y=0.4)  # room for the text
    return ax


def held_out_curves(training, held_out, ax):
    """Loss against epoch, on training songs and on held-out songs.

    A dot stands at the smallest loss on songs held out, a line at the epoch at which the paper stops.

    Parameters
    ----------
    training, held_out : sequences of float
        One loss for each epoch, from epoch 1 on.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    epochs = np.arange(1, len(held_out) + 1)
    ax.plot(epochs, training, color=GREY, linewidth=1.8, linestyle=(0, (5, 1.5)), label="training songs")
    ax.plot(epochs, held_out, color=BLUE, linewidth=2.2, label="songs held out")
    best = int(np.argmin(held_out))
    ax.plot(epochs[best], held_out[best], "o", color=RED, markersize=8, label=f"best: epoch {epochs[best]}")
    ax.axvline(PAPER_EPOCHS, color=BLACK, linewidth=1, linestyle=":", label=f"the paper stops: epoch {PAPER_EPOCHS}")
    ax.set(xlabel="epoch", ylabel="mean squared error")
    ax.set_ylim(bottom=0)
    # Below the axes, where no line runs through the words.
    ax.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)
    return ax


def start_against_coefficient(found, ax):
    """Held-out loss against the width of the start, a line for each coefficient of the true L1 norm; range over seeds.

    Parameters
    ----------
    found : dict
        As `elman.experiments.start_and_penalty.start_against_coefficient` gives it.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    kinds = [
        (SKY, "v", (0, (1, 1.2))),
        (BLUE, "^", (0, (4, 1.5))),
        (RED, "o", "-"),
        (ORANGE, "D", (0, (6, 1.5, 1, 1.5))),
        (GREEN, "P", (0, (2, 2))),
    ]
    for j, (coefficient, (color, marker, dashes)) in enumerate(zip(found["coefficients"], kinds, strict=False)):
        style = {"color": color, "marker": marker, "linestyle": dashes, "linewidth": 1.8}
        _range(ax, found["starts"], found["l1"][:, j], label=f"sum of |w|, {coefficient:g}", **style)
    style = {"color": BLACK, "marker": "s", "markerfacecolor": "white", "linewidth": 1.4, "linestyle": (0, (5, 2))}
    _range(ax, found["starts"], found["abs_sum"], label="|sum of w|, the authors'", **style)
    ax.axhline(found["constant"], color=GREY, linewidth=1.2, linestyle=":", label="a constant: nothing learned")
    ax.set_xscale("log")
    ax.set_xticks(found["starts"], [f"{start:g}" for start in found["starts"]])
    ax.minorticks_off()
    ax.set(xlabel="weights start between -x and x", ylabel="mean squared error, songs held out")
    ax.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    return ax


def _range(ax, x, values, **style):
    """The mean over the last axis, with a bar from the smallest to the largest."""
    mean = values.mean(axis=-1)
    ends = [mean - values.min(axis=-1), values.max(axis=-1) - mean]
    ax.errorbar(x, mean, ends, capsize=3, elinewidth=1, **style)
