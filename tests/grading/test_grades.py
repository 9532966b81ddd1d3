"""The table of grades."""

import csv

import pytest

from elman.errors import InputError
from elman.grading.grades import Row, best, read, summary, write


def row(student, exercise, verdict="right", file="a.py", word="a word"):
    return Row(student, exercise, verdict, word, "1.0", file, "abc")


ROWS = [
    row("ben", "03 step", "failed", word='comma, "quotes" and ümlauts'),
    row("anna", "04 clip", "open"),
    row("anna", "03 step", "wrong", "a.py"),
    row("anna", "03 step", "right", "b.py"),
    row("anna", "03 step", "right", "c.py"),
    row("carla", "", "failed"),
]


def test_what_is_written_is_read_again_the_best_answers_in_order(tmp_path):
    path = tmp_path / "new" / "grades.csv"
    assert read(path) == []
    write(path, ROWS)
    assert read(path) == best(ROWS) == [ROWS[3], ROWS[1], ROWS[0], ROWS[5]]
    assert path.read_text(encoding="utf-8").splitlines()[0] == "student,exercise,verdict,word,seconds,file,digest"


@pytest.mark.parametrize("content", ["", "a,b\n", "student,exercise\n", "student;exercise;verdict\n"])
def test_another_table_is_refused(tmp_path, content):
    (tmp_path / "other.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.csv.*not a table of grades"):
        read(tmp_path / "other.csv")


def test_a_row_that_was_cut_is_told(tmp_path):
    write(tmp_path / "grades.csv", ROWS)
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "grades.csv").write_text("\n".join([*text[:2], "anna,04 clip"]), encoding="utf-8")
    with pytest.raises(InputError, match="row 3"):
        read(tmp_path / "grades.csv")


def test_a_verdict_that_is_none_is_told(tmp_path):
    write(tmp_path / "grades.csv", ROWS[:1])
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8")
    (tmp_path / "grades.csv").write_text(text.replace("failed", "passed"), encoding="utf-8")
    with pytest.raises(InputError, match="row 2.*'passed'"):
        read(tmp_path / "grades.csv")


def test_the_summary_has_a_line_for_each_student():
    lines = str(summary(ROWS)).splitlines()
    assert lines[0].split() == ["student", "03", "04", "right"]
    assert lines[1].split() == ["step", "clip"]
    assert [line.split() for line in lines[2:5]] == [
        ["anna", "✓", "…", "1", "of", "2"],
        ["ben", "!", "0", "of", "1"],
        ["carla", "!"],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''@x", "'quoted", "o'neil"])
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(tmp_path, name):
    path, rows = tmp_path / "grades.csv", [row(name, "03 step", word=name, file=f"{name}.py")]
    write(path, rows)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert read(path) == rows
    write(path, read(path))
    assert read(path) == rows
