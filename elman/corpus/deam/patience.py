"""Work that a signal may end, and that nobody waits for in vain."""

import contextvars
import signal
import threading
import time
from contextlib import contextmanager


@contextmanager
def ended_by_sigterm():
    """In this block SIGTERM ends the program as an exception does, so that temporary files are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number, frame):
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)


class Stalled(Exception):
    """Something went on so slowly that it was given up."""


def patiently(work, done, *, seconds, least):
    """Call ``work(stop)`` in a thread, as long as ``done()`` grows by ``least`` in every span of so many ``seconds``.

    Parameters
    ----------
    work : callable
        Gets an Event, and should end soon when it is set.
    done : callable
        How much was done.

    Raises
    ------
    Stalled
        It grew by less; the thread is left to itself, and ends with the program at the latest.
    BaseException
        Whatever ``work`` raised.
    """
    stop, raised = threading.Event(), []

    def run():
        try:
            work(stop)
        except BaseException as error:  # is raised again below, in the thread that waits
            raised.append(error)

    # With the context of this thread, which knows whether progress is to be shown.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    thread.start()
    try:
        before, since = done(), time.monotonic()
        while thread.is_alive():
            thread.join(0.1)
            now = time.monotonic()
            if now - since >= seconds and thread.is_alive():
                if done() - before < least:
                    raise Stalled
                before, since = done(), now
        if raised:
            raise raised[0]
    finally:
        stop.set()
        raised.clear()  # or the error, its traceback and this list would keep each other, and an open connection
