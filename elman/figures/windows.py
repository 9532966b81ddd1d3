"""Windows of the moving average: their weights, and how the score depends on their length. Notebook 09."""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, SKY

PAPER_WINDOW = 13


def window_weights(kernels, ax):
    """The weights of windows of one length, a dot for each point.

    Parameters
    ----------
    kernels : dict of str to array (window,)
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    styles = ({"color": BLUE, "marker": "o", "linestyle": "-"}, {"color": ORANGE, "marker": "s", "linestyle": ":"})
    for (name, w), style in zip(kernels.items(), styles, strict=False):
        m = (len(w) - 1) // 2
        ax.plot(np.arange(-m, m + 1), w, label=name, markersize=5, **style)
    ax.set(xlabel="frames from the middle of the window", ylabel="weight")
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def score_against_window(windows, scores, ax, *, raw=None):
    """A score for each length of the window; the paper's 13 is marked.

    Parameters
    ----------
    windows : sequence of int
    scores : dict of str to sequence of float
    ax : matplotlib axes
    raw : float, optional
        The score without smoothing.

    Returns
    -------
    ax
    """
    styles = ({"color": BLUE, "marker": "o", "linestyle": "-"}, {"color": ORANGE, "marker": "s", "linestyle": ":"})
    for (name, values), style in zip(scores.items(), styles, strict=False):
        ax.plot(windows, values, label=name, markersize=5, **style)
    if raw is not None:
        ax.axhline(raw, color=GREY, linewidth=1, linestyle=(0, (5, 1.5)), label="not smoothed")
    ax.axvline(PAPER_WINDOW, color=BLACK, linewidth=0.8, linestyle=":")
    ax.annotate(
        "the paper's 13",
        (PAPER_WINDOW, 0.6),
        (4, 0),
        xycoords=("data", "axes fraction"),
        va="top",
        fontsize=9,
        textcoords="offset points",
    )
    ax.set(xlabel="window (frames)")
    return ax


def smoothed_curve(times, target, raw, smooth, untouched, ax):
    """One curve before and after smoothing, the frames that no whole window fits around shaded.

    Parameters
    ----------
    times, target, raw, smooth : arrays (T,)
    untouched : int
        Frames at each end that are left as they are.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    ax.plot(times, raw, color=SKY, linewidth=1.2, label="raw")
    ax.plot(times, smooth, color=BLUE, linewidth=2.2, label="smoothed")
    ax.plot(times, target, color=BLACK, linewidth=1.6, label="target")
    if untouched and 2 * untouched < len(times):
        ax.axvspan(times[0], times[untouched], color=GREY, alpha=0.2, linewidth=0, label="left alone")
        ax.axvspan(times[-1 - untouched], times[-1], color=GREY, alpha=0.2, linewidth=0)
    ax.margins(x=0)
    ax.set(xlabel="seconds")
    return ax
