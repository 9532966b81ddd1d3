"""Root mean squared error and correlation: worked by hand, and by two other libraries."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from elman.errors import InputError
from elman.evaluation.metrics import check_curves, concordance, each_song, pearson, per_song, pooled, rmse


def curves(seed=0, lengths=(20, 35, 50)):
    rng = np.random.default_rng(seed)
    references = [rng.uniform(-1, 1, (T, 2)) for T in lengths]
    return references, [0.5 * reference + rng.normal(0, 0.3, reference.shape) for reference in references]


def test_by_hand():
    reference = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 3.0]])
    estimate = np.array([[1.0, 1.0], [3.0, 0.0], [2.0, 2.0]])
    assert rmse(reference, estimate) == pytest.approx([np.sqrt(2 / 3), np.sqrt(2 / 3)], rel=1e-15)
    # First column: deviations (-1, 0, 1) and (-1, 1, 0): 1 / sqrt(2 * 2). Second: (-1, -1, 2) and (0, -1, 1).
    assert pearson(reference, estimate) == pytest.approx([1 / 2, 3 / np.sqrt(6 * 2)], rel=1e-15)


def test_the_libraries_agree():
    sklearn = pytest.importorskip("sklearn.metrics")
    references, estimates = curves()
    for reference, estimate in zip(references, estimates, strict=True):
        for n in range(2):
            expected = stats.pearsonr(reference[:, n], estimate[:, n]).statistic
            assert pearson(reference, estimate)[n] == pytest.approx(expected, abs=1e-14)
            squared = sklearn.mean_squared_error(reference[:, n], estimate[:, n])
            assert rmse(reference, estimate)[n] ** 2 == pytest.approx(squared, rel=1e-14)


@pytest.mark.parametrize(("slope", "expected"), [(2.0, 1.0), (-0.5, -1.0)])
def test_a_straight_line_correlates_fully(slope, expected):
    x = np.random.default_rng(0).normal(size=1000)
    r = pearson(x, slope * x + 3)
    assert abs(r) <= 1  # rounding must not carry it beyond
    assert r == pytest.approx(expected, abs=1e-15)


numbers = arrays(float, st.integers(2, 12), elements=st.floats(-10, 10, width=32))


@settings(max_examples=100)
@given(numbers, st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(-10, 10))
def test_correlation_does_not_see_scale_and_level(x, seed, scale, level):
    y = np.random.default_rng(seed).normal(size=len(x))
    assume(x.std() > 1e-3)
    r = pearson(x, y)
    assert -1 <= r <= 1
    assert pearson(x, scale * y + level) == pytest.approx(r, abs=1e-9)
    assert pearson(y, x) == pytest.approx(r, abs=1e-12)
    assert pearson(x, -y) == pytest.approx(-r, abs=1e-12)


def test_concordance_by_hand():
    """x = 1 2 3, y = 1 3 2: covariance 1/3, variances 2/3, equal means; y = 3 3 6: 1, 2/3 and 2, means 2 and 4."""
    x = np.array([1.0, 2.0, 3.0])
    found = concordance(np.column_stack([x, x]), np.array([[1.0, 3.0], [3.0, 3.0], [2.0, 6.0]]))
    assert found == pytest.approx([1 / 2, 2 / (2 / 3 + 2 + 4)], rel=1e-15)


@pytest.mark.parametrize("shift", [-1.0, 0.0, 0.3])
@pytest.mark.parametrize("scale", [-2.0, -1.0, 0.5, 1.0, 3.0])
def test_concordance_of_a_straight_line_in_closed_form(scale, shift):
    """y = a x + b with mean(x) = m, var(x) = v: CCC = 2 a v / (v + a^2 v + ((a - 1) m + b)^2)."""
    x = np.random.default_rng(0).normal(2.0, 1.5, size=500)
    m, v = x.mean(), x.var()
    expected = 2 * scale * v / (v + scale**2 * v + ((scale - 1) * m + shift) ** 2)
    assert concordance(x, scale * x + shift) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=100)
@given(numbers, st.integers(0, 2**32 - 1))
def test_concordance_is_the_correlation_where_means_and_variances_agree_and_nearer_to_0_elsewhere(x, seed):
    assume(x.std() > 1e-3)
    y = np.random.default_rng(seed).normal(size=len(x))
    r, c = pearson(x, y), concordance(x, y)
    assert abs(c) <= abs(r) + 1e-12
    assert c * r >= 0
    assert concordance(y, x) == pytest.approx(c, abs=1e-12)
    alike = x.mean() + (y - y.mean()) * x.std() / y.std()
    assert concordance(x, alike) == pytest.approx(r, abs=1e-9)
    assert concordance(x, x) == pytest.approx(1, abs=1e-12)
    assert concordance(5 * x + 2, 5 * y + 2) == pytest.approx(c, abs=1e-9)  # one scale for both


# The mean of these equal numbers is not equal to them: only a comparison of the numbers themselves finds them constant.
@pytest.mark.parametrize("level", [0.0, 0.1, -0.3, 1 / 3])
def test_correlation_with_a_constant_is_undefined(level):
    constant, varies = np.full(60, level), np.linspace(-1, 1, 60)
    assert np.isnan(pearson(constant, varies))
    assert np.isnan(pearson(varies, constant))
    assert np.isnan(pearson(constant, constant))
    assert np.isnan(pearson(np.array([0.2]), np.array([0.3])))
    assert np.isnan(concordance(constant, varies))
    assert np.isnan(concordance(varies, constant))
    assert np.isnan(concordance(constant, constant))


def test_undefined_correlations_are_counted_and_never_averaged():
    line = np.linspace(-0.5, 0.5, 10)
    references = [np.column_stack([line, line])] * 4
    estimates = [np.column_stack([a, b]) for a, b in ((line, line), (-line, line), (0 * line, line), (0 * line, -line))]
    scores = per_song(references, estimates)
    assert scores["n_undefined_r"].tolist() == [2, 0]
    assert scores["r"] == pytest.approx([0.0, 0.5], abs=1e-15)  # of (1, -1) and of (1, 1, 1, -1)
    assert scores["r_std"] == pytest.approx([1.0, np.sqrt(0.75)], abs=1e-15)
    assert scores["ccc"] == pytest.approx([0.0, 0.5], abs=1e-15)
    assert scores["ccc_std"] == pytest.approx([1.0, np.sqrt(0.75)], abs=1e-15)
    assert np.isfinite(scores["rmse"]).all()
    assert np.isnan(each_song(references, estimates)["r"][2:, 0]).all()


@pytest.mark.parametrize("level", [0.0, 0.1])
def test_no_correlation_at_all(level):
    reference = np.full((60, 2), level)
    scores = per_song([reference], [reference + 1])
    assert scores["n_undefined_r"].tolist() == [1, 1]
    for name in ("r", "r_std", "ccc", "ccc_std", "rmse_over_std"):
        assert np.isnan(scores[name]).all(), name
    assert scores["rmse"] == pytest.approx([1.0, 1.0])
    scores = pooled([reference], [reference + 1])
    assert np.isnan(scores["r"]).all()
    assert np.isnan(scores["rmse_over_std"]).all()


def test_pooled_and_per_song_answer_different_questions():
    """The level of each song is told perfectly, its movement upside down."""
    movement = 0.01 * np.array([1.0, -1.0, 1.0, -1.0])
    references = [np.column_stack([level + movement] * 2) for level in (-0.8, 0.0, 0.8)]
    estimates = [np.column_stack([level - movement] * 2) for level in (-0.8, 0.0, 0.8)]
    assert (pooled(references, estimates)["r"] > 0.999).all()
    assert per_song(references, estimates)["r"] == pytest.approx([-1, -1], abs=1e-12)


def test_pooled_is_of_all_frames_and_per_song_of_all_songs():
    """A long song counts by its frames in the one, as a single song in the other."""
    references = [np.zeros((90, 2)), np.zeros((10, 2))]
    estimates = [np.full((90, 2), 0.1), np.full((10, 2), 0.5)]
    assert pooled(references, estimates)["rmse"] == pytest.approx(np.sqrt([0.034, 0.034]), rel=1e-14)
    scores = per_song(references, estimates)
    assert scores["rmse"] == pytest.approx([0.3, 0.3], rel=1e-14)
    assert scores["rmse_std"] == pytest.approx([0.2, 0.2], rel=1e-14)
    assert (scores["n_songs"], scores["n_frames"]) == (2, 100)


def test_the_mean_scores_one_standard_deviation():
    references, _ = curves()
    mean = np.concatenate(references).mean(axis=0)
    scores = pooled(references, [np.tile(mean, (len(reference), 1)) for reference in references])
    assert scores["rmse_over_std"] == pytest.approx([1, 1], rel=1e-14)
    assert np.isnan(scores["r"]).all()
    assert (scores["n_songs"], scores["n_frames"]) == (3, 105)


def test_per_song_is_each_song_averaged():
    references, estimates = curves()
    scores, songs = per_song(references, estimates), each_song(references, estimates)
    for name in ("rmse", "r", "ccc"):
        assert songs[name].shape == (3, 2)
        assert scores[name] == pytest.approx(songs[name].mean(axis=0), rel=1e-14)
        assert scores[f"{name}_std"] == pytest.approx(songs[name].std(axis=0), rel=1e-12)
    std = np.concatenate(references).std(axis=0)
    assert scores["rmse_over_std"] == pytest.approx(songs["rmse"].mean(axis=0) / std, rel=1e-14)


def test_inputs_stay_and_the_second_call_is_the_first():
    references, estimates = curves()
    before = [curve.copy() for curve in references + estimates]
    first, second = (pooled(references, estimates) | per_song(references, estimates) for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert all(np.array_equal(a, b) for a, b in zip(before, references + estimates, strict=True))


GOOD = np.zeros((4, 2))
HOLE = np.array([[0.0, 0.0], [0.0, np.nan], [0.0, 0.0], [np.inf, 0.0]])


@pytest.mark.parametrize("score", [pooled, per_song, each_song])
@pytest.mark.parametrize(
    ("references", "estimates", "facts"),
    [
        ([], [], r"\b0 reference.* 0 estimate"),
        ([GOOD, GOOD], [GOOD], r"\b2 reference.* 1 estimate"),
        ([GOOD, GOOD], [GOOD, GOOD[:3]], r"song 1\b.*\(4, 2\).*\(3, 2\)"),
        ([GOOD], [GOOD[:, :1]], r"song 0\b.*\(4, 2\).*\(4, 1\)"),
        ([GOOD[:0]], [GOOD[:0]], r"song 0\b.*\(0, 2\)"),
        ([GOOD, GOOD], [GOOD, HOLE], r"song 1\b.*estimate.*frame 1\b"),
        ([HOLE], [GOOD], r"song 0\b.*reference.*frame 1\b"),
    ],
)
def test_curves_that_cannot_be_compared(score, references, estimates, facts):
    with pytest.raises(InputError, match=facts):
        score(references, estimates)


@pytest.mark.parametrize(
    ("curve", "fact"),
    [
        (np.ma.masked_greater(np.arange(8.0).reshape(4, 2), 6), "masked"),
        (np.arange(8).reshape(4, 2) * 1j, "complex128"),
        (np.full((4, 2), "1"), "<U1"),
        (np.full((4, 2), None), "object"),
    ],
)
def test_what_is_masked_or_not_real_is_refused_and_not_scored_in_part(curve, fact):
    for score in (rmse, pearson, concordance):
        with pytest.raises(InputError, match=f"estimate.*{fact}"):
            score(GOOD, curve)
        with pytest.raises(InputError, match=f"reference.*{fact}"):
            score(curve, GOOD)
    for score in (pooled, per_song, each_song):
        with pytest.raises(InputError, match=f"song 1.*estimate.*{fact}"):
            score([GOOD, GOOD], [GOOD, curve])


@pytest.mark.parametrize("kind", [int, bool, np.float32, np.ma.masked_array])
def test_real_numbers_of_any_type_are_scored(kind):
    curve = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])
    curve = kind(curve) if kind is np.ma.masked_array else curve.astype(kind)  # a mask that hides nothing
    assert rmse(curve.astype(float), curve).tolist() == [0, 0]


def test_a_song_is_named_where_names_are_known():
    with pytest.raises(InputError, match=r"song b\b.*estimate"):
        check_curves([GOOD, GOOD], [GOOD, HOLE], names=["a", "b"])


@pytest.mark.parametrize("level", [0.1, -3.0])
def test_what_varies_by_rounding_only_has_no_correlation(level):
    """A mean of 50 equal numbers differs from them in its last digits, and is no curve."""
    flat = np.full(20, level)
    flat[::2] = np.nextafter(np.full(10, level), 0)
    wave = level * np.sin(np.arange(20.0))
    assert np.ptp(flat) > 0
    assert np.isnan(pearson(wave, flat))
    assert np.isnan(pearson(flat, wave))
    assert np.isfinite(pearson(wave / level, wave / level))
    scores = pooled([np.stack([flat, wave], axis=1)], [np.stack([wave, wave], axis=1)])
    assert np.isnan(scores["rmse_over_std"][0])


def test_a_curve_of_one_frame_is_not_broadcast():
    reference, _ = curves()
    for score in (rmse, pearson):
        with pytest.raises(InputError, match=r"\(20, 2\).*\(1, 2\)"):
            score(reference[0], reference[0][:1])


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-20, 1e20, 1e90])
def test_correlation_of_very_small_and_very_large_numbers(size):
    x, y = np.random.default_rng(5).normal(size=(2, 30))
    np.testing.assert_allclose(pearson(size * x, size * y), pearson(x, y), rtol=1e-12)


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-100, 1.0, 1e100])
def test_concordance_is_that_of_exact_fractions_for_numbers_of_any_size(size):
    x, y = size * np.array([1.0, 2.0, 4.0]), size * np.array([1.0, 3.0, 4.5])
    a, b = ([Fraction(number) for number in curve.tolist()] for curve in (x, y))
    m_a, m_b = sum(a) / 3, sum(b) / 3
    square = sum((p - m_a) ** 2 for p in a) + sum((q - m_b) ** 2 for q in b) + 3 * (m_a - m_b) ** 2
    expected = float(2 * sum((p - m_a) * (q - m_b) for p, q in zip(a, b, strict=True)) / square)
    assert concordance(x, y) == pytest.approx(expected, rel=1e-12)


def test_concordance_is_never_beyond_1():
    rng = np.random.default_rng(0)
    for _ in range(300):
        x = rng.normal(size=(12, 20)) + rng.normal(size=20)
        assert (np.abs(concordance(x, x * (1 + 1e-9 * rng.normal(size=x.shape)))) <= 1).all()


def test_numbers_whose_square_is_no_number_are_refused():
    with pytest.raises(InputError) as caught:
        pooled([np.zeros((3, 1))], [np.array([[0.0], [-1e150], [0.0]])])
    for fact in ("song 0", "estimate", "1e+150", "1e+100"):
        assert fact in str(caught.value)
