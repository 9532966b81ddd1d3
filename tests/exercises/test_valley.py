import itertools
import math

import numpy as np
import pytest

from elman.exercises.valley import MISTAKES, check_valley
from elman.sound.bands import spectral_valley


def by_band(of_band):
    """A student's function that treats each band alike; ``of_band(lowest, band)``."""

    def function(S, edges):
        bands = [S[low:high] for low, high in itertools.pairwise(edges)]
        return np.array([of_band(np.sort(band)[: round(0.4 * len(band))], band) for band in bands])

    return function


def log(magnitudes):
    return np.log(1e-30 + np.mean(magnitudes))


@pytest.mark.parametrize(
    "valley",
    [
        by_band(lambda lowest, band: log(lowest)),
        by_band(lambda lowest, band: math.log(1e-30 + sum(lowest) / len(lowest))),
        by_band(lambda lowest, band: log(np.sort(band)[: int(0.4 * len(band))])),
        by_band(lambda lowest, band: log(np.sort(band)[: math.ceil(0.4 * len(band))])),
        by_band(lambda lowest, band: log(band[np.argsort(band)[: 2 * len(band) // 5]])),
        by_band(lambda lowest, band: log(np.partition(band, len(lowest))[: len(lowest)])),
        by_band(lambda lowest, band: log(np.sort(band)[band.argsort().argsort() < 0][:0]) if False else log(lowest)),
        lambda S, edges: list(by_band(lambda lowest, band: log(lowest))(S, edges)),
        lambda S, edges: (value for value in by_band(lambda lowest, band: log(lowest))(S, edges)),
        lambda S, edges: by_band(lambda lowest, band: log(lowest))(S, edges).astype(np.float32),
        lambda S, edges: spectral_valley(S),
    ],
)
def test_right_answers(valley):
    assert check_valley(valley)


def test_below_a_quantile_is_right_too():
    """Such a rule rounds up in some bands and down in others."""

    def valley(S, edges):
        bands = [S[low:high] for low, high in itertools.pairwise(edges)]
        return [log(band[band <= np.quantile(band, 0.4)]) for band in bands]

    assert check_valley(valley)


@pytest.mark.parametrize(
    ("valley", "word"),
    [
        (by_band(lambda lowest, band: log(np.sort(band)[-len(lowest) :])), "HIGHEST"),
        (by_band(lambda lowest, band: log(band[: len(lowest)])), "FIRST"),
        (by_band(lambda lowest, band: log(np.sort(band)[: round(0.2 * len(band))])), "lowest 20 per cent"),
        (by_band(lambda lowest, band: log(np.sort(band)[: round(0.6 * len(band))])), "lowest 60 per cent"),
        (by_band(lambda lowest, band: log(np.sort(band)[: max(1, round(0.04 * len(band)))])), "lowest 4 per cent"),
        (by_band(lambda lowest, band: log(np.sort(band)[:40])), "40 lowest magnitudes"),
        (by_band(lambda lowest, band: log(min(band))), "very lowest"),
        (by_band(lambda lowest, band: log(np.median(lowest))), "median of the lowest"),
        (by_band(lambda lowest, band: log(np.median(band))), "whole band"),
        (by_band(lambda lowest, band: log(np.quantile(band, 0.4))), "quantile"),
        (by_band(lambda lowest, band: log(lowest[-1])), "largest of the lowest"),
        (by_band(lambda lowest, band: log(np.sum(lowest))), "sum of the lowest"),
        (by_band(lambda lowest, band: np.log10(1e-30 + np.mean(lowest))), "base 10"),
        (by_band(lambda lowest, band: 20 * np.log10(1e-30 + np.mean(lowest))), "decibels"),
        (by_band(lambda lowest, band: np.mean(lowest)), "logarithm is missing"),
        (by_band(lambda lowest, band: np.log(np.mean(lowest))), "1e-30"),
        (by_band(lambda lowest, band: np.mean(np.log(1e-30 + lowest))), "mean of logarithms"),
        (by_band(lambda lowest, band: log(lowest**2)), "squares"),
        (
            lambda S, edges: [
                log(np.sort(S[a : b + 1])[: round(0.4 * (b + 1 - a))]) for a, b in itertools.pairwise(edges)
            ],
            "too long",
        ),
        (
            lambda S, edges: [
                log(np.sort(S[a : b - 1])[: round(0.4 * (b - 1 - a))]) for a, b in itertools.pairwise(edges)
            ],
            "too short",
        ),
    ],
)
def test_mistakes_are_named(valley, word, named):
    verdict = check_valley(valley)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("valley", "facts"),
    [
        (by_band(lambda lowest, band: np.nan), ["noise", "V[0] is nan"]),
        (by_band(lambda lowest, band: 3.0), ["sort its magnitudes"]),
        (lambda S, edges: "quiet", ["text"]),
        (lambda S, edges: np.zeros(7), ["(7,)", "(6,)"]),
        (lambda S, edges: S[edges[99]], ["IndexError"]),
        (by_band(lambda lowest, band: -log(lowest)), ["wrong sign"]),
        (by_band(lambda lowest, band: np.log2(1e-30 + np.mean(lowest))), ["1.443 times"]),
        (by_band(lambda lowest, band: np.log(1e-6 + np.mean(lowest))), ["V[0]"]),
        (by_band(lambda lowest, band: round(log(lowest), 3)), ["digits"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(valley, facts, named):
    verdict = check_valley(valley)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)


def test_no_answer_and_the_exercise_as_given_are_open():
    assert check_valley(lambda S, edges: None).kind == "open"
    assert check_valley(by_band(lambda lowest, band: log(band))).kind == "open"


def test_zeros_that_were_never_filled_are_no_missing_logarithm(named):
    verdict = check_valley(lambda S, edges: np.zeros(len(edges) - 1))
    assert verdict.kind == "open"
    [found] = named(verdict, MISTAKES)
    assert "zeros" in found
