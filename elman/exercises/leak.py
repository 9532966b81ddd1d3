"""Judge a split that leaks on purpose, and a prediction of what it pretends. Notebook 10, "Split by song"."""

import numpy as np

from elman.errors import shortened
from elman.exercises.judge import Mistake, judge, no_answer
from elman.exercises.seen import Question
from elman.exercises.verdict import not_yet, right, wrong


def song_of(name):
    """The song of a frame that is called ``song/frame``.

    >>> song_of("17/42")
    '17'
    """
    return name.rpartition("/")[0]


def share_leaked(folds):
    """Which share of test frames belongs to songs of which other frames are training frames (outside the fold)."""
    songs = [[song_of(name) for name in fold] for fold in folds]
    leaked = 0
    for n, fold in enumerate(songs):
        others = {song for m, other in enumerate(songs) if m != n for song in other}
        leaked += sum(song in others for song in fold)
    return leaked / max(1, sum(map(len, songs)))


def check_leaking_split(folds, ids):
    """Judge a split of frames that is to leak.

    Parameters
    ----------
    folds : sequence of sequences of str
        The student's split.
    ids : sequence of str
        The frames' ids, ``song/frame``.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_leaking_split([["a/0", "a/1"], ["b/0", "b/1"]], ["a/0", "a/1", "b/0", "b/1"])
    … Not done yet. This split is honest: no song is in a test set and in its training set. For once, deal out frames, not songs.
    """
    early = no_answer(folds, "", "Deal the frames' ids to folds.")
    if early is not None:
        return early
    try:
        folds = tuple(fold if isinstance(fold, str) else tuple(fold) for fold in folds)
        fault = _no_split(folds, set(ids))
    except Exception:  # a student's split may be anything
        fault = LISTS
    if fault:
        return wrong(f"This is not a split: {fault}.")
    missing = len(ids) - sum(map(len, folds))
    if missing:
        return wrong(f"{missing} of {len(ids)} frames are in no fold; deal out all of them.")
    leaked = share_leaked(folds)
    if leaked == 0:  # as the exercise begins
        return not_yet(
            "This split is honest: no song is in a test set and in its training set. For once, deal out frames, not songs."
        )
    if leaked < 0.9:
        return wrong(
            f"Only {leaked:.0%} of the test frames have others of their song among the training frames; deal at random."
        )
    return right(
        f"The split leaks: {leaked:.0%} of the test frames have others of their song among the training frames."
    )


LISTS = "a list of lists of ids was expected, one for each fold"


def _no_split(folds, ids):
    """Why folds are no split of frames, in words; empty where they are one."""
    if not folds or any(isinstance(fold, str) for fold in folds):
        return LISTS
    seen = {}
    for n, fold in enumerate(folds):
        if not fold:
            return f"fold {n} is empty"
        if len(fold) == len(ids):
            return f"all {len(ids)} frames are in fold {n}, and none is left for training"
        for name in fold:
            if name not in ids:
                return f"fold {n} has {shortened(name)}, which is not the id of a frame"
            if name in seen:
                return f"frame {name} is in fold {seen[name]} and again in fold {n}"
            seen[name] = n
    return ""


def check_predicted_rmse(predicted_rmse):
    """Judge a student's ``predicted_rmse(p, sigma, e)``: sqrt(2 p sigma^2 + (1 - p) e^2).

    A function, and not one number, which could be guessed.

    Parameters
    ----------
    predicted_rmse : callable
        Gets the share p of test frames whose nearest frame is of the same song, the standard deviation sigma of the
        targets around their song's mean, and the honest error e.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    cases = ((0.0, 0.1, 0.4), (1.0, 0.1, 0.4), (0.5, 0.1, 0.4), (0.9, 0.15, 0.35), (0.8, 0.08, 0.5))
    return judge(
        predicted_rmse,
        "predicted_rmse(p, sigma, e)",
        [Question(f"For p = {p:g}, sigma = {sigma:g} and e = {e:g}", (p, sigma, e)) for p, sigma, e in cases],
        right=_mixed,
        mistakes=MISTAKES,
        names="the RMSE",
        todo="Let the function return the RMSE that you expect.",
        praise="Two kinds of frames, each with its own mean squared error, weighted by their shares.",
        look="What is the error with p = 0, when the split does not leak, and with p = 1? Average squares, then take the root.",
    )


def _mixed(p, sigma, e):
    return np.sqrt(p * 2 * sigma**2 + (1 - p) * e**2)


MISTAKES = [
    Mistake(
        "Errors are averaged here; it is the mean SQUARED errors that can be averaged, the root comes last.",
        lambda p, sigma, e: p * np.sqrt(2) * sigma + (1 - p) * e,
    ),
    Mistake(
        "The 2 is missing: two random frames of a song differ by sqrt(2) sigma, each of them by sigma from the mean.",
        lambda p, sigma, e: np.sqrt(p * sigma**2 + (1 - p) * e**2),
    ),
    Mistake(
        "The difference of two frames is squared wrongly: (sqrt(2) sigma)^2 is 2 sigma^2.",
        lambda p, sigma, e: np.sqrt(p * np.sqrt(2) * sigma**2 + (1 - p) * e**2),
    ),
    Mistake(
        "The difference of two frames is squared wrongly: (sqrt(2) sigma)^2 is 2 sigma^2.",
        lambda p, sigma, e: np.sqrt(p * 4 * sigma**2 + (1 - p) * e**2),
    ),
    Mistake("This is the mean SQUARED error: take its root.", lambda p, sigma, e: _mixed(p, sigma, e) ** 2),
    Mistake(
        "The shares are exchanged: p is the share of frames whose nearest is of the same song.",
        lambda p, sigma, e: _mixed(1 - p, sigma, e),
    ),
    Mistake("This is the error of the leaking frames alone.", lambda p, sigma, e: np.sqrt(2) * sigma),
    Mistake("This is the honest error: a leak makes it smaller.", lambda p, sigma, e: e),
    Mistake(
        "The frames without a leak count nothing here; they have the honest error.",
        lambda p, sigma, e: np.sqrt(p * 2) * sigma,
    ),
    Mistake("A leaking frame has an error too, sqrt(2) sigma.", lambda p, sigma, e: np.sqrt(1 - p) * e),
    Mistake(
        "Both errors count in full; weight them by their shares, p and 1 - p.",
        lambda p, sigma, e: np.sqrt(2 * sigma**2 + e**2),
    ),
    Mistake(
        "The shares are squared, too; only the errors are.",
        lambda p, sigma, e: np.sqrt(2 * (p * sigma) ** 2 + ((1 - p) * e) ** 2),
    ),
]
