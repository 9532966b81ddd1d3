"""Pictures of the main job: learning curves, scores beside the paper's, and single songs' correlations."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, plain

NETWORK_STYLES = {"rnn": {"color": BLUE}, "rnn2": {"color": ORANGE, "linestyle": (0, (4, 1.5))}}


def learning_curves(ax, curves, group):
    """Training cost against epoch, a thin line for each fold's network and a thick one for their mean.

    Parameters
    ----------
    ax : matplotlib axes
    curves : list of (group, network, model, costs (n_epochs,))
        As `elman.systems.reproduction.learning_curves` gives them.
    group : str
        The columns whose networks are drawn.

    Returns
    -------
    matplotlib axes
    """
    for network, style in NETWORK_STYLES.items():
        costs = [costs for of_group, of_network, _, costs in curves if (of_group, of_network) == (group, network)]
        epochs = np.arange(1, len(costs[0]) + 1)
        ax.plot(epochs, np.transpose(costs), linewidth=0.6, alpha=0.45, **style)
        ax.plot(epochs, np.mean(costs, axis=0), linewidth=2.2, label=network, **style)
    ax.set(xlabel="epoch", ylabel="mean training cost", title=f"{group} columns")
    ax.set_ylim(bottom=0)
    return ax


def scores(ax, lines, emotion):
    """Correlation of every row, ours as a dot and the paper's as a ring.

    Parameters
    ----------
    ax : matplotlib axes
    lines : list of dict
        The score lines of one protocol and scoring.
    emotion : str

    Returns
    -------
    matplotlib axes
    """
    lines = [line for line in lines if line["emotion"] == emotion]
    heights = np.arange(len(lines))[::-1]
    ours = [np.nan if line["r"] is None else line["r"] for line in lines]
    papers = [np.nan if line["paper_r"] is None else line["paper_r"] for line in lines]
    ax.plot(ours, heights, "o", color=BLUE, markersize=7, label="computed here")
    if np.isfinite(papers).any():
        ax.plot(papers, heights, "o", color=BLACK, markersize=9, markerfacecolor="none", label="the paper's")
    ax.set_yticks(heights, [plain(line["row"]) for line in lines])
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.set(xlabel="r", title=emotion)
    ax.margins(y=0.08)
    return ax


def per_song_r(ax, development, evaluation, emotion, rng):
    """Each song's correlation, development beside evaluation, as dots with the middle half as a box.

    Parameters
    ----------
    ax : matplotlib axes
    development, evaluation : arrays (n_songs,)
        nan where undefined; these songs are not drawn.
    emotion : str
    rng : numpy.random.Generator
        Spreads the dots sideways.

    Returns
    -------
    matplotlib axes
    """
    for x, r in enumerate((development, evaluation)):
        r = r[np.isfinite(r)]
        if not len(r):
            continue
        ax.plot(x + rng.uniform(-0.22, 0.22, len(r)), r, ".", color=(BLUE, ORANGE)[x], markersize=4, alpha=0.6)
        ax.boxplot(
            [r],
            positions=[x],
            widths=0.62,
            showfliers=False,
            whis=0,
            showcaps=False,
            manage_ticks=False,
            medianprops={"color": BLACK, "linewidth": 2},
            boxprops={"color": BLACK},
        )
        ax.text(x, 1.06, f"mean {r.mean():.2f}", ha="center", fontsize=9)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.set_xticks([0, 1], [f"development\n({len(development)} songs)", f"evaluation\n({len(evaluation)} songs)"])
    ax.set(ylim=(-1.05, 1.2), xlim=(-0.5, 1.5), ylabel="r within a song")
    ax.set_title(emotion, pad=10)
    ax.grid(axis="x", visible=False)
    return ax
