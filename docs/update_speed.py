"""Put measured times into docs/speed.md: ``python docs/update_speed.py FOLDER``.

FOLDER holds speed.csv, ideas.csv, search.csv and whole.csv, which the scripts of these names in `tests/benchmarks` write.
"""

import sys
from pathlib import Path

from pages import markdown, put, read

PAGE = Path(__file__).with_name("speed.md")
LOCKSTEP, LIMIT = "elman lockstep", "arithmetic limit"


def numbers(path):
    """The lines of a CSV file, as dicts; numbers as numbers."""
    return [{key: _number(value) for key, value in line.items()} for line in read(path)]


def _number(text):
    try:
        return float(text)
    except ValueError:
        return text


def epochs(lines):
    """One epoch on one core: seconds, and how many times those of lockstep."""
    tables = []
    for networks in (10, 1):
        chosen = [x for x in lines if (x["part"], x["networks"], x["cores"]) == ("epoch", networks, 1)]
        tables.append({x["contestant"]: x["median"] for x in chosen})
    ten, one = tables
    rows = [
        [name]
        + [cell for of in tables for cell in (f"{of[name]:.3f}", f"{of[name] / of[LOCKSTEP]:.2f}")]
        + [f"{ten[name] / ten[LIMIT]:.1f}"]
        for name in sorted(ten, key=ten.get)
        if name in one
    ]
    header = ["", "ten folds (s)", "x lockstep", "one network (s)", "x lockstep", "ten folds, x limit"]
    return markdown(header, rows)


def cross_validation(lines):
    """Ten folds of 50 epochs, from the first call, on one core and on two."""
    of = {}
    for x in lines:
        if x["part"] == "whole":
            of.setdefault(x["contestant"], {})[x["cores"]] = x
    rows = []
    for name, by_cores in sorted(of.items(), key=lambda item: item[1][1]["median"]):
        seconds = [f"{by_cores[cores]['median']:.1f}" if cores in by_cores else "–" for cores in (1, 2)]
        rows.append([name, *seconds, f"{max(x['peak_mb'] for x in by_cores.values()):.0f}"])
    return markdown(["", "one core (s)", "two cores (s)", "peak memory (MB)"], rows)


def ideas(lines):
    """Ten folds with one idea taken out: how many times as long."""
    whole = lines[0]["median"]
    return markdown(["", "time, times"], [[x["variant"], f"{x['median'] / whole:.2f}"] for x in lines])


def growth(lines):
    """How lockstep's time and memory grow from the second-largest size to the largest, which is twice as large."""
    rows = []
    for what in ("songs", "frames", "networks", "inputs", "hidden"):
        chosen = [x for x in lines if x["part"] == f"growth {what}" and x["contestant"] == LOCKSTEP]
        small, large = sorted(chosen, key=lambda x: x[what])[-2:]
        times, memory = large["median"] / small["median"], large["peak_mb"] / small["peak_mb"]
        rows.append([what, f"{small[what]:.0f} to {large[what]:.0f}", f"{times:.2f}", f"{memory:.2f}"])
    return markdown(["", "from, to", "time, times", "memory, times"], rows)


def jobs(folder):
    """The whole reproduction, and the authors' search."""
    [whole] = numbers(folder / "whole.csv")
    search = numbers(folder / "search.csv")
    longest = max(x["seconds"] for x in search)
    n, diverged = (sum(int(x[key]) for x in search) for key in ("networks", "diverged"))
    rows = [
        ["`elman reproduce`, made-up songs", f"{whole['seconds']:.0f} s", f"{whole['peak_mb']:.0f} MB"],
        [
            f"{n} networks of the authors' search ({diverged} diverged)",
            f"{longest / 60:.1f} min",
            f"{sum(x['peak_mb'] for x in search):.0f} MB",
        ],
        [f"all 1,200, at that speed: x {1200 / n:g}", f"{longest * 1200 / n / 60:.0f} min", ""],
    ]
    return markdown(["two processes on two cores", "time", "memory of both"], rows)


def main(folder):
    """Rewrite the page."""
    lines = numbers(Path(folder) / "speed.csv")
    parts = {"epochs": epochs(lines), "whole": cross_validation(lines), "growth": growth(lines)}
    put(PAGE, parts | {"ideas": ideas(numbers(Path(folder) / "ideas.csv")), "jobs": jobs(Path(folder))})


if __name__ == "__main__":
    main(*sys.argv[1:])
