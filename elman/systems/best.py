"""Beyond the paper: a predictor that chooses its own parts and settings, by cross-validation inside its training songs.

It never sees its test songs: within each fold of the outer cross-validation the whole choice is made anew from the fold's
training songs, so that its score is that of a nested cross-validation.

1. *Members* each learn from features averaged over a window around each frame, looking forward and back in time (window 1:
   not averaged): ridge regression with each of some penalties; the paper's network as it is, with a slower learning rate,
   and with a wider start and L2 regularisation (weight decay) in place of the authors' two penalties.
2. Each member predicts the training songs out of fold (`INNER_FOLDS` folds of songs).
3. For each emotion, *candidates* are the member with the smallest error, and the mean of the best ridge and the best
   network; the better is chosen.
4. What was chosen learns from all training songs. A network does so from `STARTS` starts, whose predictions are averaged.

All predictions are smoothed as in the paper. What each part gains was measured: see docs/variants.md.

Source: L. Breiman, *Stacked regressions*, Machine Learning 24 (1996), for choosing by out-of-fold predictions.
Notebook 14, "Look beyond Elman".
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed
from elman.systems.many import fit_networks
from elman.systems.protocol import on_one_song, on_songs
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import fit_path
from elman.systems.smoothing import average

INNER_FOLDS = 3
STARTS = 3


class Member(NamedTuple):
    """One predictor to choose from: its kind, the window its features are averaged over, and its setting.

    The setting of a ridge is its penalty per frame; that of a network, what differs from the reading's settings, as pairs.
    """

    kind: str
    window: int
    setting: float | tuple


MEMBERS = (
    *(Member("ridge", window, penalty) for window in (1, 13, 31) for penalty in (0.3, 1.0, 3.0, 10.0)),
    Member("network", 1, ()),
    Member("network", 31, (("learning_rate", 3e-4),)),
    Member("network", 31, (("scale", 0.1), ("l1", 0.0), ("l2", 0.1))),
)


class Choice(NamedTuple):
    """What was chosen for one emotion: one member or two, and the validation error of every member and of the choice."""

    members: tuple
    errors: dict
    error: float


class Best:
    """The predictor that chooses; `fit_best` fits many at once.

    Parameters
    ----------
    reading : elman.readings.Reading
        Its network is what the members' settings differ from; its kernel smooths.
    seed : int
        For inner folds and start weights.
    members : sequence of Member

    Attributes
    ----------
    choices_ : tuple of Choice
        For valence and for arousal.
    predictor_ : PerEmotion
        What was chosen, fitted.
    """

    def __init__(self, reading, seed, *, members=MEMBERS):
        self.reading, self.seed, self.members = reading, seed, members

    @on_songs
    def fit(self, songs):
        """Choose, and learn from all songs, `INNER_FOLDS` at least."""
        every = np.ones((len(songs), 1), dtype=bool)
        [fitted] = fit_best(songs, every, self.reading, self.seed, members=self.members)
        self.choices_, self.predictor_ = fitted.choices_, fitted.predictor_
        return self

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        return self.predictor_.predict(X)


def fit_best(songs, trains_on, reading, seed, *, members=MEMBERS, progress=lambda share: None):
    """Fit one `Best` for each column of ``trains_on``, the networks of all in lockstep.

    Parameters
    ----------
    songs : list of Song
        Without lead-in.
    trains_on : array of bool (n_songs, M)
        At least `INNER_FOLDS` songs in each column.
    reading, seed, members
        As for `Best`.
    progress : callable
        Called with the fraction completed.

    Returns
    -------
    list of M Best
    """
    models = [Best(reading, seed, members=members) for _ in trains_on.T]
    out_of_fold = _predict_out_of_fold(songs, trains_on, models[0], lambda share: progress(0.7 * share))
    for model, curves in zip(models, out_of_fold, strict=True):
        model.choices_ = _choose(songs, curves)
    _fit_chosen(songs, trains_on, models, lambda share: progress(0.7 + 0.3 * share))
    return models


def _predict_out_of_fold(songs, trains_on, model, progress):
    """For each column of ``trains_on``, by member: a smoothed curve (T, 2) of each training song, by its position."""
    folds = [_inner_folds(songs, column, model.seed) for column in trains_on.T]
    columns = [column & ~fold for column, inner in zip(trains_on.T, folds, strict=True) for fold in inner]
    together = {}
    for member in model.members:
        together.setdefault((member.kind, member.window), []).append(member)
    curves = [{} for _ in folds]
    for n, members in enumerate(together.values()):
        fitted = _fit_members(members, songs, np.stack(columns, axis=1), model.reading, [model.seed, 1])
        for member, predictors in fitted.items():
            for m, inner in enumerate(folds):
                of_folds = zip(predictors[m * INNER_FOLDS : (m + 1) * INNER_FOLDS], inner, strict=True)
                curves[m][member] = {
                    i: Smoothed(predictor, model.reading.kernel).predict(songs[i].features)
                    for predictor, fold in of_folds
                    for i in np.flatnonzero(fold)
                }
        progress((n + 1) / len(together))
    return curves


def _inner_folds(songs, trains, seed):
    """Which songs each inner fold holds out: INNER_FOLDS arrays of bool (n_songs,)."""
    chosen = np.flatnonzero(trains).tolist()
    if len(chosen) < INNER_FOLDS:
        raise InputError(
            f"best: {len(chosen)} training songs were given, {INNER_FOLDS} at least were expected, to choose by songs "
            f"that are held out; take more songs, or more folds"
        )
    folds = split(chosen, INNER_FOLDS, seed=seed)
    return [np.isin(np.arange(len(songs)), fold) for fold in folds]


def _fit_members(members, songs, columns, reading, seed):
    """Fit members of one kind and window, each on every column of training songs.

    Returns
    -------
    dict of Member to list of predictors
        One for each column.
    """
    kind, window, _ = members[0]
    read = songs if window == 1 else [replace(song, features=average(song.features, window)) for song in songs]
    if kind == "ridge":
        penalties = [member.setting for member in members]
        paths = [fit_path([read[n] for n in np.flatnonzero(column)], penalties) for column in columns.T]
        found = zip(*paths, strict=True)
    else:
        settings = [replace(reading.network, **dict(member.setting)) for member in members]
        found = [[RecurrentRegression(s, seed) for _ in columns.T] for s in settings]
        networks = [network for of_member in found for network in of_member]
        fit_networks(networks, [read] * len(networks), np.tile(columns, len(members)))
    return {
        member: [Averaged(window, predictor) for predictor in of_member]
        for member, of_member in zip(members, found, strict=True)
    }


def _choose(songs, curves):
    """For each emotion the best member, or the mean of the best of each kind where that is better.

    ``curves`` holds, by member, the curves (T, 2) that it predicted of songs by their position.
    """
    squares = {member: _squares(songs, of_member) for member, of_member in curves.items()}
    choices = []
    for n in range(len(EMOTIONS)):
        errors = {member: float(square[n]) for member, square in squares.items()}
        first = [
            min((m for m in errors if m.kind == kind), key=errors.get) for kind in sorted({m.kind for m in errors})
        ]
        mean = {i: np.mean([curves[member][i] for member in first], axis=0) for i in curves[first[0]]}
        candidates = {(member,): errors[member] for member in first} | {tuple(first): float(_squares(songs, mean)[n])}
        members = min(candidates, key=candidates.get)
        frames = sum(len(songs[i].targets) for i in mean)
        rooted = {member: (square / frames) ** 0.5 for member, square in errors.items()}
        choices.append(Choice(members, rooted, (candidates[members] / frames) ** 0.5))
    return tuple(choices)


def _squares(songs, curves):
    return np.sum([np.sum((Y - songs[i].targets) ** 2, axis=0) for i, Y in curves.items()], axis=0)


def _fit_chosen(songs, trains_on, models, progress):
    """Fit what each model chose on all its training songs, a network from several starts."""
    reading, seed, members = models[0].reading, models[0].seed, models[0].members
    fitted = [{} for _ in models]
    for n, member in enumerate(members):
        wanted = [m for m, model in enumerate(models) if any(member in choice.members for choice in model.choices_)]
        if wanted:
            starts = [
                _fit_members([member], songs, trains_on[:, wanted], reading, [seed, 1, start])[member]
                for start in range(STARTS if member.kind == "network" else 1)
            ]
            for m, *predictors in zip(wanted, *starts, strict=True):
                fitted[m][member] = Smoothed(Mean(*predictors), reading.kernel)
        progress((n + 1) / len(members))
    for model, of_member in zip(models, fitted, strict=True):
        means = [Mean(*(of_member[member] for member in choice.members)) for choice in model.choices_]
        model.predictor_ = PerEmotion(*means)
