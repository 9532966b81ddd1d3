"""The catalogue holds exactly the exercises of the notebooks, and each judge judges."""

import re
from pathlib import Path

import pytest

from elman.errors import InputError
from elman.grading.catalogue import EXERCISES, GAINS, exercise, of_notebook
from elman.student_file import value

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "notebooks" / "sources").glob("[0-9][0-9]_*.py"))
PIECE = re.compile(r"^ *# --- solution\n(.*?)^ *# --- instead\n", flags=re.MULTILINE | re.DOTALL)


def to_fill_in(source):
    """The names that students fill in: of the function around each exercise, or of what is assigned there."""
    text, names = source.read_text(encoding="utf-8"), []
    for piece in PIECE.finditer(text):
        if piece[0].startswith(" "):
            names.append(re.findall(r"^def (\w+)", text[: piece.start()], flags=re.MULTILINE)[-1])
        else:
            names.append(re.match(r"\w+", piece[1])[0])
    return dict.fromkeys(names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem[:2])
def test_every_exercise_of_a_notebook_is_there_in_its_order(source):
    # `found` says how many mistakes a student has found, `grads` ends the backward pass of notebook 05
    names = [name for name in to_fill_in(source) if name not in ("found", "grads")]
    assert [one.name for one in of_notebook(source.name[:2])] == names


def test_every_judge_of_the_notebooks_is_used():
    used = set(re.findall(r"\bcheck_\w+", (ROOT / "elman" / "grading" / "catalogue.py").read_text(encoding="utf-8")))
    told = set()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        for imported in re.findall(r"from elman\.exercises\.\w+ import \(?([\w, ]+)", text):
            told |= {name.strip() for name in imported.split(",") if name.strip().startswith("check_")}
    assert used == told


@pytest.mark.parametrize("one", EXERCISES[1:], ids=lambda one: one.title)  # 01 takes seconds: it makes a whole corpus
def test_no_answer_is_not_done_yet(one):
    assert one.judge(None).kind == "open"
    assert not one.judge(lambda *args: 1 / 0)


@pytest.mark.parametrize("one", [e for e in EXERCISES[1:] if e.name != "opposed"], ids=lambda one: one.title)
def test_the_solution_is_right_and_the_template_is_open(one):
    for folder, kind in (("solutions", "right"), ("", "open")):
        (path,) = (ROOT / "notebooks" / folder).glob(f"{one.notebook}_*.ipynb")
        assert one.judge(value(path, one.name)[0]).kind == kind


def test_against_the_target_or_not():
    judge = exercise("13", "opposed").judge
    assert judge(lambda target: target.mean() - 0.1 * (target - target.mean()))
    assert judge(lambda target: -target).kind == "open"
    assert "moves with the target" in judge(lambda target: target).word


def test_the_gains_are_those_that_notebook_02_measures():
    text = next((ROOT / "notebooks" / "solutions").glob("02_*.ipynb")).read_text(encoding="utf-8")
    measured = dict(re.findall(r"\b([ABC]) (\d+\.\d) %", re.search(r"The error on new songs falls by: [^<]*", text)[0]))
    assert measured == {name: f"{100 * gain:.1f}" for name, gain in GAINS.items()}


def test_what_is_no_exercise():
    with pytest.raises(InputError, match="notebook 03 has no exercise backward"):
        exercise("03", "backward")
