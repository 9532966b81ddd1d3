"""The one exception for everything a user can put right, and how text from outside is shown in it."""

import re
import traceback

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line separators, marks that turn the direction of writing, and halves of characters."""


class InputError(ValueError):
    """Something given to `elman` is wrong, and its user can fix it.

    The message says what was wrong and where (file, row, column, song, epoch), what was expected, and what to do.
    The command line prints it alone, without a traceback, and ends with exit status 2. Control characters, which a
    file's name or contents may hold, stand in it as escapes.
    """

    def __str__(self):
        return printable(super().__str__())


def printable(text):
    r"""The text in one line, with every character that could steer a terminal, or cannot be encoded, as an escape.

    >>> print(printable("red\x1b[31m, caf\udce9"))
    red\x1b[31m, caf\udce9
    """
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def quoted(text, most=60):
    """Text from outside as a message quotes it: in quotation marks, without control characters, cut after a while.

    >>> quoted("loud"), quoted("9" * 5000, most=8)
    ("'loud'", "'99999999...' (5,000 characters)")
    """
    text = str(text)
    return repr(text) if len(text) <= most else f"{text[:most] + '...'!r} ({len(text):,} characters)"


def shortened(text, most=60):
    """Text from outside as a list in a message shows it: without quotation marks, cut after a while.

    >>> shortened("b side"), shortened("9" * 5000, most=8)
    ('b side', '99999999... (5,000 characters)')
    """
    text = str(text)
    return printable(text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)")


def steps(error):
    """The steps that led to an exception, the last where it was raised; one from another process has brought them along."""
    return getattr(error, "steps_elsewhere", None) or traceback.extract_tb(error.__traceback__)
