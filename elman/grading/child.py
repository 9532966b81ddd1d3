"""One exercise of one file, judged: in the parent `judge`, in the judge's process the rest.

Two processes are started. In one the student's code runs (`elman.grading.answer`). In the other, where nothing of the student's
is ever run, is the judge: it asks through a pipe (`elman.grading.remote`), and compares the numbers that come back.
"""

import json
import os
import site
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from elman import child
from elman.errors import InputError
from elman.grading.grades import Row

KEPT = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)
"""The variables of the environment that a submission sees; keys and tokens stay out of it."""


def judge(submission, exercise, seconds):
    """Judge one exercise; whatever the file does, a `elman.grading.grades.Row` comes back."""
    request = {"path": str(submission.path.resolve()), "notebook": exercise.notebook, "name": exercise.name}
    began = time.monotonic()
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own,  # where the code's process may not write
        child.started(
            "elman.grading.answer",
            [json.dumps(request)],
            folder=home,
            environment=_environment(home),
            stdin=pipe,
            stdout=pipe,
        ) as answering,
    ):
        told, ended = child.ask(
            "elman.grading.child", request, seconds, folder=own, environment=_environment(own), beside=answering
        )
        if ended or not told:
            told = {"kind": "failed", "word": ended or "the judge said nothing", "refused": []}
        elif not told["word"]:
            told["word"] = _how_it_ended(answering)
    kind, word = told["kind"], told["word"]
    refused = [what for what in told["refused"] if what not in word]
    if refused:  # and the code went on
        word = f"{word} (Refused: {'; '.join(refused)}.)"
    return Row(
        submission.student, exercise.title, kind, _one_line(word), f"{time.monotonic() - began:.1f}",
        submission.path.name, submission.digest,
    )  # fmt: skip


def _one_line(word):
    """Without line breaks, and with what cannot be shown (a NUL, colours of a terminal) as its code."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(word.split()))


def _how_it_ended(answering):
    try:
        return child.in_words(answering.wait(timeout=5))
    except subprocess.TimeoutExpired:
        return "the code closes the connection to its judge"


def _environment(home):
    own = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR"), home)
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    python = {"PYTHONUSERBASE": site.getuserbase(), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg"}
    return kept | own | threads | python


def _main():
    with child.answering() as (request, tell):
        from elman.grading.remote import Remote

        remote = Remote(sys.stdin.buffer, sys.stdout.buffer)
        kind, word = _judged(request, remote)
        tell({"kind": kind, "word": word, "refused": remote.refused})


def _judged(request, remote):
    """The verdict's kind and word; an empty word where the code's process has ended."""
    from elman.grading.catalogue import exercise
    from elman.grading.remote import Lost

    try:
        answer = remote.answer(Path(request["path"]), request["name"])
        verdict = exercise(request["notebook"], request["name"]).judge(answer)
    except Lost as error:
        return "failed", str(error)
    except InputError as error:
        return "failed", str(error)
    except MemoryError:
        return "failed", "the code needs too much memory"
    except BaseException as error:  # KeyboardInterrupt, GeneratorExit, or a student's own kind
        return "failed", f"the code raises {type(error).__name__}"
    return verdict.kind, verdict.word


if __name__ == "__main__":
    sys.exit(_main())
