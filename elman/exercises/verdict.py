"""What a checker says about a student's answer."""

from dataclasses import dataclass
from html import escape

HEADS = {
    "right": "\N{CHECK MARK} Right.",
    "wrong": "\N{BALLOT X} Not right.",
    "open": "\N{HORIZONTAL ELLIPSIS} Not done yet.",
}


@dataclass(frozen=True)
class Verdict:
    """A verdict: true when the answer is right; prints as one text, also in Jupyter.

    Parameters
    ----------
    kind : {"right", "wrong", "open"}
        ``open`` is an answer that was not given yet.
    word : str
        What was found, and what to look at. Several lines are kept as they are.

    Examples
    --------
    >>> verdict = wrong("corr(V, A) = 0.63 was expected, you have 0.40.")
    >>> verdict
    ✗ Not right. corr(V, A) = 0.63 was expected, you have 0.40.
    >>> bool(verdict)
    False
    """

    kind: str
    word: str

    def __bool__(self):
        return self.kind == "right"

    def __str__(self):
        return f"{HEADS[self.kind]} {self.word}"

    __repr__ = __str__

    def _repr_html_(self):
        word = escape(self.word).replace("\n", "<br>")
        return f"<p><b>{HEADS[self.kind]}</b> {word}</p>"


def right(word):
    """The answer is right; ``word`` says what that means."""
    return Verdict("right", word)


def wrong(word):
    """The answer is not right; ``word`` says how far it is from the goal and what to look at."""
    return Verdict("wrong", word)


def not_yet(word):
    """There is no answer yet; ``word`` says what to do."""
    return Verdict("open", word)
