"""Measure on made-up songs `best` and the ideas behind it, and how far an order of songs carries the gains of Table 1.

    python docs/measure_best.py seeds > seeds.csv       best against the paper's rows, five sets of 180 songs, 3 folds
    python docs/measure_best.py ideas > ideas.csv       one change at a time to the paper's network, two such sets
    python docs/measure_best.py orders > orders.csv     the steps of Table 1 in ten orders, two sets of 431 songs

With the compiled engine some minutes each; the networks take ten times as long without. `docs/update_variants.py` puts the
tables into docs/variants.md.
"""

import csv
import sys
from dataclasses import replace
from itertools import product

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import each_song
from elman.evaluation.significance import paired
from elman.experiments.order import rows
from elman.readings import READINGS
from elman.systems.combined import Mean, Smoothed
from elman.systems.families import FAMILIES
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import RidgeByCrossValidation
from elman.systems.smoothing import average

PAPER = READINGS["code"].network
PENALISED = replace(PAPER, l1=0.0, l2=0.1)


def network(songs, folds, settings=PAPER, *, starts=1):
    """Smoothed predictions of each song by a network that did not learn from it, the mean over starts."""
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    networks = [[RecurrentRegression(settings, [0, 1, start]) for _ in folds] for start in range(starts)]
    every = [network for of_start in networks for network in of_start]
    fit_networks(every, [songs] * len(every), np.tile(trains_on, starts))
    systems = [Smoothed(Mean(*of_fold)) for of_fold in zip(*networks, strict=True)]
    return [systems[np.argmin(row)].predict(song.features) for song, row in zip(songs, trains_on, strict=True)]


def averaged(songs, window):
    return [replace(song, features=average(song.features, window)) for song in songs]


def backwards(songs):
    return [replace(song, features=song.features[::-1], targets=song.targets[::-1]) for song in songs]


def ridge(songs, folds):
    curves = {}
    for fold in folds:
        model = Smoothed(RidgeByCrossValidation()).fit([song for song in songs if song.id not in fold])
        curves |= {song.id: model.predict(song.features) for song in songs if song.id in fold}
    return [curves[song.id] for song in songs]


def mean(*all_curves):
    return [np.mean(curves, axis=0) for curves in zip(*all_curves, strict=True)]


def ideas(songs, folds):
    """Yield (idea, predictions); the paper's network comes first."""
    paper = network(songs, folds)
    yield "rnn + smoothing, as in the paper", paper
    yield "three starts, each with its own order, averaged", network(songs, folds, starts=3)
    turned = [Y[::-1] for Y in network(backwards(songs), folds)]
    yield "a second network that reads the song backwards, averaged", mean(paper, turned)
    smoothed = [replace(song, targets=average(song.targets, 13)) for song in songs]
    yield "targets smoothed", network(smoothed, folds)
    yield "a wider start (0.1)", network(songs, folds, replace(PAPER, scale=0.1))
    yield "a third of the learning rate", network(songs, folds, replace(PAPER, learning_rate=3e-4))
    yield "a true penalty (l2 = 0.1, no l1) and the wider start", network(songs, folds, replace(PENALISED, scale=0.1))
    yield "GRU", network(songs, folds, replace(PAPER, network="gru"))
    slow = network(averaged(songs, 31), folds, replace(PAPER, learning_rate=3e-4))
    yield "features averaged over 31 frames, network as it is", network(averaged(songs, 31), folds)
    yield "features averaged, a third of the learning rate", slow
    yield "ridge in place of the network", ridge(songs, folds)
    averaged_ridge = ridge(averaged(songs, 31), folds)
    yield "features averaged, ridge in place of the network", averaged_ridge
    yield "the mean of the last network and the last ridge", mean(slow, averaged_ridge)


def measure_ideas():
    """A line for each idea: the mean over songs of RMSE, and its change against the paper's network."""
    scores = {}
    for seed in (1, 2):
        songs = make(seed, n_development=180, n_evaluation=0).development
        folds = split([song.id for song in songs], 3, seed=seed)
        for idea, curves in ideas(songs, folds):
            scores.setdefault(idea, []).append(each_song([song.targets for song in songs], curves)["rmse"])
            print(f"seed {seed}: {idea}", file=sys.stderr, flush=True)
    scores = {idea: np.concatenate(of_seeds) for idea, of_seeds in scores.items()}
    baseline = next(iter(scores.values()))
    yield ["idea", *(f"{e} {what}" for e in EMOTIONS for what in ("RMSE", "change", "p"))]
    for idea, errors in scores.items():
        tests = [paired(errors[:, n], baseline[:, n]) for n in range(2)]
        numbers = [(errors[:, n].mean(), tests[n]["difference"], tests[n]["p"]) for n in range(2)]
        yield [idea, *(f"{number:.3g}" for of_emotion in numbers for number in of_emotion)]


def measure_seeds():
    """A line for each seed, emotion and row of the paper: its per-song RMSE, that of `best`, and the paired test."""
    yield ["seed", "emotion", "against", "its RMSE", "best's RMSE", "change", "low", "high", "p"]
    for seed in range(1, 6):
        songs = make(seed, n_development=180, n_evaluation=20).development
        folds = split([song.id for song in songs], 3, seed=seed)
        trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
        tests = [(song, m) for m, fold in enumerate(folds) for song in songs if song.id in fold]
        targets, errors = [song.targets for song, _ in tests], {}
        for family in ("recurrent", "best"):
            of_folds = FAMILIES[family](songs, trains_on, READINGS["code"], seed, lambda share: None)
            for stage in of_folds[0]:
                curves = [of_folds[m][stage].predict(song.features) for song, m in tests]
                errors[stage] = each_song(targets, curves)["rmse"]
        for n, emotion in enumerate(EMOTIONS):
            for against in ("rnn + smoothing", "rnn + rnn2"):
                result = paired(errors["best"][:, n], errors[against][:, n])
                means = errors[against][:, n].mean(), errors["best"][:, n].mean()
                numbers = (*means, *(result[name] for name in ("difference", "low", "high", "p")))
                yield [seed, emotion, against, *(f"{number:.3g}" for number in numbers)]
        print(f"seed {seed}", file=sys.stderr, flush=True)


GAINS = {
    "the network, over lr": ("rnn 260", "lr 260"),
    "8 more features": ("rnn 268", "rnn 260"),
    "8 more features, smoothed": ("rnn 268 + smoothing", "rnn 260 + smoothing"),
    "smoothing": ("rnn 260 + smoothing", "rnn 260"),
    "the second network, over smoothing": ("rnn 260 + rnn2", "rnn 260 + smoothing"),
}


def measure_orders(corpora=(0, 1)):
    """A line for each step, set and emotion: a row's own spread over the orders, and the change in each order."""
    found = {}
    for corpus in corpora:
        found[corpus] = rows(corpus=corpus, progress=lambda done: print(done, file=sys.stderr, flush=True))
    yield ["step", "set", "emotion", "lowest RMSE", "highest RMSE", "mean change", "least", "most", "better in"]
    for (step, (row, before)), corpus in product(GAINS.items(), corpora):
        for n, emotion in enumerate(EMOTIONS):
            errors, changes = found[corpus][row][:, n], (found[corpus][row] - found[corpus][before])[:, n]
            numbers = [f"{number:.4f}" for number in (errors.min(), errors.max())]
            numbers += [f"{number:+.4f}" for number in (changes.mean(), changes.max(), changes.min())]
            yield [step, corpus, emotion, *numbers, f"{np.sum(changes < 0)} of {len(changes)}"]


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(
        {"ideas": measure_ideas, "seeds": measure_seeds, "orders": measure_orders}[sys.argv[1]]()
    )
