"""How long is the authors' own search? 6 numbers of hidden units x 20 learning rates x 10 folds = 1,200 networks.

    python tests/benchmarks/search.py               two of the ten folds, at once in two processes (about ten minutes)
    python tests/benchmarks/search.py --songs 60    with fewer songs (some minutes)

A fold is a tenth of the search, 120 networks; `elman search` gives the folds to its processes in the same way. With
two processes the whole search takes five times as long as two folds do. The claim: under 40 minutes on two cores.
"""

import argparse
import csv
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

import numpy as np

from elman.commands.work import processes
from elman.corpus import synthetic
from elman.evaluation.crossval import split
from elman.evaluation.search import Case, grid
from elman.systems.searching import SmoothedNetwork

HIDDEN = (10, 20, 30, 50, 75, 100)
RATES = np.geomspace(1e-5, 1e-2, 20).tolist()
N_FOLDS, AT_ONCE = 10, 2


def fold(n_songs, number):
    """Train the networks of one fold; seconds, processor seconds, peak memory (MB), networks, and how many diverged."""
    corpus = synthetic.make(0, n_development=n_songs, n_evaluation=0).with_group("260")
    held_out = split([song.id for song in corpus.development], N_FOLDS, seed=0)[number]
    cases = [Case(setting, tuple(held_out)) for setting in grid(n_hidden=HIDDEN, learning_rate=RATES)]
    start, cpu = perf_counter(), process_time()
    curves = SmoothedNetwork(corpus, "code", 0)(cases, lambda share: None)
    seconds = perf_counter() - start, process_time() - cpu
    return *seconds, getrusage(RUSAGE_SELF).ru_maxrss / 1000, len(cases), curves.count(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, default=431)
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for search.csv")
    arguments = parser.parse_args()
    start = perf_counter()
    with processes(AT_ONCE) as executor:
        rows = list(executor.map(fold, [arguments.songs] * AT_ONCE, range(AT_ONCE)))
    whole = (perf_counter() - start) * N_FOLDS / AT_ONCE
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "search.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["songs", "seconds", "processor_seconds", "peak_mb", "networks", "diverged"])
        table.writerows([arguments.songs, *row] for row in rows)
    for seconds, cpu, peak, n, diverged in rows:
        print(f"{n} networks, {diverged} diverged: {seconds:.0f} s ({cpu:.0f} s of processor), {peak:.0f} MB")
    print(f"the whole search, {N_FOLDS} folds in {AT_ONCE} processes: {whole / 60:.1f} minutes")


if __name__ == "__main__":
    main()
