"""Files, their students, and the exercises in them."""

import json

import pytest

from elman.errors import InputError
from elman.grading.submissions import find, submission


def notebook(path, *cells, title="# 04 Backpropagate through time"):
    path.parent.mkdir(parents=True, exist_ok=True)
    prose = [{"cell_type": "markdown", "source": [title]}] if title else []
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
    notebook(tmp_path / "ben" / "notebooks" / "anything.ipynb")
    notebook(tmp_path / "ben" / "notebooks" / "solutions" / "04_solved.ipynb")
    notebook(tmp_path / "ben" / ".ipynb_checkpoints" / "old.ipynb")
    notebook(tmp_path / "ben" / "start_here.ipynb", title="# Start here")
    text(tmp_path / "carla" / "report.txt", "see my mail")
    text(tmp_path / "readme.txt", "")
    found = find(tmp_path)
    assert [(one.student, one.path.name, len(one.exercises)) for one in found] == [
        ("anna", "anna.py", 1),
        ("ben", "anything.ipynb", 3),
        ("carla", "carla", 0),
    ]
    assert "neither a notebook nor a Python file" in found[2].fault


def test_a_copy_of_a_notebook_has_all_its_exercises(tmp_path):
    wanted = ["04 backward", "04 truncated", "04 clip"]
    assert titles(notebook(tmp_path / "mine.ipynb", "x = 1")) == wanted
    assert titles(notebook(tmp_path / "04_copy.ipynb", title="")) == wanted


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
    notebook(tmp_path / "ben.ipynb", "x = 1")
    anna, ben = find(tmp_path)
    assert "not a notebook" in anna.fault
    assert ben.exercises


@pytest.mark.parametrize("code", ["-" * 100_000 + "1\n", "a" + ".b" * 50_000 + "\n", "(" * 5000])
def test_code_that_python_cannot_even_read_stops_nobody_else(tmp_path, code):
    text(tmp_path / "anna.py", "def step():\n    pass\n\n" + code)
    text(tmp_path / "ben.py", "def step():\n    pass\n")
    assert [[one.title for one in found.exercises] for found in find(tmp_path)] == [["03 step"], ["03 step"]]
