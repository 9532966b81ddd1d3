"""Curves of valence and arousal over time. Notebook 09, "Smooth, then stack"."""

import numpy as np

from elman.corpus.song import FRAME_SECONDS
from elman.figures.style import BLACK, BLUE, ORANGE, RED, SKY

EMOTION_STYLES = {
    "valence": {"color": BLUE, "linestyle": "-"},
    "arousal": {"color": ORANGE, "linestyle": (0, (5, 1.5))},
}

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


def prediction(ax, times, Y, targets=None):
    """Both predicted curves of one song: valence (solid) and arousal (dashed); thin lines are the labels, if any.

    Parameters
    ----------
    ax : matplotlib axes
    times : array (T,)
        Where each row begins, in seconds; it is drawn in the middle of its half second.
    Y : array (T, 2)
        Valence and arousal. The axis goes from -1 to 1, and further where a curve does.
    targets : array (T, 2), optional

    Returns
    -------
    matplotlib axes
    """
    middle = np.asarray(times) + FRAME_SECONDS / 2
    if len(middle) == 1:  # one point makes no line: the frame is drawn over its whole half second
        middle = middle + FRAME_SECONDS / 2 * np.array([-1, 1])
        Y, targets = (None if curves is None else np.repeat(curves, 2, axis=0) for curves in (Y, targets))
    for column, (emotion, look) in enumerate(EMOTION_STYLES.items()):
        ax.plot(middle, Y[:, column], linewidth=1.8, label=emotion, **look)
        if targets is not None:
            ax.plot(middle, targets[:, column], linewidth=0.8, label=f"{emotion}, label", **look)
    ax.axhline(0, color=BLACK, linewidth=0.6)
    ax.set(ylim=(min(-1, 1.05 * np.min(Y)), max(1, 1.05 * np.max(Y))), xlabel="time (s)", ylabel="emotion, -1 to 1")
    ax.margins(x=0.01)
    # Above the axes: the curves may go anywhere within.
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, fontsize="small", borderaxespad=0.1)
    return ax
