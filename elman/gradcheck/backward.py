"""Check any hand-written pair of forward and backward pass: a function of several values and its vector-Jacobian product.

Notebook 05, "Check every gradient".
"""

from collections.abc import Mapping
from numbers import Number

import numpy as np

from elman.errors import InputError
from elman.gradcheck.compare import compare
from elman.gradcheck.complex_safe import NotComplexSafe
from elman.gradcheck.guards import expect_function, generator, gradients_like, kind, real_parameters, untouched
from elman.gradcheck.result import GradientCheck, Row
from elman.gradcheck.trees import flatten, is_leaf, rebuild

LARGER = 2.0**20
"""A power of two, so that a backward pass that is linear in dY gives a gradient that is larger to the last bit."""


def check_backward(forward, backward, params, X, *, method=None, eps=None, rtol=None, atol=None, noise=0.0, rng=None):
    """Check ``backward`` against numbers that come from ``forward`` alone.

    A random dY, of the shape of Y, makes one number of all values of Y, and that number's gradient is what a backward pass
    gives for dY::

        C(params, X) = sum(dY * Y)        Y, cache = forward(params, X)
        dC/dparams   = backward(params, dY, cache)

    One wrong entry of the Jacobian dY/dw spoils it for almost every dY. Also checked: the gradient is proportional to
    dY, two calls give the same, and neither function writes into what it is given.

    Parameters
    ----------
    forward : callable
        ``forward(params, X)`` gives (Y, cache). Y is an array of any shape, or dicts, lists and tuples of arrays.
    backward : callable
        ``backward(params, dY, cache)`` gives ``grads``, with the keys and shapes of ``params``; or the tuple (grads, dX),
        and dX, with the shape of X, is checked too.
    params : dict of arrays
        float64. Also dicts, lists and tuples inside each other, or one array.
    X : anything that ``forward`` takes
        One input or a batch; an array of float64, or a tree of them, if ``backward`` gives dX.
    method : {"complex_step", "central_difference", "directional"}, optional
        Without it, complex steps where ``forward`` is complex-safe, and central differences where it is not.
    eps, rtol, atol, noise
        As of `elman.gradcheck.check`.
    rng : numpy.random.Generator or int, optional
        Where dY is drawn from, or its seed; each entry from a standard normal distribution.

    Returns
    -------
    GradientCheck
        One row for each parameter, and one for X.

    Raises
    ------
    InputError
        What the functions give does not fit, differs from call to call, or cannot be differentiated by ``method``.

    Notes
    -----
    ``torch.autograd.gradcheck`` does the same for PyTorch's functions: the whole Jacobian, by central differences, to a
    default tolerance of 1e-3; ``fast_mode=True`` projects it as here. ``jax.test_util.check_grads`` compares one
    direction, and also checks forward mode and second derivatives, which a hand-written pair does not have. Here dY is
    random, each number of each parameter is moved, and complex steps allow 1e-10.

    Examples
    --------
    >>> def forward(params, X):
    ...     Y = np.tanh(X @ params["W"])
    ...     return Y, (X, Y)
    >>> def backward(params, dY, cache):
    ...     X, Y = cache
    ...     dZ = dY * (1 - Y)  # the slope of tanh is 1 - Y^2
    ...     return {"W": X.T @ dZ}
    >>> X, W = np.linspace(-1, 1, 6).reshape(3, 2), np.array([[0.5], [-0.3]])
    >>> result = check_backward(forward, backward, {"W": W}, X)
    >>> result.verdict
    'WRONG in W (complex step, tolerance 1e-10).'
    """
    expect_function("forward", forward, "params", "X")
    expect_function("backward", backward, "params", "dY", "cache")
    rng = generator(rng)
    flat, Y = real_parameters(params), _finite(_values(_forward(forward, params, X)[0]))
    dY = {name: rng.standard_normal(value.shape) for name, value in Y.items()}
    first, again, larger = (_gradient(forward, backward, params, X, dY, factor) for factor in (1.0, 1.0, LARGER))
    for name, value in first.items():
        last_digits = 1e-12 * np.max(np.abs(value), initial=0.0)  # sums by several threads may differ there
        if name not in again or not np.allclose(value, again[name], rtol=0, atol=last_digits, equal_nan=True):
            raise InputError(
                f"two calls of forward and backward give two gradients of {name}: they draw random numbers, or keep "
                f"something between calls"
            )
    with_X = len(first) > len(flat)
    flat |= real_parameters({"X": X}) if with_X else {}

    def C(moved):
        given = rebuild(params, moved), rebuild({"X": X}, moved)["X"] if with_X else X
        values = _values(_forward(forward, *given)[0], like=dY)
        return sum(np.sum(dY[name] * value) for name, value in values.items())

    options = {"eps": eps, "rtol": rtol, "atol": atol, "noise": noise}
    result = _compared(C, flat, first, method or ("central_difference" if noise else None), options)
    wrong = [row.name for row in result.rows if row.status == "wrong"]
    bent = {row.name: row for row in _not_linear(first, larger, max(result.rtol, 1e-9)) if row.name not in wrong}
    rows = {row.name: row for row in result.rows} | bent
    return GradientCheck(list(rows.values()), result.method, result.rtol)


def _compared(C, flat, grads, method, options):
    """`compare`, by complex steps where no method is given and they can be used, else by central differences."""
    try:
        return compare(C, flat, grads, method=method or "complex_step", **options)
    except InputError as error:
        if method is None and isinstance(error, NotComplexSafe):
            return _compared(C, flat, grads, "central_difference", options)
        raise InputError(str(error).replace("the cost", "C = sum(dY * Y) of forward")) from error


def _forward(forward, params, X):
    """(Y, cache), or an InputError where forward gives anything else or writes into what it is given."""
    with untouched("forward changes", {"params": params, "X": X}):
        result = forward(params, X)
    if not isinstance(result, tuple) or len(result) != 2:
        raise InputError(f"forward(params, X) gave {kind(result)}, the tuple (Y, cache) was expected")
    return result


def _values(Y, like=None):
    """The arrays of Y, flattened; of the shapes of ``like``, where it is given."""
    values = {name: np.asarray(y) if isinstance(y, Number) else y for name, y in flatten({"Y": Y}).items()}
    for name, value in values.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiuc":
            raise InputError(f"forward gives {kind(value)} as {name}, a NumPy array of numbers was expected")
    if like is not None and {k: v.shape for k, v in values.items()} != {k: v.shape for k, v in like.items()}:
        raise InputError("forward gives a Y of another shape at another call; its shape must not depend on the numbers")
    return values


def _finite(Y):
    """``Y``, or an InputError unless it holds numbers, all real and finite."""
    for name, value in Y.items():
        if value.dtype.kind == "c" or not np.isfinite(value).all():
            index = [] if value.dtype.kind == "c" else np.argwhere(~np.isfinite(value))[0].tolist()
            what = value[tuple(index)] if index or not value.shape else "complex"
            raise InputError(f"forward gives {what} in {name}{index or ''}; finite real numbers were expected")
    if not any(value.size for value in Y.values()):
        raise InputError("forward gives a Y that holds no number, so nothing can be compared; is X empty?")
    return Y


def _gradient(forward, backward, params, X, dY, factor):
    """What backward gives for ``factor`` dY after a forward pass of its own, flattened; dX under the name X."""
    Y, cache = _forward(forward, params, X)
    dY = rebuild({"Y": Y}, {name: factor * value for name, value in dY.items()})["Y"]
    with untouched("backward changes", {"params": params, "X": X, "dY": dY}):
        result = backward(params, dY, cache)
    grads, dX = result if _with_dX(params, result) else (result, None)
    flat = gradients_like(params, grads)
    if dX is None:
        return flat
    if "X" in flat:
        raise InputError("a parameter is called X, as the input is; rename it, or give no dX")
    return flat | gradients_like({"X": X}, {"X": dX})


def _with_dX(params, result):
    """Whether ``result`` is (grads, dX), and not the gradients of two parameters that stand in a list or tuple."""
    if not isinstance(result, tuple) or len(result) != 2 or isinstance(result[0], int | float):
        return False
    two = not is_leaf(params) and not isinstance(params, Mapping) and len(params) == 2
    return not (two and is_leaf(params[0]) == is_leaf(result[0]))


def _not_linear(grads, larger, rtol):
    """A row for each parameter whose gradient does not grow as dY does."""
    for name, value in grads.items():
        wanted, got = value.astype(float), larger[name] / LARGER
        off = np.abs(got - wanted)
        if not off.size or np.max(off) <= rtol * np.max(np.abs(wanted)):
            continue
        index = tuple(int(i) for i in np.unravel_index(np.argmax(off), off.shape))
        a, n = float(got[index]), float(wanted[index])
        yield Row(name, off.shape, abs(a - n) / max(abs(a), abs(n)), index, a, n, "not linear")
