"""The ways in and out of a process: streams that may be closed, narrow in their letters or cut off, and signals."""

import codecs
import errno
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
"""The exit status after Ctrl-C, and after the system asked the process to end."""

IN_ASCII = {"±": "+-", "–": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "ρ": "rho"}
"""What stands for a character that a terminal cannot show; all others become an escape."""


def _stand_in(error):
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(IN_ASCII.get(c) or c.encode("unicode_escape", "surrogatepass").decode() for c in text), error.end


codecs.register_error("elman", _stand_in)


class Stream:
    """A text stream that can be written to whatever happens: all else is as in the stream within.

    Characters that its encoding does not have are replaced. Where nobody reads any more (``elman ... | head -1``), the
    rest is dropped, so that the work is done and its files are written. A full disk is not forgiven.

    Parameters
    ----------
    stream : text stream
    """

    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        """Write a text."""
        encoding = self.stream.encoding
        with self._forgiving():
            self.stream.write(text.encode(encoding, "elman").decode(encoding) if encoding else text)
        return len(text)

    def writelines(self, lines):
        """Write texts."""
        for line in lines:
            self.write(line)

    def flush(self):
        """Send what was written."""
        with self._forgiving():
            self.stream.flush()

    @contextmanager
    def _forgiving(self):
        try:
            yield
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)  # or Python would try, and fail, again when it ends
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)
            # Where nobody reads any more, Windows says that the argument is invalid.
            if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == errno.EINVAL):
                error.filename = "what is printed"
                raise

    def __getattr__(self, name):
        return getattr(self.stream, name)


@contextmanager
def safe_streams():
    """In this block, standard output and error are there, open and as `Stream` says."""
    for number in range(3):  # or the first file that is opened would take the place of a closed stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    before, nowhere = (sys.stdout, sys.stderr), []
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere.append(stream := open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, closed below
        setattr(sys, name, Stream(stream))
    try:
        yield
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        sys.stdout, sys.stderr = before
        for stream in nowhere:
            stream.close()


@contextmanager
def signals():
    """In this block Ctrl-C, and being asked to end, raise KeyboardInterrupt; a second time they end the process at once.

    Yields a function that gives the exit status which the last signal asks for, or, if none came, what it is given.
    """
    status = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda default=INTERRUPTED: default
        return

    def stop(number, frame):
        status.append(128 + number)
        if len(status) > 1:
            end_at_once(number, frame)
        raise KeyboardInterrupt

    def dropped(event):
        # Python drops what is raised where it collects its garbage: so the signal is sent again, a moment later.
        if isinstance(event.exc_value, KeyboardInterrupt) and status:
            threading.Timer(0.05, _send_to_main_thread, [status.pop() - 128]).start()
        elif not status:  # what a signal left half made, as by a compiler, may fail where it is cleared away
            hook(event)

    hook, sys.unraisablehook = sys.unraisablehook, dropped
    try:
        with _handled(stop):
            yield lambda default=INTERRUPTED: (status or [default])[-1]
    finally:
        sys.unraisablehook = hook


def _send_to_main_thread(number):
    if hasattr(signal, "pthread_kill"):  # wakes a thread that sleeps, too
        signal.pthread_kill(threading.main_thread().ident, number)
    else:
        signal.raise_signal(number)


@contextmanager
def ended_at_once(for_good=False):
    """In this block, and ever after if it is for good, a signal ends the process at once, with one line.

    For when nothing was begun yet, or all is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _handled(end_at_once, for_good):
        yield


@contextmanager
def _handled(handler, for_good=False):
    known = [getattr(signal, name) for name in ("SIGINT", "SIGTERM") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in known}
    # Who started this process may have made it deaf to a signal: then it stays so.
    heard = [number for number in known if before[number] not in (signal.SIG_IGN, None)]
    for number in heard:
        signal.signal(number, handler)
    try:
        yield
    finally:
        if not for_good:
            for number in heard:
                signal.signal(number, before[number])


def end_at_once(number, frame):
    """Say one line and end the process."""
    try:
        os.write(2, b"\nelman: interrupted\n")
    finally:
        os._exit(128 + number)
