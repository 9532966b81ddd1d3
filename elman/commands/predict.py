"""``elman predict``: a fitted system draws the curves of valence and arousal of songs."""

import argparse
import re
from pathlib import Path

from elman.commands import options, printing
from elman.commands.places import Results, expect_writable
from elman.errors import InputError, quoted

DESCRIPTION = """Predict valence and arousal of songs, twice a second, with a model that "elman train" made. A song is a
sound file, whose features are then taken as the model needs them, or a feature file (frameTime;first column;...). Writes,
for each song, a picture; and for all together predictions.csv (song,time,valence,arousal), DEAM's wide form, valence.csv
and arousal.csv, and songs.csv: one word for each song (such as joyful or calm), and the mean and spread of its curves.
Curves are smoothed up to both ends, which the paper's rule leaves as they are. The features of sounds are kept in
DIR/.features, so that a second call does only what is new. Results of an earlier call are replaced; any other file of
these names is left alone, and told. Ends with status 1 if some sounds failed."""

TABLES = ("predictions.csv", "valence.csv", "arousal.csv", "songs.csv")


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("predict", help="predict curves with a fitted system", description=DESCRIPTION)
    parser.add_argument(
        "model",
        type=options.path("a model, or its address,"),
        metavar="MODEL",
        help='a file made by "elman train", or the address of one (https://...)',
    )
    parser.add_argument(
        "--digest",
        type=sha256,
        metavar="sha256:HEX",
        help="what the model's file must have; needed with an address, whose publisher tells it. The file is "
        "kept for the next call",
    )
    parser.add_argument(
        "songs",
        type=options.path("a file or a folder", Path),
        nargs="+",
        metavar="SONG",
        help="sound files, feature files, or folders of them",
    )
    parser.add_argument(
        "--to", type=options.folder, default=Path("predictions"), metavar="DIR", help="default: predictions"
    )
    parser.add_argument(
        "--jobs",
        type=options.whole_number(1, options.MOST_JOBS),
        metavar="N",
        help="sounds that are worked on at the same time (default: one for each core)",
    )
    parser.set_defaults(run=run)


def sha256(text):
    """A kind of value: ``sha256:`` and 64 hexadecimal digits; gives the digits."""
    kind, _, digits = text.lower().partition(":")
    if kind != "sha256" or not re.fullmatch("[0-9a-f]{64}", digits):
        raise argparse.ArgumentTypeError(
            f"{quoted(text)} was given; sha256: and 64 hexadecimal digits were expected, as sha256sum prints them"
        )
    return digits


def run(args):
    """Predict; 0 when every song has its curves, 1 when some sounds failed."""
    from elman.commands import curves, elsewhere, hear, song_files  # NumPy and SciPy: not for --help
    from elman.commands.work import n_cores, one_thread

    fitted = curves.load(elsewhere.model_file(args.model, args.digest))
    songs, failures = song_files.find(args.songs)
    results = Results(args.to)
    expect_writable(args.to)
    results.expect_free([*TABLES, *(song.picture for song in songs)])

    failed = {}
    with one_thread():
        # Feature files are read in a moment, and first: one with a fault is told before the sounds take their time.
        for song in (song for song in songs if not song.is_sound):
            for warning in song.predict(fitted):
                printing.warn(warning)
        for song, heard in hear.hear_all(songs, fitted, args.to, args.jobs or n_cores()):
            if isinstance(heard, str):  # one sound costs itself, and not the work on the others
                failed[song.path] = heard
                continue
            for warning in song.predict(fitted, heard):
                printing.warn(warning)
    failures |= {song.path: failed[song.path] for song in songs if song.path in failed}  # in the order of the songs
    songs = [song for song in songs if song.path not in failures]
    if not songs:
        path, why = next(iter(failures.items()))
        others = f"; the {len(failures) - 1} others failed too" if len(failures) > 1 else ""
        raise InputError(f"{path}: {why}{others}")
    why = curves.doubt(fitted.about["features_made_with"])
    if why and any(song.is_sound for song in songs):
        printing.warn(why)

    curves.write(results, songs)
    for song in songs:
        song.draw(results)
    curves.show(songs)
    if fitted.about["made_up"]:
        printing.say("The model learned from made-up songs: its curves show how it works, not what listeners feel.")
    n = "1 song" if len(songs) == 1 else f"{len(songs)} songs"
    printing.say(f"{n}: {args.to / TABLES[0]}, {', '.join(TABLES[1:])}, and a picture of each")
    if failures:
        printing.tell(f"{len(failures)} of {len(songs) + len(failures)} files failed:")
        for path, reason in failures.items():
            printing.tell(f"  {path}: {reason}")
    return 1 if failures else 0
