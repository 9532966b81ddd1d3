"""What is quoted from the paper is the paper's: pages against docs/quotations.csv, and that list against the text itself.

So are its numbers. The text is not part of the project; where it lies beside the test data, every quotation is looked up in
its section, and Table 1 is read.
"""

import csv
import os
import re
from pathlib import Path

import pytest

from elman.systems.table1 import PAPER_CV, PAPER_EVALUATION

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("ELMAN_DATA") or ROOT.parent / "shared" / "data")
PAPER = DATA.parent / "paper.txt"
SECTIONS = ("abstract", "1", "2", "3", "4", "Table 1")
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "notebooks" / "sources").glob("*.py")),
]
QUOTED = r"“([^”]+)”"
needs_the_paper = pytest.mark.skipif(not PAPER.exists(), reason="the paper's text is not beside the test data")


def quotations():
    """The list: (section, words)."""
    with (ROOT / "docs" / "quotations.csv").open(encoding="utf-8", newline="") as file:
        return [(line["section"], line["words"]) for line in csv.DictReader(file)]


def prose(path):
    """The text of a page, or of the Markdown cells of a notebook, with line breaks as blanks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = "\n".join(line.removeprefix("#") for line in text.splitlines() if line.startswith("#"))
    return " ".join(text.split())


def plain(text):
    """The paper's text without its typesetting: formulas, italics, curly marks, line breaks."""
    for old, new in (
        (r"\times", "×"),
        ("^{-3}", "^-3"),
        ("^{-2}", "^-2"),
        ("$", ""),
        ("*", ""),
        ("’", "'"),
        ("“", '"'),
    ):
        text = text.replace(old, new)
    return " ".join(text.replace("”", '"').split())


def table_1(text):
    """The paper's table with its caption, which stands inside section 2."""
    return re.search(r"\*\*Table 1:.*?(?=\nThe challenge rules)", text, flags=re.DOTALL)[0]


def sections(text):
    """The paper's sections by name; the table is one."""
    found = {"Table 1": table_1(text)}
    parts = re.split(r"^#+ (ABSTRACT|[1-5]\. [A-Z]+)$", text.replace(table_1(text), ""), flags=re.MULTILINE)
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        found["abstract" if heading == "ABSTRACT" else heading[0]] = body
    return {name: plain(body) for name, body in found.items()}


def unlisted(text, listed):
    """Quotations of a page that are not in the list, or not where the page says that they are."""
    wrong = []
    for words, section in re.findall(rf"{QUOTED},?(?: \((?:section )?(abstract|Table 1|[1-4])\b)?", text):
        places = {place for place, whole in listed if words in whole}
        if not places or (section and section not in places):
            wrong.append(f"“{words}” {section}".strip())
    return wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_quotation_is_in_the_list(path):
    assert unlisted(prose(path), quotations()) == []


def test_every_quotation_of_the_list_is_used_short_and_has_a_place():
    everything = [words for path in PAGES for words in re.findall(QUOTED, prose(path))]
    for section, words in quotations():
        assert section in SECTIONS
        assert words in everything
        assert len(words.split()) <= 20


def test_every_row_of_the_page_quotes_the_text_or_says_what_it_does_not_say():
    page = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]*) \|", page, flags=re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    silent = [number for number, text in rows if "“" not in text]
    assert silent == ["4", "20"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("“31 songs” (abstract)", []),
        ("“31 songs” and more", []),
        ("“32 songs” (abstract)", ["“32 songs” abstract"]),
        ("“31 songs” (3)", ["“31 songs” 3"]),
        ("“31 songs” (section 3, at its end)", ["“31 songs” 3"]),
    ],
)
def test_a_wrong_quotation_is_noticed(text, wrong):
    assert unlisted(text, [("abstract", "all 31 songs of the world")]) == wrong


@needs_the_paper
def test_the_quotations_are_in_the_paper():
    text = sections(PAPER.read_text(encoding="utf-8"))
    assert set(SECTIONS) <= set(text)
    assert [(section, words) for section, words in quotations() if words not in text[section]] == []


@needs_the_paper
def test_the_numbers_of_table_1_are_the_paper_s():
    """Ours have four digits in cross-validation, where the authors' log has them; the paper has three."""
    rows = [line.split("\t") for line in table_1(PAPER.read_text(encoding="utf-8")).splitlines()]
    rows = [cells for cells in rows if re.search(r"\.\d", "".join(cells[1:]))]
    names = ["lr 260", "BSL 260"]
    names += [f"rnn {columns}{more}" for columns in (260, 268) for more in ("", " + smoothing", " + rnn2")]
    for name, (_, *cells) in zip(names, rows, strict=True):
        cv = [float(cell) for cell in cells[:4] if cell != "N/A"]
        evaluation = [float(number) for cell in cells[4:] for number in re.findall(r"\.\d+", cell)]
        assert cv == [float(f"{number:.3f}") for number in PAPER_CV.get(name, [])]
        assert evaluation == list(PAPER_EVALUATION.get(name, []))


def page_table(after):
    """The rows of the first table of docs/paper.md after some words: (name, numbers)."""
    text = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8").split(after, 1)[1]
    for line in text[text.index("|") :].split("\n\n")[0].splitlines()[2:]:
        name, *cells = line.strip("|").split("|")
        yield name.strip(), [float(number) for cell in cells for number in re.findall(r"\.\d+", cell)]


def test_the_page_s_numbers_are_those_of_the_package():
    cv, evaluation = dict(page_table("Pooled ten-fold")), dict(page_table("The official evaluation, 58 songs"))
    assert {name: cv[name] for name in cv if name.startswith("rnn ")} | {"lr 260": cv["lr as in Table 1, 260"]} == {
        name: list(numbers) for name, numbers in PAPER_CV.items()
    }
    evaluation["BSL 260"] = evaluation.pop("BSL (organisers), 260")
    assert evaluation == {name: list(numbers) for name, numbers in PAPER_EVALUATION.items()}
