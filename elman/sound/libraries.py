"""Libraries for sound that not everybody has, imported where they are needed, or one clear error.

A library may be missing, and it may be there and not be loadable (built for another NumPy, a system library that lacks).
"""

import importlib

from elman.errors import InputError

GREEDY = "SpectrumToCent"
"""Essentia makes one of each of its algorithms when it is imported, and this one never gives back its 69 MB.

It is left out. Who needs it in the same interpreter imports ``essentia.standard`` first.
"""

EXTRAS = {
    "soundfile": ("sound", "It exists for Linux, macOS and Windows; without it, elman reads wav files only"),
    "essentia": (
        "audio",
        "It exists for Linux (x86-64) and macOS; elsewhere use --set extra8, whose 8 columns need no such library",
    ),
    "opensmile": ("opensmile", "Its licence is for research, not for business"),
}
"""For each library the extra of elman that installs it, and what a user must know."""


def load(name, what):
    """The module of this name.

    Parameters
    ----------
    name : str
        A key of `EXTRAS`.
    what : str
        What needs it, as the beginning of a sentence: "the 260 baseline features need".

    Raises
    ------
    InputError
        It is not installed, or is installed and cannot be loaded, with the reason.
    """
    extra, note = EXTRAS[name.partition(".")[0]]
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name.partition(".")[0]:
            raise InputError(
                f"{what} the library {name}, which is not installed: pip install '.[{extra}]', in the folder of elman. {note}"
            ) from error
        raise _broken(name, what, error) from error
    except Exception as error:  # a compiled library fails in its own ways: ImportError, AttributeError, OSError, ...
        raise _broken(name, what, error) from error


def _broken(name, what, error):
    first = (str(error).strip().splitlines() or [""])[0][:300]
    return InputError(
        f"{what} the library {name}, which is installed but cannot be loaded ({type(error).__name__}: {first}). Install "
        f"a version that fits this Python and this NumPy, and the system libraries it asks for"
    )


def essentia_standard():
    """The algorithms of Essentia, with its messages to the terminal turned off, and without `GREEDY`.

    Raises
    ------
    InputError
        Essentia cannot be imported.
    """
    what = "the 29 types of features need"
    essentia = load("essentia", what)
    # Before the import of its algorithms, which already talks.
    essentia.log.infoActive = False
    essentia.log.warningActive = False
    all_names = essentia._essentia.keys
    essentia._essentia.keys = lambda: [name for name in all_names() if name != GREEDY]
    try:
        return load("essentia.standard", what)
    finally:
        essentia._essentia.keys = all_names
