"""Predictors taken apart and put together again: the same bits, and nothing that does not fit."""

import copy
import json

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.settings import Settings
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed, Stacked, Transformed
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.kernel_ridge import KernelRidge
from elman.systems.linear import LinearRegression
from elman.systems.recurrent import RecurrentRegression
from elman.systems.stored import pack, unpack
from elman.systems.trees import Trees


def network(standardize=True, **changes):
    return RecurrentRegression(Settings(n_hidden=3, n_epochs=2, **changes), [0, 1], standardize)


PREDICTORS = {
    "linear": lambda: LinearRegression(0.5),
    "kernel ridge": lambda: KernelRidge(0.1, 0.1, seed=[1, 2]),
    "trees": lambda: Trees(4, seed=1),
    "network": network,
    "gru of raw features": lambda: network(False, network="gru"),
    "smoothed": lambda: Smoothed(network(network="static"), "uniform", 5),
    "averaged": lambda: Averaged((1, 3), LinearRegression()),
    "pca": lambda: Transformed(Standardizer(), Transformed(PCA(3), network(network="lstm"))),
    "kernel pca": lambda: Transformed(KernelPCA(3, n_frames=40), LinearRegression()),
    "autoencoder": lambda: Transformed(DenoisingAutoencoder(3, n_epochs=2), LinearRegression()),
    "stacked": lambda: Stacked(LinearRegression(), network(False)),
    "weighted": lambda: Mean(LinearRegression(), Trees(2), weights=(0.3, 0.7)),
    "per emotion": lambda: PerEmotion(Mean(LinearRegression()), LinearRegression(2.0)),
}


def through_json(tree):
    return json.loads(json.dumps(tree))


@pytest.mark.parametrize("name", PREDICTORS)
def test_the_same_bits_again_and_again(name, songs):
    fitted = PREDICTORS[name]().fit(songs)
    X = songs[2].features
    tree, arrays = pack(fitted)
    before = {key: array.copy() for key, array in arrays.items()}
    again = unpack(through_json(tree), dict(arrays), 4)
    assert np.array_equal(again.predict(X), fitted.predict(X))
    tree_2, arrays_2 = pack(again)
    assert through_json(tree_2) == through_json(tree)
    assert arrays_2.keys() == arrays.keys()
    assert all(np.array_equal(arrays_2[key], before[key]) for key in before)


@pytest.mark.parametrize("name", PREDICTORS)
def test_features_of_another_number_do_not_fit(name, songs):
    tree, arrays = pack(PREDICTORS[name]().fit(songs))
    if name == "trees":  # which ask about some of the columns only
        assert unpack(tree, dict(arrays), 5).n_columns_ == 5
        with pytest.raises(InputError, match="4 trees of 1 features"):
            unpack(tree, dict(arrays), 1)
    else:
        with pytest.raises(ValueError, match="was expected"):
            unpack(tree, dict(arrays), 5)


def spoiled(tree, change):
    tree = copy.deepcopy(tree)
    change(tree)
    return tree


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("linear", lambda t: t.update(kind="oracle"), "oracle"),
        ("linear", lambda t: t["settings"].update(more=1), "more"),
        ("linear", lambda t: t["settings"].clear(), "ridge"),
        ("linear", lambda t: t["settings"].update(ridge=-1.0), "-1"),
        ("linear", lambda t: t["parts"].update(scaler_=None), "scaling"),
        ("gru of raw features", lambda t: t["settings"].update(standardize=True), "scaling"),
        ("network", lambda t: t["settings"]["settings"].update(n_hidden=4), "W_xh"),
        ("weighted", lambda t: t["settings"].update(weights=[1.0]), "weights"),
        ("per emotion", lambda t: t["parts"]["predictors"].pop(), "1 predictors"),
    ],
)
def test_a_tree_with_a_fault_is_refused(name, change, told, songs):
    tree, arrays = pack(PREDICTORS[name]().fit(songs))
    with pytest.raises((ValueError, InputError), match=told):
        unpack(spoiled(tree, change), dict(arrays), 4)


@pytest.mark.parametrize("name", PREDICTORS)
def test_an_array_too_many_is_named(name, songs):
    tree, arrays = pack(PREDICTORS[name]().fit(songs))
    with pytest.raises(ValueError, match="second/W_hy"):
        unpack(tree, arrays | {"second/W_hy": np.zeros(3)}, 4)


def test_what_makes_no_curves_is_no_predictor(songs):
    tree, arrays = pack(Standardizer().fit([song.features for song in songs]))
    with pytest.raises(ValueError, match="makes 4 columns"):
        unpack(tree, dict(arrays), 4)
