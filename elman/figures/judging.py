"""Pictures of scores: pooled or per song, better or by luck. Notebook 13, "Judge the judge"."""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, RED, SKY

MARKS = ((BLUE, "o", "-"), (ORANGE, "s", (0, (5, 1.5))), (RED, "^", (0, (1, 1.2))), (SKY, "D", (0, (6, 1.5, 1, 1.5))))
"""Colour, marker and line of what is drawn together; they differ in print, too."""


def frames_by_song(ax, references, estimates, chosen, emotion):
    """Every frame's prediction over its target; a few songs stand out, each with the straight line through its frames.

    Parameters
    ----------
    ax : matplotlib axes
    references, estimates : lists of arrays (T_i,)
        One emotion.
    chosen : sequence of int
        Up to four songs that stand out.
    emotion : str

    Returns
    -------
    matplotlib axes
    """
    ax.plot(np.concatenate(references), np.concatenate(estimates), ".", color="#CCCCCC", markersize=2, rasterized=True)
    for n, (colour, marker, _) in zip(chosen, MARKS, strict=False):
        x, y = references[n], estimates[n]
        ax.plot(x, y, marker, color=colour, markersize=3.5, markeredgecolor="white", markeredgewidth=0.3)
        ends = np.array([x.min(), x.max()])
        ax.plot(ends, np.polyval(np.polyfit(x, y, 1), ends), color=colour, linewidth=2.4)
    ax.axline((0, 0), slope=1, color=BLACK, linewidth=0.8, linestyle=(0, (4, 2)))
    ticks = (-1, -0.5, 0, 0.5, 1)
    ax.set(xlabel=f"{emotion}, felt", ylabel=f"{emotion}, predicted", xticks=ticks, yticks=ticks)
    ax.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal")
    return ax


def r_of_songs(ax, groups):
    """Each song's correlation as a dot, the mean of the group as a bar.

    Parameters
    ----------
    ax : matplotlib axes
    groups : dict of str to array (n_songs,)
        nan where a song has no correlation; such songs are left out.

    Returns
    -------
    matplotlib axes
    """
    rng = np.random.default_rng(0)  # only spreads the dots sideways
    for place, (values, (colour, marker, _)) in enumerate(zip(groups.values(), MARKS * 2, strict=False)):
        r = values[np.isfinite(values)]
        ax.plot(place + rng.uniform(-0.18, 0.18, len(r)), r, marker, color=colour, markersize=5, alpha=0.7)
        ax.hlines(r.mean(), place - 0.32, place + 0.32, color=BLACK, linewidth=2.6)
        ax.annotate(f"{r.mean():.2f}", (place + 0.34, r.mean()), va="center")
    ax.axhline(0, color=GREY, linewidth=0.9)
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set(ylabel="r within a song", ylim=(-1.05, 1.05), xlim=(-0.5, len(groups) - 0.3))
    ax.grid(axis="x", visible=False)
    return ax


def differences(ax, scores, baseline, result, names):
    """The difference of two systems' errors for each song, sorted, and the mean with its interval.

    Parameters
    ----------
    ax : matplotlib axes
    scores, baseline : arrays (n_songs,)
        Errors of the same songs.
    result : dict
        From `elman.evaluation.significance.paired`.
    names : pair of str
        Of the system and of the baseline.

    Returns
    -------
    matplotlib axes
    """
    difference = np.sort(scores - baseline)
    colours = np.where(difference < 0, BLUE, ORANGE)
    ax.bar(range(len(difference)), difference, color=colours, width=0.8)
    ax.axhspan(result["low"], result["high"], color=BLACK, alpha=0.15, linewidth=0)
    ax.axhline(result["difference"], color=BLACK, linewidth=1.4)
    ax.set(xlabel="songs, sorted", ylabel="difference of RMSE", title=f"{names[0]} minus {names[1]}")
    ax.set_xticks([])
    return ax


def transfer(ax, lines):
    """How well valence is followed on new songs, over the correlation of valence and arousal in these songs.

    Parameters
    ----------
    ax : matplotlib axes
    lines : dict of float to (array (n,), array (n, n_songs))
        By corr(V, A) of the training songs: corr(V, A) of n sets of new songs, and each new song's r of valence.

    Returns
    -------
    matplotlib axes
    """
    for (learned, (together, r)), (colour, marker, line) in zip(lines.items(), MARKS, strict=False):
        mean, error = np.nanmean(r, axis=1), np.nanstd(r, axis=1) / np.sqrt(r.shape[1])
        ax.fill_between(together, mean - 2 * error, mean + 2 * error, color=colour, alpha=0.15, linewidth=0)
        name = f"{learned:+g}" if learned else "0"
        ax.plot(together, mean, color=colour, marker=marker, linestyle=line, linewidth=2, label=name)
    ax.axhline(0, color=GREY, linewidth=0.9)
    ax.axvline(0, color=GREY, linewidth=0.9)
    ax.set(xlabel="corr(V, A) within the new songs, mean", ylabel="r of valence within the new songs, mean")
    ax.legend(title="corr(V, A) of the training songs", loc="upper center", bbox_to_anchor=(0.5, 1.18), ncols=3)
    return ax
