"""How `best` does on made-up songs of several laws: ``python tests/benchmarks/best.py [--songs 431] [--seeds 1 2]``.

Three folds of each corpus; RMSE pooled over all frames, valence and arousal, as a change against the paper's smoothed network in
the same order of songs. Beside `best` stand ridge regression and, as a yardstick, scikit-learn's extremely randomised trees.
Each law is another world:

- ``default``: that of `elman.corpus.synthetic`.
- ``moving``: curves move more than twice as much, and all of it can be heard.
- ``clear``: next to nothing is misheard.
- ``still``: features that do not move within a song, most of them skewed, and levels that hang on eight hidden traits: in equal
  parts on their sum, and on products and thresholds of them.
- ``bent``: as ``still``, almost all by products and thresholds.
- ``fast``: labels follow 12 features from frame to frame, so that smoothing costs more than it gives.
"""

import argparse
import resource
from dataclasses import replace
from time import process_time

import numpy as np

from elman.corpus.song import Song
from elman.corpus.synthetic import LAW, make
from elman.evaluation.crossval import split
from elman.readings import READINGS
from elman.systems.families import FAMILIES
from elman.systems.smoothing import average, smooth

N_COLUMNS, TRAITS = 130, 8


def heard(seed, n_songs, **changes):
    """Songs of the synthetic law with other numbers; the first 130 columns."""
    songs = make(seed, n_development=n_songs, n_evaluation=0, law=replace(LAW, **changes)).development
    return [replace(song, features=song.features[:, :N_COLUMNS]) for song in songs]


def still(seed, n_songs, *, bent):
    """Songs whose features do not move; ``bent`` is the weight of what no sum of traits can tell."""
    rng = np.random.default_rng([1, seed])
    loading = rng.standard_normal((TRAITS, N_COLUMNS)) * (rng.random((TRAITS, N_COLUMNS)) < 0.5) / 2
    skew, kind = rng.uniform(0.2, 1.5, N_COLUMNS), rng.integers(3, size=N_COLUMNS)
    line, steps = rng.standard_normal((2, TRAITS, 2)) / TRAITS**0.5
    products, thresholds = rng.standard_normal((TRAITS, TRAITS, 2)) / TRAITS, rng.standard_normal((TRAITS, 2)) / 2
    songs = []
    for song in make(seed, n_development=n_songs, n_evaluation=0).development:
        z = rng.standard_normal(TRAITS)
        u = z @ loading + 0.7 * rng.standard_normal(N_COLUMNS)
        x = np.select([kind == 0, kind == 1], [np.exp(skew * u), u], np.maximum(u, 0) ** 2)
        told = 0.7 * np.einsum("i,ije,j->e", z, products, z) + 0.6 * np.sum(
            np.where(z[:, None] > thresholds, steps, -steps), 0
        )
        valence, arousal = 0.9 * rng.standard_normal(2)
        untold = np.array([valence, 0.5 * valence + 0.85 * arousal])
        level = 0.03 + 0.22 * ((z @ line + bent * told) / (1 + bent**2) ** 0.5 + untold)
        Y = np.clip(song.targets - song.targets.mean(axis=0) + np.clip(level, -0.85, 0.85), -1, 1)
        songs.append(Song(song.id, np.tile(x, (len(Y), 1)), Y, song.times))
    return songs


def fast(seed, n_songs):
    """Songs of 12 features that walk, and of curves that follow them from frame to frame."""
    rng = np.random.default_rng([2, seed])
    W = 0.15 * rng.standard_normal((12, 2))
    songs = []
    for song in make(seed, n_development=n_songs, n_evaluation=0).development:
        steps = 0.2 * rng.standard_normal((len(song.targets), 12))
        X = np.cumsum(steps, axis=0) + rng.standard_normal(12)
        Y = 0.7 * np.tanh(X @ W) + 0.05 * rng.standard_normal((len(X), 2))
        songs.append(Song(song.id, X, np.clip(Y, -1, 1), song.times))
    return songs


LAWS = {
    "default": heard,
    "moving": lambda seed, n: heard(seed, n, within=0.2, valence_moves=1.0, jitter=(0.2, 0.2)),
    "clear": lambda seed, n: heard(seed, n, misheard=(0.05, 0.05), jitter=(0.1, 0.1), valence_moves=1.0),
    "still": lambda seed, n: still(seed, n, bent=1.0),
    "bent": lambda seed, n: still(seed, n, bent=3.0),
    "fast": fast,
}


def forest(songs, trains_on):
    """For each model a curve of every song, by scikit-learn's trees on features averaged over 31 frames, smoothed."""
    from sklearn.ensemble import ExtraTreesRegressor

    features = [average(song.features, 31) for song in songs]
    for column in trains_on.T:
        training = np.flatnonzero(column)
        X = np.concatenate([features[n][5::10] for n in training])
        Y = np.concatenate([songs[n].targets[5::10] for n in training])
        model = ExtraTreesRegressor(100, min_samples_leaf=6, max_features=0.5, random_state=0).fit(X, Y)
        yield [smooth(model.predict(X)) for X in features]


def measure(law, n_songs, seed):
    """Pooled RMSE (2,) by row, the lines on what was chosen, and seconds by family."""
    songs = LAWS[law](seed, n_songs)
    folds = split([song.id for song in songs], 3, seed=seed)
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    tested_in, targets = np.argmin(trains_on, axis=1), np.concatenate([song.targets for song in songs])
    errors, seconds, chosen = {}, {}, []

    def score(name, curves):
        errors[name] = np.sqrt(np.mean((np.concatenate(curves) - targets) ** 2, axis=0))

    for family, stage in (("recurrent", "rnn + smoothing"), ("ridge", "ridge"), ("best", "best")):
        start = process_time()
        models = [
            stages[stage] for stages in FAMILIES[family](songs, trains_on, READINGS["code"], seed, lambda share: None)
        ]
        score(stage, [models[m].predict(song.features) for song, m in zip(songs, tested_in, strict=True)])
        seconds[stage] = process_time() - start
        chosen = getattr(models[0], "chosen_", [])
    curves = list(forest(songs, trains_on))
    score("forest", [curves[m][n] for n, m in enumerate(tested_in)])
    return errors, chosen, seconds


def main():
    """Print a line for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, nargs="+", default=[431])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--laws", nargs="+", choices=LAWS, default=list(LAWS))
    args = parser.parse_args()
    print(
        "law, songs, seed, RMSE of the network; change in %, of ridge, forest, best, and of best against ridge; seconds"
    )
    for law in args.laws:
        for n_songs in args.songs:
            for seed in args.seeds:
                errors, chosen, seconds = measure(law, n_songs, seed)
                network = errors.pop("rnn + smoothing")
                cells = [errors[name] / network for name in ("ridge", "forest", "best")] + [
                    errors["best"] / errors["ridge"]
                ]
                changes = "  ".join(" ".join(f"{100 * (each - 1):+6.1f}" for each in cell) for cell in cells)
                print(
                    f"{law:8} {n_songs:5} {seed:4}  {network[0]:.4f} {network[1]:.4f} {changes}  {seconds['best']:.0f}",
                    *(f"    {text}" for text in chosen),
                    sep="\n",
                    flush=True,
                )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB (kB on Linux)")


if __name__ == "__main__":
    main()
