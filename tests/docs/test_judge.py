"""docs/site/exercises.py and judge/runner.py: the exercises that are written on the site, judged as in their notebooks."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OURS = ("exercises", "runner", "build", "stage", "update_notebook_list", "pages")


@pytest.fixture
def load(monkeypatch):
    """Import a module of the site, which the next test imports anew."""
    monkeypatch.syspath_prepend(SITE / "judge")
    monkeypatch.syspath_prepend(SITE)
    yield __import__
    for name in OURS:
        sys.modules.pop(name, None)


@pytest.fixture
def tasks(load):
    return {task.name: task for task in load("exercises").exercises(PATHS)}


@pytest.fixture
def check(load):
    run = load("runner").check
    return lambda task, text: json.loads(run(task.imports, text, task.calls))


def solved(load, tasks):
    """The same exercises as the notebooks with answers have them."""
    answers = {
        task.name: task for task in load("exercises").exercises(ROOT / "notebooks/solutions" / p.name for p in PATHS)
    }
    assert set(answers) == set(tasks)
    return answers


def test_every_exercise_of_these_notebooks_is_there(tasks, load):
    wanted = []
    for path in PATHS:
        if path.name[:2] in load("exercises").NOTEBOOKS:
            text = "".join("".join(cell["source"]) + "\n" for cell in json.loads(path.read_text())["cells"])
            wanted += [(path.name[:2], title) for title in re.findall(r"^## Exercise: (.*)$", text, flags=re.MULTILINE)]
    assert [(task.number, task.title.lower()) for task in tasks.values()] == [(n, title.lower()) for n, title in wanted]
    assert {task.number for task in tasks.values()} == {"03", "04", "05", "07", "14"}
    for task in tasks.values():
        assert task.calls
        assert task.text
        for call in task.calls:
            name = re.search(r"[(](\w+)", call)[1]
            assert f"def {name}(" in task.template


def test_templates_are_not_right_and_solutions_are(tasks, load, check):
    for name, answer in solved(load, tasks).items():
        begun, done = check(tasks[name], tasks[name].template), check(tasks[name], answer.template)
        assert not begun["right"], name
        assert begun["fault"] is None, name
        assert len(begun["verdicts"]) == len(tasks[name].calls)
        assert done["right"], (name, done)
        assert all(verdict["html"] for verdict in done["verdicts"])


def test_no_page_holds_a_line_of_an_answer(tasks, load):
    """But for what the text of an exercise itself says."""
    entry = next(load("stage").entries())
    for name, answer in solved(load, tasks).items():
        page = load("exercises").as_page(tasks[name], entry, ROOT)
        own = set(tasks[name].template.splitlines())
        lines = [line.strip() for line in answer.template.splitlines() if line not in own]
        told = [line for line in lines if len(line) > 12 and json.dumps(line)[1:-1] in page]
        assert lines
        assert told == [], name


@pytest.mark.parametrize(
    "edit",
    [
        ('params["W_hh"].T', 'params["W_hh"]'),
        ("1 - H[t + 1] ** 2", "1 - H[t] ** 2"),
        ("(dH + carry)", "dH"),
        ("dZ.sum(axis=0)", "dZ.mean(axis=0)"),
    ],
)
def test_a_planted_mistake_has_the_name_that_gradcheck_gives(tasks, load, check, tmp_path, edit):
    task = tasks["04_write_backward"]
    right = solved(load, tasks)[task.name].template
    wrong = right.replace(*edit)
    assert wrong != right
    file = tmp_path / "mine.py"
    file.write_text(f"{task.imports}\n{wrong}")
    command = [sys.executable, "-m", "elman", "gradcheck", f"{file}:backward"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 1, run.stderr
    named = re.findall(r"^\d+\. (.*)$", run.stdout, flags=re.MULTILINE)
    assert named
    told = check(task, wrong)["verdicts"][0]["text"]
    assert all(re.split(r", in |$", name)[0] in told for name in named)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("def clip(a, b):\n    return (\n", 2, "SyntaxError"),
        ("a = 1\n  b = 2\n", 2, "IndentationError"),
        ("a = 1\n\nb = a / 0", 3, "ZeroDivisionError"),
        ("import no_such_module", 1, "no_such_module"),
        ("def f():\n    raise SystemExit(3)\n\nf()", 2, "SystemExit"),
        ("raise ValueError('<b>')", 1, "<b>"),
    ],
)
def test_what_goes_wrong_is_told_with_its_line(tasks, check, text, line, words):
    told = check(tasks["04_clip"], text)
    assert not told["right"]
    assert told["verdicts"] == []
    assert told["fault"]["line"] == line
    assert words in told["fault"]["words"]


def test_what_a_judge_meets_is_told_with_its_line(tasks, check):
    task = tasks["04_clip"]
    [verdict] = check(task, 'def clip(grads, n):\n    return grads["<no>"]\n')["verdicts"]
    assert 'line 2: return grads["<no>"]' in verdict["text"]
    assert "<no>" not in verdict["html"]
    [verdict] = check(task, "klip = 1\n")["verdicts"]
    assert "clip" in verdict["text"]
    assert verdict["html"] is None


def test_what_is_printed_is_kept_and_cut(tasks, check, load):
    told = check(tasks["04_clip"], 'print("one")\ndef clip(g, n):\n    print("two")\n')
    assert told["printed"].startswith("one\ntwo\n")
    long = check(tasks["04_clip"], "for n in range(10_000): print(n)\nclip = None")
    assert len(long["printed"]) < load("runner").PRINTED + 10


def test_one_check_knows_nothing_of_another(tasks, check):
    check(tasks["04_clip"], "def clip(g, n):\n    return g\n")
    assert "NameError" in check(tasks["04_clip"], "a = 1")["verdicts"][0]["text"]


# What build.py puts beside the pages.


@pytest.fixture
def build(load):
    pytest.importorskip("sphinx")
    return load("build")


def test_the_package_that_travels_is_whole_enough_and_the_same_each_time(build, tasks, tmp_path):
    for name in ("one.zip", "two.zip"):
        build.package(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert (tmp_path / "one.zip").stat().st_size < 500_000
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'one.zip')!r})\n"
    code += "\n".join(task.imports for task in tasks.values()) + "\nimport elman; print(elman.__file__)"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.stdout.startswith(str(tmp_path)), run.stderr


def test_a_folder_with_pyodide_must_be_whole(build, tmp_path):
    with pytest.raises(SystemExit, match="pyodide.asm.wasm"):
        build.distribution(tmp_path)
    for name in build.PYODIDE:
        (tmp_path / name).write_text("{}")
    (tmp_path / "pyodide-lock.json").write_text('{"packages": {"numpy": {"file_name": "numpy-1.whl"}}}')
    with pytest.raises(SystemExit, match="numpy-1.whl"):
        build.distribution(tmp_path)
    (tmp_path / "numpy-1.whl").write_text("")
    assert {path.name for path in build.distribution(tmp_path)} == {*build.PYODIDE, "numpy-1.whl"}


def test_the_page_of_exercises_links_to_jupyterlite_only_where_that_is_built(load, tmp_path):
    for lite in (False, True):
        load("stage").stage(tmp_path, lite)
        text = (tmp_path / "write.md").read_text(encoding="utf-8")
        assert "<!--" not in text
        assert [f'path=notebooks/{path.name}"' in text for path in PATHS] == [lite] * len(PATHS)
        assert text.count(" <exercises/") == 8
