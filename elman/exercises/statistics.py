"""Is it the correlation of valence and arousal, over all frames of all songs? Notebook 01."""

import numpy as np

from elman.exercises.answers import as_number
from elman.exercises.verdict import not_yet, right, wrong

CLOSE = 1e-6


def check_correlation(songs, answer, name="corr(V, A)"):
    """Judge a student's correlation of valence and arousal over these songs.

    Parameters
    ----------
    songs : list of elman.corpus.song.Song
    answer : float or None
        None where there is no answer yet.
    name : str
        What the verdict calls the number.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> from elman.corpus import synthetic
    >>> songs = synthetic.make(seed=0, n_development=9, n_evaluation=0).development
    >>> check_correlation(songs, None)
    … Not done yet. corr(V, A): join the targets of all songs into one array (n_frames, 2), and correlate its columns.
    """
    if answer is None:
        return not_yet(
            f"{name}: join the targets of all songs into one array (n_frames, 2), and correlate its columns."
        )
    if isinstance(answer, np.ndarray) and answer.shape == (2, 2):
        return wrong(f"{name}: you have the whole 2 x 2 matrix of correlations; the number wanted is off its diagonal.")
    number = as_number(answer)
    if number is None:
        return wrong(f"{name}: one number was expected, not {answer!r}.")
    frames = np.concatenate([song.targets for song in songs])
    wanted = np.corrcoef(frames.T)[0, 1]
    if abs(number - wanted) < CLOSE:
        return right(f"{name} = {wanted:.3f}, over {len(frames)} frames of {len(songs)} songs.")
    for value, word in _mistakes(songs, frames):
        if abs(number - value) < CLOSE:
            return wrong(f"{name}: {number:.3f} is {word}")
    off = abs(number - wanted)
    hint = " A correlation lies between -1 and 1." if abs(number) > 1 else ""
    if off < 0.01:
        hint = (
            " That is near: is the mean taken off both curves, do covariance and standard deviations divide by the same "
            "number, and is nothing rounded?"
        )
    return wrong(f"{name}: you have {number:.6g}, which is {off:.2g} from the goal.{hint}")


def _mistakes(songs, frames):
    """Other numbers that one may come to, with what they are."""
    within = np.mean([np.corrcoef(song.targets.T)[0, 1] for song in songs])
    yield within, "the mean of the songs' own correlations: it forgets how songs differ. Join the frames first."
    means = np.array([song.targets.mean(axis=0) for song in songs])
    yield (
        np.corrcoef(means.T)[0, 1],
        "the correlation of the songs' means: it forgets how a song moves. Use every frame.",
    )
    for ddof in (0, 1):
        yield np.cov(frames.T, ddof=ddof)[0, 1], "the covariance. Divide it by both standard deviations."
    yield np.corrcoef(frames.T)[0, 1] ** 2, "the square of the correlation."
    yield 1.0, "the correlation of a curve with itself (the diagonal of the matrix)."
    yield (
        np.corrcoef(songs[0].targets.T)[0, 1],
        "the correlation in the first song alone. Join the frames of all songs.",
    )
