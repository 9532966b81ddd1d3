import numpy as np
import pytest

from elman.exercises.outputs import RHOS, check_best_equal_correlation, searched


def right_answer(rho):
    return np.sqrt((1 - rho) / 2)


def test_right():
    verdict = check_best_equal_correlation(right_answer)
    assert verdict.kind == "right"
    assert "0.432" in verdict.word  # on the real labels' rho


def test_the_search_knows_cases_that_need_no_formula():
    assert searched(0.0) == pytest.approx(np.cos(np.pi / 4))  # half a quarter turn from both
    assert searched(-0.5) == pytest.approx(np.cos(np.pi / 6))  # V and -A are 60 degrees apart; P halves the angle


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
        (lambda rho: (1 - rho) / 2, "the square of the answer"),
        (lambda rho: np.sqrt((1 + rho) / 2), "the sign of rho"),
        (lambda rho: np.sqrt(1 - rho), "a factor is missing"),
        (lambda rho: np.sqrt(2 * (1 - rho)), "the sum of both correlations"),
        (lambda rho: np.sqrt(1 - rho**2), "what is left of V without A"),
        (lambda rho: 1 / np.sqrt(2), "for rho = 0 only"),
        (lambda rho: 0.5, "rho = 1 must give 0"),
    ],
)
def test_wrong_answers_get_a_useful_word(answer, word):
    verdict = check_best_equal_correlation(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word
    assert any(f"rho = {rho}" in verdict.word for rho in RHOS)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (0.432, "A function of rho was expected"),
        (lambda rho: 1 / 0, "ZeroDivisionError"),
        (lambda rho: "much", "One finite number"),
        (lambda rho: np.array([rho, rho]), "One finite number"),
        (lambda rho: np.sqrt(rho), "One finite number"),  # nan for rho < 0
    ],
)
def test_what_is_no_number_is_told(answer, word):
    verdict = check_best_equal_correlation(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


def test_nothing_yet():
    assert check_best_equal_correlation(lambda rho: None).kind == "open"


def test_what_is_no_number_is_shown_where_it_is():
    verdict = check_best_equal_correlation(lambda rho: np.sqrt((1 - rho) / 2) if rho < 0.5 else None)
    assert "for rho = 0.626 you have None" in str(verdict)
