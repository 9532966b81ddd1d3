import json
import os

import pytest

from elman import course
from elman.errors import InputError

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {},
            "source": ["# 01 Look\n", "\n", "**You need.** Matrices,\n", "and [notebook 00](00.ipynb).\n"],
        },
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "source": ["1"],
            "outputs": [{"data": 1}],
            "execution_count": 3,
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def project(tmp_path):
    """A project with one notebook, its answers, and the pages."""
    root = tmp_path / "project"
    for place in ("notebooks/01_look.ipynb", "notebooks/solutions/01_look.ipynb", *course.PAGES):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    return root


def test_the_copy_has_every_notebook_without_outputs_and_the_pages(project, tmp_path):
    written, kept = course.copy(tmp_path / "mine", project)
    assert kept == []
    assert sorted(map(str, written)) == sorted(
        ["notebooks/01_look.ipynb", "notebooks/solutions/01_look.ipynb", "start_here.ipynb", *course.PAGES]
    )
    copied = json.loads((tmp_path / "mine" / "notebooks" / "01_look.ipynb").read_text(encoding="utf-8"))
    assert copied["cells"][1]["outputs"] == []
    assert copied["cells"][1]["execution_count"] is None
    assert copied["cells"][0] == NOTEBOOK["cells"][0]
    assert json.loads((project / "notebooks" / "01_look.ipynb").read_text(encoding="utf-8")) == NOTEBOOK


def test_what_is_there_is_never_overwritten_and_what_is_missing_comes_back(project, tmp_path):
    mine = tmp_path / "mine"
    course.copy(mine, project)
    (mine / "notebooks" / "01_look.ipynb").write_text("my answers", encoding="utf-8")
    (mine / "start_here.ipynb").unlink()
    written, kept = course.copy(mine, project)
    assert [str(path) for path in written] == ["start_here.ipynb"]
    assert len(kept) == 6
    assert (mine / "notebooks" / "01_look.ipynb").read_text(encoding="utf-8") == "my answers"


def test_the_project_itself_is_not_copied_into(project):
    before = sorted(project.rglob("*"))
    with pytest.raises(InputError, match="the project itself"):
        course.copy(project, project)
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("taken", ["mine", "mine/notebooks"])
def test_a_file_in_the_way_is_named_and_stays(project, tmp_path, taken):
    (tmp_path / taken).parent.mkdir(exist_ok=True)
    (tmp_path / taken).write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        course.copy(tmp_path / "mine", project)
    assert f"{tmp_path / taken} is a file" in str(caught.value)
    assert (tmp_path / taken).read_text(encoding="utf-8") == "a file"


def test_first_page_leads_to_every_notebook_with_what_it_needs(project):
    [cell] = course.first_page(course.entries(project / "notebooks"))["cells"]
    assert "[01 Look](notebooks/01_look.ipynb) | a row is half a second |" in cell["source"]
    assert "| Matrices, and notebook 00 |" in cell["source"]


def test_every_link_of_the_real_copy_leads_somewhere(tmp_path):
    import re

    course.copy(tmp_path / "mine")
    pages = [*(tmp_path / "mine").rglob("*.ipynb"), *(tmp_path / "mine").rglob("*.md")]
    assert len(pages) == 2 * len(course.IDEAS) + 1 + len(course.PAGES)
    missing = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.suffix == ".ipynb":
            cells = json.loads(text)["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if not link.startswith(("http", "#")) and not (page.parent / link.split("#")[0]).exists():
                missing.append((page.name, link))
    assert missing == []


def test_all_notebooks_have_an_idea_and_say_what_they_need():
    found = list(course.entries(course.home() / "notebooks"))
    assert [one.number for one in found] == sorted(course.IDEAS)
    assert all(one.needs and 15 <= one.minutes <= 120 for one in found)


def test_a_second_exercise_and_a_second_part_take_their_time():
    once = course.minutes(["## Exercise: a"], [])
    assert course.minutes(["## Exercise: a", "## Exercise: b"], []) == once + 15
    assert course.minutes(["## Exercise: a\n\n**First part.**", "**Second part.**"], []) == once + 15


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(project, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(OSError, match="closed"):
        course.copy(tmp_path / "closed" / "mine", project)
