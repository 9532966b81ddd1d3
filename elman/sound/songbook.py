"""A small corpus of made-up music in DEAM's layout: wav files, and the curves they were rendered from as labels."""

import io
import json
from pathlib import Path

import numpy as np

from elman.corpus.deam.folder import MADE_UP
from elman.corpus.song import EMOTIONS, FIRST_LABEL, FRAME_SECONDS
from elman.errors import InputError
from elman.files import atomic, read_bytes
from elman.progress import Progress
from elman.seeds import random_generator
from elman.sound.frames import RATE
from elman.sound.synthesis import random_curve, render

N_ROWS = 90
"""Songs last 45 s, like DEAM's clips."""

FIRST_ROW = round(FIRST_LABEL / FRAME_SECONDS)
"""The first row with a label; labels begin at 15 s, like DEAM's."""

LABELS = Path("annotations", "annotations averaged per song", "dynamic (per second annotations)")


def made_up_song(song, seed):
    """The curve (90, 2) and the samples of the song with this number; the same for the same seed, always.

    Examples
    --------
    >>> curve, samples = made_up_song(1, seed=0)
    >>> curve.shape, samples.shape
    ((90, 2), (1984500,))
    """
    rng = random_generator([seed, song])
    curve = random_curve(N_ROWS, rng)
    return curve, render(curve, rng)


def make_songbook(to, n_songs, seed):
    """Write ``audio/<id>.wav`` for the ids 1 ... n_songs, and their labels.

    Parameters
    ----------
    to : path
        A new folder, or one with the very same songs (after an interruption, say).
    n_songs : int
        1 to 2000; DEAM's ids above that are its evaluation set.
    seed : int

    Raises
    ------
    InputError
        The folder holds something else, a file in it was changed, or ``n_songs`` is out of range.
    """
    to = Path(to)
    if not 1 <= n_songs <= 2000:
        raise InputError(f"{n_songs} songs were asked for; 1 to 2000 were expected")
    random_generator(seed)  # a wrong one is told before the folder is made
    what = "music rendered from random curves by elman synth; no human ever felt these emotions"
    text = json.dumps({"made_up": what, "songs": n_songs, "seed": seed}, indent=1) + "\n"
    _claim(to, text)
    curves = {}
    with Progress("rendering", n_songs) as progress:
        for song in range(1, n_songs + 1):
            curves[song], samples = made_up_song(song, seed)
            _write_wav(to / "audio" / f"{song}.wav", samples)
            progress.advance(song)
    for column, emotion in enumerate(EMOTIONS):
        _write_labels(to / LABELS / f"{emotion}.csv", {song: curve[:, column] for song, curve in curves.items()})


def _claim(to, text):
    """Say in the file `MADE_UP` what the folder holds; refuse one that holds anything else."""
    mark = to / MADE_UP
    if to.exists() and not to.is_dir():
        raise InputError(f"{to} is a file; a folder was expected")
    if mark.exists() and mark.read_text(encoding="utf-8") != text:
        raise InputError(f"{to} holds made-up songs of another number or seed; choose another folder with --to")
    if to.exists() and any(to.iterdir()) and not mark.exists():
        raise InputError(f"{to} is there already and was not made by elman synth; choose another folder with --to")
    with atomic(mark) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _write_wav(path, samples):
    from scipy.io import wavfile

    peak = np.abs(samples).max()
    if peak >= 1:
        raise ArithmeticError(f"{path}: the music reaches {peak:.3g}, beyond full scale")
    made = io.BytesIO()
    wavfile.write(made, RATE, np.round(samples * 2**15).astype(np.int16))
    _write(path, made.getvalue())


def _write_labels(path, curves):
    rows = range(FIRST_ROW, N_ROWS)
    header = ",".join(("song_id", *(f"sample_{round(1000 * FRAME_SECONDS * row)}ms" for row in rows)))
    lines = [",".join((str(song), *(f"{curve[row]:.7g}" for row in rows))) for song, curve in curves.items()]
    _write(path, ("\n".join((header, *lines)) + "\n").encode())


def _write(path, content):
    """Write a file, unless it is there already; raise InputError where somebody changed it."""
    if path.exists():
        if not path.is_file() or read_bytes(path) != content:
            raise InputError(
                f"{path}: is not what elman synth wrote, so that it will not be written over; move it, or choose another folder "
                f"with --to"
            )
        return
    with atomic(path) as temporary:
        temporary.write_bytes(content)
