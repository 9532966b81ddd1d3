"""docs/measure_real.py: its sums on made-up curves; on DEAM, where it lies beside the tests, the figures of the pages."""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from elman.sound import songbook

ROOT = Path(__file__).parents[2]
DEAM = Path(os.environ.get("ELMAN_DATA") or ROOT.parent / "shared" / "data") / "deam"


@pytest.fixture
def measure(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    import measure_real

    yield measure_real
    del sys.modules["measure_real"]


def test_the_autocorrelation_of_waves(measure):
    """Around a level of its own, a wave of period 8 is itself after 8 frames, its opposite after 4, nothing like it after 2."""
    waves = [level + np.sin(2 * np.pi * np.arange(80)[:, None] / 8 + [0.0, 1.0]) for level in (-0.3, 0.4)]
    for lag, expected in ((8, 1), (4, -1), (2, 0)):
        np.testing.assert_allclose(measure.autocorrelation(waves, lag), expected, atol=0.02)


def test_three_ways_to_correlate(measure):
    """Within songs V and A go against each other; between songs they go together."""
    t = np.linspace(-1, 1, 41)[:, None]
    curves = [level + 0.1 * t * [1, -1] for level in (-0.5, 0.0, 0.5)] + [np.zeros((41, 2))]
    frames, means, inside, median = measure.together(curves)
    assert frames > 0.9
    assert (round(means, 9), round(inside, 9), round(median, 9)) == (1, -1, -1)


def test_the_authors_file(measure, tmp_path, capsys):
    from elman.corpus.synthetic import make

    frames = np.concatenate([song.targets for song in make(0, n_evaluation=0).development])
    path = tmp_path / "dynamic_arousals_valences.csv"
    path.write_text("".join(f"{a!r},{v!r}\n" for v, a in frames.tolist()), encoding="utf-8")
    measure.authors(path)
    told = capsys.readouterr().out
    assert f"mean {frames.mean(axis=0).round(3)}, standard deviation {frames.std(axis=0).round(3)}" in told
    assert f"corr(V, A) over all frames {np.corrcoef(frames.T)[0, 1]:.3f}" in told


def numbers(line):
    return [float(number) for number in re.findall(r"-?\d+\.\d*(?:e-\d+)?", line)]


def test_loudness_and_ends_of_made_up_music(measure, tmp_path, monkeypatch, capsys):
    """A level takes away what 6 dB do; smoothing to the ends takes the zig-zag away that the paper's rule leaves."""
    monkeypatch.setattr(measure, "FOR_CORPUS", ("extra8",))
    monkeypatch.setattr(songbook, "N_ROWS", 60)
    songbook.make_songbook(tmp_path / "book", 3, seed=0)
    capsys.readouterr()
    measure.loudness(tmp_path / "book")
    without, level = capsys.readouterr().out.splitlines()
    assert "3 clips, level None" in without
    assert max(numbers(without)[-2:]) > 10 * max(numbers(level)[-2:])
    measure.ends(tmp_path / "book")
    paper, smooth = (numbers(line) for line in capsys.readouterr().out.splitlines())
    assert paper[1] == smooth[1]
    assert paper[0] > 1.5 * smooth[0]


@pytest.mark.skipif(not DEAM.is_dir(), reason="DEAM's annotations are not beside the tests")
def test_the_figures_of_the_pages_are_those_of_deam(measure, capsys):
    measure.labels(DEAM)
    told = capsys.readouterr().out
    variants = (ROOT / "docs" / "variants.md").read_text(encoding="utf-8")
    for who, emotion, words in (
        ("431 songs", "arousal", "real arousal "),
        ("431 songs", "valence", "real valence "),
        ("431 made up", "arousal", "the law's arousal "),
    ):
        line = next(line for line in told.splitlines() if line.startswith(f"{who}: autocorrelation of {emotion}"))
        numbers = line.rpartition(": ")[2].replace("0.", ".")
        assert words + numbers in " ".join(variants.split())
    paper = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
    for number in ("0.486", "0.763", "-0.005", "-0.053", "0.618", "-0.197", "0.621", "0.034"):
        assert number in told
        assert number.replace("0.", ".") in paper
