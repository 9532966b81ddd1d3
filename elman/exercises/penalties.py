"""The exercise of notebook 08, "Shrink and stop": what the absolute value of a sum penalises."""

import numpy as np

from elman.exercises.answers import as_array, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.network.penalties import abs_sum

SHAPES = ((260, 10), (10, 10), (10, 2), (3, 4))


def check_split(split):
    """Judge a student's ``split(W) -> seen, unseen``: the smallest part of W that |sum W| depends on, and the rest.

    Three numbers decide: seen + unseen is W; the penalty of ``unseen`` is 0; and no part of ``seen`` could be moved to
    ``unseen`` (the two are at right angles, so that ``seen`` is the smallest matrix with the sum of W).

    Returns
    -------
    Verdict
    """
    rng = np.random.default_rng(0)
    for shape in SHAPES:
        W = rng.uniform(-1, 1, shape) + 0.3
        answer, words = attempt(split, W)
        if not words and answer is None:
            return not_yet("split(W) returns nothing yet. Which matrices Z can be added to W without changing |sum W|?")
        words = words or _shape_fault(answer, shape) or _fault(W, *(as_array(part) for part in answer))
        if words:
            return wrong(f"For a random matrix of shape {shape}: {words}")
    return right(
        "|sum W| = n |mean W|, with n the number of weights. The penalty sees one number of a matrix, its mean, and pulls "
        "that to zero. In the other n - 1 directions (2599 of 2600 for W_xh) the weights may grow as they like."
    )


def _shape_fault(answer, shape):
    """What is wrong with what was returned; empty if it is two arrays that can be added to give W."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return "two matrices were expected: return seen, unseen."
    seen, unseen = (as_array(part) for part in answer)
    if seen is None or unseen is None:
        return "seen and unseen must be arrays of finite numbers."
    try:
        whole = np.broadcast_shapes(seen.shape, unseen.shape)
    except ValueError:
        whole = None
    return "" if whole == shape else f"seen {seen.shape} and unseen {unseen.shape} do not add up to the shape of W."


def _fault(W, seen, unseen):
    """What is wrong with a split, in words; empty if nothing is."""
    difference = np.max(np.abs(seen + unseen - W))
    if difference > 1e-12:
        return f"seen + unseen is not W; they differ by up to {difference:.3g}."
    seen, unseen = np.broadcast_to(seen, W.shape), np.broadcast_to(unseen, W.shape)
    left = abs_sum(unseen)
    if left > 1e-9:
        return (
            f"|sum unseen| is {left:.3g}, not 0: the penalty still sees something of it. "
            f"(|sum W| is {abs_sum(W):.3g}; the sum of |w|, {np.abs(W).sum():.3g}, is another number.)"
        )
    smallest = abs_sum(W) / np.sqrt(W.size)
    length = np.linalg.norm(seen)
    if length <= smallest * (1 + 1e-9):
        return ""
    if not np.any(unseen):
        return "all of W is called seen. Add 1 to one weight and take 1 from another: |sum W| stays as it was."
    columns, rows = (np.ptp(seen, axis=axis).max() < 1e-12 for axis in (0, 1))
    if columns or rows:
        line = "column" if columns else "row"
        return (
            f"seen has a number for each {line}. What one {line} gains another may lose, and |sum W| stays as it was: "
            f"the penalty sees less."
        )
    return (
        f"|sum unseen| is 0, as it should be, but seen is not the smallest matrix with the sum of W: its length is "
        f"{length:.4g}, {smallest:.4g} is possible. The gradient sign(sum W) is the same for all weights; so is seen."
    )
