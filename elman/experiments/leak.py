"""What gain does a leak pretend, frames of one song in training and test? The same pieces, split in two ways. Notebook 10."""

import numpy as np

from elman.corpus.song import Song
from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import pooled
from elman.readings import READINGS
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression


def measure(*, n_songs=80, piece=10, n_folds=3, seed=0, reading=READINGS["code"]):
    """Cross-validate on pieces of songs, in grouped folds and in folds that ignore the songs.

    Songs are cut into pieces of ``piece`` frames. Split by song, all pieces of a song are in one fold; split by piece, most
    test pieces have others of their song among the training pieces, and the song can be recognised.

    Returns
    -------
    dict of (system, way) to array (2,)
        Pooled r of valence and arousal, for "lr" and "rnn", split by "song" and by "piece".
    """
    songs = make(seed, n_development=n_songs, n_evaluation=0).with_group("260").development
    pieces = [
        Song(f"{s.id}/{n}", s.features[n : n + piece], s.targets[n : n + piece], s.times[n : n + piece])
        for s in songs
        for n in range(0, len(s.targets) - piece + 1, piece)
    ]
    by_piece = split([p.id for p in pieces], n_folds, seed=seed)
    by_song = split([song.id for song in songs], n_folds, seed=seed)
    held_out = {
        "song": np.array([[p.id.split("/")[0] in fold for fold in by_song] for p in pieces]),
        "piece": np.array([[p.id in fold for fold in by_piece] for p in pieces]),
    }
    found = {}
    for way, tests in held_out.items():
        models = {
            "lr": [LinearRegression().fit([pieces[n] for n in np.flatnonzero(~column)]) for column in tests.T],
            "rnn": [RecurrentRegression(reading.network, [seed, 1]) for _ in tests.T],
        }
        fit_networks(models["rnn"], [pieces] * n_folds, ~tests)
        for system, of_folds in models.items():
            estimates = [of_folds[np.argmax(row)].predict(p.features) for p, row in zip(pieces, tests, strict=True)]
            found[system, way] = pooled([p.targets for p in pieces], estimates)["r"]
    return found
