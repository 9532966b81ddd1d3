"""DEAM's official archives: downloaded whole or not at all, and unpacked with care.

Source: https://cvml.unige.ch/databases/DEAM/. The data are licensed CC BY-NC: not for commercial use, name the authors.
"""

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from elman.errors import InputError
from elman.files import atomic
from elman.progress import Progress

BASE_URL = "https://cvml.unige.ch/databases/DEAM/"


class Archive(NamedTuple):
    """An archive's name on the server, and its size in bytes where that is known beforehand."""

    name: str
    size: int | None = None


ANNOTATIONS = Archive("DEAM_Annotations.zip", 4_735_283)
FEATURES = Archive("features.zip")
AUDIO = Archive("DEAM_audio.zip", 1_343_203_527)


def fetch(archive, folder, *, base_url=BASE_URL):
    """Download an archive and unpack it, unless that was done before.

    Parameters
    ----------
    archive : Archive
    folder : path
        The archive and a folder of its name come to lie here.
    base_url : str
        Where the archive is, with a slash at the end.

    Returns
    -------
    path : pathlib.Path
        The folder with what was in the archive.
    news : bool
        False where everything was there already.

    Raises
    ------
    InputError
        No connection, or it was cut; no such file on the server; another size than expected; a damaged or unsafe
        archive; a folder that cannot be written. Nothing half-done stays behind, and the same call starts afresh.
    """
    folder = Path(folder)
    path, target = folder / archive.name, folder / Path(archive.name).stem
    if target.is_dir():
        return target, False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_whole(path, archive.size):
            _download(base_url + archive.name, path, archive.size)
        _unpack(path, target)
    except OSError as error:
        raise InputError(
            f"{error.filename or folder}: cannot be written ({error.strerror or error}); free space there, or choose "
            f"another folder with --to"
        ) from error
    return target, True


def _is_whole(path, size):
    """Whether the archive is there; one of unknown size must at least have its end, where its contents are listed."""
    if not path.is_file():
        return False
    return path.stat().st_size == size if size is not None else zipfile.is_zipfile(path)


def _download(url, path, size):
    """Get the file under a temporary name; it is moved into place only when its size is right."""
    from pooch import HTTPDownloader
    from requests import HTTPError, RequestException

    if size is not None:
        _demand_space(path.parent, size)
    with atomic(path) as temporary, Progress(path.name, unit="bytes") as bar:
        try:
            HTTPDownloader(progressbar=bar, timeout=30)(url, str(temporary), None)
        except HTTPError as error:
            code = error.response.status_code
            why = "there is no such file on the server" if code == 404 else f"the server answers with error {code}"
            raise InputError(f"{url}: {why}; try again later, or get {path.name} by hand and put it there") from error
        except RequestException as error:
            if bar.total is None:
                why = "the server cannot be reached; see that this machine has a connection to it"
            else:
                why = f"the connection was cut after {temporary.stat().st_size:,} of {bar.total:,} bytes"
            raise InputError(f"{url}: {why}; nothing was kept, run the same command again") from error
        received, expected = temporary.stat().st_size, size or bar.total
        if expected and received != expected:
            raise InputError(
                f"{url}: {received:,} bytes came, {expected:,} were expected; nothing was kept, run the same command "
                f"again. If the archive has changed on the server, get it by hand and unpack it in {path.parent}"
            )
        if not zipfile.is_zipfile(temporary):
            raise InputError(f"{url}: what came is not a zip archive; look at the address in a browser")


def _unpack(path, target):
    """Unpack into a temporary folder and move that into place; nothing is unpacked from an unsafe archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                _refuse_unsafe(path, member)
            _demand_space(path.parent, sum(member.file_size for member in members))
            with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=path.parent) as temporary:
                inside = Path(temporary) / target.name
                inside.mkdir()
                archive.extractall(inside)
                os.replace(inside, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path}: is damaged ({error}); delete it and run the same command again") from error


def _refuse_unsafe(path, member):
    """Raise if a member of the archive would be a link, or lie outside the folder on any system."""
    name = PurePosixPath(member.filename.replace("\\", "/"))
    kind = stat.S_IFMT(member.external_attr >> 16)
    outside = name.is_absolute() or ".." in name.parts or ":" in member.filename
    if outside or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        why = "would lie outside the folder" if outside else "is a link or a device"
        raise InputError(
            f"{path}: its member {member.filename!r} {why}; nothing was unpacked. This is not the archive that DEAM's "
            f"authors made: delete it"
        )


def _demand_space(folder, size):
    free = shutil.disk_usage(folder).free
    if free < size:
        raise InputError(
            f"{folder}: {size / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free; free some, or choose another "
            f"folder with --to"
        )
