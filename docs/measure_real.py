"""The figures of real songs on these pages, from DEAM where you keep it (`elman fetch deam --to DEAM`).

    python docs/measure_real.py labels DEAM              how valence and arousal move, and go together, in DEAM's averages
    python docs/measure_real.py authors LABELS           the same of the labels of 2015, the file of the paper's authors
    python docs/measure_real.py memory DEAM FEATURES     the network with and without memory, on the songs that FEATURES holds
    python docs/measure_real.py loudness DEAM            what 6 dB do to the curves of DEAM's clips, with and without --level
    python docs/measure_real.py ends DEAM                smoothing up to the ends of a song, and the paper's rule

The first two take seconds; DEAM's annotations are enough, and dynamic_arousals_valences.csv. The others learn from all songs
but one and predict that one, `memory` with five starts each; FEATURES is a folder of feature files as DEAM has them, or as
`elman extract` writes them. `loudness` and `ends` take the features from the sounds that lie in DEAM themselves; they were run on
ten clips (2, 3, 4, 5, 7, 8, 10, 12, 13 and 17), which takes minutes, and would take days on all.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from elman.commands.extract import FOR_CORPUS
from elman.corpus.deam.folder import find_annotations
from elman.corpus.deam.labels import read_annotations, read_authors
from elman.corpus.deam.mediaeval2015 import songs_of_2015
from elman.corpus.deam.reader import read
from elman.corpus.synthetic import make
from elman.evaluation.metrics import each_song, per_song, pooled
from elman.evaluation.significance import paired
from elman.readings import READINGS
from elman.sound.decode import decode
from elman.sound.extract import extract
from elman.sound.frames import RATE
from elman.sound.search import find_sounds
from elman.systems.combined import Smoothed
from elman.systems.families import FAMILIES
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import WINDOW, smooth, smooth_to_the_ends

LAGS = (2, 4, 8, 12, 16)
FIRST_EVALUATION_SONG = 2001


def autocorrelation(curves, lag):
    """Of curves (T, 2) around their song's mean, the sums taken over all songs: valence and arousal."""
    around = [curve - curve.mean(axis=0) for curve in curves]
    return sum(np.mean(c[lag:] * c[:-lag], axis=0) for c in around) / sum(np.mean(c**2, axis=0) for c in around)


def together(curves):
    """corr(V, A): over all frames, over songs' means, and the mean and the median of those within songs."""
    inside = [np.corrcoef(curve.T)[0, 1] for curve in curves if (curve.std(axis=0) > 0).all()]
    frames, means = np.concatenate(curves), np.array([curve.mean(axis=0) for curve in curves])
    return np.corrcoef(frames.T)[0, 1], np.corrcoef(means.T)[0, 1], np.mean(inside), np.median(inside)


def labels(folder):
    """Print what the pages say of the labels of the 431 and of the 58 songs."""
    found, _ = read_annotations(find_annotations(folder).folder)
    development = [found[song][1][:60] for song in songs_of_2015()[0]]
    evaluation = [values for song, (_, values) in found.items() if song >= FIRST_EVALUATION_SONG]
    made_up = [song.targets for song in make(0, n_evaluation=0).development]
    for name, curves in (("431 songs", development), ("431 made up", made_up)):
        for column, emotion in enumerate(("valence", "arousal")):
            numbers = " ".join(f"{autocorrelation(curves, lag)[column]:.2f}" for lag in LAGS)
            print(f"{name}: autocorrelation of {emotion} at lags {LAGS}: {numbers}")
    for name, wanted in (("up to number 1000", lambda song: song <= 1000), ("after it", lambda song: song > 1000)):
        means = [
            values.mean(axis=0) for song, (_, values) in found.items() if wanted(song) and song < FIRST_EVALUATION_SONG
        ]
        mean, error = np.mean(means, axis=0), np.std(means, axis=0) / np.sqrt(len(means))
        print(f"{len(means)} songs {name}: mean of valence and arousal {mean.round(3)} +- {error.round(3)}")
    tell("431 songs", development)
    tell(f"{len(evaluation)} evaluation songs", evaluation)


def authors(path):
    """Print the same of the 431 songs' labels of 2015, which only their authors' file has."""
    tell("431 songs, labels of 2015", [values for _, values in read_authors(path, len(songs_of_2015()[0]))])


def tell(name, curves):
    """Print how valence and arousal are spread, and go together."""
    frames, means = np.concatenate(curves), np.array([curve.mean(axis=0) for curve in curves])
    print(f"{name}: mean {frames.mean(axis=0).round(3)}, standard deviation {frames.std(axis=0).round(3)}")
    around = np.concatenate([curve - curve.mean(axis=0) for curve in curves])
    print(f"{name}: of songs' means {means.std(axis=0).round(3)}, around them {around.std(axis=0).round(3)}")
    numbers = "{:.3f}, of songs' means {:.3f}, within songs mean {:.3f}, median {:.3f}".format(*together(curves))
    print(f"{name}: corr(V, A) over all frames {numbers}")


def memory(folder, features, n_starts=5):
    """Print the scores of both networks, each song predicted by networks that learned from all others."""
    songs = read(folder, features=features).development
    trains_on = ~np.eye(len(songs), dtype=bool)
    errors = {}
    for name in ("elman", "static"):
        settings = replace(READINGS["code"].network, network=name)
        networks = [RecurrentRegression(settings, [start, 1]) for start in range(n_starts) for _ in songs]
        fit_networks(networks, [songs] * len(networks), np.tile(trains_on, n_starts))
        for stage, wrap in (("raw", lambda network: network), ("smoothed", Smoothed)):
            curves = [
                [wrap(networks[start * len(songs) + n]).predict(song.features) for n, song in enumerate(songs)]
                for start in range(n_starts)
            ]
            targets = [song.targets for song in songs]
            errors[name, stage] = np.mean([each_song(targets, of_start)["rmse"] for of_start in curves], axis=0)
            rmse = np.mean([pooled(targets, of_start)["rmse"] for of_start in curves], axis=0)
            inside = np.mean([per_song(targets, of_start)["r"] for of_start in curves], axis=0)
            alone = errors[name, stage].mean(axis=0)
            print(
                f"{name:6} {stage:8} RMSE (V, A) pooled {rmse.round(3)}, per song {alone.round(3)}; r {inside.round(2)}"
            )
    for stage in ("raw", "smoothed"):
        test = paired(errors["elman", stage][:, 1], errors["static", stage][:, 1])
        numbers = "{difference:+.3f}, interval {low:+.3f} to {high:+.3f}, p = {p:.2f}".format(**test)
        print(f"{stage}, per-song RMSE of arousal, with memory minus without: {numbers}")


def heard(folder, level=None, quieter=0.0):
    """DEAM's songs with features taken from their sounds, each made ``quieter`` by so many dB first."""
    known = set(map(str, read_annotations(find_annotations(folder).folder)[0]))
    with tempfile.TemporaryDirectory() as place:
        sounds, _, _ = find_sounds([folder], known)
        for song in known & sounds.keys():
            wavfile.write(Path(place, f"{song}.wav"), RATE, decode(sounds[song]) * np.float32(10 ** (-quieter / 20)))
        extract([place], Path(place, "features"), FOR_CORPUS, level=level, only=known)
        return read(folder, features=Path(place, "features")).development


def left_out(songs, stage):
    """For each song this system, trained on all the others."""
    fitted = FAMILIES["recurrent"](songs, ~np.eye(len(songs), dtype=bool), READINGS["code"], 0, lambda share: None)
    return [stages[stage] for stages in fitted]


def loudness(folder, decibel=6.0, level=-20.0):
    """Print how far curves move when a sound is quieter, and the scores, without and with a level that all are brought to."""
    for at in (None, level):
        songs, quiet = heard(folder, at), heard(folder, at, quieter=decibel)
        models = left_out(songs, "rnn + smoothing")
        curves = [model.predict(song.features) for model, song in zip(models, songs, strict=True)]
        others = [model.predict(song.features) for model, song in zip(models, quiet, strict=True)]
        moved = np.array([np.mean(other - curve, axis=0) for curve, other in zip(curves, others, strict=True)])
        rmse = pooled([song.targets for song in songs], curves)["rmse"]
        print(
            f"{len(songs)} clips, level {at}: RMSE (V, A) {rmse.round(3)}; {decibel:g} dB quieter: curves higher by "
            f"{moved.mean(axis=0).round(5)}, by {np.abs(moved).max(axis=0).round(5)} at most"
        )


def ends(folder):
    """Print steps from frame to frame and RMSE, of the first and last frames and of those between, both ways of smoothing."""
    songs, m = heard(folder), (WINDOW - 1) // 2
    raw = [model.predict(song.features) for model, song in zip(left_out(songs, "rnn"), songs, strict=True)]
    for name, smoothing in (("the paper's rule", smooth), ("to the ends", smooth_to_the_ends)):
        curves = [smoothing(Y) for Y in raw]
        steps = np.mean([np.abs(np.diff(Y, axis=0)).mean(axis=1) for Y in curves], axis=0)
        squares = np.mean(
            [((Y - song.targets) ** 2).mean(axis=1) for Y, song in zip(curves, songs, strict=True)], axis=0
        )
        outer, inner = np.r_[steps[:m], steps[-m:]].mean(), steps[m:-m].mean()
        rmse = np.sqrt(np.r_[squares[:m], squares[-m:]].mean())
        print(
            f"{len(songs)} clips, {name}: mean step in the first and last {m} frames {outer:.4f}, between them {inner:.4f}; RMSE "
            f"of those first and last frames {rmse:.3f}"
        )


if __name__ == "__main__":
    commands = {"labels": labels, "authors": authors, "memory": memory, "loudness": loudness, "ends": ends}
    commands[sys.argv[1]](*sys.argv[2:])
