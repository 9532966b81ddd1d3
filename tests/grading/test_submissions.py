"""Files, their students, and the exercises in them."""

import json
import os
from pathlib import Path

import pytest

from elman.errors import InputError
from elman.grading.catalogue import JUDGES
from elman.grading.submissions import find, of_one_name, submission

OURS = "from elman.exercises.clipping import check_clip"


def notebook(path, *cells, title="# 04 Backpropagate through time"):
    path.parent.mkdir(parents=True, exist_ok=True)
    prose = [{"cell_type": "markdown", "source": [title]}]
    code = [{"cell_type": "code", "source": [cell]} for cell in cells]
    path.write_text(json.dumps({"cells": prose + code}), encoding="utf-8")
    return path


def text(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def titles(path):
    return [one.title for one in submission("x", path).exercises]


def test_students_are_files_and_sub_folders(tmp_path):
    text(tmp_path / "anna.py", "def step(params, x, h):\n    pass\n")
    notebook(tmp_path / "ben" / "notebooks" / "anything.ipynb", OURS)
    notebook(tmp_path / "ben" / "notebooks" / "solutions" / "04_solved.ipynb", OURS)
    notebook(tmp_path / "ben" / ".ipynb_checkpoints" / "old.ipynb", OURS)
    notebook(tmp_path / "ben" / "start_here.ipynb", title="# Start here")
    text(tmp_path / "carla" / "report.txt", "see my mail")
    text(tmp_path / "readme.txt", "")
    found = find(tmp_path)
    assert [(one.student, one.path.name, len(one.exercises)) for one in found] == [
        ("anna", "anna.py", 1),
        ("ben", "anything.ipynb", 3),
        ("carla", "carla", 0),
        ("readme.txt", "readme.txt", 0),
    ]
    assert "neither a notebook nor a Python file" in found[2].fault
    assert "neither a notebook" in found[3].fault


def test_every_name_in_the_folder_is_told(tmp_path):
    text(tmp_path / "anna.py", "def step(): pass\n")
    text(tmp_path / "ben.zip", "PK")
    (tmp_path / "carla.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "david").symlink_to(tmp_path / "gone")
    (tmp_path / "emma.py").symlink_to(tmp_path / "emma.py")
    text(tmp_path / "finn" / "a.py", "def step(): pass\n")
    (tmp_path / "finn" / "b.ipynb").symlink_to("lost")
    text(tmp_path / "finn" / "c.ipynb", "{")
    text(tmp_path / "finn" / "helper.py", "x = 1\n")
    text(tmp_path / "gina.py" / "a.py", "def step(): pass\n")
    text(tmp_path / "grades.csv", "student\n")
    (tmp_path / "hugo").mkdir()
    found = {(one.student, one.path.name): one for one in find(tmp_path, table=tmp_path / "grades.csv")}
    assert set(found) == {
        ("anna", "anna.py"), ("ben.zip", "ben.zip"), ("carla", "carla.py"), ("david", "david"), ("emma", "emma.py"),
        ("finn", "a.py"), ("finn", "b.ipynb"), ("finn", "c.ipynb"), ("gina.py", "a.py"), ("hugo", "hugo"),
    }  # fmt: skip
    assert "nowhere.py" in found["carla", "carla.py"].fault
    assert "gone" in found["david", "david"].fault
    assert "link" in found["emma", "emma.py"].fault
    assert "lost" in found["finn", "b.ipynb"].fault
    assert "not a notebook" in found["finn", "c.ipynb"].fault
    assert "neither" in found["ben.zip", "ben.zip"].fault
    assert [one.path.name for one in found.values() if one.exercises] == ["anna.py", "a.py", "a.py"]


def test_students_of_one_name_are_kept_apart(tmp_path):
    text(tmp_path / "anna.py", "def step(): pass\n")
    notebook(tmp_path / "anna.ipynb", OURS)
    text(tmp_path / "anna" / "a.py", "def step(): pass\n")
    text(tmp_path / "anna.txt", "")
    text(tmp_path / "ben.py", "def step(): pass\n")
    assert of_one_name(tmp_path) == {"anna": ["anna/", "anna.ipynb", "anna.py"]}
    assert [one.student for one in find(tmp_path)] == ["anna/", "anna.ipynb", "anna.py", "anna.txt", "ben"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path):
    text(tmp_path / "anna.py", "x = 1").chmod(0)
    (tmp_path / "ben").mkdir(mode=0)
    assert ["cannot be read" in one.fault for one in find(tmp_path)] == [True, True]


def test_a_copy_of_a_notebook_has_all_its_exercises(tmp_path):
    wanted = ["04 backward", "04 truncated", "04 clip"]
    for title in ("# 04 Backpropagate through time", "", "# My answers"):
        assert titles(notebook(tmp_path / "mine.ipynb", "x = 1", f"import numpy\n{OURS}", title=title)) == wanted


@pytest.mark.parametrize("name", ["02.ipynb", "02 homework.ipynb", "mine.ipynb"])
def test_a_notebook_of_another_course_is_not_ours(tmp_path, name):
    foreign = notebook(tmp_path / name, "import numpy as np", "x = np.zeros(3)", title="# 02 Linear regression")
    assert titles(foreign) == []
    assert "no exercise" in submission("x", foreign).fault


def test_each_notebook_imports_its_judge_and_no_other_does():
    sources = sorted((Path(__file__).parents[2] / "notebooks" / "sources").glob("[0-9][0-9]_*.py"))
    found = {
        source.name[:2]: {
            n for n, module in JUDGES.items() if f"elman.exercises.{module} import" in source.read_text("utf-8")
        }
        for source in sources
    }
    assert found == {number: {number} for number in JUDGES}


def test_another_file_has_what_it_defines(tmp_path):
    assert titles(text(tmp_path / "a.py", "def backward():\n    pass\n\nmy_order = 'BAC'\n")) == [
        "02 my_order",
        "04 backward",
    ]
    assert titles(text(tmp_path / "05.py", "def backward():\n    pass\n\nmy_order = 'BAC'\n")) == ["05 backward"]
    assert titles(text(tmp_path / "b.py", "def step(params, x, h):\n    return (\n")) == ["03 step"]
    assert titles(notebook(tmp_path / "c.ipynb", "def clip(grads, largest_norm): pass", title="# Mine")) == ["04 clip"]


@pytest.mark.parametrize(
    ("name", "content", "fact"),
    [("a.ipynb", "{", "not a notebook"), ("b.py", "x = 1\n", "no exercise"), ("c.ipynb", "[1]", "not a notebook")],
)
def test_what_has_no_exercise_says_why(tmp_path, name, content, fact):
    one = submission("x", text(tmp_path / name, content))
    assert one.exercises == ()
    assert fact in one.fault


def test_the_digest_is_that_of_everything_beside_it(tmp_path):
    one, other = text(tmp_path / "a.py", "def step(): pass\n"), text(tmp_path / "b.py", "K = 1\n")
    before = submission("x", one, beside=[one, other]).digest
    assert submission("x", one, beside=[other, one]).digest == before
    text(other, "K = 2\n")
    assert submission("x", one, beside=[one, other]).digest != before


def test_a_folder_without_submissions(tmp_path):
    with pytest.raises(InputError, match="no notebook"):
        find(tmp_path)
    with pytest.raises(InputError, match="a folder"):
        find(tmp_path / "nowhere")


@pytest.mark.parametrize("source", [None, 3, [1, 2]])
@pytest.mark.parametrize("kind", ["markdown", "code"])
def test_a_cell_without_a_text_is_told_and_stops_nobody_else(tmp_path, kind, source):
    cells = {"cells": [{"cell_type": kind, "source": source}]}
    (tmp_path / "anna.ipynb").write_text(json.dumps(cells), encoding="utf-8")
    notebook(tmp_path / "ben.ipynb", OURS)
    anna, ben = find(tmp_path)
    assert "not a notebook" in anna.fault
    assert ben.exercises


@pytest.mark.parametrize("code", ["-" * 100_000 + "1\n", "a" + ".b" * 50_000 + "\n", "(" * 5000])
def test_code_that_python_cannot_even_read_stops_nobody_else(tmp_path, code):
    text(tmp_path / "anna.py", "def step():\n    pass\n\n" + code)
    text(tmp_path / "ben.py", "def step():\n    pass\n")
    assert [[one.title for one in found.exercises] for found in find(tmp_path)] == [["03 step"], ["03 step"]]
