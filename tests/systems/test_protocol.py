"""One signature for everything that can be fitted, and one place for its input checks."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.settings import Settings
from elman.systems import early_stopping, kernel_ridge, protocol
from elman.systems.best import Best
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed, Stacked, Transformed
from elman.systems.early_stopping import EarlyStopped
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.kernel_ridge import KernelRidge
from elman.systems.linear import LinearRegression
from elman.systems.members import Member
from elman.systems.protocol import (
    expect_features,
    expect_songs,
    expect_whole,
    on_all_frames,
    on_each_song,
    stack_frames,
)
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.trees import Trees

SETTINGS = Settings(n_hidden=3, n_epochs=2, learning_rate=0.05)
FEW = (Member("ridge", (3,), 1e6), Member("network", (1,), (("n_epochs", 9), ("learning_rate", 0.05))))

TRANSFORMS = {
    "standardizer": lambda seed: Standardizer(),
    "pca": lambda seed: PCA(3),
    "kernel pca": lambda seed: KernelPCA(3, n_frames=40, seed=seed),
    "autoencoder": lambda seed: DenoisingAutoencoder(3, n_epochs=2, seed=seed),
}
PREDICTORS = {
    "linear": lambda seed: LinearRegression(),
    "ridge": lambda seed: RidgeByCrossValidation(seed=seed),
    "kernel ridge": lambda seed: KernelRidge(0.1, 0.1, seed=seed),
    "trees": lambda seed: Trees(5, seed=seed),
    "network": lambda seed: RecurrentRegression(SETTINGS, seed),
    "network of raw features": lambda seed: RecurrentRegression(SETTINGS, seed, standardize=False),
    "lstm": lambda seed: RecurrentRegression(replace(SETTINGS, network="lstm"), seed),
    "gru": lambda seed: RecurrentRegression(replace(SETTINGS, network="gru"), seed),
    "early stopped": lambda seed: EarlyStopped(SETTINGS, seed),
    "smoothed": lambda seed: Smoothed(LinearRegression()),
    "averaged": lambda seed: Averaged((3,), LinearRegression()),
    "transformed": lambda seed: Transformed(PCA(2), RecurrentRegression(SETTINGS, seed)),
    "stacked": lambda seed: Stacked(LinearRegression(), RecurrentRegression(SETTINGS, seed, standardize=False)),
    "mean": lambda seed: Mean(LinearRegression(), RecurrentRegression(SETTINGS, seed)),
    "per emotion": lambda seed: PerEmotion(LinearRegression(), RecurrentRegression(SETTINGS, seed)),
    "best": lambda seed: Best(reading, seed, members=FEW),
}
CERTAIN = {"standardizer", "pca", "linear", "ridge", "smoothed", "averaged"}

reading = None  # of the predictor `best`; set for each test below


@pytest.fixture(autouse=True)
def small(monkeypatch, short):
    monkeypatch.setitem(globals(), "reading", short())
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 4)
    monkeypatch.setattr(kernel_ridge, "LANDMARKS", 20)


def fit(name, songs, seed=0):
    """A fitted transform or predictor, and what it makes of the last song."""
    if name in TRANSFORMS:
        fitted = TRANSFORMS[name](seed).fit([song.features for song in songs])
        return fitted, fitted.transform(songs[-1].features)
    fitted = PREDICTORS[name](seed).fit(songs)
    return fitted, fitted.predict(songs[-1].features)


EVERYTHING = [*TRANSFORMS, *PREDICTORS]


@pytest.mark.parametrize("name", EVERYTHING)
def test_one_signature(name):
    made = (TRANSFORMS | PREDICTORS)[name](0)
    wanted = {"fit": ["X"], "transform": ["X"]} if name in TRANSFORMS else {"fit": ["songs"], "predict": ["X"]}
    assert {method: list(inspect.signature(getattr(made, method)).parameters) for method in wanted} == wanted


@pytest.mark.parametrize("name", EVERYTHING)
def test_fit_gives_itself_and_a_second_fit_the_same_bits(name, songs, songs_of):
    made = (TRANSFORMS | PREDICTORS)[name](0)
    data = [song.features for song in songs] if name in TRANSFORMS else songs
    other = songs_of(6, 30, 4, seed=9)
    made.fit([song.features for song in other] if name in TRANSFORMS else other)
    assert made.fit(data) is made
    apply = made.transform if name in TRANSFORMS else made.predict
    _, expected = fit(name, songs)
    assert np.array_equal(apply(songs[-1].features), expected)
    assert np.array_equal(apply(songs[-1].features), expected)


@pytest.mark.parametrize("name", EVERYTHING)
def test_the_seed_decides_what_is_random_and_nothing_else(name, songs):
    _, first = fit(name, songs, seed=0)
    _, other = fit(name, songs, seed=1)
    assert np.array_equal(first, other) == (name in CERTAIN)


@pytest.mark.parametrize("name", PREDICTORS)
def test_a_curve_for_each_emotion_and_inputs_as_they_were(name, songs):
    before = [(song.features.copy(), song.targets.copy()) for song in songs]
    _, Y = fit(name, songs)
    assert Y.shape == (30, 2)
    assert np.isfinite(Y).all()
    for (X, targets), song in zip(before, songs, strict=True):
        assert np.array_equal(X, song.features)
        assert np.array_equal(targets, song.targets)


@pytest.mark.parametrize("name", EVERYTHING)
def test_before_fit_it_is_told_that_nothing_is_fitted(name, songs):
    made = (TRANSFORMS | PREDICTORS)[name](0)
    apply = made.transform if name in TRANSFORMS else made.predict
    with pytest.raises(InputError, match="not fitted"):
        apply(songs[0].features)


BAD_FEATURES = {
    "one column for four": (lambda X: X[:, :1], "1 column.* 4 "),
    "five columns": (lambda X: np.column_stack([X, X[:, 0]]), "5 columns.* 4 "),
    "a number missing": (lambda X: np.where(X[6, 2] == X, np.nan, X), "row 7, column 3 is nan"),
    "a single frame without its axis": (lambda X: X[0], r"shape \(4,\)"),
    "texts": (lambda X: X.astype(str), "type <U"),
    "complex": (lambda X: X + 0j, "type complex128"),
}


@pytest.mark.parametrize("bad", BAD_FEATURES)
@pytest.mark.parametrize("name", EVERYTHING)
def test_features_that_do_not_fit_are_told(name, bad, songs):
    spoil, facts = BAD_FEATURES[bad]
    fitted, _ = fit(name, songs)
    with pytest.raises(InputError, match=facts):
        (fitted.transform if name in TRANSFORMS else fitted.predict)(spoil(songs[0].features))


@pytest.mark.parametrize("name", PREDICTORS)
def test_no_songs_and_songs_that_cannot_be_learned_from(name, songs):
    def with_second(**changes):
        return [songs[0], replace(songs[1], **changes), *songs[2:]]

    X, targets = songs[1].features, songs[1].targets
    for bad, facts in (
        ([], "no (training )?songs|no frames|0 (training )?song"),
        (with_second(features=X[:, :3]), "song 2.* 3 columns.* 4 "),
        (with_second(features=np.where(X[4, 1] == X, np.inf, X)), "song 2.*row 5, column 2 is inf"),
        (with_second(targets=np.where(targets == targets[3, 1], np.nan, targets)), "song 2.*row 4, column 2 is nan"),
        (with_second(targets=targets[:, 0]), r"song 2.*\(30,\)"),
        (with_second(features=X[:5]), r"song 2.*\(30, 2\).* 5 "),
    ):
        with pytest.raises(InputError, match=facts):
            PREDICTORS[name](0).fit(bad)


def test_a_fit_that_fails_leaves_nothing_learned(songs):
    network = RecurrentRegression(replace(SETTINGS, n_epochs=20, learning_rate=50.0), 0)
    network.fit(songs[:1])
    with pytest.raises(InputError, match="diverged"):
        network.fit(songs)
    with pytest.raises(InputError, match="not fitted"):
        network.predict(songs[0].features)
    kernel = KernelPCA(3, n_frames=40)
    with pytest.raises(InputError, match="0 eigenvalues"):
        kernel.fit(np.ones((9, 2)))
    with pytest.raises(InputError, match="not fitted"):
        kernel.transform(np.ones((9, 2)))


def test_songs_are_stacked_in_their_order():
    songs = [np.arange(6.0).reshape(3, 2), np.arange(6.0, 10.0).reshape(2, 2)]
    np.testing.assert_array_equal(stack_frames(songs), np.arange(10.0).reshape(5, 2))
    assert stack_frames(songs[0]) is songs[0]


class Doubled:
    """A transform that needs nothing."""

    n_columns_ = 2

    @on_all_frames
    def fit(self, X):
        self.shape_ = X.shape
        return self

    @on_each_song
    def transform(self, X):
        return 2 * X


def test_a_list_gives_a_list_and_a_matrix_a_matrix():
    songs = [np.ones((3, 2)), np.ones((2, 2), dtype=int)]
    fitted = Doubled().fit(songs)
    assert fitted.shape_ == (5, 2)
    twice = fitted.transform(songs)
    assert [song.shape for song in twice] == [(3, 2), (2, 2)]
    assert [song.dtype for song in twice] == [float, float]
    assert np.array_equal(fitted.transform(songs[0]), 2 * songs[0])
    assert fitted.transform([]) == []


@pytest.mark.parametrize(
    ("X", "facts"),
    [
        ([], "no frames"),
        ([np.ones((0, 3))], "no frames"),
        (np.ones(3), r"shape \(3,\)"),
        ([np.ones((2, 3)), np.ones((2, 4))], "song 2 of 2.* 4 columns.* 3 "),
        ([np.ones((2, 2)), np.array([[1, 2], [3, np.nan]])], "song 2 of 2, row 2, column 2 is nan"),
        (np.array([[1, np.inf]]), "row 1, column 2 is inf"),
        (np.array([["a"]]), r"shape \(1, 1\) and type <U1"),
        ([np.array([[1.0, 1e200], [2.0, -2e200]])], "feature 2 of 2 .*2e[+]200"),
    ],
)
def test_unusable_features_are_refused(X, facts):
    with pytest.raises(InputError, match=facts):
        stack_frames(X)


def test_what_is_no_song_is_told():
    with pytest.raises(InputError, match="tuple.*Song"):
        LinearRegression().fit([(np.ones((3, 2)), np.ones((3, 2)))])


def test_a_lead_in_needs_no_targets(songs_of):
    expect_songs(songs_of(3, 20, 4, lead_in=5))


def test_the_decorators_keep_what_help_and_show_need():
    for method in (PCA.fit, PCA.transform, LinearRegression.fit, LinearRegression.predict):
        assert method.__doc__
        assert "self" in inspect.getsource(method)
        assert inspect.getmodule(method) is not protocol


def test_whole_numbers():
    for good in (1, 7, np.int64(3)):
        expect_whole("units", good)
    for bad in (0, -1, 2.0, "3", None):
        with pytest.raises(InputError, match=f"^units: {bad!r}"):
            expect_whole("units", bad)


def test_a_mask_is_not_lost():
    X = np.ma.masked_greater(np.arange(12.0).reshape(4, 3), 7)
    with pytest.raises(InputError, match="masked"):
        expect_features(X, "song 1")
    assert expect_features(np.ma.masked_array(np.ones((4, 3))), "song 1").shape == (4, 3)
