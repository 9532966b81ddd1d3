"""``elman extract``: sound files in, feature files out."""

from pathlib import Path

from elman.commands import options, printing
from elman.commands.places import expect_writable
from elman.errors import InputError

SETS = {
    "baseline260": ("baseline260",),
    "essentia196": ("essentia196",),
    "extra8": ("extra8",),
    "all": ("baseline260", "essentia196"),
}


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "extract",
        help="take features from sound files",
        description="Write DIR/SET/ID.csv for every sound file: a row of features for every half second, in DEAM's "
        "layout. A second call does only what is missing or has changed. Ends with status 1 if some files failed.",
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="a sound file, or a folder that is searched for them"
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
    parser.add_argument(
        "--level",
        type=options.number,
        metavar="DB",
        help="bring every sound to this level first, in dB below full scale, such as -20, so that a quiet file and a loud one "
        "of the same music give the same features (default: leave all as they are, as the paper did)",
    )
    options.add_work_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Extract; 0 when every file has its features, 1 when some failed."""
    return 1 if _extract(args.inputs, args.to, SETS[args.set], args, args.level).failures else 0


def for_corpus(args, to):
    """Take the features of a corpus's sound files, as ``elman extract`` does; gives the folder they are in."""
    from elman.corpus.own import find_labels

    folder = Path(args.corpus)
    labels = find_labels(folder) if folder.is_dir() else None
    if labels is not None:
        raise InputError(
            f"--extract cannot be used with songs of your own ({labels}): run elman extract {folder} --to FOLDER, put "
            f"the feature files into {folder / 'features'}, and leave --extract out"
        )
    if args.features or not folder.is_dir():
        raise InputError(
            "--extract takes features from the sound files of DEAM or elman synth: add --corpus DIR, and no --features"
        )
    failures = _extract([folder], to, SETS["all"], args).failures
    if failures:
        raise InputError(
            f"--extract: {len(failures)} of the sound files failed, as told above; fix them or move them out of {folder}"
        )
    return to


def _extract(inputs, to, sets, args, level=None):
    """Extract, and tell what was made, what was strange and what failed."""
    from elman.commands.work import threads
    from elman.sound.extract import extract
    from elman.sound.search import others_there

    expect_writable(to)
    with threads(args) as executor:
        outcome = extract(inputs, to, sets, reading=args.reading, level=level, executor=executor)
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
