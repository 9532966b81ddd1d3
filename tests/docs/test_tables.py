"""The tables of all Markdown pages: each row has as many cells as its header, as a Markdown parser counts them.

A bare pipe inside a cell ends the cell, also in code; what is too much is dropped without a word when the page is shown.
"""

from pathlib import Path

import pytest

pytest.importorskip("markdown_it")
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = sorted((ROOT / "notebooks" / "sources").glob("*.py"))


def cells(line):
    """How many cells a line of a table has; the pipes at its ends make none."""
    parts = escapedSplit(line.strip())
    return len(parts) - (parts[0] == "") - (parts[-1] == "")


def faults(text):
    """Rows whose number of cells is not their header's, and lines that look like rows and stand in no table."""
    lines, inside, found = text.splitlines(), set(), []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type in ("fence", "code_block", "html_block"):
            inside |= set(range(*token.map))
        if token.type == "table_open":
            first, end = token.map
            inside |= set(range(first, end))
            wanted = cells(lines[first])
            found += [
                f"line {n + 1} has {cells(lines[n])} cells, its header {wanted}"
                for n in range(first + 2, end)
                if cells(lines[n]) != wanted
            ]
    loose = [n for n, line in enumerate(lines) if line.lstrip().startswith("|") and n not in inside]
    return found + [f"line {n + 1} stands in no table" for n in loose]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_row_has_as_many_cells_as_its_header(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_tables_in_notebooks(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line.removeprefix("#").removeprefix(" ") if line.startswith("#") else "" for line in lines]
    assert faults("\n".join(comments)) == []


TABLE = "| a | b |\n|---|---|\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TABLE + "| 1 | 2 |\n", []),
        (TABLE + r"| \|x\| | 2 |" + "\n", []),
        (TABLE + "| |x| | 2 |\n", ["line 3 has 4 cells, its header 2"]),
        (TABLE + "| `x|y` | 2 |\n", ["line 3 has 3 cells, its header 2"]),
        (TABLE + "| 1 | 2 |\n\n| 3 | 4 |\n", ["line 5 stands in no table"]),
        ("```\n| 3 | 4 |\n```\n", []),
    ],
)
def test_a_broken_row_is_noticed(text, found):
    assert faults(text) == found


def test_the_page_of_the_paper_has_its_tables():
    text = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
    assert [token.type for token in MarkdownIt("commonmark").enable("table").parse(text)].count("table_open") == 9
