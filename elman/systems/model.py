"""A fitted system in a file: what it learned, its settings, its columns and their scaling.

The file is an ``.npz`` of plain arrays and one text of JSON; nothing in it can run code when it is loaded.
"""

import dataclasses
import difflib
import json
from pathlib import Path

import numpy as np

import elman
from elman.corpus.extraction import how
from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.files import atomic
from elman.lockstep import engines
from elman.network.settings import Settings
from elman.readings import Reading
from elman.systems.combined import Smoothed, Stacked, smoothed_to_the_ends
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression
from elman.systems.recurrent import STAGES, chain

SYSTEMS = ("lr", *STAGES)
"""What can be trained, saved and used for prediction."""

FORMAT = "elman model 1"

FAR, MANY, ABSURD, OUTSIDE = 5, 0.1, 1000, 1.5
"""Where doubt begins: chosen, not measured."""

START = 2
"""So many rows (a second) need not be like any of training."""


@dataclasses.dataclass
class Model:
    """A fitted system together with what its user must know.

    Parameters
    ----------
    system : str
        One of `SYSTEMS`.
    columns : tuple of str
        The feature columns, in the order the system expects.
    predictor : predictor
        Fitted.
    reading : elman.readings.Reading, or None
        By which the networks were made; None for linear regression, which has none.
    seed : int, or None
    about : dict
        What it was fitted on: ``corpus``, ``made_up``, ``songs``, ``features_made_with`` (see `Corpus`, as a list).
    """

    system: str
    columns: tuple
    predictor: object
    reading: Reading | None
    seed: int | None
    about: dict

    def predict(self, X):
        """Predict one song's features (T, D), in the order of ``columns`` -> (T, 2)."""
        return self.predictor.predict(X)

    def curves(self, X):
        """As `predict`, but smoothed up to both ends of the song where the system smooths, for a curve to be looked at."""
        return smoothed_to_the_ends(self.predictor).predict(X)

    def doubts(self, X, Y):
        """Why the curves Y (T, 2), predicted from the features X (T, D), may mean little; a list of sentences, often empty.

        A song is unlike those of training where more than a tenth of its standardised features lie beyond ±`FAR`, or one lies
        so far out that no distribution of music explains it; a prediction is outside the labels beyond -1 ... 1. The first
        `START` rows are not looked at where there are more: there the extraction's filters start from silence, and in training,
        where labels begin later, nothing is like that. (Of ten clips of DEAM each has a value beyond 1000 in its first row.)
        """
        found, scaler = [], self._scaler()
        if scaler is not None:
            start = START if len(X) > START else 0
            Z = np.abs(scaler.transform(X[start:]))
            share = np.mean(Z > FAR)
            if share > MANY:
                found.append(
                    f"{share:.0%} of its features, standardised, lie beyond ±{FAR}, so that it is unlike the songs of training"
                )
            elif np.max(Z) > ABSURD:
                row, column = np.unravel_index(np.argmax(Z), Z.shape)
                found.append(
                    f"row {start + row + 1}, {self.columns[column]!r} lies {Z[row, column]:.3g} standard deviations from the "
                    f"mean of the songs of training"
                )
        if np.max(np.abs(Y)) > OUTSIDE:
            found.append(f"the predictions go from {np.min(Y):.3g} to {np.max(Y):.3g}, where labels go from -1 to 1")
        return found

    def _scaler(self):
        """What standardises the features, or None."""
        first = self.predictor if self.system == "lr" else _networks(self.predictor)["first/"]
        return first.scaler_

    def choose(self, columns, X):
        """The columns that the model needs, in its order, of features X (T, any number) with these columns.

        Raises
        ------
        InputError
            A column the model needs is missing; names it and the nearest one there is.
        """
        position = {name: n for n, name in enumerate(columns)}
        missing = [name for name in self.columns if name not in position]
        if missing:
            near = difflib.get_close_matches(missing[0], [name for name in columns if name not in self.columns], n=1)
            hint = f"; the nearest there is is {near[0]!r}" if near else ""
            raise InputError(
                f"the model needs {len(self.columns)} columns, {len(missing)} of which the features lack, first "
                f"{missing[0]!r}{hint}. Give it features with the columns it was trained on"
            )
        return X[:, [position[name] for name in self.columns]]

    def save(self, path):
        """Write the model, whole or not at all. A name without ``.npz`` gets it."""
        path = Path(path)
        path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
        meta = {"format": FORMAT, "version": elman.__version__, "system": self.system, "about": self.about}
        if self.system == "lr":
            arrays = {"W": self.predictor.W_, "b": self.predictor.b_, **_scaling("", self.predictor.scaler_)}
            meta["ridge"] = self.predictor.ridge
        else:
            arrays = {}
            for prefix, network in _networks(self.predictor).items():
                arrays |= _arrays(prefix, network)
            meta |= {"reading": dataclasses.asdict(self.reading), "seed": self.seed}
        with atomic(path) as temporary:
            np.savez(temporary, meta=json.dumps(meta), columns=np.array(self.columns), **arrays)
        return path


def _networks(predictor):
    """The networks that a predictor is made of, by the prefix of their arrays in the file."""
    if isinstance(predictor, Stacked):
        return _networks(predictor.first) | {"second/": predictor.predictor}
    return _networks(predictor.predictor) if isinstance(predictor, Smoothed) else {"first/": predictor}


def _arrays(prefix, network):
    arrays = {f"{prefix}{name}": value for name, value in network.params_.items()}
    arrays[f"{prefix}history"] = np.array(network.history_)
    return arrays if network.scaler_ is None else arrays | _scaling(prefix, network.scaler_)


def _scaling(prefix, scaler):
    return {f"{prefix}mean": scaler.mean_, f"{prefix}std": scaler.std_}


def fit(system, corpus, reading, seed, engine=None):
    """Fit one of `SYSTEMS` on all development songs of a corpus.

    Parameters
    ----------
    system : str
    corpus : Corpus
        With the columns that are wanted.
    reading : elman.readings.Reading
    seed : int
    engine : {"compiled", "numpy"}, optional
        Which engine trains; by default the one that `elman.lockstep.engines.choose` names.

    Returns
    -------
    Model
    """
    if system == "lr":
        predictor, reading, seed = LinearRegression(), None, None
    else:
        predictor = chain(reading, seed)[system]
    with engines.using(engine):
        predictor.fit(corpus.development)
    about = {
        "corpus": corpus.name,
        "made_up": corpus.made_up,
        "songs": len(corpus.development),
        "features_made_with": list(corpus.features_made_with),
    }
    return Model(system, corpus.columns, predictor, reading, seed, about)


def load(path):
    """Read a model that `Model.save` wrote.

    Raises
    ------
    InputError
        No such file, not a model, or a damaged one.
    """
    path = Path(path)
    try:
        # The file is opened here because numpy.load leaves it open where it fails.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        meta = json.loads(str(arrays["meta"]))
        if meta["format"] != FORMAT:
            raise ValueError(f"it is of format {meta['format']!r}, {FORMAT!r} was expected")
        system, columns = SYSTEMS[SYSTEMS.index(meta["system"])], _columns(arrays["columns"])
        about = {name: meta["about"][name] for name in ("corpus", "made_up", "songs")}
        about["features_made_with"] = [made and how(made) for made in meta["about"]["features_made_with"]]
        predictor, reading, seed = _linear(meta, arrays) if system == "lr" else _recurrent(system, meta, arrays)
        model = Model(system, columns, predictor, reading, seed, about)
        _try(model, arrays)
        return model
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; a model made by 'elman train' was expected") from None
    except Exception as error:  # a damaged file fails in a dozen ways: zip, header, size, text, a setting
        # NumPy's own words would tell how to open pickled objects all the same.
        if "Object arrays" in str(error):
            why = "it holds pickled objects, which are never opened"
        else:
            why = "it is not an .npz file" if "pickle" in str(error) else error
        raise InputError(f"{path}: is not a model that can be read ({why}); make one with 'elman train'") from error


def _columns(names):
    """The names of the columns: different texts."""
    if names.ndim != 1 or names.dtype.kind != "U" or len(set(names.tolist())) < len(names):
        raise ValueError("its columns are not a list of different names")
    return tuple(names.tolist())


def _shapes(model):
    """The shape that each array of a model must have, by its name in the file; NumPy would stretch another one, silently."""
    D, n = len(model.columns), len(EMOTIONS)
    if model.system == "lr":
        return {"W": (D, n), "b": (n,), "mean": (D,), "std": (D,)}
    shapes = {}
    for prefix, network in _networks(model.predictor).items():
        n_in = D if prefix == "first/" else n  # a second network reads the first one's curves
        start = network.settings.start(n_in, n, 0)
        shapes |= {f"{prefix}{name}": value.shape for name, value in start.items()}
        if network.standardize:
            shapes |= {f"{prefix}mean": (n_in,), f"{prefix}std": (n_in,)}
    return shapes


def _try(model, arrays):
    """Check that all arrays are there and finite, and that they fit together: the model must predict a song."""
    for name, shape in _shapes(model).items():
        if name not in arrays:
            raise ValueError(f"its {name} is missing")
        if arrays[name].shape != shape or arrays[name].dtype != float:
            found = f"{arrays[name].dtype} of shape {arrays[name].shape}"
            raise ValueError(f"its {name} is {found}; float64 of shape {shape} was expected")
    for name, array in arrays.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"its {name} holds a number that is not finite")
        if name.endswith("std") and not (array > 0).all():
            raise ValueError(f"its {name} holds a spread that is not above 0")
    Y = model.predict(np.zeros((2, len(model.columns))))
    if Y.shape != (2, len(EMOTIONS)) or not np.isfinite(Y).all():
        raise ValueError("its arrays do not fit together")


def _scaler(prefix, arrays):
    scaler = Standardizer()
    scaler.mean_, scaler.std_ = arrays[f"{prefix}mean"], arrays[f"{prefix}std"]
    return scaler


def _linear(meta, arrays):
    predictor = LinearRegression(meta["ridge"])
    predictor.W_, predictor.b_, predictor.scaler_ = arrays["W"], arrays["b"], _scaler("", arrays)
    return predictor, None, None


def _recurrent(system, meta, arrays):
    reading = Reading(**meta["reading"] | {"network": Settings(**meta["reading"]["network"])})
    predictor = chain(reading, meta["seed"])[system]
    for prefix, network in _networks(predictor).items():
        network.scaler_ = _scaler(prefix, arrays) if network.standardize else None
        network.history_ = arrays[f"{prefix}history"].tolist()
        others = {f"{prefix}{name}" for name in ("mean", "std", "history")}
        names = [key for key in arrays if key.startswith(prefix) and key not in others]
        network.params_ = {key.removeprefix(prefix): arrays[key] for key in names}
    return predictor, reading, meta["seed"]
