"""Everything that can be fitted, behind one signature::

    family(songs, trains_on, reading, seed, progress) -> a dict of predictors by stage, for each of M models

    songs       list of Song, without lead-in
    trains_on   array of bool (n_songs, M): the training songs of each model
    reading     elman.readings.Reading: the settings of the paper's networks, and its smoothing
    seed        int
    progress    called with the fraction completed, from 0 to 1

A family only fits. One fit serves several rows of the table: the network, its smoothed output and the second network belong
together, and are *stages* of one family. The same seed gives the same bits.
"""

from dataclasses import replace

import numpy as np

from elman.errors import InputError
from elman.seeds import random_generator
from elman.systems.best import fit_best
from elman.systems.combined import Smoothed, Transformed
from elman.systems.early_stopping import EarlyStopped
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.frames import all_frames, with_features
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks, part_of
from elman.systems.recurrent import RecurrentRegression, chain
from elman.systems.ridge import RidgeByCrossValidation

PCA_COMPONENTS, KERNEL_COMPONENTS = 100, 200
"""Where songs are few or columns repeat each other, as many as there are directions, or half the frames."""

AT_ONCE = 150e6
"""Transformed features of several models are held at once, so that their networks are trained together: at most so many bytes."""


def recurrent(songs, trains_on, reading, seed, progress):
    """The paper's three systems: the network, smoothed, and the second network that reads its smoothed curves."""
    chains = [chain(reading, seed) for _ in trains_on.T]
    firsts, stacked = [each["rnn"] for each in chains], [each["rnn + rnn2"] for each in chains]
    fit_networks(firsts, [songs] * len(chains), trains_on, progress=part_of(progress, 0, 0.7))
    curves = [each.read(songs) for each in stacked]
    fit_networks([each.predictor for each in stacked], curves, trains_on, progress=part_of(progress, 0.7, 0.3))
    return chains


def _network(**changes):
    """The paper's network with other settings, and everything else equal."""

    def family(songs, trains_on, reading, seed, progress):
        settings = replace(reading.network, **changes)
        networks = [RecurrentRegression(settings, [seed, 1]) for _ in trains_on.T]
        fit_networks(networks, [songs] * len(networks), trains_on, progress=progress)
        return [_raw_and_smoothed(network, reading) for network in networks]

    return family


def _raw_and_smoothed(predictor, reading):
    return {"rnn": predictor, "rnn + smoothing": Smoothed(predictor, reading.kernel)}


def _transformed(make):
    """The paper's network, which reads transformed features: ``make(frames, seed)`` fits the transform."""

    def family(songs, trains_on, reading, seed, progress):
        predictors, waiting, n_models = [], [], len(trains_on.T)  # waiting: models whose network is to be trained
        for m, training in enumerate(_training_songs(songs, trains_on)):
            scaler, transform = _fitted(make, training, seed)
            network = Transformed(transform, RecurrentRegression(reading.network, [seed, 1]))
            predictors.append(Transformed(scaler, network))
            read = _read(songs, scaler, transform)
            waiting.append((m, network.predictor, read))
            progress((m + 0.5) / n_models)
            in_each = sum(song.features.nbytes for song in read)
            if m + 1 == n_models or (len(waiting) + 1) * in_each > AT_ONCE:
                models, networks, read = zip(*waiting, strict=True)
                fit_networks(networks, read, trains_on[:, list(models)])
                waiting.clear()
                del read
            progress((m + 1) / n_models)
        return [_raw_and_smoothed(predictor, reading) for predictor in predictors]

    return family


def _fitted(make, training, seed):
    """The scaler of some songs, and a transform of their standardised frames."""
    scaler = Standardizer().fit([song.features for song in training])
    return scaler, make(all_frames(training, scaler.transform), [seed, 3])


def _read(songs, scaler, transform):
    """The songs with what the network reads; one after the other, so that their standardised features are there only once."""
    return with_features(songs, lambda X: transform.transform(scaler.transform(X)))


def _training_songs(songs, trains_on):
    """The training songs of each model."""
    return [[songs[n] for n in np.flatnonzero(column)] for column in trains_on.T]


def _pca(frames, seed):
    variances = PCA(1).fit(frames).variances_
    return PCA(min(PCA_COMPONENTS, int(np.sum(variances > 1e-9 * variances[0])))).fit(frames)


def _kernel_pca(frames, seed):
    rng = random_generator(seed)
    try:
        return KernelPCA(min(KERNEL_COMPONENTS, max(1, len(frames) // 2)), seed=rng).fit(frames)
    except InputError:  # few columns, or frames that repeat each other: then all directions there are
        return KernelPCA(None, seed=rng).fit(frames)


def _autoencoder(frames, seed):
    return DenoisingAutoencoder(seed=seed).fit(frames)


def _one_by_one(make):
    """Models fitted one after the other: ``make(reading, seed)`` gives predictors by stage, the last of which fits all."""

    def family(songs, trains_on, reading, seed, progress):
        models = []
        for m, training in enumerate(_training_songs(songs, trains_on)):
            models.append(make(reading, seed))
            list(models[-1].values())[-1].fit(training)
            progress((m + 1) / len(trains_on.T))
        return models

    return family


def best(songs, trains_on, reading, seed, progress):
    """`elman.systems.best`: parts and settings chosen inside the training songs."""
    return [{"best": model} for model in fit_best(songs, trains_on, reading, seed, progress=progress)]


FAMILIES = {
    "linear": _one_by_one(lambda reading, seed: {"lr": LinearRegression()}),
    "recurrent": recurrent,
    "pca": _transformed(_pca),
    "kernel_pca": _transformed(_kernel_pca),
    "autoencoder": _transformed(_autoencoder),
    "early_stopping": _one_by_one(
        lambda reading, seed: _raw_and_smoothed(EarlyStopped(reading.network, seed), reading)
    ),
    "lstm": _network(network="lstm"),
    "gru": _network(network="gru"),
    "static": _network(network="static"),
    "ridge": _one_by_one(lambda reading, seed: {"ridge": RidgeByCrossValidation(seed=seed)}),
    "best": best,
}
