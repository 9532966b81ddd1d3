r"""Is a cost complex-safe?

A complex step asks a cost that was written for real numbers to carry a tiny imaginary part from the parameters to its
result. It comes out right where the cost is an analytic function. By Cauchy's theorem, the integral of an analytic
function around any circle is zero; so the cost is computed on a small circle. With C along one direction z,

    dC/dz*  =  mean of C(r u) u / r    over the n-th roots of unity u

vanishes for an analytic C. For any other, the complex step misses the true derivative by exactly 2 Re dC/dz*: for
C = abs(z), for example, by all of it.

Source: L. Ahlfors, *Complex Analysis*, chapter 4, for Cauchy's theorem. Notebook 05, "Check every gradient".
"""

import warnings

import numpy as np

from elman.errors import InputError, shortened
from elman.gradcheck.guards import one_number
from elman.gradcheck.rounding import PLACES, places
from elman.gradcheck.suspects import line_of, suspects

ADVICE = (
    "write w * np.sign(w.real) for |w|, w**2 for a square, np.result_type(...) for the dtype of new arrays; "
    "or give method='central_difference'"
)
CIRCLE = np.exp(2j * np.pi * np.arange(8) / 8)
RADII = (1e-2, 1e-3, 1e-4, 1e-5)


class NotComplexSafe(InputError):
    """A cost that complex steps cannot differentiate; central differences may."""


def complex_cost(cost, *, finite=True):
    """``cost`` for complex parameters, with everything that breaks a complex step turned into a clear error."""

    def checked(params):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", ".*discards the imaginary part")  # NumPy's words, and torch's
            try:
                C = cost(params)
            except InputError:
                raise
            except Exception as broken:
                what = f"complex numbers are refused ({type(broken).__name__}: {shortened(broken, 100)})"
                if isinstance(broken, Warning) and "imaginary" in str(broken):
                    what = "complex numbers are cut to real ones"
                raise NotComplexSafe(unsafe(_at(what, line_of(broken)))) from broken
        return complex(one_number(C, finite=finite))

    return checked


def expect_complex_safe(cost, params, rounding):
    """Raise NotComplexSafe unless dC/dz* vanishes along a random direction, at some place beside ``params``.

    A kink inside the circle also spoils it, so smaller circles are tried; at ``params`` there may well be one. Where the
    cost is not defined beside ``params``, another place is tried.

    Parameters
    ----------
    cost : callable
        Takes the flat dict of parameters.
    params : dict of arrays
    rounding : float
        How far off a value of the cost may be (`elman.gradcheck.rounding`).
    """
    complex_cost(cost, finite=False)({name: value + 1e-30j for name, value in params.items()})  # are they taken at all?
    length, judged = np.sqrt(sum(value.size for value in params.values())), False
    for _, (start, V) in zip(range(PLACES), places(params), strict=False):
        direction = {name: v / length for name, v in V.items()}
        for radius in RADII:
            slope, conjugate = slopes_on_circle(cost, start, direction, radius)
            if abs(conjugate) <= 1e-10 * abs(slope) + 3 * rounding / radius:
                return
            judged |= bool(np.isfinite(conjugate))
    if judged:
        blame(cost, params)


def slopes_on_circle(cost, params, direction, radius):
    """dC/dz and dC/dz* along ``direction``, both from one circle; for an analytic cost the second is zero.

    Both are nan where the cost is not defined on the whole circle.
    """
    asked = complex_cost(cost, finite=False)
    with np.errstate(all="ignore"):
        try:
            values = [asked({k: value + radius * u * direction[k] for k, value in params.items()}) for u in CIRCLE]
        except NotComplexSafe:
            return np.nan, np.nan
        return np.mean(values * CIRCLE.conj()) / radius, np.mean(values * CIRCLE) / radius


def blame(cost, params):
    """Raise the NotComplexSafe that names the calls that are not analytic functions."""
    calls = [_at(f"{call} drops the imaginary part", line) for call, line in suspects(cost, params)]
    if not calls:
        calls = ["the imaginary part of its value is not the derivative, and no NumPy call could be blamed"]
    raise NotComplexSafe(unsafe("; ".join(calls[:3]) + ("; and more" if len(calls) > 3 else "")))


def unsafe(what):
    """The message for a cost that is not complex-safe."""
    return f"the cost is not complex-safe: {what}; {ADVICE}"


def _at(what, line):
    return f"{what}{f' at {line}' if line else ''}"
