"""Is a prediction near the target, and moves against it? The exercise of notebook 13, "Judge the judge"."""

import numpy as np

from elman.evaluation.metrics import pearson, rmse
from elman.exercises.answers import Unreadable, read
from elman.exercises.judge import no_answer
from elman.exercises.verdict import not_yet, right, wrong

LEAST = 0.005
"""Smaller correlations are 0 in two digits."""


def check_opposed(prediction, target, to_beat):
    """Judge a curve that must have an RMSE below ``to_beat`` and a correlation below zero.

    Parameters
    ----------
    prediction : array (T,)
        The student's.
    target : array (T,)
        What was felt, one emotion of one song.
    to_beat : float
        An RMSE.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> target = np.array([0.1, 0.2, 0.4])
    >>> check_opposed(target, target, to_beat=0.3)
    ✗ Not right. RMSE 0.000 is below 0.300, but r = +1.00: the curve moves with the target. Let it move the other way.
    """
    early = no_answer(prediction, "", "Give a curve with one number for each frame of the target.")
    if early is not None:
        return early
    try:
        Y = read(prediction, ("the curve",))["the curve"]
    except Unreadable as error:
        return wrong(f"One number for each frame was expected: {error}.")
    if Y.shape != target.shape:
        return wrong(f"The curve has shape {Y.shape}; {target.shape} was expected, one number for each frame.")
    if not np.isfinite(Y).all():
        t = int(np.flatnonzero(~np.isfinite(Y))[0])
        return wrong(f"The curve is {Y[t]} in frame {t}, where a finite number was expected.")
    error, r = float(rmse(target, Y)), float(pearson(target, Y))
    moves = f"r = {r:+.2f}" if np.isfinite(r) else "r is not defined for a curve that does not move"
    if error >= to_beat:
        say = not_yet if np.array_equal(Y, -target) else wrong  # -target is what the exercise begins with
        word = f"RMSE {error:.3f} is not below {to_beat:.3f}"
        if r < 0 and abs(Y.mean() - target.mean()) > 0.5 * to_beat:
            return say(
                f"{word}, although {moves} is what it should be: the mean of the curve is {Y.mean():.3f}, that of the target "
                f"{target.mean():.3f}. Turn the curve over around the target's mean, not around zero."
            )
        return say(f"{word} ({moves}). Which constant is nearest to the target? Begin there.")
    if not np.isfinite(r):
        return wrong(f"RMSE {error:.3f} is below {to_beat:.3f}, but {moves}. Let it move a little, against the target.")
    if abs(r) < LEAST:
        return wrong(
            f"RMSE {error:.3f} is below {to_beat:.3f}, but r is 0.00: the curve moves neither way with the target."
        )
    if r >= 0:
        return wrong(
            f"RMSE {error:.3f} is below {to_beat:.3f}, but {moves}: the curve moves with the target. Let it move the other way."
        )
    return right(f"RMSE {error:.3f} is below {to_beat:.3f}, and {moves}.")
