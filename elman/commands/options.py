"""What a command line may say: a parser that takes nothing for granted, kinds of values, and groups of options."""

import argparse
import difflib
import math
import os
import re
import sys
from pathlib import Path

from elman.errors import printable, quoted

READINGS = ("code", "paper")
"""The names in `elman.readings.READINGS`, written here so that ``--help`` need not load NumPy."""

ORDERS = ("seed", "epoch", "id", "folds")
"""As `elman.network.settings.ORDERS`, written here for the same reason."""

MOST_JOBS = 61 if sys.platform == "win32" else 1024
"""Windows cannot wait for more processes."""

NEGATIVE = re.compile(r"-\.?\d")
"""How a value that begins with a minus begins, as ``-20`` or ``-0.5..0.5``: no option begins so."""

MOST_CHARACTERS = 1500
"""Of one message."""


class Once(argparse.Action):
    """Keep the value of an option, and refuse an option that was given before: the last one would win, silently."""

    def __call__(self, parser, namespace, values, option_string=None):
        given = vars(namespace).setdefault("given", set())
        if option_string and self.dest in given:
            parser.error(f"{option_string} was given twice; give it once")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """An `argparse.ArgumentParser` without shortened options and repeated ones; its errors fit on a screen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"allow_abbrev": False} | kwargs)
        self._negative_number_matcher = NEGATIVE  # argparse's own takes -0.5..0.5 for an option
        self.register("action", None, Once)
        self.register("action", "store", Once)

    def error(self, message):
        """Print the usage and a message, and end with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {shown(message)}\n")

    def refuse(self, unknown):
        """Print what nobody asked for, and the option that was perhaps meant; end with status 2."""
        told = [word + meant(word.partition("=")[0], self._option_string_actions) for word in unknown]
        self.error(f"unrecognized arguments: {' '.join(told)}; see {self.prog} --help")


def nearest(word, known):
    """The known word that was perhaps meant: the only one that begins so, or one that is spelt alike; else empty.

    >>> nearest("--vari", ["--variants", "--verbose"]), nearest("repoduce", ["reproduce", "search"]), nearest("x", ["y"])
    ('--variants', 'reproduce', '')
    """
    begun = [name for name in known if len(word) > 3 and name.startswith(word)]
    return next(
        iter([*(begun if len(begun) == 1 else []), *difflib.get_close_matches(word, known, n=1, cutoff=0.7)]), ""
    )


def meant(word, known):
    """A question that stands behind a word that is not known; empty where nothing is near."""
    near = nearest(word, known)
    return f" (did you mean {near}?)" if near else ""


def shown(message):
    """A message in one line that fits on a screen: its beginning says what is wrong, its end what to do."""
    text = printable(str(message))
    left_out = len(text) - MOST_CHARACTERS
    if left_out <= 0:
        return text
    begin, end = MOST_CHARACTERS * 2 // 3, MOST_CHARACTERS // 3
    return f"{text[:begin]} ... ({left_out:,} characters left out) ... {text[-end:]}"


def whole_number(least, most=10**9):
    """A kind of value: a whole number from ``least`` to ``most``."""

    def read(text):
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            limits = f"{least} or more" if most == 10**9 else f"from {least} to {most:,}"
            raise argparse.ArgumentTypeError(f"{quoted(text)} was given, a whole number, {limits}, was expected")
        return value

    return read


def number(text):
    """A kind of value: a finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{quoted(text)} was given, a number was expected")
    return value


def scale(text):
    """A kind of value: two numbers, the first below the second, as 1..9."""
    low, dots, high = text.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not dots or not math.isfinite(ends[1] - ends[0]) or not ends[0] < ends[1]:
        raise argparse.ArgumentTypeError(
            f"{quoted(text)} was given; the lowest and the highest value of the labels were expected, as 1..9"
        )
    return ends


def path(what, kind=str):
    """A kind of value: the path of ``what``; an empty one, as of a shell's variable that is not set, is no path."""

    def read(text):
        if not text.strip():
            raise argparse.ArgumentTypeError(f"{text!r} was given, the path of {what} was expected")
        return kind(text)

    return read


def folder(text):
    """A kind of value: the path of a folder, which need not be there yet."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a folder was expected; . is the current one")
    return Path(text)


def file_to_write(text):
    """A kind of value: the path of a file."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a file was expected, such as model.npz")
    path = Path(text)
    if any(len(os.fsencode(part)) > 250 for part in path.parts):
        raise argparse.ArgumentTypeError(f"{quoted(text)} is too long for the name of a file; choose a shorter one")
    if not path.name or path.name == ".." or text.endswith((os.sep, "/")) or path.is_dir():
        what = "is a folder" if path.is_dir() else "is not the name of a file"
        raise argparse.ArgumentTypeError(f"{text!r} {what}; the name of a file was expected, such as model.npz")
    return path


def add_corpus_options(parser):
    """The options that say which songs."""
    group = parser.add_argument_group("songs")
    group.add_argument(
        "--corpus",
        type=path("a folder, or synthetic,"),
        default="synthetic",
        metavar="synthetic|DIR",
        help="synthetic songs from a known generative model (default), or a folder: DEAM as it was downloaded, or your own "
        "with labels.csv and features/<song>.csv",
    )
    group.add_argument(
        "--songs",
        type=path("a file, or all, or 2015,"),
        default="all",
        metavar="all|2015|FILE",
        help="of DEAM: all songs (default), the 431 of 2015 with the authors' folds, or a file with one id a line",
    )
    group.add_argument(
        "--labels",
        type=path("a file"),
        metavar="FILE",
        help="the authors' own label file, dynamic_arousals_valences.csv (with --songs 2015)",
    )
    group.add_argument(
        "--features",
        type=path("a folder"),
        metavar="DIR",
        help="where the feature files are, if not below the corpus's own folder",
    )
    add_scale_option(group)
    group.add_argument(
        "--skip-unusable",
        action="store_true",
        help="leave out songs that lack a half, labels without features, features without labels, or labels of one emotion "
        "only, and name them",
    )
    group.add_argument(
        "--quick", action="store_true", help="only the first 100 development and 8 evaluation songs, in 3 folds"
    )


def add_scale_option(group):
    """The option that says on which scale listeners gave their labels."""
    group.add_argument(
        "--scale",
        type=scale,
        metavar="LOW..HIGH",
        help="the lowest and the highest value that a label can have, as 1..9 or -0.5..0.5; they are converted to -1..1",
    )


def add_model_options(parser):
    """The options that say how a system learns."""
    group = parser.add_argument_group("learning")
    group.add_argument(
        "--reading",
        choices=READINGS,
        default="code",
        help="follow the authors' code (default), or the paper's text to the letter",
    )
    group.add_argument(
        "--seed", type=whole_number(0, 2**63), default=0, metavar="S", help="of everything random (default 0)"
    )
    group.add_argument(
        "--order",
        choices=ORDERS,
        default="seed",
        help="in which networks visit their training songs: drawn once with the seed (default), drawn anew in each epoch, "
        "by id, or, with --songs 2015, fold after fold, a guess at the authors' order",
    )


def seconds(text):
    """A time limit, as an option's type."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} was given, a number of seconds above 0 was expected")
    return value


def add_work_options(parser):
    """The options that say who works."""
    group = parser.add_argument_group("work")
    group.add_argument(
        "--jobs", type=whole_number(1, MOST_JOBS), metavar="N", help="processes (default: one for each core)"
    )
    group.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a running Dask cluster, as tcp://host:8786, which does the work in place of processes here; its workers "
        "need elman and, at the same path, the songs",
    )
    return group


def add_json_option(parser):
    """The option for programs that read what is printed."""
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON, with all their digits")
