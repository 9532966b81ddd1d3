"""What is wrong with this `backward`? In words.

A student's function is tried on songs drawn at random and on the student's own. If it is wrong, the fewest edits of the right
backward pass are sought that give its numbers. Notebook 05, "Check every gradient".
"""

import inspect
import random
import re

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import SAME, SHORT, Case, all_cases, draw_case
from elman.diagnosis.evidence import NEAR, conclusion, example, shared, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import UNKNOWN, Diagnosis, Finding
from elman.errors import InputError
from elman.network import gru, lstm, rnn
from elman.network.activations import OUTPUTS

NETWORKS = {"elman": rnn, "lstm": lstm, "gru": gru}
PAGES = {
    "output": 'docs/derivation.md, "Outputs"; notebook 06.',
    "walk": 'docs/derivation.md, "States"; notebook 04.',
    "sum": 'docs/derivation.md, "Parameters"; notebook 04.',
    "whole": "Notebook 04.",
    "cost": 'Notebook 08, "Shrink and stop".',
    "gates": "The docstring of the network's backward; notebook 14.",
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
    ['factor 1 / T', 'no edit of the right pass gives these numbers']
    """
    network = as_network(network)
    return diagnosed(backward, songs(network, params, X, dY, output, rng), network)


def as_network(network):
    """The network's module, by its name too."""
    found = NETWORKS.get(network) if isinstance(network, str) else network
    if found not in NETWORKS.values():
        raise InputError(f"network {network!r} was given, one of {', '.join(NETWORKS)} was expected")
    return found


def songs(network, params=None, X=None, dY=None, output=None, rng=None):
    """The cases on which a function is tried, by output: the random ones, then those of the user's own sizes."""
    if output is not None and output not in OUTPUTS:
        raise InputError(f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected")
    rng, outputs = random_generator(rng), tuple(OUTPUTS) if output is None else (output,)
    own = own_song(network, params, X, dY, rng)
    found = {}
    for name in outputs:
        found[name] = all_cases(network, name, rng)
        if own:
            found[name] += _of_own_sizes(network, name, *own, rng)
    return found


def random_generator(rng):
    """A random generator, from one, a seed or nothing."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is not None and (isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0):
        raise InputError(f"rng must be a numpy.random.Generator or a seed, not {rng!r}")
    return np.random.default_rng(0 if rng is None else rng)


def _of_own_sizes(network, output, params, X, dY, rng):
    sizes = X.shape[1], len(params["h_0"]), dY.shape[1]
    lengths = dict.fromkeys([*(T for T, *_ in SHORT), len(X)])
    more = [draw_case(T, *sizes, network=network, output=output, rng=rng) for T in (*(T for T, *_ in SHORT), *list(lengths)[-1:] * 2)]
    return [*more, Case(params, X, dY, network=network, output=output, title="your own song")]


def own_song(network, params, X, dY, rng):
    """The user's song, what is not given of it drawn at random; None where nothing is given.

    Raises
    ------
    InputError
        It does not fit together.
    """
    if params is None and X is None and dY is None:
        return None
    X, dY = _matrix("X", X), _matrix("dY", dY)
    params = _parameters(network, params)
    T = len(X) if X is not None else len(dY) if dY is not None else 10
    n_in = X.shape[1] if X is not None else len(next(iter(params.values()))) if params else 3
    n_hidden = len(params["h_0"]) if params else 4
    n_out = len(params["b_y"]) if params else dY.shape[1] if dY is not None else 2
    drawn = draw_case(T, n_in, n_hidden, n_out, network=network, rng=rng)
    for name, value in drawn.params.items():
        if params and params[name].shape != value.shape:
            raise InputError(f"params, X and dY do not fit: {name} has shape {params[name].shape}, {value.shape} was expected")
    X, dY = drawn.X if X is None else X, drawn.dY if dY is None else dY
    if len(X) != len(dY) or dY.shape[1] != n_out:
        raise InputError(f"X {X.shape} and dY {dY.shape} do not fit: dY needs one row per row of X and {n_out} columns")
    return params or drawn.params, X, dY


def _parameters(network, params):
    if params is None:
        return None
    expected = network.init(1, 1, 1, rng=np.random.default_rng(0))
    if not isinstance(params, dict) or set(params) != set(expected):
        raise InputError(f"params must be a dict with the keys {', '.join(expected)}")
    for name, value in params.items():
        if not isinstance(value, np.ndarray) or value.dtype != np.float64 or not np.isfinite(value).all():
            raise InputError(f"parameter {name} must be a float64 array of finite numbers")
    return params


def _matrix(name, value):
    if value is None:
        return None
    try:
        value = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: a matrix of finite numbers was expected, not {type(value).__name__}") from None
    if value.ndim != 2 or not value.size or not np.isfinite(value).all():
        raise InputError(f"{name} has shape {value.shape}; a matrix of finite numbers was expected")
    return value


def diagnosed(function, cases, network):
    """The diagnosis of a function on the given cases, by output."""
    if not callable(function):
        raise InputError(f"backward must be a function (params, dY, cache) -> grads, not {type(function).__name__}")
    groups = {name: [call(function, case) for case in some] for name, some in cases.items()}
    calls = [one for some in groups.values() for one in some]
    longest = max(one.case.T for one in calls)
    tried = f"{len(calls)} songs (T = 1 to {longest}; output {', '.join(groups)})"
    findings = conduct(calls)
    unstable = second_call(function, calls)
    if unstable:
        return Diagnosis([*findings, unstable], tried)
    return Diagnosis([*findings, *from_numbers(function, groups, network)], tried)


def conduct(calls):
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
            often = shared([case for case, _ in seen.values()], others) or f"on {len(seen)} of {len(calls)} songs; first: {first.title}"
        findings.append(Finding(kind, words=f"{'; '.join(dict.fromkeys(words))} ({often})."))
    return findings


def second_call(function, calls):
    """A finding if a second call with the same numbers gives others; else None."""
    changed = [one for one in calls if _differs(one)]
    if not changed:
        return None
    names = tuple(k for k in changed[0].case.right if any(k in _differs(one) for one in changed))
    first = changed[0]
    right = all(first.case.same(k, v) for k, v in first.grads.items())
    verdict = "The first call is right." if right else "The first call is wrong as well."
    if _is_random(function, first.case):
        words = "The same call gives other numbers each time: there are random numbers in it. A gradient has none."
        return Finding("random numbers", names, words=f"{words} {verdict}", pages=PAGES["whole"])
    words = "The same call gives other numbers the second time: something is kept between calls (a global, a default argument, "
    return Finding("second call differs", names, words=f"{words}an attribute). {verdict}", pages=PAGES["whole"])


def _differs(one):
    return [k for k in one.grads if k not in one.again or not one.case.same(k, one.again[k], one.grads[k])]


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


def from_numbers(function, groups, network):
    """The findings from the numbers, the causes of all outputs told once."""
    rtol = 1e-4 if any(one.single for some in groups.values() for one in some) else SAME

    def recall(case):
        return call(function, case, twice=False).grads

    for one in (one for some in groups.values() for one in some):
        one.case.overwritten(one.changed)
    pairs = {name: [(one.case, one.grads) for one in some if one.grads] for name, some in groups.items()}
    pairs = {name: some for name, some in pairs.items() if some}
    found, told = explain(pairs, network, recall, rtol=rtol), {}
    for name, explained in found.items():
        for cause in explained.causes:
            told.setdefault((cause.name, cause.pairs), (cause, []))[1].append(name)
    findings = []
    for cause, names in told.values():
        only = [cause.only] if cause.only else []
        only += [f"with output {' and '.join(names)} only"] if len(names) < len(groups) else []
        words = [cause.words, example([pair for name in names for pair in pairs[name]], cause.params)]
        pages = PAGES[cause.kind] if network is rnn else PAGES["gates"]
        findings.append(Finding(cause.name, cause.params, ", ".join(only), cause.pairs, " ".join(filter(None, words)), pages))
    return [*findings, *_unexplained(found, pairs, len(groups))]


def _unexplained(found, pairs, n_groups):
    left = {name: explained.left for name, explained in found.items() if explained.left}
    cases = [pair for name in left for pair in pairs[name]]
    names = tuple(k for k in cases[0][0].right if any(k in some for some in left.values())) if left else ()
    off = worst(cases, names)
    if off is None:
        return []
    only = f"with output {' and '.join(left)} only" if len(left) < n_groups else ""
    if off[0] < NEAR:
        words = "Such digits are lost by single precision (float32), by rounding, or by differences in place of derivatives."
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        return [Finding(name, names, only, (), f"{example(cases, names)} {words}", "Notebook 05.")]
    return [Finding(UNKNOWN, names, only, (), f"{example(cases, names)} {conclusion(cases, names)}", PAGES["walk"])]
