"""Kernel PCA against scikit-learn, two limits in which it can be written down, and the memory it says it needs."""

import inspect
import tracemalloc

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems.features import kernel_pca
from elman.systems.features.kernel_pca import KernelPCA, gaussian_kernel
from elman.systems.features.pca import PCA


def frames(seed=0, n_frames=300, n_columns=8):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_frames, n_columns)) * np.linspace(0.5, 1.5, n_columns)


def fitted(X, n_components=None, model=KernelPCA, seed=0, **settings):
    return model(n_components, seed=seed, **settings).fit(X)


def distance_to_scikit_learn(model, new):
    decomposition = pytest.importorskip("sklearn.decomposition")
    k = model.weights_.shape[1]
    oracle = decomposition.KernelPCA(k, kernel="rbf", gamma=model.gamma_, eigen_solver="dense").fit(model.frames_)
    Z, expected = model.transform(new), oracle.transform(new)
    return np.max(np.abs(Z * np.sign(np.sum(Z * expected, axis=0)) - expected))


@pytest.mark.parametrize(
    ("n_frames", "n_columns", "n_components", "gamma"),
    [(300, 8, 20, None), (300, 8, 5, 0.02), (400, 260, 200, None), (50, 3, 30, 2.0)],
)
def test_equals_scikit_learn_up_to_sign(n_frames, n_columns, n_components, gamma):
    model = fitted(frames(0, n_frames, n_columns), n_components, n_frames=n_frames - 10, gamma=gamma)
    assert model.frames_.shape == (n_frames - 10, n_columns)
    assert distance_to_scikit_learn(model, frames(1, 70, n_columns)) < 1e-8


def test_the_default_width_is_that_of_scikit_learn():
    decomposition = pytest.importorskip("sklearn.decomposition")
    model = fitted(frames(), 3)
    oracle = decomposition.KernelPCA(3, kernel="rbf").fit(model.frames_)
    assert model.gamma_ == oracle.gamma_ == 1 / 8


MISTAKES = {
    "fitted without centring": ("        K -= self.means_\n        K -= self.means_[:, None]\n", ""),
    "a new frame not centred": ("        K -= self.means_\n        return", "        return"),
    "a new frame centred with its own kernels": ("K -= self.means_\n        return", "K -= K.mean()\n        return"),
    "the eigenvalue for its root": ("/= np.sqrt(self.eigenvalues_)", "/= self.eigenvalues_"),
    "the smallest eigenvalues": ("(n - k, n - 1)", "(0, k - 1)"),
    "the width the wrong way round": ("K *= -gamma", "K /= -gamma"),
    "the cross term once": ("K *= -2", "K *= -1"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_caught(mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(kernel_pca)
    assert source.count(right) == 1
    namespace = {"__name__": "mistaken"}
    exec(source.replace(right, wrong), namespace)
    try:
        model = fitted(frames(), 5, namespace["KernelPCA"])
    except InputError:
        return  # it noticed by itself: its eigenvalues are none
    assert distance_to_scikit_learn(model, frames(1, 40)) > 1e-3


def test_two_frames_by_hand():
    # K = [[1, k], [k, 1]]: centred it has the eigenvalue 1 - k, and the frames lie at plus and minus its half's root.
    X = np.array([[0.0], [2.0]])
    model = fitted(X, 1, gamma=0.25)
    k = np.exp(-1.0)
    np.testing.assert_allclose(model.eigenvalues_, [1 - k], rtol=1e-14)
    np.testing.assert_allclose(np.sort(model.transform(X)[:, 0]), np.sqrt((1 - k) / 2) * np.array([-1, 1]), rtol=1e-14)
    np.testing.assert_allclose(model.transform(np.array([[1.0]])), 0, atol=1e-15)


def test_a_very_wide_kernel_is_plain_pca():
    # exp(-gamma d^2) = 1 - gamma d^2 + ..., and centring turns -d^2 into twice the scalar product.
    X = frames()
    model = fitted(X, 4, gamma=1e-7)
    Z, expected = model.transform(X) / np.sqrt(2e-7), PCA(4).fit(X).transform(X)
    np.testing.assert_allclose(Z * np.sign(np.sum(Z * expected, axis=0)), expected, atol=1e-4)


def test_fitted_frames_have_mean_zero_and_the_eigenvalues_as_squares():
    X = frames()
    model = fitted(X, 30)
    Z = model.transform(model.frames_)
    np.testing.assert_allclose(Z.T @ Z, np.diag(model.eigenvalues_), atol=1e-10)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    assert (np.diff(model.eigenvalues_) <= 0).all()


def test_all_components_carry_all_distances():
    # With every component kept, distances between new features are those of the kernel: |z_i - z_j|^2 = 2 - 2 k_ij.
    X = frames(n_frames=40)
    model = fitted(X)
    assert model.weights_.shape == (40, 39)  # centring takes one
    Z = model.transform(X)
    squared = np.sum((Z[:, None] - Z[None]) ** 2, axis=2)
    np.testing.assert_allclose(squared, 2 - 2 * gaussian_kernel(X, X, 1 / 8), atol=1e-12)


def test_frames_that_occur_twice_leave_fewer_components():
    X = frames(n_frames=20)
    assert fitted(np.concatenate([X, X])).weights_.shape == (40, 19)


def test_the_same_seed_gives_the_same_bits_and_another_seed_other_frames():
    X = frames()
    first, second, other = (fitted(X, 6, seed=seed, n_frames=50) for seed in (3, 3, 4))
    assert np.array_equal(first.transform(X), second.transform(X))
    assert not np.array_equal(first.frames_, other.frames_)
    rows = [np.flatnonzero((row == X).all(axis=1)).item() for row in first.frames_]
    assert len(set(rows)) == 50


def test_songs_blocks_and_single_matrices_give_the_same(monkeypatch):
    X = frames()
    model = fitted([X[:120], X[120:]], 7)
    together = model.transform(X)
    monkeypatch.setattr(kernel_pca, "BLOCK", 7)
    np.testing.assert_allclose(model.transform(X), together, atol=1e-12)
    apart = model.transform([X[:120], X[120:]])
    assert [song.shape for song in apart] == [(120, 7), (180, 7)]
    np.testing.assert_allclose(np.concatenate(apart), together, atol=1e-12)


def test_a_second_fit_forgets_the_first_and_nothing_given_is_changed():
    X, other = frames(), frames(9)
    before = X.copy()
    model = fitted(other, 4)
    model.fit(X)
    assert np.array_equal(model.transform(X), fitted(X, 4).transform(X))
    assert np.array_equal(X, before)


@pytest.mark.parametrize(("n_components", "n_frames", "alone"), [(40, 500, False), (None, 500, False), (40, 700, True)])
def test_it_needs_the_memory_it_tells(n_components, n_frames, alone):
    X = frames(0, 3000, 50)
    songs = X if alone else [X[n : n + 60].copy() for n in range(0, 3000, 60)]
    model = KernelPCA(n_components, n_frames=n_frames)
    told = model.estimate(songs)
    tracemalloc.start()
    try:
        model.fit(songs)
        model.transform(songs)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.93 < peak / told.bytes < 1.07
    assert told.seconds > 0


def test_the_estimate_counts_what_grows_with_the_square():
    songs = [np.empty((60, 260))] * 388
    authors, default = KernelPCA(n_frames=3000).estimate(songs), KernelPCA().estimate(songs)
    assert authors.bytes == 8 * (3000 * 260 + 3000 * 3000 + 3000 * 200)
    assert default.bytes == 8 * (2000 * 260 + 388 * 60 * 260)  # here the songs laid side by side are the most
    assert str(default).startswith("53 MB, about ")


def test_impossible_numbers_of_components_are_refused():
    X = frames(n_frames=30)
    with pytest.raises(InputError, match=r"\b31 components.*\b30 frames"):
        fitted(X, 31)
    with pytest.raises(InputError, match=r"\b31 components.*\b30 frames"):
        KernelPCA(31).estimate(X)
    with pytest.raises(InputError, match=r"\b30 components.*\b29 eigenvalues.*at most 29"):
        fitted(X, 30)
    for alike, n_components, gamma in ((np.ones((30, 2)), 1, None), (X, None, 1e-18)):
        with pytest.raises(InputError, match=r"\b30 frames.*\b0 eigenvalues.*gamma than (0.5|1e-18)$"):
            fitted(alike, n_components, gamma=gamma)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        *(({"gamma": value}, "gamma") for value in (0, -1.0, np.inf, np.nan)),
        ({"n_frames": 0}, "number of frames"),
        ({"n_components": 2.5}, "number of components"),
    ],
)
def test_impossible_settings_are_refused(settings, name):
    [value] = settings.values()
    with pytest.raises(InputError, match=f"kernel PCA.*{name}.*{value!r}"):
        KernelPCA(**settings)
