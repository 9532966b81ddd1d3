"""The functions of a file of the user's own, a Python file or a notebook; and the lines in which they compute a gradient."""

import ast
import contextlib
import importlib.util
import inspect
import json
import linecache
import symtable
import sys
import textwrap
import traceback
import types
from pathlib import Path

from elman.errors import InputError, steps


def load(path, name):
    """The function ``name`` of a file.

    Parameters
    ----------
    path : pathlib.Path
        A Python file, which is run; or a notebook, of which only what the function needs is run.
    name : str

    Returns
    -------
    callable

    Raises
    ------
    InputError
        The file is neither, cannot be run, or has no such function.
    """
    found, functions = value(path, name)
    if not callable(found):
        raise InputError(
            f"{name} is not a function, but of type {type(found).__name__}; the file has {_listed(functions)}"
        )
    return found


def value(path, name):
    """What the name stands for in a file, as for `load`, and the names of the file's functions.

    Raises
    ------
    InputError
        As for `load`.
    """
    if path.is_dir():
        raise InputError("it is a folder; a Python file or a notebook was expected")
    if not path.is_file():
        raise InputError("there is no such file")
    if path.suffix not in (".py", ".ipynb"):
        raise InputError("it is neither a Python file (.py) nor a notebook (.ipynb)")
    sys.path.append(str(path.parent))  # for modules that lie beside it; last, so that they replace none of ours
    names, functions = _notebook(path, name) if path.suffix == ".ipynb" else _module(path)
    if name not in names:
        raise InputError(f"there is no function {name}; the file has {_listed(functions)}")
    return names[name], functions


def _listed(functions):
    return ", ".join(functions) or "no function at all"


def _module(path):
    if b"\0" in path.read_bytes():  # some versions of Python 3.11 would call this a ValueError
        raise InputError("the file is not Python: source code cannot contain null bytes")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    with _told(path):
        spec.loader.exec_module(module)
    return vars(module), [name for name, found in vars(module).items() if inspect.isfunction(found)]


def _notebook(path, name):
    """Run those statements of a notebook that ``name`` needs, in order: what binds it, and whatever that reads.

    Cells that draw, train and judge are left out, and so is a cell that is not Python.
    """
    module, broken, statements = types.ModuleType(path.stem), [], []
    for n, source in enumerate(code_cells(path), 1):
        place = f"cell {n} of {path.name}"
        linecache.cache[place] = len(source), None, source.splitlines(keepends=True), place
        try:
            with _told(place):
                statements += [(node, place) for node in ast.parse(source, place).body]
        except InputError as error:
            broken.append(f"{place}: {error}")
    functions = [node.name for node, _ in statements if isinstance(node, ast.FunctionDef)]
    wanted, searched = {name}, set()
    while wanted - searched:
        searched |= wanted
        wanted |= {read for node, _ in statements if bound(node) & searched for read in _read(node)}
    if broken and not any(name in bound(node) for node, _ in statements):
        raise InputError(broken[0])
    for node, place in statements:
        if bound(node) & wanted or _brings_all(node):
            with _told(place):
                exec(compile(ast.Module([node], []), place, "exec"), vars(module))
    return vars(module), functions


def _brings_all(node):
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def code_cells(path):
    """The sources of a notebook's code cells, lines for IPython left empty.

    Raises
    ------
    InputError
        It is not a notebook.
    """
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_text("utf-8"))["cells"]]
        lines = [source.splitlines(keepends=True) for kind, source in cells if kind == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("it is not a notebook: it has no cells, or one without a text") from None
    return ["".join("\n" if line.lstrip()[:1] in ("%", "!") else line for line in cell) for cell in lines]


def bound(node):
    """The names that a statement at the top of a file binds, or puts something into.

    >>> sorted(bound(ast.parse("(a, b), c.d[0] = e = f").body[0]))
    ['a', 'b', 'c', 'e']
    """
    table = symtable.symtable(ast.unparse(node), "a statement", "exec")
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    for part in ast.walk(node) if isinstance(node, ast.Assign | ast.AugAssign) else ():
        if isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
            names |= {inner.id for inner in ast.walk(part.value) if isinstance(inner, ast.Name)}
    return names


def _read(node):
    """The names of the file that a statement needs, also later, inside its functions."""
    tables, names = [symtable.symtable(ast.unparse(node), "a statement", "exec")], set()
    while tables:
        table = tables.pop()
        at_top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global())}
        tables += table.get_children()
    return names


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


def in_words(error):
    """An exception with the line that raised it, cut where it is very long; an exception that cannot be printed too."""
    try:
        text = str(error)
    except Exception:
        text = "(its text cannot be printed)"
    text = text if len(text) <= 300 else f"{text[:300]} ..."
    here = Path(__file__)
    own = {here, *(here.parent / room for room in ("diagnosis", "grading"))}
    foreign = [s for s in steps(error) if not own & {Path(s.filename), *Path(s.filename).parents}]
    users = [s for s in foreign if "numpy" not in Path(s.filename).parts] or foreign
    where = f" in line {users[-1].lineno} of {Path(users[-1].filename).name}" if users else ""
    where += f": {users[-1].line}" if users and users[-1].line else ""
    return f"{type(error).__name__}{text and ': ' + text}{where}"


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
    """Which statement of a function computes the gradient of a parameter: (line, its text); None where that cannot be told.

    A line that only hands on what was computed elsewhere, ``"W_xh": dW_xh.T``, is not told.
    """
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return None
    found = {value.lineno: value for value in _values(tree, name)}
    if len(found) != 1:
        return None
    [(line, value)] = found.items()
    computes = any(isinstance(node, ast.BinOp | ast.Call | ast.AugAssign) for node in ast.walk(value))
    return (first + line - 1, lines[line - 1].strip()) if computes else None


def _values(tree, name):
    """What is put under a name into a dict: by ``grads[name] = ...`` (or +=), ``{name: ...}`` or ``dict(name=...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(
                isinstance(t, ast.Subscript) and isinstance(t.slice, ast.Constant) and t.slice.value == name
                for t in targets
            ):
                yield node
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == name:
                    yield value
        elif isinstance(node, ast.keyword) and node.arg == name:
            yield node.value
