"""One exercise of one file, judged in a process of its own: in the parent `judge`, in the child the rest."""

import os
import site
import sys
import tempfile
import time
from pathlib import Path

from elman import child
from elman.errors import InputError
from elman.grading.grades import ORDER, Row

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
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        told, ended = child.ask("elman.grading.child", request, seconds, folder=home, environment=_environment(home))
    if ended or not _is_verdict(told):  # an answer from a process that did not end as ours do is not the judge's
        told = {"kind": "failed", "word": ended or "what came back is no verdict; does the code write one itself?"}
    kind, word = told["kind"], told["word"]
    refused = [what for what in told.get("refused", ()) if what not in word]
    if refused:  # and the code went on
        word = f"{word} (Refused: {'; '.join(refused)}.)"
    return Row(
        submission.student, exercise.title, kind, _one_line(word), f"{time.monotonic() - began:.1f}",
        submission.path.name, submission.digest,
    )  # fmt: skip


def _one_line(word):
    """Without line breaks, and with what cannot be shown (a NUL, colours of a terminal) as its code."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(word.split()))


def _is_verdict(told):
    return (
        isinstance(told, dict)
        and told.get("kind") in ORDER
        and isinstance(told.get("word"), str)
        and isinstance(told.get("refused"), list)
        and all(isinstance(what, str) for what in told["refused"])
    )


def _environment(home):
    own = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR"), home)
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    python = {"PYTHONUSERBASE": site.getuserbase(), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg"}
    return kept | own | threads | python


def _main():
    with child.answering() as (request, tell):
        from elman.grading.guard import guard

        refused = guard(Path.cwd())
        kind, word = _judged(request)
        tell({"kind": kind, "word": word, "refused": refused})


def _judged(request):
    """The verdict's kind and word."""
    from elman.diagnosis.student_file import value
    from elman.grading.catalogue import exercise

    judge_answer = exercise(request["notebook"], request["name"]).judge
    try:
        answer, _ = value(Path(request["path"]), request["name"])
        verdict = judge_answer(answer)
    except InputError as error:
        return "failed", str(error)
    except MemoryError:
        return "failed", "the code needs too much memory"
    except BaseException as error:  # KeyboardInterrupt, GeneratorExit, or a student's own kind
        return "failed", f"the code raises {type(error).__name__}"
    return verdict.kind, verdict.word


if __name__ == "__main__":
    sys.exit(_main())
