"""What `show(...)` showed when a notebook was built is the package's source of today; nothing else is executed."""

import ast
import json
from pathlib import Path

import pytest

from elman.evaluation import significance
from elman.source import Waiting

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BUILT = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("solutions/*.ipynb"))]


def code_cells(path):
    """Number, source and outputs of each code cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        (number, "".join(cell["source"]), cell["outputs"])
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code"
    ]


def is_show(statement):
    """Whether it is a line like `show(rnn.forward)`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "show"


def bound(statement):
    """The names that an import makes."""
    return [alias.asname or alias.name for alias in statement.names]


def shown(path):
    """Cell number, what a cell that shows source would say now, and what is stored of it; by kind of text.

    Only the notebook's own imports of what is shown are run, up to the cell.
    """
    cells = [(number, ast.parse(source).body, outputs) for number, source, outputs in code_cells(path)]
    shows = [body[-1] for _, body, _ in cells if body and is_show(body[-1])]
    needed = {node.id for call in shows for node in ast.walk(call) if isinstance(node, ast.Name)}
    names = {}
    for number, body, outputs in cells:
        imports = [line for line in body if isinstance(line, ast.ImportFrom) and needed & set(bound(line))]
        exec(compile(ast.Module(imports, type_ignores=[]), str(path), "exec"), names)
        if body and body[-1] in shows:
            call = body[-1].value
            waits = call.keywords and path.parent.name != "solutions"  # `when`: in the exercises nothing is solved
            call.keywords = []
            said = eval(compile(ast.Expression(call), str(path), "eval"), names)
            said = Waiting() if waits else said
            now = {"text/plain": repr(said), "text/markdown": said._repr_markdown_()}
            now |= {} if waits else {"text/html": said._repr_html_()}
            yield number, now, [{kind: "".join(text) for kind, text in one["data"].items()} for one in outputs]


def stale(path):
    """The cells whose stored source is not that of today, as readable lines."""
    return [
        f"cell {number} shows source that has changed; run: python notebooks/build.py {path.name[:2]}"
        for number, now, stored in shown(path)
        if stored != [now]
    ]


@pytest.mark.parametrize("path", BUILT, ids=lambda path: str(path.relative_to(NOTEBOOKS)))
def test_shown_source_is_that_of_today(path):
    assert stale(path) == []


def test_no_cell_that_shows_source_is_left_out():
    for path in BUILT:
        with_show = [number for number, source, _ in code_cells(path) if "\nshow(" in "\n" + source]
        assert with_show
        assert [number for number, *_ in shown(path)] == with_show


def test_a_changed_function_is_noticed(monkeypatch):
    """As when `paired` changed and notebook 13 was not built again."""

    def paired(a, b):
        return a - b

    monkeypatch.setattr(significance, "paired", paired)
    for path in (path for path in BUILT if path.name.startswith("13_")):
        [line] = stale(path)
        assert line.endswith("run: python notebooks/build.py 13")


@pytest.mark.parametrize("kind", ["text/plain", "text/markdown", "text/html"])
def test_a_changed_output_is_noticed(tmp_path, kind):
    whole = json.loads(BUILT[0].read_text(encoding="utf-8"))
    number = next(shown(BUILT[0]))[0]
    stored = whole["cells"][number - 1]["outputs"][0]["data"]
    stored[kind] = ["".join(stored[kind])]
    stored[kind].append("# a line that went away")
    copy = tmp_path / BUILT[0].name
    copy.write_text(json.dumps(whole), encoding="utf-8")
    [line] = stale(copy)
    assert line.startswith(f"cell {number} shows source that has changed")
