"""Which line of a cost breaks a complex step?

Some calls refuse complex numbers (they raise), some cut the imaginary part off (NumPy warns), and some, like `np.abs`,
change it silently. For the last, the cost is called with arrays that write down what is done to them.
"""

import linecache
import sys
import traceback
from pathlib import Path

import numpy as np

NOT_ANALYTIC = {np.absolute, np.conjugate}
NOT_ANALYTIC_FUNCTIONS = {np.real, np.imag, np.angle, np.linalg.norm, np.var, np.std, np.vdot, np.real_if_close}


class Watched(np.ndarray):
    """An array that writes down every call on it that is not an analytic function; see `suspects`."""

    calls: list = []  # noqa: RUF012 - one list for all arrays of one watched call, replaced by `suspects`

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        plain = [_plain(x) for x in inputs]
        if ufunc in NOT_ANALYTIC and any(np.iscomplexobj(x) for x in plain):
            Watched.calls.append((f"np.{ufunc.__name__}", _line_of_user()))
        if out is not None:
            kwargs["out"] = tuple(_plain(x) for x in out)
        result = getattr(ufunc, method)(*plain, **kwargs)
        return result.view(Watched) if isinstance(result, np.ndarray) else _watched_scalar(result)

    def __getitem__(self, index):
        return _watched_scalar(super().__getitem__(index))

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
        cost({name: np.asarray(value + 1e-30j).view(Watched) for name, value in params.items()})
    except Exception:  # a cost that cannot live with the watching: nothing is told, nothing is lost
        return []
    finally:
        calls, Watched.calls = Watched.calls, []
    return list(dict.fromkeys(calls))


def line_of(error):
    """The innermost line of the user's that an exception passed through."""
    lines = [step for step in traceback.extract_tb(error.__traceback__) if _is_users(step.filename)]
    return _described_line(lines[-1].filename, lines[-1].lineno, lines[-1].line or "") if lines else ""


def _line_of_user():
    frame = sys._getframe(2)
    while frame is not None and not _is_users(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return ""
    file, number = frame.f_code.co_filename, frame.f_lineno
    return _described_line(file, number, linecache.getline(file, number))


def _is_users(file):
    """Whether a file is neither NumPy's nor one of this folder."""
    return not {Path(np.__file__).parent, Path(__file__).parent} & set(Path(file).parents)


def _described_line(file, number, code):
    code = code.strip()[:100]
    return f"{Path(file).name}, line {number}{f': {code}' if code else ''}"
