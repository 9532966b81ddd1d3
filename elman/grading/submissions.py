"""Who handed in what: the files of a folder, their students, and the exercises in them."""

import ast
import os
import re
from contextlib import nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import elman
from elman.errors import InputError, shortened
from elman.grading.catalogue import EXERCISES, JUDGES, of_notebook
from elman.student_file import bound, code_cells

KINDS = (".py", ".ipynb")

LEFT_OUT = {"solutions", "__pycache__"}
"""Folders that no student wrote: ``elman notebooks`` copies the solutions beside the notebooks."""


class Submission(NamedTuple):
    """A file of a student; ``exercises`` that are in it, and ``digest`` of all that its grades depend on.

    Where it cannot be graded ``fault`` says why, and there are no exercises.
    """

    student: str
    path: Path
    exercises: tuple = ()
    digest: str = ""
    fault: str = ""


def find(folder, *, table=None):
    """Every submission in a folder, and whatever else lies in it.

    A file in it belongs to the student it is named after, and all files in a sub-folder, at any depth, to the student whom
    the sub-folder is named after. Where several would be of one name each is called by its whole name, ``anna.py``,
    ``anna.ipynb`` and ``anna/``: who they are is not known (see `of_one_name`).

    Parameters
    ----------
    folder : pathlib.Path
    table : pathlib.Path, optional
        The table of grades, which is no submission where it lies in the folder.

    Returns
    -------
    list of Submission
        By student. No name in the folder is passed over, but for hidden ones and those in `LEFT_OUT`.

    Raises
    ------
    InputError
        It is not a folder, or holds no submission.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: a folder with a file or a sub-folder for each student was expected")
    found, shared = [], of_one_name(folder, table=table)
    for entry in _entries(folder, table):
        student = _whole_name(entry) if _student(entry) in shared else _student(entry)
        found += _of_folder(student, entry) if entry.is_dir() else [submission(student, entry)]
    if not any(one.exercises or one.path.suffix in KINDS or one.path.is_dir() for one in found):
        raise InputError(f"{folder}: there is no notebook (.ipynb) and no Python file (.py) in it, and no sub-folder")
    return found


def of_one_name(folder, *, table=None):
    """The names that several students have: a dict of the name to the files and sub-folders (their names)."""
    names = {}
    for entry in _entries(folder, table):
        if entry.suffix in KINDS or entry.is_dir():
            names.setdefault(_student(entry), []).append(_whole_name(entry))
    return {name: whole for name, whole in names.items() if len(whole) > 1}


def _entries(folder, table):
    own = table and os.path.realpath(table)  # Path.resolve would raise where a link leads to itself
    return [entry for entry in sorted(folder.iterdir()) if not _left_out(entry.name) and os.path.realpath(entry) != own]


def _left_out(name):
    return name.startswith(".") or name in LEFT_OUT


def _student(entry):
    return entry.stem if entry.suffix in KINDS and not entry.is_dir() else entry.name


def _whole_name(entry):
    return f"{entry.name}/" if entry.is_dir() else entry.name


def _of_folder(student, folder):
    """What is in a student's folder: the files with exercises, and those that cannot be read; or why there are none."""
    try:
        inside = [path for path in sorted(_all_in(folder)) if path.suffix in KINDS]
    except OSError as error:
        return [Submission(student, folder, fault=f"the folder cannot be read: {error.strerror}")]
    files = [path for path in inside if path.is_file()]
    read = [submission(student, path, beside=files) for path in inside if not path.is_dir()]
    told = [one for one in read if one.fault != NO_EXERCISE] or read[:1]
    return told or [Submission(student, folder, fault="there is neither a notebook nor a Python file in it")]


def _all_in(folder):
    for entry in folder.iterdir():
        if not _left_out(entry.name):
            yield from _all_in(entry) if entry.is_dir() and not entry.is_symlink() else [entry]


NO_EXERCISE = "it has no exercise: it imports no judge of a notebook, and defines none of the names asked for"


def submission(student, path, beside=()):
    """A file, with the exercises in it.

    A copy of a notebook has all exercises of that notebook; it is known by the judge that it imports, whatever its name and
    title are. Another file has those whose names it defines; its ``backward`` is that of notebook 04, or of the notebook
    whose number begins the file's name.
    """
    fault = _not_a_file(path)
    if fault:
        return Submission(student, path, fault=fault)
    digest = sha256(elman.__version__.encode())
    try:
        for file in sorted({path, *beside}):
            with nullcontext() if file == path else suppress(OSError):
                digest.update(file.read_bytes())
        exercises = _exercises(path)
    except InputError as error:
        return Submission(student, path, fault=str(error))
    except OSError as error:
        return Submission(student, path, fault=f"it cannot be read: {error.strerror}")
    return Submission(student, path, exercises, digest.hexdigest()[:12], "" if exercises else NO_EXERCISE)


def _not_a_file(path):
    """Why there is nothing to read under a name, in words; empty where there is."""
    if path.is_symlink() and not path.exists():
        return f"it is a link to a file {shortened(Path(os.readlink(path)).name)} that is not there"
    if not path.is_file():
        return "it is not a file that can be read"
    return "" if path.suffix in KINDS else "it is neither a notebook (.ipynb) nor a Python file (.py)"


def _exercises(path):
    notebook = path.suffix == ".ipynb"
    sources = code_cells(path) if notebook else [path.read_text(encoding="utf-8", errors="replace")]
    if notebook:
        judges = set(
            re.findall(r"^\s*(?:from|import)\s+elman\.exercises\.(\w+)", "\n".join(sources), flags=re.MULTILINE)
        )
        ours = [one for one in EXERCISES if JUDGES[one.notebook] in judges]
        if ours:
            return tuple(ours)
    number = re.match(r"(\d\d)(?!\d)", path.stem)
    names = set().union(*map(_names, sources))
    known = [one for one in of_notebook(number[1] if number else "") or EXERCISES if one.name in names]
    return tuple(one for n, one in enumerate(known) if one.name not in {before.name for before in known[:n]})


def _names(source):
    """The names that are bound at the top of a text of Python; where it is no Python, those that look like it."""
    try:
        return set().union(*map(bound, ast.parse(source).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"^(?:def )?(\w+)(?= *[=(])", source, flags=re.MULTILINE))
