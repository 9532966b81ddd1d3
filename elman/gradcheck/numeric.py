"""Gradients from numbers alone: of any cost that is a function of arrays.

A cost C is only called, never looked into, so what comes out can referee an algebra that may be wrong.

Source: W. Squire and G. Trapp, *Using complex variables to estimate derivatives of real functions*, SIAM Review 40
(1998), for the complex step. Notebook 05, "Check every gradient".
"""

from contextlib import contextmanager

import numpy as np

from elman.errors import InputError
from elman.gradcheck.complex_safe import complex_cost, expect_complex_safe
from elman.gradcheck.guards import cost_of_flat, generator, one_of, real_cost, real_number, real_parameters
from elman.gradcheck.rounding import rounding_of
from elman.gradcheck.trees import rebuild

CENTRAL_STEP = 1e-6
COMPLEX_STEP = 1e-30


def central_difference(cost, params, *, eps=CENTRAL_STEP):
    """dC/dw = (C(w + eps) - C(w - eps)) / (2 eps), for every number w in ``params``, one at a time.

    Two errors are at work: the truncation error O(eps^2), and the round-off error O(1 / eps) of C. Between 1e-6 and
    1e-5 they balance, and about 10 digits are right.

    Parameters
    ----------
    cost : callable
        ``cost(params)`` gives one real number, the same at every call.
    params : dict of arrays
        Where the gradient is wanted; left unchanged. Also dicts, lists and tuples inside each other, or one array.
    eps : float
        The step, 1e-12 to 1, for numbers up to 1; for larger numbers w it is eps times the absolute value of w.

    Returns
    -------
    dict of arrays
        The gradient, with the keys and shapes of ``params``.

    Raises
    ------
    InputError
        The parameters are not float64 arrays, or hold no number. The cost does not give one finite number, changes its
        parameters, gives two numbers at two calls, or is computed in single precision.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> central_difference(lambda p: np.sum(p["w"] ** 3), params)["w"].round(6)
    array([ 3., 12.])
    """
    eps = central_eps(eps)
    flat, asked = real_parameters(params), cost_of_flat(cost, params)
    rounding_of(asked, flat)
    return rebuild(params, central_steps(asked, flat, eps))


def complex_step(cost, params, *, eps=COMPLEX_STEP):
    """dC/dw = Im C(w + i eps) / eps, for every number w in ``params``, one at a time.

    Nothing is subtracted, so nothing cancels: eps can be so small that the truncation error vanishes, and all digits
    are right. The cost must be complex-safe: written with analytic functions only, and with arrays that can hold
    complex numbers. Whether it is, is tried first along one random direction.

    Parameters
    ----------
    cost : callable
        ``cost(params)`` gives one number, complex where ``params`` are.
    params : dict of arrays
        Real; left unchanged. Also dicts, lists and tuples inside each other, or one array.
    eps : float
        The imaginary step, 1e-100 to 1e-9; each gives the same digits.

    Returns
    -------
    dict of arrays
        The gradient, with the keys and shapes of ``params``.

    Raises
    ------
    InputError
        As `central_difference`, or the cost is not complex-safe; where it can be told, the line and the NumPy call that
        broke it are named.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> complex_step(lambda p: np.sum(p["w"] ** 3), params)["w"]
    array([ 3., 12.])
    >>> complex_step(lambda p: np.sum(np.abs(p["w"])), params)
    Traceback (most recent call last):
        ...
    elman.gradcheck.complex_safe.NotComplexSafe: the cost is not complex-safe: np.absolute drops the imaginary part...
    """
    eps = complex_eps(eps)
    flat, asked = real_parameters(params), cost_of_flat(cost, params)
    expect_complex_safe(asked, flat, rounding_of(asked, flat))
    return rebuild(params, complex_steps(asked, flat, eps))


def central_eps(eps):
    """The step of a central difference, checked."""
    return real_number("eps of a central difference", eps, 1e-12, 1.0)


def complex_eps(eps):
    """The imaginary step, checked."""
    return real_number("eps of a complex step", eps, 1e-100, 1e-9)


def directional(cost, params, *, method="complex_step", eps=None, rng=None):
    """The slope of the cost along one random direction V: one step, however many parameters::

        dC/ds of C(params + s V) at s = 0  =  sum(G * V)

    for the right gradient G. One wrong entry of G breaks this for almost every V. Some 25 calls more, before, see whether
    the cost can be trusted.

    Parameters
    ----------
    cost : callable
        As of `complex_step` or `central_difference`.
    params : dict of arrays
        Where the slope is wanted; left unchanged.
    method : {"complex_step", "central_difference"}
    eps : float, optional
        The step; without it, that of the method.
    rng : numpy.random.Generator or int, optional
        Where V is drawn from, or its seed; each entry from a standard normal distribution.

    Returns
    -------
    slope : float
        dC/ds.
    direction : dict of arrays
        V, with the keys and shapes of ``params``.

    Raises
    ------
    InputError
        As the method.

    Examples
    --------
    >>> params = {"w": np.arange(5.0)}
    >>> slope, V = directional(lambda p: np.sum(p["w"] ** 2), params)
    >>> bool(np.isclose(slope, np.sum(2 * params["w"] * V["w"]), rtol=1e-14))
    True
    """
    along, V = on_a_line(cost_of_flat(cost, params), real_parameters(params), generator(rng))
    methods = {"complex_step": (complex_step, COMPLEX_STEP), "central_difference": (central_difference, CENTRAL_STEP)}
    derivative, step = methods[one_of("method", method, methods)]
    slope = derivative(along, {"s": np.array(0.0)}, eps=step if eps is None else eps)
    return float(slope["s"]), rebuild(params, V)


def on_a_line(cost, params, rng):
    """C(params + s V) as a cost of one parameter s, and V, a random direction; all flat."""
    V = {name: rng.standard_normal(value.shape) for name, value in params.items()}

    def along(line):
        [s] = line.values()
        return cost({name: value + s * V[name] for name, value in params.items()})

    return along, V


def central_steps(cost, params, eps):
    """(C(w + eps) - C(w - eps)) / (2 eps) for each number, of a cost that was checked before."""
    return _one_by_one(real_cost(cost), params, (eps, -eps), _quotient)


def forward_steps(cost, params, eps):
    """(C(w + eps) - C(w)) / eps, the oldest formula; only here to be compared with the others."""
    return _one_by_one(real_cost(cost), params, (eps, 0.0), _quotient)


def complex_steps(cost, params, eps):
    """Im C(w + i eps) / eps for each number, of a cost that was checked before."""
    work = {name: value.astype(complex) for name, value in params.items()}
    return _one_by_one(complex_cost(cost), work, (1j * eps,), lambda w, C: C[0].imag / w[0].imag)


def _quotient(w, C):
    return (C[0] - C[1]) / (w[0] - w[1])  # the places as they were rounded, so their distance is exact


@contextmanager
def told_where(name, index, place):
    """Let whatever is raised also tell which number was moved, and where to."""
    where = f"here {name}{list(index) if index else ''} was moved to {place!s}"
    try:
        yield
    except InputError as error:
        raise type(error)(f"{error}; {where}") from error
    except Exception as error:
        error.add_note(where)
        raise


def _one_by_one(cost, params, steps, derivative):
    """Move one number at a time by each of ``steps``, hand places and costs to ``derivative``, and put it back."""
    work = {name: value.copy() for name, value in params.items()}
    grads = {name: np.empty(value.shape) for name, value in params.items()}
    for name, start in params.items():
        for index in np.ndindex(start.shape):
            places = [start[index] + step * max(1.0, abs(start[index])) for step in steps]
            costs = []
            for place in places:
                work[name][index] = place
                with told_where(name, index, place):
                    costs.append(cost(work))
            grads[name][index] = derivative(places, costs)
            work[name][index] = start[index]
    return grads
