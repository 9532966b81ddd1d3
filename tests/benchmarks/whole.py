"""How long is the whole `elman reproduce` on made-up songs with each engine, and how much memory do its processes need?

    python tests/benchmarks/whole.py            two processes (some minutes)
    python tests/benchmarks/whole.py --jobs 1

Memory is read five times a second from Linux's account of what each process has for itself (PSS: shared pages are divided
among those who share them). Processor time is that of all processes of the run.
"""

import argparse
import csv
import os
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


def reproduce(engine, jobs):
    """Seconds, processor seconds and peak memory (MB) of one run."""
    peak, before = 0.0, os.times()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "elman", "reproduce", "--engine", engine, "--jobs", str(jobs), "--out", folder]
        start = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            sleep(0.2)
        seconds, after = perf_counter() - start, os.times()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with exit status {process.returncode}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, cpu, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("speed"), help="folder for whole.csv")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "whole.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["engine", "jobs", "seconds", "processor_seconds", "peak_mb"])
        for engine in ("compiled", "numpy"):
            seconds, cpu, peak = reproduce(engine, arguments.jobs)
            table.writerow([engine, arguments.jobs, seconds, cpu, peak])
            print(
                f"{engine}, {arguments.jobs} processes: {seconds:.1f} s, {cpu:.1f} s of processor, {peak:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
