"""The sets of features that can be taken from sound, and what one sound file gives.

Notebook 12, "Describe half a second of sound".
"""

import importlib.metadata
import shutil
from typing import NamedTuple

import numpy as np

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.errors import InputError
from elman.sound import bands, essentia_types, libraries, opensmile_set
from elman.sound.decode import Sound
from elman.sound.level import at_level

EXTRACTOR = 2
"""Goes up when this room gives other numbers than it did before; feature files made with a lower one are stale."""

SETS = {
    "baseline260": ("opensmile", lambda reading: BASELINE_260, opensmile_set.whole_sound),
    "essentia196": ("essentia", essentia_types.column_names, essentia_types.whole_sound),
    "extra8": (None, lambda reading: EXTRA_8, bands.whole_sound),
}
"""For each set: the library it needs, its column names, and its rows from blocks of samples."""


class Taken(NamedTuple):
    """What was taken from one sound file.

    ``rows`` holds an array (T, D) for each set, ``wave`` the lowest and the highest sample of each hundredth of a second
    (n, 2), for a picture, ``decoder`` the name of what read the file.
    """

    rows: dict
    wave: np.ndarray
    decoder: str


def columns_of(set_name, reading="code"):
    """The D column names of one set of `SETS`."""
    _, columns, _ = SETS[set_name]
    return columns(reading)


def take(path, sets, *, reading="code", level=None):
    """The rows of some sets of features for one sound file.

    Parameters
    ----------
    path : path
    sets : sequence of str
        Names in `SETS`.
    reading : {"code", "paper"}
    level : float, optional
        See `elman.sound.level`.

    Returns
    -------
    Taken

    Raises
    ------
    InputError
        The file cannot be read, or a library is missing.

    Warns
    -----
    elman.sound.decode.SoundWarning
        Something about the sound is strange.
    """
    sound = Sound(path)
    rows = {name: SETS[name][2](at_level(sound, level), reading=reading) for name in sets}
    return Taken(rows, _wave(sound), sound.decoder)


def _wave(sound, n=441):
    """The lowest and the highest of every ``n`` samples: an array (ceil(n_samples / n), 2)."""
    found = []
    for block in sound.blocks():
        starts = np.arange(0, len(block), n)
        found.append(np.stack([np.minimum.reduceat(block, starts), np.maximum.reduceat(block, starts)], axis=1))
    return np.concatenate(found)


def sets_for(columns, reading="code"):
    """The sets from which a model's columns can be taken.

    Parameters
    ----------
    columns : sequence of str
        Names of baseline or Essentia columns.
    reading : {"code", "paper"}

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        A column that no set has.
    """
    wanted = set(columns)
    sets = ["baseline260"] if wanted & set(BASELINE_260) else []
    rest = wanted - set(BASELINE_260)
    if rest:
        sets.append("extra8" if rest <= set(EXTRA_8) else "essentia196")
    known = {name for chosen in sets for name in columns_of(chosen, reading)}
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise InputError(
            f"{len(unknown)} of the model's {len(columns)} columns cannot be taken from sound, for example "
            f"{unknown[0]!r}. The extractor gives openSMILE's baseline columns and Essentia's; train a model on what "
            f"elman extract writes"
        )
    return sets


def pick(rows, columns, reading="code"):
    """The columns (T, D) by name, from the rows of several sets."""
    found = {}
    for name, X in rows.items():
        found.update(zip(columns_of(name, reading), X.T, strict=True))
    return np.stack([found[name] for name in columns], axis=1).astype(float)


def require(sets, paths):
    """Stop before any work where a set is not known, or where nothing could be read or taken for lack of a library."""
    for name in sets:
        if name not in SETS:
            raise InputError(f"set {name!r} is not known; choose from {', '.join(SETS)}")
        library = SETS[name][0]
        if library == "essentia":
            libraries.essentia_standard()
        elif library == "opensmile":
            opensmile_set.opensmile_library()
    if paths and not any(path.suffix.lower() == ".wav" for path in paths) and not shutil.which("ffmpeg"):
        libraries.load("soundfile", "sound other than in plain wav files needs")


def made_with(set_name, reading, level=None):
    """What the numbers of a set depend on, beside the sound; for a set that `require` let pass."""
    library = SETS[set_name][0]
    version = importlib.metadata.version(library) if library else None
    return {
        "set": set_name,
        "reading": reading,
        "extractor": EXTRACTOR,
        "library": library,
        "version": version,
        "level": level,
    }
