"""Are these the weights of ridge regression, and when does ridge help? Notebook 02, "Predict without memory"."""

from collections.abc import Mapping, Set
from itertools import pairwise

import numpy as np

from elman.exercises.judge import Mistake, judge, no_answer
from elman.exercises.seen import Question
from elman.exercises.verdict import right, wrong


def check_ridge(fit_ridge):
    """Judge a student's ``fit_ridge(Z, R, ridge) -> W``, the weights that minimise sum (Z W - R)^2 + ridge sum W^2.

    Parameters
    ----------
    fit_ridge : callable
        Gets Z (n_frames, D), R (n_frames, 2) and a number, and has to return W (D, 2).

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    questions = []
    for n, D, ridge in ((40, 5, 7.0), (12, 30, 7.0), (20, 20, 0.3)):  # more frames than columns, fewer, as many
        Z, R = rng.standard_normal((n, D)), rng.standard_normal((n, 2))
        questions.append(Question(f"With Z {Z.shape}, R {R.shape} and ridge = {ridge:g}", (Z, R, ridge)))
    return judge(
        fit_ridge,
        "fit_ridge(Z, R, ridge)",
        questions,
        right=_by_longer_matrices,
        mistakes=MISTAKES,
        names="W",
        todo="fit_ridge returns nothing yet. Set the derivative of the cost to zero, and solve for W.",
        praise="The weights are those of ridge regression, also with more columns than frames.",
        look=_costs,
        rtol=1e-6,
    )


def _by_longer_matrices(Z, R, ridge):
    """Another way to the same weights: least squares with sqrt(ridge) I below Z and zeros below R."""
    D = Z.shape[1]
    longer = np.vstack([Z, np.sqrt(ridge) * np.eye(D)]), np.vstack([R, np.zeros((D, R.shape[1]))])
    return np.linalg.lstsq(*longer, rcond=None)[0]


def _costs(seen, first):
    W, (Z, R, ridge) = first.given["W"], first.question.arguments
    if W.shape != first.wanted[0]["W"].shape or not np.isfinite(W).all():
        return ""
    cost, best = (np.sum((Z @ V - R) ** 2) + ridge * np.sum(V**2) for V in (W, first.wanted[0]["W"]))
    return f"Your weights cost {cost:.4f}, the best {best:.4f}. Is the derivative of both terms in your equation?"


def _solved(Z, R, ridge, *, of_Z=1.0, of_R=1.0):
    """W of (of_Z Z'Z + ridge I) W = of_R Z'R."""
    return np.linalg.solve(of_Z * Z.T @ Z + ridge * np.eye(Z.shape[1]), of_R * Z.T @ R)


MISTAKES = [
    Mistake("This is least squares: your weights do not depend on ridge.", lambda Z, R, r: np.linalg.lstsq(Z, R)[0]),
    Mistake(
        "ridge is added to every entry of Z'Z. Only the diagonal gets it: ridge * np.eye(D).",
        lambda Z, R, r: np.linalg.solve(Z.T @ Z + r, Z.T @ R),
    ),
    Mistake("ridge is subtracted; it must be added.", lambda Z, R, r: _solved(Z, R, -r)),
    Mistake(
        "These are the weights for ridge squared; the penalty is ridge times W^2.", lambda Z, R, r: _solved(Z, R, r**2)
    ),
    Mistake(
        "These are the weights for the root of ridge; the penalty is ridge times W^2.",
        lambda Z, R, r: _solved(Z, R, r**0.5),
    ),
    Mistake(
        "These are the weights for ridge times n_frames; the cost is a sum over frames here, not a mean.",
        lambda Z, R, r: _solved(Z, R, r * len(Z)),
    ),
    Mistake(
        "These are the weights for ridge divided by n_frames; the cost is a sum over frames here, not a mean.",
        lambda Z, R, r: _solved(Z, R, r / len(Z)),
    ),
    Mistake(
        "These are the weights for ridge / 2. Both terms have a factor 2 in their derivative, so that it cancels; perhaps "
        "you kept it in that of the squared error, and lost it in that of ridge * W^2, which is 2 * ridge * W.",
        lambda Z, R, r: _solved(Z, R, r / 2),
    ),
    Mistake(
        "These are the weights for 2 ridge. Both terms have a factor 2 in their derivative, so that it cancels; perhaps "
        "you kept it in that of ridge * W^2 alone.",
        lambda Z, R, r: _solved(Z, R, 2 * r),
    ),
    Mistake(
        "These are the right weights times 2: there is a factor 2 before Z'R and none before Z'Z + ridge I.",
        lambda Z, R, r: _solved(Z, R, r, of_R=2.0),
    ),
    Mistake(
        "These are the right weights divided by 2: there is a factor 2 before Z'Z + ridge I and none before Z'R.",
        lambda Z, R, r: _solved(Z, R, r, of_R=0.5),
    ),
    Mistake("There is a factor 2 before Z'Z only.", lambda Z, R, r: _solved(Z, R, r, of_Z=2.0)),
    Mistake(
        "There is a factor 2 before Z'R and ridge, but not before Z'Z.", lambda Z, R, r: _solved(Z, R, 2 * r, of_R=2.0)
    ),
    Mistake("This is Z'R: the equations are not solved yet.", lambda Z, R, r: Z.T @ R),
    Mistake("This is least squares, divided by ridge.", lambda Z, R, r: np.linalg.lstsq(Z, R)[0] / r),
]


def check_order(answer, gains, sizes):
    """Judge a guess: in which situations does ridge help least and most?

    Parameters
    ----------
    answer : list of str, or None
        The names of the situations, from the smallest gain to the largest.
    gains : dict of str to float
        By which part the best ridge lowers the error on new songs, in each situation.
    sizes : dict of str to (int, int)
        Songs and columns of each situation.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_order("AB", {"A": 0.2, "B": 0.1}, {"A": (40, 260), "B": (40, 10)})
    ✗ Not right. You put A (40 songs, 260 columns) before B (40 songs, 10 columns): how many songs has each for its weights?
    """
    early = no_answer(answer, "", f"Put {', '.join(gains)} into a list, from the smallest gain to the largest.")
    if early is not None:
        return early
    names = _names(answer, gains)
    if sorted(names) != sorted(gains):
        return wrong(f"A list with each of {', '.join(gains)} once was expected, in your order.")
    wanted = sorted(gains, key=gains.get)
    if names == wanted:
        told = ", ".join(f"{name} {100 * gains[name]:.1f} %" for name in wanted)
        return right(f"The error on new songs falls by: {told}.")
    early, late = next((a, b) for a, b in pairwise(names) if gains[a] > gains[b])
    songs = {name: f"{name} ({sizes[name][0]} songs, {sizes[name][1]} columns)" for name in (early, late)}
    return wrong(f"You put {songs[early]} before {songs[late]}: how many songs has each for its weights?")


def _names(answer, gains):
    """The situations in an answer: a list of names, or a text such as "b, a, c"."""
    if isinstance(answer, Set | Mapping):  # without an order, or not meant as one
        return []
    if isinstance(answer, str):
        answer = [letter for letter in answer if letter.isalpha()]
    try:
        return [str(name).strip().upper() for name in answer]
    except Exception:  # nothing that one can walk through
        return []
