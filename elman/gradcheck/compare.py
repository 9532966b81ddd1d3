"""Compare a gradient from algebra with one from numbers, and say where they differ.

Notebook 05, "Check every gradient".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.gradcheck.guards import real_cost, real_parameters
from elman.gradcheck.kinks import at_kink
from elman.gradcheck.numeric import central_difference, complex_step, directional
from elman.tables import Cell, Table

TOLERANCES = {"complex_step": (1e-10, 1e-15), "central_difference": (1e-6, 1e-9), "directional": (1e-10, 1e-14)}
"""The default rtol of each method, and its default atol in units of the largest of |C| and all derivatives."""


class Row(NamedTuple):
    """One parameter: its worst entry, and ``status``, one of "right", "wrong", "kink", "too small"."""

    name: str
    shape: tuple
    error: float
    index: tuple
    analytic: float
    numeric: float
    status: str


class GradientCheck:
    """What `check` found: true when it passes; prints as a table, also in a terminal with colours and in Jupyter.

    Attributes
    ----------
    rows : list of Row
        One for each parameter.
    passed : bool
        No row is "wrong".
    """

    HEAD = ("parameter", "shape", "relative error", "at", "analytic", "numeric", "")
    NUMBERS = (2, 4, 5)

    def __init__(self, rows, method, rtol, atol):
        self.rows, self.method, self.rtol, self.atol = rows, method, rtol, atol
        self.passed = all(row.status != "wrong" for row in rows)

    def __bool__(self):
        return self.passed

    @property
    def verdict(self):
        """One line: right or wrong, where, and what could not be judged."""
        how = f"({self.method.replace('_', ' ')}, tolerance {self.rtol:g})"
        wrong = [row.name for row in self.rows if row.status == "wrong"]
        line = f"WRONG in {', '.join(wrong)} {how}." if wrong else f"The gradient is right {how}."
        kinks = [row.name for row in self.rows if row.status == "kink"]
        if kinks:
            line += f" {', '.join(kinks)}: at a kink of the cost the slopes on both sides differ; between them all is right."
        small = [row.name for row in self.rows if row.status == "too small"]
        if small:
            line += f" {', '.join(small)}: all values are below {self.atol:.0e}, the rounding; nothing can be judged."
        return line

    @property
    def table(self):
        """The rows and the verdict as a `elman.tables.Table`."""
        cells = [
            (
                row.name,
                str(row.shape),
                f"{row.error:.1e}",
                str(row.index) if row.shape else "",
                f"{row.analytic:.7g}",
                f"{row.numeric:.7g}",
                Cell(row.status, look="wrong" if row.status == "wrong" else ""),
            )
            for row in self.rows
        ]
        return Table(self.HEAD, cells, self.NUMBERS, note=self.verdict, good=self.passed)

    def __str__(self):
        return str(self.table)

    __repr__ = __str__

    def _repr_html_(self):
        return self.table._repr_html_()

    def __rich__(self):
        return self.table


def check(cost, params, grads, *, method="complex_step", rtol=None, atol=None):
    """Compare ``grads`` with the gradient of ``cost`` that numbers alone give.

    With a the analytic and n the numeric value of an entry, its relative error is

        |a - n| / max(|a|, |n|, atol / rtol)

    and it must not exceed rtol. (So an entry smaller than atol / rtol need only be right to atol.)

    Parameters
    ----------
    cost : callable
        Takes a dict like ``params`` and gives one number.
    params : dict of arrays
    grads : dict of arrays
        The gradient to be judged, with the keys and shapes of ``params``.
    method : {"complex_step", "central_difference", "directional"}
        "directional" compares one number only, the slope along a random direction: for very many parameters.
    rtol : float, optional
        1e-10 for complex steps, 1e-6 for central differences.
    atol : float, optional
        What rounding can do; without it, 1e-15 (complex steps) or 1e-9 (central differences) of the largest of |C| and
        all derivatives. A parameter whose values all lie below is reported as too small to judge.

    Returns
    -------
    GradientCheck

    Raises
    ------
    InputError
        ``grads`` does not have the keys and shapes of ``params``, or the cost cannot be differentiated by ``method``.

    Examples
    --------
    >>> params = {"w": np.array([1.0, 2.0])}
    >>> print(check(lambda p: np.sum(p["w"] ** 2), params, {"w": np.array([2.0, 5.0])}))
    parameter  shape  relative error  at    analytic  numeric
    w          (2,)          2.0e-01  (1,)         5        4  wrong
    WRONG in w (complex step, tolerance 1e-10).
    """
    if method not in TOLERANCES:
        raise InputError(f"method {method!r} was given, one of {', '.join(TOLERANCES)} was expected")
    params = real_parameters(params)
    grads = _gradients_like(params, grads)
    if method == "directional":
        slope, V = directional(cost, params)
        along = sum(np.sum(grads[name] * V[name]) for name in params)
        grads, numeric = {"one direction": np.asarray(along)}, {"one direction": np.asarray(slope)}
    else:
        numeric = {"complex_step": complex_step, "central_difference": central_difference}[method](cost, params)

    C = real_cost(cost)({name: value.copy() for name, value in params.items()})
    largest = max(abs(C), *(np.max(np.abs(n), initial=0.0) for n in numeric.values()))
    rtol = TOLERANCES[method][0] if rtol is None else rtol
    atol = TOLERANCES[method][1] * largest if atol is None else atol
    rows = [_row(name, grads[name], numeric[name], rtol, atol) for name in numeric]
    if method != "directional":
        rows = [_excuse_kinks(cost, params, row, grads[row.name], numeric[row.name], rtol, atol) for row in rows]
    return GradientCheck(rows, method, rtol, atol)


def assert_gradients(cost, params, grads, *, method="complex_step", rtol=None, atol=None):
    """As `check`, but raise AssertionError with the table unless it passes: for tests."""
    result = check(cost, params, grads, method=method, rtol=rtol, atol=atol)
    if not result:
        raise AssertionError(f"\n{result}")


def relative_errors(analytic, numeric, rtol, atol):
    """|a - n| / max(|a|, |n|, atol / rtol), entry by entry; infinite where a is not a number."""
    floor = max(atol / rtol if rtol > 0 else atol, np.finfo(float).tiny)
    with np.errstate(invalid="ignore"):
        errors = np.abs(analytic - numeric) / np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    return np.where(np.isfinite(analytic), errors, np.inf)


def _row(name, analytic, numeric, rtol, atol):
    if analytic.size == 0:
        return Row(name, analytic.shape, 0.0, (), np.nan, np.nan, "right")
    errors = relative_errors(analytic, numeric, rtol, atol)
    index = tuple(int(i) for i in np.unravel_index(np.argmax(errors), errors.shape))
    status = "right" if errors[index] <= rtol else "wrong"
    if (
        status == "right"
        and np.all(np.maximum(np.abs(analytic), np.abs(numeric)) < atol)
        and np.any(analytic != numeric)
    ):
        status = "too small"
    return Row(name, analytic.shape, float(errors[index]), index, float(analytic[index]), float(numeric[index]), status)


def _excuse_kinks(cost, params, row, analytic, numeric, rtol, atol):
    """A wrong row becomes "kink" when each of its wrong entries stands at a kink, between the slopes of both sides."""
    if row.status != "wrong":
        return row
    errors = relative_errors(analytic, numeric, rtol, atol)
    for index in sorted(np.argwhere(errors > rtol).tolist(), key=lambda i: -errors[tuple(i)]):
        if not at_kink(real_cost(cost), params, row.name, tuple(index), float(analytic[tuple(index)])):
            return row
    return row._replace(status="kink")


def _gradients_like(params, grads):
    """``grads`` as float arrays, or an error that tells what does not fit."""
    if not isinstance(grads, dict):
        raise InputError(f"grads must be a dict with the keys of params, not {type(grads).__name__}")
    missing, extra = [k for k in params if k not in grads], [k for k in grads if k not in params]
    if missing or extra:
        raise InputError(f"grads and params differ in their keys: missing {missing}, not known {extra}")
    arrays = {name: np.asarray(grads[name]) for name in params}
    for name, value in arrays.items():
        if value.shape != params[name].shape or value.dtype.kind not in "fiu":
            raise InputError(
                f"the gradient of {name} has shape {value.shape} and type {value.dtype}; "
                f"{params[name].shape} and real numbers were expected"
            )
    return {name: value.astype(float) for name, value in arrays.items()}
