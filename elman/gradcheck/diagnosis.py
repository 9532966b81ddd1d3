"""What is wrong with this `backward`? In words.

A student's function is tried on songs drawn at random and on the student's own; its numbers are compared with the right ones
and with those of every classic mistake. Notebook 05, "Check every gradient".
"""

from html import escape
from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.gradcheck.cases import LADDER, SIZES, Case, call, draw_case
from elman.gradcheck.explain import explain, general_mistakes
from elman.gradcheck.localise import Place
from elman.gradcheck.mistakes import classic_mistakes
from elman.gradcheck.truncation import truncations
from elman.network import rnn
from elman.network.activations import OUTPUTS

UNKNOWN = "no known mistake explains it"


class Finding(NamedTuple):
    """One thing that is wrong.

    ``names`` are the mistakes that explain it: one; several that no number tells apart; or none (`UNKNOWN`).
    ``params`` are the parameters it spoils, ``outputs`` the output functions with which it shows, ``words`` the explanation and
    ``frame`` the first wrong frame on the way back, where it can be told.
    """

    names: tuple
    params: tuple
    outputs: tuple
    words: str
    frame: int | None = None


class Diagnosis:
    """What `diagnose` found: true when nothing is wrong; prints as sentences, in Jupyter as a list.

    Attributes
    ----------
    findings : list of Finding
    names : list of str
        The names of all mistakes found, for a quick look.
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
            return f"Right: every gradient agrees on {self.tried}."
        n = len(self.findings)
        return f"Wrong: {n} finding{'s' if n > 1 else ''} on {self.tried}."

    def _lines(self):
        for number, finding in enumerate(self.findings, 1):
            head = " or ".join(finding.names) or UNKNOWN
            if len(finding.names) > 1:
                head += " (these cannot be told apart by their numbers)"
            where = f" in {', '.join(finding.params)}" if finding.params else ""
            outputs = f", with output {' and '.join(finding.outputs)} only" if finding.outputs else ""
            yield f"{number}. {head}{where}{outputs}", finding.words

    def __str__(self):
        return "\n".join([self.verdict, *(f"{head}\n   {words}" for head, words in self._lines())])

    __repr__ = __str__

    def _repr_html_(self):
        items = "".join(f"<p><b>{escape(head)}</b><br>{escape(words)}</p>" for head, words in self._lines())
        return f"<p><b>{escape(self.verdict)}</b></p>{items}"


def diagnose(backward, *, network=rnn, params=None, X=None, dY=None, output=None, rng=None):
    """Find out which mistake explains the numbers of a student's ``backward(params, dY, cache)``.

    The function is tried on a dozen random songs (one frame to forty, one hidden unit to five), and on the given one. A mistake is
    named only where its own numbers are the student's, to rounding, on all songs. Where none is, that is said, and the place is
    narrowed down: parameter, frame, output, lengths.

    Parameters
    ----------
    backward : callable
        ``backward(params, dY, cache) -> grads`` for the cache that ``network.forward`` gives. It gets copies.
    network : module
        With ``init``, ``forward``, ``backward``. The classic mistakes are those of the Elman network, `elman.network.rnn`; for another
        network only general ones (a factor, a sign, a missing or transposed gradient) are known.
    params : dict of arrays, optional
        The user's own parameters, also for the sizes of further random songs.
    X : array (T, n_in), optional
        The user's own song.
    dY : array (T, n_out), optional
        The gradient of the cost with respect to the outputs of that song.
    output : {"linear", "tanh", "softmax"}, optional
        The only output function that the student's code is meant for; without it, all are tried.
    rng : numpy.random.Generator, optional
        Where the songs are drawn from.

    Returns
    -------
    Diagnosis

    Raises
    ------
    InputError
        ``params``, ``X`` and ``dY`` do not fit together.

    Examples
    --------
    >>> def backward(params, dY, cache):
    ...     grads = rnn.backward(params, dY, cache)
    ...     return grads | {"W_hh": cache.H[1:].T @ np.ones_like(cache.H[1:]), "b_y": dY.mean(axis=0)}
    >>> diagnose(backward, output="linear").names
    ['mean in place of sum', 'no known mistake explains it']
    """
    if not callable(backward):
        raise InputError(f"backward must be a function (params, dY, cache) -> grads, not {type(backward).__name__}")
    if output is not None and output not in OUTPUTS:
        raise InputError(f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected")
    rng = np.random.default_rng(0) if rng is None else rng
    outputs = tuple(OUTPUTS) if output is None else (output,)
    cases = {name: all_cases(network, name, params, X, dY, rng) for name in outputs}
    total = sum(len(c) for c in cases.values())
    tried = f"{total} songs (T = 1 to {max(case.T for case in cases[outputs[0]])}, output {', '.join(outputs)})"

    unstable = second_call(backward, cases[outputs[0]][0])
    if unstable:
        return Diagnosis([unstable], "the first song, called twice")
    calls = {name: [call(backward, case) for case in cases[name]] for name in outputs}
    findings = faults_found([c for name in outputs for c in calls[name]])
    findings += mistakes_found(backward, calls, network, rng)
    return Diagnosis(findings, tried)


def all_cases(network, output, params, X, dY, rng):
    """The random songs, then the user's: first as given, then twice at random in the same sizes."""
    cases = [draw_case(*sizes, network=network, output=output, rng=rng) for sizes in SIZES]
    if params is None and X is None and dY is None:
        return cases
    T = len(X) if X is not None else len(dY) if dY is not None else 10
    n_in = X.shape[1] if X is not None else len(params["W_xh"]) if params and "W_xh" in params else 3
    if params is not None:
        n_hidden, n_out = len(params["h_0"]), len(params["b_y"])
    else:
        n_hidden, n_out = 4, dY.shape[1] if dY is not None else 2
    drawn = draw_case(T, n_in, n_hidden, n_out, network=network, output=output, rng=rng)
    params = drawn.params if params is None else params
    X, dY = drawn.X if X is None else X, drawn.dY if dY is None else dY
    if len(X) != len(dY) or dY.shape[1] != n_out:
        raise InputError(f"X {X.shape} and dY {dY.shape} do not fit: dY needs one row per row of X and {n_out} columns")
    try:
        own = Case(params, X, dY, network=network, output=output, title="your own song")
    except (ValueError, KeyError) as error:
        raise InputError(f"params, X and dY do not fit together: {error}") from error
    more = [draw_case(T, n_in, n_hidden, n_out, network=network, output=output, rng=rng) for _ in range(2)]
    return [*cases, own, *more]


def second_call(backward, case):
    """A finding if a second call with the same numbers gives others, or changes what the first gave."""
    first = None
    kept = {}

    def remembering(params, dY, cache):
        nonlocal first
        grads = backward(params, dY, cache)
        first = grads if first is None else first
        return grads

    a = call(remembering, case)
    kept = a.grads
    b = call(remembering, case)
    changed = [name for name in kept if name in b.grads and not case.same(name, kept[name], b.grads[name])]
    verdict = "The first call is right." if all(
        case.same(name, kept[name], case.right[name]) for name in kept
    ) and not a.faults else "The first call is wrong as well, but first things first."
    if changed or set(kept) != set(b.grads):
        text = f"the same call gives other numbers the second time: something is kept between calls (a global, a default argument, an attribute). {verdict}"
        return Finding(("second call differs",), tuple(changed), (), text)
    if isinstance(first, dict):
        now = {k: v for k, v in first.items() if k in kept and isinstance(v, np.ndarray) and v.shape == kept[k].shape}
        changed = [name for name, value in now.items() if not case.same(name, kept[name], value)]
        if changed:
            text = f"the second call changes what the first one returned: both give the same arrays; make new ones in every call. {verdict}"
            return Finding(("second call differs",), tuple(changed), (), text)
    return None


def faults_found(calls):
    """One finding for each kind of fault, with the words of its first appearance and the number of songs."""
    kinds = {}
    for one in calls:
        for kind, words in one.faults:
            kinds.setdefault(kind, []).append((words, one.case))
    findings = []
    for kind, seen in kinds.items():
        songs = list(dict.fromkeys(id(case) for _, case in seen))
        first = seen[0][1]
        often = "on every song" if len(songs) == len(calls) else f"on {len(songs)} of {len(calls)} songs, first: {first.title}, output {first.output}"
        words = list(dict.fromkeys(w for w, case in seen if case is first))
        findings.append(Finding((kind,), (), (), f"{'; '.join(words)} ({often})."))
    return findings


def mistakes_found(backward, calls, network, rng):
    """The findings from the numbers, of all outputs together."""
    explained, unknown, wrong = {}, {}, {}
    for output, group in calls.items():
        observations = [(c.case, c.grads) for c in group if c.grads]
        if not observations:
            continue
        names = list(observations[0][0].right)
        mistakes = list(general_mistakes(names))
        if network is rnn:
            longest = max(case.T for case, _ in observations)
            mistakes = [*classic_mistakes(), *truncations(longest), *mistakes]
        found, left = explain(observations, mistakes)
        wrong[output] = {*left, *(name for one in found for name in one.params)}
        for one in found:
            key = tuple(m.name for m in one.mistakes), one.params
            explained.setdefault(key, []).append((output, one, observations))
        if left:
            unknown.setdefault(tuple(left), []).append((output, observations))

    all_outputs = len(calls)
    findings = []
    for (names, params), seen in explained.items():
        output, one, observations = seen[0]
        place = Place(backward, params, wrong[output], observations, network=network, output=output, rng=rng)
        texts = [f"{m.words[0].upper()}{m.words[1:]}." for m in one.mistakes]
        outputs = tuple(o for o, *_ in seen) if len(seen) < all_outputs else ()
        findings.append(Finding(names, params, outputs, " ".join([" Or: ".join(texts), place.first]).strip(), place.frame))
    for params, seen in unknown.items():
        output, observations = seen[0]
        place = Place(backward, params, wrong[output], observations, network=network, output=output, rng=rng)
        outputs = tuple(o for o, _ in seen) if len(seen) < all_outputs else ()
        words = [place.first, *(f"{place.details(name)}." for name in params)]
        findings.append(Finding((), params, outputs, " ".join(w for w in words if w), place.frame))
    return findings
