"""The exercise of notebook 08, "Shrink and stop": what the absolute value of a sum penalises."""

import numpy as np

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
        try:
            answer = split(W.copy())
            if answer is None:
                return not_yet(
                    "split(W) returns nothing yet. Which matrices Z can be added to W without changing |sum W|?"
                )
            seen, unseen = (np.asarray(part, dtype=float) for part in answer)
            whole = seen + unseen
        except Exception as error:
            return wrong(f"For a matrix of shape {shape}, split raises {type(error).__name__}: {error}")
        word = _fault(W, seen, unseen, whole)
        if word:
            return wrong(f"For a random matrix of shape {shape}: {word}")
    return right(
        "|sum W| = n |mean W|, with n the number of weights. The penalty sees one number of a matrix, its mean, and pulls "
        "that to zero. In the other n - 1 directions (2599 of 2600 for W_xh) the weights may grow as they like."
    )


def _fault(W, seen, unseen, whole):
    """What is wrong with a split, in words; None if nothing is."""
    if whole.shape != W.shape or not np.allclose(whole, W, atol=1e-12):
        return f"seen + unseen is not W; they differ by up to {_largest_difference(whole, W)}."
    left = abs_sum(unseen)
    if left > 1e-9:
        return (
            f"|sum unseen| is {left:.3g}, not 0: the penalty still sees something of it. "
            f"(|sum W| is {abs_sum(W):.3g}; the sum of |w|, {np.abs(W).sum():.3g}, is another number.)"
        )
    smallest = abs_sum(W) / np.sqrt(W.size)
    length = np.linalg.norm(seen)
    if length <= smallest * (1 + 1e-9):
        return None
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


def _largest_difference(whole, W):
    return f"{np.max(np.abs(whole - W)):.3g}" if whole.shape == W.shape else f"shape, {whole.shape}"
