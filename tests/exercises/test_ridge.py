import numpy as np
import pytest

from elman.exercises.ridge import check_order, check_ridge


def right(Z, R, ridge):
    return np.linalg.solve(Z.T @ Z + ridge * np.eye(Z.shape[1]), Z.T @ R)


def by_the_dual(Z, R, ridge):
    """The same weights from the frames' side: another right answer."""
    return Z.T @ np.linalg.solve(Z @ Z.T + ridge * np.eye(len(Z)), R)


@pytest.mark.parametrize("fit_ridge", [right, by_the_dual])
def test_right_weights_are_accepted(fit_ridge):
    assert check_ridge(fit_ridge)


def test_no_answer_is_no_mistake():
    assert check_ridge(lambda Z, R, ridge: None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda Z, R, ridge: np.linalg.lstsq(Z, R, rcond=None)[0], "least squares without ridge"),
        (lambda Z, R, ridge: np.linalg.solve(Z.T @ Z + ridge, Z.T @ R), "Only the diagonal gets it"),
        (lambda Z, R, ridge: right(Z, R, -ridge), "ridge subtracted"),
        (lambda Z, R, ridge: right(Z, R, ridge**2), "ridge squared"),
        (lambda Z, R, ridge: right(Z, R, ridge * len(Z)), "ridge times n_frames"),
        (lambda Z, R, ridge: right(Z, R, ridge / len(Z)), "ridge divided by n_frames"),
        (lambda Z, R, ridge: -right(Z, R, ridge), "your weights cost"),
        (lambda Z, R, ridge: right(Z, R, ridge).T, "W has shape (2, 5), but (5, 2) was expected"),
        (lambda Z, R, ridge: Z @ right(Z, R, ridge), "W has shape (40, 2)"),
        (lambda Z, R, ridge: Z @ R, "your function raised ValueError"),
        (lambda Z, R, ridge: "W", "W must be an array"),
    ],
)
def test_plausible_mistakes_get_a_useful_word(mistake, word):
    verdict = check_ridge(mistake)
    assert verdict.kind == "wrong"
    assert word in str(verdict)


GAINS, SIZES = {"A": 0.12, "B": 0.005, "C": 0.2}, {"A": (150, 260), "B": (150, 10), "C": (40, 260)}


@pytest.mark.parametrize("answer", [["B", "A", "C"], ("B", "A", "C"), "BAC"])
def test_right_order_is_accepted_and_told_with_numbers(answer):
    assert check_order(answer, GAINS, SIZES)
    assert "B 0.5 %, A 12.0 %, C 20.0 %" in str(check_order(answer, GAINS, SIZES))


def test_no_order_is_no_mistake():
    assert check_order(None, GAINS, SIZES).kind == "open"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (["A", "B", "C"], "You put A (150 songs, 260 columns) before B (150 songs, 10 columns)"),
        (["B", "C", "A"], "You put C (40 songs, 260 columns) before A (150 songs, 260 columns)"),
        (["C", "A", "B"], "You put C (40 songs, 260 columns) before A"),
        (["A", "B"], "each of A, B, C once"),
        (["A", "B", "B"], "each of A, B, C once"),
        (5, "each of A, B, C once"),
        ([1, 2, 3], "each of A, B, C once"),
    ],
)
def test_wrong_order_gets_a_useful_word(answer, word):
    verdict = check_order(answer, GAINS, SIZES)
    assert verdict.kind == "wrong"
    assert word in str(verdict)
