"""Gradients from numbers alone: of any cost that is a function of a dict of arrays.

A cost C is only called, never looked into, so what comes out can referee an algebra that may be wrong.

Source: W. Squire and G. Trapp, *Using complex variables to estimate derivatives of real functions*, SIAM Review 40
(1998), for the complex step. Notebook 05, "Check every gradient".
"""

import numpy as np

from elman.errors import InputError
from elman.gradcheck.complex_safe import complex_cost, expect_complex_safe
from elman.gradcheck.guards import real_cost, real_parameters

CENTRAL_STEP = 1e-6
COMPLEX_STEP = 1e-30


def central_difference(cost, params, *, eps=CENTRAL_STEP):
    """dC/dw = (C(w + eps) - C(w - eps)) / (2 eps), for every number w in ``params``, one at a time.

    Two things go wrong at once: the bend of the curve adds an error that grows like eps^2, the rounding of C one that
    grows like 1 / eps. Between 1e-6 and 1e-5 they balance, and about 10 digits are right.

    Parameters
    ----------
    cost : callable
        Takes a dict like ``params`` and gives one real number.
    params : dict of arrays
        Where the gradient is wanted; left unchanged.
    eps : float
        The step, in the unit of the parameters.

    Returns
    -------
    dict of arrays
        The gradient, with the keys and shapes of ``params``.

    Raises
    ------
    InputError
        The cost is no single finite number or changes its parameters, or eps is lost beside a large parameter.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> central_difference(lambda p: np.sum(p["w"] ** 3), params)["w"].round(6)
    array([ 3., 12.])
    """
    params = real_parameters(params)
    for name, value in params.items():
        largest = np.max(np.abs(value), initial=0.0)
        if not largest + eps > largest - eps:
            raise InputError(
                f"a step of {eps:g} is lost in the rounding of parameter {name}, whose largest value is {largest:g}; "
                f"give a larger eps"
            )
    return central_steps(cost, params, eps)


def central_steps(cost, params, eps):
    """`central_difference` for parameters that were looked at before."""
    return _one_by_one(real_cost(cost), params, (eps, -eps), lambda above, below: (above - below) / (2 * eps))


def forward_steps(cost, params, eps):
    """dC/dw = (C(w + eps) - C(w)) / eps, the oldest formula; only here to be compared with the others."""
    here = real_cost(cost)(_copies(params))
    return _one_by_one(real_cost(cost), params, (eps,), lambda above: (above - here) / eps)


def complex_step(cost, params, *, eps=COMPLEX_STEP):
    """dC/dw = Im C(w + i eps) / eps, for every number w in ``params``, one at a time.

    Nothing is subtracted, so nothing cancels: eps can be so small that the bend of the curve does not count, and all
    digits are right. The cost must be complex-safe: written with analytic functions only, and with arrays that can
    hold complex numbers. Whether it is, is tried first along one random direction.

    Parameters
    ----------
    cost : callable
        Takes a dict like ``params``, but complex, and gives one number.
    params : dict of arrays
        Real; left unchanged.
    eps : float
        The imaginary step. Any from 1e-12 to 1e-100 gives the same digits.

    Returns
    -------
    dict of arrays
        The gradient, with the keys and shapes of ``params``.

    Raises
    ------
    InputError
        The cost is no single finite number, changes its parameters, or is not complex-safe; where it can be told, the
        line and the NumPy call that broke it are named.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> complex_step(lambda p: np.sum(p["w"] ** 3), params)["w"]
    array([ 3., 12.])
    >>> complex_step(lambda p: np.sum(np.abs(p["w"])), params)
    Traceback (most recent call last):
        ...
    elman.errors.InputError: the cost is not complex-safe: np.absolute drops the imaginary part...
    """
    params = real_parameters(params)
    expect_complex_safe(cost, params, real_cost(cost))
    return complex_steps(cost, params, eps)


def complex_steps(cost, params, eps):
    """`complex_step` for a cost that was tried before."""
    work = {name: value.astype(complex) for name, value in params.items()}
    return _one_by_one(complex_cost(cost), work, (1j * eps,), lambda moved: moved.imag / eps)


def directional(cost, params, *, method="complex_step", eps=None, rng=None):
    """dC/ds of C(params + s V) at s = 0, along one random direction V: two calls of the cost, however many parameters.

    The right gradient G satisfies dC/ds = sum(G * V). One wrong entry of G breaks this for almost every V.

    Parameters
    ----------
    cost : callable
    params : dict of arrays
    method : {"complex_step", "central_difference"}
    eps : float, optional
        The step; without it, that of the method.
    rng : numpy.random.Generator, optional
        Where V is drawn from, each entry from a standard normal law.

    Returns
    -------
    slope : float
        dC/ds.
    direction : dict of arrays
        V, with the keys and shapes of ``params``.

    Examples
    --------
    >>> params = {"w": np.arange(5.0)}
    >>> slope, V = directional(lambda p: np.sum(p["w"] ** 2), params)
    >>> bool(np.isclose(slope, np.sum(2 * params["w"] * V["w"]), rtol=1e-14))
    True
    """
    params = real_parameters(params)
    rng = np.random.default_rng(0) if rng is None else rng
    direction = {name: rng.standard_normal(value.shape) for name, value in params.items()}

    def along(s):
        return cost({name: params[name] + s["s"] * direction[name] for name in params})

    start = {"s": np.array(0.0)}
    if method == "central_difference":
        return float(central_difference(along, start, eps=eps or CENTRAL_STEP)["s"]), direction
    if method == "complex_step":
        return float(complex_step(along, start, eps=eps or COMPLEX_STEP)["s"]), direction
    raise InputError(f"method {method!r} was given, complex_step or central_difference was expected")


def _copies(params):
    return {name: value.copy() for name, value in params.items()}


def _one_by_one(cost, params, steps, derivative):
    """Move one number at a time by each of ``steps``, hand the costs there to ``derivative``, and put it back."""
    work, grads = _copies(params), {}
    for name, start in params.items():
        grads[name] = np.empty(start.shape)
        for position in np.ndindex(start.shape):
            costs = []
            for step in steps:
                work[name][position] = start[position] + step
                costs.append(_unchanged(cost, work))
            grads[name][position] = derivative(*costs)
            work[name][position] = start[position]
    return grads


def _unchanged(cost, work):
    """The cost at ``work``, or an error if the cost wrote into its parameters."""
    given = dict(work)
    before = _copies(work)
    C = cost(given)
    for name, value in before.items():
        if given.get(name) is not work[name] or not np.array_equal(work[name], value):
            raise InputError(f"the cost changes its parameter {name}; a cost must leave what it is given as it was")
    return C
