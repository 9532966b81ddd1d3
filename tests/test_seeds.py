"""One rule for seeds, and that everything which takes one keeps it."""

import numpy as np
import pytest

from elman.corpus.extra_columns import add_probes
from elman.corpus.shadows import add_shadows
from elman.corpus.synthetic import make
from elman.errors import InputError
from elman.evaluation import crossval, selection, significance
from elman.experiments.memory import gradient_over_distance
from elman.figures.hearing import hear
from elman.gradcheck import check_backward, directional
from elman.network import rnn
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.seeds import random_generator
from elman.sound.songbook import made_up_song, make_songbook
from elman.systems.best import Best
from elman.systems.early_stopping import EarlyStopped
from elman.systems.features import autoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.kernel_ridge import KernelRidge
from elman.systems.order import positions
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.trees import Trees

CORPUS = make(n_development=6, n_evaluation=0).with_group("260")
SONGS = CORPUS.development
X = np.arange(40.0).reshape(20, 2) % 7
PARAMS = {"w": np.ones(3)}
WRONG = [-1, 1.5, True, np.bool_(True), "x", "1", np.float64(1), np.nan, {1}]
OPTIONAL = {"directional", "check_backward"}
"""Without a seed, these take 0."""

PLACES = {
    "split": lambda seed: crossval.split("abcd", 2, seed=seed),
    "split_groups": lambda seed: crossval.split_groups({"a": "1", "b": "2"}, 2, seed=seed),
    "split_inside": lambda seed: crossval.split_inside("abcd", 2, seed=seed),
    "sign_flip_test": lambda seed: selection.sign_flip_test(X, seed=seed, n_draws=9),
    "paired": lambda seed: significance.paired(X[:, 0], X[:, 1], seed=seed, n_resamples=9),
    "make": lambda seed: make(seed, n_development=1, n_evaluation=0),
    "add_shadows": lambda seed: add_shadows(CORPUS, ["loudness"], seed=seed),
    "add_probes": lambda seed: add_probes(CORPUS, 1, seed=seed),
    "made_up_song": lambda seed: made_up_song(1, seed),
    **{f"init of {name}": lambda seed, n=n: n.init(1, 2, 1, rng=seed) for name, n in NETWORKS.items()},
    "init of autoencoder": lambda seed: autoencoder.init(2, 1, rng=seed),
    "start": lambda seed: Settings().start(1, 1, seed),
    "positions": lambda seed: positions(SONGS, Settings(), seed),
    "recurrent": lambda seed: RecurrentRegression(Settings(n_epochs=1), seed).fit(SONGS),
    "early stopping": lambda seed: EarlyStopped(Settings(n_epochs=1), seed).fit(SONGS),
    "ridge": lambda seed: RidgeByCrossValidation(seed=seed).fit(SONGS),
    "trees": lambda seed: Trees(1, seed=seed).fit(SONGS),
    "kernel ridge": lambda seed: KernelRidge(1.0, 1.0, seed=seed).fit(SONGS),
    "best": lambda seed: Best(None, seed).fit(SONGS),
    "kernel PCA": lambda seed: KernelPCA(1, seed=seed).fit(X),
    "autoencoder": lambda seed: autoencoder.DenoisingAutoencoder(1, n_epochs=1, seed=seed).fit(X),
    "directional": lambda seed: directional(lambda p: np.sum(p["w"] ** 2), PARAMS, rng=seed),
    "check_backward": lambda seed: check_backward(
        rnn.forward, rnn.backward, rnn.init(1, 1, 1, rng=0), X[:, :1], rng=seed
    ),
    "gradient_over_distance": lambda seed: gradient_over_distance(rnn, rnn.init(1, 1, 1, rng=0), 2, seed=seed),
    "hear": lambda seed: hear(X / 7, seed=seed),
}


@pytest.mark.parametrize("seed", [*WRONG, None])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_seed_is_told(place, seed):
    if seed is None and place in OPTIONAL:
        PLACES[place](seed)
        return
    with pytest.raises(InputError, match="the seed is .*whole number of 0 or more"):
        PLACES[place](seed)


@pytest.mark.parametrize("seed", [0, 2**70, np.int64(3), np.uint8(3), (1, 2), [7], np.array([1, 2])])
def test_a_seed_gives_what_numpy_gives(seed):
    assert random_generator(seed).random() == np.random.default_rng(seed).random()


def test_a_generator_goes_on_where_it_is():
    rng = np.random.default_rng(0)
    assert random_generator(rng) is rng


@pytest.mark.parametrize("seed", [[0, -1], (0, True), [0, [1]], [None], np.array([0.5]), np.array([[1]]), np.random])
def test_each_part_of_a_seed_is_looked_at(seed):
    with pytest.raises(InputError, match="whole number"):
        random_generator(seed)


@pytest.mark.parametrize("network", NETWORKS)
def test_networks_start_from_a_seed_as_from_its_generator(network):
    init = NETWORKS[network].init
    of_seed, of_generator = init(3, 4, 2, rng=5), init(3, 4, 2, rng=np.random.default_rng(5))
    assert of_seed.keys() == of_generator.keys()
    assert all(np.array_equal(of_seed[name], of_generator[name]) for name in of_seed)


@pytest.mark.parametrize("seed", WRONG)
def test_a_songbook_with_a_wrong_seed_leaves_no_folder(tmp_path, seed):
    with pytest.raises(InputError, match="the seed is"):
        make_songbook(tmp_path / "new", 1, seed)
    assert not (tmp_path / "new").exists()
