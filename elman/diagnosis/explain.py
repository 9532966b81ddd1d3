"""Which mistakes explain a student's numbers? Those whose own numbers are the same, to rounding, on every song tried.

Nothing is guessed: a mistake that misses one number of a parameter on one song is out, for that parameter.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.mistakes import Mistake

FACTORS = {
    "T": lambda case: case.T,
    "1 / T": lambda case: 1 / case.T,
    "n_out": lambda case: case.n_out,
    "1 / n_out": lambda case: 1 / case.n_out,
    "T n_out": lambda case: case.T * case.n_out,
    "1 / (T n_out)": lambda case: 1 / (case.T * case.n_out),
}


class Explained(NamedTuple):
    """``params`` are explained by each of ``mistakes``: one, or several that no number tells apart."""

    mistakes: list
    params: tuple


def general_mistakes(params):
    """Mistakes that need no look into a network: constant factors, and gradients lost, transposed or exchanged.

    ``params`` is any dict with the parameters' names and arrays of as many axes.
    """
    for formula, factor in FACTORS.items():
        title, words = "sum in place of mean", "undo a mean"
        if formula.startswith("1"):
            title, words = "mean in place of sum", "take a mean"
        text = f"the gradient is {formula} times the right one: it seems to {words}; "
        text += "dY holds the mean already, backward only sums"
        yield Mistake(title, text, lambda case, f=factor: {key: f(case) * value for key, value in case.right.items()})
    for name, value in params.items():
        text = f"the gradient of {name} is zero everywhere: it is never computed, or never put into the dict"
        yield Mistake(f"gradient of {name} missing", text, lambda case, n=name: {n: np.zeros_like(case.right[n])})
        if value.ndim == 2:
            text = f"the gradient of {name} is the right one transposed; exchange the two factors of its matrix product"
            yield Mistake(f"gradient of {name} transposed", text, lambda case, n=name: {n: case.right[n].T})
        for other in params:
            if other != name:
                text = f"the gradient of {name} holds that of {other}"
                yield Mistake("gradients exchanged", text, lambda case, n=name, o=other: {n: case.right[o]})


def factor_of(observations, name):
    """c, if the gradient is c times the right one in every entry and on every song; else None."""
    telling = [(case, grads[name]) for case, grads in observations if name in grads and np.any(case.right[name] != 0)]
    if len(telling) < 2 or any(value.shape != case.right[name].shape for case, value in telling):
        return None
    case, value = telling[0]
    c = float(np.sum(value * case.right[name]) / np.sum(case.right[name] ** 2))
    return c if c and all(case.same(name, value, c * case.right[name]) for case, value in telling) else None


def constant_factor(observations, name):
    """The mistake of a factor -1, 2 or 1/2; any other factor is no mistake that has a name."""
    c = factor_of(observations, name)
    nice = next((nice for nice in (-1.0, 2.0, 0.5, -2.0, -0.5) if c is not None and abs(c - nice) < 1e-9), None)
    if nice is None:
        return []
    title = "sign" if nice == -1 else f"constant factor {nice:g}"
    text = f"the gradient is {nice:g} times the right one, in every entry and on every song"
    return [Mistake(title, text, lambda case: {key: nice * value for key, value in case.right.items()})]


class Predictions:
    """What each mistake predicts on each case, computed once and only when asked for."""

    def __init__(self):
        self._known = {}

    def __call__(self, mistake, case):
        key = (id(mistake), id(case))
        if key not in self._known:
            with np.errstate(all="ignore"):
                self._known[key] = (mistake, case, mistake.gradients(case))  # kept, so that no id is used twice
        return self._known[key][2]

    def value(self, mistake, case, name):
        """The predicted gradient of one parameter: the right one where the mistake does not touch it."""
        return self(mistake, case).get(name, case.right[name])


def is_wrong(observations, name):
    """Whether a parameter's gradient is wrong on any of the songs."""
    return any(name in grads and not case.same(name, grads[name], case.right[name]) for case, grads in observations)


def explain(observations, mistakes):
    """The smallest set of mistakes that explains what can be explained.

    Parameters
    ----------
    observations : list of (Case, dict of arrays)
        What the student's function gave on each song.
    mistakes : list of Mistake

    Returns
    -------
    explained : list of Explained
    unexplained : list of str
        The parameters that are wrong and that no mistake explains.
    """
    names = list(observations[0][0].right) if observations else []
    wrong = [name for name in names if is_wrong(observations, name)]
    predict = Predictions()
    matches = {}
    for name in wrong:
        seen = [(case, grads) for case, grads in observations if name in grads]
        # The most telling song first: most mistakes are out after one look.
        seen.sort(key=lambda o: (o[0].same(name, o[1][name], o[0].right[name]), abs(o[0].T - 5)))
        found = [
            m
            for m in mistakes
            if all(case.same(name, grads[name], predict.value(m, case, name)) for case, grads in seen)
        ]
        matches[name] = found or constant_factor(seen, name)
    matches = _one_object_for_one_factor(matches)
    return _fewest(matches, wrong, observations, predict)


def _one_object_for_one_factor(matches):
    """The same constant factor found in several parameters is one mistake."""
    first = {}
    return {name: [first.setdefault((m.name, m.words), m) for m in found] for name, found in matches.items()}


def _fewest(matches, wrong, observations, predict):
    """Name the mistake that covers most parameters and predicts fewest errors that are not there; then the next."""
    vain = {}
    for name in wrong:
        for m in matches[name]:
            if id(m) not in vain:
                vain[id(m)] = 0 if m.separate else _predicted_in_vain(m, matches, observations, predict)
        # A mistake in the walk that fits one parameter, while others it would spoil tell otherwise, is a coincidence.
        matches[name] = [m for m in matches[name] if vain[id(m)] == 0 or _covered(m, matches, wrong) != (name,)]
    left, explained = [name for name in wrong if matches[name]], []
    while left:
        candidates = [m for m in {id(m): m for name in left for m in matches[name]}.values()]
        covers = {id(m): _covered(m, matches, left) for m in candidates}
        best = min(candidates, key=lambda m: (-len(covers[id(m)]), vain[id(m)]))
        equal = [m for m in candidates if covers[id(m)] == covers[id(best)] and vain[id(m)] == vain[id(best)]]
        params = covers[id(best)]
        explained.append(Explained(_by_name(equal), params))
        left = [name for name in left if name not in params]
    return explained, [name for name in wrong if not matches[name]]


def _covered(mistake, matches, names):
    """Those of ``names`` that a mistake explains."""
    return tuple(name for name in names if any(m is mistake for m in matches[name]))


def _predicted_in_vain(mistake, matches, observations, predict):
    """How many parameters this mistake would spoil which are right, or spoilt otherwise."""
    spoilt = [
        name
        for name in observations[0][0].right
        if any(not case.same(name, predict.value(mistake, case, name), case.right[name]) for case, _ in observations)
    ]
    return sum(not any(m is mistake for m in matches.get(name, ())) for name in spoilt)


def _by_name(mistakes):
    return list({m.name: m for m in reversed(mistakes)}.values())[::-1]
