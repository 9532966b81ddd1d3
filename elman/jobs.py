"""Long work in parts: with progress, over any executor, and resumed where it stopped.

A job is a dict of tasks. Each task's result, a dict of arrays, is kept in a file as soon as it is there, so that nothing
done is ever lost; a second call with the same job does only what is missing.
"""

import json
import sys
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool

import numpy as np

from elman.errors import InputError
from elman.files import atomic


class Interrupted(KeyboardInterrupt):
    """The job was stopped; what is done is kept. ``done`` of ``total`` tasks."""

    def __init__(self, done, total, folder):
        self.done, self.total, self.folder = done, total, folder
        super().__init__(f"{done} of {total} parts are done and kept in {folder}; the same command goes on from there")


def run(function, tasks, *, folder, identity, executor=None, title="working"):
    """Compute ``function(*arguments)`` for every task, or read what an earlier call computed.

    Parameters
    ----------
    function : callable
        Gives a dict of arrays. With processes it must be importable, like its arguments picklable.
    tasks : dict of str to tuple
        The arguments of each task, by a name that can stand in a file name.
    folder : pathlib.Path
        Where the parts are kept.
    identity : dict
        What the results depend on, as JSON can write it. A folder that holds parts of another job is refused.
    executor : concurrent.futures.Executor, optional
        Where the tasks run; without one, here and one after the other.
    title : str
        Stands before the progress bar.

    Returns
    -------
    dict of str to dict of arrays

    Raises
    ------
    InputError
        The folder belongs to another job, or a worker process died.
    Interrupted
        On Ctrl-C.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim(folder, identity)
    results = {name: _load(folder / f"{name}.npz") for name in tasks if (folder / f"{name}.npz").exists()}
    missing = {name: arguments for name, arguments in tasks.items() if name not in results}

    with Progress(title, len(tasks), done=len(results)) as progress:
        try:
            for name, result in compute(function, missing, executor):
                with atomic(folder / f"{name}.npz") as temporary:
                    np.savez(temporary, **result)
                results[name] = result
                progress.advance(name)
        except KeyboardInterrupt as stop:
            raise Interrupted(len(results), len(tasks), folder) from stop
        except BrokenProcessPool as broken:
            raise InputError(
                f"a worker process died, perhaps for lack of memory; {len(results)} of {len(tasks)} parts are kept in "
                f"{folder}. Run the same command again, with fewer --jobs if memory was short"
            ) from broken
    return {name: results[name] for name in tasks}


def compute(function, tasks, executor):
    """Yield (name, result) as the tasks end, in any order."""
    if executor is None:
        for name, arguments in tasks.items():
            yield name, function(*arguments)
        return
    waiting = {executor.submit(function, *arguments): name for name, arguments in tasks.items()}
    try:
        while waiting:
            ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()


def _claim(folder, identity):
    """Write down whose parts these are; refuse a folder that holds another job's."""
    path = folder / "job.json"
    if path.exists():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"{path}: cannot be read as JSON; delete the folder {folder} and run again") from error
        other = [key for key in sorted({*known, *identity}) if known.get(key) != identity.get(key)]
        if other:
            key = other[0]
            raise InputError(
                f"{folder} holds parts of another job: its {key} is {known.get(key)!r}, now it is {identity.get(key)!r}. "
                f"Choose another --out, or delete that folder"
            )
        return
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(identity, indent=1), encoding="utf-8")


def _load(path):
    try:
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored)
    except (OSError, ValueError, EOFError, KeyError) as error:
        raise InputError(f"{path}: not a part that can be read ({error}); delete it and run again") from error


class Progress:
    """A progress bar with time left on a terminal; elsewhere, a line for every tenth of the work, on stderr."""

    def __init__(self, title, total, done=0):
        self.title, self.total, self.done = title, total, done
        self.bar = None

    def __enter__(self):
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = Bar(*columns, console=Console(stderr=True))
            self.bar.start()
            self.row = self.bar.add_task(self.title, total=self.total, completed=self.done)
        elif self.done:
            print(f"{self.title}: {self.done} of {self.total} were done before", file=sys.stderr, flush=True)
        return self

    def advance(self, name):
        """One more task is done."""
        self.done += 1
        if self.bar is not None:
            self.bar.update(self.row, advance=1, description=f"{self.title}: {name}")
        elif self.done == self.total or self.done * 10 // self.total > (self.done - 1) * 10 // self.total:
            print(f"{self.title}: {self.done} of {self.total}", file=sys.stderr, flush=True)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.stop()
