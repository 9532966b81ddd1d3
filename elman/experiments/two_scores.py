"""Pooled over frames or song by song? Two scores of one and the same prediction. Notebook 13."""

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import per_song, pooled
from elman.readings import READINGS
from elman.systems.combined import Smoothed
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression


def measure(*, n_songs=120, seed=0, reading=READINGS["code"]):
    """Score three predictions in both ways.

    Returns
    -------
    dict of str to dict
        For a prediction of each song's true mean and nothing else, of its true movement around zero and nothing else, and
        of the cross-validated network: ``pooled`` and ``song`` (2,), the r of valence and arousal (nan: undefined).
    """
    songs = make(seed, n_development=n_songs, n_evaluation=0).with_group("260").development
    targets = [song.targets for song in songs]
    folds = split([song.id for song in songs], 3, seed=seed)
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    networks = [RecurrentRegression(reading.network, [seed, 1]) for _ in folds]
    fit_networks(networks, [songs] * len(folds), trains_on)
    predictions = {
        "its mean, no movement": [np.tile(Y.mean(axis=0), (len(Y), 1)) for Y in targets],
        "its movement, no mean": [Y - Y.mean(axis=0) for Y in targets],
        "rnn + smoothing": [
            Smoothed(networks[np.argmin(row)], reading.kernel).predict(song.features)
            for song, row in zip(songs, trains_on, strict=True)
        ],
    }
    return {
        name: {"pooled": pooled(targets, estimates)["r"], "song": per_song(targets, estimates)["r"]}
        for name, estimates in predictions.items()
    }
