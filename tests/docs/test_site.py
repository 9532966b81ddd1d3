"""docs/site: what is laid out for Sphinx is whole, docstrings keep their equations, and what is named becomes a link."""

import ast
import inspect
import json
import shutil
import sys
from pathlib import Path

import pytest

from elman.course import without_code_links

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OURS = ("stage", "docstrings", "links", "equations", "update_notebook_list", "pages")


@pytest.fixture
def load(monkeypatch):
    """Import a module of the site, which the next test imports anew."""
    monkeypatch.syspath_prepend(SITE)
    yield __import__
    for name in OURS:
        sys.modules.pop(name, None)


# What Sphinx is given.


@pytest.fixture
def staged(load, tmp_path):
    load("stage").stage(tmp_path)
    return tmp_path


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_every_notebook_is_there_with_its_answers_and_can_be_taken_along(staged):
    assert len(NOTEBOOKS) == 14
    for path in NOTEBOOKS:
        shown, answers = cells(staged / "notebooks" / path.name), cells(staged / "notebooks" / "solutions" / path.name)
        title, *_ = "".join(cells(path)[0]["source"]).splitlines()
        assert shown[0]["source"].splitlines()[0] == title
        assert answers[0]["source"].splitlines()[0] == title.replace("# ", "# Answers to ", 1)
        assert f"solutions/{path.name}" in shown[0]["source"]
        assert f"(../{path.name})" in answers[0]["source"]
        told = [without_code_links(cell["source"]) for cell in cells(path)]
        assert [cell["source"] for cell in shown[1:]] == told[1:]
        assert [cell.get("outputs") for cell in shown] == [cell.get("outputs") for cell in cells(path)]
        taken = cells(staged / "downloads" / path.name)
        assert [cell["source"] for cell in taken] == told
        assert not any(cell.get("outputs") for cell in taken)


def test_first_page_has_a_card_for_every_notebook(staged):
    text = (staged / "index.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        assert text.count(f":link: notebooks/{path.stem}\n") == 1
    assert text.count(":img-alt: ") == len(NOTEBOOKS)
    assert "<!--" not in text


def test_every_picture_has_an_alternative_text(load, staged, monkeypatch):
    pictures = 0
    for path in (staged / "notebooks").rglob("*.ipynb"):
        for cell in cells(path):
            if any("image/png" in output.get("data", {}) for output in cell.get("outputs", ())):
                pictures += 1
                assert cell["metadata"]["mystnb"]["image"]["alt"]
    assert pictures > 28


def test_a_figure_s_own_text_is_taken(load, tmp_path):
    stage, entry = load("stage"), load("update_notebook_list").Entry
    shown = {"data": {"image/png": "AAAA"}, "metadata": {"image/png": {"width": 1, "alt": "A & B"}}}
    told = {"cell_type": "code", "source": "made", "metadata": {}, "outputs": [shown]}
    title = {"cell_type": "markdown", "source": ["# 01 Look\n", "\n", "More."], "metadata": {}}
    path = tmp_path / "01_look.ipynb"
    path.write_text(json.dumps({"cells": [title, told], "metadata": {}}))
    made = stage.notebook(entry(path, "01", "Look", "an idea", 5, "01.png", ""), solved=False)
    assert made["cells"][1]["metadata"]["mystnb"] == {"image": {"alt": "A & B"}}
    assert made["cells"][0]["source"].startswith("# 01 Look\n\n[Answers]")
    assert made["cells"][0]["source"].endswith("\n\nMore.")


def test_every_module_has_a_page_and_every_room_a_list(load, staged):
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "elman").rglob("*.py")
        if not path.name.startswith("__")
    }
    rooms = {f"elman.{path.parent.name}" for path in (ROOT / "elman").glob("*/__init__.py")}
    assert {f"elman.{room}" for room in load("stage").ROOMS} == rooms
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (staged / "api").glob("*.rst")}
    assert set(pages) == modules | rooms | {"elman"}
    for module in modules:
        room = ".".join(module.split(".")[:2]) if module.count(".") > 1 else "elman"
        assert f"\n   ~{module}\n" in pages[room]
        assert f"In :doc:`{room}`.\n" in pages[module]
        assert f"automodule:: {module}\n" in pages[module]
        assert pages[module].startswith(":orphan:\n")  # the navigation, on every page, lists rooms


def test_the_navigation_lists_the_rooms(load, staged):
    listed = (staged / "api" / "elman.rst").read_text(encoding="utf-8").partition("toctree::")[2].split()[1:]
    assert listed == [f"elman.{room}" for room in load("stage").ROOMS]


def test_a_second_time_only_what_is_new_is_written_and_what_is_gone_vanishes(load, staged):
    stage = load("stage")
    (staged / "docs" / "gone.md").write_text("gone")
    (staged / "docs" / "paper.md").write_text("old")
    before = {path: path.stat().st_mtime_ns for path in staged.rglob("*") if path.is_file()}
    stage.stage(staged)
    after = {path: path.stat().st_mtime_ns for path in staged.rglob("*") if path.is_file()}
    assert set(before) - set(after) == {staged / "docs" / "gone.md"}
    assert {path for path in after if after[path] != before[path]} == {staged / "docs" / "paper.md"}
    assert (staged / "docs" / "paper.md").read_bytes() == (ROOT / "docs" / "paper.md").read_bytes()


# Docstrings.


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("One.\n\nSum of X:\n\n    Y = X\n\nMore.", "One.\n\nSum of X:\n\n::\n\n    Y = X\n\nMore."),
        ("One.\n\n    Y = X\n\n    Z = Y", "One.\n\n::\n\n    Y = X\n\n    Z = Y"),
        ("One::\n\n    Y = |X|", "One::\n\n    Y = |X|"),
        ("- a list\n\n    goes on", "- a list\n\n    goes on"),
        ("One.\n\nReturns\n-------\nthing\n    Indented.\n\n    More.", None),
        ("The sum |w| and |a - n| / max(|a|, 1)", r"The sum \|w\| and \|a - n\| / max(\|a\|, 1)"),
        ("``|w|`` and |w|, int | None", r"``|w|`` and \|w\|, int | None"),
        (">>> f(|x|)\n'|x|'\n\n|x|", ">>> f(|x|)\n'|x|'\n\n\\|x\\|"),
        ("a\n\n    |x| = 1\n\n|x|", "a\n\n::\n\n    |x| = 1\n\n\\|x\\|"),
        (r"an \|x\| that is right", None),
    ],
)
def test_equations_keep_their_lines_and_bars_are_no_substitution(load, text, mended):
    assert "\n".join(load("docstrings").mend(text.splitlines())) == (text if mended is None else mended)


def docstrings(path):
    """The docstrings of a file, of variables too: (line, text)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else ():
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                yield one.lineno, inspect.cleandoc(one.value.value)


MENDED = ("evaluation", "figures", "sound")
"""Rooms whose docstrings are right as they are. The others still need the hook; a room is added here when it no longer does."""


@pytest.mark.parametrize("room", MENDED)
def test_docstrings_of_a_room_need_no_mending(load, room):
    mend, faults, read = load("docstrings").mend, [], 0
    for path in sorted((ROOT / "elman" / room).rglob("*.py")):
        for line, text in docstrings(path):
            read += 1
            if mend(text.splitlines()) != text.splitlines():
                faults.append(f"{path.relative_to(ROOT)}:{line}: needs '::' before a block, or `` around |...|")
    assert read > 20
    assert faults == []


@pytest.mark.parametrize(
    ("signature", "told"),
    [
        ("(f, *, network=<module 'elman.network.rnn' from '/home/me/rnn.py'>, n=3)", "(f, *, network=rnn, n=3)"),
        ("(say=<function wrong>, rtol=1e-08)", "(say=wrong, rtol=1e-08)"),
        ("(map=<class 'map'>, error=<class 'elman.errors.InputError'>)", "(map=map, error=InputError)"),
        ("(total=<built-in function sum>, g=<ufunc 'tanh'>)", "(total=sum, g=tanh)"),
        ("(progress=<function <lambda>>, keep=False)", "(progress=..., keep=False)"),
        ("(a, b='<empty>')", "(a, b='<empty>')"),
    ],
)
def test_defaults_are_told_by_name(load, signature, told):
    assert load("docstrings").by_name(signature) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (" = {'mse': <function mse>}", ""),
        (" = (PosixPath('/home/me/elman'), 1)", ""),
        (" = <elman.tables.Table object at 0x7f>", ""),
        (" = (<class 'zipfile.BadZipFile'>, <class 'EOFError'>)", " = (zipfile.BadZipFile, EOFError)"),
        (" = (1, '<b>')", " = (1, '<b>')"),
    ],
)
def test_values_have_no_functions_and_no_folders(load, value, told):
    assert load("docstrings").value(value) == told


def test_equations_that_a_cell_shows_are_read_as_those_of_the_text():
    """Where they are not, they stay TeX; check.js looks for it in all pages."""
    settings = (SITE / "conf.py").read_text(encoding="utf-8")
    assert 'nb_render_markdown_format = "myst"' in settings


# Links.

TITLES = {"03": "Run the network forward", "04": "Backpropagate through time", "05": "Check every gradient"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see notebook 05.", [("notebook 05", "05")]),
        ("Notebooks 03, 04 and 05 do", [("Notebooks 03", "03"), ("04", "04"), ("05", "05")]),
        (
            'Notebooks 03, "Run the network forward", and 04, "Backpropagate through time".',
            [('Notebooks 03, "Run the network forward"', "03"), ('04, "Backpropagate through time"', "04")],
        ),
        ("the figure of 03 Run the network forward in", [("03 Run the network forward", "03")]),
        ("notebook 05, “Check every gradient”", [("notebook 05, “Check every gradient”", "05")]),
        ("05 or 10 minutes, notebook 99, in 2005, notebook 051", []),
        ("notebook 04 has 05 steps", [("notebook 04", "04")]),
    ],
)
def test_notebooks_are_found_where_they_are_named(load, text, found):
    pytest.importorskip("sphinx")
    assert [(text[start:end], number) for start, end, number in load("links").mentions(text, TITLES)] == found


def test_a_name_means_one_thing_or_none(load):
    pytest.importorskip("sphinx")
    meant = load("links").meant
    endings = {
        "rnn.backward": {"elman.network.rnn.backward"},
        "backward": {"elman.network.rnn.backward", "elman.network.gru.backward"},
        "grade": {"elman.diagnosis.grading.grade"},
    }
    assert meant(endings, "rnn.backward") == ["elman.network.rnn.backward"]
    assert len(meant(endings, "backward")) == 2
    assert meant(endings, "elman.diagnosis.grade") == ["elman.diagnosis.grading.grade"]
    assert meant(endings, "elman.network.grade") == meant(endings, "student.grade") == []


def test_names_that_a_notebook_imports(load, tmp_path):
    pytest.importorskip("sphinx")
    path = tmp_path / "a.ipynb"
    code = "import numpy as np\nfrom elman.network import rnn\nfrom elman.gradcheck import check, watch\n"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": code}]}))
    names = {"rnn": "elman.network.rnn", "check": "elman.gradcheck.check", "watch": "elman.gradcheck.watch"}
    assert load("links").imported(path) == names
    assert load("links").imported(tmp_path / "page.ipynb") == {}


# Equations.


@pytest.mark.skipif(
    shutil.which("node") is None or not (SITE / "node_modules").is_dir(),
    reason="KaTeX is not installed: run `npm ci` in docs/site",
)
def test_equations_are_typeset_one_after_the_other_and_a_wrong_one_is_told(load):
    pytest.importorskip("sphinx")
    equations = load("equations")
    inline, wrong = equations.typeset(r"H[t+1] = \tanh(Z[t])", False)
    assert wrong == ""
    assert inline.startswith('<span class="katex">')
    assert "<math" in inline
    html, wrong = equations.typeset(r"\frac{1}", True)
    assert html == ""
    assert "KaTeX parse error" in wrong
    displayed, wrong = equations.typeset("ä < 1", True)
    assert (displayed, "ä" in wrong) == ("", True)  # no letter that KaTeX does not know
    displayed, wrong = equations.typeset("W_{hh}", True)
    assert (displayed.startswith('<span class="katex-display">'), wrong) == (True, "")
    with equations.node() as process:
        process.stdin.close()
    assert process.returncode == 0
