"""Judge a split that leaks on purpose, and a prediction of what it pretends. Notebook 10, "Split by song"."""

import numpy as np

from elman.errors import InputError
from elman.evaluation import crossval, metrics
from elman.exercises.answers import as_number
from elman.exercises.verdict import not_yet, right, wrong

NEAR = 0.05
"""How far, as a share, a prediction may be from what is measured."""


def song_of(name):
    """The song of a frame that is called ``song/frame``.

    >>> song_of("17/42")
    '17'
    """
    return name.rpartition("/")[0]


def share_leaked(folds):
    """Which share of tested frames belongs to songs of which other frames are learned from (outside the fold)."""
    songs = [[song_of(name) for name in fold] for fold in folds]
    leaked = 0
    for n, fold in enumerate(songs):
        others = {song for m, other in enumerate(songs) if m != n for song in other}
        leaked += sum(song in others for song in fold)
    return leaked / max(1, sum(map(len, songs)))


def check_leak(frames, folds, predicted, system, honest):
    """Judge a leaking split and the predicted error.

    Parameters
    ----------
    frames : list
        Songs of one frame, with ids ``song/frame``, and ``targets``.
    folds : sequence of sequences of str
        The student's split.
    predicted : float or None
        The RMSE over both emotions that the student expects with this split.
    system : callable
        As for `elman.evaluation.crossval.cross_validate`.
    honest : float
        Its RMSE with a split by song.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    ids = [frame.id for frame in frames]
    try:
        folds = tuple(tuple(fold) for fold in folds)
        crossval.check_folds(folds, ids)
    except (InputError, TypeError) as error:
        return wrong(f"This is no split: {error}.")
    missing = len(ids) - sum(map(len, folds))
    if missing:
        return wrong(f"{missing} of {len(ids)} frames are in no fold; deal out all of them.")
    leaked = share_leaked(folds)
    if leaked == 0:
        say = not_yet if predicted is None else wrong  # as the exercise begins
        return say("This split is honest: no tested song is learned from. For once, deal out frames, not songs.")
    if leaked < 0.9:
        return wrong(f"Only {leaked:.0%} of the tested frames have others of their song to learn from. Deal at random.")
    if predicted is None:
        return not_yet(
            f"The split leaks ({leaked:.0%} of the tested frames). Now predict the RMSE, before you measure it."
        )
    guess = as_number(predicted)
    if guess is None:
        return wrong(f"One number was expected for the RMSE, not {predicted!r}.")
    Y = crossval.cross_validate(system, frames, folds)
    found = float(
        metrics.rmse(np.concatenate([f.targets for f in frames]).ravel(), np.concatenate(list(Y.values())).ravel())
    )
    said = f"you predicted {guess:.3f}, measured is {found:.3f} (honest: {honest:.3f})"
    if abs(guess / found - 1) <= NEAR:
        return right(f"The split leaks, and {said}.")
    if guess >= honest:
        return wrong(f"The split leaks, and {said}. A leak makes the error look SMALLER.")
    if abs(guess / found**2 - 1) <= 0.5:
        return wrong(f"The split leaks, but {said}. That is the mean SQUARED error: take its root.")
    if guess < found:
        return wrong(
            f"The split leaks, but {said}: too much hope. Not every nearest frame is of the same song; for the others the "
            f"error stays as it was. Squared errors can be averaged, errors cannot; two frames of a song differ by sqrt(2) sigma."
        )
    return wrong(f"The split leaks, but {said}: it pretends more than that. How near is a frame of the same song?")
