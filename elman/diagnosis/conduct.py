"""What a function does beside its numbers: what it raises, returns and changes, and what it keeps from call to call."""

import inspect
import random
import re

import numpy as np

from elman.diagnosis.calls import numbers
from elman.diagnosis.evidence import shared
from elman.diagnosis.findings import PAGES, Finding
from elman.network import rnn
from elman.network.networks import NETWORKS


def conduct(calls, network=rnn):
    """One finding for each kind of fault, with the words of its first appearance and the number of songs."""
    kinds, findings = {}, []
    for one in calls:
        for kind, words in one.faults:
            kinds.setdefault(kind, {}).setdefault(id(one), (one.case, []))[1].append(words)
    for kind, seen in kinds.items():
        first, words = next(iter(seen.values()))
        often = "on every song"
        if len(seen) < len(calls):
            others = [one.case for one in calls if id(one) not in seen]
            often = (
                shared([case for case, _ in seen.values()], others)
                or f"on {len(seen)} of {len(calls)} songs; first: {first.title}"
            )
        told = f"{_together(words)} ({often})."
        others = _others_with_it(told, network) if kind == "exception" and "cache" in calls[0].case.ARGUMENTS else []
        if others and len(seen) == len(calls):
            owner = next(k for k, v in NETWORKS.items() if v is network)
            told += f" The cache is that of {owner}; is the function for {' or '.join(others)}?"
        findings.append(Finding(kind, words=told))
    return findings


def _others_with_it(told, network):
    """The networks whose cache has what an exception asks for, by an attribute's name or by how many values are unpacked."""
    own, found = network.Cache._fields, []
    asked = re.search(r"'Cache' object has no attribute '(\w+)'|to unpack \(expected (\d+)", told)
    for name, other in NETWORKS.items() if asked else ():
        fields = other.Cache._fields
        if other is not network and (asked[1] in fields if asked[1] else len(fields) == int(asked[2]) != len(own)):
            found.append(name)
    return found


def _together(words):
    """Texts that differ in the parameter only, as one."""
    alike = {}
    for text in dict.fromkeys(words):
        start, name, rest = re.fullmatch(r"(the gradient of )?(\S+)? ?(.*)", text, re.DOTALL).groups()
        alike.setdefault((start, rest if start else text), []).append(name)
    return "; ".join(f"{start}{', '.join(names)} {rest}" if start else rest for (start, rest), names in alike.items())


def second_call(function, calls):
    """A finding if a second call with the same numbers gives others; else None."""
    changed = [one for one in calls if one.differs()]
    if not changed:
        return None
    names = tuple(k for k in changed[0].case.right if any(k in one.differs() for one in changed))
    first = changed[0]
    right = all(first.case.same(k, v) for k, v in first.grads.items())
    verdict = "The first call is right." if right else "The first call is wrong as well."
    if _is_random(function, first.case):
        words = "The same call gives other numbers each time: there are random numbers in it. A gradient has none."
        return Finding("random numbers", names, words=f"{words} {verdict}", pages=PAGES["whole"])
    words = "The same call gives other numbers the second time: something is kept between calls (a global, a default argument, "
    return Finding("second call differs", names, words=f"{words}an attribute). {verdict}", pages=PAGES["whole"])


def _is_random(function, case):
    """Whether a function draws random numbers: its source says so, or the same seed makes its calls equal."""
    try:
        source = inspect.getsource(inspect.getmodule(function) or function)
    except (OSError, TypeError):
        source = ""
    if re.search(r"\brandom\b|\brng\b|shuffle|permutation|dropout", source):
        return True
    states, seen = (np.random.get_state(), random.getstate()), []  # noqa: NPY002
    for _ in range(3):
        np.random.seed(0)  # noqa: NPY002
        random.seed(0)
        seen.append(numbers(function, case))
    np.random.set_state(states[0])  # noqa: NPY002
    random.setstate(states[1])
    return all(case.same(k, v, seen[2].get(k)) for k, v in seen[1].items() if k in seen[2])
