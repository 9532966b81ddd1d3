"""Why does valence fail on new songs? Change corr(V, A) of the training songs, and nothing else. Notebook 13."""

from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import LAW, make
from elman.evaluation.metrics import per_song
from elman.readings import READINGS
from elman.systems.combined import Smoothed
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

CORRELATIONS = (-0.6, -0.3, 0.0, 0.3, 0.626, 0.9)
"""corr(V, A) of the training songs; .626 is that of 2015."""


def measure(
    correlations=CORRELATIONS, *, seeds=(0, 1, 2, 3), moves=0.25, n_train=80, n_test=16, reading=READINGS["code"]
):
    """Train a network on songs of each correlation, and score it on two sets of test songs.

    The two sets have the evaluation's lengths and differ in one number: in ``like`` corr(V, A) is that of the training songs;
    in ``new`` it is 0, as in 2015. The features show the fraction ``moves`` of valence's own movement within a song; with
    moves = 0 nothing could be learned, and on new songs r would be zero for every correlation.

    Returns
    -------
    dict
        ``correlations`` (n,); ``like`` and ``new`` (n, n_seeds): the mean over songs of the correlation of predicted and
        true valence.
    """
    corpora = {
        kind: [
            make(
                seed,
                n_development=n_train,
                n_evaluation=n_test,
                law=replace(
                    LAW, correlation_development=c, correlation_evaluation=c * (kind == "like"), valence_moves=moves
                ),
            ).with_group("260")
            for c in correlations
            for seed in seeds
        ]
        for kind in ("like", "new")
    }
    networks = [RecurrentRegression(reading.network, seed=0) for _ in corpora["new"]]
    fit_networks(networks, [corpus.development for corpus in corpora["new"]])  # the same training songs in both
    found = {}
    for kind, of_kind in corpora.items():
        r = [
            within(corpus.evaluation, Smoothed(network, reading.kernel))[0]
            for corpus, network in zip(of_kind, networks, strict=True)
        ]
        found[kind] = np.reshape(r, (len(correlations), len(seeds)))
    return {"correlations": np.array(correlations)} | found


def within(songs, predictor):
    """The mean over songs of the correlation within a song, of valence and of arousal."""
    estimates = [predictor.predict(song.features)[song.lead_in :] for song in songs]
    return per_song([song.targets for song in songs], estimates)["r"]
