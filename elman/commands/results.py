"""What ``elman reproduce`` found: its predictions scored, tested against one row's, and written as tables."""

import csv

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.corpus.tables import write_curves
from elman.evaluation.metrics import each_song
from elman.evaluation.scores import COLUMNS, score
from elman.evaluation.significance import holm, paired
from elman.files import atomic
from elman.systems.table1 import paper

PROTOCOLS = {"cv": "Cross-validation", "evaluation": "Evaluation songs"}
SCORE_COLUMNS = ("row", "system", "columns", "protocol", "scoring", "emotion", *COLUMNS)
PAPER_SCORES = ("rmse", "rmse_std", "rmse_over_std", "r", "r_std")
PAPER_COLUMNS = tuple(f"paper_{name}" for name in PAPER_SCORES)
TEST_COLUMNS = ("row", "against", "protocol", "emotion", "difference", "low", "high", "p", "p_holm", "n", "n_left_out")


def _curves(predictions, corpus):
    """Targets and predictions of the songs that were predicted, in order."""
    songs = {song.id: song for song in (*corpus.development, *corpus.evaluation)}
    return [songs[name].targets for name in predictions], list(predictions.values())


def score_rows(table, predictions, corpus):
    """One dict per row of the table, protocol, scoring and emotion, with the paper's numbers beside ours."""
    scores = []
    for row in table:
        for protocol in row.protocols:
            if (row.name, protocol) not in predictions:
                continue
            targets, curves = _curves(predictions[row.name, protocol], corpus)
            for line in score(targets, curves, EMOTIONS):
                # Pooled numbers stand beside pooled ones, per-song numbers beside per-song ones, and never crosswise.
                comparable = line["scoring"] == ("pooled" if protocol == "cv" else "per song")
                given = paper(row.name, protocol, line["emotion"]) if comparable else {}
                scores.append(
                    {"row": row.name, "system": row.system, "columns": row.group, "protocol": protocol}
                    | line
                    | {f"paper_{name}": given.get(name) for name in PAPER_SCORES}
                )
    return scores


def flat_rows(predictions, corpus):
    """A remark on the rows whose curves hardly move: their r is that of rounding, or of noise, and means nothing."""
    flat = {}
    for (row, protocol), found in predictions.items():
        targets, curves = _curves(found, corpus)
        # The mean over songs of what a curve moves within its song.
        moves, should = (np.mean([np.std(Y, axis=0) for Y in those], axis=0) for those in (curves, targets))
        if (moves < 0.01 * should).any():
            flat.setdefault(protocol, []).append(row)
    return [
        f"{PROTOCOLS[protocol]}: the curves of {', '.join(names)} hardly move within a song (less than a hundredth of what the "
        f"labels move); their r within a song means nothing."
        for protocol, names in flat.items()
    ]


def paired_rows(table, predictions, corpus, against, seed):
    """Paired tests of every row's per-song RMSE against one row's, by protocol and emotion; p_holm: corrected for all."""
    tests = []
    of_baseline = next((row.family, row.group, row.stage) for row in table if row.name == against)
    for protocol in ("cv", "evaluation"):
        if (against, protocol) not in predictions:
            continue
        targets, curves = _curves(predictions[against, protocol], corpus)
        baseline = each_song(targets, curves)["rmse"]
        for row in table:
            if (row.family, row.group, row.stage) == of_baseline or (row.name, protocol) not in predictions:
                continue  # BSL is lr 260 by another name
            targets, curves = _curves(predictions[row.name, protocol], corpus)
            errors = each_song(targets, curves)["rmse"]
            for n, emotion in enumerate(EMOTIONS):
                result = paired(errors[:, n], baseline[:, n], seed=seed)
                tests.append({"row": row.name, "against": against, "protocol": protocol, "emotion": emotion} | result)
    corrected = holm([test["p"] for test in tests])
    return [test | {"p_holm": float(p)} for test, p in zip(tests, corrected, strict=True)]


def write_results(out, scores, tests, curves, predictions, corpus):
    """Write all tables, each atomically."""
    write_table(out / "table1.csv", (*SCORE_COLUMNS, *PAPER_COLUMNS), scores)
    write_table(out / "significance.csv", TEST_COLUMNS, tests)
    lines = (
        {"columns": group, "network": network, "model": model, "epoch": epoch, "cost": cost}
        for group, network, model, costs in curves
        for epoch, cost in enumerate(costs.tolist(), start=1)
    )
    write_table(out / "learning-curves.csv", ("columns", "network", "model", "epoch", "cost"), lines)
    times = {song.id: song.times for song in (*corpus.development, *corpus.evaluation)}
    for (row, protocol), found in predictions.items():
        name = row.replace(" + ", "-").replace(" ", "-")
        write_curves(
            out / "predictions" / protocol / f"{name}.csv", {song: (times[song], Y) for song, Y in found.items()}
        )


def write_table(path, columns, lines):
    """Write dicts as CSV; empty cells where there is no number, floats with all their digits."""
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="raise", lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in line.items()} for line in lines)


def _cell(value):
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return repr(float(value)) if isinstance(value, float) else value
