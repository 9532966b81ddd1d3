"""Keep a process from doing harm by accident: no writing outside its own folder, no other process, no connection.

Python tells an *audit hook* of whatever it is about to do; the hook here raises PermissionError where that is refused, and
remembers it. It cannot be taken away again. Code that goes round Python (a library in C, `ctypes`) is not seen; where the system
can (`elman.grading.landlock`), it refuses writing to that as well. Reading stays allowed: this is no protection against ill will.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from elman.grading.landlock import only_below

CHANGES = {
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.removexattr": (0,),
    "os.rmdir": (0,),
    "os.setxattr": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "shutil.chown": (0,),
    "shutil.move": (0, 1),
    "shutil.rmtree": (0,),
    "sqlite3.connect": (0,),
}
"""What changes files, and which arguments are their names. (`open` is looked at by its flags.)"""

WITHOUT_FOLDER = {"os.removexattr", "os.setxattr", "os.truncate", "shutil.chown", "shutil.move", "sqlite3.connect"}
"""The last argument of the others is the number of the open folder that a name is meant from, ``dir_fd``."""

PROCESSES = {
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.startfile/2", "os.system"),
    *("pty.spawn", "subprocess.Popen", "_winapi.CreateProcess"),
}

UNTOLD = {"multiprocessing.popen_forkserver", "multiprocessing.popen_spawn_posix"}
"""Modules that start processes of which no hook is told; they cannot be imported."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

LARGEST_FILE = 64 * 2**20


def guard(folder):
    """From now on this process may write in ``folder`` only, and may neither start, end nor call another.

    Returns
    -------
    list of str
        What was refused, in words; it grows.
    """
    own, refused = os.path.realpath(folder), []
    only_below(own)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))

    def inside(path):
        if isinstance(path, int):  # a file that is open already: it was looked at then
            return True
        place = os.path.realpath(os.fsdecode(path))
        return place in (os.devnull, own) or place.startswith(own + os.sep)

    def refuse(what):
        if what not in refused:
            refused.append(what)
        raise PermissionError(f"refused while a submission is graded: {what}")

    def hook(event, args):
        if event == "open":
            path, _, flags = args
            if flags & WRITING and not inside(path):
                refuse(f"write to {_shown(path)}")
        elif event in CHANGES:
            for n in CHANGES[event]:
                if not inside(args[n] if event in WITHOUT_FOLDER else _whole(args[n], args[-1])):
                    refuse(f"{event.partition('.')[2]} {_shown(args[n])}")
        elif event in PROCESSES or (event == "import" and args[0] in UNTOLD):
            refuse(f"start a process ({args[0] if event == 'import' else event})")
        elif event == "os.killpg" or (event == "os.kill" and args[0] != os.getpid()):
            refuse(f"end another process ({event})")
        elif event == "socket.connect":
            refuse("connect to the network")

    sys.addaudithook(hook)
    return refused


def _whole(path, folder):
    """A path that is meant from an open folder (its number; None or -1 where there is none) as one from the root."""
    if isinstance(path, int) or folder is None or folder < 0 or os.path.isabs(path):
        return path
    with suppress(OSError):
        return os.path.join(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(path))
    return os.sep  # a place that cannot be told, and is refused


def _shown(path):
    return Path(os.fsdecode(path)).name if isinstance(path, str | bytes | os.PathLike) else str(path)
