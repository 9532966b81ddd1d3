"""Pictures of splits. Notebook 10, "Split by song"."""

import numpy as np

from elman.figures.style import BLUE, GREY, ORANGE, RED

WAYS = {
    "by frame": {"color": RED, "hatch": "//"},
    "by song": {"color": BLUE, "hatch": ""},
    "new songs": {"color": GREY, "hatch": ".."},
}


def two_splits(axes, n_songs=6, n_frames=14, n_folds=3):
    """What is tested in one fold: frames here and there, or whole songs. Two axes."""
    rng = np.random.default_rng(0)
    by_frame = rng.permutation(n_songs * n_frames).reshape(n_songs, n_frames) % n_folds == 0
    by_song = np.repeat((np.arange(n_songs) % n_folds == 0)[:, None], n_frames, axis=1)
    for ax, tested, title in zip(axes, (by_frame, by_song), ("by frame", "by song"), strict=True):
        rows, columns = np.indices(tested.shape)
        for which, colour, label in ((~tested, BLUE, "training"), (tested, ORANGE, "test")):
            marker = "s" if label == "test" else "."
            ax.plot(columns[which], rows[which], marker, color=colour, markersize=7, label=label)
        ax.set(title=title, xlabel="frame", yticks=range(n_songs), ylim=(n_songs - 0.5, -0.5))
        ax.grid(visible=False)
    axes[0].set_ylabel("song")
    axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return axes


def leaks(axes, found):
    """What each split says of each system, beside what new songs say; one of two axes for each emotion.

    Parameters
    ----------
    axes : two matplotlib axes
    found : dict of (str, str) to array (2,)
        A score of valence and arousal by system and way: "by frame", "by song", "new songs".

    Returns
    -------
    axes
    """
    systems = list(dict.fromkeys(system for system, _ in found))
    for n, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        for offset, (way, style) in zip((-0.27, 0, 0.27), WAYS.items(), strict=True):
            values = [found[system, way][n] for system in systems]
            places = np.arange(len(systems)) + offset
            ax.bar(places, values, 0.25, edgecolor="white", label=way, **style)
            for place, value in zip(places, values, strict=True):
                ax.text(place, value, f"{value:.2f}", ha="center", va="bottom", fontsize=9)
        ax.set_xticks(range(len(systems)), systems)
        ax.set(title=emotion, ylabel="r, pooled" if n == 0 else "", ylim=(0, 1))
        ax.grid(axis="x", visible=False)
    axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return axes


def nested(ax, n_folds=4):
    """Which folds a choice may look at: a row for each tested fold, a column for each fold."""
    for k in range(n_folds):
        for j in range(n_folds):
            colour, text = (ORANGE, "test") if j == k else (BLUE, "training\nand choice")
            ax.add_patch(_box(j, k, colour))
            ax.text(j, k, text, ha="center", va="center", fontsize=8, color="white" if j != k else "black")
    ax.set(xlim=(-0.5, n_folds - 0.5), ylim=(n_folds - 0.5, -0.5))
    ax.set_xticks(range(n_folds), [f"fold {n}" for n in range(n_folds)])
    ax.set_yticks(range(n_folds), [f"choice {n}" for n in range(n_folds)])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax


def _box(column, row, colour):
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.46, row - 0.42), 0.92, 0.84, color=colour, linewidth=0)
