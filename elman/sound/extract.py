"""Many sound files in, feature files in DEAM's layout out: in parallel, resumable, and never a half-written file.

``DIR/<set>/<id>.csv`` holds the features of one song: separated by semicolons, ``frameTime`` in seconds first, one row
for every half second. Beside them, ``DIR/<set>/extraction.json`` says how they were made, and from which sound; by it a
second call knows what is still missing and what has changed. Notebook 12, "Describe half a second of sound".
"""

from collections import Counter
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from elman import jobs
from elman.corpus.song import FRAME_SECONDS
from elman.corpus.tables import write_features
from elman.errors import InputError
from elman.files import only_one, remove_left_behind
from elman.progress import Progress
from elman.sound import isolation
from elman.sound.features import columns_of, made_with
from elman.sound.ledger import Ledger, digest
from elman.sound.level import expect_level
from elman.sound.search import find_sounds


@dataclass
class Outcome:
    """What `extract` did.

    Parameters
    ----------
    made, kept : list of str
        The ids of songs whose files were written, and of those whose files were there already.
    failures : dict of path to str
        Why each failed file failed.
    warnings : list of str
    passed_over : Counter
        How many files of each other kind lay beside the sounds.
    """

    made: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    failures: dict = field(default_factory=dict)
    warnings: list = field(default_factory=list)
    passed_over: Counter = field(default_factory=Counter)


def extract(inputs, to, sets, *, reading="code", level=None, only=None, executor=None):
    """Write the feature files of many sound files; what is there, whole and current is kept.

    Parameters
    ----------
    inputs : sequence of paths
        Sound files, and folders that are searched for them; for a song's id see `elman.sound.search.find_sounds`.
    to : path
        The folder of the folders ``<set>``.
    sets : sequence of str
        Names in `elman.sound.features.SETS`.
    reading : {"code", "paper"}
    level : float, optional
        The level (dB below full scale) that every sound is brought to first, see `elman.sound.level`.
    only : collection of str, optional
        The ids of the songs that are wanted; others are passed over. A sound whose path ends with one is that song.
    executor : concurrent.futures.Executor, optional
        Where the files are worked on, each in a process of its own; without one, one after the other.

    Returns
    -------
    Outcome

    Raises
    ------
    InputError
        No sound files, a library that is not installed, a folder whose files were not made like this, or one in which another
        process is working.
    elman.jobs.Interrupted
        On Ctrl-C.
    """
    expect_level(level)
    paths, failures, passed_over = find_sounds(inputs, only or ())
    if only is not None:
        paths = {song: path for song, path in paths.items() if song in only}
    outcome = Outcome(failures=failures, passed_over=passed_over)
    if not paths:  # nothing to do: no library is needed for that, and no folder
        return outcome
    isolation.require_apart(sets, paths.values())
    with ExitStack() as stack:
        for name in sets:
            stack.enter_context(only_one(Path(to) / name))
            remove_left_behind(Path(to) / name)
        ledgers = {name: Ledger(Path(to) / name, made_with(name, reading, level), paths) for name in sets}
        tasks = {}
        for song, path in paths.items():
            try:
                sound = digest(path) if path.is_file() else "no plain file"
            except OSError as error:
                outcome.failures[path] = f"cannot be opened ({error.strerror})"
                continue
            missing = {name: ledger.file(song) for name, ledger in ledgers.items() if not ledger.current(song, sound)}
            if missing:
                tasks[song] = (path, sound, missing, reading, level)
            else:
                outcome.kept.append(song)
        _work(tasks, ledgers, outcome, executor, to)
    return outcome


def _work(tasks, ledgers, outcome, executor, to):
    total = len(tasks) + len(outcome.kept)
    with Progress("extracting", total, done=len(outcome.kept)) as progress:
        waiting = dict(tasks)
        try:
            for song, (failure, warned, decoder) in jobs.compute(extract_one, tasks, executor):
                path, sound, missing, *_ = waiting.pop(song)
                outcome.warnings += warned
                if failure is None:
                    outcome.made.append(song)
                    for name in missing:
                        ledgers[name].note(song, sound, decoder)
                else:
                    outcome.failures[path] = failure
                progress.advance(song)
        except KeyboardInterrupt as stop:
            isolation.end_all()
            raise jobs.Interrupted(total - len(waiting), total, to) from stop
        except BrokenExecutor as broken:
            raise InputError(
                f"a worker process died, perhaps for lack of memory; {total - len(waiting)} of {total} files are done and kept. "
                f"Run the same command again, with fewer --jobs if memory was short"
            ) from broken


def extract_one(path, sound, targets, reading, level):
    """Take one file's sets and write them.

    Returns
    -------
    failure : str or None
        Why it failed.
    warnings : list of str
    decoder : str or None
    """
    try:
        taken, warned = isolation.take_apart(path, targets, reading=reading, level=level)
        if digest(path) != sound:
            return "it changed while it was read; run the same command again", warned, None
        for name, target in targets.items():
            X = taken.rows[name]
            write_features(target, FRAME_SECONDS * np.arange(len(X)), columns_of(name, reading), X)
    except (InputError, OSError) as error:
        return str(error).removeprefix(f"{path}: "), [], None
    return None, warned, taken.decoder
