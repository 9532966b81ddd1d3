"""In which order a network visits its training songs: `Settings.order`.

One update follows each song, and with momentum .9 an update is felt for about ten songs: the songs visited last pull hardest
at the weights that are kept. Where songs of one kind stand together, as those of one year do where songs are sorted by id, a
network that visits them as they stand is drawn towards the last kind. So the default draws the order.

- ``"seed"`` (default): drawn once with the network's seed; every epoch visits the songs in that order.
- ``"epoch"``: drawn anew in each epoch.
- ``"id"``: as the songs stand in the corpus, which sorts them by id.
- ``"folds"``: the songs of 2015 fold after fold, by their place in the authors' fold. A guess at the authors' order: their
  code walked a Python 2 dict, whose order is not known.

A drawn order gives each song a number of its own, made from the seed and the song's id, and sorts by these numbers. So a
song that is held out leaves the order of the others as it is, and networks of different folds can be trained in lockstep.

Notebook 07, "Roll a heavy ball".
"""

import numpy as np

from elman.corpus.deam.mediaeval2015 import places_of_2015
from elman.errors import InputError
from elman.seeds import random_generator

NAMES = {
    "seed": "drawn once with the seed",
    "epoch": "drawn anew in each epoch",
    "id": "by id",
    "folds": "fold after fold, by place in the authors' fold (a guess at their order)",
}
"""What the command line says of each of `elman.network.settings.ORDERS`."""


def positions(songs, settings, seed):
    """The positions of the songs in the order of their visits, where it is the same in all epochs; else as they stand.

    Parameters
    ----------
    songs : list of Song
    settings : elman.network.settings.Settings
    seed : int or sequence of int
        The network's.

    Returns
    -------
    list of int

    Raises
    ------
    InputError
        The order is ``"folds"``, and a song is not one of 2015.

    Examples
    --------
    >>> from elman.corpus.synthetic import make
    >>> from elman.network.settings import Settings
    >>> songs = make(seed=0, n_development=5, n_evaluation=0).development
    >>> positions(songs, Settings(order="id"), seed=0)
    [0, 1, 2, 3, 4]
    >>> [songs[n].id for n in positions(songs, Settings(), seed=0)]
    ['5', '2', '4', '3', '1']
    >>> [song.id for song in in_order(songs[1:4], Settings(), seed=0)]
    ['2', '4', '3']
    """
    if settings.order == "seed":
        return _drawn(songs, seed, 0)
    if settings.order == "folds":
        return sorted(range(len(songs)), key=lambda n: _place(songs[n].id))
    return list(range(len(songs)))


def in_order(songs, settings, seed):
    """The songs in the order of `positions`."""
    return [songs[n] for n in positions(songs, settings, seed)]


def anew(songs, settings, seed):
    """Where the order is drawn anew in each epoch: a function of the epoch that gives `positions`; else None."""
    return (lambda epoch: _drawn(songs, seed, epoch)) if settings.order == "epoch" else None


def _drawn(songs, seed, epoch):
    """Positions sorted by one random number for each song. The order of all epochs counts as that of epoch 0."""
    start = [*np.atleast_1d(seed).tolist(), epoch]
    numbers = [random_generator([*start, *song.id.encode()]).random() for song in songs]
    return sorted(range(len(songs)), key=numbers.__getitem__)


def _place(song):
    places = places_of_2015()
    if song not in places:
        raise InputError(
            f"order 'folds': song {song} is not one of the 431 of 2015, whose places in the folds are known; add --songs 2015, "
            f"or choose another order"
        )
    return places[song]
