"""``elman evaluate``: scores of curves in two files."""

import numpy as np
import pytest

from elman.commands.evaluate import pair
from elman.corpus.tables import write_curves
from elman.errors import InputError

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


def test_the_scores_are_printed(two, elman):
    result = elman("evaluate", *two)
    assert (result.status, result.err) == (0, "")
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in result.out.splitlines() if line[:1] == "│"]
    assert [line[:3] for line in lines] == [
        ["pooled", "valence", ".100"],
        ["pooled", "arousal", ".100"],
        ["per song", "valence", ".100 ± .00"],
        ["per song", "arousal", ".100 ± .00"],
    ]
    assert [line[4] for line in lines] == ["1.000", "1.000", "1.000 ± .00", "1.000 ± .00"]
    assert [line[5:] for line in lines] == [["2", "16", "-"]] * 2 + [["2", "16", "0"]] * 2


def test_an_undefined_correlation_is_counted(two, elman):
    write_curves(two[1], {"a": (TIMES, np.zeros((8, 2))), "b": (TIMES, curve(0.5))})
    out = elman("evaluate", *two).out
    [line] = [line for line in out.splitlines() if "per song" in line and "valence" in line]
    assert [cell.strip() for cell in line.split("│")[5:-1]] == ["1.000 ± .00", "2", "16", "1"]


def test_every_label_needs_a_prediction_and_not_the_reverse(two):
    labels, predictions = two
    more = np.concatenate([TIMES - 4, TIMES])  # the lead-in was predicted too
    curves = {name: (more, np.vstack([curve(9.0), curve(level)])) for name, level in (("a", 0.0), ("b", 0.5))}
    write_curves(predictions, curves | {"c": curves["a"]})
    references, estimates = pair(labels, predictions)
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
    assert "predictions.csv: lacks 1 of the 2 songs in" in line
    assert "first 'b'; predict them" in line


def test_a_time_that_is_lacking(two):
    write_curves(two[1], {"a": (TIMES, curve(0.0)), "b": (TIMES[:-1], curve(0.5)[:-1])})
    with pytest.raises(InputError, match=r"song 'b' has no prediction at 18\.5 s, where .*labels\.csv has a label"):
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
    assert "there is no such file; a table (csv) was expected" in refused("evaluate", two[0], "nowhere.csv")


def test_a_label_out_of_range_is_refused_and_a_prediction_is_not(two, elman, refused):
    wild = "song,time,valence,arousal\na,1,7,0\na,2,0,1\n"
    calm = "song,time,valence,arousal\na,1,0.5,0\na,2,0,1\n"
    two[0].write_text(wild)
    two[1].write_text(calm)
    told = refused("evaluate", *two)
    assert f"{two[0]}, row 2, column 'valence': 7" in told
    assert "-1 to 1" in told
    assert elman("evaluate", two[1], two[0]).status == 0
