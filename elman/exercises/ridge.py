"""Are these the weights of ridge regression, and when does ridge help? Notebook 02."""

from itertools import pairwise

import numpy as np

from elman.exercises.answers import as_array, attempt, same, shape_fault
from elman.exercises.verdict import not_yet, right, wrong

RIDGE = 7.0


def check_ridge(fit_ridge):
    """Judge a student's ``fit_ridge(Z, R, ridge) -> W``, the weights that minimise sum (Z W - R)^2 + ridge sum W^2.

    Parameters
    ----------
    fit_ridge : callable
        Gets Z (n_frames, D) and R (n_frames, 2), and has to return W (D, 2).

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    for n, D in ((40, 5), (12, 30)):  # more frames than columns, and fewer
        Z, R = rng.standard_normal((n, D)), rng.standard_normal((n, 2))
        W, words = attempt(fit_ridge, Z, R, RIDGE)
        if not words and W is None:
            return not_yet("fit_ridge returns None; set the derivative of the cost to zero, and solve for W.")
        words = words or shape_fault(W, (D, 2), "W")
        if words:
            return wrong(f"With Z {Z.shape} and R {R.shape}, {words}.")
        wanted = _ridge(Z, R, RIDGE)
        if not same(as_array(W), wanted, 1e-6):
            return wrong(_word(as_array(W), Z, R, wanted))
    return right("The weights are those of ridge regression, also with more columns than frames.")


def _ridge(Z, R, ridge):
    """Another way to the same weights: least squares with sqrt(ridge) I below Z and zeros below R."""
    D = Z.shape[1]
    W, *_ = np.linalg.lstsq(
        np.vstack([Z, np.sqrt(ridge) * np.eye(D)]), np.vstack([R, np.zeros((D, R.shape[1]))]), rcond=None
    )
    return W


def _word(W, Z, R, wanted):
    """The known mistake that gives these weights, or how far they are from the right ones."""
    n, D = Z.shape
    known = {
        "least squares without ridge: your weights do not depend on it.": lambda: np.linalg.lstsq(Z, R, rcond=None)[0],
        "ridge added to every entry of Z'Z. Only the diagonal gets it: ridge * np.eye(D).": lambda: np.linalg.solve(
            Z.T @ Z + RIDGE, Z.T @ R
        ),
        "ridge subtracted; it must be added.": lambda: np.linalg.solve(Z.T @ Z - RIDGE * np.eye(D), Z.T @ R),
        "ridge squared; the penalty is ridge times W^2.": lambda: _ridge(Z, R, RIDGE**2),
        "ridge times n_frames; the cost is a sum over frames here, not a mean.": lambda: _ridge(Z, R, RIDGE * n),
        "ridge divided by n_frames; the cost is a sum over frames here, not a mean.": lambda: _ridge(Z, R, RIDGE / n),
    }
    for word, solve in known.items():
        try:
            if same(W, solve(), 1e-6):
                return f"This is {word}"
        except np.linalg.LinAlgError:
            continue
    cost, best = (np.sum((Z @ V - R) ** 2) + RIDGE * np.sum(V**2) for V in (W, wanted))
    return f"With Z {Z.shape} and ridge {RIDGE:g} your weights cost {cost:.4f}, the best {best:.4f}."


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
    if answer is None:
        return not_yet(f"Put {', '.join(gains)} into a list, from the smallest gain to the largest.")
    answer = list(answer) if isinstance(answer, list | tuple | str) else []
    if sorted(map(str, answer)) != sorted(gains):
        return wrong(f"A list with each of {', '.join(gains)} once was expected.")
    wanted = sorted(gains, key=gains.get)
    if answer == wanted:
        told = ", ".join(f"{name} {100 * gains[name]:.1f} %" for name in wanted)
        return right(f"The error on new songs falls by: {told}.")
    early, late = next((a, b) for a, b in pairwise(answer) if gains[a] > gains[b])
    songs = {name: f"{name} ({sizes[name][0]} songs, {sizes[name][1]} columns)" for name in (early, late)}
    return wrong(f"You put {songs[early]} before {songs[late]}: how many songs has each for its weights?")
