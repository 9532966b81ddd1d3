"""The songs that ``elman predict`` is given: found, read, predicted, written and drawn."""

import tempfile
from pathlib import Path
from shutil import copyfile

from elman.commands import printing
from elman.commands.results import write_table
from elman.corpus.song import EMOTIONS
from elman.corpus.tables import write_curves, write_wide
from elman.errors import InputError, shortened
from elman.systems import model
from elman.tables import Table

SUMMARY = ("song", *EMOTIONS, *(f"{emotion}_spread" for emotion in EMOTIONS), "word")
"""The columns of the table with a line for each song."""

SHOWN = 40
"""So many songs are listed on the screen."""


def load(path):
    """The model in a file; a name without ``.npz`` is tried with it, as ``elman train`` writes it."""
    if not path.exists() and path.with_name(f"{path.name}.npz").exists():
        path = path.with_name(f"{path.name}.npz")
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is not a file; a model made by 'elman train' was expected")
    return model.load(path)


def doubt(made_with):
    """Why the features of a sound file are not quite those that a model learned from; empty if they are."""
    from elman.sound.features import EXTRACTOR

    if not made_with or None in made_with:
        return (
            "the model learned from features, such as DEAM's official ones, that elman extract did not make; those of a "
            "sound file are taken in another way, so its curve is less certain"
        )
    if any(settings["extractor"] != EXTRACTOR for settings in made_with):
        return "the model learned from features of another version of elman extract; extract them again and train anew"
    return ""


def write(results, songs):
    """Write the curves of all songs in the long form, and in DEAM's wide form."""
    found = {song.name: (song.times, song.Y) for song in songs}
    with tempfile.TemporaryDirectory() as folder:
        write_wide(folder, found)  # first, because it can refuse: then nothing is written
        with results.writing("predictions.csv") as path:
            write_curves(path, found)
        for name in ("valence.csv", "arousal.csv"):
            with results.writing(name) as path:
                copyfile(Path(folder) / name, path)
    lines = [
        [song.name, *song.summary.mean.tolist(), *song.summary.spread.tolist(), song.summary.word] for song in songs
    ]
    with results.writing("songs.csv") as path:
        write_table(path, SUMMARY, [dict(zip(SUMMARY, line, strict=True)) for line in lines])


def show(songs):
    """Print a line for each song: one word, and the mean and the spread over time of both curves."""
    rows = [(shortened(song.name, 60), song.summary.word, *song.summary.numbers()) for song in songs[:SHOWN]]
    left_out = len(songs) - SHOWN
    note = f"{left_out} more {'song' if left_out == 1 else 'songs'}: in songs.csv." if left_out > 0 else ""
    about = "Mean ± spread over time; an emotion whose mean is within its spread is undecided"
    printing.show(Table(("song", "word", *EMOTIONS), rows, (2, 3), title=about, note=note))
