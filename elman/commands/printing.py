"""What commands print: results and notes on standard output, warnings and errors on standard error, one line each."""

import errno
import json
import math
import sys

from elman.commands.options import shown
from elman.errors import InputError, printable
from elman.progress import silent

MADE_UP = "Made-up songs: these scores show how the systems behave; they are no reproduction of the paper's."


def say(*texts):
    """Print notes, a line each, unless ``--quiet`` was given."""
    if not silent():
        result(*texts)


def result(*texts):
    """Print what the command is there for, a line each, also with ``--quiet``."""
    for text in texts:
        print(printable(text))
    sys.stdout.flush()


def show(table):
    """Print a table that is in a file too, unless ``--quiet`` was given."""
    if not silent():
        show_result(table)


def show_result(table):
    """Print a table that the command is there for; off the terminal as wide as it is."""
    if not sys.stdout.isatty():
        print(f"{table}\n", flush=True)
        return
    from rich.console import Console

    screen = Console(highlight=False)
    screen.print(table)
    screen.print()


def as_json(content):
    """Print numbers and texts as JSON, in ASCII; a number that is undefined, or too large, is null."""
    print(json.dumps(_plain(content), indent=1, allow_nan=False), flush=True)


def _plain(content):
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if hasattr(content, "tolist"):  # of NumPy
        return _plain(content.tolist())
    return None if isinstance(content, float) and not math.isfinite(content) else content


def tell(text):
    """Print a line on standard error: what went wrong with a part of the work."""
    print(shown(text), file=sys.stderr, flush=True)


def warn(text):
    """Print a warning."""
    tell(f"elman: warning: {text}")


def fail(text):
    """Print an error."""
    tell(f"elman: error: {text}")


TO_DO = {
    errno.ENOSPC: "free space there, then run the same command again",
    errno.EACCES: "choose another place, or allow it",
    errno.EPERM: "choose another place, or allow it",
    errno.EROFS: "choose another place",
    errno.EAGAIN: "the system does not give this user more processes: ask for fewer --jobs",
    errno.ENOMEM: "ask for fewer --jobs, or free memory",
    errno.EMFILE: "let a process open more files (ulimit -n)",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What helps against an error of the system."""


def in_words(error):
    """What went wrong, and what to do: for errors that no check beforehand can exclude."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"there is not enough memory ({error or 'none is left'}); ask for fewer --jobs, or for less at a time"
    if isinstance(error, SystemError):  # as where memory ends inside an import
        return f"Python itself failed ({error}); is there memory enough?"
    if isinstance(error, ImportError):
        return f"a library cannot be loaded ({error}); is there memory enough? If so, install elman again"
    where = error.filename2 or error.filename
    full = "temporary directory" in str(error)  # Python found no folder in which it can write as much as a word
    hint = TO_DO.get(errno.ENOSPC if full else error.errno, "see what is there")
    return f"{f'{where}: ' if where else ''}{error.strerror or error}; {hint}"
