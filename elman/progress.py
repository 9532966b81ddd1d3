"""How far long work is: a bar on a terminal, elsewhere now and then a line on stderr."""

import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar

_quiet = ContextVar("quiet", default=False)

PAUSE = 60
"""Off the terminal, work that needs longer than this (s) for a tenth is told in between."""


@contextmanager
def silence(wanted=True):
    """In this block no progress is shown, if that is wanted."""
    before = _quiet.set(wanted or _quiet.get())
    try:
        yield
    finally:
        _quiet.reset(before)


def silent():
    """Whether no progress is to be shown."""
    return _quiet.get()


class Progress:
    """The share of some work that is done; in the form that pooch asks of a progress bar, too.

    Parameters
    ----------
    title : str
    total : int, optional
        How much there is to do; may be set later, for instance when a server has told the size of a file. While it is
        unknown (None or 0), only a terminal shows anything.
    done : int
        How much was done before.
    unit : {"parts", "bytes"}
    """

    def __init__(self, title, total=None, done=0, unit="parts"):
        self.title, self.done, self.shares, self.unit = title, done, {}, unit
        self._total, self._bar, self._row, self._said = total, None, None, time.monotonic()
        self._tenth = self._tenths()

    def __enter__(self):
        if silent() or sys.stderr is None:
            return self
        if sys.stderr.isatty():
            self._bar = _bar(self.unit)
            self._bar.start()
            self._row = self._bar.add_task(self.title, total=self._total or None, completed=self.done)
        elif self.done:
            self._say(f"{self.done} of {self._total} {self.unit} were done before")
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def total(self):
        """How much there is to do: None until it is known, 0 where that cannot be known."""
        return self._total

    @total.setter
    def total(self, total):
        self._total = total
        if self._bar is not None:
            self._bar.update(self._row, total=total or None)

    def share(self, name, share):
        """A part that is being worked on is done so far, 0 to 1."""
        self.shares[name] = min(share, 1.0)
        self._show()

    def advance(self, name=None):
        """One more part is done."""
        self.shares.pop(name, None)
        self.update(1)

    def update(self, n):
        """So many more units are done (the last piece of a file may be smaller than told)."""
        self.done = min(self.done + n, self._total or sys.maxsize)
        self._show()

    def reset(self):
        """Pooch calls this at the end and then tells the whole size again; nothing more is to be shown."""

    def close(self):
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _work(self):
        return self.done + sum(self.shares.values())

    def _tenths(self):
        return int(self._work() * 10 // self._total) if self._total else 0

    def _show(self):
        if self._bar is not None:
            self._bar.update(self._row, completed=self._work())
        elif self._total and self._tenths() > self._tenth:
            self._tenth = self._tenths()
            self._say(self._state("{:.0%}"))
        elif self._total and time.monotonic() - self._said > PAUSE:
            self._say(self._state("{:.1%}"))

    def _state(self, percent):
        if self.unit == "bytes":
            return f"{self.done / 1e6:.1f} of {self._total / 1e6:.1f} MB"
        return percent.format(self._work() / self._total)

    def _say(self, text):
        self._said = time.monotonic()
        if not silent() and sys.stderr is not None:
            print(f"{self.title}: {text}", file=sys.stderr, flush=True)


def _bar(unit):
    from rich import progress
    from rich.console import Console

    speed = (progress.DownloadColumn(), progress.TransferSpeedColumn()) if unit == "bytes" else ()
    return progress.Progress(
        *(progress.TextColumn("{task.description}"), progress.BarColumn(), progress.TaskProgressColumn(), *speed),
        *(progress.TimeRemainingColumn(), progress.TextColumn("left")),
        console=Console(stderr=True),
    )
