"""What was taken from a sound, kept in a file for the next call. Notebook 12, "Describe half a second of sound"."""

import hashlib
import json
import zipfile

import numpy as np

from elman.files import atomic
from elman.sound import isolation
from elman.sound.features import Taken, made_with
from elman.sound.ledger import digest


def take_kept(folder, path, sets, *, reading="code", level=None):
    """`elman.sound.isolation.take_apart`, or what an earlier call of this function with the same sound gave.

    The file's name is a digest of the sound and of all that the numbers depend on, so that a sound that changed, or another
    version of a library, is never taken for what it was. A file that cannot be read is made anew.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are kept; made where it is not there.
    path, sets, reading, level
        As for `elman.sound.features.take`.

    Returns
    -------
    Taken
    list of str
        The warnings.
    """
    depends_on = [digest(path), [made_with(name, reading, level) for name in sets]]
    name = hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()[:32]
    file = folder / f"{name}.npz"
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            taken = Taken({name: stored[f"rows/{name}"] for name in sets}, stored["wave"], about["decoder"])
            return taken, [text.replace(about["path"], str(path)) for text in about["warnings"]]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # not there, or damaged
        pass
    taken, warned = isolation.take_apart(path, sets, reading=reading, level=level)
    about = {"path": str(path), "decoder": taken.decoder, "warnings": warned}
    rows = {f"rows/{name}": X for name, X in taken.rows.items()}
    with atomic(file) as temporary, temporary.open("wb") as opened:
        np.savez(opened, about=json.dumps(about), wave=taken.wave, **rows)
    return taken, warned
