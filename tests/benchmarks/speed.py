"""How long does training take beside other frameworks, and how does it grow?

    python tests/benchmarks/speed.py            everything (about an hour on a quiet machine)
    python tests/benchmarks/speed.py --quick    fewer songs, rounds, epochs and sizes (some minutes)

Three parts: `epoch`, one epoch of one network and of ten folds; `whole`, the ten-fold cross-validation of 50 epochs
from the first call, compiling included; `growth`, one epoch with more songs, frames, inputs, hidden units or networks,
and the peak memory. `epoch` and `whole` are done on one core and on two.

Every contestant sits in a process of its own, tied to the cores, and waits. They take turns, round after round, so that
whatever else the machine does hits all alike: ratios count more than seconds. Where other work goes on beside, --clock
cpu counts the processor time of the process instead. Writes speed.csv and speed.png into --out.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = "arithmetic limit"
SECONDS = 1.0  # that a repetition of `epoch` and `growth` takes about
EPOCHS = 50  # at most, as in the paper: what is made ready before the first counts as little as there
PAPER = {"songs": 431, "frames": 60, "inputs": 260, "hidden": 10, "networks": 10}
GROWTH = {
    "songs": [50, 100, 200, 400, 800],
    "frames": [30, 60, 120, 240, 480],
    "inputs": [65, 130, 260, 520, 1040],
    "hidden": [5, 10, 20, 50, 100],
    "networks": [1, 5, 10, 20, 40],
}
GROWERS = ("elman compiled", "elman lockstep", "elman single", "JAX vmap of scan")
FIELDS = (
    *("part", "contestant", "cores", *PAPER, "epochs", "first_call", "median", "minimum", "quartile_1", "quartile_3"),
    *("repetitions", "gflop", "peak_mb"),
)


class Contestant:
    """A process that trains when asked. ``setup``: seconds to make ready; ``gflop``: the arithmetic of one epoch."""

    def __init__(self, name, size, cores, clock):
        self.name = name
        threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
        paths = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
        self.compiled = tempfile.TemporaryDirectory()  # what Numba has compiled for others is not taken
        environment = {**os.environ, **dict.fromkeys(threads, str(cores)), "PYTHONPATH": paths}
        environment["NUMBA_CACHE_DIR"] = self.compiled.name
        command = [sys.executable, str(HERE / "speed.py"), "--serve", json.dumps([name, size, cores, clock])]
        self.process = subprocess.Popen(
            command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.row = {"contestant": name, "cores": cores, **size}
        answer = self.answer()
        self.missing, self.setup, self.row["gflop"] = answer.get("missing"), answer.get("setup"), answer.get("gflop")
        self.times = []

    def answer(self):
        for line in self.process.stdout:
            if line.startswith("{"):  # anything else is a framework talking
                return json.loads(line)
        raise ChildProcessError(f"{self.name} ended with exit status {self.process.wait()}")

    def train(self, epochs):
        """Seconds for so many epochs."""
        print(epochs, file=self.process.stdin, flush=True)
        answer = self.answer()
        self.row["peak_mb"] = round(answer["peak_mb"])
        return answer["seconds"]

    def result(self, part, times):
        """The row for speed.csv."""
        t = sorted(times)
        quartiles = {f"quartile_{q}": t[round(q * (len(t) - 1) / 4)] for q in (1, 3)}
        middle = {"median": t[len(t) // 2], "minimum": t[0], "repetitions": len(t)}
        return {"part": part, **self.row, **middle, **quartiles}

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.compiled.cleanup()


def serve(name, size, cores, clock):
    """What the process of one contestant does: make ready, then train as often as a number of epochs is read."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
    import resource

    import contestants

    now = {"wall": time.perf_counter, "cpu": time.process_time}[clock]
    task = contestants.make_task(**size)
    start = now()
    try:
        if name != LIMIT:
            contestants.expect_the_same_networks(name)
            if (
                name != "elman compiled"
            ):  # which compiles there: it need not do so again for other sizes, as others must
                start = now()
        train = contestants.large_product(task) if name == LIMIT else contestants.CONTESTANTS[name](task)
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return
    print(json.dumps({"setup": now() - start, "gflop": contestants.arithmetic(task) / 1e9}), flush=True)
    for line in sys.stdin:
        start = now()
        train(int(line))
        seconds = now() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        print(json.dumps({"seconds": seconds, "peak_mb": peak}), flush=True)


def part_epoch(part, size, names, cores, clock, rounds, slowest=3.0):
    """One epoch: rows of all contestants, in turns, each with so many epochs at a time as it can in about `SECONDS`;
    those that need more than ``slowest`` seconds for one run only twice."""
    ready = []
    for name in names:
        contestant = Contestant(name, size, cores, clock)
        if contestant.missing:
            print(f"  left out: {name} ({contestant.missing})")
        else:
            contestant.row["first_call"] = contestant.setup + contestant.train(1)
            contestant.row["epochs"] = max(1, min(EPOCHS, round(SECONDS / contestant.train(1))))
            ready.append(contestant)
    for n in range(rounds):
        for contestant in ready:
            slow = contestant.row["first_call"] - contestant.setup > slowest
            if n < 2 or not slow:
                epochs = contestant.row["epochs"]
                contestant.times.append(contestant.train(epochs) / epochs)
    for contestant in ready:
        contestant.close()
    return [contestant.result(part, contestant.times) for contestant in ready]


def part_whole(size, names, cores, clock, epochs, longest):
    """The whole cross-validation, once; who would need more than ``longest`` seconds is named and left out."""
    rows = []
    for name in names:
        contestant = Contestant(name, size, cores, clock)
        if not contestant.missing:
            probe = Contestant(name, {**size, "songs": 20}, cores, clock)
            probe.train(1)
            expected = contestant.setup + epochs * probe.train(1) * size["songs"] / 20
            probe.close()
            if expected < longest:
                seconds = contestant.setup + contestant.train(epochs)
                contestant.row["epochs"] = epochs
                rows.append(contestant.result("whole", [seconds]))
            else:
                print(f"  not measured: {name} (about {expected:.0f} s by 20 songs; --longest {longest:g})", flush=True)
        contestant.close()
    return rows


def report(rows):
    """Print a table, the fastest first, each beside lockstep and beside the arithmetic limit."""
    medians = {row["contestant"]: row["median"] for row in rows}
    heads = ("median s", "minimum", "quartiles", "first", "x lockstep", "x limit", "MB")
    print(
        f"  {'':18} {heads[0]:>9} {heads[1]:>9} {heads[2]:>16} {heads[3]:>7} {heads[4]:>11} {heads[5]:>8} {heads[6]:>6}"
    )
    for row in sorted(rows, key=lambda row: row["median"]):
        times = f"{row['median']:9.3f} {row['minimum']:9.3f} {row['quartile_1']:8.3f}-{row['quartile_3']:.3f}"
        first = f"{row['first_call']:7.2f}" if "first_call" in row else " " * 7
        ratios = [row["median"] / medians.get(name, float("nan")) for name in ("elman lockstep", LIMIT)]
        print(
            f"  {row['contestant']:18} {times} {first} {ratios[0]:11.2f} {ratios[1]:8.2f} {row['peak_mb']:6}",
            flush=True,
        )


def benchmark(arguments):
    """All parts that were asked for; yields the rows as they come."""
    from contestants import CONTESTANTS

    quick, names = arguments.quick, [name for name in CONTESTANTS if not arguments.only or name in arguments.only]
    clock = arguments.clock
    rounds, epochs = (3, 5) if quick else (arguments.rounds, 50)
    paper = {**PAPER, "songs": 60 if quick else 431}
    for cores in arguments.cores:
        for networks in (1, 10) if "epoch" in arguments.parts else ():
            print(f"\none epoch, {networks} network(s), {paper['songs']} songs, {cores} core(s)", flush=True)
            rows = part_epoch("epoch", {**paper, "networks": networks}, [LIMIT, *names], cores, clock, rounds)
            report(rows)
            yield from rows
        if "whole" in arguments.parts:
            print(f"\nten-fold cross-validation, {paper['songs']} songs, {epochs} epochs, {cores} core(s)", flush=True)
            rows = part_whole(paper, names, cores, clock, epochs, arguments.longest)
            report(rows)
            yield from rows
    for what, values in GROWTH.items() if "growth" in arguments.parts else ():
        for value in values[:3] if quick else values:
            print(f"\none epoch, {what} {value}, {arguments.cores[0]} core(s)", flush=True)
            size = {**PAPER, "songs": 100, what: value}
            growers = [name for name in GROWERS if name in names]
            rows = part_epoch(f"growth {what}", size, growers, arguments.cores[0], clock, rounds)
            report(rows)
            yield from rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="60 songs instead of 431, 5 epochs, fewer rounds and sizes"
    )
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2], help="how many cores, one after the other")
    parser.add_argument(
        "--parts", nargs="+", choices=["epoch", "whole", "growth"], default=["epoch", "whole", "growth"]
    )
    parser.add_argument("--only", nargs="+", help="these contestants only")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--longest", type=float, default=1200, help="seconds a whole cross-validation may take")
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for speed.csv and speed.png")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*json.loads(arguments.serve))
        return
    sys.path.insert(0, str(HERE.parents[1]))
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "speed.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, FIELDS)
        table.writeheader()
        for row in benchmark(arguments):
            table.writerow(row)
            file.flush()
    from chart import draw  # only now: on Linux a process counts its parent's memory at birth as its own peak

    draw(arguments.out / "speed.csv", arguments.out / "speed.png")
    print(f"\nwritten: {arguments.out / 'speed.csv'}, {arguments.out / 'speed.png'}")


if __name__ == "__main__":
    main()
