r"""How far off may one value of a cost be? A cost is checked before its numbers judge anything.

Differences of costs are trusted to see changes of 1e-10. They cannot where a cost gives another number at each call, or
where single precision is used inside. Both are measured here. Of m values of C along a line, equally spaced and so
close to each other that C is nearly a polynomial there, the sixth differences of the polynomial part vanish. What is
left is the noise e of the values, grown by a known factor:

    Var(sixth difference of e) = (12 over 6) Var(e)

Source: J. Moré and S. Wild, *Estimating computational noise*, SIAM J. Scientific Computing 33 (2011).
Notebook 05, "Check every gradient".
"""

from math import comb

import numpy as np

from elman.errors import InputError
from elman.gradcheck.guards import one_number, real_cost

U = float(np.finfo(float).eps) / 2
DOUBLE = 1e-11
"""Double precision scatters by 1e-16 to 1e-13 of a cost, single precision by 1e-9 to 1e-6."""

SPACINGS, POINTS, PLACES = (1e-6, 1e-8, 1e-10), 12, 3
"""A cost that is bent too much for the first spacing is smooth at a smaller one; single precision is so at none."""


def rounding_of(cost, params, noise=0.0):
    """How far off a value of ``cost`` may be, in the unit of the cost.

    Parameters
    ----------
    cost : callable
        Takes the flat dict of parameters.
    params : dict of arrays
    noise : float
        What is allowed, for a cost that is noisy by design or computed in single precision.

    Returns
    -------
    float
        ``noise`` where one is given; else four standard deviations, measured, and at least the rounding of C itself.

    Raises
    ------
    InputError
        Two calls give two numbers, or the cost scatters more than double precision does, and more than ``noise``.
    """
    copies = ({name: value.copy() for name, value in params.items()} for _ in range(2))
    first, second = (one_number(cost(each)) for each in copies)
    C, again = (real_cost(lambda _, C=C: C)(None) for C in (first, second))
    if abs(C - again) > max(noise, 8 * U * abs(C)):
        raise InputError(
            f"two calls of the cost with the same parameters give {C!r} and {again!r}: it draws random numbers, or keeps "
            f"something between calls. Make it repeatable (fix the seed){_allow(abs(C - again), C)}"
        )
    scatter, size, single = _scatter(real_cost(cost), params)
    size = max(size, abs(C))
    single = single or (first.dtype.kind == "f" and first.dtype.itemsize < 8)
    if noise:
        if scatter > noise / 3:
            raise InputError(
                f"noise is {noise:g}, but values of the cost scatter by {scatter:.1g}{_allow(scatter, size)}"
            )
        return noise
    if single:
        scatter = max(scatter, float(np.finfo(np.float32).eps) * size)
    if scatter > DOUBLE * size:
        raise InputError(
            f"the cost is {'computed in single precision (float32)' if single else 'not exact'}: close to each other, its "
            f"values scatter by {scatter:.1g}, not by {U * size:.0g} as in double precision. "
            f"{'Use' if single else 'Look for float32, iterations that stop early, gradients that explode; use'} "
            f"float64 inside{_allow(scatter, size)}"
        )
    return 4 * max(scatter, U * abs(C))


def _allow(scatter, C):
    """The advice for a cost that is noisy by design; none where the noise hides the cost itself."""
    if scatter > 0.01 * abs(C):
        return ""
    return (
        f"; or, if that is by design, let check or check_backward allow for it: method='central_difference', "
        f"noise={10 * scatter:.0e}"
    )


def places(params):
    """Endlessly many places beside ``params``, each with a random direction: both in the scale of each number.

    At a kink of the cost something else would be found than beside it, where there is none.
    """
    rng = np.random.default_rng(20150914)
    scale = {name: np.where(value == 0, 1.0, np.abs(value)) for name, value in params.items()}
    while True:
        aside, V = ({name: s * rng.standard_normal(s.shape) for name, s in scale.items()} for _ in range(2))
        yield {name: value + 1e-2 * aside[name] for name, value in params.items()}, V


def _scatter(cost, params):
    """The least scatter found at three places, the largest absolute value of C there, and whether all values fit into float32."""
    least, values = np.inf, []
    for _, (start, V) in zip(range(PLACES), places(params), strict=False):
        for spacing in SPACINGS:
            try:
                with np.errstate(all="ignore"):
                    line = [cost({name: start[name] + k * spacing * V[name] for name in V}) for k in range(POINTS)]
            except Exception:  # the cost is not defined beside its parameters: nothing can be measured there
                break
            values += line
            sixth, first = (np.max(np.abs(np.diff(line, n))) for n in (6, 1))
            if spacing == SPACINGS[0] or sixth < 0.1 * first:
                least = min(least, float(sixth) / np.sqrt(comb(12, 6)))
            exact = least <= 1e-2 * DOUBLE * max(map(abs, line))
            if exact and not _fit(values, np.float32):
                return least, max(map(abs, values)), False
            if exact:
                break
    single = len(set(values)) > 1 and _fit(values, np.float32) and not _fit(values, np.int64)
    return (least, max(map(abs, values)), single) if values else (0.0, 0.0, False)


def _fit(values, dtype):
    """Whether numbers of a smaller type can be all of ``values``."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.all(np.asarray(values) == np.asarray(values).astype(dtype)))
