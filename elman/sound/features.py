"""The sets of features that can be taken from sound, and what one sound file gives.

Notebook 12, "Describe half a second of sound".
"""

import importlib.metadata
from pathlib import Path

import numpy as np

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError
from elman.sound import bands, essentia_types, libraries, opensmile_set
from elman.sound.decode import decode

EXTRACTOR = 1
"""Goes up when this room gives other numbers than it did before; feature files made with a lower one are stale."""

SETS = {
    "baseline260": (
        "opensmile",
        lambda reading: BASELINE_260,
        lambda samples, reading: opensmile_set.whole_sound(samples),
    ),
    "essentia196": ("essentia", essentia_types.column_names, essentia_types.whole_sound),
    "extra8": (None, lambda reading: EXTRA_8, bands.extra8),
}
"""For each set: the library it needs, its column names, and its rows."""


def rows_of(set_name, samples, reading="code"):
    """The rows (n // 22050, D) of one set of `SETS` for mono samples at 44.1 kHz."""
    _, _, rows = SETS[set_name]
    return rows(samples, reading=reading)


def columns_of(set_name, reading="code"):
    """The D column names of one set of `SETS`."""
    _, columns, _ = SETS[set_name]
    return columns(reading)


def features_of(path, columns, *, reading="code"):
    """The features of one sound file that a trained model asks for.

    Parameters
    ----------
    path : path
        A sound file.
    columns : sequence of str
        Names of baseline or Essentia columns, in the model's order.
    reading : {"code", "paper"}

    Returns
    -------
    times : array (T,)
        Where each row begins, in seconds: 0.0, 0.5, ...
    X : array (T, len(columns))

    Raises
    ------
    InputError
        The extractor has no such columns, a library that gives them is not installed, or the file cannot be read.
    """
    return features_and_sound(path, columns, reading=reading)[:2]


def features_and_sound(path, columns, *, reading="code"):
    """`features_of` and, besides, the samples (n,) of the sound, which is decoded once."""
    wanted = set(columns)
    sets = [name for name in ("baseline260",) if wanted & set(BASELINE_260)]
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
    require(sets, [Path(path)])
    samples = decode(path)
    found = {}
    for name in sets:
        found.update(zip(columns_of(name, reading), rows_of(name, samples, reading).T, strict=True))
    X = np.stack([found[name] for name in columns], axis=1).astype(float)
    return FRAME_SECONDS * np.arange(len(X)), X, samples


def require(sets, paths):
    """Stop before any work where a library is missing, or is there and cannot be loaded."""
    for name in sets:
        if name not in SETS:
            raise InputError(f"set {name!r} is not known; choose from {', '.join(SETS)}")
        library = SETS[name][0]
        if library == "essentia":
            libraries.essentia_standard()
        elif library == "opensmile":
            opensmile_set.opensmile_library()
    if any(path.suffix.lower() != ".wav" for path in paths):
        libraries.load("essentia", "sound other than in wav files needs")


def made_with(set_name, reading):
    """What the numbers of a set depend on, beside the sound; for a set that `require` let pass."""
    library = SETS[set_name][0]
    version = importlib.metadata.version(library) if library else None
    return {"set": set_name, "reading": reading, "extractor": EXTRACTOR, "library": library, "version": version}
