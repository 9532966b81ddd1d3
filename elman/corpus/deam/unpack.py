"""An archive unpacked whole or not at all, and never outside its folder."""

import lzma
import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from elman.errors import InputError, quoted

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, IndexError, KeyError, OverflowError),
)
"""What `zipfile` and what it uses raise where an archive is damaged."""


def unpack(path, target):
    """Unpack an archive into a temporary folder and move that into place as ``target``.

    Raises
    ------
    InputError
        The archive is damaged, or a member is a link or would lie outside the folder; then nothing is unpacked.
    OSError
        The folder cannot be written.
    """
    with _opened(path) as archive:
        members = _members(path, archive)
        demand_space(path.parent, sum(member.file_size for member in members.values()))
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=path.parent) as temporary:
            inside = Path(temporary) / target.name
            inside.mkdir()
            for name, member in members.items():
                if member.is_dir():
                    (inside / name).mkdir(parents=True, exist_ok=True)
                    continue
                (inside / name).parent.mkdir(parents=True, exist_ok=True)
                with open(inside / name, "wb") as file:
                    for piece in _pieces(path, archive, member):
                        file.write(piece)
            for empty, _, _ in os.walk(target, topdown=False):  # there may be an empty folder, and nothing else
                os.rmdir(empty)
            os.replace(inside, target)


def expect_all_of(path, target):
    """Raise InputError unless every file of the archive is there with its size.

    It may be in ``target`` or, where the archive was unpacked by hand, beside the archive.
    """
    with _opened(path) as archive:
        sizes = {name: member.file_size for name, member in _members(path, archive).items() if not member.is_dir()}
    lacking = [
        [name for name, size in sizes.items() if not (top / name).is_file() or (top / name).stat().st_size != size]
        for top in (target, path.parent)
    ]
    if all(lacking):
        raise InputError(
            f"{target}: {len(lacking[0]):,} of the {len(sizes):,} files of {path.name} are missing or of another size, such "
            f"as {quoted(lacking[0][0])}; remove the folder and run the same command again, or remove {path.name} to keep "
            f"the folder as it is"
        )


def _opened(path):
    """The archive, with as many members as its end says; `zipfile` itself does not count them."""
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise _damaged(path, error) from error
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        end = file.read().rpartition(b"PK\5\6")[2]
    (n,) = struct.unpack_from("<H", end, 6)
    if n not in (len(archive.infolist()), 0xFFFF):  # with 65,535 or more the number is elsewhere
        archive.close()
        raise _damaged(path, f"it holds {len(archive.infolist()):,} of its {n:,} files")
    return archive


def _damaged(path, error):
    return InputError(f"{path}: is damaged ({error or type(error).__name__}); delete it and run the same command again")


def _pieces(path, archive, member):
    """The contents of a member; whatever goes wrong in reading them, the archive is damaged."""
    try:
        with archive.open(member) as opened:
            while piece := opened.read(1 << 20):
                yield piece
    except DAMAGED as error:
        raise _damaged(path, error) from error


def _members(path, archive):
    """The members by their paths; raises InputError if one may not be unpacked on some system."""
    members, seen = {}, {}
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        kind, folder = stat.S_IFMT(member.external_attr >> 16), member.filename.endswith("/")
        same = seen.get(str(name).casefold())
        why = None
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            why = "would lie outside the folder"
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            why = "is a link or a device"
        elif "\0" in member.orig_filename:
            why = "has a name that is cut off"
        elif not name.parts and not folder:
            why = "has no name"
        elif folder and (member.file_size or kind == stat.S_IFREG):
            why = "is a folder and a file at once"
        elif same is not None and not (folder and same.is_dir()):
            why = "is there twice"
        if why:
            raise InputError(
                f"{path}: its member {quoted(member.orig_filename)} {why}; nothing was unpacked. This is not the archive that "
                f"DEAM's authors made: delete it"
            )
        seen[str(name).casefold()] = members[name] = member
    for name in members:
        above = next((parent for parent in name.parents if parent in members and not members[parent].is_dir()), None)
        if above is not None:
            raise InputError(f"{path}: its member {quoted(above)} is a file and a folder at once; delete the archive")
    return members


def demand_space(folder, size):
    """Raise InputError where fewer bytes are free than are needed."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise InputError(
            f"{folder}: {size / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free; free some, or choose another "
            f"folder with --to"
        )
