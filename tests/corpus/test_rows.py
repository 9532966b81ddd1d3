"""Every fault of a CSV file is told with its file, row and column."""

import pytest

from elman.corpus.rows import by_number, check_columns, count_songs, number, read_text, split_rows
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
    path = write(tmp_path, '"song","time"\n"a, b",1\n')
    rows = split_rows(path, read_text(path), ",")
    assert rows.cells == [["a, b", "1"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"table.csv: is empty"),
        (b" \n\n", r"table.csv: is empty"),
        ("a;b\n1;2\n".encode("utf-16"), r"table.csv: is written in UTF-16, UTF-8 was expected; save it again as UTF-8"),
        (b"a;b\n1;2\nM\xfcller;3\n", r"table.csv, row 3: the byte 0xfc is not UTF-8 text; save"),
        (b"a\0b", r"table.csv: is not a text file"),
    ],
)
def test_what_is_not_utf8_text_is_refused(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_text(write(tmp_path, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"none.csv: there is no such file"):
        read_text(tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"cannot be read \(.+\)"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("text", "separator", "message"),
    [
        ("a,b\n1,2\n", ";", r"row 1: its columns are separated by commas \(','\), semicolons \(';'\) were expected"),
        ("a\tb\n1\t2\n", ";", r"row 1: its columns are separated by tabs \('\\t'\), semicolons"),
        ("a;b\n1;2\n", ",", r"row 1: its columns are separated by semicolons \(';'\), commas \(','\) were expected"),
        ("a;b;a\n1;2;3\n", ";", r"row 1: the column 'a' stands twice, as columns 1 and 3"),
        ("a;;c\n1;2;3\n", ";", r"row 1: column 2 of 3 has no name"),
        ("a;b\n1;2\n3\n", ";", r"row 3: has 1 cells, 2 were expected, one for each column: a, b"),
        ("a;b\n1;2\n\n3;4;5\n", ";", r"row 4: has 3 cells, 2 were expected"),
    ],
)
def test_wrong_shapes_are_refused(text, separator, message):
    with pytest.raises(InputError, match="t.csv, " + message):
        split_rows("t.csv", text, separator)


def test_ragged_rows_may_be_shorter_but_not_longer():
    assert split_rows("t.csv", "a,b\n1\n", ",", ragged=True).cells == [["1"]]
    with pytest.raises(InputError, match=r"t.csv, row 2: has 3 cells, at most 2 were expected"):
        split_rows("t.csv", "a,b\n1,2,3\n", ",", ragged=True)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("", "the cell is empty, a number was expected"),
        ("loud", "'loud' is not a finite number"),
        ("nan", "'nan' is not a finite number"),
        ("inf", "'inf' is not a finite number"),
        ("-1e999", "'-1e999' is not a finite number"),
        ("1_000", "'1_000' is not a finite number"),
        ("0,5", "'0,5' is not a number; write a point, not a comma"),
    ],
)
def test_a_cell_without_a_finite_number_is_named(cell, message):
    rows = split_rows("t.csv", f"a;b\n1;2\n3;{cell}\n", ";")
    assert number(rows, 0, 1) == 2.0
    with pytest.raises(InputError, match=f"t.csv, row 3, column 'b': {message}"):
        number(rows, 1, 1)


def test_missing_columns_are_named_with_the_nearest():
    check_columns("t.csv", ["b", "a"], ["a", "b"])
    check_columns("t.csv", ["b", "a", "c"], ["a", "b"], more=True)
    with pytest.raises(
        InputError, match=r"row 1: column 'arousal' is missing; there is 'arosual': was 'arousal' meant"
    ):
        check_columns("t.csv", ["valence", "arosual"], ["valence", "arousal"])
    with pytest.raises(InputError, match=r"row 1: 7 columns \('c0', 'c1', 'c2', 'c3', 'c4', ...\) are missing$"):
        check_columns("t.csv", ["x"], [f"c{n}" for n in range(7)])
    with pytest.raises(InputError, match=r"row 1: column 'c' is not expected"):
        check_columns("t.csv", ["a", "c"], ["a"])


def test_songs_are_counted_and_named_in_their_order():
    assert count_songs({"10"}) == "1 song (10)"
    assert count_songs(["b", "10", "9", "a"]) == "4 songs (9, 10, a, b)"
    assert count_songs(range(2000)) == "2,000 songs (0, 1, 2, 3, 4, 5, 6, 7, ...)"


def test_names_of_one_number_are_sorted_in_one_way():
    assert sorted({"7", "07", "007", "12", "b", "9" * 5000}, key=by_number) == ["007", "07", "7", "12", "9" * 5000, "b"]
