"""Beyond the paper: a predictor that chooses its own parts and settings, by cross-validation inside its training songs.

Nothing in it was set by looking at the songs it is judged on: within each fold of the outer cross-validation the whole
choice is made anew from the fold's training songs, so that its score is a nested one.

1. *Members* each learn from features averaged over a window around each frame, looking forward and back in time (window 1:
   not averaged): ridge regression with each of some penalties; the paper's network as it is, with a slower learning rate,
   and with a wider start and a true penalty.
2. Each member predicts the training songs out of fold (`INNER_FOLDS` folds of songs).
3. For each emotion, *candidates* are the member with the smallest error, and the mean of the best ridge and the best
   network; the better is taken.
4. What was taken learns from all training songs. A network does so from `STARTS` starts, whose predictions are averaged.

All predictions are smoothed as in the paper. What each part is worth was measured: see docs/variants.md.

Source: L. Breiman, *Stacked regressions*, Machine Learning 24 (1996), for choosing by out-of-fold predictions.
Notebook 14, "Look beyond Elman".
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.systems.many import fit_networks
from elman.systems.ridge import average, averaged, fit_path
from elman.systems.smoothing import smooth

INNER_FOLDS = 3
STARTS = 3


class Member(NamedTuple):
    """One thing that can learn: its kind, the window its features are averaged over, and its setting.

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


class Taken(NamedTuple):
    """What was chosen for one emotion: one member or two, and the inner error of every member and of what was taken."""

    members: tuple
    errors: dict
    error: float


def fit_best(songs, trains_on, reading, seed, *, members=MEMBERS, progress=lambda share: None):
    """Fit one `Best` for each column of ``trains_on``, the networks of all in lockstep.

    Parameters
    ----------
    songs : list of Song
        Without lead-in.
    trains_on : array of bool (n_songs, M)
        At least `INNER_FOLDS` songs in each column.
    reading : elman.readings.Reading
        Its network is what the members' settings differ from; its kernel smooths.
    seed : int
    members : sequence of Member
    progress : callable
        Told the share done.

    Returns
    -------
    list of M Best
    """
    M = trains_on.shape[1]
    inner = [_inner_folds(songs, trains_on[:, m], seed) for m in range(M)]
    columns = np.stack([trains_on[:, m] & ~fold for m in range(M) for fold in inner[m]], axis=1)
    squares = [{} for _ in range(M)]  # by member: the squared errors (2,) of its out-of-fold predictions
    kept = [{} for _ in range(M)]
    alike = {}  # what is fitted together
    for member in members:
        alike.setdefault((member.kind, member.window), []).append(member)
    for n, some in enumerate(alike.values()):
        for member, predictors in _fit_members(some, songs, columns, reading, [seed, 1]).items():
            for m in range(M):
                curves = {}
                for predict, fold in zip(predictors[m * INNER_FOLDS :], inner[m], strict=False):
                    curves |= {i: smooth(predict(songs[i].features), reading.kernel) for i in np.flatnonzero(fold)}
                kept[m][member] = curves
                squares[m][member] = _squares(songs, curves)
        progress(0.7 * (n + 1) / len(alike))

    taken = [_choose(songs, kept[m], squares[m]) for m in range(M)]
    models = [Best(reading, taken[m]) for m in range(M)]
    chosen = {member: [m for m in range(M) if any(member in t.members for t in taken[m])] for member in members}
    for n, (member, wanted) in enumerate(chosen.items()):
        for start in range(STARTS if member.kind == "network" and wanted else min(len(wanted), 1)):
            fitted = _fit_members([member], songs, trains_on[:, wanted], reading, [seed, 1, start])
            for m, predict in zip(wanted, fitted[member], strict=True):
                models[m].predictors.setdefault(member, []).append(predict)
        progress(0.7 + 0.3 * (n + 1) / len(members))
    return models


class Best:
    """What was chosen, fitted.

    Attributes
    ----------
    taken : tuple of Taken
        For valence and for arousal.
    predictors : dict of Member to list of callables
        From the features (T, D) of a song to its curves (T, 2).
    """

    def __init__(self, reading, taken):
        self.reading, self.taken, self.predictors = reading, taken, {}

    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        curves = {
            member: smooth(np.mean([predict(X) for predict in predictors], axis=0), self.reading.kernel)
            for member, predictors in self.predictors.items()
        }
        return np.column_stack(
            [np.mean([curves[member][:, n] for member in t.members], axis=0) for n, t in enumerate(self.taken)]
        )


def _inner_folds(songs, trains, seed):
    """Which songs each inner fold tests: INNER_FOLDS arrays of bool (n_songs,)."""
    chosen = np.flatnonzero(trains).tolist()
    if len(chosen) < INNER_FOLDS:
        raise InputError(
            f"best: {len(chosen)} songs were given to learn from, {INNER_FOLDS} at least were expected, to choose by songs "
            f"that are left out; take more songs, or more folds"
        )
    folds = split(chosen, INNER_FOLDS, seed=seed)
    return [np.isin(np.arange(len(songs)), fold) for fold in folds]


def _fit_members(members, songs, columns, reading, seed):
    """Fit members of one kind and window, each on every column of songs to learn from.

    Returns
    -------
    dict of Member to list of callables
        One for each column: from the features (T, D) of a song to curves (T, 2).
    """
    kind, window, _ = members[0]
    heard = averaged(songs, window)
    if kind == "ridge":
        penalties = [member.setting for member in members]
        paths = [fit_path([heard[n] for n in np.flatnonzero(column)], penalties) for column in columns.T]
        models = zip(*paths, strict=True)
    else:
        settings = [replace(reading.network, **dict(member.setting)) for member in members]
        N = columns.shape[1]
        of_all = [s for s in settings for _ in range(N)]
        fitted = fit_networks(heard, np.tile(columns, len(members)), of_all, [seed] * len(of_all))
        models = [fitted[n : n + N] for n in range(0, len(fitted), N)]
    return {
        member: [_Hearing(model, window) for model in of_member]
        for member, of_member in zip(members, models, strict=True)
    }


class _Hearing:
    """A fitted model that hears averaged features."""

    def __init__(self, model, window):
        self.model, self.window = model, window

    def __call__(self, X):
        return self.model.predict(average(X, self.window))


def _squares(songs, curves):
    return np.sum([np.sum((Y - songs[i].targets) ** 2, axis=0) for i, Y in curves.items()], axis=0)


def _choose(songs, curves, squares):
    """For each emotion the best member, or the mean of the best of each kind where that is better."""
    taken = []
    for n in range(2):
        errors = {member: float(square[n]) for member, square in squares.items()}
        first = [
            min((m for m in errors if m.kind == kind), key=errors.get) for kind in sorted({m.kind for m in errors})
        ]
        mean = {i: np.mean([curves[member][i] for member in first], axis=0) for i in curves[first[0]]}
        candidates = {(member,): errors[member] for member in first} | {tuple(first): float(_squares(songs, mean)[n])}
        members = min(candidates, key=candidates.get)
        frames = sum(len(songs[i].targets) for i in mean)
        rooted = {member: (square / frames) ** 0.5 for member, square in errors.items()}
        taken.append(Taken(members, rooted, (candidates[members] / frames) ** 0.5))
    return tuple(taken)
