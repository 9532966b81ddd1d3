"""Does the memory help? The paper's network beside the same network without recurrence, raw and smoothed. Notebook 14."""

from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.metrics import per_song, pooled
from elman.readings import READINGS
from elman.systems.combined import Smoothed
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

NETWORKS = ("elman", "static")


def measure(*, corpora=(0, 1, 2, 3), seeds=(0, 1, 2), n_songs=431, n_test=43, n_epochs=50, reading=READINGS["code"]):
    """Train both networks on each corpus from each start, and score them on the songs that are held out.

    Both start from the same weights and visit the songs in the same order, so that they differ in W_hh and h_0 alone.

    Returns
    -------
    dict of (network, stage, score) to array (n_corpora, n_seeds, 2)
        network: "elman", "static"; stage: "raw", "smoothed"; score: "pooled" or "song", the r of valence and arousal over
        all frames, or the mean of the r within each song.
    """
    scores = {}
    for corpus in corpora:
        songs = make(corpus, n_development=n_songs, n_evaluation=0).with_group("260").development
        training, test = songs[:-n_test], songs[-n_test:]
        networks = {
            name: [
                RecurrentRegression(replace(reading.network, network=name, n_epochs=n_epochs), [seed, 1])
                for seed in seeds
            ]
            for name in NETWORKS
        }
        every = [network for of_name in networks.values() for network in of_name]
        fit_networks(every, [training] * len(every))
        for name, of_name in networks.items():
            for network in of_name:
                for stage, predictor in (("raw", network), ("smoothed", Smoothed(network, reading.kernel))):
                    for score, r in r_of(test, predictor).items():
                        scores.setdefault((name, stage, score), []).append(r)
    return {key: np.reshape(r, (len(corpora), len(seeds), 2)) for key, r in scores.items()}


def r_of(songs, predictor):
    """The r of valence and arousal, ``pooled`` over all frames, and ``song``, the mean within songs."""
    targets = [song.targets for song in songs]
    found = [predictor.predict(song.features)[song.lead_in :] for song in songs]
    return {"pooled": pooled(targets, found)["r"], "song": per_song(targets, found)["r"]}
