"""Rows beside the paper's Table 1: what it tried without gain (LSTM among it), and what goes beyond it.

All are judged on the same folds by the same evaluator as the table's own rows, with the largest group of columns. Networks
have the reading's settings (the size, the rates, the penalties of the paper's network), so that only the one thing that
gives a row its name is different. The second network is left out.
"""

from dataclasses import replace

import numpy as np

from elman.errors import InputError
from elman.evaluation.crossval import split_inside
from elman.network.early_stopping import fit_early_stopping
from elman.network.networks import NETWORKS
from elman.systems import smoothing
from elman.systems.best import fit_best
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.features.pca import PCA
from elman.systems.features.standardize import Standardizer
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.table1 import Row, judged

PCA_COMPONENTS, KERNEL_COMPONENTS = 100, 200
"""Where songs are few or columns repeat each other, as many as there are directions, or half the frames."""

MOST_EPOCHS, PATIENCE, HELD_OUT = 200, 10, 10
"""Early stopping: it may run four times the paper's epochs, waits for 10 without a gain, and holds out every tenth song."""

SYSTEMS = {
    "pca": "pca rnn",
    "kernel_pca": "kernel-pca rnn",
    "autoencoder": "autoencoder rnn",
    "early_stopping": "early-stopping rnn",
    "lstm": "lstm",
    "gru": "gru",
}
"""Families of networks, which all give a raw and a smoothed curve, and their names in the table."""


def rows(groups):
    """The rows for a corpus with these groups of columns.

    Examples
    --------
    >>> [row.name for row in rows(["260", "268"])][:2], [row.name for row in rows(["260"])][-2:]
    (['pca rnn 268', 'pca rnn 268 + smoothing'], ['ridge 260', 'best 260'])
    """
    group = list(groups)[-1]
    table = []
    for family, system in SYSTEMS.items():
        table.append(Row(system, group, family, "rnn"))
        table.append(Row(f"{system} + smoothing", group, family, "rnn + smoothing"))
    return [*table, Row("ridge", group, "ridge", "ridge"), Row("best", group, "best", "best")]


def _stages(networks, tests, inputs, reading, name):
    """What a family gives: raw and smoothed curves of each network's test songs, and the training costs."""
    predictions = []
    for network, test, X_of in zip(networks, tests, inputs, strict=True):
        raw = [judged_input(song, network, X_of) for song in test]
        smoothed = [judged(song, smoothing.smooth(Y, reading.kernel)) for song, Y in zip(test, raw, strict=True)]
        predictions.append(
            {"rnn": [judged(song, Y) for song, Y in zip(test, raw, strict=True)], "rnn + smoothing": smoothed}
        )
    return predictions, [{name: network.history_} for network in networks]


def judged_input(song, network, X_of):
    """A network's curves (lead_in + T, 2) for a song, by way of what it reads instead of the song's features."""
    return network.predict(X_of(song.features))


def _itself(X):
    return X


def _transformed(make, name):
    """A family whose network reads features that are transformed first; fitted on each model's own training songs."""

    def family(songs, trains_on, tests, reading, seed, progress):
        M = trains_on.shape[1]
        read, transforms = [], []
        for m in range(M):
            train = [songs[n].features for n in np.flatnonzero(trains_on[:, m])]
            scaler = Standardizer().fit(train)
            fitted = make([scaler.transform(X) for X in train], np.random.default_rng([seed, 3]))
            transforms.append(_Transform(scaler, fitted))
            read.append([transforms[-1](song.features) for song in songs])
            progress(0.5 * (m + 1) / M)
        networks = fit_networks(songs, trains_on, [reading.network] * M, [[seed, 1]] * M, own=read)
        progress(1.0)
        return _stages(networks, tests, transforms, reading, name)

    return family


class _Transform:
    """Standardise, then transform."""

    def __init__(self, scaler, fitted):
        self.scaler, self.fitted = scaler, fitted

    def __call__(self, X):
        return self.fitted.transform(self.scaler.transform(X))


def _pca(songs, rng):
    variances = PCA(1).fit(songs).variances_
    return PCA(min(PCA_COMPONENTS, int(np.sum(variances > 1e-9 * variances[0])))).fit(songs)


def _kernel_pca(songs, rng):
    n_frames = sum(len(song) for song in songs)
    try:
        return KernelPCA(min(KERNEL_COMPONENTS, max(1, n_frames // 2))).fit(songs, rng=rng)
    except InputError:  # few columns, or frames that repeat each other: then all directions there are
        return KernelPCA(None).fit(songs, rng=rng)


def _autoencoder(songs, rng):
    return DenoisingAutoencoder().fit(songs, rng=rng)


def _cell(name):
    """A family with another cell in place of Elman's, and everything else equal."""

    def family(songs, trains_on, tests, reading, seed, progress):
        M = trains_on.shape[1]
        settings = replace(reading.network, network=name)
        networks = fit_networks(songs, trains_on, [settings] * M, [[seed, 1]] * M, progress=progress)
        return _stages(networks, tests, [_itself] * M, reading, name)

    return family


def early_stopping(songs, trains_on, tests, reading, seed, progress):
    """The paper's network, stopped by songs that are held out of its training songs, back at its best weights."""
    networks, M = [], trains_on.shape[1]
    settings = replace(reading.network, n_epochs=MOST_EPOCHS)
    for m in range(M):
        chosen = np.flatnonzero(trains_on[:, m]).tolist()
        held_out = set(split_inside(chosen, HELD_OUT, seed=seed)[0])
        network = RecurrentRegression(settings, [seed, 1])
        network.scaler_ = Standardizer().fit([songs[n].features for n in chosen if n not in held_out])
        pairs = {n: (network.scaler_.transform(songs[n].features), songs[n].targets) for n in chosen}
        start = NETWORKS[settings.network].init(
            songs[0].features.shape[1],
            settings.n_hidden,
            2,
            rng=np.random.default_rng(network.seed),
            scale=settings.scale,
        )
        network.params_, history = fit_early_stopping(
            start,
            [pairs[n] for n in chosen if n not in held_out],
            [pairs[n] for n in chosen if n in held_out],
            settings,
            patience=PATIENCE,
        )
        network.history_ = history.training_cost[: history.best_epoch]
        networks.append(network)
        progress((m + 1) / M)
    return _stages(networks, tests, [_itself] * M, reading, "early_stopping")


def ridge(songs, trains_on, tests, reading, seed, progress):
    """Least squares with a penalty that is chosen by cross-validation inside the training songs."""
    predictions = []
    for m, test in enumerate(tests):
        model = RidgeByCrossValidation(seed=seed).fit([songs[n] for n in np.flatnonzero(trains_on[:, m])])
        predictions.append({"ridge": [judged(song, model.predict(song.features)) for song in test]})
        progress((m + 1) / len(tests))
    return predictions, [{} for _ in tests]


def best(songs, trains_on, tests, reading, seed, progress):
    """`elman.systems.best`: parts and settings chosen inside the training songs."""
    models = fit_best(songs, trains_on, reading, seed, progress=progress)
    curves = [
        {"best": [judged(song, model.predict(song.features)) for song in test]}
        for model, test in zip(models, tests, strict=True)
    ]
    return curves, [{} for _ in tests]


FAMILIES = {
    "pca": _transformed(_pca, "pca"),
    "kernel_pca": _transformed(_kernel_pca, "kernel_pca"),
    "autoencoder": _transformed(_autoencoder, "autoencoder"),
    "early_stopping": early_stopping,
    "lstm": _cell("lstm"),
    "gru": _cell("gru"),
    "ridge": ridge,
    "best": best,
}
"""As `elman.systems.table1.FAMILIES`."""
