"""Try settings by cross-validation, and measure the optimism of model selection: nested cross-validation.

The setting with the smallest cross-validated error was chosen *because* its error on these songs is small, and part of
that is luck, so that its error is no honest forecast. In nested cross-validation the songs of fold k take no part in
the choice that is tested on them::

    inner error of setting s for fold k = error over the folds j != k of models that learned from neither j nor k
    s_k = the setting with the smallest inner error            the nested score: fold k predicted with s_k, for all k

A model that holds out the two folds j and k serves k with j inside, and j with k inside. So K folds need K models that
hold out one fold and K (K - 1) / 2 that hold out two, for each setting.

Source: M. Stone, *Cross-validatory choice and assessment of statistical predictions*, J. R. Stat. Soc. B 36 (1974);
G. Cawley and N. Talbot, *On over-fitting in model selection*, JMLR 11 (2010). Notebook 10, "Split by song".
"""

from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.evaluation.crossval import check_folds


class Case(NamedTuple):
    """One model to be fitted: its ``setting``, and ``held_out``, the songs it must not learn from and has to predict, by id."""

    setting: dict
    held_out: tuple


class Search(NamedTuple):
    """What a search found.

    Parameters
    ----------
    settings : list of S dict
    ids : tuple of n_songs str
        The songs that were tested.
    errors : array (S,)
        The cross-validated error of each setting: the root of the mean squared error over all frames and both emotions;
        inf where training diverged.
    song_errors : array (S, n_songs, n_emotions)
        The root mean squared error of each song.
    curves : list of S dict of str to array (T, n_emotions)
        The cross-validated predictions.
    best : int
        The setting with the smallest error; of equals the first.
    chosen : tuple of K int, or None
        The setting that was chosen for each fold without its songs; None where the search was not nested.
    nested_error : float or None
        The error of predictions by the chosen settings. ``nested_error - errors[best]`` is the optimism of the search.
    nested_song_errors : array (n_songs, n_emotions), or None
    never_chosen : list of dict
        Further settings, cross-validated for comparison.
    never_chosen_song_errors : array (number of them, n_songs, n_emotions)
    """

    settings: list
    ids: tuple
    errors: np.ndarray
    song_errors: np.ndarray
    curves: list
    best: int
    chosen: tuple | None
    nested_error: float | None
    nested_song_errors: np.ndarray | None
    never_chosen: list
    never_chosen_song_errors: np.ndarray


def grid(**values):
    """All combinations of the given values: a list of dicts, the last name changing fastest.

    Raises
    ------
    InputError
        A name without a value, or a value twice.

    Examples
    --------
    >>> grid(n_hidden=[5, 10], window=[1, 13])[1:3]
    [{'n_hidden': 5, 'window': 13}, {'n_hidden': 10, 'window': 1}]
    """
    for name, given in values.items():
        if len(given) == 0 or len(set(given)) < len(given):
            raise InputError(f"grid, {name}: {list(given)} was given; one value or more, none twice, was expected")
    return [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]


def held_out(n_folds, *, nested=True):
    """Which folds the models hold out.

    Examples
    --------
    >>> held_out(3)
    [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]
    """
    if nested and n_folds < 3:
        raise InputError(
            f"nested cross-validation: {n_folds} folds were given, 3 or more were expected: one to learn from, one to "
            f"choose by, one to test"
        )
    singles = [(k,) for k in range(n_folds)]
    return singles + list(combinations(range(n_folds), 2)) if nested else singles


def search(system, settings, targets, folds, *, never_chosen=(), nested=True, part_by="folds", run=None):
    """Cross-validate a system with every setting.

    Parameters
    ----------
    system : callable
        ``system(cases, progress)`` takes a list of `Case` and gives, for each, a dict of predictions (T, n_emotions) of
        the held-out songs by id, of a system trained on all other songs; or None where training diverged. ``progress`` may be
        called with the fraction completed. To run in other processes, it must pickle.
    settings : list of dict
        What the system makes of them is its own affair.
    targets : dict of str to array (T, n_emotions)
        Of all songs.
    folds : sequence of sequences of str
        As `elman.evaluation.crossval.split` makes them.
    never_chosen : sequence of dict
        Further settings that are cross-validated and take no part in any choice, such as useless ones for comparison.
    nested : bool
        Whether the choice is made, and tested, for each fold without its songs.
    part_by : {"folds", "setting"}
        What is given to the system in one call: all settings that hold out the same folds, or all cases of a setting.
    run : callable, optional
        ``run(function, tasks)`` gives a dict with ``function(*arguments, progress=...)`` for the arguments of every task;
        `elman.jobs.run`, with its folder, identity and executor filled in, makes the search resumable and parallel.

    Returns
    -------
    Search

    Raises
    ------
    InputError
        No settings, folds that do not fit the songs, or training diverged with every setting.
    """
    if not settings:
        raise InputError("search: no settings were given; give at least one")
    check_folds(folds, list(targets))
    everything = [*settings, *never_chosen]
    outs, singles = held_out(len(folds), nested=nested), held_out(len(folds), nested=False)
    pairs = [(s, out) for s in range(len(everything)) for out in (outs if s < len(settings) else singles)]
    parts = {}
    for s, out in pairs:
        name = "folds-" + "-".join(map(str, out)) if part_by == "folds" else f"setting-{s}"
        parts.setdefault(name, []).append((s, out))
    tasks = {
        name: (system, [Case(everything[s], sum((tuple(folds[k]) for k in out), ())) for s, out in part], targets)
        for name, part in parts.items()
    }
    results = (run or _run_here)(_compute, tasks)

    found = {}
    for name, part in parts.items():
        for m, (s, out) in enumerate(part):
            found[s, out] = {key.split("/", 1)[1]: Y for key, Y in results[name].items() if key.startswith(f"{m}/")}
    return _judge(everything, len(settings), targets, folds, found, nested)


def _run_here(function, tasks):
    return {name: function(*arguments, progress=lambda share: None) for name, arguments in tasks.items()}


def _compute(system, cases, targets, *, progress):
    """The predictions of some cases, as one dict of arrays ``<case>/<song>``; a case that diverged has none."""
    result = {}
    for m, (case, curves) in enumerate(zip(cases, system(cases, progress), strict=True)):
        for song in case.held_out if curves is not None else ():
            if curves[song].shape != targets[song].shape:
                raise InputError(f"song {song}: {curves[song].shape} was predicted, {targets[song].shape} was expected")
            result[f"{m}/{song}"] = curves[song]
    return result


def _judge(everything, S, targets, folds, found, nested):
    """The first S settings may be chosen, the others may not."""
    ids = tuple(song for fold in folds for song in fold)
    K = len(folds)

    def squares(s, out, k):
        """The sum of squared errors over fold k's songs, of the model with setting s that held ``out`` out."""
        curves = found[s, out]
        return sum(np.sum((curves[song] - targets[song]) ** 2) for song in folds[k]) if curves else np.inf

    size = np.array([sum(targets[song].size for song in fold) for fold in folds])
    single = np.array([[squares(s, (k,), k) for k in range(K)] for s in range(S)])
    errors = np.sqrt(single.sum(axis=1) / size.sum())
    if not np.isfinite(errors).any():
        raise InputError(f"search: training diverged with all {S} settings; try a tenth of the learning rate")
    curves = [{song: found[s, (k,)].get(song) for k in range(K) for song in folds[k]} for s in range(len(everything))]
    song_errors = np.array([[_rmse(by_song[song], targets[song]) for song in ids] for by_song in curves])
    result = Search(
        settings=everything[:S],
        ids=ids,
        errors=errors,
        song_errors=song_errors[:S],
        curves=curves[:S],
        best=int(np.argmin(errors)),
        chosen=None,
        nested_error=None,
        nested_song_errors=None,
        never_chosen=everything[S:],
        never_chosen_song_errors=song_errors[S:],
    )
    if not nested:
        return result

    inner = np.zeros((S, K))  # of choosing for fold k: summed over the other folds j
    for j, k in combinations(range(K), 2):
        for s in range(S):
            inner[s, k] += squares(s, (j, k), j)
            inner[s, j] += squares(s, (j, k), k)
    chosen = np.argmin(np.where(np.isfinite(single), inner, np.inf), axis=0)
    of_song = np.repeat(chosen, [len(fold) for fold in folds])
    return result._replace(
        chosen=tuple(chosen.tolist()),
        nested_error=float(np.sqrt(single[chosen, np.arange(K)].sum() / size.sum())),
        nested_song_errors=song_errors[of_song, np.arange(len(ids))],
    )


def _rmse(Y, T):
    return np.sqrt(np.mean((Y - T) ** 2, axis=0)) if Y is not None else np.full(T.shape[1], np.inf)
