"""Types added one at a time: the luck of the best against counting all signs, and searches with a known truth."""

from itertools import product

import numpy as np
import pytest

from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.search import search
from elman.evaluation.selection import one_at_a_time, turn_signs


def test_luck_and_p_are_those_of_all_signs():
    differences = np.random.default_rng(0).normal(size=(3, 8)) - [[0.4], [0.0], [0.0]]
    everything = np.array(list(product([-1.0, 1.0], repeat=8)))
    best = (everything @ differences.T / 8).min(axis=1)
    exact = [(best <= d.mean() + 1e-12).mean() for d in differences]
    luck, p = turn_signs(differences, n_draws=20_000)
    assert luck == pytest.approx(best.mean(), abs=0.01)
    np.testing.assert_allclose(p, exact, atol=0.02)


def test_p_of_useless_types_is_no_smaller_than_chance():
    """The smallest corrected p of 20 useless types is below .05 about once in twenty times; uncorrected, far oftener."""
    smallest, smallest_of_one = [], []
    for seed in range(200):
        differences = np.random.default_rng(seed).normal(size=(20, 30))
        smallest.append(turn_signs(differences, seed=seed, n_draws=200)[1].min())
        smallest_of_one.append(min(turn_signs(differences[[n]], seed=seed, n_draws=200)[1][0] for n in range(20)))
    assert 0.01 < np.mean(np.array(smallest) < 0.05) < 0.11
    assert np.mean(np.array(smallest_of_one) < 0.05) > 0.4


def test_more_useless_types_have_more_luck():
    differences = np.random.default_rng(0).normal(size=(40, 50))
    assert turn_signs(differences)[0] < turn_signs(differences[:2])[0] < 0


def made_search(effects, n_songs=60, seed=0):
    """A search in which each type changes every song's error by its effect, and by chance."""
    rng = np.random.default_rng(seed)
    targets = {f"s{n}": rng.normal(size=(5, 2)) for n in range(n_songs)}
    wrong = {name: np.abs(rng.normal(1, 0.2, (n_songs, 1, 2))) for name in targets}

    def system(cases, progress):
        found = []
        for case in cases:
            own = np.random.default_rng([seed, case.setting["n"]]).normal(0, 0.1, n_songs) * (case.setting["n"] > 0)
            size = case.setting["effect"] + own
            found.append({s: targets[s] + wrong[s][0] + size[int(s[1:])] for s in case.held_out})
        return found

    names = ["baseline", *(f"type {n}" for n in range(1, len(effects) + 1))]
    settings = [
        {"name": name, "effect": e, "n": n} for n, (name, e) in enumerate(zip(names, [0.0, *effects], strict=True))
    ]
    return search(system, settings, targets, split(list(targets), 4, seed=0), part_by="setting")


def test_a_type_that_helps_is_found_and_nesting_confirms_it():
    found = one_at_a_time(made_search([0.0, -0.1, 0.05]), ("valence", "arousal"))
    assert found.best == "type 2"
    assert found.chosen == ("type 2",) * 4
    rows = {row["name"]: row for row in found.rows}
    assert rows["type 2"]["p_corrected"] < 0.01 > rows["type 2"]["p"]
    assert rows["type 2"]["high"] < 0
    assert rows["type 3"]["difference"] > 0.02
    assert found.nested_difference == pytest.approx(found.best_difference)
    assert rows["type 2"]["difference"] == pytest.approx((rows["type 2"]["valence"] + rows["type 2"]["arousal"]) / 2)
    assert found.best_difference < found.luck < 0


def test_the_best_of_useless_types_is_unmasked():
    """Uncorrected, the best of 25 types that do nothing seems to help; nested and corrected, it does not."""
    found = one_at_a_time(made_search([0.0] * 25, seed=5), ("valence", "arousal"))
    best = min(found.rows, key=lambda row: row["difference"])
    assert best["p"] < 0.05 < best["p_corrected"]
    assert found.nested_difference > found.best_difference
    assert found.nested["p"] > 0.05


def test_without_nesting_nothing_nested_is_told():
    plain = made_search([0.0, -0.1])._replace(chosen=None, nested_error=None, nested_song_errors=None)
    found = one_at_a_time(plain, ("valence", "arousal"))
    assert np.isnan(found.nested_difference)
    assert found.chosen == ()
    assert found.nested == {}


def test_no_corrected_p_is_zero():
    _, p = turn_signs(np.full((1, 60), -1.0), n_draws=99)
    assert p == [0.01]


def test_a_type_with_which_training_diverged_is_told():
    def system(cases, progress):
        return [
            None if case.setting["name"] == "wild" else {song: np.zeros((3, 2)) for song in case.held_out}
            for case in cases
        ]

    targets = {song: np.ones((3, 2)) for song in "abc"}
    found = search(system, [{"name": name} for name in ("baseline", "calm", "wild")], targets, (("a",), ("b",), ("c",)))
    with pytest.raises(InputError, match="^wild: training diverged in a fold, so there is no error to compare"):
        one_at_a_time(found, ("valence", "arousal"))
