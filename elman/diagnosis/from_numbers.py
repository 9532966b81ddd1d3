"""The findings from the numbers of a backward pass: the mistakes that explain them, or what they show where none does."""

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import SAME
from elman.diagnosis.causes import Explained
from elman.diagnosis.evidence import NEAR, conclusion, example, masked, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.student_file import line_of
from elman.network import rnn

SLOW = 20.0
"""Whoever takes longer for all songs, in seconds, is not called again for the search."""


def from_numbers(function, groups, network, *, search=True):
    """The findings from the numbers, the causes of all outputs told once; without ``search`` only what the numbers show."""
    rtol = 1e-4 if any(one.single for some in groups.values() for one in some) else SAME

    def recall(case):
        return call(function, case, twice=False).grads

    for one in (one for some in groups.values() for one in some):
        one.case.overwritten(one.changed)
    pairs = {name: [(one.case, one.grads) for one in some if one.grads] for name, some in groups.items()}
    pairs = {name: some for name, some in pairs.items() if some}
    if not search:
        left = {name: Explained([], tuple(k for k in some[0][0].right)) for name, some in pairs.items()}
        return _unexplained(left, pairs, len(groups))
    calls = [one for some in groups.values() for one in some]
    quick = sum(one.seconds for one in calls) < SLOW
    found, told = explain(pairs, network, recall if quick else None, rtol=rtol), {}
    for name, explained in found.items():
        for cause in explained.causes:
            told.setdefault((cause.name, cause.pairs), (cause, []))[1].append(name)
    findings = []
    for cause, names in told.values():
        only = [cause.only] if cause.only else []
        only += [f"with output {' and '.join(names)} only"] if len(names) < len(groups) else []
        if cause.kind == "sum" and len(cause.params) == len(calls[0].case.right) and names != list(groups):
            cause = cause._replace(words="So it is dA: look at the derivative of this output function.")
        words = [
            cause.words,
            example([pair for name in names for pair in pairs[name]], cause.params),
            _line(function, cause),
        ]
        pages = PAGES[cause.kind if network is rnn or cause.kind == "output" else network.__name__.rpartition(".")[2]]
        findings.append(
            Finding(cause.name, cause.params, ", ".join(only), cause.pairs, "\n".join(filter(None, words)), pages)
        )
    return [*findings, *_unexplained(found, pairs, len(groups))]


def _line(function, cause):
    """Where a wrong sum is computed, in the student's own words."""
    line = line_of(function, cause.params[0]) if cause.kind == "sum" and len(cause.params) == 1 else None
    return f"Line {line[0]}: {line[1]}" if line else ""


def _unexplained(found, pairs, n_groups):
    left = {name: explained.left for name, explained in found.items() if explained.left}
    cases = [pair for name in left for pair in pairs[name]]
    names = tuple(k for k in cases[0][0].right if any(k in some for some in left.values())) if left else ()
    names = tuple(k for k in names if worst(cases, (k,)))
    off = worst(cases, names) if names else None
    if off is None:
        return []
    only = f"with output {' and '.join(left)} only" if len(left) < n_groups else ""
    if off[0] < NEAR:
        values = [value for case, grads in cases for value in grads.values()]
        decimals = next((n for n in range(2, 9) if all(np.array_equal(v, np.round(v, n)) for v in values)), None)
        words = "Digits are lost by single precision (float32), by rounding, by differences in place of derivatives."
        if all(np.array_equal(value, value.astype(np.float32)) for value in values):
            words = "All numbers are of single precision (float32)."
        elif decimals:
            words = f"All numbers are rounded to {decimals} decimals."
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        return [Finding(name, names, only, (), f"{example(cases, names)} {words}", "Notebook 05.")]
    times = masked(cases, names)
    if times is not None:
        words = f"Some entries of a signal are set to zero, the others are {times:.4g} times the right ones."
        words = f"{example(cases, names)} {words}"
        return [Finding("a mask in the backward pass (dropout?)", names, only, (), words, PAGES["walk"])]
    more = dict.fromkeys(explained.words for explained in found.values() if explained.left)
    words = " ".join(filter(None, [example(cases, names), *more, conclusion(cases, names)]))
    return [Finding(UNKNOWN, names, only, (), words, PAGES["walk"])]
