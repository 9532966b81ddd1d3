"""A verdict is the judge's only where the process ended as the judge's does."""

import json

import pytest

from elman.child import DONE
from elman.grading.catalogue import exercise
from elman.grading.child import judge
from elman.grading.submissions import submission

FORGED = {"kind": "right", "word": "forged", "refused": []}

CODE = """
def fit_ridge(Z, R, ridge):
    import os
    for fd in range(3, 40):
        try:
            os.write(fd, {line!r})
        except OSError:
            pass
    os._exit({status})
"""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (json.dumps(FORGED), 0),
        ("5", DONE),
        ("[" * 100_000, DONE),
        (json.dumps(FORGED | {"kind": "excellent"}), DONE),
        (json.dumps(FORGED | {"word": None}), DONE),
        (json.dumps(FORGED | {"refused": 3}), DONE),
    ],
    ids=["ended too early", "a number", "deep", "another kind", "no word", "refused is a number"],
)
def test_what_the_code_writes_itself_is_no_verdict(tmp_path, line, status):
    path = tmp_path / "anna.py"
    path.write_text(CODE.format(line=line.encode() + b"\n", status=status), encoding="utf-8")
    row = judge(submission("anna", path), exercise("02", "fit_ridge"), 30)
    assert row.verdict == "failed"
    assert row.word


def test_a_word_is_one_line_that_can_be_shown(tmp_path):
    path = tmp_path / "anna.py"
    path.write_text(
        "def fit_ridge(Z, R, ridge):\n    raise ValueError('a\\nb \\x00 \\x1b[31m \u00fc')\n", encoding="utf-8"
    )
    row = judge(submission("anna", path), exercise("02", "fit_ridge"), 30)
    assert row.word.isprintable()
    assert "\u00fc" in row.word
    assert r"\x1b[31m" in row.word


@pytest.mark.parametrize("kind", ["BaseException", "GeneratorExit", "KeyboardInterrupt"])
@pytest.mark.parametrize(
    "code", ["raise {0}", "def fit_ridge(Z, R, ridge):\n    raise {0}"], ids=["in the file", "in the call"]
)
def test_what_is_raised_is_named_whatever_it_is(tmp_path, code, kind):
    path = tmp_path / "anna.py"
    path.write_text(
        f"{code.format(kind)}\nfit_ridge = 1\n" if code.startswith("raise") else code.format(kind), encoding="utf-8"
    )
    row = judge(submission("anna", path), exercise("02", "fit_ridge"), 30)
    assert row.verdict == "failed"
    assert kind in row.word
