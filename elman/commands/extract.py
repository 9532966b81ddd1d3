"""``elman extract``: sound files in, feature files out."""

import sys
from concurrent.futures import ThreadPoolExecutor  # each thread waits for a process of its own

from elman.commands import common
from elman.readings import READINGS

SETS = {
    "baseline260": ("baseline260",),
    "essentia196": ("essentia196",),
    "extra8": ("extra8",),
    "all": ("baseline260", "essentia196"),
}


def add_to(subparsers):
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "extract",
        help="take features from sound files",
        description="Write DIR/SET/ID.csv for every sound file: a row of features for every half second, in DEAM's "
        "layout. A second call does only what is missing or has changed. Ends with status 1 if some files failed.",
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="a sound file, or a folder that is searched for them"
    )
    parser.add_argument("--to", required=True, metavar="DIR", help="where the feature files go")
    parser.add_argument(
        "--set",
        choices=SETS,
        default="all",
        help="baseline260: openSMILE's 260 columns; essentia196: the 29 types of Essentia; extra8: the 8 columns the "
        "paper adds, which need neither library for wav files; all (the default): baseline260 and essentia196",
    )
    parser.add_argument(
        "--reading",
        choices=READINGS,
        default="code",
        help="the authors' settings (default), or the paper's 25 Bark bands",
    )
    parser.add_argument(
        "--level",
        type=common.number,
        metavar="DB",
        help="bring every sound to this level first, in dB below full scale, such as -20, so that a quiet file and a loud one "
        "of the same music give the same features (default: leave all as they are, as the paper did)",
    )
    common.add_work_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Extract; 0 when every file has its features, 1 when some failed."""
    from elman.sound.extract import extract

    with (
        common.cluster(args.scheduler)
        if args.scheduler
        else ThreadPoolExecutor(args.jobs or common.n_cores()) as executor
    ):
        outcome = extract(
            args.inputs, args.to, SETS[args.set], reading=args.reading, level=args.level, executor=executor
        )
    tell(outcome, args.to)
    return 1 if outcome.failures else 0


def tell(outcome, to):
    """Print what was made and, on stderr, what was strange and what failed."""
    from elman.sound.search import others_there

    beside = others_there(outcome.passed_over)
    print(f"{to}: features of {_files(len(outcome.made))} made, {len(outcome.kept)} were there already{beside}")
    for warning in outcome.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if outcome.failures:
        print(f"{_files(len(outcome.failures))} failed:", file=sys.stderr)
        for path, reason in outcome.failures.items():
            print(f"  {path}: {reason}", file=sys.stderr)


def _files(n):
    return "1 file" if n == 1 else f"{n} files"
