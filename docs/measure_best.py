"""Measure what each idea in `best` is worth, alone, and write it down: python docs/measure_best.py > docs/best-ideas.csv

One change at a time to the paper's network with smoothing, on made-up songs: 180 songs, 3 folds, two seeds. Takes some
minutes.
"""

import csv
import sys
from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import each_song
from elman.evaluation.significance import paired
from elman.readings import READINGS
from elman.systems.many import fit_networks
from elman.systems.ridge import RidgeByCrossValidation, average, averaged
from elman.systems.smoothing import smooth

PAPER = READINGS["code"].network
PENALISED = replace(PAPER, l1=0.0, l2=0.1)


def network(songs, folds, settings=PAPER, *, starts=1, prepare=lambda songs: songs):
    """Smoothed predictions of each song by a network that did not learn from it, the mean over starts."""
    heard = prepare(songs)
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    trains_on = np.tile(trains_on, starts)
    seeds = [[0, 1, start] for start in range(starts) for _ in folds]
    networks = fit_networks(heard, trains_on, [settings] * len(seeds), seeds)
    curves = []
    for song, row in zip(heard, trains_on, strict=True):
        curves.append(smooth(np.mean([networks[m].predict(song.features) for m in np.flatnonzero(~row)], axis=0)))
    return curves


def backwards(songs):
    return [replace(song, features=song.features[::-1], targets=song.targets[::-1]) for song in songs]


def ridge(songs, folds):
    curves = {}
    for fold in folds:
        model = RidgeByCrossValidation().fit([song for song in songs if song.id not in fold])
        curves |= {song.id: smooth(model.predict(song.features)) for song in songs if song.id in fold}
    return [curves[song.id] for song in songs]


def mean(*all_curves):
    return [np.mean(curves, axis=0) for curves in zip(*all_curves, strict=True)]


def ideas(songs, folds):
    """Yield (idea, predictions); the paper's network comes first."""
    paper = network(songs, folds)
    yield "rnn + smoothing, as in the paper", paper
    yield "three starts averaged", network(songs, folds, starts=3)
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


def main():
    """Print a line for each idea: the mean over songs of RMSE, and its change against the paper's network."""
    scores = {}
    for seed in (1, 2):
        songs = make(seed, n_development=180, n_evaluation=0).development
        folds = split([song.id for song in songs], 3, seed=seed)
        for idea, curves in ideas(songs, folds):
            scores.setdefault(idea, []).append(each_song([song.targets for song in songs], curves)["rmse"])
            print(f"seed {seed}: {idea}", file=sys.stderr, flush=True)
    scores = {idea: np.concatenate(of_seeds) for idea, of_seeds in scores.items()}
    baseline = next(iter(scores.values()))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["idea", *(f"{e}_{what}" for e in ("valence", "arousal") for what in ("rmse", "change", "p"))])
    for idea, errors in scores.items():
        tests = [paired(errors[:, n], baseline[:, n]) for n in range(2)]
        numbers = [(errors[:, n].mean(), tests[n]["difference"], tests[n]["p"]) for n in range(2)]
        writer.writerow([idea, *(f"{number:.4g}" for of_emotion in numbers for number in of_emotion)])


if __name__ == "__main__":
    main()
