import numpy as np
import pytest
from scipy.spatial.distance import pdist

from elman.exercises.kernel import check_width


def middle(X):
    return np.median(pdist(X, "sqeuclidean"))


def test_the_median_rule_is_right():
    assert check_width(lambda X: 1 / middle(X))


def test_the_diagonal_in_the_median_does_no_harm():
    def rule(X):
        return 1 / np.median(((X[:, None] - X[None]) ** 2).sum(axis=2))

    assert check_width(rule)


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (lambda X: 1 / X.shape[1], "does not look at the frames"),
        (lambda X: 1 / np.median(pdist(X)), "SQUARED distance"),
        (middle, "gamma is its inverse"),
        (lambda X: np.median(pdist(X)), "inverse of the squared"),
        (lambda X: 1 / (2 * middle(X)), "have a 2; ours has none"),
        (lambda X: 1e-6, "too small"),
        (lambda X: 5 / middle(X), "exponent -1"),
        (lambda X: -1.0, "above 0"),
        (lambda X: X, "one finite number"),
        (lambda X: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_mistakes_get_a_useful_word(rule, word):
    verdict = check_width(rule)
    assert not verdict
    assert word in str(verdict)


def test_no_answer_is_open():
    assert check_width(lambda X: None).kind == "open"


def test_the_exercise_as_given_is_open():
    verdict = check_width(lambda X: 1 / X.shape[1])
    assert verdict.kind == "open"
    assert "does not look at the frames" in str(verdict)


def test_a_number_that_is_the_default_for_the_first_frames_only_is_wrong():
    assert check_width(lambda X: 0.5).kind == "wrong"


def test_what_is_given_is_not_changed_by_a_rule_that_writes():
    def rule(X):
        gamma = 1 / middle(X)
        X[:] = 0
        return gamma

    assert check_width(rule)


def test_neighbours_or_distances_from_zero_are_no_pairs():
    for rule in (
        lambda X: 1 / np.median(np.sum(np.diff(X, axis=0) ** 2, axis=1)),
        lambda X: 1 / (2 * np.median(np.sum(X**2, axis=1))),
    ):
        verdict = check_width(rule)
        assert verdict.kind == "wrong"
        assert "each near the one before, the middle pair has" in str(verdict)
