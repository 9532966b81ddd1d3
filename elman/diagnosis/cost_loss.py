"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass.

The loss is sought among all formulas of all residuals in `elman.diagnosis.cost_table`, its gradient among their derivatives;
what is wrong beside them is explained as a backward pass for the dY that was found.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_table import LOSSES, residuals
from elman.diagnosis.evidence import NEAR, conclusion, example, shared, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.seen import number, ratio
from elman.diagnosis.words import number as times_text
from elman.network.activations import OUTPUTS

_NAMES = {"mse": "mean(E^2)", "rmse": "sqrt(mean(E^2))"}
_RIGHT_DY = {"mse": "2 E / (T n_out)", "rmse": "E / (T n_out L)"}

COUNTS = {
    "T / (T - 1)": lambda T, n_in, n_hidden, n_out: T / max(T - 1, 1),
    "sqrt(T / (T - 1))": lambda T, n_in, n_hidden, n_out: (T / max(T - 1, 1)) ** 0.5,
    "T n_out / (T n_out - 1)": lambda T, n_in, n_hidden, n_out: T * n_out / max(T * n_out - 1, 1),
    "sqrt(T n_out / (T n_out - 1))": lambda T, n_in, n_hidden, n_out: (T * n_out / max(T * n_out - 1, 1)) ** 0.5,
}
"""Factors by which a mean is wrong that is divided by a wrong count."""

_ROOTS = {
    "": lambda L, C: 1.0,
    "L": lambda L, C: L,
    "1 / L": lambda L, C: 1 / L,
    "L^2": lambda L, C: L**2,
    "1 / L^2": lambda L, C: 1 / L**2,
    "sqrt(L)": lambda L, C: L**0.5,
    "1 / C": lambda L, C: 1 / C,
    "L / C": lambda L, C: L / C,
}
"""What a slip in the derivative of the root multiplies by: powers of L, the root of the mean square, or a wrong cost C."""


class Reading(NamedTuple):
    """What a number or a signal is: times * root * formula, of a residual; ``dY`` is the gradient that follows, by song.

    ``only`` tells on which songs, if not on all.
    """

    times: object
    root: str
    formula: str
    residual: str
    only: str
    dY: list

    def text(self, formula):
        """The reading as the right side of an equation."""
        words = "0" if self.times == 0 else f"{times_text(self.times)}{self.root and self.root + ' * '}{formula}"
        words += f", with {self.residual}" if self.residual else ""
        return f"{words}, where C is your cost" if "C" in self.root else words


class Song:
    """A case, and what a student's function gives on it without penalties."""

    def __init__(self, case, none):
        self.case, self.none, self.C = case, none, float(none[COST])
        self.L = float(np.sqrt(np.mean(case.E**2)))
        self.cost_is_right = abs(self.C - case.loss) <= 1e-9 * max(1.0, abs(case.loss))
        self.signal = np.concatenate([none["W_hy"].ravel(), none["b_y"]])  # made of dA alone
        self.is_right = np.allclose(self.signal, self.of(case.dY), rtol=1e-9, atol=1e-12)

    def of(self, dY):
        """What ``signal`` is, for some dY."""
        dA = OUTPUTS[self.case.output][1](dY, self.case.forward.Y)
        return np.concatenate([(self.case.cache.H[1:].T @ dA).ravel(), dA.sum(axis=0)])


def of_loss(parts):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    groups, findings = {}, {}
    for case, none, _ in parts:
        groups.setdefault(case.settings.loss, []).append(Song(case, none))
    for loss, songs in groups.items():
        for finding in _of_one_loss(songs, loss):
            findings.setdefault((finding.name, finding.params, finding.only), []).append((finding, loss))
    for same in findings.values():
        pairs = tuple(dict.fromkeys(pair for finding, _ in same for pair in finding.pairs))
        only = f"with loss {same[0][1]} only" if len(same) < len(groups) else ""
        yield same[0][0]._replace(pairs=pairs, only=", ".join(filter(None, [same[0][0].only, only])))


def _of_one_loss(songs, loss):
    """The findings for the songs of one loss: the cost, then dY, then the backward pass that is given this dY."""
    spoilt = tuple(k for k in songs[0].case.data if not all(one.case.alone.same(k, one.none[k]) for one in songs))
    pairs = [(one.case.alone, {k: one.none[k] for k in one.case.data}) for one in songs]
    off, cost = worst(pairs) if spoilt else None, None if all(one.cost_is_right for one in songs) else _read_cost(songs)
    if off and off[0] < NEAR:
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        yield Finding(name, spoilt, words=example(pairs, spoilt), pages=PAGES["cost"])
        spoilt = ()
    dY, follows = _follows(songs, cost) if spoilt else (None, "")
    if not all(one.cost_is_right for one in songs):
        where = "cost and gradient" if dY and not follows else "cost"
        told = ((f"loss = {cost.text(cost.formula)}", f"loss = {_NAMES[loss]}, with E = Y - targets"),) if cost else ()
        words = follows if cost else "Without penalties, the cost is not the loss."
        params = (*(spoilt if dY else ()), COST)
        yield Finding(f"the loss in the {where}", params, cost.only if cost else "", told, words, PAGES["cost"])
    if spoilt and not dY and not all(one.is_right for one in songs):
        reading = _read_dY(songs)
        dY = reading and reading.dY
        if reading:
            known = (
                f"dY = {_RIGHT_DY[loss]}, with E = Y - targets{' and L = sqrt(mean(E^2))' if loss == 'rmse' else ''}"
            )
            yours = (
                f"({_RIGHT_DY[loss]})" if reading.formula == _NAMES[loss] else f"the derivative of {reading.formula}"
            )
            told = ((f"dY = {reading.text(yours)}", known),)
            yield Finding("the gradient of the loss", spoilt, reading.only, told, pages=PAGES["cost"])
    yield from _of_the_pass(songs, dY, spoilt)


def _follows(songs, cost):
    """(dY, words) where the wrong gradient follows from the wrong cost: it is its derivative, or divided by it."""
    if cost and _all_are(songs, cost.dY):
        return cost.dY, ""
    divided = [one.case.dY * one.L / one.C for one in songs if one.C]
    if cost and songs[0].case.settings.loss == "rmse" and len(divided) == len(songs) and _all_are(songs, divided):
        return divided, "dY is divided by this cost, and so wrong as well."
    return None, ""


def _all_are(songs, dY):
    return all(np.allclose(one.signal, one.of(D), rtol=1e-8, atol=1e-12) for one, D in zip(songs, dY, strict=True))


def _formulas(songs):
    """All that a loss may be: (formula, residual, values by song, dY by song)."""
    for some in zip(*(residuals(one.case.forward.Y, one.case.targets) for one in songs), strict=True):
        for formula, (f, df) in LOSSES.items():
            terms = [(E, one.case.forward.Y, pull) for one, (_, E, pull) in zip(songs, some, strict=True)]
            yield formula, some[0][0], [float(f(E, Y)) for E, Y, _ in terms], [pull(df(E, Y)) for E, Y, pull in terms]


def _concerned(songs, right):
    """The songs, or only those that are wrong, with words for what they share."""
    yield songs, ""
    wrong, good = [one for one in songs if not right(one)], [one for one in songs if right(one)]
    outputs = {one.case.output for one in wrong}
    if len(outputs) == 1 and outputs.isdisjoint(one.case.output for one in good) and good:
        yield wrong, f"with output {outputs.pop()} only"
    elif good:
        only = shared([one.case for one in wrong], [one.case for one in good])
        yield from [(wrong, only)] if only else []


@np.errstate(all="ignore")
def _read_cost(songs):
    """What the cost is, as a `Reading`; None where it is nothing in the table."""
    for some, only in _concerned(songs, lambda one: one.cost_is_right):
        for formula, residual, values, dY in _formulas(some):
            pairs = [(one, v) for one, v in zip(some, values, strict=True) if v or one.C]
            times = _times([one.C / v if v else np.inf for one, v in pairs], [one for one, _ in pairs])
            if times is not None:
                ratios = [one.C / v if v else 1.0 for one, v in zip(some, values, strict=True)]
                own = {id(one): c * D for one, c, D in zip(some, ratios, dY, strict=True)}
                return Reading(times, "", formula, residual, only, [own.get(id(one), one.case.dY) for one in songs])
    return None


@np.errstate(all="ignore")
def _read_dY(songs):
    """What dY is, as a `Reading`; None where it is nothing in the table."""
    for some, only in _concerned(songs, lambda one: one.is_right):
        some = [one for one in some if np.any(one.signal) or np.any(one.of(one.case.dY))]
        for formula, residual, _, dY in _formulas(some):
            factors = []
            for one, D in zip(some, dY, strict=True):
                factors.append(ratio(one.signal, one.of(D)))
                if factors[-1] is None:
                    break
            for root, f in _ROOTS.items() if None not in factors else ():
                times = _times([c / f(one.L, one.C) for c, one in zip(factors, some, strict=True)], some)
                if times is not None:
                    own = {id(one): c * D for one, c, D in zip(some, factors, dY, strict=True)}
                    dY = [own.get(id(one), one.case.dY) for one in songs]
                    return Reading(times, root, formula, residual, only, dY)
    return None


def _times(factors, songs):
    return (
        number(factors, [one.case for one in songs], more=COUNTS) if np.all(np.isfinite(factors)) and factors else None
    )


def _of_the_pass(songs, dY, spoilt):
    """What is wrong with the backward pass that is given the student's dY, or the right one."""
    cases = (
        [one.case.alone.with_dY(D) for one, D in zip(songs, dY, strict=True)]
        if dY
        else [one.case.alone for one in songs]
    )
    pairs = [(case, {k: one.none[k] for k in case.right}) for case, one in zip(cases, songs, strict=True)]
    pairs = [(case, grads) for case, grads in pairs if any(np.any(value) for value in case.right.values())]
    if not spoilt or all(case.same(k, v, rtol=1e-8) for case, grads in pairs for k, v in grads.items()):
        return
    groups = {}
    for case, grads in pairs:
        groups.setdefault(case.output, []).append((case, grads))
    found = explain(groups, songs[0].case.network, None, effort=0.3)
    causes = {(cause.name, cause.pairs): cause for one in found.values() for cause in one.causes}
    for cause in causes.values():
        yield Finding(cause.name, cause.params, cause.only, cause.pairs, cause.words, PAGES[cause.kind])
    left = tuple(k for k in songs[0].case.data if any(k in one.left for one in found.values()))
    if left:
        words = f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}"
        yield Finding(UNKNOWN, left, words=words, pages=PAGES["cost"])
