"""What is wrong with this `backward`? In words.

A student's function is tried on songs drawn at random and on the student's own. If it is wrong, the fewest edits of the right
backward pass are sought that give its numbers. Notebook 05, "Check every gradient".
"""

import inspect
import random
import re
import time

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import SAME
from elman.diagnosis.evidence import NEAR, conclusion, example, masked, shared, worst
from elman.diagnosis.explain import Explained, explain
from elman.diagnosis.findings import UNKNOWN, Diagnosis, Finding
from elman.diagnosis.own_song import songs
from elman.diagnosis.student_file import line_of
from elman.errors import InputError
from elman.network import gru, lstm, rnn

NETWORKS = {"elman": rnn, "lstm": lstm, "gru": gru}
SLOW = 20.0
"""Whoever takes longer for all songs, in seconds, is not called again for the search."""

PAGES = {
    "output": 'docs/derivation.md, "Outputs"; notebook 06.',
    "walk": 'docs/derivation.md, "States"; notebook 04.',
    "sum": 'docs/derivation.md, "Parameters"; notebook 04.',
    "whole": "Notebook 04.",
    "cost": 'Notebook 08, "Shrink and stop".',
    "lstm": "The docstring of elman.network.lstm.cell_backward; notebook 14.",
    "gru": "The docstring of elman.network.gru.cell_backward; notebook 14.",
}


def diagnose(backward, *, network=rnn, params=None, X=None, dY=None, output=None, rng=None):
    """Find out which mistakes explain the numbers of a student's ``backward(params, dY, cache)``.

    The function is tried, twice each, on some thirty random songs for each output (1 to 64 frames, one hidden unit to ten),
    and on the given one. A mistake is named only where its own numbers are the student's, to rounding, on all songs. Where
    none is, the numbers are told and what they show.

    Parameters
    ----------
    backward : callable
        ``backward(params, dY, cache) -> grads`` for the cache that ``network.forward`` gives. It gets copies.
    network : module or str
        `elman.network.rnn`, `elman.network.lstm` or `elman.network.gru`; or "elman", "lstm" or "gru".
    params : dict of arrays, optional
        The user's own parameters, also for the sizes of further random songs.
    X : array (T, n_in), optional
        The user's own song.
    dY : array (T, n_out), optional
        The gradient of the cost with respect to the outputs of that song.
    output : {"linear", "tanh", "softmax"}, optional
        The only output function that the student's code is meant for; without it, all are tried.
    rng : numpy.random.Generator or int, optional
        Where the songs are drawn from.

    Returns
    -------
    Diagnosis

    See Also
    --------
    elman.diagnosis.cost_diagnosis.diagnose_cost : for a cost with its penalties.
    elman.diagnosis.grading.grade : the same as a checklist.

    Raises
    ------
    InputError
        ``params``, ``X`` and ``dY`` do not fit together, or one of the other arguments is none of those above.

    Examples
    --------
    >>> def backward(params, dY, cache):
    ...     grads = rnn.backward(params, dY, cache)
    ...     return grads | {"W_hh": cache.H[1:].T @ np.ones_like(cache.H[1:]), "b_y": dY.mean(axis=0)}
    >>> diagnose(backward, output="linear").names
    ['gradient does not depend on dY', 'factor 1 / T']
    """
    network = as_network(network)
    groups = observed(backward, songs(network, params, X, dY, output=output, rng=rng))
    return diagnosis_of(backward, groups, network)


def as_network(network):
    """The network's module, by its name too."""
    found = NETWORKS.get(network) if isinstance(network, str) else network
    if found not in NETWORKS.values():
        raise InputError(f"network {network!r} was given, one of {', '.join(NETWORKS)} was expected")
    return found


def observed(function, cases, *, seconds=np.inf):
    """A function's calls on the given cases, by output: short songs first, and none more when the time is over."""
    if not callable(function):
        raise InputError(f"backward must be a function (params, dY, cache) -> grads, not {type(function).__name__}")
    groups, end = {name: [] for name in cases}, time.perf_counter() + seconds
    for name, case in sorted(((name, case) for name in cases for case in cases[name]), key=lambda pair: pair[1].T):
        if time.perf_counter() < end or not groups[name]:
            groups[name].append(call(function, case))
    return groups


def diagnosis_of(function, groups, network, *, told=None):
    """The diagnosis from a function's calls; ``told``, if given, is called with the verdict before the places are sought."""
    calls = [one for some in groups.values() for one in some]
    longest = max(one.case.T for one in calls)
    tried = f"{len(calls)} songs (T = 1 to {longest}; output {', '.join(groups)})"
    findings, unstable = conduct(calls, network), second_call(function, calls)
    if unstable:
        return Diagnosis([*findings, unstable], tried)
    if told:
        told(Diagnosis([*findings, *from_numbers(function, groups, network, search=False)], tried))
    causes = from_numbers(function, groups, network)
    shapes = {k for one in calls for k, v in one.grads.items() if v.shape != one.case.right[k].shape}
    if shapes <= {k for cause in causes for k in cause.params}:
        findings = [finding for finding in findings if finding.name != "wrong shape" or not shapes]
    return Diagnosis([*findings, *causes], tried)


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
        if kind == "exception" and len(seen) == len(calls) and ("unpack" in told or "attribute" in told):
            told += f" The cache is that of {next(k for k, v in NETWORKS.items() if v is network)}; is the function for another network?"
        findings.append(Finding(kind, words=told))
    return findings


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
    states, seen = (np.random.get_state(), random.getstate()), []
    for _ in range(3):
        np.random.seed(0)
        random.seed(0)
        seen.append(call(function, case, twice=False).grads)
    np.random.set_state(states[0])
    random.setstate(states[1])
    return all(case.same(k, v, seen[2].get(k)) for k, v in seen[1].items() if k in seen[2])


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
            Finding(cause.name, cause.params, ", ".join(only), cause.pairs, " ".join(filter(None, words)), pages)
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
        words = "Such digits are lost by single precision (float32), by rounding, or by differences in place of derivatives."
        if all(np.array_equal(value, value.astype(np.float32)) for value in values):
            words = "All numbers are of single precision (float32)."
        elif decimals:
            words = f"All numbers are rounded to {decimals} decimals."
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        return [Finding(name, names, only, (), f"{example(cases, names)} {words}", "Notebook 05.")]
    times = masked(cases, names)
    if times is not None:
        words = f"{example(cases, names)} Some entries of a signal are set to zero, the others are {times:.4g} times the right ones."
        return [Finding("a mask in the backward pass (dropout?)", names, only, (), words, PAGES["walk"])]
    return [Finding(UNKNOWN, names, only, (), f"{example(cases, names)} {conclusion(cases, names)}", PAGES["walk"])]
