"""Zero mean and unit variance, as in scikit-learn; constant columns; nothing is learned from what is transformed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from elman.errors import InputError
from elman.systems.features.standardize import FRAMES_AT_ONCE, Standardizer, centred_parts


@pytest.fixture
def matrices():
    rng = np.random.default_rng(0)
    scale, level = 10.0 ** np.arange(-3, 4), np.arange(7) * 100.0
    return [level + scale * rng.normal(size=(T, 7)) for T in (10, 25, 3)]


def test_scikit_learn_agrees(matrices):
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    matrices[0][:, 3] = matrices[1][:, 3] = matrices[2][:, 3] = 0.1  # a constant column
    ours = Standardizer().fit(matrices)
    theirs = preprocessing.StandardScaler().fit(np.concatenate(matrices))
    np.testing.assert_allclose(ours.mean_, theirs.mean_, rtol=1e-12)
    np.testing.assert_allclose(ours.std_, theirs.scale_, rtol=1e-12)
    new = np.random.default_rng(1).normal(size=(5, 7))
    np.testing.assert_allclose(ours.transform(new), theirs.transform(new), rtol=1e-9)


def test_training_frames_get_mean_0_and_std_1(matrices):
    scaler = Standardizer().fit(matrices)
    Z = np.concatenate([scaler.transform(X) for X in matrices])
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(Z.std(axis=0), 1, rtol=1e-12)


# The mean of sixty times 0.1 is not 0.1, and their standard deviation not 0.
@pytest.mark.parametrize("level", [0.0, 0.1, 1e-300, -7e8])
def test_a_constant_column_is_only_centred(level):
    scaler = Standardizer().fit([np.full((60, 1), level)])
    assert scaler.std_.tolist() == [1.0]
    assert np.abs(scaler.transform(np.full((3, 1), level))).max() <= 1e-15 * max(abs(level), 1)


@settings(max_examples=50)
@given(arrays(float, st.tuples(st.integers(1, 8), st.integers(1, 3)), elements=st.floats(-1e100, 1e100)))
def test_finite_features_stay_finite(X):
    assert np.isfinite(Standardizer().fit([X]).transform(X)).all()


def test_transforming_learns_nothing(matrices):
    before = [X.copy() for X in matrices]
    scaler = Standardizer().fit(matrices)
    mean, std = scaler.mean_.copy(), scaler.std_.copy()
    first = scaler.transform(matrices[0])
    scaler.transform(matrices[1] + 1e6)
    assert np.array_equal(first, scaler.transform(matrices[0]))
    assert np.array_equal(mean, scaler.mean_)
    assert np.array_equal(std, scaler.std_)
    assert all(np.array_equal(a, b) for a, b in zip(before, matrices, strict=True))


@pytest.mark.parametrize("n_frames", [FRAMES_AT_ONCE - 1, FRAMES_AT_ONCE, 2 * FRAMES_AT_ONCE + 1])
def test_more_frames_than_are_centred_at_once(n_frames):
    X = 5 + np.random.default_rng(0).standard_normal((n_frames, 3)) * [0.01, 1, 100]
    np.testing.assert_allclose(Standardizer().fit(X).std_, X.std(axis=0), rtol=1e-12)
    np.testing.assert_array_equal(np.concatenate(list(centred_parts(X, 5.0))), X - 5)


def test_a_second_fit_forgets_the_first(matrices):
    scaler = Standardizer().fit([matrices[0] + 50]).fit(matrices)
    assert np.array_equal(scaler.mean_, Standardizer().fit(matrices).mean_)


def test_numbers_too_large_to_be_squared_are_told():
    with pytest.raises(InputError, match="feature 2 of 2 .*2e[+]200"):
        Standardizer().fit([np.array([[1.0, 1e200], [2.0, -2e200]])])


def test_whole_numbers_of_few_bits_vary():
    scaler = Standardizer().fit([np.array([[-100], [100]], dtype=np.int8)])
    assert scaler.std_ == [100.0]


def test_a_column_that_varies_by_rounding_only_is_only_centred():
    """The mean of 48, 49 or 50 numbers .1: 0.1 or 0.09999999999999998. Divided by their std a song with .11 would be at 1e14."""
    column = np.array([np.mean(np.full(n, 0.1)) for n in range(40, 52)])
    assert np.ptp(column) > 0
    scaler = Standardizer().fit(np.stack([column, np.arange(12.0)], axis=1))
    assert scaler.std_[0] == 1
    assert abs(scaler.transform(np.array([[0.11, 3.0]]))[0, 0] - 0.01) < 1e-9
