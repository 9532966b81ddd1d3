"""The whole chain, as a user types it: music, features, the table, a model, and the curves of a song."""

import csv
import importlib.util
import os
from dataclasses import replace
from pathlib import Path

import pytest

from elman.commands import extract
from elman.corpus.tables import read_curves
from elman.figures import report
from elman.readings import READINGS
from elman.sound import songbook
from elman.systems import reproduction

DATA = Path(os.environ.get("ELMAN_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

LIBRARIES = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("essentia", "opensmile")),
    reason="needs Essentia and openSMILE: pip install '.[audio,opensmile]'",
)


@pytest.fixture
def typed(start):
    """``typed("train", ...)`` runs a command in a process of its own, which must succeed; gives what it printed."""

    def run(*args):
        out, err = (process := start(*args)).communicate()
        assert process.returncode == 0, err
        return out

    return run


def correlations(out, emotion):
    """The pooled r of every row of the table."""
    with open(out / "table1.csv", encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["scoring"] == "pooled" and line["emotion"] == emotion]
    return {line["row"]: float(line["r"]) for line in lines}


@pytest.mark.long
@LIBRARIES
def test_from_made_up_music_to_the_curves_of_a_song(tmp_path, typed):
    book, out = tmp_path / "book", tmp_path / "out"
    typed("synth", "--songs", 20, "--to", book)
    typed("extract", book / "audio", "--to", book)
    said = typed("reproduce", "--corpus", book, "--folds", 5, "--out", out)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Corpus made-up music: " in said
    assert "Made-up songs" in said
    assert "These songs are <strong>made up</strong>" in page
    assert "DEAM's averages" not in said + page
    valence, arousal = correlations(out, "valence"), correlations(out, "arousal")
    assert arousal["rnn 260"] > 0.8
    assert valence["rnn 260"] > 0.3
    assert {"lr 268", "rnn 268", "rnn 268 + smoothing", "rnn 268 + rnn2"} <= set(arousal)

    typed("train", tmp_path / "model.npz", "--corpus", book)
    said = typed("predict", tmp_path / "model.npz", book / "audio" / "7.wav", "--to", tmp_path / "to")
    assert "The model learned from made-up songs" in said
    times, Y = read_curves(tmp_path / "to" / "predictions.csv")["7"]
    assert (times[0], times[-1], Y.shape) == (0.0, 44.5, (90, 2))
    assert (tmp_path / "to" / "7.png").stat().st_size > 5000


@pytest.mark.long
@LIBRARIES
@pytest.mark.skipif(not (DATA / "deam" / "audio").is_dir(), reason=f"no real clips in {DATA} (set ELMAN_DATA)")
def test_from_real_music_to_the_table(tmp_path, typed):
    features, out = tmp_path / "features", tmp_path / "out"
    typed("extract", DATA / "deam" / "audio", "--to", features)
    said = typed("reproduce", "--corpus", DATA / "deam", "--features", features, "--folds", 5, "--out", out)
    assert "Corpus deam: 10 development" in said
    assert "Made-up" not in said
    assert {"lr 260", "rnn 260", "lr 268", "rnn 268", "rnn 268 + rnn2"} <= set(correlations(out, "arousal"))


@pytest.fixture
def book(tmp_path, elman, monkeypatch):
    """Two short made-up songs; only the 8 columns that need no library, few epochs and no report."""
    monkeypatch.setitem(extract.SETS, "all", ("extra8",))
    few = {name: replace(reading, network=replace(reading.network, n_epochs=2)) for name, reading in READINGS.items()}
    monkeypatch.setattr(reproduction, "READINGS", few)
    monkeypatch.setattr(report, "write_report", lambda path, *given: path.write_text("no report"))
    monkeypatch.setattr(songbook, "N_ROWS", 34)  # 17 s: four labels
    assert elman("synth", "--songs", 2, "--to", tmp_path / "book").status == 0
    return tmp_path / "book"


def test_one_command_from_sound_to_the_table_equals_two(book, tmp_path, elman, refused, files):
    options = ("--corpus", book, "--folds", 2, "--jobs", 1, "--reading", "paper")
    one = elman("reproduce", *options, "--out", tmp_path / "one", "--extract")
    assert one.status == 0, one.err
    assert "features of 2 files made" in one.out
    elman("extract", book / "audio", "--to", tmp_path / "two" / "features", "--set", "extra8", "--reading", "paper")
    two = elman("reproduce", *options, "--out", tmp_path / "two", "--features", tmp_path / "two" / "features")
    assert two.status == 0, two.err
    first, second = files(tmp_path / "one"), files(tmp_path / "two")
    for name in first:
        if name.endswith(".csv"):
            assert first[name] == second[name], name
    # A bad file stops it before the table; what is done is kept, and goes on when the file is gone.
    (book / "audio" / "bad.wav").write_bytes(b"RIFF")
    stopped = elman("reproduce", *options, "--out", tmp_path / "one", "--extract")
    assert stopped.status == 2
    assert "1 of the sound files" in stopped.err.splitlines()[-1]
    assert "bad.wav: " in stopped.err
    (book / "audio" / "bad.wav").unlink()
    again = elman("reproduce", *options, "--out", tmp_path / "one", "--extract")
    assert again.status == 0
    assert "0 files made, 2 were" in again.out


def test_there_must_be_sound_to_extract(book, own, tmp_path, refused):
    for corpus in (("--corpus", "synthetic"), ("--corpus", own), ("--corpus", book, "--features", tmp_path)):
        assert "--extract" in refused("reproduce", *corpus, "--out", tmp_path / "out", "--extract")
    line = refused("reproduce", "--corpus", own, "--out", tmp_path / "out", "--extract")
    assert str(own / "features") in line  # where one's own features belong
    assert not (tmp_path / "out").exists()
