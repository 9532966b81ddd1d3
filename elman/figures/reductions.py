"""Pictures of PCA, kernel PCA and the autoencoder. Notebook 11, "Try what did not help"."""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, RED, SKY

LINES = ((BLUE, "-"), (ORANGE, (0, (5, 1.5))), (RED, (0, (1, 1.2))), (SKY, (0, (6, 1.5, 1, 1.5))))
"""Colour and line of what is drawn together; they differ in print, too."""


def spectrum(ax, variances, shuffled):
    """The variance along every principal direction, above that of the same columns shuffled.

    Parameters
    ----------
    ax : matplotlib axes
    variances, shuffled : arrays (D,)
        The largest first. ``shuffled`` is what is left when each column is shuffled by itself.

    Returns
    -------
    matplotlib axes
    """
    ranks = np.arange(1, len(variances) + 1)
    ax.semilogy(ranks, variances, color=BLUE, linewidth=2, label="features")
    ax.semilogy(ranks, shuffled, color=GREY, linewidth=1.6, linestyle=(0, (4, 1.5)), label="each column shuffled")
    ax.set(xlabel="direction", ylabel="variance along it")
    ax.legend()
    return ax


def shares(ax, variances):
    """Which share of all variance the first k directions hold."""
    ranks = np.arange(1, len(variances) + 1)
    held = np.cumsum(variances) / np.sum(variances)
    ax.plot(ranks, held, color=BLUE, linewidth=2)
    for share in (0.5, 0.9):
        k = int(np.searchsorted(held, share)) + 1
        ax.plot([0, k, k], [share, share, 0], color=BLACK, linewidth=0.8, linestyle=(0, (2, 2)))
        ax.annotate(f"{share:.0%}: {k} directions", (k, share), xytext=(8, -14), textcoords="offset points")
    ax.set(xlabel="directions kept, k", ylabel="share of the variance", ylim=(0, 1.02), xlim=(0, None))
    return ax


def components(ax, times, Z, target, emotion):
    """The first components of a song over time, each divided by its own spread, and the emotion that was felt.

    Parameters
    ----------
    ax : matplotlib axes
    times : array (T,)
        In seconds.
    Z : array (T, k)
    target : array (T,)
    emotion : str

    Returns
    -------
    matplotlib axes
    """
    for n, (z, (colour, line)) in enumerate(zip(np.transpose(Z), LINES, strict=False), start=1):
        ax.plot(times, (z - z.mean()) / z.std(), color=colour, linestyle=line, linewidth=1.2, label=f"component {n}")
    scaled = (target - target.mean()) / target.std()
    ax.plot(times, scaled, color=BLACK, linewidth=2.4, label=f"{emotion}, as felt")
    ax.set(xlabel="seconds", ylabel="in units of its spread")
    ax.margins(x=0.01)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, fontsize="small")
    return ax


def map_of(ax, transform, X, groups, *, n_cells=80):
    """One new feature over the plane, as shades with contours, and its training points.

    Parameters
    ----------
    ax : matplotlib axes
    transform : callable
        Points (n, 2) to values (n,).
    X : array (n, 2)
    groups : array (n,) of bool

    Returns
    -------
    matplotlib axes
    """
    low, high = X.min() - 0.5, X.max() + 0.5
    side = np.linspace(low, high, n_cells)
    across, up = np.meshgrid(side, side)
    values = transform(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
    ax.contourf(across, up, values, 12, cmap="Greys", alpha=0.7)
    ax.contour(across, up, values, 12, colors=BLACK, linewidths=0.4)
    for group, colour, marker in ((groups, ORANGE, "o"), (~groups, BLUE, "^")):
        ax.scatter(*X[group].T, color=colour, marker=marker, s=16, edgecolor="white", linewidth=0.4, zorder=3)
    ax.set(aspect="equal", xticks=[], yticks=[])
    ax.grid(visible=False)
    return ax


def heat_maps(axes, matrices, titles):
    """Frames as heat-maps on one scale: time to the right, a feature a row."""
    largest = np.quantile(np.abs(matrices[0]), 0.98)
    for ax, matrix, title in zip(axes, matrices, titles, strict=True):
        picture = ax.imshow(matrix.T, cmap="PuOr", vmin=-largest, vmax=largest, aspect="auto", interpolation="nearest")
        ax.set(title=title, xlabel="frame")
        ax.grid(visible=False)
    axes[0].set_ylabel("feature")
    axes[0].figure.colorbar(picture, ax=list(axes), label="standardised value", shrink=0.9)
    return axes


def scores(ax, table, emotion):
    """Each representation's score after learning from few songs and from many.

    Parameters
    ----------
    ax : matplotlib axes
    table : dict of str to (float, float)
        r after few songs and after many, by the name of the representation.
    emotion : str

    Returns
    -------
    matplotlib axes
    """
    heights = np.arange(len(table))[::-1]
    few, many = np.transpose(list(table.values()))
    ax.hlines(heights, few, many, color=GREY, linewidth=1.5)
    ax.plot(few, heights, "o", markerfacecolor="white", markeredgecolor=ORANGE, markersize=8, label="few songs")
    ax.plot(many, heights, "s", color=BLUE, markersize=7, label="many songs")
    ax.axvline(many[0], color=BLUE, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.set_yticks(heights, list(table))
    ax.set(xlabel="r, pooled (right is better)", title=emotion)
    ax.margins(y=0.12)
    return ax


def kernel_widths(ax, values_of):
    """How alike pairs of frames are under kernels of several widths: the share of pairs below each kernel value.

    Parameters
    ----------
    ax : matplotlib axes
    values_of : dict of str to array (n_pairs,)
        Kernel values of pairs of frames, by the name of the width.

    Returns
    -------
    matplotlib axes
    """
    for (name, values), (colour, line) in zip(values_of.items(), LINES, strict=False):
        ordered = np.sort(values)
        ax.plot(ordered, np.linspace(0, 1, len(ordered)), color=colour, linestyle=line, linewidth=2, label=name)
    ax.axvline(np.exp(-1), color=GREY, linewidth=0.9)
    ax.annotate("exp(-1)", (np.exp(-1), 0.02), xytext=(4, 0), textcoords="offset points", color=BLACK)
    ax.set(xlabel="k(x, y) of two different frames", ylabel="share of pairs below", xlim=(-0.03, 1.03))
    # Above the axes, for a curve may be anywhere inside.
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax
