"""Judge each parameter by its worst entry; where one seems wrong, look closer: is it the analytic value, or the number?

At a kink a cost has two slopes and no derivative. The L1 norm has one at every weight that is zero: to its left the
slope is -1, to its right 1. Every slope between is a subgradient, and none is wrong. Notebook 08, "Shrink and stop".
"""

from contextlib import suppress
from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.gradcheck.complex_safe import blame, complex_cost, slopes_on_circle
from elman.gradcheck.guards import real_cost
from elman.gradcheck.result import Row
from elman.gradcheck.rounding import U

SHAKES = 4
"""How often a derivative is computed again with other last digits."""


class Limits(NamedTuple):
    """What is allowed: ``atol`` for each number of each parameter, ``chosen`` by the user or from the rounding.

    ``rounding`` is how far off a value of the cost may be.
    """

    method: str
    eps: float
    rtol: float
    atol: dict
    rounding: float
    chosen: bool


def judge(name, cost, params, grads, numeric, limits):
    """The Row of parameter ``name``, with a closer look at its wrong entries, the worst first."""
    analytic, numbers = grads[name], numeric[name].copy()
    row = _worst(name, analytic, numbers, limits)
    if row.status != "wrong":
        return row
    errors = relative_errors(analytic, numbers, limits.rtol, limits.atol[name])
    look = central_verdict if limits.method == "central_difference" else complex_verdict
    found = {}  # each status, and its first entry
    for index in sorted(map(tuple, np.argwhere(errors > limits.rtol).tolist()), key=lambda index: -errors[index]):
        status, numbers[index] = look(Entry(cost, params, name, index), float(analytic[index]), limits)
        if status == "kink" and limits.method == "directional":
            status = "unclear"  # the kink of one parameter would excuse the mistakes in all others
        found.setdefault(status, index)
        if status == "wrong":
            break
    for status in ("wrong", "unclear", "kink"):
        if status in found:
            index = found[status]
            a, n, error = float(analytic[index]), float(numbers[index]), float(errors[index])
            return Row(name, analytic.shape, error, index, a, n, status)
    return _worst(name, analytic, numbers, limits)


def _worst(name, analytic, numeric, limits):
    """The row of the entry with the largest error."""
    if analytic.size == 0:
        return Row(name, analytic.shape, 0.0, (), np.nan, np.nan, "right")
    atol, sizes = limits.atol[name], np.maximum(np.abs(analytic), np.abs(numeric))
    errors = relative_errors(analytic, numeric, limits.rtol, atol)
    index = tuple(int(i) for i in np.unravel_index(np.argmax(errors), errors.shape))
    a, n = float(analytic[index]), float(numeric[index])
    row = Row(name, analytic.shape, float(errors[index]), index, a, n, "right")
    if row.error > limits.rtol:
        return row._replace(status="wrong")
    exact = limits.method != "central_difference" and np.array_equal(analytic, numeric)
    if np.all(sizes < atol) and not exact and not limits.chosen:
        return row._replace(status="too small", floor=float(np.max(atol)))
    return row._replace(floor=float(atol[index])) if abs(a - n) > limits.rtol * sizes[index] else row


def relative_errors(analytic, numeric, rtol, atol):
    """The relative error of `elman.gradcheck.check`, entry by entry; infinite where the analytic value is not finite."""
    floor = np.maximum(atol / rtol, np.finfo(float).tiny)
    with np.errstate(invalid="ignore"):
        errors = np.abs(analytic - numeric) / np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    return np.where(np.isfinite(analytic), errors, np.inf)


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

    def depends_on_last_digits(self, derivative, apart):
        """Whether ``derivative`` of an entry changes by about ``apart`` where all parameters change by their rounding."""
        rng, changes = np.random.default_rng(0), []
        for _ in range(SHAKES):
            near = {k: np.asarray(v * (1 + U * rng.choice([-2, 2], v.shape))) for k, v in self.params.items()}
            with suppress(InputError):  # not defined there
                changes.append(abs(derivative(self._replace(params=near)) - derivative(self)))
        return bool(apart <= 10 * np.max(changes, initial=0.0))

    def slopes(self, h):
        """The slopes of the cost to the left and to the right, over steps of size h; nan where it is not defined."""
        h *= self.scale
        try:
            with np.errstate(all="ignore"):
                left, here, right = (self.at(step, real_cost(self.cost)) for step in (-h, 0.0, h))
        except Exception:  # whatever a cost raises where it is not defined
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
    number, hidden = numbers[0], [limits.rounding / (h * entry.scale) for h in steps]
    apart = [abs(analytic - n) for n in numbers]
    for n in (1, 2):
        slack = max(limits.rtol * max(abs(analytic), abs(numbers[n])), hidden[n])
        if hidden[n] < 0.1 * apart[0] and apart[n] <= slack:
            return "right", numbers[n]
    if at_kink(slopes[:2], analytic, hidden[1]):
        return "kink", number
    if not np.isfinite(analytic):
        return "wrong", number

    def central(near):
        return sum(near.slopes(limits.eps)) / 2

    smaller, larger = abs(number - numbers[1]), abs(number - sum(entry.slopes(10 * limits.eps)) / 2)
    settled = smaller <= 0.1 * apart[1] + hidden[1] and not larger > 10 * apart[0]  # at eps, a hundredth of `larger`
    if not settled or entry.depends_on_last_digits(central, apart[0]):
        return "unclear", number
    return "wrong", number


def complex_verdict(entry, analytic, limits):
    """(status, number) for an entry that complex steps call wrong; raises where the cost is not complex-safe there."""

    def derivative(entry, eps=limits.eps):
        return entry.at(1j * eps, complex_cost(entry.cost)).imag / eps

    number, other = derivative(entry), derivative(entry, 1e5 * limits.eps)
    if at_kink([entry.slopes(h) for h in (1e-6, 1e-7)], analytic, limits.rounding / (1e-7 * entry.scale)):
        return "kink", number
    apart = abs(analytic - number)
    if abs(number - other) > 1e-3 * abs(number) or entry.depends_on_last_digits(derivative, apart):
        return "unclear", number
    one = {key: np.zeros(value.shape) for key, value in entry.params.items()}
    one[entry.name][entry.index] = entry.scale
    conjugates = [slopes_on_circle(entry.cost, entry.params, one, radius)[1].real for radius in (1e-2, 1e-3)]
    missed = 2 * np.array(conjugates) / entry.scale
    if np.all(np.abs(missed - (analytic - number)) < 0.1 * apart):
        blame(entry.cost, entry.params)
    return "wrong", number


def at_kink(slopes, analytic, noise):
    """Slopes left and right that differ, each the same with a tenth of the step; ``analytic`` between them."""
    (left_before, right_before), (left, right) = slopes
    jump = abs(right - left)
    same = max(abs(left - left_before), abs(right - right_before)) <= 0.1 * jump
    slack = 1e-3 * jump
    return bool(jump > 10 * noise and same and min(left, right) - slack <= analytic <= max(left, right) + slack)
