"""``elman reproduce --variants``: all further rows on small songs, and the same bits after an interruption."""

import csv

import pytest

from elman.systems import early_stopping


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 5)


@pytest.fixture
def run(elman, songs_in, tmp_path):
    own = songs_in(tmp_path / "own", 9, 2)
    out = tmp_path / "out"

    def again():
        result = elman("reproduce", "--corpus", own, "--folds", "3", "--jobs", "1", "--variants", "--out", out)
        assert result.status == 0, result
        return out, result

    return again


def rows(out):
    with (out / "table1.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_scored_tested_and_reported_and_a_lost_part_comes_back(run):
    out, result = run()
    lines = rows(out)
    names = {line["row"] for line in lines}
    assert {"lr 12", "rnn 12 + rnn2", "pca rnn 12", "gru 12 + smoothing", "ridge 12", "best 12"} <= names
    assert len(names) == 4 + 16
    assert len(lines) == 20 * 2 * 2 * 2  # protocols, scorings, emotions
    assert "best 12" in result.out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "kernel-pca rnn 12 + smoothing" in page
    for row in ("best 12", "ridge 12"):
        for model in ("fold 1", "fold 3", "all songs"):
            line = next(line for line in result.out.splitlines() if f"{row}, {model}: valence " in line)
            assert f"<li>{line.strip()}</li>" in page
    with (out / "significance.csv").open(encoding="utf-8", newline="") as file:
        assert {line["row"] for line in csv.DictReader(file)} == names - {"lr 12"}

    before = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    lost = [path for path in (out / "parts").glob("*.npz") if path.name.split("-")[0] in ("best", "pca", "gru")]
    assert len(lost) == 3
    for path in lost:
        path.unlink()
    run()
    assert {path.name: path.read_bytes() for path in out.glob("*.csv")} == before
