"""Files of the user's own: Python files and notebooks."""

import json

import pytest

from elman.errors import InputError
from elman.student_file import kind_of, line_of, load, value


def notebook(path, *cells):
    path.write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": [cell]} for cell in cells]}), encoding="utf-8"
    )
    return path


def test_of_a_notebook_only_what_the_function_needs_is_run(tmp_path):
    cells = (
        "%matplotlib inline\nimport math\nimport no_such_library\nTWO = 2.0\nraise_no = [1, 2]",
        "raise RuntimeError('computes something')",
        "for n in range(10**12): pass",
        "print(1 / 0)\ndef backward(params, dY, cache):\n    return TWO * math.pi",
        "what is this?",
    )
    assert load(notebook(tmp_path / "mine.ipynb", *cells), "backward")(None, None, None) == pytest.approx(6.2831853)


def test_what_it_needs_may_be_computed_and_filled_in_several_cells(tmp_path):
    cells = (
        "from math import *\nweights = {}",
        "weights['a'] = sqrt(4.0)",
        "def helper(x):\n    return step * x",
        "step = weights['a'] + 1",
        "def answer(x, of=helper):\n    return of(x)",
        "step = step + 0.5",
        "def answer(x):\n    return helper(x)",  # what is defined last counts
    )
    assert load(notebook(tmp_path / "mine.ipynb", *cells), "answer")(2.0) == 7.0


def test_a_value_is_found_as_well(tmp_path):
    assert value(notebook(tmp_path / "a.ipynb", "order = ['B', 'A']"), "order")[0] == ["B", "A"]
    (tmp_path / "b.py").write_text("order = None\n", encoding="utf-8")
    assert value(tmp_path / "b.py", "order")[0] is None


def test_a_cell_that_is_no_python_is_told_where_the_function_may_be_in_it(tmp_path):
    path = notebook(tmp_path / "mine.ipynb", "import math", "def backward(:\n    pass")
    with pytest.raises(InputError, match="cell 2 of mine.ipynb: line 1 is not Python"):
        load(path, "backward")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", "", "neither a Python file"),
        ("a", "", "neither a Python file"),
        ("a.ipynb", "{}", "not a notebook"),
        ("a.py", "def backward(:\n", "line 1 is not Python"),
        ("a.py", "x = 1\nimport no_such_module\n", "line 2: ModuleNotFoundError"),
        ("a.py", "backward = 3\nfrom math import pi\n", "backward is not a function, but of type int"),
        ("a.py", "def forward():\n    pass\n", "the file has forward"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load(path, "backward")


def test_a_folder_is_told(tmp_path):
    (tmp_path / "a.py").mkdir()
    with pytest.raises(InputError, match="folder"):
        load(tmp_path / "a.py", "backward")


def test_what_it_is_is_told_by_the_number_of_arguments():
    assert kind_of(lambda params, dY, cache: None) == "backward"
    assert kind_of(lambda params, dY, cache, more=1: None) == "backward"
    assert kind_of(lambda params, X, targets, settings: None) == "cost"
    with pytest.raises(InputError, match="takes 2 arguments"):
        kind_of(lambda params, dY: None)


def by_key(params):
    grads = {}
    grads["a"] = 1.0 * 2
    grads["b"] = 2.0 * 2
    grads["b"] += 3.0
    grads["e"] += params
    return grads | dict(c=4.0 + 1, d=params[0])


def test_the_line_that_computes_a_gradient_is_found_where_it_is_one():
    first = by_key.__code__.co_firstlineno
    assert line_of(by_key, "a") == (first + 2, 'grads["a"] = 1.0 * 2')
    assert line_of(by_key, "c") == (first + 6, "return grads | dict(c=4.0 + 1, d=params[0])")
    assert line_of(by_key, "e") == (first + 5, 'grads["e"] += params')
    assert line_of(by_key, "d") is None  # handed on: it is computed elsewhere
    assert line_of(by_key, "b") is None  # two lines
    assert line_of(len, "a") is None
