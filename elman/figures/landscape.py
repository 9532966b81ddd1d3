"""The cost over two weights, and how a ball rolls on it. Notebook 07, "Roll a heavy ball"."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from elman.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED

STYLES = (
    {"color": GREY, "linestyle": ":"},
    {"color": BLUE, "linestyle": (0, (5, 1.5))},
    {"color": ORANGE, "linestyle": (0, (5, 1.5, 1, 1.5))},
    {"color": BLACK, "linestyle": "-"},
)


TICKS = [m * 10.0**n for n in range(-6, 7) for m in (1, 2, 5)]


def surface(w_xh, w_hh, costs, ax, *, bar=False):
    """The cost as a map, light where it is high; from one shade to the next it changes by an eighth of a power of ten.

    Parameters
    ----------
    w_xh : array (n,)
        The values of the first weight, to the right.
    w_hh : array (m,)
        The values of the second, upwards.
    costs : array (m, n)
        All above 0.
    ax : matplotlib axes
    bar : bool
        Whether a scale stands beside the map.

    Returns
    -------
    ax
    """
    levels = 10 ** np.arange(np.log10(costs.min()), np.log10(costs.max()) + 0.125, 0.125)
    norm = LogNorm(levels[0], levels[-1])
    # Shades with sharp edges and no lines between them: a picture of a third of the size.
    shades = ax.contourf(w_xh, w_hh, costs, levels, norm=norm, cmap="cividis", antialiased=False)
    if bar:
        ticks = [tick for tick in TICKS if levels[0] <= tick <= levels[-1]]
        scale = ax.figure.colorbar(shades, ax=ax, label="cost", ticks=ticks, format="{x:g}")
        scale.ax.minorticks_off()
    row, column = np.unravel_index(costs.argmin(), costs.shape)
    ax.plot(w_xh[column], w_hh[row], "+", color="white", markersize=12, markeredgewidth=2)
    ax.set(xlabel="W_xh", ylabel="W_hh", xlim=(w_xh[0], w_xh[-1]), ylim=(w_hh[0], w_hh[-1]))
    ax.xaxis.set_major_locator(MaxNLocator(6))  # seven or more labels run into each other
    ax.grid(False)
    return ax


def path(points, every, ax):
    """The way of a ball, a thin line through all updates with a dot after every epoch.

    Parameters
    ----------
    points : array (n_updates + 1, 2)
        Both weights, from the start on.
    every : int
        Updates in an epoch.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    ax.plot(*points.T, color="white", linewidth=1.4)
    ax.plot(*points[::every].T, ".", color=RED, markersize=6)
    ax.plot(*points[0], "s", color="white", markeredgecolor=BLACK, markersize=7)
    ax.plot(*points[-1], "o", color=RED, markeredgecolor="white", markersize=8)
    return ax


def pulls(point, gradients, ax, *, length=0.5):
    """What each song wants at one point: an arrow downhill for each, and a thick one for their mean.

    Parameters
    ----------
    point : array (2,)
    gradients : array (n_songs, 2)
    ax : matplotlib axes
    length : float
        Of the longest arrow, in the unit of the weights.

    Returns
    -------
    ax
    """
    scale = length / np.max(np.linalg.norm(gradients, axis=1))
    arrows = [(-scale * gradient, GREEN, 1.5) for gradient in gradients]
    for tip, colour, width in [*arrows, (-scale * gradients.mean(axis=0), RED, 3.5)]:
        style = {"arrowstyle": "->", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", xy=point + tip, xytext=point, arrowprops=style)
    ax.plot(*point, "o", color="white", markeredgecolor=BLACK, markersize=6)
    return ax


def costs_over_time(curves, ax, *, switch=None):
    """One falling curve for each momentum, told apart by line as well as by colour.

    Parameters
    ----------
    curves : dict of str to array (n_epochs,)
    ax : matplotlib axes
    switch : int, optional
        The last epoch with the first momentum; a thin line marks its end.

    Returns
    -------
    ax
    """
    for (name, costs), style in zip(curves.items(), STYLES, strict=False):
        ax.plot(np.arange(1, len(costs) + 1), costs, linewidth=2, label=name, **style)
    if switch is not None:
        ax.axvline(switch + 0.5, color=GREY, linewidth=0.8)
        ax.annotate(
            "switch",
            (switch + 0.5, 1),
            (4, -2),
            xycoords=("data", "axes fraction"),
            va="top",
            fontsize=9,
            textcoords="offset points",
        )
    ax.set(xlabel="epoch", ylabel="cost")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return ax
