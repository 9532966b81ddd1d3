"""The notebooks: their sources obey the rules, what is built is in step with them, and all of them run."""

import ast
import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("jupytext")
from nbformat.v4 import new_code_cell, new_notebook, new_output

from elman import course
from elman.exercises.verdict import HEADS

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_spec = importlib.util.spec_from_file_location("build_notebooks", NOTEBOOKS / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

SOURCES = build.sources()
BOTH = [(source, solved) for source in SOURCES for solved in (False, True)]
NAMES = [f"{source.stem}-{'solution' if solved else 'exercise'}" for source, solved in BOTH]

CELLS, LINES, BYTES = 41, 15, 1_000_000
OPENING = ("**You will do.**", "**You will see.**", "**You need.**")
HEADINGS = ("## Summary", "## Exercise", "## Further reading")

WIDGET = """from IPython.display import display
display({"application/vnd.jupyter.widget-view+json": {}}, raw=True)"""

EXERCISE = """# %%
before = 1
# --- solution
answer = 42
# --- instead
# # Your answer:
# answer = None
# --- end
after = 2
"""


def faults(made):
    """Which rules a notebook breaks, as readable lines."""
    found = []
    if len(made.cells) > CELLS:
        found.append(f"{len(made.cells)} cells, at most {CELLS} are allowed")
    for number, cell in enumerate(made.cells, start=1):
        lines = cell.source.splitlines()
        if cell.cell_type == "code" and len(lines) > LINES:
            found.append(f"cell {number} has {len(lines)} lines, at most {LINES} are allowed")
        if cell.cell_type == "code" and "import matplotlib" in cell.source:
            found.append(f"cell {number} plots by itself; plotting code lives in elman/figures")
    first = made.cells[0]
    for words in OPENING:
        if first.cell_type != "markdown" or words not in first.source:
            found.append(f"the opening lacks {words}")
    prose = [line for cell in made.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    for heading in HEADINGS:
        if not any(line.startswith(heading) for line in prose):
            found.append(f"there is no {heading}")
    if not any("show(" in cell.source for cell in made.cells if cell.cell_type == "code"):
        found.append("no cell shows the package's own source")
    return found


def slug(title):
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def write(folder, text, name="01_look.py"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = f"""# %% [markdown]
# # 01 Look
#
# {" ".join(OPENING)}

# %%
from elman.source import show

show(show)

# %% [markdown]
# ## Exercise

{EXERCISE}
# %% [markdown]
# ## Summary
#
# ## Further reading
"""


# The rules, on every source.


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_figure_has_an_alternative_text(source):
    calls = [
        node
        for cell in build.notebook(source, True).cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "figure"
    ]
    assert calls
    assert [ast.unparse(call) for call in calls if "about" not in {word.arg for word in call.keywords}] == []


def test_there_are_sources():
    assert SOURCES


@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_rules(source, solved):
    assert faults(build.notebook(source, solved)) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_file_is_named_by_the_title(source):
    title = build.notebook(source, False).cells[0].source.splitlines()[0]
    assert source.stem == slug(title)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_exercise_differs_from_solution(source):
    exercise, solution = (build.notebook(source, solved) for solved in (False, True))
    both = list(zip(exercise.cells, solution.cells, strict=True))
    cells = [(a.source, b.source) for a, b in both]
    changed = [number for number, (a, b) in enumerate(both) if a.cell_type == "code" and a.source != b.source]
    assert changed
    judges = {name for cell in exercise.cells if cell.cell_type == "code" for name in referees(cell.source)}
    for number in changed:  # and this code cell or one of the next two asks a referee
        code = [cell.source for cell in exercise.cells[number:] if cell.cell_type == "code"]
        assert any(re.search(rf"\b{judge}\(", text) for judge in judges for text in code[:3]), cells[number][0]


def referees(source):
    """The names that a cell imports from the referees: `elman.exercises`, `elman.diagnosis` and `elman.gradcheck`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and re.match(
            r"elman\.(exercises\.|diagnosis|gradcheck)", node.module or ""
        ):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


# Built and in step, without running anything.


@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_built_notebook_is_in_step_with_its_source(source, solved):
    built = build.read(build.target(source, solved))
    assert build.differences(build.notebook(source, solved), built) == []


def code_of(path):
    return [cell for cell in build.read(path).cells if cell.cell_type == "code"]


@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_built_notebook_has_run_and_is_small(source, solved):
    path = build.target(source, solved)
    code = code_of(path)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    kinds = {mime for cell in code for output in cell.outputs for mime in output.get("data", {})}
    assert "image/png" in kinds
    assert path.stat().st_size < BYTES


def verdicts(path):
    """The first words of what the checkers of a built notebook say."""
    said = [output.get("data", {}).get("text/plain", "") for cell in code_of(path) for output in cell.outputs]
    return {head for text in said for head in HEADS.values() if text.startswith(head)}


@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_an_untouched_exercise_is_not_done_yet_and_a_solution_is_right(source, solved):
    assert verdicts(build.target(source, solved)) == {HEADS["right" if solved else "open"]}


def test_every_built_notebook_has_a_source():
    built = [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")]
    assert sorted(built) == sorted(build.target(source, solved) for source, solved in BOTH)


@pytest.mark.long
@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_notebook_runs_and_gives_what_is_stored(source, solved):
    pytest.importorskip("nbclient")
    assert build.check(source, solved) == []


# The builder itself.


def test_split_gives_the_student_the_lines_after_instead():
    assert build.split(EXERCISE, solved=False) == "# %%\nbefore = 1\n# Your answer:\nanswer = None\nafter = 2\n"


def test_split_gives_the_solution_the_lines_before():
    assert build.split(EXERCISE, solved=True) == "# %%\nbefore = 1\nanswer = 42\nafter = 2\n"


def test_split_keeps_indentation():
    text = "def f():\n    # --- solution\n    return 42\n    # --- instead\n    # return None\n\n    # --- end\n"
    assert build.split(text, solved=False) == "def f():\n    return None\n\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# --- instead\n", "line 1: '# --- instead' stands after no open exercise"),
        ("# --- solution\na = 1\n# --- end\n", "line 3: '# --- end' stands after solution"),
        ("# --- solution\n# --- solution\n", "line 2: '# --- solution' stands after solution"),
        ("# --- solution\na = 1\n# --- instead\na = 2\n# --- end\n", "line 4: a line after '# --- instead' must be"),
        ("# --- solution\n# %%\n", "line 2: a cell begins inside an exercise"),
        ("# --- solution\na = 1\n# --- instead\n# a = 2\n", "the last exercise ends without '# --- end'"),
    ],
)
def test_split_refuses_marks_out_of_order(text, message):
    with pytest.raises(build.BuildError, match=re.escape(message)):
        build.split(text, solved=True)


def test_a_good_source_passes(tmp_path):
    assert faults(build.notebook(write(tmp_path, GOOD), False)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("**You need.**", "", "the opening lacks **You need.**"),
        ("## Summary", "## Sum", "there is no ## Summary"),
        ("before = 1", "before = 1\n" * 15, "cell 5 has 19 lines, at most 15 are allowed"),
        ("before = 1", "before = 1\n# %%\n" * 40, "46 cells, at most 41 are allowed"),
        ("show(show)", "1", "no cell shows the package's own source"),
        ("before = 1", "import matplotlib.pyplot", "cell 5 plots by itself"),
    ],
)
def test_broken_rules_are_found(tmp_path, old, new, fault):
    [found] = faults(build.notebook(write(tmp_path, GOOD.replace(old, new)), False))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("before = 1", "before = 2", ["cell 5 differs from its source"]),
        ("# ## Exercise", "# ## An exercise", ["cell 4 differs from its source"]),
        ("before = 1", "before = 1\n\n# %%\n", ["it has 6 cells, its source 7"]),
        ("before = 1", "before = 1", []),
    ],
)
def test_a_changed_source_is_noticed(tmp_path, old, new, expected):
    built = build.notebook(write(tmp_path, GOOD), False)
    now = build.notebook(write(tmp_path, GOOD.replace(old, new)), False)
    assert build.differences(now, built) == expected


@pytest.mark.parametrize(("source", "solved"), BOTH, ids=NAMES)
def test_every_notebook_begins_with_the_cell_that_finds_the_package(source, solved):
    made = build.notebook(source, solved)
    title, first, *others = made.cells
    assert title.cell_type == "markdown"
    assert first.source == course.first_cell()
    assert first.metadata.jupyter.source_hidden
    assert not any(cell.id == first.id or cell.metadata for cell in others)


def test_where_the_package_is_the_first_cell_does_nothing():
    exec(course.first_cell(), {})


def test_where_the_package_is_missing_the_first_cell_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "elman", None)
    with pytest.raises(ModuleNotFoundError, match="pip install"):
        exec(course.first_cell(""), {})


def test_with_an_address_the_first_cell_installs_from_there(monkeypatch):
    monkeypatch.setitem(sys.modules, "elman", None)
    called = []
    monkeypatch.setattr("subprocess.run", lambda command, check: called.append(command))
    exec(course.first_cell("https://example.org/elman"), {})
    assert called == [[sys.executable, "-m", "pip", "install", "--quiet", "elman @ git+https://example.org/elman"]]


def test_the_same_source_gives_the_same_notebook(tmp_path):
    source = write(tmp_path, GOOD)
    assert json.dumps(build.notebook(source, False)) == json.dumps(build.notebook(source, False))


def test_unknown_number_is_refused():
    with pytest.raises(build.BuildError, match="no source with the number 99"):
        build.sources(["99"])


def test_numbers_may_be_short():
    assert [source.stem[:2] for source in build.sources(["1", "02"])] == ["01", "02"]


def test_command_refuses_an_unknown_number(capsys):
    with pytest.raises(SystemExit, match="2"):
        build.main(["99"])
    assert "number 99" in capsys.readouterr().err


@pytest.mark.parametrize(("found", "status"), [([], 0), (["cell 1 differs from its source"], 1)])
def test_check_tells_what_is_out_of_step(monkeypatch, capsys, found, status):
    monkeypatch.setattr(build, "check", lambda source, solved: found)
    assert build.main(["1", "--check"]) == status
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines] == 2 * ["; ".join(found) or "in step"]


def test_what_is_not_built_is_out_of_step(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "HERE", tmp_path)
    assert build.check(SOURCES[0], False) == ["it is not built"]


def said(*texts):
    """A notebook whose only cell has these outputs."""
    outputs = [new_output("execute_result", {"text/plain": text}) for text in texts]
    return new_notebook(cells=[new_code_cell("1", outputs=outputs)])


def test_another_text_is_noticed():
    assert build.output_differences(said("0.25"), said("0.25")) == []
    assert build.output_differences(said("0.25"), said("0.26")) == ["cell 1 now has another output"]
    assert build.output_differences(said("0.25"), said()) == ["cell 1 now has another output"]


def test_pictures_inside_a_page_are_not_compared_their_words_are():
    page = '<img src="data:image/png;base64,{}" alt="{}">{{"picture": "{}"}}'
    then, now, other = (
        said(page.format(*words)) for words in (("Ab+/=", "a", "x"), ("Cd", "a", "y"), ("Cd", "b", "y"))
    )
    assert build.output_differences(now, then) == []
    assert build.output_differences(other, then) == ["cell 1 now has another output"]


def test_sizes_of_rounding_errors_are_not_compared_all_others_are():
    assert build.output_differences(said("error 1.1e-15"), said("error 3e-16")) == []
    assert build.output_differences(said("error 1.1e-15"), said("error 3e-06")) == ["cell 1 now has another output"]
    assert build.output_differences(said("error 1.1e-09"), said("error 3e-09")) == ["cell 1 now has another output"]


def test_a_cell_that_shows_rounding_itself_needs_outputs_of_the_same_kind_only():
    now, then, none = said("0.3000000000000000"), said("0.2999999999999999"), said()
    for notebook in (now, then, none):
        notebook.cells[0].source = f"0.1 * 3  {build.ROUGH}"
    assert build.output_differences(now, then) == []
    assert build.output_differences(now, none) == ["cell 1 now has another output"]


def test_a_notebook_runs_in_an_empty_folder(tmp_path):
    pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
    source = write(tmp_path, "# %%\nimport os\nprint(os.listdir('.'))\n")
    assert build.execute_alone(build.notebook(source, False)).cells[0].outputs[0].text == "[]\n"


def executed(tmp_path, code):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    return build.execute(build.notebook(write(tmp_path, f"# %%\n{code}\n"), False), tmp_path)


@pytest.mark.long
def test_execution_is_kept_without_times_and_compared(tmp_path):
    then, same, other = (executed(tmp_path, f"print({number})\n{number}") for number in (1, 1, 2))
    assert [output.get("text", output.get("data")) for output in then.cells[0].outputs] == ["1\n", {"text/plain": "1"}]
    assert then.cells[0].metadata == {}
    assert build.output_differences(same, then) == []
    assert build.output_differences(other, then) == ["cell 1 now has another output"]


@pytest.mark.long
@pytest.mark.parametrize(
    "shown", ["made", "Slider(lambda value: made, [1, 2], start=1, label='k')"], ids=["picture", "slider"]
)
def test_a_picture_keeps_what_is_told_about_it(tmp_path, shown):
    code = f"""from elman.figures.slider import Slider
from elman.figures.style import figure

with figure(2, 1, about="nothing yet") as (made, ax):
    pass
{shown}"""
    [output] = executed(tmp_path, code).cells[0].outputs
    assert output.metadata["image/png"] == {"width": 192, "height": 96, "alt": "nothing yet"}


@pytest.mark.long
def test_what_is_printed_in_pieces_is_kept_as_one(tmp_path):
    code = "import time\nfor piece in 'abc':\n    print(piece, end='', flush=True)\n    time.sleep(0.3)"
    [output] = executed(tmp_path, code).cells[0].outputs
    assert output.text == "abc"


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('careful')", "cell 1 warns: .*careful"),
        ("object()", "cell 1: its text/plain holds a memory address"),
        (WIDGET, "cell 1 shows a widget"),
    ],
)
def test_execution_that_readers_should_not_see_is_refused(tmp_path, code, message):
    with pytest.raises(build.BuildError, match=message):
        executed(tmp_path, code)


# Links.


KNOWN = {"05": ("05_check", "Check every gradient"), "07": ("07_roll", "Roll a heavy ball")}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("see notebook 05.", "see [notebook 05](05_check.ipynb)."),
        ('notebook 05, "Check every gradient"', '[notebook 05, "Check every gradient"](05_check.ipynb)'),
        ("notebooks 05 and 07", "[notebooks 05](05_check.ipynb) and [07](07_roll.ipynb)"),
        ("`docs/paper.md`", "[`docs/paper.md`](../docs/paper.md)"),
        ("# notebook 05", "# notebook 05"),
        ("# A title\n\nnotebook 05", "# A title\n\n[notebook 05](05_check.ipynb)"),
        ("`notebook 05`", "`notebook 05`"),
        ("[notebook 05](other.md)", "[notebook 05](other.md)"),
        ("notebook 06", "notebook 06"),
        ("`elman.network.rnn`", "[`elman.network.rnn`](../elman/network/rnn.py)"),
        ("`elman.network.rnn.backward`", "[`elman.network.rnn.backward`](../elman/network/rnn.py)"),
        ("`elman.diagnosis.grade`", "[`elman.diagnosis.grade`](../elman/diagnosis/grading.py)"),
        ("`elman/corpus/synthetic.py`", "[`elman/corpus/synthetic.py`](../elman/corpus/synthetic.py)"),
        ("`elman search`, `elman`", "`elman search`, `elman`"),
    ],
)
def test_what_is_named_becomes_a_link(text, made):
    assert build.linked(text, "01_look", KNOWN, "../") == made


def test_a_name_that_does_not_exist_is_refused():
    for name in ("elman.network.rnm", "elman.network.rnn.backwards"):
        with pytest.raises(build.BuildError, match=name):
            build.linked(f"`{name}`", "01_look", KNOWN, "../")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_every_notebook_page_and_name_that_is_mentioned_is_a_link_that_leads_somewhere(source):
    prose = "\n\n".join(cell.source for cell in build.notebook(source, False).cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", prose):
        assert (NOTEBOOKS / target).exists(), target
    left = re.sub(build.KEPT, "", prose)  # without links, code and headings
    known = {number: title for number, (_, title) in build.titles().items()}
    assert {number for *_, number in course.mentions(left, known)} <= {source.stem[:2]}
    assert re.findall(r"(?<!\[)`(?:docs|elman)[./][^` ]+`", prose) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_a_notebook_ends_with_sources_that_can_be_opened_and_the_way_on(source):
    *_, last = (cell.source for cell in build.notebook(source, False).cells if cell.cell_type == "markdown")
    reading = last.split("## Further reading")[1]
    assert re.search(r"\]\(https?://", reading)
    if source != SOURCES[-1]:
        following = SOURCES[SOURCES.index(source) + 1].stem
        assert re.search(rf"^Next: \[notebook .*\]\({following}\.ipynb\)\.$", reading, flags=re.MULTILINE)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_a_notebook_asks_before_it_shows_folds_its_answers_and_has_the_glossary_at_hand(source):
    cells = [cell.source for cell in build.notebook(source, False).cells if cell.cell_type == "markdown"]
    prose = "\n\n".join(cells)
    questions = prose.count("**Predict before you")
    answers = [cell.count("<details><summary>Answer") for cell in cells]
    assert questions >= 2
    assert 1 <= sum(answers) <= questions + 2  # one fold may answer two; open questions have theirs
    assert prose.count("<details>") == prose.count("</details>") == sum(answers)
    for match in re.finditer(r"<details>.*?</details>", prose, flags=re.DOTALL):
        assert re.fullmatch(r"<details><summary>.*?</summary>\n\n.*\n\n</details>", match[0], flags=re.DOTALL)
    assert "docs/notation.md)" in cells[0] + cells[1] + cells[2]


def test_answers_lie_one_folder_deeper():
    text = "`docs/paper.md`, [glossary](../docs/notation.md), notebook 05"
    made = "[`docs/paper.md`](../../docs/paper.md), [glossary](../../docs/notation.md), [notebook 05](05_check.ipynb)"
    assert build.linked(text, "01_look", KNOWN, "../../") == made


def test_a_notebook_has_no_link_to_itself():
    assert build.linked("notebook 05", "05_check", KNOWN, "../") == "notebook 05"
