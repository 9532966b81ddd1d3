"""A progress bar for a download, in the form that pooch asks for: ``total``, ``update``, ``reset``, ``close``."""

import sys


class Bar:
    """Bytes, speed and time left on a terminal; elsewhere a line for every tenth, on stderr."""

    def __init__(self, name):
        self.name, self.done, self.bar = name, 0, None
        self._total = None

    def __enter__(self):
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            columns = (
                *(progress.TextColumn("{task.description}"), progress.BarColumn(), progress.DownloadColumn()),
                *(progress.TransferSpeedColumn(), progress.TimeRemainingColumn()),
            )
            self.bar = progress.Progress(*columns, console=Console(stderr=True))
            self.bar.start()
            self.row = self.bar.add_task(self.name, total=None)
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def total(self):
        """Bytes that will come: None until the server answers, 0 where it does not tell."""
        return self._total

    @total.setter
    def total(self, total):
        self._total = total
        if self.bar is not None:
            self.bar.update(self.row, total=total or None)

    def update(self, n):
        """So many bytes more came (the last piece may be smaller than told)."""
        before, self.done = self.done, min(self.done + n, self.total or sys.maxsize)
        if self.bar is not None:
            self.bar.update(self.row, completed=self.done)
        elif self.total and self.done * 10 // self.total > before * 10 // self.total:
            print(f"{self.name}: {self.done / 1e6:.1f} of {self.total / 1e6:.1f} MB", file=sys.stderr, flush=True)

    def reset(self):
        """Pooch calls this at the end and then tells the whole size again; nothing more is to be shown."""

    def close(self):
        """Leave the terminal as it was."""
        if self.bar is not None:
            self.bar.stop()
