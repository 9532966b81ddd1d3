"""Many sound files in, feature files in DEAM's layout out: in parallel, resumable, and never a half-written file.

``DIR/<set>/<id>.csv`` holds the features of one song: separated by semicolons, ``frameTime`` in seconds first, one row
for every half second. Beside them, ``DIR/<set>/extraction.json`` says how they were made, and from which sound; by it a
second call knows what is still missing and what has changed. Notebook 12, "Describe half a second of sound".
"""

import hashlib
import warnings
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from elman import jobs
from elman.corpus.song import FRAME_SECONDS
from elman.corpus.tables import write_features
from elman.errors import InputError
from elman.progress import Progress
from elman.sound.decode import SoundWarning, decode
from elman.sound.features import columns_of, made_with, require, rows_of
from elman.sound.ledger import Ledger

SUFFIXES = (".wav", ".mp3", ".ogg", ".oga", ".flac", ".aiff", ".aif", ".m4a", ".wma")
"""What is looked for in a folder."""


@dataclass
class Outcome:
    """What `extract` did: ids made and kept, and why each failed file failed (path and reason), with any warnings."""

    made: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    failures: dict = field(default_factory=dict)
    warnings: list = field(default_factory=list)


def extract(inputs, to, sets, *, reading="code", executor=None):
    """Write the feature files of many sound files; what is there and current is kept.

    Parameters
    ----------
    inputs : sequence of paths
        Sound files, and folders that are searched for them. A song's id is its file's name without the suffix.
    to : path
        The folder of the folders ``<set>``.
    sets : sequence of str
        Names in `elman.sound.features.SETS`.
    reading : {"code", "paper"}
    executor : concurrent.futures.Executor, optional
        Where the files are worked on; without one, here and one after the other.

    Returns
    -------
    Outcome

    Raises
    ------
    InputError
        No sound files, a library that is not installed, or a folder whose files were not made like this.
    elman.jobs.Interrupted
        On Ctrl-C.
    """
    paths, failures = _songs(inputs)
    outcome = Outcome(failures=failures)
    if not paths:
        return outcome  # before any library is asked for: a mistyped path needs none
    require(sets, paths.values())
    sounds = {}
    for song, path in list(paths.items()):
        try:
            sounds[song] = _fingerprint(path)
        except OSError as error:
            outcome.failures[paths.pop(song)] = f"cannot be opened ({error.strerror})"
    ledgers = {name: Ledger(Path(to) / name, made_with(name, reading), sounds) for name in sets}
    tasks = {}
    for song, path in paths.items():
        missing = {
            name: ledger.file(song) for name, ledger in ledgers.items() if not ledger.current(song, sounds[song])
        }
        if missing:
            tasks[song] = (path, missing, reading)
        else:
            outcome.kept.append(song)
    _work(tasks, sounds, ledgers, outcome, executor, to)
    return outcome


def _work(tasks, sounds, ledgers, outcome, executor, to):
    total = len(tasks) + len(outcome.kept)
    with Progress("extracting", total, done=len(outcome.kept)) as progress:
        waiting = dict(tasks)
        try:
            for song, (failure, warned) in jobs.compute(_extract_one, tasks, executor):
                path, missing, _ = waiting.pop(song)
                outcome.warnings += warned
                if failure is None:
                    outcome.made.append(song)
                    for name in missing:
                        ledgers[name].note(song, sounds[song])
                else:
                    outcome.failures[path] = failure
                progress.advance(song)
        except KeyboardInterrupt as stop:
            raise jobs.Interrupted(total - len(waiting), total, to) from stop
        except BrokenProcessPool as broken:
            raise InputError(
                f"a worker process died, perhaps for lack of memory, or from a file that makes a library crash; it "
                f"worked on one of {', '.join(str(waiting[song][0]) for song in list(waiting)[:8])}. Everything "
                f"finished is kept: run the same command again, with --jobs 1 to find the file"
            ) from broken


def _extract_one(path, targets, reading):
    """Decode one file and write its sets; gives the reason of a failure (or None) and the warnings."""
    failure = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            samples = decode(path)
            for name, target in targets.items():
                X = rows_of(name, samples, reading)
                write_features(target, FRAME_SECONDS * np.arange(len(X)), columns_of(name, reading), X)
        except InputError as error:
            failure = str(error).removeprefix(f"{path}: ")
        except MemoryError:
            failure = "there is not enough memory for it; is it very long? Cut it into parts"
        except (RuntimeError, ValueError, ArithmeticError) as error:  # a library that did not like this sound
            failure = f"{type(error).__name__}: {error}"
    return failure, [str(w.message) for w in caught if issubclass(w.category, SoundWarning)]


def _songs(inputs):
    """The sound files by song id, and the failures: paths that are not there or that share their id."""
    found, failures = {}, {}
    for given in map(Path, inputs):
        if given.is_dir():
            inside = (
                p for p in sorted(given.rglob("*")) if p.suffix.lower() in SUFFIXES and not p.name.startswith(".")
            )
            found.update({p.resolve(): p for p in inside if p.is_file()})
        elif given.exists():
            found[given.resolve()] = given
        else:
            failures[given] = "there is no such file or folder"
    by_id = {}
    for path in found.values():
        by_id.setdefault(path.stem, []).append(path)
    for same in (same for same in by_id.values() if len(same) > 1):
        for path in same:
            others = ", ".join(str(other) for other in same if other != path)
            failures[path] = f"shares its name with {others}; the name is the song's id, so rename one of them"
    songs = {song: same[0] for song, same in sorted(by_id.items()) if len(same) == 1}
    if not songs and not failures:
        raise InputError(f"no sound files in {', '.join(map(str, inputs))}; looked for {' '.join(SUFFIXES)}")
    return songs, failures


def _fingerprint(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
