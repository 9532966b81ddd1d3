"""What is each idea of lockstep in NumPy worth? Ten folds on one thread, with one idea taken out at a time.

    python tests/benchmarks/ideas.py            (about a minute)

The variants take turns in one process, round after round; ratios count more than seconds. Writes ideas.csv into --out.
"""

import argparse
import csv
import dataclasses
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contestants import elman_lockstep, elman_single, make_task

from elman.lockstep import fit as lockstep


def at_own_pace(task):
    """No network is ever inactive: each takes its next song at once, so that hardly two read the same."""
    songs_list = [task.songs(m) for m in range(len(task.starts))]

    def run(n_epochs):
        settings = dataclasses.replace(task.settings, n_epochs=n_epochs)
        return lockstep.fit_many(task.starts, songs_list, [settings] * len(task.starts), engine="numpy")[0]

    return run


VARIANTS = {
    "all ideas": elman_lockstep,
    "each network at its own pace": at_own_pace,
    "one network after the other (`fit`)": elman_single,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=1, help="in each measurement")
    parser.add_argument("--songs", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for ideas.csv")
    arguments = parser.parse_args()
    task = make_task(songs=arguments.songs)
    runs, times = {name: prepare(task) for name, prepare in VARIANTS.items()}, {name: [] for name in VARIANTS}
    with threadpool_limits(1):
        for _ in range(arguments.rounds):
            for name, run in runs.items():
                start = perf_counter()
                run(arguments.epochs)
                times[name].append((perf_counter() - start) / arguments.epochs)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "ideas.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["variant", "median", "minimum"])
        for name, seconds in times.items():
            table.writerow([name, median(seconds), min(seconds)])
            ratio = median(seconds) / median(times["all ideas"])
            print(f"{name:40} {median(seconds):.3f} s, {ratio:.2f} times (minimum {min(seconds):.3f} s)")


if __name__ == "__main__":
    main()
