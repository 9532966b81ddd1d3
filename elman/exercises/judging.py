"""Is a prediction near the target, and moves against it? Notebook 13, "Judge the judge"."""

import numpy as np

from elman.evaluation.metrics import pearson, rmse
from elman.exercises.answers import as_array
from elman.exercises.verdict import not_yet, right, wrong


def check_opposed(target, answer, to_beat):
    """Judge a curve that must have an RMSE below ``to_beat`` and a correlation below zero.

    Parameters
    ----------
    target : array (T,)
        What was felt, one emotion of one song.
    answer : array (T,)
        The student's prediction.
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
    if answer is None:
        return not_yet("Give a curve with one number for each frame of the target.")
    Y = as_array(answer)
    if Y is None or Y.shape != target.shape:
        what = "not an array of finite numbers" if Y is None else f"an array of shape {Y.shape}"
        return wrong(f"The curve is {what}; shape {target.shape} was expected, one number for each frame.")
    error, r = float(rmse(target, Y)), float(pearson(target, Y))
    say = not_yet if np.array_equal(Y, -target) else wrong  # -target is what the exercise begins with
    if error >= to_beat:
        word = f"RMSE {error:.3f} is not below {to_beat:.3f}"
        if r < 0 and abs(Y.mean() - target.mean()) > 0.5 * to_beat:
            return say(
                f"{word}, although r = {r:+.2f} is what it should be: the curve lies at another height than the target. "
                f"Turn it over around the target's mean, not around zero."
            )
        return say(f"{word} (r = {r:+.2f}). Which constant is nearest to the target? Begin there.")
    if not np.isfinite(r):
        return wrong(
            f"RMSE {error:.3f} is below {to_beat:.3f}, but a curve that does not move has no correlation. "
            f"Let it move a little, against the target."
        )
    if r >= 0:
        return wrong(
            f"RMSE {error:.3f} is below {to_beat:.3f}, but r = {r:+.2f}: the curve moves with the target. "
            f"Let it move the other way."
        )
    return right(f"RMSE {error:.3f} is below {to_beat:.3f}, and r = {r:+.2f}.")
