"""A run of the main job, made up."""

import numpy as np
import pytest

from elman.commands import result_tables
from elman.commands.results import PAPER_SCORES, Run
from elman.corpus.song import Corpus, Song
from elman.evaluation.scores import score
from elman.systems.table1 import Row


def songs(n, first, T):
    rng = np.random.default_rng(first)
    return [
        Song(str(first + i), np.zeros((T, 1)), rng.uniform(-1, 1, (T, 2)), 15 + 0.5 * np.arange(T)) for i in range(n)
    ]


def arguments(n_evaluation=3, made_up=False, name="small"):
    """The arguments of `write_report`, with predictions at random."""
    corpus = Corpus(
        *(name, ("a",), {"12": ("a",)}), development=songs(5, 1, 20), evaluation=songs(n_evaluation, 2001, 30),
        made_up=made_up, notes=("a <note> & more",),
    )  # fmt: skip
    rng, predictions, scores, tests = np.random.default_rng(0), {}, [], []
    rows = [Row(system, "12", "", "") for system in ("lr", "rnn", "rnn + smoothing", "rnn + rnn2")]
    for row in (row.name for row in rows):
        for protocol, found in (("cv", corpus.development), ("evaluation", corpus.evaluation)):
            if not found:
                continue
            curves = [0.5 * song.targets + rng.normal(0, 0.3, song.targets.shape) for song in found]
            predictions[row, protocol] = {song.id: Y for song, Y in zip(found, curves, strict=True)}
            for line in score([song.targets for song in found], curves, ("valence", "arousal")):
                empty = dict.fromkeys(f"paper_{name}" for name in PAPER_SCORES)
                scores.append({"row": row, "protocol": protocol} | line | empty)
            for emotion in ("valence", "arousal"):
                names = {"row": row, "against": "lr 12", "protocol": protocol, "emotion": emotion}
                tests.append(names | {"difference": -0.01, "low": -0.02, "high": 0.005, "p": 0.0001, "p_holm": 0.0016})
    curves = [("12", network, m, rng.random(4)) for network in ("rnn", "rnn2") for m in range(3)]
    run = Run(corpus, rows, (("1", "2"), ("3", "4", "5")), "code", 7, "lr 12", list(corpus.notes))
    run.predictions, run.curves, run.scores, run.tests = predictions, curves, scores, tests
    tables = {protocol: result_tables.half(run, protocol) for protocol in ("cv", "evaluation")}
    return run, tables | {"tests": result_tables.paired(run)}


@pytest.fixture(scope="session")
def run():
    """``run(n_evaluation=3, made_up=False, name="small")``: what `elman.figures.report.write_report` takes."""
    return arguments
