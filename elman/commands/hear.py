"""The sounds that ``elman predict`` is given: heard side by side, and what was heard kept for the next call."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError

KEPT = ".features"
"""The folder beside the results in which the features of sounds are kept for the next call."""


def taken_by(made_with):
    """The reading of the paper and the level by which the features that a model learned from were taken from sound."""
    known = [settings for settings in made_with if settings]
    # The baseline's features are the same in both readings.
    readings = (settings["reading"] for settings in known if settings["set"] != "baseline260")
    return {"reading": next(readings, "code"), "level": known[0].get("level") if known else None}


class Heard(NamedTuple):
    """What was heard in a sound file: ``times`` (T,), features ``X`` (T, D), the ``wave`` for the picture, ``warnings``."""

    times: np.ndarray
    X: np.ndarray
    wave: np.ndarray
    warnings: list


def hear(path, columns, how, kept):
    """The features of a sound file, or those in the folder ``kept`` of an earlier call; a text where it cannot be heard."""
    from elman.sound.features import pick, sets_for
    from elman.sound.kept import take_kept

    try:
        taken, warned = take_kept(kept, path, sets_for(columns, how["reading"]), **how)
    except (InputError, OSError) as error:
        return str(error).removeprefix(f"{path}: ")
    X = pick(taken.rows, columns, how["reading"])
    return Heard(FRAME_SECONDS * np.arange(len(X)), X, taken.wave, warned)


def hear_all(songs, fitted, to, jobs):
    """Yield each song in a sound file, as it is done, with what `hear` gave; shows progress."""
    from elman.jobs import Interrupted, compute
    from elman.progress import Progress
    from elman.sound import isolation
    from elman.sound.features import sets_for

    how = taken_by(fitted.about["features_made_with"])
    sounds = {song.name: song for song in songs if song.is_sound}
    if not sounds:
        return
    paths = [song.path for song in sounds.values()]
    try:
        isolation.require_apart(sets_for(fitted.columns, how["reading"]), paths)
    except InputError as error:  # a library is missing, or the columns are not those of any sound: no file can be heard
        raise InputError(f"{paths[0]}: {error}") from error
    tasks = {name: (song.path, fitted.columns, how, to / KEPT) for name, song in sounds.items()}
    done = 0
    with Progress("predicting", len(tasks), unit="songs") as progress, ThreadPoolExecutor(jobs) as executor:
        try:
            for name, heard in compute(hear, tasks, executor):
                yield sounds[name], heard
                done += 1
                progress.advance()
        except KeyboardInterrupt as stop:
            isolation.end_all()
            raise Interrupted(done, len(tasks), to / KEPT) from stop
