"""Judge a rule for the width of a Gaussian kernel. Notebook 11, "Try what did not help"."""

import numpy as np

from elman.exercises.answers import as_number, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.systems.features.kernel_pca import gaussian_kernel

GOAL = np.exp(-1)
"""The kernel value that the middle pair of frames shall have."""

NEAR = (0.33, 0.41)
SETS = ((200, 2, 1.0), (150, 50, 1.0), (150, 50, 0.1), (150, 260, 3.0))
"""Numbers of frames and columns, and the spread of a column, of the made-up frames on which a rule is tried."""


def check_width(rule):
    """Judge ``rule(X) -> gamma``: under it, the middle pair of frames must have the kernel value exp(-1).

    Parameters
    ----------
    rule : callable
        Takes frames X (n, D) and gives gamma, per squared unit of the features.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_width(lambda X: None)
    … Not done yet. Let the rule return gamma, one number.
    """
    for where, X in _tried():
        answer, words = attempt(rule, X)
        if words:
            return wrong(f"{where}: {words}.")
        if answer is None:
            return not_yet("Let the rule return gamma, one number.")
        gamma = as_number(answer)
        if gamma is None or gamma <= 0:
            shown = repr(answer) if gamma is None else f"{gamma:g}"
            return wrong(f"{where}, the rule gives {shown}; one finite number above 0 was expected.")
        pairs = np.triu_indices(len(X), k=1)
        middle = float(np.median(gaussian_kernel(X, X, gamma)[pairs]))
        if not NEAR[0] < middle < NEAR[1]:
            say = not_yet if _is_the_default(rule) else wrong
            return say(f"{where}, the middle pair has k = {middle:.3g}, the goal is {GOAL:.3f}. {_why(gamma, X)}")
    return right(
        f"On {len(SETS) + 1} sets of frames the middle pair has k near {GOAL:.3f}, whatever their size and spread."
    )


def _tried():
    for n, D, spread in SETS:
        X = spread * np.random.default_rng([n, D]).standard_normal((n, D))
        yield f"On {n} frames of {D} columns with spread {spread:g}", X
    # As a song's: the next frame is near, and zero is nowhere.
    steps = np.random.default_rng(0).standard_normal((150, 20))
    yield "On 150 frames of 20 columns, each near the one before", 5 + steps.cumsum(axis=0)


def _is_the_default(rule):
    """Whether the rule is 1 / D still, with which the exercise begins."""
    return all(as_number(attempt(rule, X)[0]) == 1 / X.shape[1] for _, X in _tried())


def _why(gamma, X):
    """A word for a rule whose number is that of a likely mistake."""
    # One matrix product, so that rows and rounding are as in the kernel.
    squared = -np.log(np.maximum(gaussian_kernel(X, X, 1e-3 / X.shape[1] / X.var()), 1e-300))
    squared = squared[np.triu_indices(len(X), k=1)] / (1e-3 / X.shape[1] / X.var())
    m = np.median(squared)

    def is_near(value):
        return abs(gamma / value - 1) < 0.05

    if is_near(m):
        return "This is the squared distance itself: gamma is its inverse, the larger the distance, the smaller gamma."
    if is_near(1 / np.sqrt(m)):
        return "This is 1 / distance: the kernel takes the SQUARED distance, so gamma needs the median of the squares."
    if is_near(np.sqrt(m)):
        return "This is the distance itself: gamma is the inverse of the squared distance."
    if is_near(1 / (2 * m)):
        return "This is 1 / (2 m): texts that write the kernel as exp(-|x - y|^2 / (2 s^2)) have a 2; ours has none."
    if is_near(1 / X.shape[1]):
        return "1 / D does not look at the frames: measure how far apart they are."
    if middle_is_one(gamma, m):
        return "All frames look alike: gamma is too small."
    return "Compute all squared distances of pairs; which gamma gives their median the exponent -1?"


def middle_is_one(gamma, m):
    """Whether the middle pair cannot be told from a pair of equal frames."""
    return gamma * m < 0.01
