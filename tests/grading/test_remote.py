"""A function in another process: called as if it were here, and judged in the same words."""

import contextlib
import inspect
import json
import subprocess

import numpy as np
import pytest

from elman import child
from elman.diagnosis.grading import grade
from elman.errors import InputError
from elman.exercises.attempt import attempt
from elman.grading.catalogue import exercise
from elman.grading.remote import Lost, Remote, source_of
from elman.student_file import value

BACKWARD = """
import numpy as np
from elman.network import rnn

kept = {}

def backward(params, dY, cache):
    grads = rnn.backward(params, dY, cache)
    LINE
    return grads
"""


@contextlib.contextmanager
def remote(path, name, folder):
    pipe = subprocess.PIPE
    request = json.dumps({"path": str(path), "name": name})
    with child.started("elman.grading.answer", [request], folder=folder, stdin=pipe, stdout=pipe) as process:
        yield Remote(process.stdout, process.stdin).answer(path, name)


@pytest.fixture
def written(tmp_path):
    (tmp_path / "own").mkdir()

    def write(text, name="anna.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path, tmp_path / "own"

    return write


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("", "23 of 23"),
        ("grads['W_hh'] = grads['W_hh'].T.copy()", "transposed"),
        ("grads['b_h'] *= 2", "b_h"),
        ("grads['b_h'] = cache.H[0]", "memory of cache.H"),
        ("grads['b_h'] = grads['h_0']", "share their memory"),
        ("[kept.setdefault(k, g).__setitem__(..., g) for k, g in grads.items() if kept.get(k, g).shape == g.shape]\n"
         "    grads['b_h'] = kept['b_h'] if kept['b_h'].shape == grads['b_h'].shape else grads['b_h']", "the same arrays"),
        ("params['W_hh'][0, 0] = 7", "params['W_hh']"),
        ("del params['b_y']", "params['b_y']"),
        ("cache.X[:] = 0", "cache.X"),
        ("grads['b_h'] = np.random.default_rng().standard_normal(grads['b_h'].shape)", "random numbers"),
        ("grads['b_h'] = grads['b_h'].astype('float32')", "float32"),
        ("grads['W_hh'] = np.matrix(grads['W_hh'])", "matrix"),
        ("grads['b_h'] = list(grads['b_h'])", "is a list"),
        ("1 / 0", "ZeroDivisionError: division by zero in line 9 of anna.py: 1 / 0"),
        ("return tuple(grads.values())", "tuple was returned"),
        ("return (g for g in grads)", "yield"),
        ("grads = None", "NoneType was returned"),
    ],
)  # fmt: skip
def test_the_checklist_is_that_of_a_function_in_this_process(written, line, fact):
    path, folder = written(BACKWARD.replace("LINE", line))
    here = str(grade(value(path, "backward")[0], output="linear"))
    assert fact in here
    with remote(path, "backward", folder) as backward:
        assert str(grade(backward, output="linear")) == here


STEP = "import numpy as np\ndef step(params, x, h):\n    {}\n"


@pytest.mark.parametrize(
    "line",
    ["raise ValueError('a\\nb')", "raise NotImplementedError", "raise SystemExit(3)", "return params['W']",
     "return np.eye(2) @ x",
     "yield 1", "x += 1; return np.tanh(x @ params['W_xh'] + h @ params['W_hh'] + params['b_h'])", "pass",
     "return np.tanh(params['W_xh'].T @ x + params['W_hh'].T @ h + params['b_h'])"],
)  # fmt: skip
def test_the_word_is_that_of_a_function_in_this_process(written, line):
    path, folder = written(STEP.format(line))
    judge = exercise("03", "step").judge
    here = str(judge(value(path, "step")[0]))
    with remote(path, "step", folder) as step:
        assert str(judge(step)) == here


def test_what_is_no_function_comes_as_it_is(written):
    path, folder = written("my_order = ('B', 'A', 'C')\n")
    with remote(path, "my_order", folder) as answer:
        assert answer == ("B", "A", "C")


def test_a_file_that_cannot_be_run(written):
    path, folder = written("1 / 0\n")
    with pytest.raises(InputError, match="ZeroDivisionError"), remote(path, "step", folder):
        pass


@pytest.mark.parametrize("line", ["import os; os._exit(0)", "import os; [os.close(fd) for fd in range(3, 20)]"])
def test_a_process_that_is_gone_is_no_answer(written, line):
    path, folder = written(STEP.format(line))
    with remote(path, "step", folder) as step, pytest.raises(Lost):
        attempt(step, ({}, np.zeros(1), np.zeros(1)))


def test_the_source_is_read_and_nothing_of_it_is_run(tmp_path):
    text = "import nowhere\n1 / 0\n\n@print\ndef f(a, b=1 / 0, *, c=print) -> 1 / 0:\n    return a\n"
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    found = source_of(tmp_path / "a.py", "f")
    assert inspect.getsourcelines(found)[0][-1] == "    return a\n"
    cells = [{"cell_type": "code", "source": [one]} for one in ("x = (", "%time\ndef f(a):\n    return 2 * a\n")]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    lines, first = inspect.getsourcelines(source_of(tmp_path / "a.ipynb", "f"))
    assert (lines[1], first) == ("    return 2 * a\n", 2)
    assert source_of(tmp_path / "a.py", "g") is None
