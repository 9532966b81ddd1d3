"""What an output function allows: the plane of emotions with the line V + A = 1, and the correlations within reach.

Notebook 06, "Choose an output".
"""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, RED


def predictions_over_labels(targets, predictions, ax):
    """The cloud of labels, the predictions over it, and the line on which two numbers that sum to one must lie.

    Parameters
    ----------
    targets, predictions : arrays (n_frames, 2)
        Valence and arousal.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    ax.plot(*targets.T, ".", color=GREY, markersize=2.5, alpha=0.5, label="labels", rasterized=True)
    ax.plot(
        [0, 1], [1, 0], color=ORANGE, linewidth=5, alpha=0.6, solid_capstyle="butt", label="V + A = 1, both positive"
    )
    ax.plot(*predictions.T, ".", color=BLUE, markersize=2.5, label="predictions", rasterized=True)
    ax.axhline(0, color=BLACK, linewidth=0.6)
    ax.axvline(0, color=BLACK, linewidth=0.6)
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xlabel="valence", ylabel="arousal", aspect="equal")
    return ax


def ellipse(rho, n=361):
    """The best pairs of correlations (n, 2) of two outputs that sum to one: corr(V, P) and corr(A, 1 - P).

    P is turned once around in the plane that V and A span; anything else in P would bring both nearer to zero.
    """
    turn = np.linspace(0, 2 * np.pi, n)
    with_valence = np.cos(turn)
    with_arousal = rho * np.cos(turn) + np.sqrt(1 - rho**2) * np.sin(turn)
    return np.column_stack([with_valence, -with_arousal])


def reachable(rho, points, ax):
    """All pairs of correlations that two outputs with sum one can reach, and the pairs that networks did reach.

    Parameters
    ----------
    rho : float
        corr(V, A).
    points : dict of str to (r of valence, r of arousal)
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    ax.fill(*ellipse(rho).T, color=ORANGE, alpha=0.25, label="within reach if the sum is 1")
    ax.plot(*ellipse(rho).T, color=ORANGE, linewidth=1.5)
    ax.plot([-1, 1], [-1, 1], color=GREY, linewidth=1, linestyle=":", label="both equal")
    for (name, pair), colour, marker in zip(points.items(), (BLUE, RED, BLACK), "os^", strict=False):
        ax.plot(*pair, marker, color=colour, markersize=8, label=name)
    ax.axhline(0, color=BLACK, linewidth=0.6)
    ax.axvline(0, color=BLACK, linewidth=0.6)
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xlabel="r of valence", ylabel="r of arousal", aspect="equal")
    return ax
