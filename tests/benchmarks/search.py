"""How long is the authors' own search with each engine? 6 numbers of hidden units x 20 learning rates x 10 folds.

    python tests/benchmarks/search.py               one of the ten folds, 120 networks, with both engines at once (some minutes)
    python tests/benchmarks/search.py --songs 60    with fewer songs

Each engine sits in a process of its own; what counts is the processor time of each, since other work may go on beside.
`elman search` gives the folds to its processes in the same way, so that the whole search takes ten times as much.

Beside it stands what no engine can save: the two products of each update with the song's features, X W_xh and X^T dZ, which
both engines leave to the same library of linear algebra.
"""

import argparse
import csv
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

import numpy as np

from elman.commands.work import one_thread, processes
from elman.corpus import synthetic
from elman.evaluation.crossval import split
from elman.evaluation.search import Case, grid
from elman.lockstep import engines
from elman.readings import READINGS
from elman.systems.searching import SmoothedNetwork

HIDDEN = (10, 20, 30, 50, 75, 100)
RATES = np.geomspace(1e-5, 1e-2, 20).tolist()
N_FOLDS = 10
ENGINES = ("compiled", "numpy")


FIELDS = ("engine", "songs", "seconds", "processor_seconds", "products_seconds", "peak_mb", "networks", "diverged")


def products(songs, n_hidden, repetitions=10):
    """Processor seconds of the two products with each song's X, for a network of ``n_hidden`` units and all songs."""
    n_in = songs[0].features.shape[1]
    W_xh, dW_xh, matrices = (
        np.ones((n_in, n_hidden)),
        np.empty((n_in, n_hidden)),
        [song.features.copy() for song in songs],
    )
    start = process_time()
    for _ in range(repetitions):
        for X in matrices:
            np.dot(X.T, np.dot(X, W_xh), out=dW_xh)
    return (process_time() - start) / repetitions


def fold(n_songs, engine):
    """Train the networks of one fold; what stands in `FIELDS` from the seconds on."""
    corpus = synthetic.make(0, n_development=n_songs, n_evaluation=0).with_group("260")
    held_out, *_ = split([song.id for song in corpus.development], N_FOLDS, seed=0)
    cases = [Case(setting, tuple(held_out)) for setting in grid(n_hidden=HIDDEN, learning_rate=RATES)]
    start, cpu = perf_counter(), process_time()
    with engines.using(engine):
        curves = SmoothedNetwork(corpus, "code", 0)(cases, lambda share: None)
    seconds, peak = (perf_counter() - start, process_time() - cpu), getrusage(RUSAGE_SELF).ru_maxrss / 1000
    training = [song for song in corpus.development if song.id not in held_out]
    n_epochs = READINGS["code"].network.n_epochs
    trained = [case.setting["n_hidden"] for case, of_case in zip(cases, curves, strict=True) if of_case is not None]
    of_size = {n_hidden: n_epochs * products(training, n_hidden) for n_hidden in HIDDEN}
    return *seconds, sum(of_size[n_hidden] for n_hidden in trained), peak, len(cases), curves.count(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, default=431)
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for search.csv")
    arguments = parser.parse_args()
    with processes(len(ENGINES)) as executor, one_thread():
        rows = list(executor.map(fold, [arguments.songs] * len(ENGINES), ENGINES))
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "search.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(FIELDS)
        table.writerows([engine, arguments.songs, *row] for engine, row in zip(ENGINES, rows, strict=True))
    for engine, (seconds, cpu, alone, peak, n, diverged) in zip(ENGINES, rows, strict=True):
        print(f"{engine}: {n} networks, {diverged} diverged: {seconds:.0f} s ({cpu:.0f} s of processor), {peak:.0f} MB")
        print(f"  the two products with X alone, of those that did not diverge: {alone:.0f} s of processor")
    print(f"compiled takes {rows[0][1] / rows[1][1]:.2f} of NumPy's processor time")


if __name__ == "__main__":
    main()
