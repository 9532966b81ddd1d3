"""The parser of the whole command line, and what is told where there is nothing to run."""

import sys

import elman
from elman.commands import (
    completion,
    evaluate,
    extract,
    fetch,
    gradcheck,
    grade,
    notebooks,
    predict,
    reproduce,
    search,
    select,
    synth,
    train,
)
from elman.commands.options import Parser, meant
from elman.errors import quoted

COMMANDS = (
    *(reproduce, search, select, train, predict, evaluate),
    *(gradcheck, grade, extract, synth, fetch, notebooks, completion),
)
"""The modules of `elman.commands`, in the order of ``elman --help``; each has ``add_to(subparsers)``."""


def parser():
    """The parser, and the parsers of the commands by name."""
    top = Parser(prog="elman", description="Valence and arousal of music, twice a second.")
    top.add_argument("--version", action="version", version=f"elman {elman.__version__}")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subparsers)
    commands = dict(subparsers.choices)
    for own in commands.values():
        own.add_argument(
            "--quiet", action="store_true", help="print no progress, notes and tables that are in files too"
        )
        own.set_defaults(parser=own, top=top, commands=commands)
    return top, commands


def parse(argv=None):
    """The namespace of a command line; its ``run`` is what is asked for.

    Raises
    ------
    SystemExit
        Help or the version was asked for (status 0), or the command line is wrong (2).
    """
    words = sys.argv[1:] if argv is None else list(argv)
    first = words[0] if words else ""
    top, commands = parser()
    if not words:
        top.print_help(sys.stderr)
        top.exit(2, "\nelman: error: no command was given\n")
    if first not in commands and first.partition("=")[0] not in ("-h", "--help", "--version"):
        if first.startswith("-"):
            question = meant(first, ["--help", "--version"])
            top.error(
                f"{quoted(first)} is not an option of elman itself{question}; options of a command stand after it"
            )
        top.error(
            f"there is no command {quoted(first)}{meant(first, commands)}; the commands are {', '.join(commands)}"
        )
    args, unknown = top.parse_known_args(words)
    if unknown:
        args.parser.refuse(unknown)
    return args
