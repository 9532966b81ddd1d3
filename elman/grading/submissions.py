"""Who handed in what: the files of a folder, their students, and the exercises in them."""

import ast
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import elman
from elman.diagnosis.student_file import bound, code_cells
from elman.errors import InputError
from elman.grading.catalogue import EXERCISES, of_notebook

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


def find(folder):
    """Every submission in a folder.

    A file in it belongs to the student it is named after, and all files in a sub-folder, at any depth, to the student whom
    the sub-folder is named after.

    Returns
    -------
    list of Submission
        By student.

    Raises
    ------
    InputError
        It is not a folder, or holds no submission.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: a folder with a file or a sub-folder for each student was expected")
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name in LEFT_OUT:
            continue
        if entry.is_dir():
            files = [path for path in sorted(entry.rglob("*")) if _is_submission(path, entry)]
            read = [submission(entry.name, path, beside=files) for path in files]
            some = [one for one in read if one.exercises] or read[:1]
            found += some or [
                Submission(entry.name, entry, fault="there is neither a notebook nor a Python file in it")
            ]
        elif _is_submission(entry, folder):
            found.append(submission(entry.stem, entry))
    if not found:
        raise InputError(f"{folder}: there is no notebook (.ipynb) and no Python file (.py) in it, and no sub-folder")
    return found


def _is_submission(path, folder):
    between = path.relative_to(folder).parts
    hidden = any(part.startswith(".") or part in LEFT_OUT for part in between)
    return path.suffix in KINDS and not hidden and path.is_file()


def submission(student, path, beside=()):
    """A file, with the exercises in it.

    A copy of a notebook has all exercises of that notebook: its number stands in its title, or begins the file's name.
    Another file has those whose names it defines; its ``backward`` is that of notebook 04.
    """
    digest = sha256(elman.__version__.encode())
    for file in sorted({path, *beside}):
        digest.update(file.read_bytes())
    try:
        exercises = _exercises(path)
    except InputError as error:
        return Submission(student, path, fault=str(error))
    fault = "" if exercises else "it has no exercise: no number of a notebook, and none of the names asked for"
    return Submission(student, path, exercises, digest.hexdigest()[:12], fault)


def _exercises(path):
    number = re.match(r"(\d\d)(?!\d)", path.stem)
    sources = code_cells(path) if path.suffix == ".ipynb" else [path.read_text(encoding="utf-8", errors="replace")]
    titled = _title(path) if path.suffix == ".ipynb" else None
    of_number = of_notebook(titled or (number[1] if number else ""))
    if of_number and path.suffix == ".ipynb":
        return of_number
    names = set().union(*map(_names, sources))
    known = [one for one in of_number or EXERCISES if one.name in names]
    return tuple(one for n, one in enumerate(known) if one.name not in {before.name for before in known[:n]})


def _title(path):
    """The number in the title of a notebook of ours, ``# 04 Backpropagate through time``; None where there is none."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        found = re.match(r"#\s+(\d\d)\s", "".join(cell["source"])) if cell["cell_type"] == "markdown" else None
        if found:
            return found[1]
    return None


def _names(source):
    """The names that are bound at the top of a text of Python; where it is no Python, those that look like it."""
    try:
        return set().union(*map(bound, ast.parse(source).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"^(?:def )?(\w+)(?= *[=(])", source, flags=re.MULTILINE))
