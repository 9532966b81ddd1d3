"""Kernel ridge regression: against scikit-learn's, against the Nyström formula by other means, and its limits."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems import kernel_ridge
from elman.systems.features.kernel_pca import gaussian_kernel
from elman.systems.kernel_ridge import KernelRidge, fit_path


def stacked(songs, scaler):
    X = np.concatenate([scaler.transform(s.features[s.lead_in :]) for s in songs])
    return X, np.concatenate([s.targets for s in songs])


@pytest.mark.parametrize("penalty", [0.01, 1.0])
def test_with_all_frames_as_landmarks_it_is_scikit_learns(songs, penalty):
    module = pytest.importorskip("sklearn.kernel_ridge")
    model = KernelRidge(0.5, penalty).fit(songs)
    X, Y = stacked(songs, model.scaler_)
    theirs = module.KernelRidge(alpha=penalty * len(X), kernel="rbf", gamma=0.5 / 4).fit(X, Y - Y.mean(axis=0))
    expected = theirs.predict(model.scaler_.transform(songs[1].features)) + Y.mean(axis=0)
    np.testing.assert_allclose(model.predict(songs[1].features), expected, atol=1e-6)


def test_with_few_landmarks_it_is_ridge_regression_in_their_feature_space(songs, monkeypatch):
    """The other way to Nyström: features k(x, z) L^-T with K_zz = L L^T, and plain ridge regression on them."""
    monkeypatch.setattr(kernel_ridge, "LANDMARKS", 15)
    model = KernelRidge(0.5, 0.02, seed=2).fit(songs)
    assert model.landmarks_.shape == (15, 4)
    X, Y = stacked(songs, model.scaler_)
    L = np.linalg.cholesky(gaussian_kernel(model.landmarks_, model.landmarks_, 0.5 / 4))

    def features(frames):
        return np.linalg.solve(L, gaussian_kernel(frames, model.landmarks_, 0.5 / 4).T).T

    F = features(X)
    w = np.linalg.solve(F.T @ F + 0.02 * len(F) * np.eye(15), F.T @ (Y - Y.mean(axis=0)))
    expected = features(model.scaler_.transform(songs[0].features)) @ w + Y.mean(axis=0)
    np.testing.assert_allclose(model.predict(songs[0].features), expected, atol=1e-6)


def test_it_learns_what_no_line_can(songs_of):
    """Valence is the product of two features."""
    songs = songs_of(30, 20, 2, seed=1)
    for song in songs:
        song.targets[:] = np.tanh(song.features[:, :1] * song.features[:, 1:])
    model = KernelRidge(1.0, 1e-4).fit(songs[:20])
    error = np.mean([(model.predict(s.features) - s.targets) ** 2 for s in songs[20:]])
    assert error < 0.2 * np.var(np.concatenate([s.targets for s in songs[20:]]))


def test_the_path_is_each_alone(songs):
    for model, penalty in zip(fit_path(songs, 0.3, [0.1, 0.01], seed=4), [0.1, 0.01], strict=True):
        alone = KernelRidge(0.3, penalty, seed=4).fit(songs)
        assert np.array_equal(model.predict(songs[0].features), alone.predict(songs[0].features))


def test_songs_that_do_not_move_and_a_large_penalty(songs):
    for song in songs:
        song.features[:] = song.features[0]
    assert np.isfinite(KernelRidge(0.3, 1e-3).fit(songs).predict(songs[0].features)).all()
    mean = np.concatenate([s.targets for s in songs]).mean(axis=0)
    np.testing.assert_allclose(
        KernelRidge(0.3, 1e9).fit(songs).predict(songs[0].features), np.tile(mean, (30, 1)), atol=1e-6
    )


def test_memory_is_bounded_by_the_frames_drawn(songs_of, monkeypatch):
    monkeypatch.setattr(kernel_ridge, "FRAMES", 50)
    model = KernelRidge(0.3, 0.1).fit(songs_of(6, 30, 4))
    assert len(model.landmarks_) == 50


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (float("inf"), 1), (1, float("nan"))])
def test_numbers_that_cannot_be(numbers):
    with pytest.raises(InputError, match=r"kernel ridge, (gamma|penalty): (0|inf|nan)"):
        KernelRidge(*numbers)
