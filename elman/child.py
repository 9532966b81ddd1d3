"""Code of a user's own runs in a child process, under limits of time and memory.

Whatever the code does (it never ends, prints, exits, fails to compile, kills its process), the parent lives on and learns
in words what happened. This protects against accidents, not against ill will: the code runs with all rights of its user.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY = 4 * 2**30
"""The child gets so many bytes, where the system can limit it (Linux)."""

_alive = set()


def ask(module, request, seconds, *, folder=None, environment=None, beside=None):
    """Run ``python -m module`` with a request, to its end or to the time limit.

    Parameters
    ----------
    module : str
        Its main part calls `answering`.
    request : dict
        As JSON can write it.
    seconds : float
        The child is ended after this time, with all that it started.
    folder : path, optional
        Where the child runs.
    environment : dict, optional
        Its environment variables; without it, those of this process.
    beside : subprocess.Popen, optional
        A process from `started`, with pipes: what the one prints the other reads, both ways.

    Returns
    -------
    told : dict
        The last thing that the child told; empty where it told nothing.
    ended : str
        How it ended, in words; empty where it ended by itself after its last answer.
    """
    with tempfile.TemporaryDirectory() as place:
        answer = Path(place) / "answer"
        answer.touch()
        ends = {"stdin": beside.stdout, "stdout": beside.stdin} if beside else {}
        arguments = (json.dumps(request), str(answer))
        with started(module, arguments, folder=folder, environment=environment, **ends) as child:
            ended = _ended(child, seconds)
        lines = answer.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in reversed(lines):
        with suppress(ValueError, RecursionError):  # a line that was being written when the child was ended
            return json.loads(line), ended
    return {}, ended


@contextmanager
def started(module, arguments, *, folder=None, environment=None, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
    """``python -m module`` with arguments, as a `subprocess.Popen`; after the block it is ended, with all that it started."""
    environment = os.environ if environment is None else environment
    root = Path(__file__).parents[1]  # of this very package; where it is installed, Python finds it by itself
    paths = [] if root.name == "site-packages" else [str(root)]
    environment = environment | {
        "PYTHONPATH": os.pathsep.join([*paths, *filter(None, [environment.get("PYTHONPATH")])])
    }
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=environment, cwd=folder, start_new_session=True,
    )  # fmt: skip
    _alive.add(child)
    try:
        yield child
    finally:
        _end(child)
        for pipe in filter(None, (child.stdin, child.stdout)):
            with suppress(OSError):
                pipe.close()
        _alive.discard(child)


def _ended(child, seconds):
    """How a child ended, in words; empty where it ended by itself after its last answer."""
    try:
        status = child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds:g} s; is there a loop without an end? (--seconds gives more time)"
    return "" if status == DONE else in_words(status)


def in_words(status):
    """The exit status of a process that should not have ended yet."""
    with suppress(ValueError):
        return f"the process was killed by {signal.Signals(-status).name} before it could answer"
    return f"the process ended with status {status} before it could answer; does the code end it?"


DONE = 93
"""The exit status after the last answer; code that ends the process itself is unlikely to choose it."""


def _end(child):
    """End the child with its own children, where it has not ended by itself."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # its own session: nobody else is in this group
    else:
        child.kill()
    child.wait()


def end_all():
    """End every child that is still running: after Ctrl-C, where other threads wait for them."""
    for child in tuple(_alive):
        _end(child)


def limit_memory():
    """From now on this process gets `MEMORY` bytes at most, where the system can limit it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def answering():
    """In the child: limit the memory; yields the request, and ``tell``, which takes a dict for the parent.

    Each answer takes the place of the one before. The file is open from the beginning, so that answers come through even
    where nothing else may be written any more. At the end of the block the process ends at once: threads and exit handlers
    of the user's code must not hold it up.
    """
    limit_memory()
    request = json.loads(sys.argv[1])
    with open(sys.argv[2], "ab", buffering=0) as file:
        yield request, lambda told: file.write((json.dumps(told) + "\n").encode())
        os._exit(DONE)
