"""The functions of a file of the user's own, a Python file or a notebook; and the lines in which they compute a gradient."""

import ast
import contextlib
import importlib.util
import inspect
import json
import linecache
import sys
import textwrap
import traceback
import types

from elman.diagnosis.calls import in_words
from elman.errors import InputError


def load(path, name):
    """The function ``name`` of a file.

    Parameters
    ----------
    path : pathlib.Path
        A Python file, which is run; or a notebook, of which imports, definitions and plain constants are run.
    name : str

    Returns
    -------
    callable

    Raises
    ------
    InputError
        The file is neither, cannot be run, or has no such function.
    """
    if path.is_dir():
        raise InputError("it is a folder; a Python file or a notebook was expected")
    if not path.is_file():
        raise InputError("there is no such file")
    if path.suffix not in (".py", ".ipynb"):
        raise InputError("it is neither a Python file (.py) nor a notebook (.ipynb)")
    sys.path.append(str(path.parent))  # for modules that lie beside it; last, so that they replace none of ours
    module = _notebook(path) if path.suffix == ".ipynb" else _module(path)
    found = getattr(module, name, None)
    if not callable(found):
        known = [k for k, v in vars(module).items() if inspect.isfunction(v)]
        what = (
            f"{name} is no function, but of type {type(found).__name__}"
            if hasattr(module, name)
            else f"there is no function {name}"
        )
        raise InputError(f"{what}; the file has {', '.join(known) or 'no function at all'}")
    return found


def _module(path):
    if b"\0" in path.read_bytes():  # some versions of Python 3.11 would call this a ValueError
        raise InputError("the file is not Python: source code cannot contain null bytes")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    with _told(path):
        spec.loader.exec_module(module)
    return module


def _notebook(path):
    """A module of what the notebook's cells define; cells that compute something are left out."""
    module = types.ModuleType(path.stem)
    try:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise InputError("it is not a notebook: it has no cells") from None
    for n, cell in enumerate(cells, 1):
        lines = "".join(cell["source"]).splitlines(keepends=True)
        source, place = (
            "".join("\n" if line.lstrip()[:1] in ("%", "!") else line for line in lines),
            f"cell {n} of {path.name}",
        )
        with _told(place):
            tree = ast.parse(source, place)
            tree.body = [node for node in tree.body if _defines(node)]
            linecache.cache[place] = len(source), None, source.splitlines(keepends=True), place
            exec(compile(tree, place, "exec"), vars(module))
    return module


def _defines(node):
    constant = ast.expr_context | ast.Constant | ast.Tuple | ast.List | ast.UnaryOp | ast.USub
    plain = isinstance(node, ast.Assign) and all(isinstance(part, constant) for part in ast.walk(node.value))
    defined = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return plain or isinstance(node, defined)


@contextlib.contextmanager
def _told(place):
    """What a file raises, as an InputError with the line."""
    try:
        yield
    except SyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else "the file"
        raise InputError(f"{line} is not Python: {error.msg}") from error
    except InputError:
        raise
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == str(place)]
        where = f" in line {lines[-1]}" if lines else ""
        raise InputError(f"running the file failed{where}: {in_words(error)}") from error


def kind_of(function):
    """ "backward" or "cost", by the number of arguments.

    Raises
    ------
    InputError
        It has another number.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return "backward"
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return "backward"
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    keywords = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if needed[:1] == ["self"]:
        raise InputError("it is a method: its first argument is self; write a function backward(params, dY, cache)")
    if len(needed) not in (3, 4) or keywords:
        extra = f" ({', '.join(keywords)} by keyword only)" if keywords else ""
        raise InputError(
            f"the function takes {len(needed)} arguments{extra}; backward(params, dY, cache) takes 3, "
            f"cost_and_gradients(params, X, targets, settings) 4"
        )
    return "cost" if len(needed) == 4 else "backward"


def line_of(function, name):
    """Which statement of a function computes the gradient of a parameter: (line, its text); None where that cannot be told."""
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return None
    found = []
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        if any(
            isinstance(t, ast.Subscript) and isinstance(t.slice, ast.Constant) and t.slice.value == name
            for t in targets
        ):
            found.append(node.lineno)
        if isinstance(node, ast.Dict):
            found += [
                v.lineno
                for k, v in zip(node.keys, node.values, strict=True)
                if isinstance(k, ast.Constant) and k.value == name
            ]
        if isinstance(node, ast.keyword) and node.arg == name:
            found.append(node.value.lineno)
    return (first + found[0] - 1, lines[found[0] - 1].strip()) if len(set(found)) == 1 else None
