"""Ask Linux itself to refuse writing outside one folder, to code that goes round Python as well (Landlock, from Linux 5.13 on).

See `landlock(7)`, the manual's page: a process hands in a set of rules, which it and all that it starts can never widen again.
"""

import ctypes
import os
import sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls, the same on every processor; the C library has no names for them."""

NO_NEW_PRIVILEGES = 38
BELOW_A_PATH = 1

OF_FILES = 1 << 1
"""The right to write into a file."""

OF_FOLDERS = sum(1 << bit for bit in range(4, 13))
"""To remove files and folders, and to make files, folders, links, sockets, pipes and devices."""

LATER = {2: 1 << 13, 3: 1 << 14}
"""Rights that came with later versions: to move between folders, and to truncate."""


class _Rule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("place", ctypes.c_int32))


def only_below(folder):
    """From now on the kernel refuses this thread, and all that it starts, to write anywhere but in ``folder``.

    Returns
    -------
    bool
        Whether the system can do this.
    """
    if sys.platform != "linux":
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:  # an older kernel, or one that has it switched off
        return False
    rights = OF_FILES | OF_FOLDERS | sum(right for since, right in LATER.items() if version >= since)
    handled = ctypes.c_uint64(rights)
    rules = call(CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    for path, allowed in ((folder, rights), (os.devnull, rights & (OF_FILES | LATER[3]))):
        place = os.open(path, os.O_PATH)
        rule = _Rule(allowed, place)
        failed = call(ADD_RULE, rules, BELOW_A_PATH, ctypes.byref(rule), 0)
        os.close(place)
        if failed:
            return False
    ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done = call(RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return done
