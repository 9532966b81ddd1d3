"""The scripts that put measured numbers into pages change what stands between marks, and nothing else."""

import csv
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def scripts(monkeypatch):
    """The scripts of docs/, which import each other as they lie there."""
    monkeypatch.syspath_prepend(DOCS)
    import pages
    import update_speed
    import update_variants

    yield pages, update_speed, update_variants
    for name in ("pages", "update_speed", "update_variants"):
        del sys.modules[name]


def test_only_what_stands_between_the_marks_is_replaced(scripts, tmp_path):
    pages, *_ = scripts
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- one begins -->\nold\n<!-- one ends -->\nb\n<!-- two begins -->\n<!-- two ends -->\n")
    pages.put(page, {"one": "new\n", "two": "text\n"})
    expected = "a\n<!-- one begins -->\nnew\n<!-- one ends -->\nb\n<!-- two begins -->\ntext\n<!-- two ends -->\n"
    assert page.read_text() == expected
    pages.put(page, {"one": "new\n", "two": "text\n"})
    assert page.read_text() == expected
    with pytest.raises(SystemExit, match="lacks the marks of three"):
        pages.put(page, {"one": "newer\n", "three": ""})
    assert page.read_text() == expected


def write(path, *lines):
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, list(lines[0]))
        table.writeheader()
        table.writerows(lines)


def test_speed_page_from_made_up_times(scripts, tmp_path, monkeypatch):
    _, update_speed, _ = scripts
    size = {"songs": 431, "frames": 60, "inputs": 260, "hidden": 10, "networks": 10}
    lines = []
    for networks in (1, 10):
        for name, seconds in (("arithmetic limit", 0.01), ("elman lockstep", 0.04), ("slow", 0.2)):
            about = {"part": "epoch", "contestant": name, "cores": 1, "peak_mb": 90}
            lines.append(about | size | {"networks": networks, "median": seconds * networks})
    for cores, seconds in ((1, 20), (2, 15)):
        lines.append(
            {"part": "whole", "contestant": "slow", "cores": cores, "peak_mb": 90 + cores} | size | {"median": seconds}
        )
    for what in size:
        for value in (40, 80):
            about = {"part": f"growth {what}", "contestant": "elman lockstep", "cores": 1, "peak_mb": 100}
            lines.append(about | size | {what: value, "median": value})
    write(tmp_path / "speed.csv", *lines)
    ideas = [{"variant": name, "median": seconds} for name, seconds in (("all ideas", 0.4), ("no idea", 1.0))]
    write(tmp_path / "ideas.csv", *ideas)
    whole = {"engine": "numpy", "jobs": 2, "seconds": 31.2, "processor_seconds": 60, "peak_mb": 432.1}
    write(tmp_path / "whole.csv", whole | {"engine": "compiled", "processor_seconds": 30}, whole)
    fold = {"engine": "numpy", "songs": 431, "seconds": 240, "processor_seconds": 230, "peak_mb": 250, "networks": 120}
    fold["products_seconds"] = 46
    write(tmp_path / "search.csv", fold, fold | {"engine": "compiled", "processor_seconds": 92})
    page = tmp_path / "speed.md"
    marks = ("epochs", "whole", "ideas", "growth", "jobs")
    page.write_text("".join(f"<!-- {mark} begins -->\n<!-- {mark} ends -->\n" for mark in marks))
    monkeypatch.setattr(update_speed, "PAGE", page)
    update_speed.main(tmp_path)
    text = page.read_text()
    for row in (
        "| slow | 2.000 | 5.00 | 0.200 | 5.00 | 20.0 |",
        "| slow | 20.0 | 15.0 | 92 |",
        "| no idea | 2.50 |",
        "| songs | 40 to 80 | 2.00 | 1.00 |",
        "| `elman reproduce`, made-up songs: processor time | 30 s | 60 s | 0.50 |",
        "| … memory of two processes | 432 MB | 432 MB | 1.00 |",
        "| 120 networks of the authors' search: processor time | 92 s | 230 s | 0.40 |",
    ):
        assert row in text, row


def test_variants_page_has_holm_beside_every_p(scripts, tmp_path, monkeypatch):
    *_, update_variants = scripts
    results = tmp_path / "results"
    results.mkdir()
    about = {"protocol": "cv", "scoring": "pooled", "n_songs": 9, "rmse": 0.25, "r": 0.7}
    names = ("lr 1", "rnn 1")
    of = [{"row": name, "emotion": emotion} for name in names for emotion in ("valence", "arousal")]
    write(results / "table1.csv", *(one | about for one in of))
    tests = [
        one | {"against": "rnn 1", "protocol": "cv", "difference": 0.01, "p": p, "p_holm": holm}
        for one, p, holm in zip(of[:2], (0.0004, 0.03), (0.0008, 0.06), strict=True)
    ]
    write(results / "significance.csv", *tests)
    write(tmp_path / "seeds.csv", {"seed": 1, "p": "1e-4", "low": 0}, {"seed": 2, "p": "0.04", "low": 0})
    write(
        tmp_path / "ideas.csv",
        {"idea": "a", "valence p": 0.02, "arousal p": 0.01},
        {"idea": "b", "valence p": 1, "arousal p": 0.5},
    )
    page = tmp_path / "variants.md"
    write(tmp_path / "orders.csv", {"step": "smoothing", "mean change": "-0.01", "better in": "10 of 10"})
    marks = ("rows", "seeds", "ideas", "orders")
    page.write_text("".join(f"<!-- {mark} begins -->\n<!-- {mark} ends -->\n" for mark in marks))
    monkeypatch.setattr(update_variants, "PAGE", page)
    update_variants.main(results, tmp_path / "seeds.csv", tmp_path / "ideas.csv", tmp_path / "orders.csv")
    text = page.read_text()
    for row in (
        "| lr 1 | 0.250 | 0.700 | +0.010 (< .001; < .001) | 0.250 | 0.700 | +0.010 (0.030; 0.060) | – | – |",
        "| seed | p | Holm | low |",
        "| 1 | 1e-4 | 0.0002 | 0 |",
        "| 2 | 0.04 | 0.04 | 0 |",
        "| a | 0.02 | 0.06 | 0.01 | 0.04 |",
        "| b | 1 | 1 | 0.5 | 1 |",
        "| smoothing | -0.01 | 10 of 10 |",
    ):
        assert row in text, row
