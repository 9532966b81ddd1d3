"""``elman extract``: sound files in, feature files out."""

from pathlib import Path

from elman.commands import options, printing
from elman.commands.places import SYNTHETIC, expect_writable
from elman.errors import InputError, quoted

SETS = {
    "baseline260": ("baseline260",),
    "essentia196": ("essentia196",),
    "extra8": ("extra8",),
    "all": ("baseline260", "essentia196"),
}

FOR_CORPUS = ("baseline260", "extra8")
"""What ``--extract`` takes: the paper's 268 columns, for which Essentia is not needed."""

EXTRACTED = "extracted"
"""The folder in DEAM's for its features, beside the official ones in ``features``."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "extract",
        help="take features from sound files",
        description="Write DIR/SET/ID.csv for every sound file: a row of features for every half second, in DEAM's "
        "layout. ID is the file's path below the INPUT folder, or, of several INPUTs, below the folder that "
        "holds them all. A second call does only what is missing or has changed. Ends with status 1 if some files failed.",
    )
    parser.add_argument(
        "inputs",
        type=options.path("a sound file or a folder"),
        nargs="+",
        metavar="INPUT",
        help="a sound file, or a folder that is searched for them",
    )
    parser.add_argument("--to", required=True, type=options.folder, metavar="DIR", help="where the feature files go")
    parser.add_argument(
        "--set",
        choices=list(SETS),
        default="all",
        help="baseline260: openSMILE's 260 columns; essentia196: the 29 types of Essentia; extra8: the 8 columns the "
        "paper adds, which need neither library for wav files; all (the default): baseline260 and essentia196",
    )
    parser.add_argument(
        "--reading",
        choices=options.READINGS,
        default="code",
        help="the authors' settings (default), or the paper's 25 Bark bands",
    )
    add_level_option(parser)
    options.add_work_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Extract; 0 when every file has its features, 1 when some failed."""
    return 1 if _extract(args.inputs, args.to, SETS[args.set], args, args.level).failures else 0


def add_options(group):
    """The options of commands that take the features of a corpus's sounds before they use them."""
    group.add_argument(
        "--extract",
        action="store_true",
        help="first take the features of the songs' sound files, which lie anywhere below the corpus's folder; they are kept "
        "in features there (DEAM: in extracted), and a second call takes only what is missing",
    )
    add_level_option(group)


def add_level_option(group):
    """The option that makes all sounds equally loud."""
    group.add_argument(
        "--level",
        type=options.number,
        metavar="DB",
        help="bring every sound to this level first, in dB below full scale, such as -20, so that a quiet file and a loud one "
        "of the same music give the same features (default: leave all as they are)",
    )


def for_corpus(args, check=lambda ids: None):
    """Take the features of a corpus's sound files, as ``elman extract`` does, and set ``args.features`` to their folder.

    Only songs that are asked for and have labels are taken, and called as there: the sound ``music/album/01.mp3`` is the song
    ``album/01``, or ``01``, if that has labels. A file that fails is told, and its song left out. Before any sound is read,
    ``check`` is called with the ids of the development songs.
    """
    from elman.commands import songs
    from elman.corpus.feature_folders import song_files
    from elman.corpus.own import FEATURES
    from elman.corpus.source import QUICK_DEVELOPMENT

    if not args.extract:
        if args.level is not None:
            raise InputError("--level says how features are taken from sound; add --extract")
        return
    if args.features:
        raise InputError("--extract takes features from the songs' sound files; leave --features out, or --extract")
    if args.corpus == SYNTHETIC:
        raise InputError(
            f"--extract takes features from sound files, and the {SYNTHETIC} songs have none: add --corpus DIR"
        )
    development, evaluation, is_own = songs.source(args).labelled()
    folder, only = Path(args.corpus), {*development, *evaluation}
    to = folder / (FEATURES if is_own else EXTRACTED)
    # One set with all 196 values is there already: it holds the 8.
    sets = SETS["all"] if (to / "essentia196").exists() else FOR_CORPUS
    kept = set(song_files(to / sets[0])[0])
    there = kept | _expect_sounds(folder, only, args, is_own, kept)
    usable = [song for song in development if song in there]
    check(usable[:QUICK_DEVELOPMENT] if args.quick else usable)
    if _extract([folder], to, sets, args, args.level, only).failures:
        printing.tell("These songs are left out.")
        args.skip_unusable = args.skip_unusable or is_own
    args.features = to


def groups():
    """The groups of columns that a corpus has whose features were taken so."""
    from elman.corpus.columns import BASELINE_260, EXTRA_8, name_groups

    return name_groups(BASELINE_260 + EXTRA_8)


def expect_group(name):
    """Raise `InputError` where a group of columns is asked for that such a corpus will not have."""
    if name is not None and name not in groups():
        raise InputError(f"--columns {quoted(name)}: --extract takes the groups of columns {' and '.join(groups())}")


def _expect_sounds(folder, songs, args, is_own, kept):
    """The songs that have a sound file, before any work: all must, where none may be left out.

    Songs of DEAM may be left out, unless it was said which; then those with features ``kept`` from an earlier call need no sound.
    """
    from elman.corpus.ids import count_songs, in_short
    from elman.sound.search import find_sounds

    chosen = args.songs != "all"
    there, failures, _ = find_sounds([folder], songs)
    missing, others = songs - there.keys() - (kept if chosen else set()), there.keys() - songs
    what = "of other songs" if chosen else "without labels"
    if others:
        printing.say(in_short(f"{folder}: sounds {what} are left out: {count_songs(others)}"))
    may_lack = args.skip_unusable if is_own else not chosen
    if missing and not may_lack and not failures:
        hint = f"; there are sounds {what}, such as {sorted(others)[0]}" if others else ""
        instead = "take other songs" if chosen else "leave these songs out with --skip-unusable"
        raise InputError(
            f"{folder}: no sound file for {count_songs(missing)} with labels{hint}. Add what is missing, or {instead}"
        )
    return set(there)


def _extract(inputs, to, sets, args, level=None, only=None):
    """Extract, and tell what was made, what was strange and what failed."""
    from elman.commands.work import threads
    from elman.sound.extract import extract
    from elman.sound.search import others_there

    expect_writable(to)
    with threads(args) as executor:
        outcome = extract(inputs, to, sets, reading=args.reading, level=level, only=only, executor=executor)
    beside = others_there(outcome.passed_over)
    printing.say(f"{to}: features of {_files(len(outcome.made))} made, {len(outcome.kept)} were there already{beside}")
    for warning in outcome.warnings:
        printing.warn(warning)
    if outcome.failures:
        printing.tell(f"{_files(len(outcome.failures))} failed:")
        for path, reason in outcome.failures.items():
            printing.tell(f"  {path}: {reason}")
    return outcome


def _files(n):
    return "1 file" if n == 1 else f"{n} files"
