"""Does a type of features help, added to a baseline? One type at a time, and the luck of the best.

d_gn is the change of song n's error when type g is added to the baseline. Of 29 types that add nothing some will seem to
help, and the best of them will seem to help most: whoever picks the best and reports its gain on the same folds reports
this luck too. It is shown in two ways.

    By turning signs: if g adds nothing, d_gn is as likely as -d_gn. With e_n = +1 or -1 drawn for each song, the same for
    all types (so that types which resemble each other stay alike), min_g mean_n(e_n d_gn) is what the best of useless
    types would seem to gain. Its mean over many draws is the luck of the best; the share of draws that reach d_g is a
    p-value corrected for the number of types.

    By nesting: each fold is predicted with the type that was chosen without its songs, see `elman.evaluation.search`.

Source: P. Westfall and S. Young, *Resampling-based multiple testing* (1993), with signs instead of permutations; the
paper, which chose 3 of 29 types by their scores on the folds it then reports. Notebook 12, "Describe half a second of
sound".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.evaluation.significance import paired


class Selection(NamedTuple):
    """What adding types one at a time has shown; all gains are changes of error, so that below zero is better.

    Parameters
    ----------
    rows : list of dict
        For each type ``name``, ``error`` (cross-validated), ``difference``, ``low``, ``high``, ``p``, ``n`` of the paired
        test against the baseline (see `elman.evaluation.significance.paired`), ``p_corrected``, and a difference for each
        emotion alone.
    baseline_error : float
    luck : float
        What the best of as many useless types would seem to gain.
    best : str
        The type with the smallest difference.
    best_difference, nested_difference : float
        Of the best type, on the songs it was chosen by; and of the types chosen for each fold without its songs. nan
        where the search was not nested.
    nested : dict
        The paired test of the nested choice, empty where the search was not nested.
    chosen : tuple of str
        What was chosen in each fold; the baseline may be.
    """

    rows: list
    baseline_error: float
    luck: float
    best: str
    best_difference: float
    nested_difference: float
    nested: dict
    chosen: tuple


def turn_signs(differences, *, seed=0, n_draws=2000):
    """The luck of the best of G useless types, and p-values that allow for it.

    Parameters
    ----------
    differences : array (G, n_songs)
        Changes of error, below zero is better.
    seed, n_draws : int

    Returns
    -------
    luck : float
        The mean over draws of min_g mean_n(e_n d_gn).
    p : array (G,)
        (1 + number of draws in which that minimum is as low as the type's own mean) / (1 + n_draws), one-sided.

    Examples
    --------
    One type that helps every song, one that does nothing:

    >>> rng = np.random.default_rng(0)
    >>> luck, p = turn_signs(rng.standard_normal((2, 50)) * 0.1 - [[0.1], [0.0]])
    >>> bool(-0.05 < luck < 0), bool(p[0] < 0.01), bool(p[1] > 0.2)
    (True, True, True)
    """
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (n_draws, differences.shape[1]))
    best = (signs @ differences.T / differences.shape[1]).min(axis=1)
    reached = best[:, None] <= differences.mean(axis=1)
    return float(best.mean()), (1 + reached.sum(axis=0)) / (1 + n_draws)


def one_at_a_time(search, emotions, *, seed=0):
    """Read a search whose first setting is the baseline and whose others each add a type.

    Parameters
    ----------
    search : elman.evaluation.search.Search
        Each setting has a ``name``.
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
    if not np.isfinite(search.song_errors).all():
        lost = int(np.argwhere(~np.isfinite(search.song_errors))[0, 0])
        raise InputError(
            f"{search.settings[lost]['name']}: training diverged in a fold, so there is no error to compare; leave it out, or "
            f"lower the learning rate"
        )
    names = [setting["name"] for setting in search.settings]
    changes = search.song_errors[1:] - search.song_errors[0]  # (G, n_songs, n_emotions)
    differences = changes.mean(axis=2)
    luck, p_corrected = turn_signs(differences, seed=seed)
    rows = []
    for g, name in enumerate(names[1:]):
        row = {"name": name, "error": float(search.errors[g + 1])}
        row |= paired(search.song_errors[g + 1].mean(axis=1), search.song_errors[0].mean(axis=1), seed=seed)
        row |= {"p_corrected": float(p_corrected[g])}
        rows.append(row | {emotion: float(changes[g, :, n].mean()) for n, emotion in enumerate(emotions)})
    best = int(np.argmin(differences.mean(axis=1)))
    nested = {}
    if search.chosen is not None:
        nested = paired(search.nested_song_errors.mean(axis=1), search.song_errors[0].mean(axis=1), seed=seed)
    return Selection(
        rows=rows,
        baseline_error=float(search.errors[0]),
        luck=luck,
        best=names[best + 1],
        best_difference=float(differences[best].mean()),
        nested_difference=float(nested.get("difference", np.nan)),
        nested=nested,
        chosen=() if search.chosen is None else tuple(names[c] for c in search.chosen),
    )
