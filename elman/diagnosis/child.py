"""A file of the user's own is run in a child process, under a time limit.

Whatever the file does (it never ends, prints, exits, fails to compile, kills its process), the parent lives on and says
in one line what happened. This protects against accidents, not against ill will: the file runs with all rights of its
user.
"""

import importlib.util
import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from elman.errors import InputError

ANSWER = "answer.json"


def judge_file(path, name, *, output=None, grading=False, seconds=60.0):
    """Diagnose the function ``name`` of a Python file in a child process.

    A function of three arguments is taken for a ``backward(params, dY, cache)``, one of four for a
    ``cost_and_gradients(params, X, T, settings)``.

    Parameters
    ----------
    path : pathlib.Path
    name : str
    output : {"linear", "tanh", "softmax"}, optional
        As in `elman.diagnosis.diagnose`; for a backward pass only.
    grading : bool
        Give the checklist of `elman.diagnosis.grade` in place of the diagnosis; for a backward pass only.
    seconds : float
        The child is ended after this time.

    Returns
    -------
    right : bool
    text : str

    Raises
    ------
    InputError
        The file cannot be read or run, has no such function, does not end in time, or ends its process.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / ANSWER
        request = {
            "path": str(path.resolve()),
            "name": name,
            "output": output,
            "grading": grading,
            "answer": str(answer),
        }
        status = _run([sys.executable, "-P", "-m", "elman.diagnosis.child", json.dumps(request)], seconds, path)
        if not answer.exists():
            raise InputError(
                f"{path}: the process ended with status {status} before it could answer; does the code end it?"
            )
        told = json.loads(answer.read_text(encoding="utf-8"))
    if told["error"]:
        raise InputError(f"{path}: {told['error']}")
    return told["right"], told["text"]


def _run(command, seconds, path):
    """Run to the end or to the time limit, with all that the child started; its exit status."""
    root = Path(__file__).parents[2]  # of this very package; where it is installed, Python finds it by itself
    paths = [] if root.name == "site-packages" else [str(root)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*paths, *filter(None, [os.environ.get("PYTHONPATH")])])}
    nowhere = subprocess.DEVNULL
    child = subprocess.Popen(
        command, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=environment, start_new_session=True
    )
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{path}: no answer within {seconds:g} s; is there a loop without an end? (--seconds gives more time)"
        ) from None
    finally:
        _end(child)


def _end(child):
    """End the child with its own children, where it has not ended by itself."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # its own session: nobody else is in this group
    else:
        child.kill()
    child.wait()


def load(path, name):
    """The function ``name`` of a file, or an InputError that tells why not."""
    try:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        if b"\0" in path.read_bytes():  # some versions of Python 3.11 would call this a ValueError
            raise SyntaxError("source code cannot contain null bytes")
        sys.path.append(str(path.parent))  # for modules that lie beside it; last, so that they replace none of ours
        spec.loader.exec_module(module)
    except SyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else "the file"
        raise InputError(f"{line} is no Python: {error.msg}") from error
    except (Exception, SystemExit) as error:
        lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == str(path)]
        where = f" in line {lines[-1]}" if lines else ""
        raise InputError(f"running the file failed{where}: {type(error).__name__}: {error}") from error
    function = getattr(module, name, None)
    if not callable(function):
        known = [k for k, v in vars(module).items() if inspect.isfunction(v) and v.__module__ == module.__name__]
        raise InputError(f"there is no function {name}; the file has {', '.join(known) or 'no function at all'}")
    return function


def judge(function, output, grading):
    """The diagnosis, or the grade, of a function by its number of arguments."""
    from elman.diagnosis import diagnose, diagnose_cost, grade

    try:
        arguments = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        arguments = (None,) * 3
    n = sum(
        a is None or (a.default is a.empty and a.kind in (a.POSITIONAL_ONLY, a.POSITIONAL_OR_KEYWORD))
        for a in arguments
    )
    if any(a is not None and a.kind is a.VAR_POSITIONAL for a in arguments):
        n = 3
    if n == 4:
        return diagnose_cost(function)
    if n != 3:
        raise InputError(
            f"the function takes {n} arguments; backward(params, dY, cache) takes 3, "
            f"cost_and_gradients(params, X, T, settings) 4"
        )
    return grade(function, output=output) if grading else diagnose(function, output=output)


def main(request):
    """The child: judge, and write the answer into a file, for the user's code may print anything."""
    told = {"error": "", "right": False, "text": ""}
    try:
        result = judge(load(Path(request["path"]), request["name"]), request["output"], request["grading"])
        told |= {"right": bool(result), "text": str(result)}
    except InputError as error:
        told["error"] = str(error)
    temporary = Path(request["answer"]).with_suffix(".part")
    temporary.write_text(json.dumps(told), encoding="utf-8")
    temporary.replace(request["answer"])
    os._exit(0)  # threads or exit handlers of the user's code must not hold it up


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
