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
from elman.systems import stored, table1, variants
from elman.systems.best import Best
from elman.systems.combined import smoothed_to_the_ends
from elman.systems.families import FAMILIES
from elman.systems.features.standardize import Standardizer
from elman.systems.recurrent import STAGES, chain
from elman.systems.ridge import RidgeByCrossValidation

SYSTEMS = {row.system: (row.family, row.stage) for row in (*table1.rows(["all"]), *variants.rows(["all"]))}
"""What can be trained, saved and used for prediction: each row of the table, its family and stage."""

FORMAT = "elman model 2"

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
        By which the networks were made; None for what has none.
    seed : int, or None
        None for linear regression, which draws nothing.
    about : dict
        What it was fitted on: ``corpus``, ``made_up``, ``songs``, ``features_made_with`` (see `Corpus`, as a list); and
        ``chosen``: what was chosen by cross-validation inside the training songs, as a text for each emotion; often nothing.
    scaler : Standardizer
        Of the features of the training songs.
    """

    system: str
    columns: tuple
    predictor: object
    reading: Reading | None
    seed: int | None
    about: dict
    scaler: Standardizer

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
        found, scaler = [], self.scaler
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
                f"row {start + row + 1}, {self.columns[column]!r} lies {Z[row, column]:.3g} standard deviations from the mean "
                f"of the songs of training"
            )
        if np.max(np.abs(Y)) > OUTSIDE:
            found.append(f"the predictions go from {np.min(Y):.3g} to {np.max(Y):.3g}, where labels go from -1 to 1")
        return found

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
        tree, arrays = stored.pack(self.predictor)
        scaling = {"features/mean": self.scaler.mean_, "features/std": self.scaler.std_}
        meta = {
            "format": FORMAT,
            "version": elman.__version__,
            "system": self.system,
            "about": self.about,
            "reading": self.reading and dataclasses.asdict(self.reading),
            "seed": self.seed,
            "predictor": tree,
        }
        with atomic(path) as temporary:
            np.savez(temporary, meta=json.dumps(meta), columns=np.array(self.columns), **scaling, **arrays)
        return path


def fit(system, corpus, reading, seed, engine=None, progress=lambda share: None):
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
    progress : callable
        Called with the fraction completed.

    Returns
    -------
    Model
    """
    songs, (family, stage) = corpus.development, SYSTEMS[system]
    with engines.using(engine):
        if system in STAGES:  # what comes after it in the chain is not needed
            predictor = chain(reading, seed)[system].fit(songs)
        else:
            every = np.ones((len(songs), 1), dtype=bool)
            [stages] = FAMILIES[family](songs, every, reading, seed, progress)
            predictor = stages[stage]
    about = {
        "corpus": corpus.name,
        "made_up": corpus.made_up,
        "songs": len(songs),
        "features_made_with": list(corpus.features_made_with),
        "chosen": predictor.chosen_ if isinstance(predictor, Best | RidgeByCrossValidation) else [],
    }
    scaler = Standardizer().fit([song.features for song in songs])
    return Model(
        system,
        corpus.columns,
        predictor,
        None if family in ("linear", "ridge") else reading,
        None if family == "linear" else seed,
        about,
        scaler,
    )


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
        return _model(meta, arrays)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; a model made by 'elman train' was expected") from None
    except Exception as error:  # a damaged file fails in a dozen ways: zip, header, size, text, a setting
        # NumPy's own words would tell how to open pickled objects all the same.
        if "Object arrays" in str(error):
            why = "it holds pickled objects, which are never opened"
        else:
            why = "it is not an .npz file" if "pickle" in str(error) else error
        raise InputError(f"{path}: is not a model that can be read ({why}); make one with 'elman train'") from error


def _model(meta, arrays):
    """The model that a file's text and arrays describe, after it was tried."""
    system = meta["system"]
    if system not in SYSTEMS:
        raise ValueError(f"its system, {system!r}, is not known")
    about = {name: meta["about"][name] for name in ("corpus", "made_up", "songs")}
    about["features_made_with"] = [made and how(made) for made in meta["about"]["features_made_with"]]
    about["chosen"] = [str(line) for line in meta["about"]["chosen"]]
    reading = meta["reading"] and Reading(**meta["reading"] | {"network": Settings(**meta["reading"]["network"])})
    columns = _columns(arrays["columns"])
    left = {name: array for name, array in arrays.items() if name not in ("meta", "columns")}
    scaler = stored.unpack_node("standardizer", left, len(columns), "features")
    predictor = stored.unpack(meta["predictor"], left, len(columns))
    model = Model(system, columns, predictor, reading, meta["seed"], about, scaler)
    Y = model.predict(np.zeros((2, len(columns))))
    if Y.shape != (2, len(EMOTIONS)) or not np.isfinite(Y).all():
        raise ValueError("its arrays do not fit together")
    return model


def _columns(names):
    """The names of the columns: different texts."""
    if names.ndim != 1 or names.dtype.kind != "U" or len(set(names.tolist())) < len(names):
        raise ValueError("its columns are not a list of different names")
    return tuple(names.tolist())
