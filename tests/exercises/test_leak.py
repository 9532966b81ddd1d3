import numpy as np
import pytest

from elman.evaluation import crossval
from elman.exercises.leak import MISTAKES, check_leaking_split, check_predicted_rmse, share_leaked

IDS = [f"{n}/{t}" for n in range(40) for t in range(9)]


def by(group):
    """Three folds, by a number that is computed from song and frame."""
    return [[name for name in IDS if group(*map(int, name.split("/"))) % 3 == k] for k in range(3)]


HONEST = by(lambda song, frame: song)


@pytest.mark.parametrize(
    "folds",
    [
        crossval.split(IDS, 3, seed=0),
        crossval.split(IDS, 60, seed=0),
        by(lambda song, frame: frame),
        by(lambda song, frame: frame // 3),  # blocks of neighbouring frames leak as well
        by(lambda song, frame: song + frame),
        {0: IDS[::2], 1: IDS[1::2]}.values(),
        np.array_split(np.random.default_rng(0).permutation(IDS), 3),
        ((name for name in fold) for fold in by(lambda song, frame: frame)),
    ],
)
def test_splits_that_leak(folds):
    verdict = check_leaking_split(folds, IDS)
    assert verdict
    assert "100%" in str(verdict)


def test_no_split_and_the_exercise_as_given_are_open():
    assert check_leaking_split(None, IDS).kind == "open"
    assert check_leaking_split(HONEST, IDS).kind == "open"


@pytest.mark.parametrize(
    ("folds", "facts"),
    [
        (crossval.split(IDS, 3, seed=0)[:2], ["120 of 360", "in no fold"]),
        ([IDS], ["fold 0"]),
        ([IDS[:50], IDS[40:]], ["4/4", "fold 0", "fold 1"]),
        ([IDS[:123], IDS[123:]], ["Only 2%"]),
        ([IDS, []], ["fold"]),
        ([["a/0"], IDS], ["a/0"]),
        ([[1, 2], [3]], ["1"]),
        (3, ["list of lists"]),
        ("split", ["list of lists"]),
        (IDS, ["list of lists"]),
        (dict.fromkeys(IDS, 0), ["list of lists"]),
        ([IDS[:100], IDS[100:200], [], IDS[200:]], ["fold 2 is empty"]),
        ([range(180), range(180, 360)], ["fold 0", "0", "not the id of a frame"]),
        ([[["1/1"]]], ["list of lists"]),
        (lambda ids: HONEST, ["Call it"]),
    ],
)
def test_wrong_splits(folds, facts):
    verdict = check_leaking_split(folds, IDS)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert "corpus" not in str(verdict)  # frames are dealt here, not songs


def test_share_leaked():
    assert share_leaked(HONEST) == 0
    assert share_leaked([["a/0", "b/0"], ["a/1", "c/0"]]) == 0.5


def right(p, sigma, e):
    return np.sqrt(p * (np.sqrt(2) * sigma) ** 2 + (1 - p) * e**2)


@pytest.mark.parametrize(
    "answer",
    [
        right,
        lambda p, sigma, e: (2 * p * sigma**2 + e**2 - p * e**2) ** 0.5,
        lambda p, sigma, e: np.linalg.norm([np.sqrt(2 * p) * sigma, np.sqrt(1 - p) * e]),
        lambda p, sigma, e: np.sqrt(np.average([2 * sigma**2, e**2], weights=[p, 1 - p])),
        lambda p, sigma, e: [np.float32(right(p, sigma, e))],
    ],
)
def test_right_predictions(answer):
    assert check_predicted_rmse(answer)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda p, sigma, e: p * np.sqrt(2) * sigma + (1 - p) * e, "Errors are averaged"),
        (lambda p, sigma, e: np.sqrt(p * sigma**2 + (1 - p) * e**2), "The 2 is missing"),
        (lambda p, sigma, e: np.sqrt(p * np.sqrt(2) * sigma**2 + (1 - p) * e**2), "squared wrongly"),
        (lambda p, sigma, e: p * 2 * sigma**2 + (1 - p) * e**2, "mean SQUARED error: take"),
        (lambda p, sigma, e: right(1 - p, sigma, e), "exchanged"),
        (lambda p, sigma, e: np.sqrt(2) * sigma, "leaking frames alone"),
        (lambda p, sigma, e: e, "honest error: a leak"),
        (lambda p, sigma, e: np.sqrt(2 * p * sigma**2), "count nothing"),
        (lambda p, sigma, e: np.sqrt((1 - p) * e**2), "has an error too"),
        (lambda p, sigma, e: np.hypot(np.sqrt(2) * sigma, e), "count in full"),
        (lambda p, sigma, e: np.hypot(p * np.sqrt(2) * sigma, (1 - p) * e), "shares are squared"),
    ],
)
def test_wrong_predictions_are_named(answer, word, named):
    verdict = check_predicted_rmse(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (0.22, ["predicted_rmse(p, sigma, e)"]),
        (lambda p, sigma, e: 0.22, ["p = 0"]),
        (lambda p, sigma, e: "little", ["text"]),
        (lambda p, sigma, e: 1 / p, ["ZeroDivisionError", "p = 0"]),
        (lambda p, sigma, e: -right(p, sigma, e), ["wrong sign"]),
        (lambda p, sigma, e: (1 - p) * e + p * sigma, ["p = 1"]),
        (lambda p: p, ["TypeError"]),
        (lambda p, sigma, e: [sigma, e], ["(2,)"]),
    ],
)
def test_other_wrong_predictions_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_predicted_rmse(answer)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)


def test_no_prediction_is_open():
    assert check_predicted_rmse(lambda p, sigma, e: None).kind == "open"
