"""DEAM's official archives: downloaded whole or not at all, checked, and unpacked with care.

Source: https://cvml.unige.ch/databases/DEAM/. The data are licensed CC BY-NC: not for commercial use, name the authors.
"""

import hashlib
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

from elman.corpus.deam.patience import Stalled, ended_by_sigterm, patiently
from elman.corpus.deam.unpack import demand_space, expect_all_of, unpack
from elman.errors import InputError, quoted
from elman.files import atomic, only_one, read_bytes
from elman.progress import Progress

BASE_URL = "https://cvml.unige.ch/databases/DEAM/"

SILENCE = 30
"""So long (s) a server may send nothing."""

PATIENCE, LEAST = 60, 60_000
"""In every span of so many seconds so many bytes must come."""


class Archive(NamedTuple):
    """An archive's name on the server, its size in bytes and its SHA-256 digest, where they are known beforehand."""

    name: str
    size: int | None = None
    sha256: str | None = None


# DEAM's authors publish no digests; one that you know goes into <name>.sha256 beside the archive.
ANNOTATIONS = Archive("DEAM_Annotations.zip", 4_735_283)
FEATURES = Archive("features.zip")
AUDIO = Archive("DEAM_audio.zip", 1_343_203_527)


class Fetched(NamedTuple):
    """Where an archive's contents are, whether that is news, and how far they were checked."""

    path: Path
    news: bool
    checked: str


def fetch(archive, folder, *, base_url=BASE_URL):
    """Download an archive and unpack it, unless that was done before.

    Parameters
    ----------
    archive : Archive
    folder : path
        The archive, a folder of its name and a file ``<name>.sha256`` with its digest come to lie here. A digest that is
        in that file already, from an earlier download or because you wrote it there, must be that of the archive.
    base_url : str
        Where the archive is, with a slash at the end.

    Returns
    -------
    Fetched

    Raises
    ------
    InputError
        No connection, it was cut, or it is very slow; no such file on the server; another size or digest than expected; a
        damaged or unsafe archive; a folder that lacks some of the archive's files, or that cannot be written. Nothing
        half-done stays behind, and the same call starts afresh.
    """
    folder = Path(folder)
    path, target = folder / archive.name, folder / Path(archive.name).stem
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ended_by_sigterm(), only_one(folder, wait=True) as certain:
            leftovers = _remove_leftovers if certain else lambda *_: None
            leftovers(folder, target.name)
            try:
                return _fetch(archive, path, target, base_url)
            finally:
                leftovers(folder, target.name)
    except OSError as error:
        raise InputError(
            f"{error.filename or folder}: cannot be written ({error.strerror or error}); free space there, or choose "
            f"another folder with --to"
        ) from error


def _fetch(archive, path, target, base_url):
    if _is_unpacked(path, target):
        return Fetched(target, False, "is there already")
    if _is_whole(path, archive.size):
        digest = _check_digest(path, path, archive)
    else:
        digest = download(base_url + archive.name, path, archive)
    unpack(path, target)
    return Fetched(target, True, _write_down(path, archive, digest))


def _remove_leftovers(folder, name):
    """Remove the temporary files and folders of a call that was stopped; nobody else is at work here."""
    for path in list(folder.iterdir()):
        if re.fullmatch(rf"\.{re.escape(name)}-([0-9a-f]{{12}}\.zip|[a-z0-9_]{{8}})", path.name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_unpacked(path, target):
    """Whether the archive was unpacked already: by elman, or by hand. A folder without files does not count."""
    if not target.is_dir() or not any(names for _, _, names in os.walk(target)):
        return False
    if path.is_file() and zipfile.is_zipfile(path):
        expect_all_of(path, target)
    return True


def _is_whole(path, size):
    """Whether the archive is there; one of unknown size must at least have its end, where its contents are listed."""
    if not path.is_file():
        return False
    return path.stat().st_size == size if size is not None else zipfile.is_zipfile(path)


def download(url, path, archive, most=None):
    """Get a zip file under a temporary name; it is moved into place only when its size and digest are right: the digest.

    Raises
    ------
    InputError
        As for `fetch`; and more bytes than ``most``, of which no more is fetched.
    """
    from requests import RequestException

    if archive.size is not None:
        demand_space(path.parent, archive.size)
    with atomic(path) as temporary, Progress(path.name, unit="bytes") as bar:

        def received():
            return temporary.stat().st_size if temporary.exists() else 0

        try:
            patiently(lambda stop: _receive(url, temporary, bar, stop, most), received, seconds=PATIENCE, least=LEAST)
        except InputError:
            raise
        except (RequestException, Stalled, ValueError) as error:
            raise InputError(f"{url}: {_why(error, received(), bar.total, path)}") from error
        expected = archive.size or bar.total
        if expected and received() != expected:
            raise InputError(
                f"{url}: {received():,} bytes came, {expected:,} were expected; nothing was kept, run the same command "
                f"again. If the archive has changed on the server, get it by hand and unpack it in {path.parent}"
            )
        if not zipfile.is_zipfile(temporary):
            raise InputError(f"{url}: what came is not a zip archive; look at the address in a browser")
        return _check_digest(temporary, path, archive)


def _receive(url, target, bar, stop, most):
    """Write what the server sends into a file, until all has come or ``stop`` is set; of more than ``most`` bytes none more."""
    import requests

    plain = {"Accept-Encoding": "identity"}  # or the bytes that come would not be those that the server counted
    with (
        requests.get(url, stream=True, timeout=SILENCE, headers=plain) as response,
        open(target, "wb", buffering=0) as file,
    ):
        response.raise_for_status()
        length = response.headers.get("Content-Length", "")
        bar.total = int(length) if re.fullmatch("[0-9]{1,18}", length) else 0
        for piece in response.iter_content(8192):
            if stop.is_set():
                return
            if most is not None and max(bar.total, file.tell() + len(piece)) > most:
                raise InputError(
                    f"{url}: {max(bar.total, file.tell() + len(piece)):,} bytes or more would come, at most {most:,} were "
                    f"expected; nothing was kept, look at the address in a browser"
                )
            file.write(piece)
            bar.update(len(piece))


def _why(error, received, total, path):
    """What went wrong with a download, and what to do."""
    from requests import HTTPError, Timeout, TooManyRedirects
    from urllib3.exceptions import ReadTimeoutError

    again = "nothing was kept, run the same command again"
    by_hand = f"get {path.name} by hand and put it in {path.parent}"
    if isinstance(error, HTTPError):
        code = error.response.status_code
        why = "there is no such file on the server" if code == 404 else f"the server answers with error {code}"
        return f"{why}; try again later, or {by_hand}"
    if isinstance(error, TooManyRedirects):
        return f"the address redirects in a circle; {by_hand}"
    if isinstance(error, Stalled):
        return f"the server is too slow, fewer than {LEAST:,} bytes came in {PATIENCE} s; {again} later"
    if isinstance(error, Timeout) or (error.args and isinstance(error.args[0], ReadTimeoutError)):
        return f"the server sent nothing for {SILENCE} s; {again}"
    if total is None:
        return f"the server cannot be reached; see that this machine has a connection to it; {again}"
    return f"the connection was cut after {received:,} of {f'{total:,}' if total else '?'} bytes; {again}"


def _check_digest(content, path, archive):
    """The digest of an archive's content; raises InputError where another one is known."""
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    told = f"{path}: its SHA-256 digest is {digest}"
    if archive.sha256 is not None and archive.sha256.lower() != digest:
        raise InputError(f"{told}, {archive.sha256} was expected; this is another file, and was not kept")
    recorded = _recorded(path)
    if recorded is not None and recorded.lower() != digest:
        raise InputError(
            f"{told}, {recorded} was expected according to {_record(path)}; this is another archive. Delete it and run the "
            f"same command again, or, if you trust it, delete {_record(path)}"
        )
    return digest


def _write_down(path, archive, digest):
    """Write the digest into a file, as ``sha256sum`` does, unless it is there; tell what it was compared with."""
    if archive.sha256 is not None or _recorded(path) is not None:
        return f"its SHA-256 digest is the expected one, {digest}"
    with atomic(_record(path)) as temporary:
        temporary.write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    return (
        f"its SHA-256 digest, {digest}, was written to {_record(path)}; there is no official one to compare it with, only "
        f"each file's own check sum was right"
    )


def _record(path):
    return path.with_name(f"{path.name}.sha256")


def _recorded(path):
    """The digest that is known of an archive, from the file beside it; None where there is no such file."""
    record = _record(path)
    if not record.exists():
        return None
    first, *_ = read_bytes(record, most=10_000).decode("utf-8", "replace").split() or [""]
    if not re.fullmatch("[0-9a-fA-F]{64}", first):
        raise InputError(
            f"{record}: begins with {quoted(first)}, a SHA-256 digest of 64 hexadecimal digits was expected; correct or "
            f"delete it"
        )
    return first
