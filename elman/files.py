"""Files that are either whole or not there."""

import contextlib
import os
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from elman.errors import InputError


@contextmanager
def atomic(path):
    """Write a file under a temporary name beside ``path`` and move it into place when all went well.

    Yields the temporary path, where the block has to write the file. Where the block raises, or the process dies,
    ``path`` stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("whole")
    >>> [p.name for p in folder.iterdir()]
    ['a.txt']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The suffix stays last: numpy.savez and matplotlib look at it.
    temporary = path.with_name(f".{path.stem}-{uuid4().hex[:12]}{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def only_one(folder):
    """While the block runs, no other process gets through this function with the same folder.

    Raises
    ------
    InputError
        Another process is working in the folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "wb") as file:  # let go by the system when this process ends, however it ends
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            raise InputError(
                f"{folder}: another elman process is working in this folder; wait until it has ended, or choose another folder"
            ) from None
        except OSError:  # some network disks have no locks
            pass
        yield


def _lock(file):
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def remove_left_behind(folder):
    """Delete the temporary files of `atomic` that a killed process left in a folder; call it inside `only_one`."""
    for path in Path(folder).glob(f".*-{'[0-9a-f]' * 12}.*"):
        with contextlib.suppress(OSError):
            path.unlink()
