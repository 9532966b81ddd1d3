import numpy as np
import pytest
from scipy.spatial.distance import pdist

from elman.exercises.kernel import MISTAKES, check_width


def middle(X):
    return np.median(pdist(X, "sqeuclidean"))


def in_loops(X):
    return 1 / np.median([np.sum((x - y) ** 2) for n, x in enumerate(X) for y in X[:n]])


@pytest.mark.parametrize(
    "rule",
    [
        lambda X: 1 / middle(X),
        lambda X: 1 / np.median(pdist(X)) ** 2,
        lambda X: 1 / np.median(((X[:, None] - X[None]) ** 2).sum(axis=2)),  # zeros on the diagonal do no harm
        in_loops,
        lambda X: np.array([1 / middle(X)]),
        lambda X: np.float32(1 / middle(X)),
        lambda X: 1 / np.percentile(pdist(X, "sqeuclidean"), 50),
    ],
)
def test_right_rules(rule):
    assert check_width(rule)


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (lambda X: 1 / np.median(pdist(X)), "SQUARED distance"),
        (middle, "gamma is its inverse"),
        (lambda X: np.median(pdist(X)), "inverse of the squared"),
        (lambda X: 1 / (2 * middle(X)), "have a 2; ours has none"),
        (lambda X: 2 / middle(X), "twice the right"),
        (lambda X: 1 / np.mean(pdist(X, "sqeuclidean")), "mean of the squared"),
        (lambda X: 1 / np.mean(pdist(X)) ** 2, "square of the mean distance"),
        (lambda X: 1 / np.median(((X[1:] - X[:-1]) ** 2).sum(axis=1)), "neighbouring"),
        (lambda X: 1 / np.median(np.sum(X**2, axis=1)), "from zero"),
        (lambda X: 1 / np.median(pdist(X, "cityblock")), "absolute differences; the"),
        (lambda X: 1 / np.max(pdist(X, "sqeuclidean")), "largest squared"),
        (lambda X: 1 / (X.shape[1] * X.var()), "usual default"),
    ],
)
def test_mistakes_are_named(rule, word, named):
    verdict = check_width(rule)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (lambda X: 1e-6, ["all frames look alike"]),
        (lambda X: 1e6, ["every frame is alone"]),
        (lambda X: 5 / middle(X), ["5 times"]),
        (lambda X: 0.5, ["k = "]),
        (lambda X: -1 / middle(X), ["wrong sign"]),
        (lambda X: np.log(2) / middle(X), ["0.6931 times"]),
        (lambda X: X, ["(200, 2)", "one number"]),
        (lambda X: 1 / 0, ["ZeroDivisionError"]),
        (lambda X: np.inf, ["inf"]),
        (lambda X: 1 / np.median(pdist(X[:5], "sqeuclidean")), ["k = "]),
        (lambda X: "scale", ["text"]),
    ],
)
def test_other_wrong_rules_get_facts_and_no_mistake(rule, facts, named):
    verdict = check_width(rule)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)


def test_a_rule_that_measures_is_never_told_that_it_does_not_look():
    """On one set of frames alone, such rules come near to 1 / D by chance."""
    for rule in (
        lambda X: 1 / np.median(pdist(X, "cityblock")),
        lambda X: 1 / np.median(((X[1:] - X[:-1]) ** 2).sum(1)),
    ):
        assert "does not look at the frames" not in str(check_width(rule))


def test_no_answer_and_the_exercise_as_given_are_open():
    assert check_width(lambda X: None).kind == "open"
    verdict = check_width(lambda X: 1 / X.shape[1])
    assert verdict.kind == "open"
    assert "does not look at the frames" in str(verdict)


def test_what_writes_into_the_frames_is_refused_with_the_reason():
    def rule(X):
        gamma = 1 / middle(X)
        X[:] = 0
        return gamma

    assert "changes X" in str(check_width(rule))
