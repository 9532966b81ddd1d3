"""What is found wrong with a student's function, and how it is told."""

import re
import shutil
import sys
import textwrap
from functools import cached_property
from html import escape
from typing import NamedTuple

from elman.diagnosis.passes import DA_SUMS, RIGHT

WIDEST = 110
"""So many letters stand in a line at most."""

UNKNOWN = "no mistake that is known here gives these numbers"

PAGES = {
    "output": 'Read docs/derivation.md, "Outputs".',
    "walk": 'Read docs/derivation.md, "States".',
    "loop": 'Read docs/derivation.md, "States".',
    "sum": 'Read docs/derivation.md, "Parameters".',
    "whole": "Read notebook 04.",
    "loss": 'Read docs/derivation.md, "Where it begins: dY".',
    "forward": "Read notebook 03.",
    "cost": "Read notebook 08.",
}
"""Where to read on, by the kind of a mistake: one place, for who gets three reads none."""


class Finding(NamedTuple):
    """One thing that is wrong.

    Attributes
    ----------
    name : str
        The mistake as a heading; `UNKNOWN` where none is known.
    params : tuple of str
        The parameters whose gradients it spoils.
    only : str
        Where it shows, if not everywhere: "with output tanh only".
    pairs : tuple of (str, str)
        Equations or phrases: as it is in the student's function, as it must be.
    words : str
        What else is to be said.
    pages : str
        Where to read on.
    """

    name: str
    params: tuple = ()
    only: str = ""
    pairs: tuple = ()
    words: str = ""
    pages: str = ""

    @property
    def heading(self):
        """The name with the parameters and where it shows."""
        params = ", ".join(self.params)
        if any({*self.params} - {"cost"} == set(right.sums) for right in RIGHT.values()):
            params = "all gradients and cost" if "cost" in self.params else "all gradients"
        elif len(self.params) > 8 and not DA_SUMS & {*self.params}:
            params = "all but W_hy, b_y"
        params = params.removesuffix(", cost") if "cost" in self.name else params
        told = all(re.search(rf"\bd?{name}\b", self.name) for name in self.params)
        return ", ".join(filter(None, [self.name, "" if told else f"in {params}", self.only]))

    @property
    def lines(self):
        """Everything below the heading, as pairs (label, text)."""
        pairs = [line for yours, right in self.pairs for line in (("Yours: ", yours), ("Right: ", right))]
        return [
            *(line for line in pairs if line[1] != self.name),  # the heading says it
            *(("", words) for words in self.words.split("\n") if words),
            *([("", self.pages)] * bool(self.pages)),
        ]


class Diagnosis:
    """What was found: true when nothing is wrong; prints as sentences, in Jupyter as paragraphs.

    Attributes
    ----------
    findings : list of Finding
    tried : str
        On what the function was tried.
    what : str
        What was compared.
    names : list of str
        The headings of all that was found, for a quick look.
    triangles : pair of arrays (T, T), or empty
        `elman.diagnosis.influence` of the student's backward pass and of the right one, where the pass over the frames is
        wrong; shown in Jupyter, and computed only there.
    """

    def __init__(self, findings, tried, triangles=tuple, what="all gradients"):
        self.findings, self.tried, self._triangles, self.what = findings, tried, triangles, what

    @cached_property
    def triangles(self):
        """The triangles of influence; the function that was diagnosed is called for them."""
        return self._triangles()

    def __bool__(self):
        return not self.findings

    @property
    def names(self):
        """The headings of all that was found."""
        return [finding.name for finding in self.findings]

    @property
    def verdict(self):
        """One line."""
        if not self.findings:
            return f"Right: {self.what} agree to 9 digits on {self.tried}."
        n = len(self.findings)
        return f"Wrong: {n} finding{'s' if n > 1 else ''} on {self.tried.partition(' (')[0]}."

    def as_dict(self):
        """Everything as plain dicts, lists and texts, for JSON."""
        return {
            "right": bool(self),
            "verdict": self.verdict,
            "findings": [finding._asdict() for finding in self.findings],
        }

    def __str__(self):
        # Elsewhere, as in a notebook or a file, the text does not depend on who started it.
        columns = shutil.get_terminal_size((WIDEST, 24)).columns if sys.stdout.isatty() else WIDEST
        width = max(60, min(WIDEST, columns))
        told = [_wrapped(self.verdict, "", width)]
        for number, finding in enumerate(self.findings, 1):
            told.append(_wrapped(finding.heading, f"{number}. ", width))
            told += [_wrapped(text, f"   {label}", width) for label, text in finding.lines]
        return "\n".join(told)

    __repr__ = __str__

    def _repr_html_(self):
        items = ""
        for number, finding in enumerate(self.findings, 1):
            lines = "<br>".join(
                f"{label}<code>{escape(text)}</code>" if label else escape(text) for label, text in finding.lines
            )
            items += f"<p><b>{number}. {escape(finding.heading)}</b><br>{lines}</p>"
        return f"<p><b>{escape(self.verdict)}</b></p>{items}{_shaded(*self.triangles) if self.triangles else ''}"


def _shaded(yours, right):
    """Two triangles as tables, the darker the larger: row t, column s is the norm of dA[t]/dZ[s]."""
    tables, largest = "", max(right.max(), 1e-12)
    for title, R in (("yours", yours), ("right", right)):
        rows = ""
        for line in R:
            shades = [f"background: rgba(31, 119, 180, {min(1.0, 0.8 * v / largest):.2f})" if v else "" for v in line]
            cells = [f'<td style="{shade}">{v:.2g}</td>' for shade, v in zip(shades, line, strict=True)]
            rows += f"<tr>{''.join(cells)}</tr>"
        tables += f'<td style="padding-right: 2em">{title}<table>{rows}</table></td>'
    about = "How much of the gradient of frame t's output (row) reaches frame s (column), in a song of 6 frames"
    return f"<p>{escape(about)}:</p><table><tr>{tables}</tr></table>"


def _wrapped(text, first, width):
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False)
