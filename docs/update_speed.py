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
    """The whole reproduction, and a tenth of the authors' search, with each engine."""
    whole, search = ({x["engine"]: x for x in numbers(folder / name)} for name in ("whole.csv", "search.csv"))
    n = int(search["numpy"]["networks"])
    rows = [
        _both("`elman reproduce`, made-up songs: processor time", whole, "processor_seconds", "s"),
        _both("… memory of two processes", whole, "peak_mb", "MB"),
        _both(f"{n} networks of the authors' search: processor time", search, "processor_seconds", "s"),
        _both("… of which the two products with X", search, "products_seconds", "s"),
        _both("… memory", search, "peak_mb", "MB"),
    ]
    return markdown(["", "compiled", "NumPy", "compiled / NumPy"], rows)


def _both(what, lines, key, unit):
    compiled, numpy = (lines[engine][key] for engine in ("compiled", "numpy"))
    return [what, f"{compiled:.0f} {unit}", f"{numpy:.0f} {unit}", f"{compiled / numpy:.2f}"]


def main(folder):
    """Rewrite the page."""
    lines = numbers(Path(folder) / "speed.csv")
    parts = {"epochs": epochs(lines), "whole": cross_validation(lines), "growth": growth(lines)}
    put(PAGE, parts | {"ideas": ideas(numbers(Path(folder) / "ideas.csv")), "jobs": jobs(Path(folder))})


if __name__ == "__main__":
    main(*sys.argv[1:])
