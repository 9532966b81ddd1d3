"""Is a cost complex-safe? And if not, which line breaks it?

A complex step asks a cost that was written for real numbers to carry a tiny imaginary part from the parameters to its
result. Some calls refuse complex numbers (they raise), some cut the imaginary part off (NumPy warns), and some, like
`np.abs`, change it without a word. The last are the dangerous ones: nothing fails, and the gradient is wrong.

Notebook 05, "Check every gradient".
"""

import linecache
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np

from elman.errors import InputError

try:
    from numpy.exceptions import ComplexWarning
except ImportError:  # NumPy 1.24 and before
    from numpy import ComplexWarning

NOT_ANALYTIC = {np.absolute, np.conjugate}
NOT_ANALYTIC_FUNCTIONS = {np.real, np.imag, np.angle, np.linalg.norm, np.var, np.std, np.vdot, np.real_if_close}
ADVICE = "use w * np.sign(w.real) for |w|, w**2 for a square, and np.result_type(...) for the dtype of new arrays"


class Watched(np.ndarray):
    """An array that writes down every call on it that is no analytic function; see `suspects`."""

    calls: list = []  # noqa: RUF012 - one list for all arrays of one watched call, replaced by `suspects`

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        plain = [_plain(x) for x in inputs]
        if ufunc in NOT_ANALYTIC and any(np.iscomplexobj(x) for x in plain):
            Watched.calls.append((f"np.{ufunc.__name__}", _line_of_user()))
        if out is not None:
            kwargs["out"] = tuple(_plain(x) for x in out)
        result = getattr(ufunc, method)(*plain, **kwargs)
        return result.view(Watched) if isinstance(result, np.ndarray) else _watched_scalar(result)

    def __array_function__(self, function, types, args, kwargs):
        if function in NOT_ANALYTIC_FUNCTIONS:
            room = function.__module__.replace("numpy", "np")
            Watched.calls.append((f"{room}.{function.__name__}", _line_of_user()))
        return super().__array_function__(function, types, args, kwargs)


def _plain(x):
    return x.view(np.ndarray) if isinstance(x, Watched) else x


def _watched_scalar(x):
    """A complex number as an array without axes, so that it is watched further; anything else as it is."""
    return np.asarray(x).view(Watched) if isinstance(x, np.complexfloating) else x


def suspects(cost, params):
    """The calls in ``cost`` that may break a complex step: list of (call, line), for complex ``params``."""
    Watched.calls = []
    try:
        cost({name: (value + 1e-30j).view(Watched) for name, value in params.items()})
    except Exception:  # a cost that cannot live with the watching: nothing is told, nothing is lost
        return []
    finally:
        calls, Watched.calls = Watched.calls, []
    return list(dict.fromkeys(calls))


def complex_cost(cost):
    """``cost`` for complex parameters, with everything that breaks a complex step turned into a clear error."""

    def checked(params):
        with warnings.catch_warnings():
            warnings.simplefilter("error", ComplexWarning)
            try:
                C = cost(params)
            except ComplexWarning as cut:
                raise InputError(_broken("complex numbers are cut to real ones", _line_of(cut))) from cut
            except TypeError as refused:
                raise InputError(_broken(f"complex numbers are refused ({refused})", _line_of(refused))) from refused
        C = np.asarray(C)
        if C.shape != () or C.dtype.kind not in "fiuc":
            raise InputError(f"the cost must be one number, not an array of shape {C.shape} and type {C.dtype}")
        if not np.isfinite(C):
            raise InputError(f"the cost is {C}, not a finite number; no gradient exists here")
        return complex(C)

    return checked


def expect_complex_safe(cost, params, real):
    """Raise unless a complex step and a central difference agree along a random direction.

    ``real`` is the cost for real parameters. At a kink the two differ although the cost is safe; so a second place,
    a little beside the first, is asked before a cost is called unsafe.
    """
    rng = np.random.default_rng(20150914)
    safe = complex_cost(cost)
    for aside in (0.0, 1e-3):
        V = {name: rng.standard_normal(value.shape) for name, value in params.items()}
        start = {name: value + aside * rng.standard_normal(value.shape) for name, value in params.items()}
        step = 1e-5 / max(1.0, np.sqrt(sum(v.size for v in V.values())))
        above, below = (real({name: start[name] + s * V[name] for name in V}) for s in (step, -step))
        central = (above - below) / (2 * step)
        imaginary = safe({name: start[name] + 1e-30j * V[name] for name in V}).imag / 1e-30
        rounding = 1e-14 * abs(above) / step
        if abs(imaginary - central) <= 1e-6 * abs(central) + rounding:
            return
    found = suspects(cost, params)
    if not found:
        raise InputError(
            f"the cost is not complex-safe: its imaginary part does not carry the derivative ({imaginary:.6g} along a "
            f"random direction, central differences give {central:.6g}), and no NumPy call could be blamed; {ADVICE}"
        )
    calls = "; ".join(_broken_call(call, line) for call, line in found)
    raise InputError(f"the cost is not complex-safe: {calls}; {ADVICE}")


def _broken_call(call, line):
    return f"{call} drops the imaginary part{f' at {line}' if line else ''}"


def _broken(what, line):
    return f"the cost is not complex-safe: {what}{f' at {line}' if line else ''}; {ADVICE}"


def _is_users(file):
    """Whether a file is neither NumPy's nor this module."""
    return file != __file__ and Path(np.__file__).parent not in Path(file).parents


def _described_line(file, number, code):
    code = code.strip()
    return f"{Path(file).name}, line {number}{f': {code}' if code else ''}"


def _line_of_user():
    frame = sys._getframe(2)
    while frame is not None and not _is_users(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return ""
    file, number = frame.f_code.co_filename, frame.f_lineno
    return _described_line(file, number, linecache.getline(file, number))


def _line_of(error):
    """The innermost line of the user's that an exception passed through."""
    lines = [step for step in traceback.extract_tb(error.__traceback__) if _is_users(step.filename)]
    return _described_line(lines[-1].filename, lines[-1].lineno, lines[-1].line or "") if lines else ""
