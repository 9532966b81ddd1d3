"""Curves of valence and arousal over time. Notebook 09, "Smooth, then stack"."""

from elman.figures.style import BLACK, BLUE, ORANGE, RED, SKY

STAGE_STYLES = {
    "rnn": {"color": SKY, "linewidth": 1.0},
    "rnn + smoothing": {"color": BLUE, "linewidth": 2.0},
    "rnn + rnn2": {"color": RED, "linewidth": 1.8, "linestyle": (0, (4, 1.5))},
}


def stages(ax, times, target, predictions, emotion):
    """One emotion of one song: what was felt, and what each stage predicts.

    Parameters
    ----------
    ax : matplotlib axes
    times : array (T,)
        In seconds.
    target : array (T,)
    predictions : dict of str to array (T,)
        By the stage's name.
    emotion : str

    Returns
    -------
    matplotlib axes
    """
    for stage, curve in predictions.items():
        ax.plot(times, curve, label=stage, **STAGE_STYLES[stage])
    ax.plot(times, target, color=BLACK, linewidth=1.6, label="target")
    ax.set_ylabel(emotion)
    ax.margins(x=0.01)
    return ax


def prediction(ax, times, Y):
    """Both predicted curves of one song, Y (T, 2), valence and arousal, over times (T,) in seconds."""
    ax.plot(times, Y[:, 0], color=BLUE, linewidth=1.8, label="valence")
    ax.plot(times, Y[:, 1], color=ORANGE, linewidth=1.8, linestyle=(0, (5, 1.5)), label="arousal")
    ax.axhline(0, color=BLACK, linewidth=0.6)
    ax.set(xlabel="seconds", ylabel="from -1 to 1")
    ax.margins(x=0.01)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax
