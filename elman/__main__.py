"""The command line: ``elman COMMAND``, one module of `elman.commands` for each command."""

import argparse
import sys

from elman.commands import (
    evaluate,
    extract,
    fetch,
    gradcheck,
    notebooks,
    predict,
    reproduce,
    search,
    select,
    synth,
    train,
)
from elman.errors import InputError

COMMANDS = (reproduce, search, select, train, predict, evaluate, gradcheck, extract, synth, fetch, notebooks)
"""The modules of `elman.commands`, in the order of ``elman --help``; each has ``add_to(subparsers)``."""


def parser():
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(prog="elman", description="Valence and arousal of music, twice a second.")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subparsers)
    for own in subparsers.choices.values():
        own.set_defaults(parser=own)
    return top


def main(argv=None):
    """Run one command and give its exit status: 0 well, 2 something the user can put right, 130 interrupted."""
    top = parser()
    args, unknown = top.parse_known_args(argv)
    if "run" not in args:
        top.print_help(sys.stderr)
        print("\nelman: error: no command was given", file=sys.stderr)
        return 2
    if unknown:  # the command's own usage says which options there are
        args.parser.error(f"unrecognized arguments: {' '.join(unknown)}; see {args.parser.prog} --help")
    try:
        return args.run(args) or 0
    except InputError as error:
        print(f"elman: error: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a full disk, a closed or vanished folder: what no check beforehand can exclude
        where = error.filename2 or error.filename
        print(f"elman: error: {f'{where}: ' if where else ''}{error.strerror or error}; mend that", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(f"\nelman: interrupted{f': {stop}' if stop.args else ''}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
