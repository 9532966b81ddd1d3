"""``elman predict``: a fitted system draws the curves of valence and arousal of songs."""

import sys
from pathlib import Path

import numpy as np

from elman.commands import common, printing
from elman.corpus.song import FRAME_SECONDS
from elman.corpus.tables import read_features, write_curves, write_wide
from elman.errors import InputError
from elman.files import atomic
from elman.systems import model

DESCRIPTION = """Predict valence and arousal of songs, twice a second, with a model that "elman train" made. A song is a
sound file, whose features are then taken as the model needs them, or a feature file (frameTime;first column;...). Writes,
for each song, a picture; and for all
together predictions.csv (song,time,valence,arousal) and DEAM's wide form, valence.csv and arousal.csv."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("predict", help="predict curves with a fitted system", description=DESCRIPTION)
    parser.add_argument("model", type=Path, metavar="MODEL", help='a file made by "elman train"')
    parser.add_argument(
        "songs", type=Path, nargs="+", metavar="SONG", help="sound files, feature files, or folders of them"
    )
    parser.add_argument("--to", type=Path, default=Path("predictions"), metavar="DIR", help="default: predictions")
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    fitted = model.load(args.model)
    files = find(args.songs)
    common.check_writable(args.to)
    curves = {}
    waves = {}
    for name, path in files.items():
        columns, times, X, waves[name] = read(path, fitted)
        try:
            curves[name] = (times, fitted.predict(fitted.choose(columns, X)))
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
    if any(map(is_sound, files.values())) and (why := doubt(fitted.about["features_made_with"])):
        _warn(why)

    write_wide(args.to, curves)  # first, because it can refuse: then nothing is written
    write_curves(args.to / "predictions.csv", curves)
    for name, (times, Y) in curves.items():
        draw(args.to / f"{name}.png", name, times, Y, waves[name])
    if fitted.about["made_up"]:
        printing.say("The model learned from made-up songs: its curves show how it works, not what listeners feel.")
    songs = "1 song" if len(curves) == 1 else f"{len(curves)} songs"
    printing.say(f"{songs}: {args.to / 'predictions.csv'}, valence.csv, arousal.csv, and a picture of each")


def is_sound(path):
    """Whether the features must still be taken."""
    return path.suffix.lower() != ".csv"


def _songs_in(folder):
    from elman.sound.search import SUFFIXES

    return sorted(file for file in folder.iterdir() if file.suffix.lower() in {".csv", *SUFFIXES})


def read(path, fitted):
    """What the model needs of a file: columns, times (T,) and X (T, D); and, of a sound, its wave for the picture."""
    if is_sound(path):
        from elman.sound import isolation
        from elman.sound.features import pick, sets_for

        how = taken_by(fitted.about["features_made_with"])
        sets = sets_for(fitted.columns, how["reading"])
        isolation.require_apart(sets, [path])
        taken, warned = isolation.take_apart(path, sets, **how)
        for text in warned:
            _warn(text)
        X = pick(taken.rows, fitted.columns, how["reading"])
        return fitted.columns, FRAME_SECONDS * np.arange(len(X)), X, taken.wave

    return *read_features(path), None


def taken_by(made_with):
    """The reading of the paper and the level by which the features that a model learned from were taken from sound."""
    known = [settings for settings in made_with if settings]
    # The baseline's features are the same in both readings.
    readings = (settings["reading"] for settings in known if settings["set"] != "baseline260")
    return {"reading": next(readings, "code"), "level": known[0]["level"] if known else None}


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


def _warn(text):
    print(f"elman: warning: {text}", file=sys.stderr)


def find(paths):
    """The songs' files by name; folders are searched, but not the folders in them.

    Raises
    ------
    InputError
        A path that is not there, a folder without songs, or one name twice.
    """
    files = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; a sound or feature file was expected")
        found = _songs_in(path) if path.is_dir() else [path]
        if not found:
            raise InputError(f"{path}: holds neither feature files <song>.csv nor sound files")
        for file in found:
            if file.stem in files:
                raise InputError(f"{file} and {files[file.stem]} are both songs called {file.stem!r}; rename one")
            files[file.stem] = file
    return files


def draw(picture, title, times, Y, wave=None):
    """Write the picture of one song's curves, below the sound where there is one."""
    from elman.figures.curves import prediction  # matplotlib is slow to import
    from elman.figures.sound import envelope
    from elman.figures.style import figure

    # A dollar sign in a song's name is a dollar sign.
    if wave is not None:
        with figure(9, 4.6, nrows=2, sharex=True, height_ratios=(1, 2)) as (made, axes):
            seconds = np.arange(len(wave)) / 100
            envelope(axes[0], seconds, wave, seconds[-1] + 0.01).set_xlabel("")
            prediction(axes[1], times, Y)
            axes[1].set_xlim(0, seconds[-1] + 0.01)
            axes[0].set_title(title, parse_math=False)
    else:
        with figure(9, 3.2) as (made, ax):
            prediction(ax, times, Y)
            ax.set_title(title, parse_math=False)
    with atomic(picture) as temporary:
        made.savefig(temporary, dpi=150)
