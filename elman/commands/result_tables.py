"""The tables of ``elman reproduce``, built once: a terminal and the report page show the same cells."""

from elman.corpus.song import EMOTIONS
from elman.formats import change, p_value, short, with_spread
from elman.tables import Cell, Table

SHOWN = {"rmse": ("RMSE", min), "rmse_over_std": ("RMSE/std", min), "r": ("r", max)}
"""The scores that are shown: their headings, and which is the best."""


def half(run, protocol, title=""):
    """One half of Table 1: pooled in cross-validation, per song on the evaluation songs; the paper's numbers below ours."""
    scoring = {"cv": "pooled", "evaluation": "per song"}[protocol]
    lines = {}
    for line in run.scores:
        if (line["protocol"], line["scoring"]) == (protocol, scoring):
            lines.setdefault(line["row"], {})[line["emotion"]] = line
    columns = [(emotion, score) for emotion in EMOTIONS for score in SHOWN]
    best = {column: _best(lines.values(), *column) for column in columns}
    rows = []
    for row, of_row in lines.items():
        with_paper = any(line["paper_rmse"] is not None for line in of_row.values())
        cells = [_cell(of_row[emotion], score, best[emotion, score]) for emotion, score in columns]
        rows.append([Cell(row, "  the paper's" if with_paper else ""), *cells])
    head = ("row", *(f"{emotion}\n{SHOWN[score][0]}" for emotion, score in columns))
    return Table(head, rows, range(1, len(head)), title=title, note=_note(lines), star="the best of its column")


def _best(of_rows, emotion, score):
    values = [row[emotion][score] for row in of_rows if row[emotion][score] is not None]
    known = [value for value in values if value == value]
    return SHOWN[score][1](known) if len(known) > 1 else None


def _cell(line, score, best):
    value, spread = line[score], line.get(f"{score}_std")
    paper = with_spread(line.get(f"paper_{score}"), line.get(f"paper_{score}_std"))
    return Cell(with_spread(value, spread), paper, "best" if best is not None and value == best else "")


def _note(lines):
    undefined = sum(line["n_undefined_r"] or 0 for of_row in lines.values() for line in of_row.values())
    left_out = f"{undefined} correlations of single songs are undefined (a curve does not vary) and left out."
    return left_out if undefined else ""


def repeated(run, title=""):
    """The pooled scores of a repeated cross-validation: mean and standard deviation over the repeats, of each row."""
    found = {}
    for line in run.repeats:
        for score in SHOWN:
            found.setdefault((line["row"], line["emotion"], score), []).append(line[score])
    columns = [(emotion, score) for emotion in EMOTIONS for score in SHOWN]
    rows = [
        [row, *(_over_repeats(found[row, *column]) for column in columns)]
        for row in dict.fromkeys(line["row"] for line in run.repeats)
    ]
    head = ("row", *(f"{emotion}\n{SHOWN[score][0]}" for emotion, score in columns))
    return Table(head, rows, range(1, len(head)), title=title)


def _over_repeats(values):
    n = len(values)
    mean = sum(values) / n
    return f"{short(mean)} ± {short((sum((value - mean) ** 2 for value in values) / (n - 1)) ** 0.5)}"


def paired(run, title=""):
    """The paired tests: the mean difference of per-song RMSE with its interval; below, p alone and corrected by Holm."""
    kinds = list(dict.fromkeys((test["protocol"], test["emotion"]) for test in run.tests))
    found = {(test["row"], test["protocol"], test["emotion"]): test for test in run.tests}
    rows = [
        [row, *(_test(found.get((row, *kind))) for kind in kinds)]
        for row in dict.fromkeys(test["row"] for test in run.tests)
    ]
    names = {"cv": "cross-validation", "evaluation": "evaluation"}
    head = ("row", *(f"{names[protocol]}\n{emotion}" for protocol, emotion in kinds))
    return Table(head, rows, range(1, len(head)), title=title)


def _test(test):
    if test is None:
        return "–"
    if test["p"] != test["p"]:
        return Cell(change(test["difference"]), "one song, no test")
    star = "*" if test["p_holm"] < 0.05 else ""
    return Cell(
        f"{change(test['difference'])} [{change(test['low'])}, {change(test['high'])}]",
        f"p {p_value(test['p'])}, Holm {p_value(test['p_holm'])}{star}",
    )
