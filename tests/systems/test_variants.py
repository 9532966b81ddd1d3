"""The variants' families: each is what its name says, and none sees the songs it predicts."""

from dataclasses import replace

import numpy as np
import pytest

from elman.network.early_stopping import fit_early_stopping
from elman.network.networks import NETWORKS
from elman.systems import reproduction, variants
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import smooth
from elman.systems.table1 import FAMILIES as TABLE1
from elman.systems.table1 import Row


@pytest.fixture
def reading(short):
    return short("code", n_epochs=3, learning_rate=0.05)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Sizes for songs of 6 columns and 20 frames."""
    monkeypatch.setattr(variants, "PCA_COMPONENTS", 4)
    monkeypatch.setattr(variants, "MOST_EPOCHS", 6)
    monkeypatch.setattr(variants, "KernelPCA", lambda n: KernelPCA(min(n, 5), n_frames=60))
    monkeypatch.setattr(variants, "DenoisingAutoencoder", lambda: DenoisingAutoencoder(5, n_epochs=2))


def run(family, corpus, reading, M=2):
    songs = corpus.development
    trains_on = np.array([[n % 3 != m for m in range(M)] for n in range(len(songs))])
    tests = [[song for song, trains in zip(songs, column, strict=True) if not trains] for column in trains_on.T]
    tests[-1] = tests[-1] + corpus.evaluation
    told = []
    predictions, costs = variants.FAMILIES[family](songs, trains_on, tests, reading, 0, told.append)
    assert told[-1] == pytest.approx(1)
    return songs, trains_on, tests, predictions, costs


@pytest.mark.parametrize("family", [name for name in variants.FAMILIES if name != "best"])
def test_every_song_gets_a_curve_of_its_frames(family, corpus, reading):
    _, _, tests, predictions, costs = run(family, corpus, reading)
    stages = ["ridge"] if family == "ridge" else ["rnn", "rnn + smoothing"]
    assert [list(of_model) for of_model in predictions] == [stages] * 2
    for test, of_model in zip(tests, predictions, strict=True):
        for stage in stages:
            assert [Y.shape for Y in of_model[stage]] == [song.targets.shape for song in test]
            assert all(np.isfinite(Y).all() for Y in of_model[stage])
    assert all(len(history) <= 6 for of_model in costs for history in of_model.values())


@pytest.mark.parametrize("family", [name for name in variants.FAMILIES if name != "best"])
def test_held_out_songs_teach_nothing(family, corpus, reading):
    songs, trains_on, _, predictions, _ = run(family, corpus, reading)
    rng = np.random.default_rng(0)
    changed = [
        song if trains_on[n, 0] else replace(song, targets=rng.normal(size=song.targets.shape))
        for n, song in enumerate(songs)
    ]
    *_, again, _ = run(family, replace(corpus, development=changed), reading)
    stage = list(predictions[0])[-1]
    for Y, other in zip(predictions[0][stage], again[0][stage], strict=True):
        np.testing.assert_array_equal(Y, other)


@pytest.mark.parametrize(
    ("family", "make"),
    [
        ("pca", lambda X, rng: PCA(4).fit(X)),
        ("kernel_pca", lambda X, rng: KernelPCA(5, n_frames=60).fit(X, rng=rng)),
        ("autoencoder", lambda X, rng: DenoisingAutoencoder(5, n_epochs=2).fit(X, rng=rng)),
    ],
)
def test_transformed_features_are_read_by_the_papers_network(family, make, corpus, reading):
    songs, trains_on, tests, predictions, costs = run(family, corpus, reading)
    train = [songs[n] for n in np.flatnonzero(trains_on[:, 1])]
    scaler = Standardizer().fit([song.features for song in train])
    transform = make([scaler.transform(s.features) for s in train], np.random.default_rng([0, 3])).transform
    network = RecurrentRegression(reading.network, [0, 1]).fit(
        [s.id for s in train], [transform(scaler.transform(s.features)) for s in train], [s.targets for s in train]
    )
    for song, raw, smoothed in zip(tests[1], predictions[1]["rnn"], predictions[1]["rnn + smoothing"], strict=True):
        expected = network.predict(transform(scaler.transform(song.features)))
        np.testing.assert_allclose(raw, expected[song.lead_in :], rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(smoothed, smooth(expected)[song.lead_in :], rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(costs[1][family], network.history_, rtol=1e-7)


@pytest.mark.parametrize("family", ["lstm", "gru"])
def test_a_cell_takes_the_place_of_elmans(family, corpus, reading):
    songs, trains_on, tests, predictions, _ = run(family, corpus, reading)
    train = [songs[n] for n in np.flatnonzero(trains_on[:, 0])]
    network = RecurrentRegression(replace(reading.network, network=family), [0, 1]).fit(
        [s.id for s in train], [s.features for s in train], [s.targets for s in train]
    )
    np.testing.assert_array_equal(predictions[0]["rnn"][0], network.predict(tests[0][0].features))


def test_early_stopping_holds_songs_of_the_training_fold_out(corpus, reading, monkeypatch):
    seen = []

    def watch(start, songs, held_out, settings, *, patience):
        seen.append((len(songs), len(held_out), settings.n_epochs, patience))
        return fit_early_stopping(start, songs, held_out, settings, patience=patience)

    monkeypatch.setattr(variants, "fit_early_stopping", watch)
    _, trains_on, _, _, costs = run("early_stopping", corpus, reading)
    assert seen == [(n - 1, 1, 6, variants.PATIENCE) for n in trains_on.sum(axis=0)]
    assert all(1 <= len(of_model["early_stopping"]) <= 6 for of_model in costs)


def test_best_is_a_family_too(corpus, reading, monkeypatch):
    from elman.systems.best import Member, fit_best

    def few(*args, **kwargs):
        return fit_best(*args, members=(Member("ridge", 3, 0.1), Member("network", 1, ())), **kwargs)

    monkeypatch.setattr(variants, "fit_best", few)
    _, _, tests, predictions, costs = run("best", corpus, reading)
    assert costs == [{}, {}]
    for test, of_model in zip(tests, predictions, strict=True):
        assert [Y.shape for Y in of_model["best"]] == [song.targets.shape for song in test]


def test_rows_stand_below_the_tables_and_have_families():
    plain, more = reproduction.rows(["260", "268"]), reproduction.rows(["260", "268"], with_variants=True)
    assert more[: len(plain)] == plain
    names = [row.name for row in more]
    assert len(set(names)) == len(names)
    assert {"pca rnn 268", "lstm 268 + smoothing", "ridge 268", "best 268"} <= set(names)
    assert {row.family for row in more} == set(reproduction.FAMILIES) == set(TABLE1) | set(variants.FAMILIES)
    assert not set(TABLE1) & set(variants.FAMILIES)
    assert all("-" not in family for family in reproduction.FAMILIES)  # a part's name is cut there
    assert Row("x", "260", "pca", "rnn") not in more


def test_variants_add_parts_and_change_none():
    given = ("source", ["260", "268"], (("1",), ("2",)))
    rest = {"evaluate": True, "reading": "code", "seed": 0}
    plain, more = reproduction.parts(*given, **rest), reproduction.parts(*given, **rest, with_variants=True)
    assert plain.items() <= more.items()
    assert {name.split("-")[1] for name in more.keys() - plain.keys()} == {"268"}
    assert len(more) - len(plain) == len(variants.FAMILIES)
    assert NETWORKS.keys() >= {"lstm", "gru"}


@pytest.mark.parametrize("family", ["pca", "kernel_pca"])
def test_a_small_corpus_with_repeating_columns_has_fewer_components(family, corpus, reading, monkeypatch):
    monkeypatch.setattr(variants, "PCA_COMPONENTS", 100)
    monkeypatch.setattr(variants, "KernelPCA", KernelPCA)  # 200 components, and 120 frames
    poor = [replace(song, features=song.features[:, [0, 1, 1, 2, 0, 0]]) for song in corpus.development]
    *_, predictions, _ = run(family, replace(corpus, development=poor, evaluation=[]), reading)
    assert np.isfinite(predictions[0]["rnn"][0]).all()


def test_early_stoppings_scaler_has_not_seen_the_held_out_songs(songs, short, monkeypatch):
    def watch(start, learned, held_out, settings, *, patience):
        frames = np.concatenate([X for X, _ in learned])
        np.testing.assert_allclose(frames.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(frames.std(axis=0), 1, atol=1e-12)
        return fit_early_stopping(start, learned, held_out, settings, patience=patience)

    monkeypatch.setattr(variants, "fit_early_stopping", watch)
    monkeypatch.setattr(variants, "MOST_EPOCHS", 2)
    variants.early_stopping(songs, np.ones((len(songs), 1), bool), [songs[:1]], short(), 0, lambda share: None)


def test_early_stopping_keeps_its_seed_and_the_epochs_up_to_the_best(songs, short, monkeypatch):
    starts, kept = [], []

    def watch(start, learned, held_out, settings, *, patience):
        starts.append(start["W_xh"])
        params, history = fit_early_stopping(start, learned, held_out, settings, patience=patience)
        history = history._replace(best_epoch=2)
        kept.append(history.training_cost[:2])
        return params, history

    monkeypatch.setattr(variants, "fit_early_stopping", watch)
    monkeypatch.setattr(variants, "MOST_EPOCHS", 3)
    for seed in (0, 1):
        *_, costs = variants.early_stopping(
            songs, np.ones((6, 1), bool), [songs[:1]], short(), seed, lambda share: None
        )
        assert costs[0]["early_stopping"] == kept[-1]
    assert not np.array_equal(*starts)


def test_kernel_pca_of_few_directions_takes_them_all():
    """One column: far fewer directions than components asked for."""
    X = np.random.default_rng(0).normal(size=(600, 1))
    fitted = variants._kernel_pca([X], np.random.default_rng(0))
    assert 0 < fitted.weights_.shape[1] < 60
