"""A student's function as the judge sees it: to call it is to ask the process in which the student's code runs."""

import ast
import linecache
from traceback import FrameSummary

from elman.errors import InputError
from elman.grading.answer import KINDS
from elman.grading.wire import LARGEST, Unreadable, Wire
from elman.student_file import code_cells

UNREADABLE = "what the code's process sends cannot be read; does the code write into files that it did not open?"


class Lost(BaseException):
    """The student's process ended, or sends what is no answer; the message says it, and is empty where it ended.

    No Exception, which judges take for the student's.
    """


class Remote:
    """The other end of `elman.grading.answer`.

    Attributes
    ----------
    refused : list of str
        What was refused to the code so far, as its process tells.
    """

    def __init__(self, from_it, to_it):
        self._from_it, self._to_it, self._wire, self.refused = from_it, to_it, Wire(first=0), []

    def answer(self, path, name):
        """What the student's file has under a name: a value, or a function that asks the student's process.

        Raises
        ------
        InputError
            The file has none, or cannot be run.
        Lost
        """
        first = self._heard()
        if "failed" in first:
            raise InputError(str(first["failed"]))
        return self._function(path, name) if first.get("callable") is True else _value(first)

    def _function(self, path, name):
        def ask(*arguments):
            try:
                self._to_it.write(self._wire.line(arguments=list(arguments)))
                self._to_it.flush()
            except OSError:
                raise Lost from None
            heard = self._heard()
            after = heard.get("arguments")
            for before, now in zip(arguments, after if isinstance(after, list) else (), strict=False):
                _become(before, now)
            if "raised" in heard:
                raise _exception(heard["raised"])
            return _value(heard)

        ask.__module__ = ""  # so that nobody looks for the student's code in this file
        ask.__wrapped__ = source_of(path, name)
        return ask

    def _heard(self):
        line = self._from_it.readline(LARGEST)
        if not line:
            raise Lost
        try:
            parts = self._wire.parts(line)
        except Unreadable:
            raise Lost(UNREADABLE) from None
        if isinstance(parts.get("refused"), list):
            self.refused = [str(one)[:300] for one in parts["refused"][:20]]
        return parts


def _value(heard):
    if "value" not in heard:
        raise Lost(UNREADABLE)
    return heard["value"]


def _become(before, now):
    """Let an argument of ours be what the student's function made of it. (Arrays already are: see `Wire`.)"""
    if isinstance(before, dict) and isinstance(now, dict):
        before.clear()
        before.update(now)
    elif isinstance(before, list) and isinstance(now, list):
        before[:] = now


def _exception(raised):
    """The exception that the student's function raised, with the steps that led to it."""
    try:
        kind, name, text, steps = (raised[key] for key in ("kind", "name", "text", "steps"))
        error = type(str(name).replace("\0", "?"), (KINDS[kind],), {})(str(text))
        error.steps_elsewhere = [FrameSummary(str(file), int(line), "", line=str(code)) for file, line, code in steps]
    except (TypeError, KeyError, ValueError, IndexError):
        raise Lost(UNREADABLE) from None
    return error


def source_of(path, name):
    """The function in a student's file as it is written there, for its lines to be read, never to be called; or None.

    Nothing of the file is run: a ``def`` without its decorators, defaults and annotations only makes a function.
    """
    notebook = path.suffix == ".ipynb"
    texts = code_cells(path) if notebook else [path.read_text(encoding="utf-8", errors="replace")]
    found = None
    for n, text in enumerate(texts, 1):
        place = f"cell {n} of {path.name}" if notebook else str(path)
        try:
            nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name]
            for node in nodes:
                found = _only_its_lines(node, place, text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return found


def _only_its_lines(node, place, text):
    node.decorator_list, node.returns = [], None
    args = node.args
    args.defaults, args.kw_defaults = [], [None] * len(args.kwonlyargs)
    for one in ast.walk(args):
        if isinstance(one, ast.arg):
            one.annotation = None
    linecache.cache[place] = len(text), None, text.splitlines(keepends=True), place
    made = {"__name__": ""}
    exec(compile(ast.Module([node], []), place, "exec"), made)
    return made[node.name]
