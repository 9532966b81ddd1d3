"""Features and curves: what is written is read again to the last bit, and every fault is named."""

import csv
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.corpus.tables import (
    pick,
    read_curves,
    read_features,
    same_time,
    write_curves,
    write_features,
    write_wide,
)
from elman.errors import InputError

finite = st.floats(allow_nan=False, allow_infinity=False)


def feature_file(tmp_path, text):
    path = tmp_path / "7.csv"
    path.write_bytes(text.encode())
    return path


def curve_file(tmp_path, text):
    path = tmp_path / "labels.csv"
    path.write_text(text)
    return path


def test_a_feature_file_is_read(tmp_path):
    path = feature_file(tmp_path, "frameTime;loud;bright\n0.0;1;2\n0.5;-3e-2;4\n")
    columns, times, X = read_features(path)
    assert columns == ("loud", "bright")
    assert times.tolist() == [0.0, 0.5]
    assert X.tolist() == [[1.0, 2.0], [-0.03, 4.0]]
    assert X.flags.c_contiguous
    assert X.base is None, "a view would keep what is not needed"


@pytest.mark.parametrize(
    "text",
    [
        "\N{BYTE ORDER MARK}frameTime;a;b\r\n0.0;1;2\r\n0.5;3;4\r\n",
        "frameTime;a;b\r0.0;1;2\r0.5;3;4\r",
        '"frameTime";"a";"b"\n0.0;"1";2\n0.5;3;4',
        "frameTime ; a ;b\n\n 0.0; 1;2 \n\n0.5;3;4\n\n\n",
    ],
)
def test_other_ways_to_write_the_same_file_read_the_same(tmp_path, text):
    columns, times, X = read_features(feature_file(tmp_path, text))
    assert columns == ("a", "b")
    assert times.tolist() == [0.0, 0.5]
    assert X.tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"7.csv: is empty"),
        ("frameTime;a\n", r"7.csv: has a header only; a row of numbers for each half second was expected"),
        ("frameTime\n0.0\n", r"7.csv, row 1: there is no column of features after 'frameTime'"),
        ("time;a\n0.0;1\n", r"7.csv, row 1: the first column is 'time', 'frameTime' was expected"),
        ("frameTime,a\n0.0,1\n", r"7.csv, row 1: its columns are separated by commas \(','\), semicolons \(';'\) were"),
        ("frameTime\ta\n0.0\t1\n", r"7.csv, row 1: its columns are separated by tabs"),
        ("frameTime;a;a\n0.0;1;2\n", r"7.csv, row 1: the column 'a' stands twice, as columns 2 and 3"),
        ("frameTime;a;\n0.0;1;\n", r"7.csv, row 1: column 3 of 3 has no name"),
        ("frameTime;a;b\n0.0;1;2\n0.5;3\n", r"7.csv, row 3: has 2 cells, 3 were expected"),
        ("frameTime;a;b\n0.0;1;2;3\n", r"7.csv, row 2: has 4 cells, 3 were expected"),
        ("frameTime;a;b\n0.0;1;2\n0.5;3;x\n", r"7.csv, row 3, column 'b': 'x' is not a finite number"),
        ("frameTime;a;b\n0.0;1;2\n0.5;NaN;4\n", r"7.csv, row 3, column 'a': 'NaN' is not a finite number"),
        ("frameTime;a;b\n0.0;1;2\n0.5;;4\n", r"7.csv, row 3, column 'a': the cell is empty"),
        ("frameTime;a;b\n0.0;1;2\n\n0.5;3;-inf\n", r"7.csv, row 4, column 'b': '-inf' is not a finite number"),
        ("frameTime;a;b\n0,0;1;2\n", r"7.csv, row 2, column 'frameTime': '0,0' is not a number; write a point"),
        ("frameTime;a;b\n0.0;1_0;2\n", r"7.csv, row 2, column 'a': '1_0' is not a finite number"),
        ('frameTime;a;b\n0.0;"1;2\n0.5;3;4\n', r"7.csv, row 3: has 2 cells, 3 were expected"),
    ],
)
def test_every_fault_of_a_feature_file_is_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_features(feature_file(tmp_path, text))


def test_what_is_not_text_is_refused(tmp_path):
    path = tmp_path / "7.csv"
    path.write_bytes(b"frameTime;a\n0.0;1\n0.5;2\xb0\n")
    with pytest.raises(InputError, match=r"7.csv, row 3: the byte 0xb0 is not UTF-8"):
        read_features(path)
    with pytest.raises(InputError, match=r"8.csv: there is no such file"):
        read_features(tmp_path / "8.csv")


@given(st.lists(st.tuples(finite, finite, finite), min_size=1, max_size=5))
def test_features_come_back_to_the_last_bit(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "again.csv"
    table = np.array(rows)
    write_features(path, table[:, 0], ("a", "b; quoted"), table[:, 1:])
    columns, times, X = read_features(path)
    assert columns == ("a", "b; quoted")
    assert np.array_equal(times, table[:, 0])
    assert np.array_equal(X, table[:, 1:])


def test_features_are_written_in_deams_layout(tmp_path):
    write_features(tmp_path / "1.csv", np.array([0.0, 0.5]), ("a", "b"), np.array([[0.1, 1e-30], [2.0, -3.0]]))
    assert (tmp_path / "1.csv").read_bytes() == b"frameTime;a;b\n0.0;0.1;1e-30\n0.5;2.0;-3.0\n"


def test_columns_are_picked_by_name_and_a_missing_one_is_named():
    X = np.arange(6.0).reshape(2, 3)
    assert pick("f.csv", ("a", "b", "c"), X, ("a", "b", "c")) is X
    assert pick("f.csv", ("a", "b", "c"), X, ("c", "a")).tolist() == [[2.0, 0.0], [5.0, 3.0]]
    message = "f.csv, row 1: column 'loudness' is missing; there is 'loudnes': was 'loudness' meant"
    with pytest.raises(InputError, match=message):
        pick("f.csv", ("loudnes", "b"), X[:, :2], ("loudness",))


def test_curves_are_read_by_column_name_in_the_files_order(tmp_path):
    path = curve_file(tmp_path, "song,arousal,valence,time\nb,.1,.2,15.0\na,.3,.4,15.0\nb,.5,.6,15.5\n")
    curves = read_curves(path)
    assert list(curves) == ["b", "a"]
    times, values = curves["b"]
    assert times.tolist() == [15.0, 15.5]
    assert values.tolist() == [[0.2, 0.1], [0.6, 0.5]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "labels.csv: is empty"),
        ("song,time,valence,arousal\n", "labels.csv: has a header only"),
        ("song;time;valence;arousal\na;1;0;0\n", "row 1: its columns are separated by semicolons"),
        ("song,time,valence,arrousal\na,1,0,0\n", "column 'arousal' is missing; there is 'arrousal'"),
        ("song,time,valence,arousal,sad\na,1,0,0,0\n", "row 1: column 'sad' is not expected"),
        ("a,15.0,0.1,0.2\n", r"row 1: 4 columns \('song', 'time', 'valence', 'arousal'\) are missing"),
        ("song,time,valence,arousal\na,1,0,0\na,1,0,0\n", "row 3: song 'a' has the time 1 s twice"),
        ("song,time,valence,arousal\na,1,0,0\na,2,0,0\na,1,0,0\n", "row 4: song 'a' has the time 1 s twice"),
        ("song,time,valence,arousal\na,2,0,0\na,1,0,0\n", "row 3: song 'a' goes back in time, from 2 s to 1 s"),
        ("song,time,valence,arousal\na,1,0,high\n", "row 2, column 'arousal': 'high' is not a finite number"),
        ("song,time,valence,arousal\na,1,nan,0\n", "row 2, column 'valence': 'nan' is not a finite number"),
        ("song,time,valence,arousal\n,1,0,0\n", "row 2, column 'song': the cell is empty"),
        ("song,time,valence,arousal\na,1,0,0\na,2,0,-1.5\n", "row 3, column 'arousal': -1.5 is out of range; a value"),
        ("song,time,valence,arousal\na,1,0\n", "row 2: has 3 cells, 4 were expected"),
    ],
)
def test_every_fault_of_a_curve_file_is_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_curves(curve_file(tmp_path, text), limit=1)


def test_predictions_have_no_limit(tmp_path):
    path = curve_file(tmp_path, "song,time,valence,arousal\na,1,-7,1.0001\n")
    assert read_curves(path)["a"][1].tolist() == [[-7.0, 1.0001]]


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=6), st.floats(0, 1e4))
def test_curves_come_back_to_the_last_bit(tmp_path_factory, values, start):
    path = tmp_path_factory.getbasetemp() / "curves.csv"
    times, values = start + 0.5 * np.arange(len(values)), np.array(values)
    write_curves(path, {"12": (times, values), 'a "song", quoted': (times, -values)})
    again = read_curves(path)
    assert list(again) == ["12", 'a "song", quoted']
    for (times_again, values_again), expected in zip(again.values(), (values, -values), strict=True):
        assert np.array_equal(times_again, times)
        assert np.array_equal(values_again, expected)


def test_the_wide_form_leaves_ragged_tails_empty(tmp_path):
    curves = {
        "2": (np.array([15.0, 15.5]), np.array([[0.1, -0.1], [0.2, -0.2]])),
        "2001": (np.array([15.0, 15.5, 16.0]), np.array([[0.3, 1 / 3], [0.4, 0.0], [0.5, 1.0]])),
    }
    write_wide(tmp_path, curves)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arousal.csv", "valence.csv"]
    with (tmp_path / "valence.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["song_id", "sample_15000ms", "sample_15500ms", "sample_16000ms"],
            ["2", "0.1", "0.2", ""],
            ["2001", "0.3", "0.4", "0.5"],
        ]
    assert "0.3333333333333333," in (tmp_path / "arousal.csv").read_text()


def test_times_that_share_a_millisecond_cannot_be_written_wide(tmp_path):
    with pytest.raises(InputError, match="song 'a': two of its times are the same millisecond"):
        write_wide(tmp_path, {"a": (np.array([1.0, 1.0001]), np.zeros((2, 2)))})
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    write_curves(tmp_path / "c.csv", {"a": (np.array([1.0]), np.zeros((1, 2)))})
    before = (tmp_path / "c.csv").read_bytes()
    with pytest.raises(ValueError, match="must match"):
        write_curves(tmp_path / "c.csv", {"a": (np.array([1.0, 2.0]), np.zeros((1, 2)))})
    assert (tmp_path / "c.csv").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_the_text_of_a_long_song_is_not_made_all_at_once(tmp_path):
    X = np.random.default_rng(0).standard_normal((200, 196)).astype(np.float32)
    tracemalloc.start()
    try:
        write_features(tmp_path / "a.csv", np.arange(200) / 2, [f"x{n}" for n in range(196)], X)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * X.nbytes


def test_numbers_of_single_precision_have_no_more_digits_than_they_need(tmp_path):
    X = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32) * np.float32([1e-12, 1, 1e9])
    X[0, 0] = 0.1
    write_features(tmp_path / "a.csv", [0.0, 0.5, 1.0, 1.5], ("x", "y", "z"), X)
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0] == "frameTime;x;y;z"
    assert lines[1].startswith("0.0;0.1;")
    _, times, read = read_features(tmp_path / "a.csv")
    assert times.tolist() == [0.0, 0.5, 1.0, 1.5]
    np.testing.assert_array_equal(read.astype(np.float32), X)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_number_that_is_not_finite_is_never_written(tmp_path, bad):
    with pytest.raises(InputError, match=rf"feature y at 0\.5 s is {bad}, not a finite number"):
        write_features(tmp_path / "a.csv", [0.0, 0.5], ("x", "y"), np.array([[1.0, 2.0], [3.0, bad]]))
    assert list(tmp_path.iterdir()) == []


def test_labels_may_be_as_large_as_one(tmp_path):
    (tmp_path / "l.csv").write_text("song,time,valence,arousal\na,1,-1,1\n")
    np.testing.assert_array_equal(read_curves(tmp_path / "l.csv", limit=1)["a"][1], [[-1.0, 1.0]])


def test_a_time_a_rounding_error_below_its_millisecond(tmp_path):
    write_wide(tmp_path, {"a": (np.array([1.001]), np.zeros((1, 2)))})  # 1000 * 1.001 is 1000.9999999999999
    assert (tmp_path / "valence.csv").read_text().startswith("song_id,sample_1001ms\n")


def test_times_a_millisecond_apart_are_the_same():
    assert same_time(np.array([0.501, 16.001, 600.0]), np.array([0.5, 16.0, 600.001])).all()
    assert not same_time(np.array([0.502]), np.array([0.5])).any()
