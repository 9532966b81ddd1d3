import numpy as np
import pytest

from elman.exercises.ridge import MISTAKES, check_order, check_ridge

inv, solve = np.linalg.inv, np.linalg.solve


def right(Z, R, ridge):
    return solve(Z.T @ Z + ridge * np.eye(Z.shape[1]), Z.T @ R)


def by_svd(Z, R, ridge):
    U, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt.T @ ((s / (s**2 + ridge))[:, None] * (U.T @ R))


@pytest.mark.parametrize(
    "fit",
    [
        right,
        by_svd,
        lambda Z, R, ridge: inv(Z.T @ Z + ridge * np.identity(Z.shape[1])) @ Z.T @ R,
        lambda Z, R, ridge: Z.T @ inv(Z @ Z.T + ridge * np.eye(len(Z))) @ R,
        lambda Z, R, ridge: right(Z, R, ridge).tolist(),
        lambda Z, R, ridge: right(*(a.astype(np.float32) for a in (Z, R)), np.float32(ridge)).astype(np.float32),
        lambda Z, R, ridge: np.column_stack([right(Z, r, ridge) for r in R.T]),
    ],
)
def test_right_answers(fit):
    assert check_ridge(fit)


def test_no_answer_is_no_mistake():
    assert check_ridge(lambda Z, R, ridge: None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda Z, R, r: right(Z, R, r / 2), "ridge / 2"),
        (lambda Z, R, r: right(Z, R, 2 * r), "2 ridge"),
        (lambda Z, R, r: solve(2 * Z.T @ Z + r * np.eye(Z.shape[1]), 2 * Z.T @ R), "ridge / 2"),
        (lambda Z, R, r: solve(Z.T @ Z + r * np.eye(Z.shape[1]), 2 * Z.T @ R), "weights times 2"),
        (lambda Z, R, r: solve(2 * (Z.T @ Z + r * np.eye(Z.shape[1])), Z.T @ R), "divided by 2"),
        (lambda Z, R, r: solve(2 * Z.T @ Z + r * np.eye(Z.shape[1]), Z.T @ R), "before Z'Z only"),
        (lambda Z, R, r: np.linalg.lstsq(Z, R)[0], "least squares: your"),
        (lambda Z, R, r: np.linalg.pinv(Z) @ R, "least squares: your"),
        (lambda Z, R, r: solve(Z.T @ Z + r, Z.T @ R), "every entry"),
        (lambda Z, R, r: right(Z, R, -r), "subtracted"),
        (lambda Z, R, r: right(Z, R, r**2), "squared"),
        (lambda Z, R, r: right(Z, R, r**0.5), "root of ridge"),
        (lambda Z, R, r: right(Z, R, r * len(Z)), "times n_frames"),
        (lambda Z, R, r: solve(Z.T @ Z / len(Z) + r * np.eye(Z.shape[1]), Z.T @ R / len(Z)), "times n_frames"),
        (lambda Z, R, r: right(Z, R, r / len(Z)), "divided by n_frames"),
        (lambda Z, R, r: Z.T @ R, "not solved"),
    ],
)
def test_mistakes_are_named(mistake, word, named):
    verdict = check_ridge(mistake)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (lambda Z, R, r: -right(Z, R, r), "wrong sign"),
        (lambda Z, R, r: right(Z, R, r).T, "transposed"),
        (lambda Z, R, r: right(Z, R, 7.0), "the best"),
        (lambda Z, R, r: right(Z, R, r).round(5), "digits"),
        (lambda Z, R, r: solve(Z @ Z.T + r * np.eye(Z.shape[1]), Z.T @ R), "ValueError"),
        (lambda Z, R, r: right(Z, R[:, :1], r), "(5, 1)"),
        (lambda Z, R, r: np.ones((Z.shape[1], 2)), "the best"),
        (lambda Z, R: right(Z, R, 7), "TypeError"),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, fact, named):
    verdict = check_ridge(answer)
    assert verdict.kind == "wrong"
    assert fact in str(verdict)
    assert not named(verdict, MISTAKES)


GAINS = {"A": 0.1, "B": 0.01, "C": 0.2}
SIZES = {"A": (150, 260), "B": (150, 10), "C": (40, 260)}


@pytest.mark.parametrize(
    "order",
    [["B", "A", "C"], ("B", "A", "C"), "BAC", "b, a, c", ["b", " A", "c"], np.array(["B", "A", "C"]), iter("BAC")],
)
def test_right_order(order):
    verdict = check_order(order, GAINS, SIZES)
    assert verdict
    assert "B 1.0 %, A 10.0 %, C 20.0 %" in str(verdict)


def test_no_order_is_no_mistake():
    assert check_order(None, GAINS, SIZES).kind == "open"


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (["A", "B", "C"], ("A (150 songs, 260 columns)", "B (150 songs, 10 columns)")),
        (["B", "C", "A"], ("C (40 songs, 260 columns)", "A (150 songs, 260 columns)")),
        (["C", "A", "B"], ("C (40 songs, 260 columns)", "A (150 songs, 260 columns)")),
        ("CAB", ("C (40 songs, 260 columns)", "A (150 songs, 260 columns)")),
        (["A", "C", "B"], ("C (40 songs, 260 columns)", "B (150 songs, 10 columns)")),
        (["C", "B", "A"], ("C (40 songs, 260 columns)", "B (150 songs, 10 columns)")),
        (["A", "B"], ("A, B, C once",)),
        (["A", "B", "B"], ("A, B, C once",)),
        (5, ("A, B, C once",)),
        ([1, 2, 3], ("A, B, C once",)),
        ({"A": 1}, ("A, B, C once",)),
        ({"B": 1, "A": 2, "C": 3}, ("A, B, C once",)),
        ({"A", "B", "C"}, ("A, B, C once",)),  # its order is chance
        ("BACK", ("A, B, C once",)),
        (lambda: "BAC", ("Call it",)),
    ],
)
def test_wrong_order(answer, facts):
    verdict = check_order(answer, GAINS, SIZES)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
