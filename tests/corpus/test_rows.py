"""Every fault of a CSV file is told with its file, row and column."""

import os

import pytest

from elman.corpus.rows import check_columns, number, read_text, split_rows
from elman.errors import InputError


def write(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_bom_crlf_blank_lines_and_blanks_are_tolerated(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbfa;b\r\n 1 ;2\r\n\r\n3;4\r\n\r\n")
    rows = split_rows(path, read_text(path), ";")
    assert rows.header == ["a", "b"]
    assert rows.cells == [["1", "2"], ["3", "4"]]
    assert rows.numbers == [2, 4]


def test_quoted_cells_are_read(tmp_path):
    path = write(tmp_path, '"song","time"\n"a, b",1\n"two\nlines",2\nc,3\n')
    rows = split_rows(path, read_text(path), ",")
    assert rows.cells == [["a, b", "1"], ["two\nlines", "2"], ["c", "3"]]
    assert rows.numbers == [2, 3, 5]


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (b"", ["empty"]),
        (b" \n\n", ["empty"]),
        (b"\xef\xbb\xbf\n", ["empty"]),
        ("a;b\n1;2\n".encode("utf-16"), ["UTF-16", "UTF-8"]),
        (b"a;b\n1;2\nM\xfcller;3\n", ["row 3", "0xfc", "UTF-8"]),
        (b"a\0b", ["not a text file"]),
        (b"\x1f\x8b\x08\0\0", ["gzip"]),
        (b"BZh91AY", ["bzip2"]),
        (b"\xfd7zXZ\0", ["(xz)"]),
        (b"PK\x03\x04\x14\0", ["zip", "xlsx"]),
        (b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n", ["HTML"]),
        (b"\n  <html>\n", ["HTML"]),
    ],
)
def test_what_is_not_utf8_text_is_refused(tmp_path, told, content, facts):
    with told("table.csv", *facts):
        read_text(write(tmp_path, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path, told):
    with told("none.csv", "no such file"):
        read_text(tmp_path / "none.csv")
    with told(tmp_path, "a folder"):
        read_text(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_devices_are_refused_without_waiting(tmp_path, told):
    os.mkfifo(tmp_path / "labels.csv")
    with told("labels.csv", "a pipe"):
        read_text(tmp_path / "labels.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    with told("zero.csv", "a device"):
        read_text(tmp_path / "zero.csv")


@pytest.mark.parametrize(
    ("text", "separator", "facts"),
    [
        ("a,b\n1,2\n", ";", ["row 1", "commas", "semicolons"]),
        ("a\tb\n1\t2\n", ";", ["row 1", "tabs", "semicolons"]),
        ("a;b\n1;2\n", ",", ["row 1", "semicolons", "commas"]),
        ("a;b;a\n1;2;3\n", ";", ["row 1", "'a'", "1 and 3"]),
        ("a;;c\n1;2;3\n", ";", ["row 1", "column 2 of 3", "no name"]),
        ("a;b\x1b[31m\n1;2\n", ";", ["row 1", r"'b\x1b[31m'", "column 2", "control character"]),
        ("a;b\n1;2\n3\n", ";", ["row 3", "1 cells", "2 were expected"]),
        ("a;b\n1;2\n\n3;4;5\n", ";", ["row 4", "3 cells", "2 were expected"]),
        ('a,b\n1,2\n"3,4\n5,6\n', ",", ["row 3", "quotation mark", "never closed"]),
        ('a,b\n1,2\n3,"4\n' + 40_000 * "5,6\n", ",", ["row 3", "quotation mark", "never closed"]),
        ('a,b\n"1"x,2\n', ",", ["row 2", "quotation mark"]),
        (f"{'long' * 30_000},b\n1,2,3\n", ",", ["row 2", "3 cells", "(120,000 characters)"]),
    ],
)
def test_wrong_shapes_are_refused(told, text, separator, facts):
    with told("t.csv", *facts):
        split_rows("t.csv", text, separator)


def test_ragged_rows_may_be_shorter_but_not_longer(told):
    assert split_rows("t.csv", "a,b\n1\n", ",", ragged=True).cells == [["1"]]
    with told("t.csv", "row 2", "3 cells", "at most 2"):
        split_rows("t.csv", "a,b\n1,2,3\n", ",", ragged=True)


@pytest.mark.parametrize(
    ("cell", "facts"),
    [
        ("", ["empty"]),
        ("loud", ["'loud'"]),
        ("nan", ["'nan'", "finite"]),
        ("inf", ["'inf'", "finite"]),
        ("-1e999", ["'-1e999'", "finite"]),
        ("1_000", ["'1_000'"]),
        ("0,5", ["'0,5'", "comma"]),
        ("9" * 5000, ["'999999", "(5,000 characters)"]),
        ("x" * 100_000, ["'xxxxxx", "(100,000 characters)"]),
        ("\x1b]0;title\x07", [r"\x1b]0;title\x07"]),
    ],
)
def test_a_cell_without_a_finite_number_is_named(told, cell, facts):
    quoted = f'"{cell}"' if ";" in cell else cell
    rows = split_rows("t.csv", f"a;b\n1;2\n3;{quoted}\n", ";")
    assert number(rows, 0, 1) == 2.0
    with told("t.csv", "row 3", "column 'b'", *facts, most=250):
        number(rows, 1, 1)


def test_missing_columns_are_named_with_the_nearest(told):
    check_columns("t.csv", ["b", "a"], ["a", "b"])
    check_columns("t.csv", ["b", "a", "c"], ["a", "b"], more=True)
    with told("t.csv", "row 1", "'arousal'", "'arosual'"):
        check_columns("t.csv", ["valence", "arosual"], ["valence", "arousal"])
    with told("t.csv", "7 columns", *(f"'c{n}'" for n in range(7))):
        check_columns("t.csv", ["x"], [f"c{n}" for n in range(7)])
    with told("t.csv", "'c'", "not expected"):
        check_columns("t.csv", ["a", "c"], ["a"])


def test_many_columns_and_long_names_are_told_in_short(told):
    with told("100,000 columns", "'c0'", "'c299'", ", ...", most=5000):
        check_columns("t.csv", ["x"], [f"c{n}" for n in range(100_000)])
    with told("(100,000 characters)", most=200):
        check_columns("t.csv", ["x" * 99_999], ["x" * 100_000])


def test_an_input_error_shows_no_control_character():
    error = InputError("a\x1b[2J\x9b2J\nb\u202e \udce9 \N{MUSICAL NOTE} caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    assert str(error) == r"a\x1b[2J\x9b2J\nb\u202e \udce9 " + "\N{MUSICAL NOTE} caf\N{LATIN SMALL LETTER E WITH ACUTE}"
