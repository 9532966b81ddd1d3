"""How long is the authors' own search with each engine? 6 numbers of hidden units x 20 learning rates x 10 folds.

    python tests/benchmarks/search.py               one of the ten folds, 120 networks, with both engines at once (some minutes)
    python tests/benchmarks/search.py --songs 60    with fewer songs

Each engine sits in a process of its own; what counts is the processor time of each, since other work may go on beside.
`elman search` gives the folds to its processes in the same way, so that the whole search takes ten times as much.
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
from elman.systems.searching import SmoothedNetwork

HIDDEN = (10, 20, 30, 50, 75, 100)
RATES = np.geomspace(1e-5, 1e-2, 20).tolist()
N_FOLDS = 10
ENGINES = ("compiled", "numpy")


def fold(n_songs, engine):
    """Train the networks of one fold; seconds, processor seconds, peak memory (MB), networks, and how many diverged."""
    corpus = synthetic.make(0, n_development=n_songs, n_evaluation=0).with_group("260")
    held_out, *_ = split([song.id for song in corpus.development], N_FOLDS, seed=0)
    cases = [Case(setting, tuple(held_out)) for setting in grid(n_hidden=HIDDEN, learning_rate=RATES)]
    start, cpu = perf_counter(), process_time()
    with engines.using(engine):
        curves = SmoothedNetwork(corpus, "code", 0)(cases, lambda share: None)
    seconds = perf_counter() - start, process_time() - cpu
    return *seconds, getrusage(RUSAGE_SELF).ru_maxrss / 1000, len(cases), curves.count(None)


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
        table.writerow(["engine", "songs", "seconds", "processor_seconds", "peak_mb", "networks", "diverged"])
        table.writerows([engine, arguments.songs, *row] for engine, row in zip(ENGINES, rows, strict=True))
    for engine, (seconds, cpu, peak, n, diverged) in zip(ENGINES, rows, strict=True):
        print(f"{engine}: {n} networks, {diverged} diverged: {seconds:.0f} s ({cpu:.0f} s of processor), {peak:.0f} MB")
    print(f"compiled takes {rows[0][1] / rows[1][1]:.2f} of NumPy's processor time")


if __name__ == "__main__":
    main()
