"""What is found wrong with a student's function, and how it is told.

Three kinds: what the function does against the rules (`faults_found`), what it keeps from one call to the next
(`second_call`), and what its numbers show (`mistakes_found`).
"""

import textwrap
from html import escape
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import call
from elman.diagnosis.explain import explain

UNKNOWN = "no known mistake explains it"


class Finding(NamedTuple):
    """One thing that is wrong.

    ``names`` are the mistakes that explain it: one; several that no number tells apart; or none (`UNKNOWN`). ``params``
    are the parameters it spoils, ``only`` the groups of songs (outputs) on which it shows if not on all, ``words`` the
    explanation and ``frame`` the first wrong frame on the way back, where it can be told.
    """

    names: tuple
    params: tuple
    only: tuple
    words: str
    frame: int | None = None


class Diagnosis:
    """What was found: true when nothing is wrong; prints as sentences, in Jupyter as paragraphs.

    Attributes
    ----------
    findings : list of Finding
    names : list of str
        The names of all that was found, for a quick look.
    """

    def __init__(self, findings, tried):
        self.findings, self.tried = findings, tried

    def __bool__(self):
        return not self.findings

    @property
    def names(self):
        """The names of all that was found."""
        return [name for finding in self.findings for name in finding.names or (UNKNOWN,)]

    @property
    def verdict(self):
        """One line."""
        if not self.findings:
            return f"Right: all gradients agree on {self.tried}."
        n = len(self.findings)
        return f"Wrong: {n} finding{'s' if n > 1 else ''} on {self.tried}."

    def _paragraphs(self):
        for number, finding in enumerate(self.findings, 1):
            head = " or ".join(finding.names) or UNKNOWN
            if len(finding.names) > 1:
                head += " (their numbers are the same here; they cannot be told apart)"
            where = f", in {', '.join(finding.params)}" if finding.params else ""
            only = f", with {' and '.join(finding.only)} only" if finding.only else ""
            yield f"{number}. {head}{where}{only}", finding.words

    def __str__(self):
        wrapped = {"width": 110, "initial_indent": "   ", "subsequent_indent": "   ", "break_long_words": False}
        told = (f"{head}\n{textwrap.fill(words, **wrapped)}" for head, words in self._paragraphs())
        return "\n".join([self.verdict, *told])

    __repr__ = __str__

    def _repr_html_(self):
        items = "".join(f"<p><b>{escape(head)}</b><br>{escape(words)}</p>" for head, words in self._paragraphs())
        return f"<p><b>{escape(self.verdict)}</b></p>{items}"


def second_call(function, case):
    """A finding if a second call with the same numbers gives others, or changes what the first gave; else None."""
    returned = []

    def remembering(*arguments):
        returned.append(function(*arguments))
        return returned[-1]

    one, two = call(remembering, case), call(remembering, case)
    right = not one.faults and all(case.same(name, one.grads[name], case.right[name]) for name in one.grads)
    verdict = "The first call is right." if right else "The first call is wrong as well; mend this first."

    def finding(text, changed):
        return Finding(("second call differs",), tuple(changed), (), f"{_sentence(text)} {verdict}")

    changed = [
        name for name in one.grads if not case.same(name, one.grads[name], two.grads.get(name, np.array(np.inf)))
    ]
    if changed or set(one.grads) != set(two.grads):
        text = (
            "the same call gives other numbers the second time: something is kept between calls (a global, a default "
        )
        return finding(text + "argument, an attribute)", changed)
    first, again = (case.read(result) if one.grads else {} for result in (*returned, None, None)[:2])
    shared = [name for name in one.grads if np.shares_memory(first[name], again[name])]
    if shared:
        text = "both calls return the same arrays, so that the second changes what the first returned; make new ones each time"
        return finding(text, shared)
    return None


def faults_found(calls):
    """One finding for each kind of fault, with the words of its first appearance and the number of songs."""
    kinds = {}
    for one in calls:
        for kind, words in one.faults:
            kinds.setdefault(kind, []).append((words, one.case))
    findings = []
    for kind, seen in kinds.items():
        first, songs = seen[0][1], len({id(case) for _, case in seen})
        often = "on every song" if songs == len(calls) else f"on {songs} of {len(calls)} songs; first: {first.title}"
        words = "; ".join(dict.fromkeys(words for words, case in seen if case is first))
        findings.append(Finding((kind,), (), (), f"{words} ({often})."))
    return findings


def mistakes_found(calls, mistakes, place):
    """The findings from the numbers.

    Parameters
    ----------
    calls : dict of str to list of Call
        By the group of songs (the output function); a group is explained by itself.
    mistakes : callable
        Gives, for a group's observations, the list of `Mistake` that may explain them.
    place : callable
        ``place(group, names, wrong, observations)`` gives an object with ``first``, ``frame`` and ``details(name)``.
    """
    findings = {}
    for group, seen in calls.items():
        observations = [(one.case, one.grads) for one in seen if one.grads]
        if not observations:
            continue
        explained, unknown = explain(observations, mistakes(observations))
        unknown = [name for name in unknown if _comparable(name, observations)]
        wrong = {*unknown, *(name for one in explained for name in one.params)}
        for one in [*explained, *([None] if unknown else [])]:
            names, params = ((), tuple(unknown)) if one is None else (tuple(m.name for m in one.mistakes), one.params)
            findings.setdefault((names, params), []).append((group, one, wrong, observations))
    told = []
    for (names, params), seen in findings.items():
        group, one, wrong, observations = seen[0]
        where = place(group, params, wrong, observations)
        words = [where.first]
        if one is None:
            words += [f"{where.details(name)}." for name in params]
        else:
            words.insert(0, " Or: ".join(_sentence(m.words) for m in one.mistakes))
        only = tuple(entry[0] for entry in seen) if len(seen) < len(calls) else ()
        told.append(Finding(names, params, only, " ".join(w for w in words if w), where.frame))
    return told


def _comparable(name, observations):
    """Whether any gradient of the right shape is wrong; where only the shape is, that was told as a fault."""
    given = ((case, grads[name]) for case, grads in observations if name in grads)
    return any(g.shape == case.right[name].shape and not case.same(name, g, case.right[name]) for case, g in given)


def _sentence(text):
    """With a capital letter, unless it begins with a symbol such as dZ[t], and a full stop."""
    first = text.split(" ", 1)[0]
    return f"{text[0].upper() if first.isalpha() and first.islower() else text[0]}{text[1:]}."
