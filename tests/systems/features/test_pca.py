"""PCA against scikit-learn, against a case worked by hand, and against what it must do by definition."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.errors import InputError
from elman.systems.features import pca
from elman.systems.features.pca import PCA


def frames(seed=0, n_frames=400, n_columns=12):
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((n_columns, n_columns)) * np.linspace(0.2, 2, n_columns)[:, None]
    return rng.standard_normal((n_frames, n_columns)) @ mixing + rng.standard_normal(n_columns)


def distance_to_scikit_learn(model, X, new, n_components):
    decomposition = pytest.importorskip("sklearn.decomposition")
    oracle = decomposition.PCA(n_components, svd_solver="full").fit(X)
    Z, expected = model(n_components).fit(X).transform(new), oracle.transform(new)
    return np.max(np.abs(Z * np.sign(np.sum(Z * expected, axis=0)) - expected))


@pytest.mark.parametrize(("n_frames", "n_columns", "n_components"), [(400, 12, 12), (5000, 60, 20), (30, 50, 29)])
def test_equals_scikit_learn_up_to_sign(n_frames, n_columns, n_components):
    X, new = frames(0, n_frames, n_columns), frames(1, 40, n_columns)
    assert distance_to_scikit_learn(PCA, X, new, n_components) < 1e-8


def test_variances_equal_scikit_learn():
    decomposition = pytest.importorskip("sklearn.decomposition")
    X = frames()
    expected = decomposition.PCA().fit(X).explained_variance_
    # The rounding of eigenvalues is a part of the largest, however small the others are.
    np.testing.assert_allclose(PCA(3).fit(X).variances_, expected, rtol=1e-11, atol=1e-14 * expected[0])


MISTAKES = {
    "fitted without centring": ("centred_parts(X, self.mean_)", "centred_parts(X, 0)"),
    "the smallest variances first": ("directions[:, ::-1].T", "directions.T"),
    "rows taken for columns": ("directions[:, ::-1].T", "directions[:, ::-1]"),
    "transformed without centring": ("(X - self.mean_) @ self.components_.T", "X @ self.components_.T"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_caught(mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(pca)
    assert source.count(right) == 1
    namespace = {}
    exec(source.replace(right, wrong), namespace)
    assert distance_to_scikit_learn(namespace["PCA"], frames(), frames(1), 4) > 1e-3


def test_four_points_by_hand():
    X = np.array([[1.0, 5.0], [3.0, 5.0], [2.0, 5.5], [2.0, 4.5]])
    model = PCA(2).fit(X)
    np.testing.assert_allclose(model.mean_, [2, 5])
    np.testing.assert_allclose(model.components_, np.eye(2), atol=1e-15)
    np.testing.assert_allclose(model.variances_, [2 / 3, 0.5 / 3])
    np.testing.assert_allclose(model.transform(X), X - [2, 5], atol=1e-15)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), n_columns=st.integers(2, 8))
def test_new_features_are_uncorrelated_with_the_variances_told(seed, n_columns):
    X = np.random.default_rng(seed).standard_normal((50, n_columns))
    model = PCA(n_columns).fit(X)
    Z = model.transform(X)
    np.testing.assert_allclose(np.cov(Z.T), np.diag(model.variances_), atol=1e-12)
    np.testing.assert_allclose(model.components_ @ model.components_.T, np.eye(n_columns), atol=1e-12)
    np.testing.assert_allclose(model.inverse_transform(Z), X, atol=1e-12)


def test_what_is_lost_is_the_variance_left_out():
    X = frames()
    model = PCA(5).fit(X)
    lost = np.sum((model.inverse_transform(model.transform(X)) - X) ** 2) / (len(X) - 1)
    assert lost == pytest.approx(model.variances_[5:].sum(), rel=1e-12)


def test_songs_and_their_frames_give_the_same():
    X = frames()
    songs = [X[:100], X[100:101], X[101:]]
    together, apart = PCA(4).fit(X), PCA(4).fit(songs)
    assert np.array_equal(together.components_, apart.components_)
    Z = apart.transform(songs)
    assert [song.shape for song in Z] == [(100, 4), (1, 4), (299, 4)]
    np.testing.assert_allclose(np.concatenate(Z), together.transform(X), atol=1e-13)
    assert [song.shape for song in apart.inverse_transform(Z)] == [song.shape for song in songs]


def test_a_second_fit_forgets_the_first_and_nothing_given_is_changed():
    X, other = frames(), frames(7)
    before = X.copy()
    model = PCA(3).fit(other).fit(X)
    again = PCA(3).fit(X)
    assert np.array_equal(model.transform(X), again.transform(X))
    assert np.array_equal(X, before)


def test_the_largest_entry_of_each_component_is_positive():
    components = PCA(6).fit(frames()).components_
    assert all(row[np.argmax(np.abs(row))] > 0 for row in components)


@pytest.mark.parametrize(
    ("n_components", "X", "facts"),
    [
        (5, frames(n_frames=5), "5 components.* 5 frames of 12 columns.* 4 directions.*at most 4"),
        (13, frames(), "at most 12"),
        (2, np.outer(np.arange(9.0), [1.0, 2.0, 3.0]), "1 direction"),
        (1, np.ones((1, 3)), "0 direction"),
    ],
)
def test_impossible_numbers_of_components_are_refused(n_components, X, facts):
    with pytest.raises(InputError, match=facts):
        PCA(n_components).fit(X)


def test_a_number_of_components_is_whole():
    with pytest.raises(InputError, match="PCA.*components.*0"):
        PCA(0)
