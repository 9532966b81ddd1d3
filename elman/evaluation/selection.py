r"""Does a type of features help, added to a baseline? One type at a time, and the selection bias of the best.

Write d[g, n] for the change of song n's error when type g is added: below zero is better. Of 29 types that add nothing
some will seem to help, and whoever reports the best of them on the songs it was chosen by reports its luck as well
(*selection bias*, the winner's curse). Three answers, to three questions:

**Does type g change anything, given that we looked at all of them?** A sign-flip test with max statistic. If type g
changes nothing, d[g, n] is as likely as -d[g, n]. Draw e[n] = +1 or -1 for each song, the same for all types, so that
types which resemble each other stay alike, and see how large the largest statistic of all becomes by chance::

    u[g] = sum_n e[n] d[g, n] / sqrt(sum_n d[g, n]^2)

    p[g]           = share of draws in which |u[g]| is as large as it was without flips
    p_corrected[g] = share of draws in which max_g |u[g]| is as large as |u[g]| was without flips

u is Student's t in another dress: t^2 = (N - 1) u^2 / (N - u^2), one increasing function for all types. It has no unit.
Without the division the types whose songs scatter most would set the bar for all others, and a small but sure gain
could never pass it.

**Would useless columns do the same?** Columns that tell nothing do not change nothing, so that their d is not symmetric
about zero. Least squares learns them by heart, and pays: the wider a useless type, the dearer (notebook 12). A network
that learns too much by heart anyway can even gain by them, as by any noise on its inputs (`elman select` on 100 made-up
songs). So they are made and measured: the *shadow* of a type has its columns, in the same number and with the same
distribution, but taken from another song. A gain that the shadow makes too is not knowledge of emotion, and the best of
all shadows is what the best of as many useless types seems to gain.

**What is choosing worth?** The best type is chosen anew for each fold without its songs: nested cross-validation, see
`elman.evaluation.search`.

Source: P. Westfall and S. Young, *Resampling-based multiple testing* (1993), their single-step max-T, with signs in
place of permutations; M. Kursa and W. Rudnicki, *Feature selection with the Boruta package*, J. Stat. Softw. 36 (2010),
for shadows. Notebook 12, "Describe half a second of sound".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.evaluation.significance import paired
from elman.seeds import random_generator


class Selection(NamedTuple):
    """What adding types one at a time has shown; all changes are of the error, so that below zero is better.

    Parameters
    ----------
    rows : list of dict
        For each type ``name``, ``error`` (cross-validated), ``difference`` with its interval ``low``, ``high`` and ``n``
        songs (see `elman.evaluation.significance.paired`), ``p`` and ``p_corrected`` (see `sign_flip_test`), ``shadow``
        (the mean change by its shadows: nan without them, inf
        where training diverged), and a difference for each emotion alone.
    baseline_error : float
    best : str
        The type with the smallest difference.
    best_difference, nested_difference : float
        Of the best type, on the songs it was chosen by; and of the types chosen for each fold without its songs. nan
        where the search was not nested.
    best_shadow : float
        The change by the best of one shadow of each type, the mean over rounds; nan without shadows.
    nested : dict
        The paired test of the nested choice, empty where the search was not nested.
    chosen : tuple of str
        What was chosen in each fold; the baseline may be.
    """

    rows: list
    baseline_error: float
    best: str
    best_difference: float
    nested_difference: float
    best_shadow: float
    nested: dict
    chosen: tuple


def sign_flip_test(differences, *, seed=0, n_draws=4999):
    """Sign-flip test of G means, alone and corrected for their number (single-step max-T); two-sided.

    Parameters
    ----------
    differences : array (G, n_songs)
        Changes of error.
    seed, n_draws : int

    Returns
    -------
    p, p_corrected : arrays (G,)
        What was observed counts as one of the draws, so that none is zero.

    Examples
    --------
    One type that helps every song a little, one that does nothing and scatters ten times as much:

    >>> rng = np.random.default_rng(0)
    >>> helps, idle = rng.normal(-0.1, 0.1, 50), rng.normal(0, 1, 50)
    >>> p, p_corrected = sign_flip_test(np.array([helps, idle]))
    >>> [bool(x) for x in p_corrected < 0.05]
    [True, False]
    """
    n_songs = differences.shape[1]
    size = np.sqrt(np.sum(differences**2, axis=1, keepdims=True))
    scaled = np.divide(differences, size, out=np.zeros_like(differences, dtype=float), where=size > 0)
    signs = 2.0 * random_generator(seed).integers(0, 2, (n_draws + 1, n_songs)) - 1
    signs[0] = 1  # the songs as they are
    u = np.abs(signs @ scaled.T)  # (n_draws + 1, G)
    observed = u[0] - 1e-9  # a sum in another order may differ in its last digits
    return np.mean(u >= observed, axis=0), np.mean(u.max(axis=1, keepdims=True) >= observed, axis=0)


def one_at_a_time(search, emotions, *, seed=0):
    """Read a search whose first setting is the baseline and whose others each add a type.

    Parameters
    ----------
    search : elman.evaluation.search.Search
        Each setting has a ``name``. Its settings that are never chosen, if it has any, are shadows: each has the
        ``name`` of its type and a ``round``.
    emotions : sequence of str
    seed : int
        Of bootstrap and signs.

    Returns
    -------
    Selection

    Raises
    ------
    InputError
        A setting has diverged in a fold; what is not finite cannot be compared.
    """
    names = [setting["name"] for setting in search.settings]
    if not np.isfinite(search.song_errors).all():
        lost = int(np.argwhere(~np.isfinite(search.song_errors))[0, 0])
        raise InputError(
            f"{names[lost]}: training diverged in a fold, so there is no error to compare; leave it out, or lower the "
            f"learning rate"
        )
    changes = search.song_errors[1:] - search.song_errors[0]  # (G, n_songs, n_emotions)
    differences = changes.mean(axis=2)
    p, p_corrected = sign_flip_test(differences, seed=seed)
    shadow, best_shadow = _shadows(search)
    rows = []
    for g, name in enumerate(names[1:]):
        row = {"name": name, "error": float(search.errors[g + 1])}
        row |= paired(search.song_errors[g + 1].mean(axis=1), search.song_errors[0].mean(axis=1), seed=seed)
        row |= {"p": float(p[g]), "p_corrected": float(p_corrected[g]), "shadow": shadow.get(name, np.nan)}
        rows.append(row | {emotion: float(changes[g, :, n].mean()) for n, emotion in enumerate(emotions)})
    best = int(np.argmin(differences.mean(axis=1)))
    nested = {}
    if search.chosen is not None:
        nested = paired(search.nested_song_errors.mean(axis=1), search.song_errors[0].mean(axis=1), seed=seed)
    return Selection(
        rows=rows,
        baseline_error=float(search.errors[0]),
        best=names[best + 1],
        best_difference=float(differences[best].mean()),
        nested_difference=float(nested.get("difference", np.nan)),
        best_shadow=best_shadow,
        nested=nested,
        chosen=() if search.chosen is None else tuple(names[c] for c in search.chosen),
    )


def _shadows(search):
    """The mean change by the shadows of each type, a dict, and by the best shadow of a round, the mean over rounds."""
    of_type, of_round = {}, {}
    for setting, errors in zip(search.never_chosen, search.never_chosen_song_errors, strict=True):
        change = float(np.mean(errors - search.song_errors[0]))  # inf where training diverged
        of_type.setdefault(setting["name"], []).append(change)
        of_round.setdefault(setting["round"], []).append(change)
    best = float(np.mean([min(changes) for changes in of_round.values()])) if of_round else np.nan
    return {name: float(np.mean(changes)) for name, changes in of_type.items()}, best
