"""What does the absolute value of a sum penalise? The exercise of notebook 08, "Shrink and stop"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question
from elman.network.penalties import abs_sum

MATRICES = (((260, 10), 0.3), ((10, 10), -0.3), ((10, 2), 0.3), ((3, 4), -0.3))
"""Shapes of the random matrices, and about what mean their entries have: the sum may have either sign."""


def check_split(split):
    """Judge a student's ``split(W) -> seen, unseen``: the smallest part of W that ``|sum W|`` depends on, and the rest.

    ``seen`` is the smallest matrix with the sum of W: the mean of W in each entry.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    return judge(
        split,
        "split(W)",
        [
            Question(f"For a random matrix of shape {shape} with the sum {W.sum():.3g}", (W,))
            for shape, W in ((shape, rng.uniform(-1, 1, shape) + mean) for shape, mean in MATRICES)
        ],
        right=lambda W: (np.full(W.shape, W.mean()), W - W.mean()),
        mistakes=MISTAKES,
        names=("seen", "unseen"),
        todo="split(W) returns nothing yet. Which matrices can be added to W without changing |sum W|?",
        praise="|sum W| = n |mean W|, with n the number of weights. The penalty depends on one number of a matrix, its "
        "mean, and pulls that to zero. In the other n - 1 directions (2599 of 2600 for W_xh) the weights may grow as they like.",
        look=_what_is_missing,
        broadcast=True,
    )


def _with_rest(seen):
    """A mistake that gives ``seen(W)``, and what is left of W."""
    return lambda W: (np.broadcast_to(seen(W), W.shape), W - seen(W))


def _one_entry(W):
    seen = np.zeros_like(W)
    seen[0, 0] = W.sum()
    return seen


ONE_LINE = (
    "seen has one number for each {line}. What one {line} gains another may lose, and |sum W| stays as it was: the penalty "
    "depends on less."
)

MISTAKES = [
    Mistake(
        "seen has the absolute value of the sum; it must have the sum itself, with its sign, for seen + unseen is W and "
        "unseen has the sum 0.",
        _with_rest(lambda W: abs(W.sum()) / W.size),
    ),
    Mistake(
        "The two are in the wrong order: return seen, unseen.", lambda W: (W - W.mean(), np.full(W.shape, W.mean()))
    ),
    Mistake(
        "All of W is called seen. Add 1 to one weight and take 1 from another: |sum W| stays as it was.",
        _with_rest(lambda W: W),
    ),
    Mistake("All of W is called unseen, but |sum W| is not 0.", _with_rest(lambda W: 0 * W)),
    Mistake(ONE_LINE.format(line="column"), _with_rest(lambda W: W.mean(axis=0))),
    Mistake(ONE_LINE.format(line="row"), _with_rest(lambda W: W.mean(axis=1, keepdims=True))),
    Mistake(
        "This splits by the sign of each weight; the penalty looks at no weight's sign, only at that of the sum.",
        _with_rest(lambda W: np.maximum(W, 0)),
    ),
    Mistake(
        "This splits by the sign of each weight; the penalty looks at no weight's sign, only at that of the sum.",
        _with_rest(lambda W: np.minimum(W, 0)),
    ),
    Mistake("seen holds |w| for each weight; that would be the true L1 norm's.", _with_rest(np.abs)),
    Mistake(
        "seen has the sum of W in each entry, so that its own sum is n times too large.", _with_rest(lambda W: W.sum())
    ),
    Mistake(
        "seen is the gradient of |sum W|; how long a step along it is a part of W?",
        _with_rest(lambda W: np.sign(W.sum())),
    ),
    Mistake("seen has the sign of each weight.", _with_rest(np.sign)),
    Mistake("This is the median; the sum depends on the mean.", _with_rest(np.median)),
    Mistake(
        "All of the sum is in one entry: that matrix has the right sum, but it is not the smallest one. Spread the sum.",
        _with_rest(_one_entry),
    ),
]


def _what_is_missing(seen, first):
    """Which of the three demands is not met: their sum is W, |sum unseen| is 0, and seen is as small as it can be."""
    (W,), parts = first.question.arguments, first.given
    if any(part.shape != W.shape or not np.isfinite(part).all() for part in parts.values()):
        return ""
    difference = np.max(np.abs(parts["seen"] + parts["unseen"] - W))
    if difference > 1e-9:
        return f"seen + unseen is not W; they differ by up to {difference:.3g}."
    left = abs_sum(parts["unseen"])
    if left > 1e-9:
        return f"|sum unseen| is {left:.3g}, not 0, so that the penalty depends on it."
    length, smallest = np.linalg.norm(parts["seen"]), abs_sum(W) / np.sqrt(W.size)
    return (
        f"|sum unseen| is 0, as it should be, but seen is not the smallest matrix with the sum of W: its length is "
        f"{length:.4g}, {smallest:.4g} is possible. The gradient sign(sum W) is the same for all weights; so is seen."
    )
