"""Long work in parts: with progress, over any executor, and resumed where it stopped.

A job is a dict of tasks. Each task's result, a dict of arrays, is kept in a file as soon as it is there, so that
nothing done is lost; a second call with the same job does only what is missing. Each file says which job it belongs to.
"""

import contextlib
import ctypes
import inspect
import pickle
import sys
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, ThreadPoolExecutor, wait
from functools import partial

from elman.errors import InputError
from elman.progress import Progress


class Interrupted(KeyboardInterrupt):
    """The job was stopped; what is done is kept. ``done`` of ``total`` tasks."""

    def __init__(self, done, total, folder):
        self.done, self.total, self.folder = done, total, folder
        super().__init__(done, total, folder)

    def __str__(self):
        return (
            f"{self.done} of {self.total} parts are done and kept in {self.folder}; the same command goes on from there"
        )


def run(function, tasks, *, folder, identity, executor=None, title="working"):
    """Compute ``function(*arguments)`` for every task, or read what an earlier call computed.

    Parameters
    ----------
    function : callable
        Gives a dict of arrays (a number becomes an array without axes). With processes it must be importable, and its
        arguments must pickle.
    tasks : dict of str to tuple
        The arguments of each task, by a name that can be a file name. A function with a
        parameter ``progress`` is given it besides: a callable to be called with the fraction of its task completed, 0 to 1.
    folder : pathlib.Path
        Where the parts are kept, each in a file ``<task>.npz``.
    identity : dict
        What the results depend on, as JSON can write it. A folder that holds parts of another job is refused.
    executor : concurrent.futures.Executor, optional
        Where the tasks run; without one, here and one after the other. Its method ``check``, if it has one, is called
        about twice a second while tasks run, and may raise where they will never end.
    title : str
        Stands before the progress bar.

    Returns
    -------
    dict of str to dict of arrays
        As they were read from the files, so that a first call and a later one give the same bits.

    Raises
    ------
    InputError
        The folder cannot be used or holds parts of another job, a part cannot be read or written or was changed, a worker
        process died, a task's name cannot be a file name.
    Interrupted
        On Ctrl-C.
    """
    from elman.parts import Parts  # brings NumPy, which the command line does without as long as nothing is computed

    parts = Parts(folder, identity, tasks)
    results = {name: parts.read(name) for name in tasks if parts.kept(name)}
    missing = {name: arguments for name, arguments in tasks.items() if name not in results}
    for note in folder.glob("*.progress"):  # of a call that was killed
        note.unlink(missing_ok=True)

    with Progress(title, len(tasks), done=len(results)) as progress:
        try:
            for name, result in _compute(function, missing, folder, executor, progress):
                parts.write(name, result)
                results[name] = parts.read(name)
                progress.advance(name)
        except BaseException as error:
            if was_interrupted(error):
                kept = sum(map(parts.kept, tasks))  # one that was just written may not be among the results
                raise Interrupted(kept, len(tasks), folder) from error
            if isinstance(error, BrokenExecutor | CancelledError):
                why = "a worker process died" if isinstance(error, BrokenExecutor) else "the cluster's scheduler ended"
                raise InputError(
                    f"{why}; {len(results)} of {len(tasks)} parts are kept in {folder}. Run the same command again, with "
                    f"fewer --jobs if memory may have been short"
                ) from error
            raise
    return {name: results[name] for name in tasks}


def was_interrupted(error):
    """Whether an exception is Ctrl-C, or came from it: some libraries stumble over it and raise errors of their own."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def compute(function, tasks, executor=None, *, keywords=None, watch=None):
    """Yield (name, result) as the tasks end, in any order.

    Parameters
    ----------
    function, tasks, executor
        As for `run`.
    keywords : dict of str to dict, optional
        Further arguments of each task, by name.
    watch : callable, optional
        Called about twice a second, while tasks run elsewhere, with the names of those that have not ended.
    """
    keywords = keywords or {name: {} for name in tasks}
    if executor is None:
        for name, arguments in tasks.items():
            yield name, function(*arguments, **keywords[name])
        return
    waiting = {}
    try:
        for name, arguments in tasks.items():
            _check_can_be_sent(name, function, arguments, executor)
            waiting[executor.submit(_and_give_back, function, *arguments, **keywords[name])] = name
        check = getattr(executor, "check", lambda: None)
        while waiting:
            ended, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            check()
            # Of tasks that ended together, the failed come last: the others' results are kept first.
            for future in sorted(ended, key=lambda future: future.exception() is not None):
                yield waiting.pop(future), future.result()
            if watch is not None:
                watch(list(waiting.values()))
    finally:
        for future in waiting:
            future.cancel()


def _and_give_back(function, *arguments, **keywords):
    """The function's result; what its work needed goes back to the system before the next task begins."""
    result = function(*arguments, **keywords)
    if sys.platform == "linux":
        # glibc keeps freed memory that lies between what is still used, after some tasks a hundred MB of it.
        with contextlib.suppress(AttributeError, OSError):  # other C libraries have no such function
            ctypes.CDLL(None).malloc_trim(0)
    return result


def _check_can_be_sent(name, function, arguments, executor):
    if isinstance(executor, ThreadPoolExecutor):
        return  # threads share everything
    try:
        pickle.dumps((function, arguments))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(
            f"task {name}: cannot be sent to another process ({error}). Define its function at the top of a module, give it "
            f"arguments that pickle, or work without an executor"
        ) from error


def _compute(function, tasks, folder, executor, progress):
    """`compute`, with each task telling the progress bar how far it is, if its function wants to."""
    if "progress" not in inspect.signature(function).parameters:
        yield from compute(function, tasks, executor)
        return
    if executor is None:
        yield from compute(function, tasks, keywords={n: {"progress": partial(progress.share, n)} for n in tasks})
        return
    notes = {name: folder / f"{name}.progress" for name in tasks}

    def watch(names):
        for name in names:
            progress.share(name, _noted(notes[name]))

    keywords = {name: {"progress": partial(_note, notes[name])} for name in tasks}
    try:
        yield from compute(function, tasks, executor, keywords=keywords, watch=watch)
    finally:
        for note in notes.values():
            note.unlink(missing_ok=True)


def _note(path, share):
    """Leave a note of how far a task is; a file reaches the asker from any process that shares the disk."""
    with contextlib.suppress(OSError):  # a note that cannot be written costs a little of the progress bar, no more
        path.write_text(f"{share:.4f}", encoding="utf-8")


def _noted(path):
    try:
        return float(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or half written
        return 0.0
