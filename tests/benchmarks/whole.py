"""How long is the whole `elman reproduce` on made-up songs, and how much memory do its processes need together?

    python tests/benchmarks/whole.py            two processes (about a minute)
    python tests/benchmarks/whole.py --jobs 1

The claim: under 60 s on two cores, under 600 MB. Memory is read five times a second from Linux's account of what each
process has for itself (PSS: shared pages are divided among those who share them).
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep


def family(process):
    """A process id and those of all that descend from it."""
    found = [process]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def memory(process):
    """What a process and its descendants hold now, in MB."""
    total = 0
    for member in family(process):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:  # it has just ended
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for whole.csv")
    arguments = parser.parse_args()
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "elman", "reproduce", "--jobs", str(arguments.jobs), "--out", folder]
        start = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            sleep(0.2)
        seconds = perf_counter() - start
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with exit status {process.returncode}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "whole.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerows([["jobs", "seconds", "peak_mb"], [arguments.jobs, seconds, peak]])
    print(f"elman reproduce, {arguments.jobs} processes: {seconds:.1f} s, {peak:.0f} MB in all")


if __name__ == "__main__":
    main()
