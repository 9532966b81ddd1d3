"""``elman gradcheck``: are the gradients right? The package's own, or those of a file of the user's."""

import argparse
from pathlib import Path

from elman.errors import InputError
from elman.network.activations import OUTPUTS

ABOUT = """Without FILE.py:FUNCTION, checks every network of this package by complex steps
and prints a table for each.

With FILE.py:FUNCTION, finds out which mistake explains the numbers of a function of your own:
backward(params, dY, cache), for the cache of elman.network.rnn.forward, or
cost_and_gradients(params, X, targets, settings), as in elman.network.training.
Your code runs in a process of its own and is ended after --seconds.
Exit status: 0 right, 1 wrong, 2 the file cannot be used."""


def add_to(subparsers):
    """Add this command to the command line."""
    parser = subparsers.add_parser(
        "gradcheck",
        help="check the networks' gradients, or diagnose a backward pass of your own",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "function", nargs="?", metavar="FILE.py:FUNCTION", help="your own function (default: the package)"
    )
    parser.add_argument("--output", choices=OUTPUTS, help="the only output function that your backward is meant for")
    parser.add_argument(
        "--grade", action="store_true", help="print a checklist, from easy to hard, in place of the diagnosis"
    )
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="time limit for your code (default 60)")
    parser.set_defaults(run=run)


def _seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} was given, a number of seconds above 0 was expected")
    return value


def run(args):
    """Print tables or a diagnosis; 0 when all is right, 1 when not."""
    return _package() if args.function is None else _own_file(args)


def _package():
    from rich.console import Console

    from elman.diagnosis.package import TOLERANCE, check_package

    screen, wrong = Console(highlight=False), []
    for title, result in check_package():
        screen.print(f"\n{title}", style="bold")
        screen.print(result)
        wrong += [] if result else [title]
    if wrong:
        screen.print(f"\nWRONG: {'; '.join(wrong)}", style="bold red")
        return 1
    screen.print(f"\nEvery gradient of every network agrees with complex steps to {TOLERANCE:g}.", style="bold green")
    return 0


def _own_file(args):
    from elman.diagnosis.child import judge_file

    path, colon, name = args.function.rpartition(":")
    if not colon or not name.isidentifier() or not path:
        raise InputError(f"{args.function}: FILE.py:FUNCTION was expected, for example student.py:backward")
    print(
        f"Running {path} in a process of its own, for {args.seconds:g} s at most; what it prints is not shown.",
        flush=True,
    )
    right, text = judge_file(Path(path), name, output=args.output, grading=args.grade, seconds=args.seconds)
    print(text)
    return 0 if right else 1
