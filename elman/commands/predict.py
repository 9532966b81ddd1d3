"""``elman predict``: a fitted system draws the curves of valence and arousal of songs."""

from pathlib import Path

import numpy as np

from elman.commands import common, printing
from elman.corpus.tables import read_features, write_curves, write_wide
from elman.errors import InputError
from elman.files import atomic
from elman.systems import model

DESCRIPTION = """Predict valence and arousal of songs, twice a second, with a model that "elman train" made. A song is a
feature file (frameTime;first column;...) as "elman train" learned from. Writes, for each song, a picture; and for all
together predictions.csv (song,time,valence,arousal) and DEAM's wide form, valence.csv and arousal.csv."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("predict", help="predict curves with a fitted system", description=DESCRIPTION)
    parser.add_argument("model", type=Path, metavar="MODEL", help='a file made by "elman train"')
    parser.add_argument("songs", type=Path, nargs="+", metavar="SONG", help="feature files, or folders of them")
    parser.add_argument("--to", type=Path, default=Path("predictions"), metavar="DIR", help="default: predictions")
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    fitted = model.load(args.model)
    files = find(args.songs)
    common.check_writable(args.to)
    curves = {}
    for name, path in files.items():
        columns, times, X = read_features(path)
        late = np.flatnonzero(np.diff(times) <= 0)
        if len(late):
            row, time, before = late[0] + 3, times[late[0] + 1], times[late[0]]
            raise InputError(f"{path}, row {row}: frameTime {time:g} s stands after {before:g} s; times must rise")
        try:
            curves[name] = (times, fitted.predict(columns, X))
        except InputError as error:
            raise InputError(f"{path}: {error}") from error

    write_wide(args.to, curves)  # first, because it can refuse: then nothing is written
    write_curves(args.to / "predictions.csv", curves)
    for name, (times, Y) in curves.items():
        draw(args.to / f"{name}.png", name, times, Y)
    if fitted.about["made_up"]:
        printing.say("The model learned from made-up songs: its curves show how it works, not what listeners feel.")
    printing.say(f"{len(curves)} songs: {args.to / 'predictions.csv'}, valence.csv, arousal.csv, and a picture of each")


def find(paths):
    """The feature files by their songs' names; folders are searched, but not the folders in them.

    Raises
    ------
    InputError
        A path that is not there, a folder without feature files, or one name twice.
    """
    files = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; a feature file was expected")
        found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if not found:
            raise InputError(f"{path}: holds no feature file <song>.csv")
        for file in found:
            if file.stem in files:
                raise InputError(f"{file} and {files[file.stem]} are both songs called {file.stem!r}; rename one")
            files[file.stem] = file
    return files


def draw(path, name, times, Y):
    """Write the picture of one song's curves."""
    from elman.figures.curves import prediction  # matplotlib is slow to import
    from elman.figures.style import figure

    with figure(9, 3.2) as (made, ax):
        prediction(ax, times, Y)
        ax.set_title(name, parse_math=False)  # a dollar sign in a song's name is a dollar sign
    with atomic(path) as temporary:
        made.savefig(temporary, dpi=150)
