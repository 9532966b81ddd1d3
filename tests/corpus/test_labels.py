"""Labels in the long form: one's own on any scale, and PMEmo's as they are."""

import numpy as np
import pytest

from elman.corpus.labels import read_labels

OWN, PMEMO = "song,time,valence,arousal\n", "musicId,frameTime,Arousal(mean),Valence(mean)\n"


def file(tmp_path, text):
    path = tmp_path / "labels.csv"
    path.write_text(text)
    return path


def test_ones_own_are_taken_as_they_are(tmp_path):
    curves, notes = read_labels(file(tmp_path, OWN + "a,15.0,0.1,-0.9\na,15.5,0.2,0.3\n"))
    assert notes == []
    times, values = curves["a"]
    assert times.tolist() == [15.0, 15.5]
    assert values.tolist() == [[0.1, -0.9], [0.2, 0.3]]


def test_a_declared_scale_is_converted_and_told(tmp_path):
    curves, (note,) = read_labels(file(tmp_path, OWN + "a,0,1,9\na,0.5,5,7\n"), "1..9")
    assert curves["a"][1].tolist() == [[-1, 1], [0, 0.5]]
    assert "labels.csv" in note
    assert "1..9" in note


def test_a_scale_that_may_be_another_is_told(tmp_path):
    path = file(tmp_path, OWN + "a,0,0.1,0.9\nb,0,1,0\n")
    curves, (note,) = read_labels(path)
    assert curves["a"][1].tolist() == [[0.1, 0.9]], "nothing is converted that was not declared"
    assert "0..1" in note
    converted, (other,) = read_labels(path, (0, 1))
    assert converted["b"][1].tolist() == [[1, -1]]
    assert "converted" in other
    assert read_labels(path, (-1, 1))[1] == [], "declared as it is"


@pytest.mark.parametrize(("scale", "facts"), [(None, ["5.5", "-1 to 1", "--scale"]), ("1..5", ["5.5", "1 to 5"])])
def test_a_value_beyond_the_scale_is_named(tmp_path, told, scale, facts):
    with told("labels.csv", "row 3", "'valence'", *facts):
        read_labels(file(tmp_path, OWN + "a,0,1,1\na,0.5,5.5,1\n"), scale)


def test_pmemo_is_read_as_it_is(tmp_path):
    """Its columns have other names and another order, its scale is 0 to 1, its times are ends of half seconds."""
    path = file(tmp_path, PMEMO + "1,15.5,0.25,0.5\n1,16.0,1,0\n1000,15.5,0.5,0.75\n")
    curves, notes = read_labels(path)
    assert list(curves) == ["1", "1000"]
    times, values = curves["1"]
    assert times.tolist() == [15.0, 15.5]
    assert values.tolist() == [[0.0, -0.5], [-1.0, 1.0]], "valence first"
    assert len(notes) == 2
    assert "0..1" in notes[0]
    assert "0.5 s" in notes[1]


def test_pmemos_scale_may_be_declared_otherwise(tmp_path):
    curves, notes = read_labels(file(tmp_path, PMEMO + "1,15.5,0.25,0.5\n"), (-1, 1))
    assert curves["1"][1].tolist() == [[0.5, 0.25]]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("musicId,Arousal(mean),Valence(mean)\n1,.5,.5\n", ["'frameTime'"]),
        (PMEMO + "1,15.5,.5,1.5\n", ["row 2", "'Valence(mean)'", "1.5", "0 to 1"]),
        (PMEMO + "1,0.0,.5,.5\n", ["row 2", "'frameTime'", "-0.5 s"]),
        (PMEMO + "1,15.5,.5,.5\n1,15.5,.5,.5\n", ["row 3", "'1'", "15.5 s twice"]),
    ],
)
def test_a_fault_in_pmemos_file_is_named(tmp_path, told, text, facts):
    with told("labels.csv", *facts):
        read_labels(file(tmp_path, text))


def test_a_hundred_thousand_rows_are_read_in_linear_time(tmp_path):
    rows = "".join(f"a,{n / 2},0.5,-0.5\n" for n in range(100_000))
    times, values = read_labels(file(tmp_path, OWN + rows))[0]["a"]
    assert times[-1] == 49999.5
    np.testing.assert_array_equal(values, np.tile([0.5, -0.5], (100_000, 1)))
