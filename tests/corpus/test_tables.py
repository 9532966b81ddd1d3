"""Features and curves: what is written is read again to the last bit, and every fault is named."""

import csv
import os
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.corpus.tables import (
    pick,
    read_curves,
    read_features,
    write_curves,
    write_features,
    write_wide,
)

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
    ("text", "facts"),
    [
        ("", ["empty"]),
        ("frameTime;a\n", ["header only"]),
        ("frameTime\n0.0\n", ["row 1", "'frameTime'"]),
        ("time;a\n0.0;1\n", ["row 1", "'time'", "'frameTime'"]),
        ("frameTime,a\n0.0,1\n", ["row 1", "commas", "semicolons"]),
        ("frameTime\ta\n0.0\t1\n", ["row 1", "tabs"]),
        ("frameTime;a;a\n0.0;1;2\n", ["row 1", "'a'", "2 and 3"]),
        ("frameTime;a;\n0.0;1;\n", ["row 1", "column 3 of 3"]),
        ("frameTime;a\x1b[1m\n0.0;1\n", ["row 1", "control character"]),
        ("frameTime;a;b\n0.0;1;2\n0.5;3\n", ["row 3", "2 cells", "3 were"]),
        ("frameTime;a;b\n0.0;1;2;3\n", ["row 2", "4 cells", "3 were"]),
        ("frameTime;a;b\n0.0;1;2\n0.5;3;x\n", ["row 3", "column 'b'", "'x'"]),
        ("frameTime;a;b\n0.0;1;2\n0.5;NaN;4\n", ["row 3", "column 'a'", "'NaN'"]),
        ("frameTime;a;b\n0.0;1;2\n0.5;;4\n", ["row 3", "column 'a'", "empty"]),
        ("frameTime;a;b\n0.0;1;2\n\n0.5;3;-inf\n", ["row 4", "column 'b'", "'-inf'"]),
        ("frameTime;a;b\n0,0;1;2\n", ["row 2", "column 'frameTime'", "'0,0'", "comma"]),
        ("frameTime;a;b\n0.0;1_0;2\n", ["row 2", "column 'a'", "'1_0'"]),
        ('frameTime;a;b\n0.0;"1;2\n0.5;3;4\n', ["row 2", "quotation mark"]),
        ("frameTime;a\n0.0;1\n0.5;1\n\n0.5;1\n", ["row 5", "'frameTime'", "0.5 s follows 0.5 s"]),
        ("frameTime;a\n0.0;1\n0.5;1\n\n2.0;1\n2.5;1\n", ["row 5", "2 s follows 0.5 s"]),
        ("\nframeTime;a\n0.0;1\n0.5;1\n1.0;1\n0.75;1\n", ["row 6", "0.75 s follows 1 s"]),
        ("frameTime;a\n0.0;1\n1.0;1\n2.0;1\n", ["steps of 1 s"]),
        ("frameTime;a\n-0.5;1\n0.0;1\n", ["row 2", "-0.5 s"]),
        ("frameTime;a\n1e300;1\n", ["row 2", "1e+300 s"]),
        (f"frameTime;a\n0.0;{'9' * 5000}\n", ["row 2", "column 'a'", "5,000 characters"]),
    ],
)
def test_every_fault_of_a_feature_file_is_named(tmp_path, told, text, facts):
    with told("7.csv", *facts, most=300):
        read_features(feature_file(tmp_path, text))


def test_what_is_not_text_is_refused(tmp_path, told):
    path = tmp_path / "7.csv"
    path.write_bytes(b"frameTime;a\n0.0;1\n0.5;2\xb0\n")
    with told("7.csv", "row 3", "0xb0"):
        read_features(path)
    with told("8.csv", "no such file"):
        read_features(tmp_path / "8.csv")


@pytest.mark.parametrize("unusual", [False, True])
def test_a_long_file_needs_little_more_memory_than_its_text_and_its_numbers(tmp_path, unusual):
    n, path = 5000, tmp_path / "a.csv"
    write_features(path, np.arange(n) / 2, [f"x{k}" for k in range(50)], np.full((n, 50), 1 / 3))
    if unusual:  # a cell in quotation marks is read in another way
        path.write_text(path.read_text().replace("\n7.0;0.3333333333333333;", '\n7.0;"0.3333333333333333";'))
    size = path.stat().st_size
    tracemalloc.start()
    try:
        read_features(tmp_path / "a.csv")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2.5 * size + 3 * n * 51 * 8


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=5), st.floats(0, 1e5))
def test_features_come_back_to_the_last_bit(tmp_path_factory, rows, start):
    path = tmp_path_factory.getbasetemp() / "again.csv"
    clock, table = start + np.arange(len(rows)) / 2, np.array(rows)
    write_features(path, clock, ("a", "b; quoted"), table)
    columns, times, X = read_features(path)
    assert columns == ("a", "b; quoted")
    assert np.array_equal(times, clock)
    assert np.array_equal(X, table)


def test_two_columns_of_one_name_are_never_written(tmp_path, told):
    with told("a.csv", "'x'"):
        write_features(tmp_path / "a.csv", [0.0], ("x", "y", "x"), np.ones((1, 3)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_curves, lambda path, curves: write_wide(path.parent, curves)])
def test_a_name_that_is_not_text_is_never_written(tmp_path, told, write):
    song = os.fsdecode(b"caf\xe9")
    with told(".csv", "udce9", "UTF-8"):
        write(tmp_path / "c.csv", {song: (np.array([1.0]), np.zeros((1, 2)))})
    assert list(tmp_path.iterdir()) == []


def test_features_are_written_in_deams_layout(tmp_path):
    write_features(tmp_path / "1.csv", np.array([0.0, 0.5]), ("a", "b"), np.array([[0.1, 1e-30], [2.0, -3.0]]))
    assert (tmp_path / "1.csv").read_bytes() == b"frameTime;a;b\n0.0;0.1;1e-30\n0.5;2.0;-3.0\n"


def test_columns_are_picked_by_name_and_a_missing_one_is_named(told):
    X = np.arange(6.0).reshape(2, 3)
    assert pick("f.csv", ("a", "b", "c"), X, ("a", "b", "c")) is X
    assert pick("f.csv", ("a", "b", "c"), X, ("c", "a")).tolist() == [[2.0, 0.0], [5.0, 3.0]]
    with told("f.csv", "row 1", "'loudness'", "'loudnes'"):
        pick("f.csv", ("loudnes", "b"), X[:, :2], ("loudness",))


def test_curves_are_read_by_column_name_in_the_files_order(tmp_path):
    path = curve_file(tmp_path, "song,arousal,valence,time\nb,.1,.2,15.0\na,.3,.4,15.0\nb,.5,.6,15.5\n")
    curves = read_curves(path)
    assert list(curves) == ["b", "a"]
    times, values = curves["b"]
    assert times.tolist() == [15.0, 15.5]
    assert values.tolist() == [[0.2, 0.1], [0.6, 0.5]]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("", ["empty"]),
        ("song,time,valence,arousal\n", ["header only"]),
        ("song;time;valence;arousal\na;1;0;0\n", ["row 1", "semicolons"]),
        ("song,time,valence,arrousal\na,1,0,0\n", ["'arousal'", "'arrousal'"]),
        ("song,time,valence,arousal,sad\na,1,0,0,0\n", ["row 1", "'sad'"]),
        (
            "song,time,valence,valence_std,arousal,arousal_std\na,1,0,0,0,0\n",
            ["'valence_std', 'arousal_std'", "remove"],
        ),
        ("song_id,sample_15000ms,sample_15500ms\n2,.1,.2\n", ["wide form", "song,time,valence,arousal"]),
        ("a,15.0,0.1,0.2\n", ["row 1", "'song', 'time', 'valence', 'arousal'"]),
        ("song,time,valence,arousal\na,1,0,0\na,1,0,0\n", ["row 3", "'a'", "1 s twice"]),
        ("song,time,valence,arousal\na,1,0,0\na,2,0,0\na,1,0,0\n", ["row 4", "'a'", "1 s twice"]),
        ("song,time,valence,arousal\na,2,0,0\na,1,0,0\n", ["row 3", "'a'", "2 s to 1 s"]),
        ("song,time,valence,arousal\na,-1,0,0\n", ["row 2", "'time'", "-1 s"]),
        ("song,time,valence,arousal\na,1e300,0,0\n", ["row 2", "'time'", "1e+300 s"]),
        ("song,time,valence,arousal\na,1,0,high\n", ["row 2", "'arousal'", "'high'"]),
        ("song,time,valence,arousal\na,1,nan,0\n", ["row 2", "'valence'", "'nan'"]),
        ("song,time,valence,arousal\n,1,0,0\n", ["row 2", "'song'", "empty"]),
        ("song,time,valence,arousal\na,1,0,0\na,2,0,-1.5\n", ["row 3", "'arousal'", "-1.5"]),
        ("song,time,valence,arousal\na,1,0\n", ["row 2", "3 cells"]),
        ('song,time,valence,arousal\n"a,1,0,0\nb,1,0,0\n', ["row 2", "quotation mark"]),
        ("song,time,valence,arousal\na\x1b[31m,1,0,0\n", ["row 2", r"'a\x1b[31m'", "control character"]),
        (f"song,time,valence,arousal\n{'a' * 100_000},2,0,0\n{'a' * 100_000},1,0,0\n", ["row 3", "2 s to 1 s"]),
    ],
)
def test_every_fault_of_a_curve_file_is_named(tmp_path, told, text, facts):
    with told("labels.csv", *facts, most=400):
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


def test_times_that_share_a_millisecond_cannot_be_written_wide(tmp_path, told):
    with told("'a'", "millisecond"):
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
def test_a_number_that_is_not_finite_is_never_written(tmp_path, told, bad):
    with told("y", "0.5 s", bad):
        write_features(tmp_path / "a.csv", [0.0, 0.5], ("x", "y"), np.array([[1.0, 2.0], [3.0, bad]]))
    assert list(tmp_path.iterdir()) == []


def test_labels_may_be_as_large_as_one(tmp_path):
    (tmp_path / "l.csv").write_text("song,time,valence,arousal\na,1,-1,1\n")
    np.testing.assert_array_equal(read_curves(tmp_path / "l.csv", limit=1)["a"][1], [[-1.0, 1.0]])


def test_a_time_a_rounding_error_below_its_millisecond(tmp_path):
    write_wide(tmp_path, {"a": (np.array([1.001]), np.zeros((1, 2)))})  # 1000 * 1.001 is 1000.9999999999999
    assert (tmp_path / "valence.csv").read_text().startswith("song_id,sample_1001ms\n")
