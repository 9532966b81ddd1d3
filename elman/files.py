"""Files that are written whole or not at all, and read only where they are files; folders in which one process works."""

import errno
import os
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from elman.errors import InputError, quoted

FULL = {
    getattr(errno, name): why
    for name, why in (
        ("ENOSPC", "the disk is full"),
        ("EDQUOT", "your quota is used up"),
        ("EFBIG", "it is larger than a file may be"),
    )
    if hasattr(errno, name)
}
"""The errors of the system that mean that there is no room for a file, in words."""


_under_way = set()
"""The temporary files that are being written."""


@contextmanager
def atomic(path):
    """Write a file under a temporary name beside ``path`` and move it into place when all went well.

    Yields the temporary path, where the block has to write the file. Where the block raises, or the process dies,
    ``path`` stays as it was. A file that is replaced keeps its permissions, and a link stays a link to it. Where ``path`` is
    the temporary path of a block around this one, it is written as it is.

    Raises
    ------
    InputError
        ``path`` is there and is not a plain file, or may not be written; or the disk is full.

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
    if path in _under_way:
        yield path
        return
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    mode = _mode(path, target)
    # The suffix stays last, because numpy.savez and matplotlib look at it; the name is no longer than one may be.
    temporary = target.with_name(f".{target.stem[:40]}-{uuid4().hex[:12]}{target.suffix[-20:]}")
    _under_way.add(temporary)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise InputError(
            f"{path}: cannot be written: {FULL[error.errno]}. Free space there, then run the same command again"
        ) from error
    finally:
        _under_way.discard(temporary)
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _mode(path, target):
    """The permissions of the file that will be replaced, or None where there is none."""
    try:
        there = os.stat(target)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(there.st_mode):
        raise InputError(
            f"{path}: is {_kind(there.st_mode)}, so that no file can be written there; choose another name"
        )
    if not os.access(target, os.W_OK):
        raise InputError(f"{path}: is write-protected; choose another name, or allow it to be written")
    return stat.S_IMODE(there.st_mode)


MOST_BYTES = 2_000_000_000
"""The largest file that is read into memory: four times what 100,000 rows of 260 columns need."""


def read_bytes(path, *, expected="a file", most=MOST_BYTES):
    """The contents of a plain file.

    A pipe or a device is never opened, for it might not end, or never begin.

    Parameters
    ----------
    path : path
    expected : str
        What the file should have been, for the message where there is none.
    most : int
        The largest size that is read, in bytes.

    Raises
    ------
    InputError
        There is no such file, it is not a plain file, it is too large, or it may not be read.

    Examples
    --------
    >>> read_bytes("/nowhere/songs.csv", expected="a table (csv)")
    Traceback (most recent call last):
        ...
    elman.errors.InputError: /nowhere/songs.csv: there is no such file; a table (csv) was expected
    """
    content = None
    try:
        there = os.stat(path)
        if stat.S_ISREG(there.st_mode) and there.st_size <= most:
            with open(path, "rb") as file:
                content = file.read()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; {expected} was expected") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:  # a name that no file can have
        raise InputError(f"{quoted(path)}: cannot be the name of a file; {expected} was expected") from error
    if not stat.S_ISREG(there.st_mode):
        raise InputError(f"{path}: is {_kind(there.st_mode)}, not a file; {expected} was expected")
    if content is None or len(content) > most:
        raise InputError(f"{path}: is larger than {most / 1e6:,.0f} MB, the most that is read; cut it into parts")
    return content


def _kind(mode):
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


@contextmanager
def only_one(folder, *, wait=False):
    """While the block runs, no other process is in such a block for the same folder.

    The lock is the system's own and ends with the process, however it ends. Where the system has none, nothing is kept apart.

    Parameters
    ----------
    folder : path
        Made where it is not there.
    wait : bool
        Wait for the other process, and not raise an error.

    Yields
    ------
    bool
        Whether it is certain that nobody else is there.

    Raises
    ------
    InputError
        Another process is working in the folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        certain = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise InputError(
                    f"{folder}: another elman process is working in this folder; wait until it has ended, or choose another one"
                ) from None
            print(f"{folder}: another process works there; waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # some network drives cannot
            certain = False
        yield certain
    finally:
        os.close(handle)


def remove_left_behind(folder):
    """Delete the temporary files of `atomic` that a killed process left in a folder; call it inside `only_one`."""
    for path in Path(folder).glob(f".*-{'[0-9a-f]' * 12}.*"):
        with suppress(OSError):
            path.unlink()
