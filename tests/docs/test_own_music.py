"""docs/own_music.md: its commands run as they are written, and what it says of scores and words is so."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from elman.__main__ import main
from elman.commands import extract, fetch
from elman.commands.parser import parse
from elman.corpus.circumplex import WORDS
from elman.corpus.tables import read_curves
from elman.evaluation.metrics import concordance, pearson, pooled
from elman.sound import songbook

TEXT = (Path(__file__).parents[2] / "docs" / "own_music.md").read_text(encoding="utf-8")


def commands(text):
    block = text.split("<!-- run begins -->\n")[1].split("<!-- run ends -->")[0]
    return [shlex.split(line) for line in block.splitlines() if line.startswith("elman ")]


def test_the_path_runs_as_it_is_written(tmp_path, monkeypatch, capsys):
    """On shorter songs and the 8 columns that need no library."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(songbook, "N_ROWS", 34)
    monkeypatch.setattr(extract, "FOR_CORPUS", ("extra8",))
    lines = commands(TEXT)
    assert len(lines) == 3
    for _, *words in lines:
        assert main(words) == 0, capsys.readouterr().err
    assert list(read_curves("curves/predictions.csv")) == list("123456")
    assert {path.name for path in Path("curves").glob("*.png")} == {f"{n}.png" for n in range(1, 7)}
    assert len(Path("curves/songs.csv").read_text().splitlines()) == 7


@pytest.mark.parametrize("command", re.findall(r"`(elman [^`]+)`", TEXT))
def test_every_command_in_it_is_one(command):
    words = command.replace("sha256:...", "sha256:" + 64 * "0").split()[1:]
    if len(words) > 1:  # else it names a command
        parse(words)


def test_the_table_of_words():
    rows = re.findall(
        r"^  \| (arousal above 0|undecided|below 0) \| (\w+) \| (\w+) \| (\w+) \|", TEXT, flags=re.MULTILINE
    )
    assert [row[1:] for row in rows] == [tuple(WORDS[v, a] for v in (-1, 0, 1)) for a in (1, 0, -1)]


def test_what_the_scores_see():
    x = np.linspace(-0.5, 0.8, 20)
    assert pearson(x, 2 * x - 1) == pytest.approx(1)
    assert concordance(x, 2 * x - 1) < 0.5
    assert concordance(x, x) == pytest.approx(1)


def test_which_way_is_better():
    """Of two estimates that move alike, the nearer one has the smaller and the larger score as the table says."""
    rows = dict(re.findall(r"^\| (RMSE|RMSE / std|r|CCC)(?:, \w+)? \| (smaller|larger) \|", TEXT, flags=re.MULTILINE))
    assert rows.keys() == {"RMSE", "RMSE / std", "r", "CCC"}
    rng, x = np.random.default_rng(0), np.linspace(-0.5, 0.8, 40)[:, None]
    near, far = (pooled([x], [x + size * rng.normal(size=x.shape)]) for size in (0.1, 0.4))
    for name, key in (("RMSE", "rmse"), ("RMSE / std", "rmse_over_std"), ("r", "r"), ("CCC", "ccc")):
        assert (near[key] < far[key]) == (rows[name] == "smaller"), name


def test_the_costs_are_those_that_the_command_tells():
    told = fetch.costs(1)
    for number in ("1.35 GB", "3.5 GB"):
        assert number in told
        assert number in TEXT
    assert "1.5 hours with 1 core " in told
    assert "1.5 hours of one processor core" in TEXT
    assert f"{fetch.COST} s for a second of sound" in TEXT
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert "(1.35 GB to download, then 1.5 hours of one processor core;" in readme
