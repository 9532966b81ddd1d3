"""Is it the correlation of valence and arousal, over all frames of all songs? Notebook 01, "Look at a song as a matrix"."""

import numpy as np

from elman.corpus.song import Song
from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question


def check_correlation(correlation, songs, name="corr(V, A)"):
    """Judge a student's ``correlation(songs) -> r`` of valence and arousal.

    It is tried on a few short songs first: `numpy.corrcoef` of the targets as they are, not transposed, would take one
    row and one column for each frame, 5 GB for the songs of notebook 01.

    Parameters
    ----------
    correlation : callable
        Gets a list of `elman.corpus.song.Song`.
    songs : list of elman.corpus.song.Song
        What it is asked about in the end.
    name : str
        What the verdict calls these songs.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_correlation(lambda songs: np.corrcoef(_frames(songs)), _short_songs(0))  # doctest: +ELLIPSIS
    ✗ Not right. For three short songs, the correlation is an array of shape (19, 19), ... rows are variables...
    """
    return judge(
        correlation,
        "correlation(songs)",
        [
            Question("For three short songs", (_short_songs(0),)),
            Question("For three other short songs", (_short_songs(1),)),
            Question(f"For {name}, {len(songs)} songs", (songs,), costly=True),
        ],
        right=_correlation,
        mistakes=MISTAKES,
        names="the correlation",
        todo="Join the targets of all songs into one array (n_frames, 2), and correlate its columns.",
        praise=f"{name}: {_correlation(songs):.4f}, over {len(_frames(songs))} frames of {len(songs)} songs.",
        look=_look,
    )


def _look(seen, first):
    if np.any(np.abs(first.given["the correlation"]) > 1):
        return "A correlation lies between -1 and 1."
    return "Join the targets of all songs first, then follow the formula from the inside to the outside."


def _frames(songs):
    return np.concatenate([song.targets for song in songs])


def _correlation(songs):
    return np.corrcoef(_frames(songs).T)[0, 1]


def _short_songs(seed):
    """Three made-up songs whose first two frames are at opposite corners: as variables they have the correlation -1."""
    rng = np.random.default_rng(seed)
    songs = []
    for n, T in enumerate((6, 8, 5)):
        targets = rng.uniform(-0.5, 0.5, (T, 2)) + rng.uniform(-0.4, 0.4, 2)
        songs.append(Song(str(n), rng.standard_normal((T, 4)), targets, 0.5 * np.arange(T)))
    songs[0].targets[:2] = [[-0.5, 0.3], [0.4, -0.2]]
    return songs


def _divided(frames, ddof_of_covariance, ddof_of_std):
    V, A = frames.T
    return np.cov(frames.T, ddof=ddof_of_covariance)[0, 1] / (V.std(ddof=ddof_of_std) * A.std(ddof=ddof_of_std))


def _means(songs):
    return np.array([song.targets.mean(axis=0) for song in songs])


ROWS = (
    "For np.corrcoef rows are variables, so that each frame is taken for one: hand it the transposed array, frames.T."
)

MISTAKES = [
    Mistake(ROWS, lambda songs: np.corrcoef(_frames(songs))),
    Mistake(ROWS, lambda songs: np.corrcoef(_frames(songs))[0, 1]),
    Mistake(
        "This is the whole 2 x 2 matrix of correlations; the number wanted is off its diagonal.",
        lambda songs: np.corrcoef(_frames(songs).T),
    ),
    Mistake("This is the correlation of a curve with itself, on the diagonal of the matrix.", lambda songs: 1.0),
    Mistake(
        "This is the mean of the songs' own correlations: it forgets how songs differ. Join the frames first.",
        lambda songs: np.mean([np.corrcoef(song.targets.T)[0, 1] for song in songs]),
    ),
    Mistake(
        "This is the correlation of the songs' means: it forgets how a song moves. Use every frame.",
        lambda songs: np.corrcoef(_means(songs).T)[0, 1],
    ),
    Mistake(
        "This is the correlation in the first song alone. Join the frames of all songs.", lambda s: _correlation(s[:1])
    ),
    Mistake(
        "This is the correlation in the last song alone. Join the frames of all songs.", lambda s: _correlation(s[-1:])
    ),
    *(
        Mistake(
            "This is the covariance. Divide it by both standard deviations.",
            lambda songs, ddof=ddof: np.cov(_frames(songs).T, ddof=ddof)[0, 1],
        )
        for ddof in (0, 1)
    ),
    Mistake(
        "The covariance is divided by both variances; divide it by both standard deviations.",
        lambda songs: _divided(_frames(songs), 0, 0) / np.prod(_frames(songs).std(axis=0)),
    ),
    Mistake(
        "The covariance was divided by n - 1 (np.cov does so) and the standard deviations by n (std does so): take one rule.",
        lambda songs: _divided(_frames(songs), 1, 0),
    ),
    Mistake(
        "The covariance was divided by n and the standard deviations by n - 1: take one rule for all.",
        lambda songs: _divided(_frames(songs), 0, 1),
    ),
    Mistake(
        "The means are not taken off both curves.",
        lambda songs: np.mean(np.prod(_frames(songs), axis=1)) / np.prod(_frames(songs).std(axis=0)),
    ),
    *(
        Mistake(f"It is rounded to {digits} digits; return it as it is.", lambda s, d=digits: round(_correlation(s), d))
        for digits in (2, 3, 4)
    ),
]
