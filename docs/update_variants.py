"""Put measured numbers into docs/variants.md: ``python docs/update_variants.py RESULTS SEEDS.csv IDEAS.csv ORDERS.csv``.

RESULTS is the folder of ``elman reproduce --variants --against "rnn 268 + smoothing"``; the three tables are what
``docs/measure_best.py`` prints. A dash in place of one leaves its part of the page as it is.
"""

import sys
from pathlib import Path

from pages import markdown, put, read

from elman.evaluation.significance import holm

PAGE = Path(__file__).with_name("variants.md")
EMOTIONS = ("valence", "arousal")


def rows_table(folder):
    """Every row in cross-validation, pooled, with the paired test of its per-song RMSE against one row."""
    scores = {}
    for line in read(folder / "table1.csv"):
        if (line["protocol"], line["scoring"]) == ("cv", "pooled"):
            scores.setdefault(line["row"], {})[line["emotion"]] = line
    within = {
        (line["row"], line["emotion"]): line
        for line in read(folder / "table1.csv")
        if (line["protocol"], line["scoring"]) == ("evaluation", "per song")
    }
    n_songs = next(line["n_songs"] for line in read(folder / "table1.csv") if line["protocol"] == "cv")
    tests = {(t["row"], t["emotion"]): t for t in read(folder / "significance.csv") if t["protocol"] == "cv"}
    against = next(iter(tests.values()))["against"]
    rows = []
    for name, by_emotion in scores.items():
        cells = [name]
        for emotion in EMOTIONS:
            test = tests.get((name, emotion))
            change = f"{float(test['difference']):+.3f} ({_p(test['p'])}; {_p(test['p_holm'])})" if test else "–"
            cells += [f"{float(by_emotion[emotion][score]):.3f}" for score in ("rmse", "r")] + [change]
        cells += [_within(within.get((name, emotion))) for emotion in EMOTIONS]
        rows.append(cells)
    header = ["row"]
    for emotion in EMOTIONS:
        header += [f"{emotion} RMSE", "r", f"per song, minus {against} (p; Holm)"]
    header += ["valence r, new songs", "arousal r, new songs"]
    return f"Cross-validation over {n_songs} songs:\n\n" + markdown(header, rows)


def _within(line):
    return f"{float(line['r']):.2f}" if line and line["r"] else "–"


def _p(text):
    return "< .001" if float(text) < 0.001 else f"{float(text):.3f}"


def plain_table(path):
    """A table as it was measured; beside each column of p, the same corrected for all p of the table."""
    lines = read(path)
    columns = [name for name in lines[0] if name == "p" or name.endswith(" p")]
    corrected = iter(holm([float(line[name]) for line in lines for name in columns]))
    rows = [[cell for name in line for cell in _cells(line, name, columns, corrected)] for line in lines]
    return markdown([cell for name in lines[0] for cell in (name, *(["Holm"] if name in columns else []))], rows)


def _cells(line, name, columns, corrected):
    return (line[name], f"{next(corrected):.2g}") if name in columns else (line[name],)


def main(results, seeds, ideas, orders="-"):
    """Rewrite the page."""
    tables = {"seeds": seeds, "ideas": ideas, "orders": orders}
    parts = [("rows", results, rows_table), *((mark, path, plain_table) for mark, path in tables.items())]
    put(PAGE, {mark: make(Path(path)) for mark, path, make in parts if path != "-"})


if __name__ == "__main__":
    main(*sys.argv[1:])
