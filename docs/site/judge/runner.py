"""Run a student's text and the judges of its exercise; the worker calls it inside Pyodide, the tests call it in any Python."""

import io
import json
import linecache
import traceback
from contextlib import redirect_stderr, redirect_stdout

FILE = "your text"
"""What the student's text is called in a traceback."""

PRINTED = 5000
"""So many characters of what the student prints are shown."""


def check(imports, text, calls):
    """Judge a text.

    Parameters
    ----------
    imports : str
        Lines that run before it.
    text : str
        What the student wrote.
    calls : list of str
        What is judged: ``["grade(backward)"]``.

    Returns
    -------
    str
        JSON: ``right``, whether all judges say so; ``verdicts``, for each its call, whether right, text and HTML;
        ``printed``; and ``fault``, None or the line and the words of what went wrong before any judge was asked.
    """
    names, printed, verdicts = {"__name__": "__main__"}, io.StringIO(), []
    exec(imports, names)
    with redirect_stdout(printed), redirect_stderr(printed):
        fault = run(text, names)
        for call in () if fault else calls:
            verdicts.append(judged(call, names))
    shown = printed.getvalue()
    return json.dumps(
        {
            "right": bool(verdicts) and all(verdict["right"] for verdict in verdicts),
            "verdicts": verdicts,
            "printed": shown[:PRINTED] + (" ..." if len(shown) > PRINTED else ""),
            "fault": fault,
        }
    )


def run(text, names):
    """Execute a student's text in a namespace; what went wrong, or None."""
    linecache.cache[FILE] = len(text), None, text.splitlines(keepends=True), FILE  # so that a traceback shows its lines
    try:
        exec(compile(text, FILE, "exec"), names)
    except SyntaxError as error:
        return {"line": error.lineno, "words": f"{type(error).__name__}: {error.msg}"}
    except (Exception, SystemExit) as error:
        return raised(error)
    return None


def judged(call, names):
    """Ask one judge."""
    try:
        verdict = eval(call, names)
    except (Exception, SystemExit) as error:  # a name is missing that the template had
        words = raised(error)["words"]
        return {"call": call, "right": False, "text": words, "html": None}
    return {"call": call, "right": bool(verdict), "text": str(verdict), "html": verdict._repr_html_()}


def raised(error):
    """An exception in words, and the line of the student's text that it comes from."""
    lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == FILE]
    return {"line": lines[-1] if lines else None, "words": f"{type(error).__name__}: {error}"}
