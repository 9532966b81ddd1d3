"""Compare a gradient from algebra with one from numbers, and say where they differ.

Notebook 05, "Check every gradient".
"""

import numpy as np

from elman.errors import InputError
from elman.gradcheck.complex_safe import expect_complex_safe
from elman.gradcheck.guards import (
    cost_of_flat,
    generator,
    gradients_like,
    one_of,
    real_cost,
    real_number,
    real_parameters,
)
from elman.gradcheck.judge import Limits, judge
from elman.gradcheck.numeric import (
    CENTRAL_STEP,
    COMPLEX_STEP,
    central_eps,
    central_steps,
    complex_eps,
    complex_steps,
    on_a_line,
)
from elman.gradcheck.result import GradientCheck
from elman.gradcheck.rounding import rounding_of

RTOL = {"complex_step": 1e-10, "central_difference": 1e-6, "directional": 1e-10}
"""The methods, and the default rtol of each."""

TINY = 1e-290
"""Below, numbers lose digits (the smallest that keeps all is 2e-308)."""


def check(cost, params, grads, *, method="complex_step", eps=None, rtol=None, atol=None, noise=0.0):
    """Compare ``grads`` with the gradient of ``cost`` that numbers alone give.

    With a the analytic and n the numeric value of an entry, its relative error is ::

        |a - n| / max(|a|, |n|, atol / rtol)

    and it must not exceed rtol. So an entry smaller than atol / rtol need only be right to atol; where that decides, the
    table says so ("right to 1e-09"). An entry that seems wrong is looked at again: a kink of the cost excuses what lies
    between the slopes of its sides, and a number that depends on the step judges nothing ("unclear", not passed).

    Parameters
    ----------
    cost : callable
        ``cost(params)`` gives one real number, the same at every call.
    params : dict of arrays
        float64. Also dicts, lists and tuples inside each other, or one array.
    grads : dict of arrays
        The gradient to be judged, with the keys and shapes of ``params``.
    method : {"complex_step", "central_difference", "directional"}
        "directional" compares one number only, the slope along a random direction: for very many parameters.
    eps : float, optional
        The step; without it 1e-30 for complex steps, 1e-6 for central differences, more where ``noise`` is given.
    rtol : float, optional
        Above 0, at most 0.5; without it 1e-10 for complex steps and 1e-6 for central differences; at least 1.2e-5 for
        gradients in float32, a hundred times their rounding; at least 12 eps^2 where ``noise`` is given.
    atol : float, optional
        What rounding can do. Without it, for complex steps 1e-15 of the largest of abs(C) and all derivatives; for
        central differences what a value of the cost may be off by (measured), divided by the step. Both are for numbers
        w up to 1, and fall like 1 / abs(w) beyond. A parameter whose values all lie below this is "too small" to judge.
    noise : float, optional
        For central differences of a cost that is noisy by design, or computed in float32: what two values of the cost
        may differ by. Without it, such a cost is refused.

    Returns
    -------
    GradientCheck

    Raises
    ------
    InputError
        ``grads`` does not have the keys and shapes of ``params``; the cost cannot be differentiated by ``method``; a
        tolerance is not a number in its range.

    See Also
    --------
    check_backward : for functions of several values, from their forward and backward pass.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> print(check(lambda p: np.sum(p["w"] ** 2), params, {"w": np.array([2.0, 5.0])}))
    parameter  shape  relative error  at    analytic  numeric
    w          (2,)          2.0e-01  (1,)         5        4  wrong
    WRONG in w (complex step, tolerance 1e-10).
    """
    flat, asked = real_parameters(params), cost_of_flat(cost, params)
    return compare(
        asked, flat, gradients_like(params, grads), method=method, eps=eps, rtol=rtol, atol=atol, noise=noise
    )


def assert_gradients(cost, params, grads, **options):
    """As `check`, with its options, but raise AssertionError with the table unless it passes: for tests."""
    result = check(cost, params, grads, **options)
    if not result:
        raise AssertionError(f"\n{result}")


def compare(cost, params, grads, *, method, eps=None, rtol=None, atol=None, noise=0.0):
    """`check` for parameters, gradients and a cost that are flattened."""
    one_of("method", method, RTOL)
    noise = real_number("noise", noise, 0.0, 1e300)
    if noise and method != "central_difference":
        raise InputError(f"noise is {noise:g}, but {method} allows none; give method='central_difference' with it")
    types, grads = (
        [value.dtype for value in grads.values()],
        {name: value.astype(float) for name, value in grads.items()},
    )
    if method == "directional":
        cost, V = on_a_line(cost, params, generator(None))
        slope = sum(np.sum(grads[name] * V[name]) for name in params)
        params, grads = {"one direction": np.array(0.0)}, {"one direction": np.asarray(slope)}

    rounding = rounding_of(cost, params, noise)
    C = real_cost(cost)(params)
    eps = _step(method, eps, noise, abs(C))
    rtol = _rtol(method, rtol, eps if noise else 0.0, types)
    atol = None if atol is None else real_number("atol", atol, 0.0, 1e300)
    if method == "central_difference":
        numeric = central_steps(cost, params, eps)
    else:
        expect_complex_safe(cost, params, rounding)
        numeric = complex_steps(cost, params, eps)

    scales = {name: np.maximum(1.0, np.abs(value)) for name, value in params.items()}  # as of the steps
    floor = _floor(method, eps, noise, rounding, C, [numeric[name] * scales[name] for name in scales])
    floors = {name: floor / scale if atol is None else np.full(scale.shape, atol) for name, scale in scales.items()}
    limits = Limits(method, eps, rtol, floors, rounding, chosen=atol is not None)
    return GradientCheck([judge(name, cost, params, grads, numeric, limits) for name in numeric], method, rtol)


def _step(method, eps, noise, C):
    if method != "central_difference":
        return complex_eps(COMPLEX_STEP if eps is None else eps)
    if eps is None and noise:  # about where the round-off error noise / eps and the truncation error eps^2 balance
        eps = min(0.05, max(CENTRAL_STEP, 0.5 * (noise / max(noise, C)) ** (1 / 3)))
    return central_eps(CENTRAL_STEP if eps is None else eps)


def _rtol(method, rtol, noisy_eps, types):
    if rtol is not None:
        return real_number("rtol", rtol, np.finfo(float).tiny, 0.5)
    coarsest = max((float(np.finfo(dtype).eps) for dtype in types if dtype.kind == "f"), default=0.0)
    return max(RTOL[method], 100 * coarsest if coarsest > 1e-15 else 0.0, 12 * noisy_eps**2)


def _floor(method, eps, noise, rounding, C, numeric):
    """The default atol: the round-off error of the numbers, and of a large step the truncation error."""
    largest = max(np.max(np.abs(n), initial=0.0) for n in numeric)
    if method == "central_difference":
        return rounding / eps + (eps**2 * largest if noise else 0.0)
    return max(1e-15 * max(abs(C), largest), TINY / eps)
