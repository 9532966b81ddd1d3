"""Which songs of DEAM the 431 development songs of 2015 were, and in which of the authors' folds.

Recovered by aligning curves of labels: 8 of the songs are doubtful, 47 not beyond doubt (the column ``margin`` of
``mediaeval2015.csv``).
"""

import functools
from importlib.resources import files

from elman.corpus.song_table import folds_of, parse


def songs_of_2015():
    """The 431 development songs of 2015, in the authors' order, and the ids tested in each of their ten folds.

    >>> ids, folds = songs_of_2015()
    >>> len(ids), [len(fold) for fold in folds] == 10 * [43]
    (431, True)
    """
    table = _table_of_2015()
    return [int(song) for song in table.cells], folds_of(table, list(table.cells))


def places_of_2015():
    """The fold and the place in it, from 0, of each song of 2015 by its id; the one song that is in no fold comes last.

    Recovered, as the ids were. Whether the authors' network visited the songs in this order is not known.

    >>> places_of_2015()["3"], places_of_2015()["1036"]
    ((6, 18), (10, 0))
    """
    rows = _table_of_2015().cells
    return {song: (int(row["fold"] or 10), int(row["position_in_fold"] or 0)) for song, row in rows.items()}


@functools.cache
def _table_of_2015():
    name = "mediaeval2015.csv"
    return parse(name, files("elman.corpus").joinpath(name).read_text(encoding="utf-8"))
