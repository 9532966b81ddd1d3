"""The paired tests, against SciPy called directly and in cases whose answer is known; Holm against what defines it."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from elman.evaluation.significance import holm, paired


def scores(n, shift, seed=0):
    rng = np.random.default_rng(seed)
    baseline = rng.uniform(0.1, 0.5, n)
    return baseline + shift + rng.normal(0, 0.05, n), baseline


def test_scipy_agrees():
    ours, baseline = scores(40, -0.02)
    result = paired(ours, baseline, seed=3, n_resamples=500)
    assert result["difference"] == pytest.approx(np.mean(ours - baseline), rel=1e-14)
    assert result["p"] == stats.wilcoxon(ours, baseline).pvalue
    resampled = stats.bootstrap(
        (ours - baseline,), np.mean, n_resamples=500, method="percentile", random_state=np.random.default_rng(3)
    ).confidence_interval
    assert (result["low"], result["high"]) == (resampled.low, resampled.high)
    assert (result["n"], result["n_left_out"]) == (40, 0)


def test_the_interval_is_that_of_the_normal_law_for_many_songs():
    """An oracle that is no bootstrap: mean -+ 1.96 standard errors."""
    ours, baseline = scores(400, -0.02)
    difference = ours - baseline
    error = difference.std() / 20
    result = paired(ours, baseline, n_resamples=4000)
    assert result["low"] == pytest.approx(difference.mean() - 1.96 * error, abs=0.15 * error)
    assert result["high"] == pytest.approx(difference.mean() + 1.96 * error, abs=0.15 * error)


def test_wilcoxon_by_hand():
    """Six differences of one sign: of the 2^6 ways to sign their ranks, 2 are as extreme. p = 2 / 64."""
    result = paired(np.zeros(6), np.arange(1.0, 7.0))
    assert result["p"] == pytest.approx(2 / 64)
    assert result["difference"] == -3.5


def test_a_clear_difference_is_seen_and_its_sign_kept():
    ours, baseline = scores(60, -0.1)
    better, worse = paired(ours, baseline), paired(baseline, ours)
    assert better["p"] == worse["p"] < 1e-6
    assert better["high"] < 0 < worse["low"]


def test_no_difference_is_rarely_called_one():
    """Under the null hypothesis p is below .05 in about 5 % of cases."""
    false_alarms = sum(paired(*scores(30, 0, seed), n_resamples=10)["p"] < 0.05 for seed in range(200))
    assert 2 <= false_alarms <= 20


def test_songs_are_paired():
    """Every song a little better, while songs differ much more from each other: an unpaired test sees nothing."""
    baseline = np.linspace(0.1, 0.9, 30)
    ours = baseline - 0.01 - 0.001 * np.arange(30) / 30
    assert paired(ours, baseline)["p"] < 1e-5
    assert stats.ttest_ind(ours, baseline).pvalue > 0.5


def test_the_seed_decides_and_nothing_else():
    ours, baseline = scores(20, 0.01)
    assert paired(ours, baseline, seed=1) == paired(ours, baseline, seed=1)
    assert paired(ours, baseline, seed=1) != paired(ours, baseline, seed=2)


def test_equal_scores():
    result = paired(np.full(5, 0.3), np.full(5, 0.3))
    assert (result["difference"], result["low"], result["high"], result["p"], result["n"]) == (0, 0, 0, 1, 5)


@pytest.mark.parametrize("n", [2, 3, 5, 12])
@pytest.mark.parametrize("kind", ["one zero", "one equal to another", "all equal"])
def test_ties_and_zeros_in_few_songs_pass_without_a_warning(n, kind):
    difference = np.arange(1.0, n + 1)
    if kind == "one zero":
        difference[0] = 0
    elif kind == "one equal to another":
        difference[1] = difference[0]
    else:
        difference[:] = 0.25
    result = paired(difference, np.zeros(n))
    assert 0 < result["p"] <= 1
    assert result["low"] <= result["difference"] <= result["high"]


def test_one_song_tells_nothing_about_others():
    result = paired(np.array([0.2]), np.array([0.5]))
    assert result["difference"] == pytest.approx(-0.3)
    assert result["n"] == 1
    assert all(np.isnan(result[name]) for name in ("low", "high", "p"))


def test_undefined_scores_are_left_out_and_counted():
    ours, baseline = scores(12, -0.02)
    with_holes, its_baseline = np.append(ours, [np.nan, 0.1]), np.append(baseline, [0.2, np.nan])
    result = paired(with_holes, its_baseline)
    assert (result["n"], result["n_left_out"]) == (12, 2)
    assert result == paired(ours, baseline) | {"n_left_out": 2}
    nothing = paired(np.array([np.nan]), np.array([0.1]))
    assert (nothing["n"], nothing["n_left_out"]) == (0, 1)
    assert np.isnan(nothing["difference"])


def closed_testing(p):
    """What defines it: a p stands as low as the largest Bonferroni p of all sets of tests that hold its own."""
    sets = [set_ for size in range(1, len(p) + 1) for set_ in combinations(range(len(p)), size)]
    return [max(min(1, len(set_) * min(p[n] for n in set_)) for set_ in sets if one in set_) for one in range(len(p))]


@pytest.mark.parametrize("seed", range(20))
def test_holm_is_closed_testing(seed):
    rng = np.random.default_rng(seed)
    p = rng.random(rng.integers(1, 9)) ** 4
    np.testing.assert_allclose(holm(p), closed_testing(p), rtol=1e-14)


def test_holm_by_hand():
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_array_equal(holm([0.5, 0.6]), [1, 1])
    np.testing.assert_array_equal(holm([0.2]), [0.2])
    assert holm([]).shape == (0,)


def test_statsmodels_agrees_where_it_is_installed():
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p = np.random.default_rng(0).random(40) ** 3
    np.testing.assert_allclose(holm(p), multitest.multipletests(p, method="holm")[1], rtol=1e-14)


def test_what_was_not_tested_is_not_counted():
    np.testing.assert_array_equal(holm([np.nan, 0.01, np.nan, 0.02]), [np.nan, 0.02, np.nan, 0.02])
    given = np.array([0.02, np.nan])
    holm(given)
    np.testing.assert_array_equal(given, [0.02, np.nan])


def test_of_forty_tests_of_nothing_one_is_rarely_called_significant():
    """Uncorrected, one or more of forty is below .05 in 87 of 100 tables; after Holm in 5 or fewer, up to chance."""
    tables = np.random.default_rng(0).random((400, 40))
    assert np.mean(tables.min(axis=1) < 0.05) > 0.8
    assert np.mean([holm(p).min() < 0.05 for p in tables]) < 0.08
