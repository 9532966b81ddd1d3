"""A fitted predictor as plain arrays and a text, and back: what `elman.systems.model` writes into its file.

A predictor is a tree of nodes: `Smoothed` holds a network, the network a `Standardizer`. `KINDS` says of each kind of node which
arguments its constructor takes, which arrays it learned, of which shape, and which parts it has. In the file an array is named
after its path in the tree, as ``predictor/scaler/mean``. Reading makes nothing but what `KINDS` names, and takes no array of
another shape than its node has, none that is missing, none that is left over: NumPy would stretch or ignore it, silently.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.network.settings import Settings
from elman.systems.best import Best
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed, Stacked, Transformed
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.kernel_ridge import KernelRidge
from elman.systems.linear import LinearRegression
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.trees import Trees

N_OUT = len(EMOTIONS)


class Kind(NamedTuple):
    """What a kind of node has to be written down; D is the number of columns that it reads.

    Parameters
    ----------
    type : class
    settings : tuple of str
        Arguments of its constructor, which are also its attributes.
    arrays : mapping of str to tuple
        The shape of each learned array, by its attribute. ``"D"`` is D; any other letter stands for one number in all arrays of
        the node. An attribute that is a dict of arrays is named with its keys, as ``params_/W_xh``.
    parts : tuple of str
        Attributes that are nodes, tuples of nodes, or None.
    gives : str or int
        The number of columns that it makes, a letter as in ``arrays``.
    whole : tuple of str
        Those of ``arrays`` that hold whole numbers.
    """

    type: type
    settings: tuple = ()
    arrays: Mapping = MappingProxyType({})
    parts: tuple = ()
    gives: str | int = N_OUT
    whole: tuple = ()


KINDS = {
    "standardizer": Kind(Standardizer, arrays={"mean_": ("D",), "std_": ("D",)}, gives="D"),
    "pca": Kind(PCA, ("n_components",), {"mean_": ("D",), "components_": ("K", "D"), "variances_": ("D",)}, gives="K"),
    "kernel PCA": Kind(
        KernelPCA,
        ("n_components", "n_frames", "gamma"),
        {"frames_": ("n", "D"), "gamma_": (), "eigenvalues_": ("K",), "weights_": ("n", "K"), "means_": ("n",)},
        gives="K",
    ),
    "autoencoder": Kind(
        DenoisingAutoencoder,
        ("n_hidden", "noise", "hidden", "n_epochs", "batch_size", "learning_rate", "momentum"),
        {
            "params_/W_xh": ("D", "K"),
            "params_/b_h": ("K",),
            "params_/b_y": ("D",),
            "params_/W_hy": ("K", "D"),
            "history_": ("e",),
        },
        gives="K",
    ),
    "linear": Kind(LinearRegression, ("ridge",), {"W_": ("D", N_OUT), "b_": (N_OUT,)}, ("scaler_",)),
    "kernel ridge": Kind(
        KernelRidge,
        ("gamma", "penalty", "seed"),
        {"landmarks_": ("m", "D"), "a_": ("m", N_OUT), "b_": (N_OUT,)},
        ("scaler_",),
    ),
    "trees": Kind(
        Trees,
        ("n_trees", "smallest", "n_frames", "seed"),
        {"column_": ("n",), "threshold_": ("n",), "child_": ("n",), "value_": ("n", N_OUT)},
        whole=("column_", "child_"),
    ),
    "network": Kind(RecurrentRegression, ("settings", "seed", "standardize"), {"history_": ("e",)}, ("scaler_",)),
    "smoothed": Kind(Smoothed, ("kernel", "window"), parts=("predictor",)),
    "averaged": Kind(Averaged, ("windows",), parts=("predictor",)),
    "transformed": Kind(Transformed, parts=("transform", "predictor")),
    "stacked": Kind(Stacked, parts=("first", "predictor")),
    "mean": Kind(Mean, ("weights",), parts=("predictors",)),
    "one for each emotion": Kind(PerEmotion, parts=("predictors",)),
}
NAMES = {kind.type: name for name, kind in KINDS.items()}


def pack(predictor, path="predictor"):
    """Take a fitted predictor apart.

    Returns
    -------
    tree : dict
        ``kind``, ``settings`` and ``parts``, for JSON.
    arrays : dict of str to array
        By their path.
    """
    while isinstance(predictor, Best | RidgeByCrossValidation):  # what was chosen is all that predicts
        predictor = predictor.predictor_
    name = next(NAMES[type_] for type_ in type(predictor).__mro__ if type_ in NAMES)
    kind = KINDS[name]
    arrays, parts = {}, {}
    for key in _shapes(predictor, kind, 0):
        attribute, *inner = key.split("/")
        value = getattr(predictor, attribute)
        arrays[_join(path, key)] = np.array(value[inner[0]] if inner else value)
    for part in kind.parts:
        value = getattr(predictor, part)
        if isinstance(value, tuple):
            packed = [pack(each, f"{_join(path, part)}/{n}") for n, each in enumerate(value)]
            parts[part] = [tree for tree, _ in packed]
        else:
            packed = [] if value is None else [pack(value, _join(path, part))]
            parts[part] = packed[0][0] if packed else None
        for _, inner in packed:
            arrays |= inner
    settings = {setting: _plain(getattr(predictor, setting)) for setting in kind.settings}
    return {"kind": name, "settings": settings, "parts": parts}, arrays


def unpack(tree, arrays, n_columns):
    """Put a predictor of ``n_columns`` features together again; takes each array that it needs out of ``arrays``.

    Raises
    ------
    ValueError, KeyError, InputError
        Tree and arrays are not those of a predictor; names the array or the setting.
    """
    predictor, gives = _unpack(tree, arrays, n_columns, "predictor")
    if gives != N_OUT:
        raise ValueError(f"its predictor makes {gives} columns; {N_OUT} were expected")
    if arrays:
        raise ValueError(f"it holds {next(iter(arrays))}, which no part of its predictor has")
    return predictor


def unpack_node(name, arrays, n_columns, path):
    """A node of this kind that has neither settings nor parts, from the arrays below ``path``."""
    node = KINDS[name].type()
    _learned(node, KINDS[name], arrays, n_columns, path)
    return node


def _unpack(tree, arrays, D, path):
    """The node, and how many columns it makes."""
    name, settings, parts = _exactly(tree, ("kind", "settings", "parts"), path)
    if name not in KINDS:
        raise ValueError(f"{path}: {name!r} is not a kind of predictor")
    kind = KINDS[name]
    settings = dict(zip(kind.settings, _exactly(settings, kind.settings, path), strict=True))
    settings = {key: _alive(key, value) for key, value in settings.items()}
    parts = dict(zip(kind.parts, _exactly(parts, kind.parts, path), strict=True))
    built, width = {}, D * len(settings["windows"]) if "windows" in settings else D
    for part, of_part in parts.items():
        many = isinstance(of_part, list)
        nodes = (
            [(each, f"{_join(path, part)}/{n}") for n, each in enumerate(of_part)]
            if many
            else [(of_part, _join(path, part))]
        )
        found = [_unpack(each, arrays, width, at) if each is not None else (None, width) for each, at in nodes]
        built[part] = tuple(node for node, _ in found) if many else found[0][0]
        if part in ("transform", "first"):  # what comes after reads what this makes
            width = found[0][1]
    node = _make(kind, settings, built, path)
    return node, _learned(node, kind, arrays, D, path)


def _make(kind, settings, built, path):
    """The node without its arrays."""
    if "predictors" in built:
        n, weights = len(built["predictors"]), settings.get("weights")
        if n == 0 or (kind.type is PerEmotion and n != N_OUT) or (weights is not None and len(weights) != n):
            raise ValueError(f"{path}: {n} predictors do not fit their weights or the emotions")
        return kind.type(*built["predictors"], **settings)
    learned = {part: node for part, node in built.items() if part.endswith("_")}
    node = kind.type(**settings, **{part: part_ for part, part_ in built.items() if part not in learned})
    if "scaler_" in learned and (learned["scaler_"] is None) == settings.get("standardize", True):
        raise ValueError(f"{path}: its scaling is missing, or is there and was not expected")
    if not all(part is None or isinstance(part, Standardizer) for part in learned.values()):
        raise ValueError(f"{path}: its scaling is no standardizer")
    vars(node).update(learned)
    return node


def _learned(node, kind, arrays, D, path):
    """Give the node its arrays, each checked; how many columns it makes."""
    sizes = {"D": D}
    for key, shape in _shapes(node, kind, D).items():
        where = _join(path, key)
        if where not in arrays:
            raise ValueError(f"its {where} is missing")
        array = arrays.pop(where)
        for letter, size in zip(shape, array.shape, strict=False):
            if isinstance(letter, str):
                sizes.setdefault(letter, size)
        expected, dtype = tuple(sizes.get(each, each) for each in shape), int if key in kind.whole else float
        if array.shape != expected or array.dtype != dtype:
            raise ValueError(
                f"its {where} is {array.dtype} of shape {array.shape}; {np.dtype(dtype)} of shape {expected} was expected"
            )
        if not np.isfinite(array).all():
            raise ValueError(f"its {where} holds a number that is not finite")
        if key == "std_" and not (array > 0).all():
            raise ValueError(f"its {where} holds a spread that is not above 0")
        attribute, *inner = key.split("/")
        if inner:
            vars(node).setdefault(attribute, {})[inner[0]] = array
        else:
            value = array.tolist() if key == "history_" or array.shape == () else array
            setattr(node, attribute, value)
    if isinstance(node, Trees):
        node.n_columns_ = D
        node.expect_sound(path)
    return sizes.get(kind.gives, kind.gives)


def _shapes(node, kind, D):
    """The shapes of a node's arrays, by attribute; those of a network follow from its settings."""
    if kind.type is RecurrentRegression:
        start = node.settings.start(max(D, 1), N_OUT, 0)
        return {f"params_/{name}": value.shape for name, value in start.items()} | kind.arrays
    return kind.arrays


def _join(path, key):
    return f"{path}/{key.removesuffix('_').replace('_/', '/')}"


def _exactly(found, names, path):
    """The values of a dict that has these keys and no others."""
    if not isinstance(found, dict) or set(found) != set(names):
        what = sorted(set(found) ^ set(names)) if isinstance(found, dict) else found
        raise ValueError(f"{path}: {what} is missing, or is there and was not expected")
    return [found[name] for name in names]


def _plain(value):
    """A setting for JSON."""
    return dataclasses.asdict(value) if isinstance(value, Settings) else value


def _alive(name, value):
    """A setting from JSON, as it was."""
    if name == "settings":
        return Settings(**value)
    return tuple(value) if isinstance(value, list) and name in ("windows", "weights") else value
