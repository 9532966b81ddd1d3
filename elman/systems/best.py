"""Beyond the paper: a predictor that chooses its own parts and settings, by cross-validation inside its training songs.

It never sees its test songs: within each fold of the outer cross-validation the whole choice is made anew from the fold's
training songs, so that its score is that of a nested cross-validation.

1. Each *member* (`elman.systems.members`: ridge regression, kernel ridge regression, trees and networks, with several settings)
   predicts the training songs out of fold (`INNER_FOLDS` folds of songs); its curves are smoothed as in the paper, unless it is
   a raw one, for songs whose curves move too fast for that.
2. For each emotion the best member of each kind goes on: the one with the smallest error.
3. These are averaged with weights that have the smallest error. `PICKS` times the one is picked that, added to those picked
   before, makes their mean best; a weight is the share of the picks. With E the out-of-fold errors, a column for each kind::

       error(w) = |E w|^2 = w^T (E^T E) w            w >= 0, sum w = 1

   Other songs would have given other weights. So this is done for `SAMPLES` bootstrap samples of the songs, whose weights are
   averaged; a weight below `LEAST` is left out.
4. What has a weight learns from all training songs.

Sources: L. Breiman, *Stacked regressions*, Machine Learning 24 (1996), for weights by out-of-fold predictions, none below 0;
R. Caruana and others, *Ensemble selection from libraries of models*, ICML 2004, for picking one after the other, and
for samples. docs/variants.md, "best", has what it gains.
"""

from typing import NamedTuple

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.seeds import random_generator
from elman.systems.combined import Averaged, Mean, PerEmotion, Smoothed
from elman.systems.members import MEMBERS, fit_group, groups, thin
from elman.systems.protocol import on_one_song, on_songs
from elman.systems.smoothing import average, smooth

INNER_FOLDS = 3
PICKS, SAMPLES, LEAST = 10, 20, 0.05


class Choice(NamedTuple):
    """What was chosen for one emotion: the weight of each member that has one, the validation error (RMSE) of every member,
    and that of the choice.
    """

    weights: dict
    errors: dict
    error: float

    def __str__(self):
        """As ``0.80 ridge(3) of 13+song + 0.20 trees(5) of 31: 0.2721``: weights, members, and the validation error."""
        parts = (f"{weight:.2f} {member}" for member, weight in self.weights.items())
        return f"{' + '.join(parts)}: {self.error:.4f}"


class Best:
    """The predictor that chooses; `fit_best` fits many at once.

    Parameters
    ----------
    reading : elman.readings.Reading
        Its network is what the members' settings differ from; its kernel smooths.
    seed : int
        For inner folds, start weights and whatever members draw.
    members : sequence of Member
        Those of one kind with equal windows next to each other.

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

    @property
    def chosen_(self):
        """What was chosen, as a text for each emotion."""
        return [str(choice) for choice in self.choices_]


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
    n_frames = np.array([len(song.targets[thin(len(song.targets))]) for song in songs])
    errors = _out_of_fold_errors(songs, trains_on, n_frames, models[0], lambda share: progress(0.8 * share))
    for model, of_model, trains in zip(models, errors, trains_on.T, strict=True):
        model.choices_ = _choose(of_model, n_frames[trains], [seed, 6])
    _fit_chosen(songs, trains_on, models, lambda share: progress(0.8 + 0.2 * share))
    return models


def _out_of_fold_errors(songs, trains_on, n_frames, model, progress):
    """For each column of ``trains_on``, by member: prediction less target (n, 2), song after song (frames as in `thin`).

    ``n_frames`` (n_songs,) tells how many frames are each song's.
    """
    folds = [_inner_folds(songs, column, model.seed) for column in trains_on.T]
    columns = [column & ~fold for column, inner in zip(trains_on.T, folds, strict=True) for fold in inner]
    ends = np.cumsum(trains_on * n_frames[:, None], axis=0)
    errors = [{member: np.empty((n, len(EMOTIONS))) for member in model.members} for n in ends[-1]]
    together = groups(model.members)
    for n, members in enumerate(together):
        fitted = fit_group(members, songs, np.stack(columns, axis=1), model.reading, model.seed)
        for i, song in enumerate(songs):
            heard = average(song.features, *members[0].windows)
            for m, inner in enumerate(folds):
                for k in [k for k, fold in enumerate(inner) if fold[i]]:
                    for member, predictors in fitted.items():
                        Y = predictors[m * INNER_FOLDS + k].predict(heard)
                        Y = smooth(Y, model.reading.kernel) if member.smoothed else Y
                        errors[m][member][ends[i, m] - n_frames[i] : ends[i, m]] = (Y - song.targets)[thin(len(Y))]
        progress((n + 1) / len(together))
    return errors


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


def _choose(errors, n_frames, seed):
    """For each emotion the weights of the best members of each kind.

    ``errors`` holds, by member, an array (n, 2) of all songs one after the other, ``n_frames`` how many frames are each song's.
    """
    choices, rng, ends = [], random_generator(seed), np.cumsum(n_frames)[:-1]
    for n in range(len(EMOTIONS)):
        rmse = {member: float(np.sqrt(np.mean(E[:, n] ** 2))) for member, E in errors.items()}
        kinds = sorted({member.kind for member in errors})
        first = [min((member for member in rmse if member.kind == kind), key=rmse.get) for kind in kinds]
        E = np.column_stack([errors[member][:, n] for member in first])
        w = _average_weights(np.array([of_song.T @ of_song for of_song in np.split(E, ends)]), rng)
        weights = {member: float(weight) for member, weight in zip(first, w, strict=True) if weight}
        choices.append(Choice(weights, rmse, float(np.sqrt(np.mean((E @ w) ** 2)))))
    return tuple(choices)


def _average_weights(G, rng):
    """The mean of the weights for bootstrap samples of the songs; ``G`` (n_songs, K, K) holds E^T E of each song."""
    samples = rng.integers(len(G), size=(SAMPLES, len(G)))
    w = np.mean([weigh(G[sample].sum(axis=0)) for sample in samples], axis=0)
    w[w < LEAST] = 0
    return w / w.sum()


def weigh(G):
    """The weights w (K,) of those picked, from G = E^T E (K, K); of all numbers of picks up to `PICKS` the best is taken.

    Examples
    --------
    Two whose errors have nothing in common share the weight; a third, whose errors are much larger, gets none:

    >>> weigh(np.diag([1.0, 1.0, 100.0])).tolist()
    [0.5, 0.5, 0.0]
    """
    picked, found = np.zeros(len(G)), []
    for n in range(1, PICKS + 1):
        trials = (picked + np.eye(len(G))) / n
        squares = np.einsum("ki,ij,kj->k", trials, G, trials)
        picked[np.argmin(squares)] += 1
        found.append((np.min(squares), picked / n))
    return min(found, key=lambda pair: pair[0])[1]


def _fit_chosen(songs, trains_on, models, progress):
    """Fit what has a weight in each model on all its training songs."""
    reading, seed, members = models[0].reading, models[0].seed, models[0].members
    fitted = [{} for _ in models]
    for n, member in enumerate(members):
        wanted = [m for m, model in enumerate(models) if any(member in choice.weights for choice in model.choices_)]
        if wanted:
            predictors = fit_group([member], songs, trains_on[:, wanted], reading, seed)[member]
            for m, predictor in zip(wanted, predictors, strict=True):
                read = Averaged(member.windows, predictor)
                fitted[m][member] = Smoothed(read, reading.kernel) if member.smoothed else read
        progress((n + 1) / len(members))
    for model, of_member in zip(models, fitted, strict=True):
        means = [
            Mean(*map(of_member.get, choice.weights), weights=tuple(choice.weights.values()))
            for choice in model.choices_
        ]
        model.predictor_ = PerEmotion(*means)
