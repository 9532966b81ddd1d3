"""Where results go: a folder of its own for each job, and never over anything that is not a result of the same command."""

import hashlib
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path

from elman.errors import InputError, shortened
from elman.files import atomic, read_bytes

SYNTHETIC = "synthetic"
"""The corpus that is made and not read, as in `elman.corpus.source`."""

LEDGER = ".elman.json"
"""The file in which `Results` notes what elman wrote into a folder."""


def results_folder(command, args):
    """``--out``, or a folder below results/ whose name tells jobs apart."""
    if args.out is not None:
        return args.out
    corpus = args.corpus if args.corpus == SYNTHETIC else Path(args.corpus).resolve().name or "root"
    if corpus == SYNTHETIC != args.corpus:
        corpus = f"folder-{SYNTHETIC}"
    parts = [*([] if command == "reproduce" else [command]), corpus, *(["2015"] if args.songs == "2015" else [])]
    parts += [args.reading, f"seed{args.seed}", *([f"order-{args.order}"] if args.order != "seed" else [])]
    parts += [args.folds.stem if isinstance(args.folds, Path) else f"{args.folds}folds"] if args.folds else []
    group, repeats = getattr(args, "group", None), getattr(args, "repeats", 1)
    parts += [f"by-{re.sub('[^A-Za-z0-9]+', '-', group[0][1])}"] if group else []
    parts += [f"{repeats}repeats"] if repeats > 1 else []
    return Path("results", "-".join([*parts, *(["quick"] if args.quick else [])]))


def expect_writable(folder):
    """Raise `InputError`, before any work, if nothing can be written in a folder; it need not be there yet."""
    there = Path(os.path.abspath(folder))
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise InputError(f"{folder}: cannot be a folder, because {there} is not one; choose another place")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(f"{folder}: cannot be written, because {there} is closed to you; choose another place")


def expect_no_features(folder):
    """Raise `InputError` if a folder for results holds feature files: results among them would be taken for songs."""
    results = Results(folder)
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        if path.is_file() and path not in results:
            with path.open("rb") as file:
                begins = file.read(64)
            if begins.lstrip(b"\xef\xbb\xbf \"'").startswith(b"frameTime"):
                raise InputError(
                    f"{folder}: holds features of songs, such as {path.name}, and results among them would be taken for songs; "
                    f"choose another folder"
                )


class Results:
    """The files in a folder that elman wrote, by their digests: these may be written again, and no others that are there.

    Parameters
    ----------
    folder : pathlib.Path
        Need not be there.

    Raises
    ------
    InputError
        The note of what elman wrote cannot be read.
    """

    def __init__(self, folder):
        self.folder, self.path = Path(folder), Path(folder) / LEDGER

    def _known(self):
        """What was written, by name in the folder: the digests of the last two versions."""
        if not self.path.exists():
            return {}
        try:
            known = json.loads(read_bytes(self.path))
            return {str(name): [str(digest) for digest in digests] for name, digests in known.items()}
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(
                f"{self.path}: cannot be read, so that nobody knows which files here are results; move those that are yours, "
                f"then delete it"
            ) from error

    def __contains__(self, path):
        """Whether a file is one that elman wrote, unchanged."""
        digests = self._known().get(_name(self.folder, path), ())
        return bool(digests) and Path(path).is_file() and _digest(path) in digests

    def expect_free(self, names):
        """Raise `InputError` unless each of these files is not there, or is a result that was not changed."""
        known = self._known()
        for name in names:
            path = self.folder / name
            if not os.path.lexists(path):
                continue
            if not path.is_file():
                raise InputError(
                    f"{path}: is there and is not a file; move it, or choose another folder for the results"
                )
            if name not in known:
                raise InputError(
                    f"{path}: is there and is not a result of elman, so that it will not be written over; move it, or choose "
                    f"another folder for the results"
                )
            if _digest(path) not in known[name]:
                raise InputError(
                    f"{path}: was changed since elman wrote it, so that it will not be written over; move or delete it, or "
                    f"choose another folder for the results"
                )

    @contextmanager
    def writing(self, name):
        """`elman.files.atomic` for a file of the folder, that is noted as a result before it is in its place."""
        self.expect_free([name])
        with atomic(self.folder / name) as temporary:
            yield temporary
            self._note(name, _digest(temporary))

    def _note(self, name, digest):
        known = self._known()
        known[name] = [digest, *(old for old in known.get(name, ()) if old != digest)][:2]
        with atomic(self.path) as temporary:
            temporary.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def not_written(paths):
    """Those of the files that elman did not write into their folder, or that were changed since."""
    paths = list(paths)
    notes = {folder: Results(folder)._known() for folder in {path.parent for path in paths}}

    def is_the_users(path):
        digests = notes[path.parent].get(path.name, ())
        return not digests or not path.is_file() or _digest(path) not in digests

    return {path: None for path in paths if is_the_users(path)}


def _name(folder, path):
    try:
        return Path(path).relative_to(folder).as_posix()
    except ValueError:
        return shortened(path)


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
