"""What is wrong with this `backward`? In words.

A student's function is tried on songs drawn at random and on the student's own. If it is wrong, the fewest edits of the right
backward pass are sought that give its numbers. Notebook 05, "Check every gradient".
"""

import copy
import time
from functools import partial

import numpy as np

from elman.diagnosis.calls import call, numbers
from elman.diagnosis.cases import SAME, draw_song, songs
from elman.diagnosis.causes import Explained
from elman.diagnosis.conduct import conduct, second_call
from elman.diagnosis.evidence import example, unexplained
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, Diagnosis, Finding
from elman.diagnosis.influence import influence
from elman.diagnosis.passes import RIGHT
from elman.errors import InputError
from elman.network import rnn
from elman.network.networks import NETWORKS
from elman.student_file import line_of


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
    ['gradient does not depend on dY', 'gradient times 1 / T']
    """
    network = as_network(network)
    groups = observed(backward, songs(network, params, X, dY, output=output, rng=rng))
    return diagnosis_of(backward, groups, network)


def as_network(network):
    """The network's module, by its name too."""
    found = NETWORKS.get(network) if isinstance(network, str) else network
    if found not in RIGHT:
        known = [name for name, module in NETWORKS.items() if module in RIGHT]
        raise InputError(f"network {network!r} was given, one of {', '.join(known)} was expected")
    return found


def observed(function, cases, *, seconds=np.inf):
    """A function's calls on the given cases, by output: short songs first, and none more when time or memory is over."""
    if not callable(function):
        raise InputError(f"backward must be a function (params, dY, cache) -> grads, not {type(function).__name__}")
    groups, end = {output: [] for output in cases}, time.perf_counter() + seconds
    pairs = [(output, case) for output, some in cases.items() for case in some]
    for name, case in sorted(pairs, key=lambda pair: pair[1].T):
        if time.perf_counter() < end or not groups[name]:
            groups[name].append(call(function, case))
            if any(words.startswith("MemoryError") for _, words in groups[name][-1].faults):
                end = 0.0
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
        told(Diagnosis([*findings, *_from_numbers(function, groups, network, search=False)], tried))
    causes = _from_numbers(function, groups, network)
    shapes = {k for one in calls for k, v in one.grads.items() if v.shape != one.case.right[k].shape}
    if shapes <= {k for cause in causes for k in cause.params}:
        findings = [finding for finding in findings if finding.name != "wrong shape" or not shapes]
    quick = max(one.seconds for one in calls) < QUICK
    in_walk = network is rnn and quick and any(finding.pages == PAGES["walk"] for finding in causes)
    return Diagnosis([*findings, *causes], tried, partial(_triangles, function) if in_walk else tuple)


def _from_numbers(function, groups, network, *, search=True):
    """The findings from the numbers, the causes of all outputs told once; without ``search`` only what the numbers show."""
    rtol = 1e-4 if any(one.single for some in groups.values() for one in some) else SAME

    def recall(case):
        return numbers(function, case)

    for one in (one for some in groups.values() for one in some):
        one.case.overwritten(one.changed)
    pairs = {name: [(one.case, one.grads) for one in some if one.grads] for name, some in groups.items()}
    pairs = {name: some for name, some in pairs.items() if some}
    if not search:
        left = {name: Explained([], tuple(k for k in some[0][0].right)) for name, some in pairs.items()}
        return unexplained(left, pairs, len(groups))
    calls = [one for some in groups.values() for one in some]
    quick = sum(one.seconds for one in calls) < SLOW
    found, told = explain(pairs, network, recall if quick else None, rtol=rtol), {}
    for name, explained in found.items():
        for cause in explained.causes:
            told.setdefault((cause.name, cause.pairs, cause.only), (cause, []))[1].append(name)
    findings, lines = [], set()
    for cause, names in told.values():
        only = [cause.only] if cause.only else []
        others = [name for name in groups if name not in names]
        if others and not any(name not in found or found[name].left for name in others):  # what is left may hold it too
            only.append(f"with output {' and '.join(names)} only")
        finding = Finding(cause.name, cause.params, ", ".join(only))
        if cause.pairs and cause.pairs in lines:
            findings.append(finding._replace(words="It is in the line that is shown above."))
            continue
        lines.add(cause.pairs)
        some = [pair for name in names for pair in pairs[name]]
        causes = [one for one, _ in told.values() if one.pairs != cause.pairs]
        own = tuple(k for k in cause.params if not any(k in one.params for one in causes))  # one mistake, one number
        words = filter(None, [cause.words, own and example(some, own), _line(function, cause)])
        findings.append(finding._replace(pairs=cause.pairs, words="\n".join(words), pages=_page(cause, network)))
    return [*findings, *unexplained(found, pairs, len(groups))]


def _page(cause, network):
    """Where to read on: of the LSTM and the GRU, the function that is right."""
    if network is rnn or cause.kind in ("output", "cost"):
        return PAGES[cause.kind]
    where = {"sum": "gradients", "loop": "backpropagate"}.get(cause.kind, "cell_backward")
    if where == "gradients" and all(name.endswith("_0") for name in cause.params):
        where = "backpropagate"
    return f"Read {network.__name__}.{where}."


def _line(function, cause):
    """Where a wrong sum is computed, in the student's own words."""
    line = line_of(function, cause.params[0]) if cause.kind == "sum" and len(cause.params) == 1 else None
    return f"Line {line[0]}: {line[1]}" if line else ""


SLOW = 20.0
"""Whoever takes longer for all songs, in seconds, is not called again for the search."""

QUICK = 0.05
"""Whoever takes longer for a song, in seconds, is not called again for a picture."""


def _triangles(function):
    """How much of each output's gradient reaches each frame: in the student's backward pass, and in the right one."""
    params, X = draw_song(6, 3, 4, 2, network=rnn, rng=np.random.default_rng(0))
    try:
        return influence(params, X, backward=lambda *given: function(*copy.deepcopy(given))), influence(params, X)
    except Exception:  # whatever a student's function raises on this song is told of the others
        return ()
