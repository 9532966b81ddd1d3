"""Songs as pictures: features as a heat-map over the two curves, the valence-arousal plane, a jittery prediction.

Notebooks 01, "Look at a song as a matrix", and 02, "Predict without memory".
"""

import numpy as np

from elman.corpus.circumplex import QUADRANTS
from elman.figures.style import BLACK, BLUE, GREY, ORANGE, SKY


def heat_map(Z, times, ax):
    """Features as colours: time runs to the right as music does, so Z is drawn transposed.

    Parameters
    ----------
    Z : array (T, D)
        Standardised features, in standard deviations; all beyond 3 has the colour of 3.
    times : array (T,)
        In seconds.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    half = (times[1] - times[0]) / 2
    extent = (times[0] - half, times[-1] + half, Z.shape[1] + 0.5, 0.5)
    # cividis goes from dark to light for every eye, and in print
    picture = ax.imshow(Z.T, aspect="auto", cmap="cividis", vmin=-3, vmax=3, extent=extent, interpolation="nearest")
    ax.grid(False)
    ax.set_ylabel("feature")
    ax.figure.colorbar(picture, ax=ax, label="standard deviations", extend="both", pad=0.01)
    return ax


def two_curves(targets, times, ax):
    """Valence and arousal (T, 2) of one song over times (T,) in seconds."""
    ax.plot(times, targets[:, 0], color=BLUE, linewidth=1.8, label="valence")
    ax.plot(times, targets[:, 1], color=ORANGE, linewidth=1.8, linestyle=(0, (5, 1.5)), label="arousal")
    ax.set(xlabel="seconds from the song's start", ylabel="from -1 to 1")
    ax.margins(x=0)
    ax.legend(loc="best", ncols=2)
    return ax


def plane(songs, ax, *, highlight=None):
    """The valence-arousal plane: a point for the mean of every song, and the path of one song.

    Parameters
    ----------
    songs : list of elman.corpus.song.Song
    ax : matplotlib axes
    highlight : elman.corpus.song.Song, optional
        Its whole path is drawn, with a circle where it starts and a square where it ends.

    Returns
    -------
    ax
    """
    means = np.array([song.targets.mean(axis=0) for song in songs])
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.scatter(*means.T, s=14, color=SKY, edgecolor=BLUE, linewidth=0.4, label="mean of a song")
    if highlight is not None:
        path = highlight.targets.T
        ax.plot(*path, color=BLACK, linewidth=1.2, label=f"path of song {highlight.id}")
        ax.plot(*path[:, 0], "o", color=BLACK, markerfacecolor="white")
        ax.plot(*path[:, -1], "s", color=BLACK)
    for (x, y), word in QUADRANTS.items():
        ax.text(
            0.97 * x, 0.97 * y, word, ha="right" if x > 0 else "left", va="top" if y > 0 else "bottom", style="italic"
        )
    ax.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xlabel="valence", ylabel="arousal")
    return ax


def jitter(times, target, prediction, emotion, ax):
    """One emotion of one song: a slow curve (T,), and a prediction (T,) that jumps about it, frame by frame."""
    ax.plot(times, prediction, color=ORANGE, linewidth=1.0, marker=".", markersize=4, label="predicted")
    ax.plot(times, target, color=BLACK, linewidth=1.8, label="target")
    ax.set(xlabel="seconds from the song's start", ylabel=emotion)
    ax.margins(x=0.01)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax


def ridge_curves(ridges, errors, sizes, ax):
    """Error on new songs against ridge, a curve for each situation; a short line at the left: without ridge.

    Parameters
    ----------
    ridges : array (n,)
        Without 0.
    errors : dict of str to sequence (1 + n,)
        The error without ridge, then with each value of it.
    sizes : dict of str to (int, int)
        Songs and columns of each situation.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    looks = zip((BLUE, ORANGE, BLACK), ("o", "s", "^"), ("-", (0, (5, 1.5)), ":"), strict=True)
    for (name, curve), (colour, marker, line) in zip(errors.items(), looks, strict=True):
        songs, columns = sizes[name]
        label = f"{name}: {songs} songs, {columns} columns"
        ax.semilogx(ridges, curve[1:], color=colour, marker=marker, markersize=4, linestyle=line, label=label)
        ax.plot([ridges[0] / 4, ridges[0] / 1.5], 2 * [curve[0]], color=colour, linewidth=2.5)
        best = int(np.argmin(curve[1:]))
        ax.plot(ridges[best], curve[1 + best], marker=marker, markersize=9, color=colour)
    ax.set(xlabel="ridge (large marker: the best)", ylabel="RMSE on new songs")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return ax
