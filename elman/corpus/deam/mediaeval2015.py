"""Which songs of DEAM the 431 development songs of 2015 were, and in which of the authors' folds.

Recovered by aligning curves of labels: 8 of the songs are doubtful, 47 not beyond doubt (the column ``margin`` of
``mediaeval2015.csv``).
"""

import csv
import functools
from importlib.resources import files


def songs_of_2015():
    """The 431 development songs of 2015, in the authors' order, and the ids tested in each of their ten folds.

    >>> ids, folds = songs_of_2015()
    >>> len(ids), [len(fold) for fold in folds] == 10 * [43]
    (431, True)
    """
    rows = _rows_of_2015()
    folds = tuple(tuple(row["song_id"] for row in rows if row["fold"] == str(fold)) for fold in range(10))
    return [int(row["song_id"]) for row in rows], folds


def places_of_2015():
    """The fold and the place in it, from 0, of each song of 2015 by its id; the one song that is in no fold comes last.

    Recovered, as the ids were. Whether the authors' network visited the songs in this order is not known.

    >>> places_of_2015()["3"], places_of_2015()["1036"]
    ((6, 18), (10, 0))
    """
    return {row["song_id"]: (int(row["fold"] or 10), int(row["position_in_fold"] or 0)) for row in _rows_of_2015()}


@functools.cache
def _rows_of_2015():
    text = files("elman.corpus").joinpath("mediaeval2015.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
