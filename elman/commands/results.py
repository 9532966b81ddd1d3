"""What ``elman reproduce`` found: its predictions scored, tested against one row's, and written into files."""

import csv
from dataclasses import dataclass, field

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.corpus.tables import write_curves
from elman.evaluation.metrics import each_song
from elman.evaluation.scores import COLUMNS, score
from elman.evaluation.significance import holm, paired
from elman.files import atomic
from elman.formats import in_one_line
from elman.systems.table1 import paper

FILES = ("table1.csv", "significance.csv", "learning-curves.csv", "report.html")
"""What is written beside the predictions."""

REPEATS = "repeats.csv"
"""What is written where the cross-validation is repeated."""

PROTOCOLS = {"cv": "Cross-validation", "evaluation": "Evaluation songs"}
SCORE_COLUMNS = ("row", "system", "columns", "protocol", "scoring", "emotion", *COLUMNS)
PAPER_SCORES = ("rmse", "rmse_std", "rmse_over_std", "r", "r_std")
PAPER_COLUMNS = tuple(f"paper_{name}" for name in PAPER_SCORES)
REPEAT_COLUMNS = ("seed", "row", "emotion", "rmse", "rmse_over_std", "r", "ccc", "n_songs", "n_frames")
TEST_COLUMNS = ("row", "against", "protocol", "emotion", "difference", "low", "high", "p", "p_holm", "n", "n_left_out")


@dataclass
class Run:
    """A run of the paper's experiment: what was asked, and what was found.

    Parameters
    ----------
    corpus : Corpus
    rows : list of elman.systems.table1.Row
    folds : tuple of tuple of str
    reading : str
    seed : int
    against : str
        The row that the others are tested against.
    notes : list of str
        What was left out, and what a reader of the results must know.
    predictions : dict of (row name, protocol) to dict of str to array (T, 2)
    curves : list
        As `elman.systems.reproduction.learning_curves` gives them.
    scores, tests : lists of dict
        What table1.csv and significance.csv hold.
    remarks : list of str
        On rows whose numbers mean little.
    choices : list
        As `elman.systems.reproduction.choices` gives them.
    n_repeats : int
        Of the cross-validation.
    drawn : bool
        Whether the folds were drawn, each repeat's with a seed of its own.
    repeats : list of dict
        What repeats.csv holds: the pooled scores of every repeat.
    """

    corpus: object
    rows: list
    folds: tuple
    reading: str
    seed: int
    against: str
    notes: list = field(default_factory=list)
    predictions: dict = field(default_factory=dict)
    curves: list = field(default_factory=list)
    scores: list = field(default_factory=list)
    tests: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    choices: list = field(default_factory=list)
    n_repeats: int = 1
    drawn: bool = True
    repeats: list = field(default_factory=list)

    def chosen(self):
        """A line for each row and model on what it chose inside its training songs."""
        return [
            f"{row}, {f'fold {model + 1}' if model < len(self.folds) else 'all songs'}: {in_one_line(texts)}"
            for row, model, texts in self.choices
        ]

    def score(self):
        """Score and test the predictions."""
        self.scores = score_rows(self.rows, self.predictions, self.corpus)
        self.tests = paired_rows(self.rows, self.predictions, self.corpus, self.against, self.seed)
        self.remarks = flat_rows(self.predictions, self.corpus)

    def add_repeat(self, seed, predictions):
        """Score one cross-validation of those that are repeated."""
        of_cv = {key: found for key, found in predictions.items() if key[1] == "cv"}
        for line in score_rows(self.rows, of_cv, self.corpus):
            if line["scoring"] == "pooled":
                self.repeats.append({"seed": seed} | {name: line[name] for name in REPEAT_COLUMNS[1:]})

    def files(self):
        """The names of all files that `write` and the report make."""
        protocols = ("cv", "evaluation") if self.corpus.evaluation else ("cv",)
        rows = [_file(row.name, protocol) for row in self.rows for protocol in row.protocols if protocol in protocols]
        return [*FILES, *([REPEATS] if self.n_repeats > 1 else []), *rows]

    def write(self, results):
        """Write all tables and predictions as `elman.commands.places.Results`, each whole or not at all."""
        with results.writing("table1.csv") as path:
            write_table(path, (*SCORE_COLUMNS, *PAPER_COLUMNS), self.scores)
        with results.writing("significance.csv") as path:
            write_table(path, TEST_COLUMNS, self.tests)
        if self.n_repeats > 1:
            with results.writing(REPEATS) as path:
                write_table(path, REPEAT_COLUMNS, self.repeats)
        lines = (
            {"columns": group, "network": network, "model": model, "epoch": epoch, "cost": cost}
            for group, network, model, costs in self.curves
            for epoch, cost in enumerate(costs.tolist(), start=1)
        )
        with results.writing("learning-curves.csv") as path:
            write_table(path, ("columns", "network", "model", "epoch", "cost"), lines)
        times = {song.id: song.times for song in (*self.corpus.development, *self.corpus.evaluation)}
        for (row, protocol), found in self.predictions.items():
            with results.writing(_file(row, protocol)) as path:
                write_curves(path, {song: (times[song], Y) for song, Y in found.items()})


def _file(row, protocol):
    return f"predictions/{protocol}/{row.replace(' + ', '-').replace(' ', '-')}.csv"


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
                # Pooled numbers stand beside pooled ones, per-song numbers beside per-song ones, never mixed.
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
        f"{PROTOCOLS[protocol]}: the curves of {_listed(names)} hardly move within a song (less than a hundredth of what the "
        f"labels move); their r within a song means nothing."
        for protocol, names in flat.items()
    ]


def _listed(names):
    return ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:4])} and {len(names) - 4} more rows"


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
