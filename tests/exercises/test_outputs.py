from decimal import Decimal
from math import asin, cos, pi, sqrt

import numpy as np
import pytest

from elman.exercises.outputs import MISTAKES, RHOS, check_best_equal_correlation, searched


@pytest.mark.parametrize(
    "answer",
    [
        lambda rho: np.sqrt((1 - rho) / 2),
        lambda rho: sqrt(2 * (1 - rho)) / 2,
        lambda rho: (1 - rho) / np.sqrt(2 - 2 * rho),
        lambda rho: np.linalg.norm(np.array([1.0, 0.0]) - np.array([rho, sqrt(1 - rho**2)])) / 2,
        lambda rho: cos((pi / 2 + asin(rho)) / 2),  # half the angle between V and -A
        lambda rho: [np.float32(np.sqrt((1 - rho) / 2))],
        lambda rho: Decimal((1 - rho) / 2).sqrt(),
        searched,
    ],
)
def test_right_answers(answer):
    verdict = check_best_equal_correlation(answer)
    assert verdict.kind == "right"
    assert "0.432" in verdict.word  # on the real labels' rho


def test_the_search_knows_cases_that_need_no_formula():
    assert searched(0.0) == pytest.approx(np.cos(np.pi / 4), abs=1e-12)  # half a quarter turn from both
    assert searched(-0.5) == pytest.approx(np.cos(np.pi / 6), abs=1e-12)  # V and -A are 60 degrees apart


def test_no_other_mixture_reaches_more():
    """The best equal pair is also the best worst one: 10,000 directions in five dimensions find nothing better."""
    rng = np.random.default_rng(1)
    v, a = np.zeros((2, 5))
    v[0], a[:2] = 1, (0.626, np.sqrt(1 - 0.626**2))
    P = rng.standard_normal((10_000, 5))
    P /= np.linalg.norm(P, axis=1, keepdims=True)
    worst = np.minimum(P @ v, -P @ a)
    assert searched(0.626) - 0.03 < worst.max() <= searched(0.626)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda rho: (1 - rho) / 2, "square of the answer"),
        (lambda rho: np.sqrt((1 + rho) / 2), "sign of rho"),
        (lambda rho: np.sqrt(1 - rho), "factor is missing"),
        (lambda rho: np.sqrt(2 * (1 - rho)), "each is a half"),
        (lambda rho: 2 - 2 * rho, "square of the length"),
        (lambda rho: 1 - rho, "not yet divided"),
        (lambda rho: np.sqrt(1 - rho**2), "what is left of V"),
        (lambda rho: 1 / np.sqrt(2), "rho = 0 only"),
        (lambda rho: np.sqrt((1 - rho) / 2) / 2, "halved twice"),
    ],
)
def test_mistakes_are_named(answer, word, named):
    verdict = check_best_equal_correlation(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found
    assert any(f"rho = {rho}" in verdict.word for rho in RHOS)


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (0.432, ["best_equal_correlation(rho)"]),
        (lambda rho: 1 / 0, ["ZeroDivisionError", "rho = -0.9"]),
        (lambda rho: "much", ["text"]),
        (lambda rho: np.array([rho, rho]), ["(2,)"]),
        (lambda rho: np.sqrt(rho), ["nan", "rho = -0.9"]),
        (lambda rho: 0.5, ["rho = 1 must give 0"]),
        (lambda rho: -np.sqrt((1 - rho) / 2), ["wrong sign"]),
        (lambda rho: round(np.sqrt((1 - rho) / 2), 4), ["digits"]),
        (lambda rho: np.sqrt((1 - rho) / 2) if rho < 0.5 else None, ["rho = 0.626", "None"]),
        (lambda rho: 3 * np.sqrt((1 - rho) / 2), ["3 times"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_best_equal_correlation(answer)
    assert verdict.kind == "wrong"
    assert all(fact in verdict.word for fact in facts)
    assert not named(verdict, MISTAKES)


def test_nothing_yet():
    assert check_best_equal_correlation(lambda rho: None).kind == "open"
