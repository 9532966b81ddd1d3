"""A closer look at one entry that seems wrong: is it the analytic value, or the number that judges it?

At a kink a cost has two slopes and no derivative. The L1 norm has one at every weight that is zero: to its left the
slope is -1, to its right 1. Every slope between is a subgradient, and none is wrong. Notebook 08, "Shrink and stop".
"""

from typing import NamedTuple

import numpy as np

from elman.gradcheck.complex_safe import blame, complex_cost, slopes_on_circle
from elman.gradcheck.guards import real_cost


class Entry(NamedTuple):
    """One number of the parameters ``params[name][index]``, and what ``cost`` is a function of."""

    cost: object
    params: dict
    name: str
    index: tuple

    @property
    def scale(self):
        """What a step is multiplied by, as in `elman.gradcheck.numeric`."""
        return max(1.0, abs(self.params[self.name][self.index]))

    def at(self, step, cost):
        """``cost`` with this number moved by ``step``."""
        moved = {key: value.astype(np.result_type(value, step)) for key, value in self.params.items()}
        moved[self.name][self.index] += step
        return cost(moved)

    def slopes(self, h):
        """The slopes of the cost to the left and to the right, over steps of size h; nan where it is not defined."""
        h *= self.scale
        try:
            left, here, right = (self.at(step, real_cost(self.cost)) for step in (-h, 0.0, h))
        except ValueError:
            return np.nan, np.nan
        return (here - left) / h, (right - here) / h


def central_verdict(entry, analytic, limits):
    """(status, number) for an entry that central differences call wrong; ``limits`` as in `elman.gradcheck.compare`.

    "right" where a smaller step agrees and its rounding is far smaller than the difference that is to be judged;
    "kink" as `at_kink`; "unclear" where the number depends on the step as much as the difference is large.
    """
    steps = [limits.eps / shrink for shrink in (1, 10, 100)]
    slopes = [entry.slopes(h) for h in steps]
    numbers = [(left + right) / 2 for left, right in slopes]
    apart = abs(analytic - numbers[0])
    for h, number in zip(steps[1:], numbers[1:], strict=True):
        hidden = limits.rounding / (h * entry.scale)
        slack = max(limits.rtol * max(abs(analytic), abs(number)), hidden)
        if hidden < 0.1 * apart and abs(analytic - number) <= slack:
            return "right", number
    if at_kink(slopes[:2], analytic, limits.rounding / (steps[1] * entry.scale)):
        return "kink", numbers[0]
    change = abs(numbers[0] - numbers[1])
    settled = change <= 0.1 * abs(analytic - numbers[1]) + limits.rounding / (steps[1] * entry.scale)
    return "wrong" if settled or not np.isfinite(analytic) else "unclear", numbers[0]


def complex_verdict(entry, analytic, limits):
    """(status, number) for an entry that complex steps call wrong; raises where the cost is not complex-safe there."""
    number, other = (entry.at(1j * eps, complex_cost(entry.cost)).imag / eps for eps in (limits.eps, 1e5 * limits.eps))
    if at_kink([entry.slopes(h) for h in (1e-6, 1e-7)], analytic, limits.rounding / (1e-7 * entry.scale)):
        return "kink", number
    if abs(number - other) > 1e-3 * abs(number):
        return "unclear", number
    one = {key: np.zeros(value.shape) for key, value in entry.params.items()}
    one[entry.name][entry.index] = entry.scale
    conjugates = [slopes_on_circle(entry.cost, entry.params, one, radius)[1].real for radius in (1e-2, 1e-3)]
    missed = 2 * np.array(conjugates) / entry.scale
    if np.all(np.abs(missed - (analytic - number)) < 0.1 * abs(analytic - number)):
        blame(entry.cost, entry.params)
    return "wrong", number


def at_kink(slopes, analytic, noise):
    """Slopes left and right that differ, each the same with a tenth of the step; ``analytic`` between them."""
    (left_before, right_before), (left, right) = slopes
    jump = abs(right - left)
    same = max(abs(left - left_before), abs(right - right_before)) <= 0.1 * jump
    slack = 1e-3 * jump
    return bool(jump > 10 * noise and same and min(left, right) - slack <= analytic <= max(left, right) + slack)
