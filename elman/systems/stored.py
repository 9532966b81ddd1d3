"""A fitted predictor as plain arrays and a text, and back: what `elman.systems.model` writes into its file.

A predictor is a tree: `Smoothed` holds a network, the network a `Standardizer`. Of each node `KINDS` says which settings its
constructor takes, which arrays it learned, and which parts it has. In the file an array's name is its path in the tree, as
``smoothed/network/W_xh``; the tree itself, with the settings, is a text of JSON. Reading builds nothing but what `KINDS` names
and takes no array of another shape than its node has: NumPy would stretch it, silently.
"""

import dataclasses
from typing import NamedTuple

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.network.settings import Settings
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed, Stacked, Transformed
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression
from elman.systems.recurrent import RecurrentRegression


class Kind(NamedTuple):
    """What a class of predictors or transforms has to be written down.

    Parameters
    ----------
    type : class
    settings : tuple of str
        Arguments of its constructor, which are also its attributes.
    arrays : dict of str to tuple
        The shape of each learned array, by its attribute. ``"D"`` is the number of columns that the node reads, 2 that of the
        emotions; any other letter is the same number in all arrays of the node.
    parts : tuple of str
        Attributes that are nodes themselves, or a list of them.
    gives : int, str or None
        How many columns it gives to the part after it, as in ``arrays``; None: as many as it reads.
    """

    type: type
    settings: tuple = ()
    arrays: dict = {}
    parts: tuple = ()
    gives: int | str | None = 2


KINDS = {
    "standardized": Kind(Standardizer, arrays={"mean_": ("D",), "std_": ("D",)}, gives=None),
    "pca": Kind(PCA, ("n_components",), {"mean_": ("D",), "components_": ("K", "D"), "variances_": ("D",)}, gives="K"),
    "kernel_pca": Kind(
        KernelPCA,
        ("n_components", "n_frames"),
        {"frames_": ("n", "D"), "gamma_": (), "eigenvalues_": ("K",), "weights_": ("n", "K"), "means_": ("n",)},
        gives="K",
    ),
    "autoencoder": Kind(
        DenoisingAutoencoder,
        ("n_hidden", "noise", "hidden", "tied", "n_epochs", "batch_size", "learning_rate", "momentum"),
        {"params_": {"W_xh": ("D", "K"), "b_h": ("K",), "W_hy": ("K", "D"), "b_y": ("D",)}},
        gives="K",
    ),
}
