"""What can two outputs that sum to one reach? The exercise of notebook 06, "Choose an output"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question

RHOS = (-0.9, -0.4, 0.0, 0.3, 0.626, 0.9)


def check_best_equal_correlation(best_equal_correlation):
    """Judge a student's function of rho = corr(V, A): the best correlation that V and A can both reach.

    The right numbers are searched for: among all ways to mix two emotions into one curve, that by which both
    correlations are equal and positive.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    return judge(
        best_equal_correlation,
        "best_equal_correlation(rho)",
        [Question(f"For rho = {rho}", (rho,)) for rho in RHOS],
        right=searched,
        mistakes=MISTAKES,
        names="the correlation",
        todo="The function returns nothing yet. Follow the three steps above, then write the last line.",
        praise=f"For rho = {RHOS[4]}, that of the real labels, it is {searched(RHOS[4]):.3f}, as a search finds too.",
        look="Test yourself: rho = 1 must give 0 and rho = -1 must give 1.",
        rtol=1e-6,
    )


MISTAKES = [
    Mistake(
        "This is the square of the answer: the length of v - a is the root of its square.", lambda rho: (1 - rho) / 2
    ),
    Mistake(
        "The sign of rho: this is what two equal outputs reach; yours move oppositely.",
        lambda rho: np.sqrt((1 + rho) / 2),
    ),
    Mistake(
        "A factor is missing: at rho = 0 this says that both could be predicted perfectly.",
        lambda rho: np.sqrt(1 - rho),
    ),
    Mistake("This is (v - a) . v, not yet divided by the length of v - a.", lambda rho: 1 - rho),
    Mistake(
        "This is the length of v - a, the sum of both correlations; each is a half.",
        lambda rho: np.sqrt(2 * (1 - rho)),
    ),
    Mistake("This is the square of the length of v - a.", lambda rho: 2 * (1 - rho)),
    Mistake(
        "This is what is left of V without A; here both emotions must gain the same.",
        lambda rho: np.sqrt(1 - rho**2),
    ),
    Mistake("This holds for rho = 0 only; what changes when V and A move together?", lambda rho: 1 / np.sqrt(2)),
    Mistake("The sum of both correlations is halved twice.", lambda rho: np.sqrt(2 * (1 - rho)) / 4),
]


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
    low, high = 0.0, np.pi - np.arccos(rho)
    for _ in range(50):  # bisection: each step halves the interval that holds the crossing
        turn = (low + high) / 2
        with_V, with_A = correlations(turn)
        low, high = (turn, high) if with_V > with_A else (low, turn)
    return float(correlations(turn)[0])
