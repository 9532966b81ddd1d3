"""The table of mistakes itself: each is a mistake, and no two under different names are the same."""

import numpy as np

from elman.diagnosis.cases import SIZES, draw_case
from elman.diagnosis.cost_diagnosis import SIZES as COST_SIZES
from elman.diagnosis.cost_diagnosis import TRIED, draw_cost_case
from elman.diagnosis.cost_mistakes import cost_mistakes
from elman.diagnosis.explain import general_mistakes
from elman.diagnosis.mistakes import classic_mistakes
from elman.diagnosis.truncation import truncations
from elman.network.activations import OUTPUTS


def fingerprints(mistakes, cases):
    """What each mistake changes on all the cases: {(name, words): list of (case number, parameter, wrong value)}."""
    prints = []
    for mistake in mistakes:
        wrong = []
        for n, case in enumerate(cases):
            with np.errstate(all="ignore"):
                found = mistake.gradients(case)
            wrong += [(n, key, g) for key, g in found.items() if not case.same(key, g, case.right[key])]
        prints.append((mistake.name, wrong))
    return prints


def equal(a, b, cases):
    return len(a) == len(b) and all(
        (n, key) == (m, other) and cases[n].same(key, g, h) for (n, key, g), (m, other, h) in zip(a, b, strict=True)
    )


def assert_distinct(mistakes, cases):
    prints = fingerprints(mistakes, cases)
    for i, (name, wrong) in enumerate(prints):
        assert wrong, f"{name} is no mistake on any of the songs"
        for other, again in prints[:i]:
            assert name == other or not equal(wrong, again, cases), f"{name} is {other}"


def test_mistakes_of_the_backward_pass_are_told_apart_by_the_songs_that_are_tried():
    rng = np.random.default_rng(0)
    cases = [draw_case(*sizes, output=output, rng=rng) for output in OUTPUTS for sizes in SIZES]
    mistakes = [*classic_mistakes(), *truncations(12), *general_mistakes(cases[0].right)]
    assert len({m.name for m in mistakes}) > 40
    assert_distinct(mistakes, cases)


def test_mistakes_of_the_cost_are_told_apart_too():
    rng = np.random.default_rng(0)
    cases = [draw_cost_case(*sizes, settings, rng=rng) for settings in TRIED for sizes in COST_SIZES]
    assert_distinct(cost_mistakes(), cases)


def test_truncation_after_the_whole_song_is_none():
    case = draw_case(6, 3, 4, 2, rng=np.random.default_rng(0))
    names = {mistake.name for mistake in truncations(6)}
    assert names == {f"truncated after {k} steps" for k in range(2, 6)}
    for mistake in truncations(20):
        if int(mistake.name.split()[2]) > 6:
            assert all(case.same(key, g, case.right[key]) for key, g in mistake.gradients(case).items())


def test_every_mistake_is_explained_in_words():
    for mistake in [*classic_mistakes(), *truncations(4), *cost_mistakes()]:
        assert len(mistake.words) > 20
        assert not mistake.words.endswith(".")
