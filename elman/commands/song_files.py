"""The songs that ``elman predict`` is given: found in files and folders, read, predicted and drawn."""

from collections import Counter

import numpy as np

from elman.commands import printing
from elman.commands.places import not_written
from elman.corpus.alignment import side_by_side
from elman.corpus.circumplex import summary
from elman.corpus.extraction import EXTRACTION
from elman.corpus.feature_folders import folders, song_files
from elman.corpus.ids import common_folder, count_songs, in_short, song_id
from elman.corpus.tables import read_features
from elman.errors import InputError, shortened

STROKES = 3000
"""The wave of a picture has at most so many strokes, twice as many as there are dots of ink beside each other."""

LABELS = (b"song,", b"song_id,", b"musicId,")
"""How a csv file begins that holds labels or curves, and not features."""


def find(paths):
    """The songs in files and folders; folders are searched, with the folders in them, for all but what elman wrote there.

    A song in a folder is called by its path there, as ``elman extract`` and a corpus of your own call it. Of several paths it is
    the path below the deepest folder that holds them all, so that equal names in two albums stay apart.

    Returns
    -------
    songs : list of SongFile
    failures : dict of pathlib.Path to str
        What in a folder looks like a song and cannot be one, and why.

    Raises
    ------
    InputError
        A path that is not there, is not a file, or holds labels; a folder without songs; one name twice.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; a sound or feature file was expected")
        if not path.is_dir() and not path.is_file():
            raise InputError(f"{path}: is not a file; a sound or feature file was expected")
        if path.suffix.lower() == ".csv" and path.is_file() and _begins(path).startswith(LABELS):
            raise InputError(f"{path}: holds labels or curves, not features; a sound or feature file was expected")
    songs, failures, top, seen = {}, {}, common_folder(paths), set()
    for path in paths:
        found = _songs_in(path, top, failures) if path.is_dir() else [SongFile(path, song_id(path, top))]
        for song in found:
            if song.path.resolve() in seen:  # a folder, and a file in it
                continue
            seen.add(song.path.resolve())
            if song.name in songs:
                raise InputError(
                    f"{song.path} and {songs[song.name].path} are both songs called {song.name!r}; rename one"
                )
            songs[song.name] = song
    return list(songs.values()), failures


def _songs_in(folder, top, failures):
    """The songs in a folder, called by their paths below ``top``; adds to the failures."""
    from elman.sound.search import SUFFIXES, find_sounds, others_there

    there = not_written(top / name for top, names in folders(folder) for name in names if not name.startswith("."))
    made = [path for path, names in folders(folder) if EXTRACTION in names]
    files = {song: path for song, path in song_files(folder, made)[0].items() if path in there and path.is_file()}
    labels = {song: path for song, path in files.items() if _begins(path).startswith(LABELS)}
    if labels:
        printing.say(f"{folder}: files of labels or curves are not songs: {', '.join(sorted(labels))}")
    files = {song: path for song, path in files.items() if song not in labels}
    extracted = _side_by_side(made)
    sounds = {}
    if any(path.suffix.lower() in SUFFIXES for path in there):
        sounds, failed, _ = find_sounds([folder], extracted)
        failures |= failed
    twice = extracted.keys() & sounds.keys()
    if twice:
        what = f"features are taken from the sounds, not from what was extracted: {count_songs(twice)}"
        printing.say(in_short(f"{folder}: {what}"))
    single = {song: [path] for song, path in (*files.items(), *sounds.items())}
    above = song_id(folder / "x.csv", top).removesuffix(
        "x"
    )  # "album/" of a song x there; "" where the folder is the top
    songs = [SongFile(paths[0], above + song, paths) for song, paths in (extracted | single).items()]
    failures |= {path: "is not a plain file, or leads nowhere" for path in there if not path.is_file()}
    if not songs:
        raise InputError(f"{folder}: holds neither feature files <song>.csv nor sound files")
    others = [path for path in there if path.is_file() and path.suffix.lower() not in {".csv", *SUFFIXES}]
    others = Counter(path.suffix.lower() or "no suffix" for path in others)
    if others:
        printing.say(f"{folder}: not looked into{others_there(others)}; name those that are songs one by one")
    return songs


def _side_by_side(made):
    """The feature files of each song in the folders that ``elman extract`` made: a song's columns may lie in several."""
    songs = {}
    for path in made:
        for song, file in song_files(path)[0].items():
            if file.is_file():
                songs.setdefault(song, []).append(file)
    return songs


def _begins(path):
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").lstrip()


def fewer_strokes(strokes, most):
    """Strokes (n, 2), from the lowest to the highest sample, joined to at most ``most``, each as long as the others.

    >>> fewer_strokes(np.array([[-1, 1], [-3, 2], [0, 5], [-2, 0]]), 2).tolist()
    [[-3.0, 2.0], [-2.0, 5.0]]
    """
    n = min(most, len(strokes))
    starts = np.arange(n) * len(strokes) // n
    lowest, highest = np.minimum.reduceat(strokes[:, 0], starts), np.maximum.reduceat(strokes[:, 1], starts)
    return np.column_stack([lowest, highest]).astype(np.float32)


class SongFile:
    """A sound or feature file, and what was predicted for it: ``times`` (T,) and ``Y`` (T, 2).

    Parameters
    ----------
    path : pathlib.Path
    name : str
        May hold slashes.
    paths : list of pathlib.Path, optional
        Where the columns lie in several feature files; ``path`` is the first.
    """

    def __init__(self, path, name, paths=()):
        self.path, self.name, self.paths = path, name, paths or [path]
        self.picture = f"{name}.png"
        self.is_sound = path.suffix.lower() != ".csv"

    def read(self):
        """The columns, times (T,) and features of a song in feature files; its columns may lie in several."""
        if len(self.paths) == 1:
            return read_features(self.path)
        tables = {path: read_features(path) for path in self.paths}
        columns = [column for names, _, _ in tables.values() for column in names]
        _, times, X = side_by_side([(path, times, X) for path, (_, times, X) in tables.items()], exact=True)
        return columns, times, X

    def predict(self, fitted, heard=None):
        """Predict the curves; gives warnings about the file.

        ``heard`` is what `hear` gave for a sound.
        """
        self.wave, warned = None, []
        try:
            columns, self.times, X = self.read() if heard is None else (fitted.columns, heard.times, heard.X)
            if heard is not None:
                self.wave, warned = fewer_strokes(heard.wave, STROKES), heard.warnings
                self.seconds = len(heard.wave) / 100
            X = fitted.choose(columns, X)
            self.Y = fitted.curves(X)
            self.summary = summary(self.Y)
        except InputError as error:
            about = str(error)
            raise InputError(about if str(self.path) in about else f"{self.path}: {about}") from error
        doubts = fitted.doubts(X, self.Y)
        return [*warned, *(f"{self.path}: {doubt}; its curves may mean little" for doubt in doubts)]

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
                starts, end = np.linspace(0, self.seconds, len(self.wave), endpoint=False), self.seconds
                envelope(upper, starts, self.wave, end).set_xlabel("")
                prediction(lower, self.times, self.Y)
                lower.set_xlim(0, end)
                upper.set_title(title)
        with results.writing(self.picture) as path:
            save(made, path)
