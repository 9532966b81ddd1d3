"""A model that was trained elsewhere: fetched from an address, and believed only by its digest."""

import hashlib
import os
import re
import sys
from pathlib import Path

from elman.commands import printing
from elman.commands.places import expect_writable
from elman.errors import InputError

MOST_BYTES = 500_000_000
"""Of a model that is fetched."""


def model_file(given, digest=None):
    """The file of a model that was given by its path or its address.

    What comes from an address is kept in `cache`, under its digest, so that a second call needs no network.

    Parameters
    ----------
    given : str
    digest : str, optional
        The SHA-256 digest of the file, 64 hexadecimal digits.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    InputError
        An address without a digest, another digest, or what `elman.corpus.deam.download.download` refuses.
    """
    from elman.corpus.deam.download import Archive, download

    is_address = re.match("https?://", given, re.IGNORECASE)
    path = cache() / f"{digest}.npz" if is_address else Path(given)
    if is_address and digest is None:
        raise InputError(
            f"{given}: a model from an address needs --digest sha256:..., as its publisher tells it; without one nobody knows "
            f"whether it is the file that was meant"
        )
    found = _digest(path) if digest is not None else None
    if is_address and found != digest:
        expect_writable(path.parent)
        download(given, path, Archive(path.name, sha256=digest), most=MOST_BYTES)
        printing.say(f"{given}: kept in {path}")
    elif found not in (None, digest):
        raise InputError(f"{path}: its SHA-256 digest is {found}, {digest} was expected; this is another file")
    return path


def cache():
    """The folder in which this user's programs keep what can be fetched again."""
    home = Path.home()
    default = {"win32": home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}.get(
        sys.platform, home / ".cache"
    )
    return Path(os.environ.get("XDG_CACHE_HOME") or default) / "elman"


def _digest(path):
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
