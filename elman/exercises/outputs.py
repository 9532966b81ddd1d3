"""The exercise of notebook 06, "Choose an output": what two outputs that sum to one can reach."""

import numpy as np
from scipy import optimize

from elman.exercises.answers import as_number, attempt
from elman.exercises.verdict import not_yet, right, wrong

RHOS = (-0.9, -0.4, 0.0, 0.3, 0.626, 0.9)

SLIPS = (
    (lambda rho: (1 - rho) / 2, "this is the square of the answer: the length of v - a is the root of its square."),
    (
        lambda rho: np.sqrt((1 + rho) / 2),
        "the sign of rho: this is what two equal outputs reach; yours move oppositely.",
    ),
    (lambda rho: np.sqrt(1 - rho), "a factor is missing: at rho = 0 this says that both could be predicted perfectly."),
    (lambda rho: 1 - rho, "this is (v - a) . v, not yet divided by the length of v - a."),
    (lambda rho: np.sqrt(2 * (1 - rho)), "this is the length of v - a, the sum of both correlations; each is a half."),
    (lambda rho: np.sqrt(1 - rho**2), "this is what is left of V without A; here both emotions must gain the same."),
    (lambda rho: 1 / np.sqrt(2), "this holds for rho = 0 only; what changes when V and A move together?"),
)
"""Likely wrong answers, and what to say."""


def check_best_equal_correlation(answer):
    """Judge a student's function of rho = corr(V, A): the best correlation that V and A can both reach.

    The right numbers are searched for: among all ways to mix two emotions into one curve, that by which both
    correlations are equal and positive.

    Returns
    -------
    Verdict
    """
    if not callable(answer):
        return wrong(f"A function of rho was expected, not {answer!r}: the answer depends on corr(V, A).")
    answers = [attempt(answer, rho) for rho in RHOS]
    words = next((words for _, words in answers if words), "")
    if words:
        return wrong(f"For some rho, {words}.")
    if all(value is None for value, _ in answers):
        return not_yet("The function returns nothing yet. Follow the three steps above, then write the last line.")
    given = [as_number(value) for value, _ in answers]
    if None in given:
        n = given.index(None)
        return wrong(f"One finite number for each rho was expected; for rho = {RHOS[n]} you have {answers[n][0]!r}.")
    given = np.array(given)
    goal = np.array([searched(rho) for rho in RHOS])
    if np.allclose(given, goal, atol=1e-6):
        return right(f"For rho = {RHOS[4]}, that of the real labels, it is {given[4]:.3f}, as a search finds too.")
    n = int(np.argmax(np.abs(given - goal)))
    words = next((word for slip, word in SLIPS if np.allclose(given, [slip(rho) for rho in RHOS], atol=1e-6)), None)
    far = f"For rho = {RHOS[n]}, a search finds {goal[n]:.4f}, your function gives {given[n]:.4f}"
    return wrong(f"{far}: {words}" if words else f"{far}. Test yourself: rho = 1 must give 0 and rho = -1 must give 1.")


def searched(rho, n=1000):
    """The equal correlation of V with P and of A with 1 - P, found by turning P from V towards -A; measured on numbers."""
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((n, 2))
    basis, _ = np.linalg.qr(noise - noise.mean(axis=0))
    V = basis[:, 0]
    A = rho * V + np.sqrt(1 - rho**2) * basis[:, 1]

    def correlations(turn):
        P = np.cos(turn) * basis[:, 0] - np.sin(turn) * basis[:, 1]
        return np.corrcoef(V, P)[0, 1], np.corrcoef(A, 1 - P)[0, 1]

    # At turn = 0, P is V. At half a circle less the angle of A, it is -A: between them the two correlations cross.
    turn = optimize.brentq(lambda x: np.subtract(*correlations(x)), 0, np.pi - np.arccos(rho), xtol=1e-12)
    return float(correlations(turn)[0])
