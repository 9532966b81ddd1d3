"""The results of a job's tasks, each in a file that says which job and which task it belongs to."""

import hashlib
import json

import numpy as np

from elman.errors import InputError, quoted, shortened
from elman.files import atomic

JOB, SEAL = "elman job", "elman seal"
"""The names of two texts in each file: the task and its job, as JSON, and a digest of that and of all arrays."""


class Parts:
    """A folder with one file ``<task>.npz`` for each task that is done.

    Parameters
    ----------
    folder : pathlib.Path
    identity : dict
        What the results depend on, as JSON can write it.
    tasks : collection of str

    Raises
    ------
    InputError
        The folder cannot be used, it holds a part of another job, or a task's name cannot be that of a file.
    """

    def __init__(self, folder, identity, tasks):
        self.folder, self.identity = (
            folder,
            json.loads(json.dumps(identity)),
        )  # as it is read: JSON makes lists of tuples
        for name in tasks:
            _expect_file_name(name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            there = sorted(folder.glob("*.npz"))
        except OSError as error:
            raise InputError(
                f"{folder}: cannot be used to keep results ({error.strerror}); choose another folder"
            ) from error
        for path in there:  # those of other tasks too: a folder belongs to one job
            self._expect_same_job(path, _about(path, _load(path, (JOB, SEAL))))

    def _file(self, name):
        return self.folder / f"{name}.npz"

    def kept(self, name):
        """Whether a task is done."""
        return self._file(name).exists()

    def write(self, name, result):
        """Keep the result of a task, a dict of arrays."""
        path, job = self._file(name), json.dumps({"task": name, "job": self.identity})
        arrays = {key: np.asarray(value) for key, value in result.items()}
        for key, array in arrays.items():
            if array.dtype.hasobject:
                raise TypeError(f"{path}: {key} is not an array of numbers or texts and could only be kept by pickling")
        with atomic(path) as temporary:
            np.savez(temporary, **arrays, **{JOB: job, SEAL: _seal(job, arrays)})

    def read(self, name):
        """The result of a task.

        Raises
        ------
        InputError
            The file cannot be read, was changed after it was written, or belongs to another task or job.
        """
        path = self._file(name)
        arrays = _load(path)
        about = _about(path, arrays)
        job, seal = str(arrays.pop(JOB)), str(arrays.pop(SEAL))
        if seal != _seal(job, arrays):
            raise _unreadable(path, "it was changed after it was written")
        self._expect_same_job(path, about)
        if about["task"] != name:
            raise InputError(f"{path}: is the part {about['task']!r} under another name; delete it and run again")
        return arrays

    def _expect_same_job(self, path, about):
        """Raise `InputError` unless a file belongs to this job; the shortest of the differences is told."""
        jobs = about["job"], self.identity
        told = {key: [repr(job[key]) if key in job else "not told" for job in jobs] for key in {**jobs[1], **jobs[0]}}
        changed = {key: pair for key, pair in told.items() if pair[0] != pair[1]}  # as text, in which nan equals nan
        if not changed:
            return
        first = min(changed, key=lambda key: sum(map(len, changed[key])))
        before, now = (shortened(text, 200) for text in changed.pop(first))
        others = f"; its {', its '.join(changed)} changed too" if changed else ""
        raise InputError(
            f"{path}: is a part of another job: its {first} is {before}, now it is {now}{others}. Choose another --out, or "
            f"delete the folder {self.folder}"
        )


def _expect_file_name(name):
    """Raise `InputError` unless a task's name can be that of a file in the folder, on any system."""
    if not name or name[0] == "." or len(name) > 150 or any(c in '/\\:*?"<>|' or not c.isprintable() for c in name):
        raise InputError(f"task {quoted(name)}: this cannot be the name of a file; letters, digits and hyphens can")


def _load(path, names=None):
    """Arrays of a file by name; all, or those of these names that are there."""
    try:
        # The file is opened here because numpy.load leaves it open where it fails.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in (stored if names is None else names) if name in stored}
    except Exception as error:  # a damaged file fails in a dozen ways: zip, header, size, text
        raise _unreadable(path, error) from error


def _about(path, arrays):
    """What a file says of itself: its task and its job."""
    try:
        about = json.loads(str(arrays[JOB]))
        return {"task": str(about["task"]), "job": dict(about["job"]), "seal": str(arrays[SEAL])}
    except (KeyError, ValueError, TypeError, RecursionError):
        raise InputError(f"{path}: is not a part that elman wrote; remove it from {path.parent}") from None


def _unreadable(path, why):
    return InputError(f"{path}: is not a part that can be read ({shortened(why, 200)}); delete it and run again")


def _seal(job, arrays):
    """A digest of a job and its arrays: with it, a number, a name or a shape that was changed later is noticed."""
    digest = hashlib.sha256(job.encode())
    for name, array in sorted(arrays.items()):
        digest.update(repr((name, array.dtype.str, array.shape)).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
