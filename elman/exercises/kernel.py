"""Judge a rule for the width of a Gaussian kernel. The exercise of notebook 11, "Try what did not help"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question

SETS = ((200, 2, 1.0), (150, 50, 1.0), (150, 50, 0.1), (150, 260, 3.0))
"""Numbers of frames and columns, and the spread of a column, of the made-up frames on which a rule is tried."""


def check_width(choose_gamma):
    """Judge ``choose_gamma(X) -> gamma``: under it, the middle pair of frames must have the kernel value exp(-1).

    gamma may differ from the right one by 11 per cent: the kernel value is then between .33 and .41.

    Parameters
    ----------
    choose_gamma : callable
        Takes frames X (n, D) and gives gamma, per squared unit of the features.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_width(lambda X: None)
    … Not done yet. Let the rule return gamma, one number.
    """
    return judge(
        choose_gamma,
        "choose_gamma(X)",
        [Question(said, (X,)) for said, X in _frames()],
        right=lambda X: 1 / _middle(X),
        mistakes=MISTAKES,
        names="gamma",
        todo="Let the rule return gamma, one number.",
        praise=f"On {len(SETS) + 1} sets of frames the middle pair has k near {np.exp(-1):.3f}, whatever their size and spread.",
        look=_kernel_value,
        rtol=0.11,
        near=0.02,
    )


def _frames():
    for n, D, spread in SETS:
        X = spread * np.random.default_rng([n, D]).standard_normal((n, D))
        yield f"On {n} frames of {D} columns with spread {spread:g}", X
    # As a song's: the next frame is near, and zero is nowhere.
    steps = np.random.default_rng(0).standard_normal((150, 20))
    yield "On 150 frames of 20 columns, each near the one before", 5 + steps.cumsum(axis=0)


def _pairs(X):
    """The differences of all pairs of frames (n_pairs, D)."""
    one, other = np.triu_indices(len(X), k=1)
    return X[one] - X[other]


def _middle(X):
    """The median of the squared distances of all pairs."""
    return np.median(np.sum(_pairs(X) ** 2, axis=1))


MISTAKES = [
    Mistake("1 / D does not look at the frames: measure how far apart they are.", lambda X: 1 / X.shape[1], open=True),
    Mistake(
        "This is the squared distance itself: gamma is its inverse, the larger the distance, the smaller gamma.",
        _middle,
    ),
    Mistake(
        "This is 1 / distance: the kernel takes the SQUARED distance, so gamma needs the median of the squares.",
        lambda X: 1 / np.sqrt(_middle(X)),
    ),
    Mistake(
        "This is the distance itself: gamma is the inverse of the squared distance.", lambda X: np.sqrt(_middle(X))
    ),
    Mistake(
        "This is 1 / (2 m): texts that write the kernel as exp(-|x - y|^2 / (2 s^2)) have a 2; ours has none.",
        lambda X: 1 / (2 * _middle(X)),
    ),
    Mistake("This is 2 / m, twice the right gamma.", lambda X: 2 / _middle(X)),
    Mistake(
        "This takes the mean of the squared distances; the middle pair is at their median.",
        lambda X: 1 / np.mean(np.sum(_pairs(X) ** 2, axis=1)),
    ),
    Mistake(
        "This is the square of the mean distance; the middle pair is at the median.",
        lambda X: 1 / np.mean(np.sqrt(np.sum(_pairs(X) ** 2, axis=1))) ** 2,
    ),
    Mistake(
        "This looks at neighbouring frames only; take all pairs.",
        lambda X: 1 / np.median(np.sum(np.diff(X, axis=0) ** 2, axis=1)),
    ),
    Mistake(
        "This is the distance of a frame from zero; take that of two frames.",
        lambda X: 1 / np.median(np.sum(X**2, axis=1)),
    ),
    Mistake(
        "This is the distance of a frame from the mean frame; take that of two frames.",
        lambda X: 1 / np.median(np.sum((X - X.mean(axis=0)) ** 2, axis=1)),
    ),
    Mistake(
        "This sums absolute differences; the kernel takes squared ones.",
        lambda X: 1 / np.median(np.sum(np.abs(_pairs(X)), axis=1)),
    ),
    Mistake(
        "This is the square of the sum of absolute differences; sum their squares.",
        lambda X: 1 / np.median(np.sum(np.abs(_pairs(X)), axis=1)) ** 2,
    ),
    Mistake(
        "This takes the largest squared distance; the middle pair is at the median.",
        lambda X: 1 / np.max(np.sum(_pairs(X) ** 2, axis=1)),
    ),
    Mistake(
        "This takes each column for itself: a pair's squared distance is the sum over all columns.",
        lambda X: 1 / np.median(_pairs(X) ** 2),
    ),
    Mistake(
        "This is 1 / (D times the variance), a usual default; it does not aim at the middle pair.",
        lambda X: 1 / (X.shape[1] * X.var()),
    ),
]


def _kernel_value(seen, first):
    gamma, (X,) = first.given["gamma"], first.question.arguments
    if gamma.shape or not np.isfinite(gamma):
        return ""
    k = np.exp(-gamma * _middle(X))
    said = f"The middle pair has k = {k:.3g}, the goal is {np.exp(-1):.3f}"
    if k > 0.99:
        return f"{said}: all frames look alike."
    if k < 0.01:
        return f"{said}: every frame is alone."
    return f"{said}. Compute all squared distances of pairs; which gamma gives their median the exponent -1?"
