"""The autoencoder: gradients against complex steps, PCA and the Wiener filter as closed forms of its linear kind."""

import inspect

import numpy as np
import pytest
import scipy.linalg

from elman.errors import InputError
from elman.network.losses import mse, mse_gradient
from elman.network.training import DivergenceError
from elman.systems.features import autoencoder
from elman.systems.features.autoencoder import HIDDEN, DenoisingAutoencoder
from elman.systems.features.pca import PCA


def example(tied, seed=0):
    rng = np.random.default_rng(seed)
    params = autoencoder.init(5, 3, rng=rng, tied=tied)
    params = {name: value + rng.uniform(-0.3, 0.3, value.shape) for name, value in params.items()}
    clean = rng.standard_normal((7, 5))
    return params, clean + 0.1 * rng.standard_normal((7, 5)), clean


def complex_step_gradients(params, X, T, hidden):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for name, value in params.items():
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += 1e-30j
            Y, _ = autoencoder.forward({**params, name: moved}, X, hidden=hidden)
            grads[name][index] = mse(Y, T).imag / 1e-30
    return grads


def gradients(params, X, T, hidden, backward=autoencoder.backward):
    Y, cache = autoencoder.forward(params, X, hidden=hidden)
    return backward(params, mse_gradient(Y, T), cache)


def worst_error(a, b):
    assert a.keys() == b.keys()
    return max(np.max(np.abs(a[name] - b[name])) / np.max(np.abs(b[name])) for name in b)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("tied", [True, False])
def test_gradients_equal_complex_steps(hidden, tied):
    params, X, T = example(tied)
    assert worst_error(gradients(params, X, T, hidden), complex_step_gradients(params, X, T, hidden)) < 1e-12


MISTAKES = {
    "the second use of tied weights forgotten": ('grads["W_xh"] += dW_hy.T', "pass", True),
    "the slope forgotten": ("f_backward(dH, H)", "dH", False),
    "states taken for inputs": ("dW_hy = H.T @ dY", "dW_hy = (H**2).T @ dY", False),
    "the encoder's weights in the decoder's backward pass": ('params["W_hy"].T)', 'params["W_xh"])', False),
    "a mean for a sum": ("dZ.sum(axis=0)", "dZ.mean(axis=0)", True),
    "the bias of the output forgotten": ("dY.sum(axis=0)", "0 * dY.sum(axis=0)", False),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_caught(mistake):
    right, wrong, tied = MISTAKES[mistake]
    source = inspect.getsource(autoencoder.backward)
    assert source.count(right) == 1
    namespace = dict(vars(autoencoder))
    exec(source.replace(right, wrong), namespace)
    params, X, T = example(tied)
    mistaken = gradients(params, X, T, "tanh", namespace["backward"])
    assert worst_error(mistaken, complex_step_gradients(params, X, T, "tanh")) > 1e-3


def test_backward_changes_nothing_and_a_second_call_gives_the_same():
    for tied in (True, False):
        params, X, T = example(tied)
        Y, cache = autoencoder.forward(params, X)
        given = [*params.values(), X, T, cache.H]
        before = [array.copy() for array in given]
        first = autoencoder.backward(params, Y - T, cache)
        second = autoencoder.backward(params, Y - T, cache)
        assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))
        assert all(np.array_equal(first[name], second[name]) for name in params)


def stretched_frames(n_frames=300):
    rng = np.random.default_rng(0)
    turn, _ = np.linalg.qr(rng.standard_normal((8, 8)))
    spread = np.array([3, 2.5, 2, 0.8, 0.6, 0.5, 0.4, 0.3])
    return (rng.standard_normal((n_frames, 8)) * spread) @ turn + rng.standard_normal(8)


@pytest.mark.parametrize(("tied", "largest_angle"), [(True, 1e-12), (False, 1e-6)])
def test_linear_and_without_noise_it_spans_the_subspace_of_pca(tied, largest_angle):
    X = stretched_frames()
    pca = PCA(3).fit(X)
    model = DenoisingAutoencoder(
        3, noise=0, hidden="linear", tied=tied, n_epochs=2000, batch_size=len(X), learning_rate=0.1, seed=1
    ).fit(X)
    encoder = model.params_["W_xh"]
    decoder = model.params_.get("W_hy", encoder.T)
    for directions in (encoder, decoder.T):
        assert np.max(scipy.linalg.subspace_angles(directions, pca.components_.T)) < largest_angle
    np.testing.assert_allclose(model.reconstruct(X), pca.inverse_transform(pca.transform(X)), atol=1e-5)
    assert model.history_[-1] * 8 == pytest.approx(pca.variances_[3:].sum() * (len(X) - 1) / len(X), rel=1e-9)


def test_linear_with_noise_it_is_the_wiener_filter():
    # The best linear map from noisy to clean frames is S (S + noise^2 I)^-1, S their covariance: it trusts a direction
    # as far as its variance exceeds that of the noise. A copy of the input would be the identity.
    X = stretched_frames(2000)
    X = X - X.mean(axis=0)
    model = DenoisingAutoencoder(8, noise=1.0, hidden="linear", n_epochs=150, batch_size=500, learning_rate=0.05).fit(X)
    S = X.T @ X / len(X)
    wiener = np.linalg.solve(S + np.eye(8), S)
    learned = model.params_["W_xh"] @ model.params_["W_hy"]
    assert np.max(np.abs(learned - wiener)) < 0.05
    assert np.max(np.abs(np.eye(8) - wiener)) > 0.5


def curved_songs():
    rng = np.random.default_rng(2)
    mixing = rng.standard_normal((3, 20))
    return [np.tanh(rng.standard_normal((n, 3)) @ mixing) for n in (60, 60, 30, 90)]


@pytest.mark.parametrize("settings", [{}, {"tied": True}, {"hidden": "sigmoid", "learning_rate": 1.0}])
def test_it_learns_to_reconstruct(settings):
    songs = curved_songs()
    model = DenoisingAutoencoder(10, batch_size=20, **settings).fit(songs)
    X = np.concatenate(songs)
    assert len(model.history_) == 30
    assert np.mean((np.concatenate(model.reconstruct(songs)) - X) ** 2) < 0.25 * X.var()
    assert model.history_[-1] < 0.5 * model.history_[0]


def test_hidden_units_are_the_new_features():
    songs = curved_songs()
    model = DenoisingAutoencoder(6, n_epochs=2).fit(songs)
    H = model.transform(songs)
    assert [song.shape for song in H] == [(60, 6), (60, 6), (30, 6), (90, 6)]
    expected = np.tanh(songs[1] @ model.params_["W_xh"] + model.params_["b_h"])
    np.testing.assert_array_equal(H[1], expected)
    np.testing.assert_array_equal(model.transform(songs[1]), expected)
    np.testing.assert_array_equal(model.transform(songs[1]), expected)  # no noise, so nothing random


def test_the_same_seed_gives_the_same_bits():
    songs = curved_songs()
    first, second, other = (
        DenoisingAutoencoder(6, n_epochs=2, seed=seed).fit(songs).transform(songs[0]) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_second_fit_forgets_the_first_and_nothing_given_is_changed():
    songs = curved_songs()
    before = [song.copy() for song in songs]
    model = DenoisingAutoencoder(6, n_epochs=2).fit(songs[::-1]).fit(songs)
    fresh = DenoisingAutoencoder(6, n_epochs=2).fit(songs)
    assert model.history_ == fresh.history_
    assert all(np.array_equal(model.params_[name], fresh.params_[name]) for name in fresh.params_)
    assert all(np.array_equal(a, b) for a, b in zip(songs, before, strict=True))


def test_every_frame_is_seen_once_an_epoch(monkeypatch):
    seen = []

    def watched(self, params, X, rng):
        seen.append(X[:, 0])
        return 0.0, {name: np.zeros_like(value) for name, value in params.items()}

    monkeypatch.setattr(DenoisingAutoencoder, "_cost_and_gradients", watched)
    X = np.arange(25.0)[:, None] * np.ones((1, 3))
    DenoisingAutoencoder(2, n_epochs=2, batch_size=10).fit(X)
    assert [len(batch) for batch in seen] == [10, 10, 5] * 2
    epochs = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert all(np.array_equal(np.sort(epoch), X[:, 0]) for epoch in epochs)
    assert not np.array_equal(*epochs)


def test_divergence_is_told():
    model = DenoisingAutoencoder(6, learning_rate=500.0, batch_size=50)
    with pytest.raises(DivergenceError, match=r"epoch \d+, .*batch \d of 5.* 500"):
        model.fit(curved_songs())
    with pytest.raises(InputError, match="not fitted"):
        model.transform(curved_songs())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("n_hidden", 0), ("n_epochs", 1.5), ("batch_size", 0), ("noise", -0.1)),
        *(("hidden", "relu"), ("learning_rate", 0), ("momentum", 1)),
    ],
)
def test_impossible_settings_are_refused(name, value):
    with pytest.raises(InputError, match=f"autoencoder.*{name}.*{value!r}"):
        DenoisingAutoencoder(**{name: value})


def test_unusable_frames_are_refused():
    with pytest.raises(InputError, match=r"song 1\b.*row 1, column 2.*nan"):
        DenoisingAutoencoder(3, n_epochs=1).fit([np.array([[1.0, np.nan]])])


def test_a_short_last_batch_counts_by_its_frames():
    X = np.random.default_rng(0).normal(size=(110, 4)) * np.repeat([1, 9], [100, 10])[:, None]
    still = DenoisingAutoencoder(3, noise=0, n_epochs=1, learning_rate=1e-300, seed=1).fit(X)
    Y, _ = autoencoder.forward(still.params_, X)
    assert still.history_ == pytest.approx([np.mean((Y - X) ** 2)])


def test_a_last_update_that_goes_beyond_all_numbers_is_told():
    X = 1e3 * np.random.default_rng(0).normal(size=(20, 4))
    with pytest.raises(DivergenceError):
        DenoisingAutoencoder(3, n_epochs=1, learning_rate=1e308, seed=1).fit(X)
