"""``elman evaluate``: scores of curves in two files."""

import json
import re

import numpy as np
import pytest

from elman.commands.scoring import pair
from elman.corpus.tables import read_curves, write_curves
from elman.errors import InputError
from elman.evaluation.scores import score

TIMES = 15 + 0.5 * np.arange(8)


def curve(level, n=8):
    line = np.linspace(-0.4, 0.4, n)
    return np.column_stack([line + level, -line])


@pytest.fixture
def two(tmp_path):
    """Labels of two songs, and predictions that are wrong by .1 everywhere."""
    labels, predictions = tmp_path / "labels.csv", tmp_path / "predictions.csv"
    write_curves(labels, {"a": (TIMES, curve(0.0)), "b": (TIMES, curve(0.5))})
    write_curves(predictions, {"b": (TIMES, curve(0.5) + 0.1), "a": (TIMES, curve(0.0) + 0.1)})
    return labels, predictions


def cells(out):
    """The printed rows, each as its cells; columns are two blanks apart."""
    return [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[2:] if line.strip()]


def test_the_scores_are_printed(two, elman):
    result = elman("evaluate", *two)
    assert (result.status, result.err) == (0, "")
    assert f"{two[1]} against {two[0]}" in result.out
    lines = cells(result.out)
    assert [line[:3] for line in lines] == [
        ["pooled", "valence", ".100"],
        ["pooled", "arousal", ".100"],
        ["per song", "valence", ".100 ± .00"],
        ["per song", "arousal", ".100 ± .00"],
    ]
    assert [line[4] for line in lines] == ["1.000", "1.000", "1.000 ± .00", "1.000 ± .00"]
    # Equal variances v, and means that differ by .1: CCC = 2 v / (2 v + .01).
    both, one = np.concatenate([curve(0.0), curve(0.5)]), curve(0.0)
    expected = [2 * v / (2 * v + 0.01) for v in (*both.var(axis=0), *one.var(axis=0))]
    assert [float(line[5].split(" ")[0]) for line in lines] == pytest.approx(expected, abs=5e-4)
    assert [line[6:] for line in lines] == [["2", "16", "-"]] * 2 + [["2", "16", "0"]] * 2


def test_an_undefined_correlation_is_counted(two, elman):
    write_curves(two[1], {"a": (TIMES, np.zeros((8, 2))), "b": (TIMES, curve(0.5))})
    [line] = [line for line in cells(elman("evaluate", *two).out) if line[:2] == ["per song", "valence"]]
    assert line[4:] == ["1.000 ± .00", "1.000 ± .00", "2", "16", "1"]


def test_the_same_numbers_as_json(two, elman):
    """With all their digits, for programs; what is undefined is null."""
    write_curves(two[1], {"a": (TIMES, np.zeros((8, 2))), "b": (TIMES, curve(0.5))})
    result = elman("evaluate", *two, "--json")
    assert (result.status, result.err) == (0, "")
    found = json.loads(result.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert (found["reference"], found["estimate"]) == tuple(map(str, two))
    expected = score(*pair(*two)[:2], ("valence", "arousal"))
    assert len(found["scores"]) == len(expected) == 4
    for line, numbers in zip(found["scores"], expected, strict=True):
        assert line == {name: None if value != value else value for name, value in numbers.items()}
    assert elman("evaluate", *two, "--json", "--quiet").out == result.out


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_a_narrow_terminal_loses_no_cell(two, on_terminal, columns):
    shown = on_terminal(columns, "evaluate", *two)
    assert "…" not in shown
    for number in ("1.000", ".100", "16", "pooled", "valence"):
        assert number in shown


def test_every_label_needs_a_prediction_and_not_the_reverse(two):
    labels, predictions = two
    more = np.concatenate([TIMES - 4, TIMES])  # the lead-in was predicted too
    curves = {name: (more, np.vstack([curve(9.0), curve(level)])) for name, level in (("a", 0.0), ("b", 0.5))}
    write_curves(predictions, curves | {"c": curves["a"]})
    references, estimates, _ = pair(labels, predictions)
    assert len(references) == len(estimates) == 2
    for level, reference, estimate in zip((0.0, 0.5), references, estimates, strict=True):
        assert np.array_equal(reference, curve(level))
        assert np.array_equal(estimate, curve(level))


def test_times_of_three_decimals_are_the_same_times(two):
    labels, predictions = two
    write_curves(predictions, {name: (TIMES + 0.0004, curve(0.0)) for name in "ab"})
    assert np.array_equal(pair(labels, predictions)[1][0], curve(0.0))


@pytest.mark.parametrize("name", ["x[b].csv", "[bold].csv"])
def test_brackets_in_a_file_name_are_brackets(two, elman, name):
    result = elman("evaluate", two[0], two[1].rename(two[1].with_name(name)))
    assert result.status == 0
    assert name.split(".")[0] in result.out.replace("\n", "")


def test_a_song_that_is_lacking(two, refused):
    write_curves(two[1], {"a": (TIMES, curve(0.0))})
    line = refused("evaluate", *two)
    for fact in ("predictions.csv", "1 song (b)", "of the 2", "labels.csv"):
        assert fact in line


def test_a_time_that_is_lacking(two):
    write_curves(two[1], {"a": (TIMES, curve(0.0)), "b": (TIMES[:-1], curve(0.5)[:-1])})
    with pytest.raises(InputError, match=r"predictions\.csv: song 'b' .* 18\.5 s.*labels\.csv"):
        pair(*two)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("song,time,valence,arousal\n", "has a header only"),
        ("song;time;valence;arousal\na;1;0;0\n", "separated by semicolons"),
        ("song,time,valenz,arousal\na,1,0,0\n", "was 'valence' meant?"),
        ("song,time,valence,arousal\na,1,nan,0\n", "row 2, column 'valence': 'nan' is not a finite number"),
        ("song,time,valence,arousal\na,1,0,0\na,1,0,0\n", "has the time 1 s twice"),
    ],
)
def test_files_that_are_no_curves(two, refused, text, told):
    two[1].write_text(text)
    line = refused("evaluate", *two)
    assert str(two[1]) in line
    assert told in line
    assert "nowhere.csv: " in refused("evaluate", two[0], "nowhere.csv")


def test_a_label_out_of_range_is_refused_and_a_prediction_is_not(two, elman, refused):
    wild = "song,time,valence,arousal\na,1,7,0\na,2,0,1\n"
    calm = "song,time,valence,arousal\na,1,0.5,0\na,2,0,1\n"
    two[0].write_text(wild)
    two[1].write_text(calm)
    told = refused("evaluate", *two)
    assert f"{two[0]}, row 2, column 'valence': 7" in told
    assert "-1 to 1" in told
    assert elman("evaluate", two[1], two[0]).status == 0


def test_labels_on_another_scale_are_converted_and_it_is_said(two, elman, refused):
    labels, _ = two
    curves = read_curves(labels)
    before = json.loads(elman("evaluate", *two, "--json").out)
    write_curves(labels, {song: (times, 5 + 4 * values) for song, (times, values) in curves.items()})
    assert "--scale" in refused("evaluate", *two)
    result = elman("evaluate", *two, "--scale", "1..9")
    assert result.status == 0
    assert "1..9" in result.out
    after = json.loads(elman("evaluate", *two, "--scale", "1..9", "--json").out)
    assert "1..9" in after["notes"][0]
    for one, other in zip(before["scores"], after["scores"], strict=True):
        for name, value in one.items():
            assert other[name] == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize("scale", ["1", "9..1", "1..1", "a..b", "..", "1..nan", "1..inf", "0..1..2"])
def test_a_scale_that_is_none(two, elman, scale):
    result = elman("evaluate", *two, "--scale", scale)
    assert result.status == 2
    assert f"argument --scale: {scale!r}" in result.err
