"""The families: each is what its name says, and none learns from the songs that are held out from it."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems import early_stopping, families
from elman.systems.best import fit_best
from elman.systems.early_stopping import EarlyStopped
from elman.systems.families import FAMILIES
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression
from elman.systems.members import Member
from elman.systems.recurrent import STAGES, RecurrentRegression, chain
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.smoothing import smooth

FEW = (Member("ridge", (3,), 0.1), Member("network", (1,), ()))
STAGES_OF = {"linear": ["lr"], "recurrent": list(STAGES), "ridge": ["ridge"], "best": ["best"]}
"""What the others give is a raw and a smoothed curve."""


@pytest.fixture
def reading(short):
    return short("code", n_epochs=3, learning_rate=0.05)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Sizes for songs of 6 columns and 20 frames."""
    monkeypatch.setattr(families, "PCA_COMPONENTS", 4)
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 6)
    monkeypatch.setattr(families, "KernelPCA", lambda n, seed: KernelPCA(min(n, 5), n_frames=60, seed=seed))
    monkeypatch.setattr(families, "DenoisingAutoencoder", lambda seed: DenoisingAutoencoder(5, n_epochs=2, seed=seed))
    monkeypatch.setattr(families, "fit_best", lambda *args, **kwargs: fit_best(*args, members=FEW, **kwargs))


def two_thirds(songs, M=2):
    return np.array([[n % 3 != m for m in range(M)] for n in range(len(songs))])


def run(family, songs, reading, trains_on=None):
    told = []
    trains_on = two_thirds(songs) if trains_on is None else trains_on
    models = FAMILIES[family](songs, trains_on, reading, 0, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(models) == trains_on.shape[1]
    return models


def training_songs(songs, m):
    return [song for song, trains in zip(songs, two_thirds(songs)[:, m], strict=True) if trains]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_model_has_a_predictor_for_each_stage(family, corpus, reading):
    for stages in run(family, corpus.development, reading):
        assert list(stages) == STAGES_OF.get(family, ["rnn", "rnn + smoothing"])
        for predictor in stages.values():
            for song in (corpus.development[0], corpus.evaluation[0]):
                Y = predictor.predict(song.features)
                assert Y.shape == (len(song.features), 2)
                assert np.isfinite(Y).all()
            assert len(getattr(predictor, "history_", [])) <= 6


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_learned_from_held_out_songs(family, corpus, reading):
    """Neither from their targets nor from their features."""
    songs, rng = corpus.development, np.random.default_rng(0)
    trains_on = two_thirds(songs)[:, :1]
    changed = [
        song if trains else replace(song, targets=rng.normal(size=song.targets.shape), features=2 * song.features)
        for song, trains in zip(songs, trains_on[:, 0], strict=True)
    ]
    [stages], [again] = (run(family, of, reading, trains_on) for of in (songs, changed))
    for stage, predictor in stages.items():
        X = corpus.evaluation[0].features
        np.testing.assert_array_equal(predictor.predict(X), again[stage].predict(X))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_bits(family, corpus, reading):
    X = corpus.evaluation[0].features
    for stages, again in zip(*(run(family, corpus.development, reading) for _ in range(2)), strict=True):
        assert all(np.array_equal(stages[stage].predict(X), again[stage].predict(X)) for stage in stages)


ALONE = {
    "linear": lambda reading: LinearRegression(),
    "ridge": lambda reading: RidgeByCrossValidation(seed=0),
    "early_stopping": lambda reading: EarlyStopped(reading.network, 0),
    "lstm": lambda reading: RecurrentRegression(replace(reading.network, network="lstm"), [0, 1]),
    "gru": lambda reading: RecurrentRegression(replace(reading.network, network="gru"), [0, 1]),
}


@pytest.mark.parametrize("family", ALONE)
def test_a_family_is_its_predictor_fitted_on_the_training_songs(family, corpus, reading):
    songs, X = corpus.development, corpus.evaluation[0].features
    for m, stages in enumerate(run(family, songs, reading)):
        raw, *smoothed = (predictor.predict(X) for predictor in stages.values())
        np.testing.assert_array_equal(raw, ALONE[family](reading).fit(training_songs(songs, m)).predict(X))
        for curve in smoothed:
            np.testing.assert_array_equal(curve, smooth(raw, reading.kernel))


@pytest.mark.parametrize("name", ["code", "paper"])
def test_recurrent_is_the_papers_chain(songs, short, name):
    """In lockstep, and so up to rounding; the networks of one model are shared by its stages."""
    reading = short(name, n_epochs=7, learning_rate=0.01)
    for m, stages in enumerate(run("recurrent", songs, reading)):
        alone = chain(reading, 0)
        alone["rnn + rnn2"].fit(training_songs(songs, m))
        for stage, predictor in stages.items():
            expected = alone[stage].predict(songs[0].features)
            np.testing.assert_allclose(predictor.predict(songs[0].features), expected, atol=1e-10, err_msg=stage)
            np.testing.assert_allclose(predictor.history_, alone[stage].history_, atol=1e-10, err_msg=stage)
        assert stages["rnn + smoothing"].predictor is stages["rnn"]


def test_recurrent_tells_each_epoch_of_both_networks(songs, short):
    told = []
    FAMILIES["recurrent"](songs, two_thirds(songs), short(n_epochs=4), 0, told.append)
    assert told == sorted(told)
    assert len(set(np.round(told, 9))) == 8


def test_recurrent_with_another_cell(songs, short):
    reading = short("code", n_epochs=2, network="gru")
    [stages] = run("recurrent", songs, reading, np.ones((len(songs), 1), dtype=bool))
    alone = chain(reading, 0)["rnn + rnn2"].fit(songs)
    assert np.array_equal(stages["rnn + rnn2"].predict(songs[0].features), alone.predict(songs[0].features))


def test_divergence_names_the_song(songs, short):
    with pytest.raises(InputError, match=r"song [1-6]: .*epoch \d+, .*song \d of 4"):
        run("recurrent", songs, short("code", n_epochs=20, learning_rate=50.0))


@pytest.mark.parametrize(
    ("family", "transform"),
    [
        ("pca", PCA(4)),
        ("kernel_pca", KernelPCA(5, n_frames=60, seed=[0, 3])),
        ("autoencoder", DenoisingAutoencoder(5, n_epochs=2, seed=[0, 3])),
    ],
)
def test_transformed_features_are_read_by_the_papers_network(family, transform, corpus, reading):
    songs, X = corpus.development, corpus.evaluation[0].features
    for m, stages in enumerate(run(family, songs, reading)):
        training = training_songs(songs, m)
        scaler = Standardizer().fit([song.features for song in training])
        heard = transform.fit([scaler.transform(song.features) for song in training]).transform
        network = RecurrentRegression(reading.network, [0, 1])
        network.fit([replace(song, features=heard(scaler.transform(song.features))) for song in training])
        expected = network.predict(heard(scaler.transform(X)))
        np.testing.assert_allclose(stages["rnn"].predict(X), expected, rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(stages["rnn + smoothing"].predict(X), smooth(expected), rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(stages["rnn"].history_, network.history_, rtol=1e-7)


def test_networks_of_transformed_features_are_the_same_however_many_are_trained_at_once(songs, reading, monkeypatch):
    """Features of no model more, of two at once, or of all are held."""
    trains_on = np.array([[(n + m) % 3 > 0 for m in range(5)] for n in range(len(songs))])
    of_one_model = sum(len(song.features) for song in songs) * 4 * 8  # 4 principal components
    curves, n_at_once = [], []
    fit_networks = families.fit_networks
    monkeypatch.setattr(families, "fit_networks", lambda *a, **k: n_at_once.append(len(a[0])) or fit_networks(*a, **k))
    for at_once in (1, 2.5 * of_one_model, np.inf):
        monkeypatch.setattr(families, "AT_ONCE", at_once)
        curves.append([stages["rnn"].predict(songs[0].features) for stages in run("pca", songs, reading, trains_on)])
    assert n_at_once == [*(1, 1, 1, 1, 1), *(2, 2, 1), 5]
    for other in curves[:2]:
        np.testing.assert_allclose(other, curves[2], rtol=1e-9, atol=1e-12)
    assert not np.allclose(curves[2][0], curves[2][1], rtol=1e-3)


@pytest.mark.parametrize("family", ["pca", "kernel_pca"])
def test_a_small_corpus_with_repeating_columns_has_fewer_components(family, corpus, reading, monkeypatch):
    monkeypatch.setattr(families, "PCA_COMPONENTS", 100)
    monkeypatch.setattr(families, "KernelPCA", KernelPCA)  # 200 components, and 120 frames
    poor = [replace(song, features=song.features[:, [0, 1, 1, 2, 0, 0]]) for song in corpus.development]
    for stages in run(family, poor, reading):
        assert np.isfinite(stages["rnn"].predict(poor[0].features)).all()


def test_kernel_pca_of_few_directions_takes_them_all(monkeypatch):
    """One column: far fewer directions than components asked for."""
    monkeypatch.setattr(families, "KernelPCA", KernelPCA)
    X = np.random.default_rng(0).normal(size=(600, 1))
    fitted = families._kernel_pca(X, 0)
    assert 0 < fitted.weights_.shape[1] < 60
