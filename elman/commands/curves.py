"""The songs that ``elman predict`` is given: found, read, predicted, written and drawn."""

import tempfile
from collections import Counter
from pathlib import Path
from shutil import copyfile

import numpy as np

from elman.commands import printing
from elman.commands.places import not_written
from elman.commands.results import write_table
from elman.corpus.circumplex import summary
from elman.corpus.feature_folders import folders, song_files
from elman.corpus.ids import song_id
from elman.corpus.song import EMOTIONS, FRAME_SECONDS
from elman.corpus.tables import read_features, write_curves, write_wide
from elman.errors import InputError, shortened
from elman.systems import model
from elman.tables import Table

SUMMARY = ("song", *EMOTIONS, *(f"{emotion}_spread" for emotion in EMOTIONS), "word")
"""The columns of the table with a line for each song."""

SHOWN = 40
"""So many songs are listed on the screen."""

LABELS = (b"song,", b"song_id,", b"musicId,")
"""How a csv file begins that holds labels or curves, and not features."""


def load(path):
    """The model in a file; a name without ``.npz`` is tried with it, as ``elman train`` writes it."""
    if not path.exists() and path.with_name(f"{path.name}.npz").exists():
        path = path.with_name(f"{path.name}.npz")
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is not a file; a model made by 'elman train' was expected")
    return model.load(path)


def find(paths):
    """The songs in files and folders; folders are searched, with the folders in them, for all but what elman wrote there.

    A song in a folder is called by its path there, as ``elman extract`` and a corpus of your own call it.

    Returns
    -------
    songs : list of SongFile
    failures : dict of pathlib.Path to str
        What in a folder looks like a song and cannot be one, and why.

    Raises
    ------
    InputError
        A path that is not there, or is not a file; a folder without songs; one name twice.
    """
    songs, failures = {}, {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; a sound or feature file was expected")
        if not path.is_dir() and not path.is_file():
            raise InputError(f"{path}: is not a file; a sound or feature file was expected")
        found = _songs_in(path, failures) if path.is_dir() else [SongFile(path, song_id(path, path.parent))]
        for song in found:
            if song.name in songs:
                raise InputError(
                    f"{song.path} and {songs[song.name].path} are both songs called {song.name!r}; rename one"
                )
            songs[song.name] = song
    return list(songs.values()), failures


def _songs_in(folder, failures):
    """The songs in a folder; adds to the failures."""
    from elman.sound.search import SUFFIXES, find_sounds, others_there

    there = not_written(top / name for top, names in folders(folder) for name in names if not name.startswith("."))
    files = {song: path for song, path in song_files(folder)[0].items() if path in there and path.is_file()}
    labels = {song: path for song, path in files.items() if _begins(path).startswith(LABELS)}
    if labels:
        printing.say(f"{folder}: files of labels or curves are not songs: {', '.join(sorted(labels))}")
    files = {song: path for song, path in files.items() if song not in labels}
    sounds = {}
    if any(path.suffix.lower() in SUFFIXES for path in there):
        sounds, failed, _ = find_sounds([folder])
        failures |= failed
    songs = [SongFile(path, song) for song, path in (*files.items(), *sounds.items())]
    failures |= {path: "is not a plain file, or leads nowhere" for path in there if not path.is_file()}
    if not songs:
        raise InputError(f"{folder}: holds neither feature files <song>.csv nor sound files")
    others = [path for path in there if path.is_file() and path.suffix.lower() not in {".csv", *SUFFIXES}]
    others = Counter(path.suffix.lower() or "no suffix" for path in others)
    if others:
        printing.say(f"{folder}: not looked into{others_there(others)}; name those that are songs one by one")
    return songs


def _begins(path):
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").lstrip()


def taken_by(made_with):
    """The reading of the paper and the level by which the features that a model learned from were taken from sound."""
    known = [settings for settings in made_with if settings]
    # The baseline's features are the same in both readings.
    readings = (settings["reading"] for settings in known if settings["set"] != "baseline260")
    return {"reading": next(readings, "code"), "level": known[0].get("level") if known else None}


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


class SongFile:
    """A sound or feature file, and what was predicted for it: ``times`` (T,) and ``Y`` (T, 2).

    Parameters
    ----------
    path : pathlib.Path
    name : str
        May hold slashes.
    """

    def __init__(self, path, name):
        self.path, self.name = path, name
        self.picture = f"{name}.png"
        self.is_sound = path.suffix.lower() != ".csv"

    def predict(self, fitted):
        """Predict the curves; gives warnings about the file."""
        warned, self.wave = [], None
        try:
            if self.is_sound:
                columns = fitted.columns
                times, X, self.wave, warned = _hear(self.path, columns, taken_by(fitted.about["features_made_with"]))
            else:
                columns, times, X = read_features(self.path)
            X = fitted.choose(columns, X)
            self.times, self.Y = times, fitted.predict(X)
            self.summary = summary(self.Y)
            warned = [
                *warned,
                *(f"{self.path}: {doubt}; its curves may mean little" for doubt in fitted.doubts(X, self.Y)),
            ]
        except InputError as error:
            about = str(error)
            raise InputError(about if str(self.path) in about else f"{self.path}: {about}") from error
        return warned

    def draw(self, results):
        """Write the picture of the curves, below the sound where there is one."""
        from elman.figures.curves import prediction  # matplotlib is slow to import
        from elman.figures.sound import envelope
        from elman.figures.style import figure, plain, save

        title = f"{plain(shortened(self.name, 80))}\n{self.summary} (mean ± spread over time)"
        if self.wave is None:
            with figure(9, 3.2) as (made, ax):
                prediction(ax, self.times, self.Y)
                ax.set_title(title)
        else:
            with figure(9, 4.6, nrows=2, sharex=True, height_ratios=(1, 2)) as (made, (upper, lower)):
                seconds = np.arange(len(self.wave)) / 100
                envelope(upper, seconds, self.wave, seconds[-1] + 0.01).set_xlabel("")
                prediction(lower, self.times, self.Y)
                lower.set_xlim(0, seconds[-1] + 0.01)
                upper.set_title(title)
        with results.writing(self.picture) as path:
            save(made, path)


def _hear(path, columns, how):
    """The features of a sound file with their times, its wave for the picture, and warnings."""
    from elman.sound import isolation
    from elman.sound.features import pick, sets_for

    sets = sets_for(columns, how["reading"])
    isolation.require_apart(sets, [path])
    taken, warned = isolation.take_apart(path, sets, **how)
    X = pick(taken.rows, columns, how["reading"])
    return FRAME_SECONDS * np.arange(len(X)), X, taken.wave, warned


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
