"""Sound is decoded and features are taken in a Python process of their own, so that a library's crash costs one file.

Libraries written in C can end the whole process on a strange file, lose numbers silently when Ctrl-C interrupts them, and mix
two sounds in two threads. So each thread that asks gets a child: one Python process that does one file after the other, is
deaf to Ctrl-C, and is started anew if it dies. Its answers come through a pipe: a line of JSON, then the bytes of the arrays.
"""

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from contextlib import suppress
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.sound.decode import SoundWarning
from elman.sound.features import Taken, require, take

_OF_THIS_THREAD = threading.local()
_ALL = weakref.WeakSet()


class Crash(InputError):
    """The child died while it worked on a file."""


def take_apart(path, sets, *, reading="code", level=None):
    """`elman.sound.features.take` in a child process.

    Returns
    -------
    Taken
    list of str
        The warnings.

    Raises
    ------
    InputError
        As `elman.sound.features.take` does.
    Crash
        A library ended the child on this file. The next call starts another.
    """
    told, arrays = _child().ask({"path": os.fspath(path), "sets": list(sets), "reading": reading, "level": level})
    return Taken({name: arrays[name] for name in sets}, arrays["wave"], told["decoder"]), told["warnings"]


def require_apart(sets, paths):
    """`elman.sound.features.require` in a child process, so that this one need not load the libraries."""
    _child().ask({"require": list(sets), "paths": [os.fspath(path) for path in paths]})


def end_all():
    """End all children at once, as after Ctrl-C; what they worked on is lost."""
    for child in list(_ALL):
        child.end()


def _child():
    child = getattr(_OF_THIS_THREAD, "child", None)
    if child is None or not child.alive():
        if child is not None:
            child.end()
        child = _OF_THIS_THREAD.child = Child()
    return child


class Child:
    """A process that runs `main`, and the pipes to and from it."""

    COMMAND = ("-m", "elman.sound.isolation")

    def __init__(self):
        root = Path(__file__).parents[2]  # of this very package; where it is installed, Python finds it by itself
        paths = [] if root.name == "site-packages" else [str(root)]
        before = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
        # What libraries print, for the message if it dies; open as long as the child.
        self.said = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-P", *self.COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([*paths, *before])},
            start_new_session=True,  # Ctrl-C in a terminal reaches a whole session
        )
        # Called once: by hand, when the thread that asked is gone, or when Python ends.
        self.end = weakref.finalize(self, _end, self.process, self.said)
        _ALL.add(self)

    def alive(self):
        """Whether it can be asked."""
        return self.process.poll() is None

    def ask(self, request):
        """Send a request, and wait for the answer: what is told (a dict), and arrays by name."""
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            told = json.loads(self.process.stdout.readline())
            arrays = {name: self._array(*about) for name, about in told.get("arrays", {}).items()}
        except (OSError, ValueError) as error:
            raise Crash(self._last_words()) from error
        except BaseException:  # Ctrl-C: what it sends now would be taken for the next answer
            self.end()
            raise
        if "error" in told:
            raise InputError(told["error"])
        return told, arrays

    def _array(self, dtype, shape):
        data = self.process.stdout.read(np.dtype(dtype).itemsize * math.prod(shape))
        return np.frombuffer(data, dtype).reshape(shape)

    def _last_words(self):
        status = self.process.wait()
        self.said.seek(0)
        said = self.said.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        self.end()
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        return f"a library that reads or analyses sound ended its process on this file ({how})" + (
            f": {said[-1][:300]}" if said and status > 0 else ""
        )


def _end(process, said):
    """Kill a child, where it lives yet, and close all that leads to it."""
    process.kill()
    process.wait()
    for file in (process.stdin, process.stdout, said):
        with suppress(OSError):  # what was to be sent to it cannot be sent any more
            file.close()


def main(requests, answers):
    """The child: answer requests until there are no more.

    Parameters
    ----------
    requests, answers : binary files
    """
    for line in requests:
        request, arrays = json.loads(line), {}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                if "require" in request:
                    require(request["require"], [Path(path) for path in request["paths"]])
                    told = {}
                else:
                    path = Path(request.pop("path"))
                    taken = take(path, **request)
                    arrays = taken.rows | {"wave": taken.wave}
                    about = {name: (array.dtype.str, array.shape) for name, array in arrays.items()}
                    told = {"decoder": taken.decoder, "arrays": about}
            except InputError as error:
                told = {"error": str(error)}
            except MemoryError:
                told = {"error": f"{path}: there is not enough memory for it"}
            except (RuntimeError, ValueError, ArithmeticError, OSError) as error:  # a library did not like this sound
                told = {"error": f"{path}: {type(error).__name__}: {error}"}
        told["warnings"] = list(dict.fromkeys(str(w.message) for w in caught if issubclass(w.category, SoundWarning)))
        answers.write(json.dumps(told).encode() + b"\n")
        for array in arrays.values():
            answers.write(np.ascontiguousarray(array).data)
        answers.flush()


def serve():
    """Run `main` with standard input and output."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # libraries print, and must not print into the answers
        main(sys.stdin.buffer, answers)


if __name__ == "__main__":
    serve()
