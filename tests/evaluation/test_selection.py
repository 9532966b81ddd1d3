"""Types added one at a time: the sign-flip test against all signs and known laws, and searches with a known truth."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.search import search
from elman.evaluation.selection import one_at_a_time, sign_flip_test


def useless(rng, G=20, n_songs=30):
    """Changes by G types that help nothing, from one that hardly scatters to one that scatters a hundred times as much."""
    return rng.normal(size=(G, n_songs)) * np.geomspace(1, 100, G)[:, None]


def unscaled(differences, seed=0, n_draws=499):
    """The planted mistake: the largest *mean*, not divided by anything, so that types which scatter set the bar."""
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (n_draws, differences.shape[1]))
    largest = np.abs(signs @ differences.T / differences.shape[1]).max(axis=1)
    reached = largest[:, None] >= np.abs(differences.mean(axis=1))
    return (1 + reached.sum(axis=0)) / (1 + n_draws)


def test_both_p_are_those_of_all_signs():
    """Against counting all 2^10 signs, with Student's t in place of u: it puts the draws in the same order."""
    differences = np.random.default_rng(0).normal(size=(3, 10)) * [[1.0], [5.0], [0.1]] - [[0.6], [0.0], [0.0]]

    def t(signs):
        return abs(stats.ttest_1samp(differences * signs, 0, axis=1).statistic)

    everything = np.array([t(signs) for signs in product([-1.0, 1.0], repeat=10)])
    observed = t(np.ones(10)) - 1e-9
    p, p_corrected = sign_flip_test(differences, n_draws=40_000)
    np.testing.assert_allclose(p, np.mean(everything >= observed, axis=0), atol=0.01)
    np.testing.assert_allclose(p_corrected, np.mean(everything.max(axis=1)[:, None] >= observed, axis=0), atol=0.01)


def far_above_bonferroni(corrected):
    """How often, of 50 trials, a small sure gain among useless types is given more than Bonferroni's p and a little."""
    count = 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        differences = useless(rng)
        differences[0] -= 0.8  # the type that scatters least
        bonferroni = 20 * stats.ttest_1samp(differences[0], 0).pvalue
        count += corrected(differences) > 1.2 * min(1, bonferroni) + 0.02
    return count


def test_corrected_p_is_never_far_above_bonferroni():
    assert far_above_bonferroni(lambda differences: sign_flip_test(differences)[1][0]) == 0


def test_without_a_scale_types_that_scatter_hide_what_is_sure():
    assert far_above_bonferroni(lambda differences: unscaled(differences)[0]) > 40


def test_the_unit_of_a_type_does_not_matter():
    differences = useless(np.random.default_rng(1)) - 0.3
    units = np.geomspace(1e-6, 1e6, 20)[:, None]
    np.testing.assert_array_equal(sign_flip_test(differences * units), sign_flip_test(differences))
    assert not np.array_equal(unscaled(differences * units), unscaled(differences))


def test_types_that_are_alike_count_once():
    one = np.random.default_rng(2).normal(size=(1, 30)) - 0.3
    p, corrected = sign_flip_test(one)
    twenty = sign_flip_test(np.tile(one, (20, 1)) * np.arange(1, 21)[:, None])
    np.testing.assert_allclose(twenty, np.tile([p[0], corrected[0]], (20, 1)).T)
    assert p[0] == corrected[0]


def test_it_does_not_matter_which_way_a_type_changes_the_error():
    differences = useless(np.random.default_rng(3)) - 0.5
    np.testing.assert_array_equal(sign_flip_test(differences), sign_flip_test(-differences))


def test_corrected_p_is_at_least_p_and_no_p_is_zero():
    p, corrected = sign_flip_test(np.array([np.full(60, -1.0), np.zeros(60), np.linspace(-1, 1, 60)]), n_draws=99)
    assert (corrected >= p).all()
    np.testing.assert_array_equal(p, [0.01, 1.0, 1.0])


def false_alarms(test, draw, n_searches):
    """The share of searches in which any useless type is called significant at .05."""
    return np.mean([test(draw(np.random.default_rng(seed))).min() < 0.05 for seed in range(n_searches)])


def test_of_twenty_searches_among_useless_types_one_finds_something():
    """20 useless types; the smallest p alone is below .05 in most searches."""
    corrected = false_alarms(lambda d: sign_flip_test(d, n_draws=199)[1], useless, 400)
    alone = false_alarms(lambda d: sign_flip_test(d, n_draws=199)[0], useless, 400)
    assert 0.025 < corrected < 0.08
    assert alone > 0.5


LAWS = {
    "independent": useless,
    "alike": lambda rng: rng.normal(size=(20, 30)) + 2 * rng.normal(size=(1, 30)),
    "heavy tails": lambda rng: rng.standard_t(3, size=(20, 30)),
    "few songs": lambda rng: useless(rng, G=29, n_songs=10),
}


@pytest.mark.long
@pytest.mark.parametrize("law", LAWS)
def test_the_error_rate_over_a_family_of_types_is_kept(law):
    """4,000 searches without any effect: .05, or a little less where few songs have few signs; 3 standard errors: .01."""
    rate = false_alarms(lambda d: sign_flip_test(d, n_draws=399)[1], LAWS[law], 4000)
    assert (0.03 if law == "few songs" else 0.04) < rate < 0.06


@pytest.mark.long
def test_real_effects_beside_them_do_not_raise_the_error_rate_of_useless_types():
    def test(differences):
        differences[:10] -= 0.5 * np.abs(differences[:10]).mean(axis=1, keepdims=True)
        return sign_flip_test(differences, n_draws=399)[1][10:]

    assert false_alarms(test, useless, 4000) < 0.05


@pytest.mark.long
def test_columns_that_cost_are_called_significant_gains_less_often_still():
    """What shadows do: their mean change is above zero, so that a significant change is hardly ever a gain."""

    def gains(differences):
        differences += 0.3 * np.abs(differences).mean(axis=1, keepdims=True)
        return np.where(differences.mean(axis=1) < 0, sign_flip_test(differences, n_draws=399)[1], 1)

    assert false_alarms(gains, useless, 2000) < 0.01


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
    assert rows["type 2"]["p"] <= rows["type 2"]["p_corrected"] < 0.01
    assert rows["type 2"]["high"] < 0
    assert rows["type 3"]["difference"] > 0.02
    assert found.nested_difference == pytest.approx(found.best_difference)
    assert rows["type 2"]["difference"] == pytest.approx((rows["type 2"]["valence"] + rows["type 2"]["arousal"]) / 2)
    assert np.isnan([found.best_shadow, rows["type 2"]["shadow"]]).all()


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


def test_shadows_are_read_by_round_and_by_type():
    """Two rounds of two shadows, whose changes are .1, .3 and .2, -.1: the best of a round is .1 and -.1."""
    changes = {("a", 0): 0.1, ("b", 0): 0.3, ("a", 1): 0.2, ("b", 1): -0.1}
    targets = {song: np.zeros((3, 2)) for song in "wxyz"}

    def system(cases, progress):
        of_case = [1 + changes.get((case.setting["name"], case.setting.get("round")), 0) for case in cases]
        return [
            {song: np.full((3, 2), error) for song in case.held_out} for case, error in zip(cases, of_case, strict=True)
        ]

    settings = [{"name": name} for name in ("baseline", "a", "b")]
    shadows = [{"name": name, "round": n} for name, n in changes]
    folds = (("w", "x"), ("y",), ("z",))
    found = one_at_a_time(search(system, settings, targets, folds, never_chosen=shadows), ("valence", "arousal"))
    assert found.best_shadow == pytest.approx(0.0)
    assert {row["name"]: row["shadow"] for row in found.rows} == pytest.approx({"a": 0.15, "b": 0.1})
    assert found.chosen == ("baseline",) * 3  # a shadow is better by .1, and never chosen


def test_a_shadow_with_which_training_diverged_stops_nothing():
    targets = {song: np.zeros((3, 2)) for song in "xyz"}

    def system(cases, progress):
        return [
            None if case.setting.get("round") == 0 else {song: np.ones((3, 2)) for song in case.held_out}
            for case in cases
        ]

    settings, folds = [{"name": "baseline"}, {"name": "a"}], (("x",), ("y",), ("z",))
    found = search(system, settings, targets, folds, never_chosen=[{"name": "a", "round": 0}])
    assert one_at_a_time(found, ("valence", "arousal")).rows[0]["shadow"] == np.inf


def test_a_type_with_which_training_diverged_is_told():
    def system(cases, progress):
        return [
            None if case.setting["name"] == "wild" else {song: np.zeros((3, 2)) for song in case.held_out}
            for case in cases
        ]

    targets = {song: np.ones((3, 2)) for song in "abc"}
    found = search(system, [{"name": name} for name in ("baseline", "calm", "wild")], targets, (("a",), ("b",), ("c",)))
    with pytest.raises(InputError, match="^wild: training diverged"):
        one_at_a_time(found, ("valence", "arousal"))
