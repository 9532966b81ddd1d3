"""What a cost and its parameters must be like before they are differentiated; one clear error where they are not."""

import numpy as np

from elman.errors import InputError


def real_parameters(params):
    """Copies of the parameters as float64 arrays, or one clear error."""
    if not isinstance(params, dict) or not params:
        raise InputError(f"params must be a dict of arrays with at least one entry, not {type(params).__name__}")
    copies = {}
    for name, value in params.items():
        value = np.asarray(value)
        if value.dtype != np.float64:
            raise InputError(
                f"parameter {name} holds {value.dtype}, float64 was expected: a small step is lost in any other type"
            )
        if not np.isfinite(value).all():
            raise InputError(f"parameter {name} holds a number that is not finite")
        copies[name] = value.copy()
    return copies


def real_cost(cost):
    """``cost``, with its result checked: one real, finite number."""

    def checked(params):
        C = np.asarray(cost(params))
        if C.shape == () and C.dtype.kind == "c" and C.imag == 0:
            C = C.real
        if C.shape != () or C.dtype.kind not in "fiu":
            raise InputError(f"the cost must be one real number, not {_described(C)}")
        if not np.isfinite(C):
            raise InputError(f"the cost is {C}, not a finite number; no gradient exists here")
        return float(C)

    return checked


def _described(C):
    return f"an array of shape {C.shape}" if C.shape else f"{C.item()!r} ({C.dtype})"
