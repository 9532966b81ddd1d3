"""One table, three dresses: the same cells in each, and none is ever cut."""

import io
import re

import pytest
from rich.console import Console

from elman.tables import Cell, Table


@pytest.fixture
def table():
    return Table(
        ("row", "valence\nRMSE", "valence\nr", "arousal\nRMSE / std", "kind"),
        [
            (Cell("lr 260", "the paper's"), Cell(".275 ± .18", ".123"), Cell(".637", ".645"), ".254", "linear"),
            (
                "rnn 260 + smoothing",
                Cell(".254", look="best"),
                Cell("1.000", look="best"),
                ".239",
                Cell("no", "", "wrong"),
            ),
        ],
        numbers=(1, 2, 3),
        title="Scores",
        note="All is right.",
        good=True,
    )


CELLS = [
    "lr 260",
    "the paper's",
    ".275 ± .18",
    ".123",
    ".637",
    ".645",
    ".254",
    "rnn 260 + smoothing",
    "1.000",
    ".239",
    "no",
]


def shown(table, width, **how):
    screen = Console(file=io.StringIO(), width=width, **how)
    screen.print(table)
    return screen.file.getvalue()


def test_plain_text(table):
    lines = str(table).splitlines()
    assert lines[0] == "Scores"
    assert lines[-1] == "All is right."
    assert lines[1].split() == ["row", "valence", "valence", "arousal", "kind"]
    assert lines[2].split() == ["RMSE", "r", "RMSE", "/", "std"]
    first, second = lines[3].index(".637") + 4, lines[5].index("1.000") + 5
    assert first == second  # numbers end at the same place, and the asterisk stands behind
    assert "1.000*" in lines[5]
    assert all(cell in str(table) for cell in CELLS)


def test_html(table):
    page = table._repr_html_()
    assert page.count("<tr>") == 3
    assert "<strong>1.000</strong>" in page
    assert ".637<br><small>.645</small>" in page
    assert "Scores" in page
    assert "Scores" not in table.html()
    assert Table(("", "a"), []).html().count("<th ") == 1  # an empty heading is none
    assert "&lt;b&gt;" in Table(("a",), [("<b>",)]).html()


@pytest.mark.parametrize("width", [12, 20, 24, 40, 60, 80, 200])
def test_no_cell_is_cut_on_a_terminal_of_any_width(table, width):
    text = shown(table, width)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    words = re.sub(r"[\s*]+", "", text)
    for cell in CELLS:
        assert re.sub(r"\s+", "", cell) in words, cell


def test_columns_that_do_not_fit_come_below_with_the_first_before_them(table):
    text = shown(table, 42)
    assert text.count("rnn 260 + smoothing") == 2
    assert shown(table, 90).count("rnn 260 + smoothing") == 1


def test_where_not_two_columns_fit_each_cell_has_a_line(table):
    lines = [line.strip() for line in shown(table, 26).splitlines()]
    assert "valence r: 1.000*" in lines
    assert "kind: linear" in lines


def test_colours(table):
    text = shown(table, 100, force_terminal=True, color_system="standard")
    assert re.search("\x1b\\[[0-9;]*31m *no", text)  # red
    assert "\x1b[32mAll is right." in text


def test_what_could_steer_a_terminal_does_not_reach_it():
    table = Table(("a\x1b[31m", "b"), [("c\x1b]0;title\x07", Cell("d", "e\x1b"))], title="t\x1b", note="n\x1b")
    for text in (str(table), shown(table, 80), shown(table, 6)):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_letters_of_double_width_are_aligned_in_a_terminal():
    lines = shown(Table(("a", "b"), [("日本", "x"), ("abcd", "x")]), 40).splitlines()
    assert lines[1].index("x") == lines[2].index("x") - 2  # two letters take four places


def test_no_rows_and_one_column():
    assert str(Table(("a",), [])) == "a"
    assert shown(Table(("a",), [("b" * 30,)]), 10).replace("\n", "").count("b") == 30
