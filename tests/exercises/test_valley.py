import itertools

import numpy as np
import pytest

from elman.exercises.valley import AS_GIVEN, MISTAKES, check_valley


def by_band(of_band):
    """A student's function that treats each band alike; ``of_band(lowest, band)``."""

    def function(S, edges):
        bands = [S[low:high] for low, high in itertools.pairwise(edges)]
        return np.array([of_band(np.sort(band)[: round(0.4 * len(band))], band) for band in bands])

    return function


def test_right_and_rounded_down():
    assert check_valley(by_band(lambda lowest, band: np.log(1e-30 + lowest.mean())))
    assert check_valley(by_band(lambda lowest, band: np.log(1e-30 + np.sort(band)[: int(0.4 * len(band))].mean())))


@pytest.mark.parametrize("word", MISTAKES)
def test_each_likely_mistake_is_named(word):
    verdict = check_valley(by_band(MISTAKES[word]))
    assert verdict.kind == ("open" if word == AS_GIVEN else "wrong")
    assert word in str(verdict)


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (by_band(lambda lowest, band: np.log(lowest.mean())), "add 1e-30"),
        (by_band(lambda lowest, band: 3.0), "sort its magnitudes"),
        (lambda S, edges: np.zeros(7), "shape (7,)"),
        (lambda S, edges: S[edges[99]], "IndexError"),
    ],
)
def test_other_mistakes(function, word):
    verdict = check_valley(function)
    assert not verdict
    assert word in str(verdict)
