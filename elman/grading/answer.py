"""The process in which a student's code runs. It knows no right answer and gives no verdict: it is asked, and it answers.

The judge is in another process (`elman.grading.child`), which this one cannot reach. So whatever the code changes in here
(NumPy, `elman`, this very module), all that it can send are answers.
"""

import json
import os
import sys
import traceback
import warnings
from pathlib import Path


def _main():
    from elman import child
    from elman.grading.guard import guard

    child.limit_memory()
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)  # what the code prints, or wants to read, is not the judge's
    os.dup2(nowhere, 1)
    refused = guard(Path.cwd())
    from elman.grading.wire import Wire

    request, wire = json.loads(sys.argv[1]), Wire(first=1)

    def send(**parts):
        answers.write(wire.line(refused=refused, **parts))
        answers.flush()

    answer = _loaded(request, send)
    for line in questions:
        _call(answer, wire.parts(line)["arguments"], send)
    os._exit(0)


def _loaded(request, send):
    """What a student calls the answer, loaded from the file; what it is, or why there is none, is sent."""
    from elman.errors import InputError
    from elman.student_file import value

    try:
        answer, _ = value(Path(request["path"]), request["name"])
        send(**({"callable": True} if callable(answer) else {"value": answer}))
        return answer
    except InputError as error:
        send(failed=str(error))
    except MemoryError:
        send(failed="the code needs too much memory")
    except BaseException as error:  # KeyboardInterrupt, GeneratorExit, or a student's own kind
        send(failed=f"the code raises {type(error).__name__}")


def _call(function, arguments, send):
    """Ask the function once; what it returns or raises is sent, and the arguments as they are after it."""
    import numpy as np

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            send(value=function(*arguments), arguments=arguments)
    except BaseException as error:
        send(raised=_told(error), arguments=arguments)


KINDS = (NotImplementedError, Exception, SystemExit, KeyboardInterrupt, BaseException)
"""What judges tell apart."""


def _told(error):
    """An exception as plain values: its kind, its type's name, its text, and where it was raised."""
    try:
        text = str(error)
    except Exception:
        text = "(its text cannot be shown)"
    steps = [(step.filename, step.lineno, step.line or "") for step in traceback.extract_tb(error.__traceback__)]
    kind = next(n for n, kind in enumerate(KINDS) if isinstance(error, kind))
    return {"kind": kind, "name": type(error).__name__, "text": text[:1000], "steps": steps[-50:]}


if __name__ == "__main__":
    _main()
