"""What harm does the order of the training songs do? Synthetic songs whose labels drift with their id. Notebook 07.

As in DEAM, where the songs up to id 1000 were judged in another year than those after, and have other labels.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import pooled
from elman.readings import READINGS, with_order
from elman.systems.families import FAMILIES
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression


class Errors(NamedTuple):
    """Of the test songs, for each seed, valence and arousal: RMSE, and the mean of prediction - target, (n_seeds, 2)."""

    rmse: np.ndarray
    bias: np.ndarray


def drifting(*, n_songs=600, drift=0.2, seed=0):
    """Synthetic songs, whose labels are .8 y + d: d rises from -drift for the first song to +drift for the last.

    Nothing of d is in the features. The smaller spread keeps all labels inside [-1, 1]. To be quick, of each song every
    fourth frame is kept, and of the 260 columns every fourth.
    """
    songs = make(seed, n_development=n_songs, n_evaluation=0).with_group("260").development
    return [
        replace(song, features=song.features[::4, ::4], targets=0.8 * song.targets[::4] + d, times=song.times[::4])
        for song, d in zip(songs, np.linspace(-drift, drift, n_songs), strict=True)
    ]


def errors(songs, *, seeds=(0, 1, 2), n_epochs=20, reading=READINGS["code"]):
    """Train the network on three quarters of the songs with each order, and score it on the others, every fourth song.

    Returns
    -------
    dict of str to Errors
        ``id``, ``backwards`` (by id, last first), ``seed`` and ``epoch`` (see `elman.systems.order`), each with every seed
        of start weights and order; ``least squares``, which knows no order and has one row.
    """
    test = songs[3::4]
    training = [song for n, song in enumerate(songs) if n % 4 != 3]
    lists = {"id": training, "backwards": training[::-1], "seed": training, "epoch": training}
    networks = {
        name: [
            RecurrentRegression(
                replace(reading.network, n_epochs=n_epochs, order=name if name in ("seed", "epoch") else "id"),
                [seed, 1],
            )
            for seed in seeds
        ]
        for name in lists
    }
    every = [network for of_name in networks.values() for network in of_name]
    fit_networks(every, [listed for listed in lists.values() for _ in seeds])
    networks["least squares"] = [LinearRegression().fit(training)]
    return {name: _errors(test, of_name) for name, of_name in networks.items()}


def _errors(songs, models):
    targets = [song.targets for song in songs]
    curves = [[model.predict(song.features) for song in songs] for model in models]
    gaps = [np.concatenate(found) - np.concatenate(targets) for found in curves]
    return Errors(
        np.array([pooled(targets, found)["rmse"] for found in curves]), np.array([gap.mean(axis=0) for gap in gaps])
    )


def rows(*, n_orders=10, n_songs=431, n_folds=10, corpus=0, reading=READINGS["code"], progress=lambda done: None):
    """Pooled RMSE of the rows of Table 1 in cross-validation, with several orders of the training songs.

    Songs, folds and start weights are the same for all orders, and an order is the same for all rows: two rows of one order
    differ as two rows of the paper do.

    Returns
    -------
    dict of str to array (n_orders, 2)
        "lr 260", "rnn 260", "rnn 260 + smoothing", "rnn 260 + rnn2", and the same of 268; "lr" knows no order, so that its
        rows are equal.
    """
    made, found = make(corpus, n_development=n_songs, n_evaluation=0), {}
    for group in ("260", "268"):
        songs = made.with_group(group).development
        folds = split([song.id for song in songs], n_folds, seed=0)
        for order in range(n_orders):
            drawn = [songs[n] for n in np.random.default_rng([corpus, order]).permutation(n_songs)]
            for row, errors_of_row in _rows_of(drawn, folds, with_order(reading, "id"), with_linear=order == 0).items():
                found.setdefault(_named(row, group), []).append(errors_of_row)
            progress(f"{group}: {order + 1} of {n_orders} orders")
    return {name: np.broadcast_to(errors_of_row, (n_orders, 2)) for name, errors_of_row in found.items()}


def _named(stage, group):
    """The row of a stage: of "rnn + smoothing" and "260" it is "rnn 260 + smoothing"."""
    first, *rest = stage.split(" + ")
    return " + ".join([f"{first} {group}", *rest])


def _rows_of(songs, folds, reading, *, with_linear):
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    targets, curves = [song.targets for song in songs], {}
    for family in ("linear", "recurrent") if with_linear else ("recurrent",):
        models = FAMILIES[family](songs, trains_on, reading, 0, lambda share: None)
        for stage in models[0]:
            curves[stage] = [
                models[np.argmin(row)][stage].predict(song.features) for song, row in zip(songs, trains_on, strict=True)
            ]
    return {stage: pooled(targets, found)["rmse"] for stage, found in curves.items()}
