"""``elman extract``: sound files in, feature files out."""

import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from elman.errors import InputError

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
        choices=("code", "paper"),
        default="code",
        help="the authors' settings (default), or the paper's 25 Bark bands",
    )
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="how many processes (default 1; 0: one a core)"
    )
    parser.set_defaults(run=run)


def run(args):
    """Extract; 0 when every file has its features, 1 when some failed."""
    from elman.sound.extract import extract

    with _pool(args.jobs) as executor:
        outcome = extract(args.inputs, args.to, SETS[args.set], reading=args.reading, executor=executor)
    print(f"{args.to}: features of {len(outcome.made)} files made, {len(outcome.kept)} were there already")
    for warning in outcome.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if outcome.failures:
        print(f"{len(outcome.failures)} files failed:", file=sys.stderr)
        for path, reason in outcome.failures.items():
            print(f"  {path}: {reason}", file=sys.stderr)
    return 1 if outcome.failures else 0


def _pool(jobs):
    if jobs < 0:
        raise InputError(f"--jobs {jobs}: a number of processes was expected, or 0 for one a core")
    if jobs == 1:
        return nullcontext()
    # "spawn" is the one way to start a process that is safe whatever threads the libraries have started.
    n = jobs if jobs > 0 else os.cpu_count()
    return ProcessPoolExecutor(n, mp_context=get_context("spawn"), initializer=_begin_worker)


def _begin_worker():
    # Ctrl-C reaches every process; the one that waits for the others deals with it. And when that one is killed, its
    # workers would wait for ever.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    wait([parent_process().sentinel])
    os._exit(1)
