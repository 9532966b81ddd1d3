"""Pictures of memory. Notebook 14, "Look beyond Elman"; more are in `elman.figures.experiments`."""

import numpy as np

from elman.figures.experiments import NETWORKS
from elman.figures.style import BLACK, GREY


def task(ax, X, T, outputs):
    """One song of the task "keep the marked number": the input, its marks, the target, and what networks give.

    Parameters
    ----------
    ax : matplotlib axes
    X : array (T, 2)
        Noise, and 1 where it is to be kept.
    T : array (T, 1)
    outputs : dict of str to array (T, 1)
        By the network's name.

    Returns
    -------
    matplotlib axes
    """
    frames = np.arange(len(X))
    marked = X[:, 1] > 0
    ax.plot(frames, X[:, 0], ".", color=GREY, markersize=4, label="input")
    ax.plot(frames[marked], X[marked, 0], "o", color=BLACK, markersize=8, markerfacecolor="none", label="marked")
    ax.step(frames, T[:, 0], color=BLACK, linewidth=2.6, alpha=0.35, where="mid", label="target")
    for name, Y in outputs.items():
        style = {key: value for key, value in NETWORKS[name].items() if key != "marker"}
        ax.plot(frames, Y[:, 0], linewidth=1.5, label=name, **style)
    ax.set(xlabel="frame", ylabel="number")
    ax.margins(x=0.01)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3 + len(outputs), fontsize="small")
    return ax


def errors_over_age(ax, ages, errors, spread):
    """How far the output is from the number to be kept, over the number of frames since it was marked.

    Parameters
    ----------
    ax : matplotlib axes
    ages : array (n,)
        Frames since the mark.
    errors : dict of str to array (n,)
        RMSE by the network's name.
    spread : float
        The RMSE of the best constant.

    Returns
    -------
    matplotlib axes
    """
    for name, error in errors.items():
        ax.plot(ages, error, linewidth=1.8, markersize=4, label=name, **NETWORKS[name])
    ax.axhline(spread, color=GREY, linewidth=1, linestyle=(0, (2, 2)), label="a constant")
    ax.set(xlabel="frames since the mark", ylabel="RMSE", ylim=(0, None))
    ax.legend()
    return ax


def gates(ax, X, U):
    """A GRU's update gates over one song, and the marked frames.

    Parameters
    ----------
    ax : matplotlib axes
    X : array (T, 2)
    U : array (T, n_hidden)

    Returns
    -------
    matplotlib axes
    """
    picture = ax.imshow(U.T, cmap="cividis", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    marked = np.flatnonzero(X[:, 1] > 0)
    ax.plot(marked, np.full(len(marked), -0.9), "v", color=BLACK, markersize=6, clip_on=False)
    ax.set(xlabel="frame", ylabel="hidden unit")
    ax.grid(visible=False)
    ax.figure.colorbar(picture, ax=ax, label="U: share of the old state kept")
    return ax
