"""docs/site/lite.py: the notebooks as JupyterLite gets them."""

import ast
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATHS = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}


@pytest.fixture
def lite(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "site")
    yield __import__("lite")
    sys.modules.pop("lite", None)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code(made):
    return ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("number", PATHS)
def test_a_notebook_fetches_the_package_first_and_is_else_the_same_but_for_its_sizes(lite, number):
    before, after = read(PATHS[number]), lite.smaller(read(PATHS[number]), number)
    first, *cells = code(after)
    assert after["cells"][1]["cell_type"] == "code"
    assert "%pip install -q elman" in first.splitlines()
    assert ("fewer songs" in first) == (number in lite.SMALLER)
    changed = [(old, new) for old, new in zip(code(before), cells, strict=True) if old != new]
    assert bool(changed) == (number in lite.SMALLER)
    for old, new in changed:
        assert [type(node) for node in ast.walk(ast.parse(old))] == [type(node) for node in ast.walk(ast.parse(new))]
    assert after["metadata"]["kernelspec"]["name"] == "python"


def test_a_size_that_is_no_longer_in_its_notebook_is_told(lite, monkeypatch):
    monkeypatch.setitem(lite.SMALLER, "08", {"n_development=101": "n_development=40"})
    with pytest.raises(SystemExit, match="notebook 08, 'n_development=101' stands in no cell"):
        lite.smaller(read(PATHS["08"]), "08")


def test_what_is_pure_and_what_is_pyodide_s_is_all_that_the_package_needs(lite):
    lines = (ROOT / "setup.cfg").read_text().partition("install_requires =\n")[2].partition("\n\n")[0].split()
    assert set(lines) - set(lite.PURE) == {one for one in lines if one.startswith(("numpy", "scipy", "matplotlib"))}
    assert set(lite.PURE) <= set(lines)
