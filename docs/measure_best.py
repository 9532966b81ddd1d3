"""Measure `best` and the ideas behind it on made-up songs: 180 songs, 3 folds, new songs for every seed.

    python docs/measure_best.py seeds > seeds.csv       best against the paper's rows, five seeds
    python docs/measure_best.py ideas > ideas.csv       one change at a time to the paper's network, two seeds

Some ten minutes each on one core. `docs/update_variants.py` puts the tables into docs/variants.md.
"""

import csv
import sys
from dataclasses import replace

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.corpus.synthetic import make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import each_song
from elman.evaluation.significance import paired
from elman.readings import READINGS
from elman.systems.many import fit_networks
from elman.systems.reproduction import FAMILIES
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
        tests = [[song for song in songs if song.id in fold] for fold in folds]
        targets, errors = [song.targets for test in tests for song in test], {}
        for family in ("recurrent", "best"):
            of_folds, _ = FAMILIES[family](songs, trains_on, tests, READINGS["code"], seed, lambda share: None)
            for stage in of_folds[0]:
                errors[stage] = each_song(targets, [Y for by_stage in of_folds for Y in by_stage[stage]])["rmse"]
        for n, emotion in enumerate(EMOTIONS):
            for against in ("rnn + smoothing", "rnn + rnn2"):
                result = paired(errors["best"][:, n], errors[against][:, n])
                means = errors[against][:, n].mean(), errors["best"][:, n].mean()
                numbers = (*means, *(result[name] for name in ("difference", "low", "high", "p")))
                yield [seed, emotion, against, *(f"{number:.3g}" for number in numbers)]
        print(f"seed {seed}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(
        {"ideas": measure_ideas, "seeds": measure_seeds}[sys.argv[1]]()
    )
