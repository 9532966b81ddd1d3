"""What the loss of a cost and its gradient are, looked up among all formulas of all residuals: a `Reading` of each."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_table import LOSSES, residuals
from elman.diagnosis.evidence import shared
from elman.diagnosis.seen import number, ratio
from elman.diagnosis.words import number as times_text
from elman.network.activations import OUTPUTS

NAMES = {"mse": "mean(E^2)", "rmse": "sqrt(mean(E^2))"}
"""The right formulas."""

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


FEW = 3
"""So many songs decide whether a formula is tried on all."""


class Reading(NamedTuple):
    """What a number or a signal is: times * root * formula, of a residual; ``dY`` is the gradient that follows, by song.

    ``only`` tells on which songs, if not on all; ``under`` is true where this is the square of a cost.
    """

    times: object
    root: str
    formula: str
    residual: str
    only: str
    dY: list
    under: bool = False

    def text(self, formula):
        """The reading as the right side of an equation."""
        words = "0" if self.times == 0 else f"{times_text(self.times)}{self.root and self.root + ' * '}{formula}"
        words = f"sqrt({words})" if self.under else words
        words += f", with {self.residual}" if self.residual else ""
        return f"{words}, where C is your cost" if "C" in self.root else words

    def includes(self, other):
        """Whether another reading, for the rmse, is the same slip as this one, for the mse: the root of it, or as many times."""
        if other and (self.residual, self.formula, other.root) == (other.residual, other.formula, "1 / L"):
            return other.times == 0.5 and self.times == 1.0  # the derivative of the root of it
        pairs = [("mean(E^2)", "sqrt(mean(E^2))")]
        if not other or self.residual != other.residual or (self.formula, other.formula) not in pairs:
            return False
        if isinstance(self.times, float) and isinstance(other.times, float):
            return np.isclose(other.times, self.times) or (self.times > 0 and np.isclose(other.times**2, self.times))
        roots = (f"sqrt({self.times})", f"1 / sqrt({self.times})".replace("(1 / ", "("), self.times)
        return other.times in roots and not self.root and not other.root


class Song:
    """A case, and what a student's function gives on it without penalties."""

    def __init__(self, case, none):
        self.case, self.none, self.C = case, none, float(none[COST])
        self.L = float(np.sqrt(np.mean(case.E**2)))
        self.cost_is_right = abs(self.C - case.loss) <= 1e-9 * max(1.0, abs(case.loss))
        self.signal = np.concatenate([none["W_hy"].ravel(), none["b_y"]])  # made of dA alone
        self.is_right = np.allclose(self.signal, self.of(case.dY), rtol=1e-9, atol=1e-12)

    @cached_property
    def residuals(self):
        """All that may stand in the place of E, with what turns a derivative into dY, by name."""
        return {words: pair for words, *pair in residuals(self.case.forward.Y, self.case.targets)}

    def loss(self, formula, residual):
        """The value of a formula of a residual."""
        return float(LOSSES[formula][0](self.residuals[residual][0], self.case.forward.Y))

    def dY(self, formula, residual):
        """Its derivative with respect to Y."""
        E, pull = self.residuals[residual]
        return pull(LOSSES[formula][1](E, self.case.forward.Y))

    def of(self, dY):
        """What ``signal`` is, for some dY."""
        dA = OUTPUTS[self.case.output][1](dY, self.case.forward.Y)
        return np.concatenate([(self.case.cache.H[1:].T @ dA).ravel(), dA.sum(axis=0)])


def _formulas(songs, loss):
    """All that a loss may be, the right formula first: pairs (formula, residual)."""
    return [(f, residual) for residual in songs[0].residuals for f in sorted(LOSSES, key=lambda f: f != NAMES[loss])]


def _concerned(songs, right):
    """The songs, or only those that are wrong, with words for what they share."""
    yield songs, ""
    wrong, good = [one for one in songs if not right(one)], [one for one in songs if right(one)]
    outputs, of_wrong = {one.case.output for one in songs}, {one.case.output for one in wrong}
    if len(of_wrong) == 1 < len(outputs):
        yield [one for one in songs if one.case.output in of_wrong], f"with output {of_wrong.pop()} only"
    elif good:
        only = shared([one.case for one in wrong], [one.case for one in good])
        yield from [(wrong, only)] if only else []


@np.errstate(all="ignore")
def read_cost(songs, loss):
    """What the cost is, or for the rmse its square, as a `Reading`; None where it is nothing in the table."""
    for some, only in _concerned(songs, lambda one: one.cost_is_right):
        for power in (1, 2) if loss == "rmse" else (1,):
            for what in _formulas(some, loss):
                if _factors_of_cost(some[:FEW], what, power)[0] is None:
                    continue
                times, factors = _factors_of_cost(some, what, power)
                if times is not None:
                    slopes = [c / (2 * one.C) if power == 2 else c for c, one in zip(factors, some, strict=True)]
                    own = {id(one): c * one.dY(*what) for one, c in zip(some, slopes, strict=True)}
                    return Reading(times, "", *what, only, [own.get(id(one), one.case.dY) for one in songs], power == 2)
    return None


def _factors_of_cost(songs, what, power):
    """(times, factors by song): how many times the value of a formula the cost, or its square, is."""
    pairs = [(one.C**power, one.loss(*what)) for one in songs]
    factors = [C / v if v else 1.0 if not C else np.inf for C, v in pairs]
    told = [i for i, pair in enumerate(pairs) if any(pair)]
    return _times([factors[i] for i in told], [songs[i] for i in told]), factors


@np.errstate(all="ignore")
def read_dY(songs, loss):
    """What dY is, as a `Reading`; None where it is nothing in the table."""
    for some, only in _concerned(songs, lambda one: one.is_right):
        some = [one for one in some if np.any(one.signal) or np.any(one.of(one.case.dY))]
        for what in _formulas(some, loss):
            if None in [ratio(one.signal, one.of(one.dY(*what))) for one in some[:FEW]]:
                continue
            factors = [ratio(one.signal, one.of(one.dY(*what))) for one in some]
            for root, f in _ROOTS.items() if None not in factors else ():
                times = _times([c / f(one.L, one.C) for c, one in zip(factors, some, strict=True)], some)
                if times is not None:
                    own = {id(one): c * one.dY(*what) for one, c in zip(some, factors, strict=True)}
                    return Reading(times, root, *what, only, [own.get(id(one), one.case.dY) for one in songs])
    return None


def _times(factors, songs):
    return (
        number(factors, [one.case for one in songs], more=COUNTS) if np.all(np.isfinite(factors)) and factors else None
    )
