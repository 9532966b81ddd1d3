"""What a cost's penalties add, as terms: multiples of known norms, which are solved for by least squares, or a curve.

The terms of a parameter are pairs (norm, times); none where nothing is added.
"""

import numpy as np

from elman.diagnosis.cost_cases import COST, L1
from elman.diagnosis.cost_table import JOINT, NORMS
from elman.diagnosis.curves import JOINT as JOINT_CURVE
from elman.diagnosis.penalty_experiments import gradient_follows, told_of_penalty
from elman.diagnosis.seen import nice, number, ratio
from elman.diagnosis.variants import NUMBERS
from elman.network.penalties import weight_names

RIGHT_L2 = "sum w^2"
UNKNOWN_TERMS = (("?", None),)


def terms_of_gradient(some, part):
    """For every parameter its terms (norm, times): what is added to its gradient; `UNKNOWN_TERMS` where that is not known."""
    cases, read, options = [case for case, _, _ in some], {}, {}
    c = [getattr(case.settings, part) for case in cases]
    for k in cases[0].params:
        values = [added[part][k] for _, _, added in some]
        if not any(np.any(np.abs(value) > 1e-12) for value in values):
            read[k] = ()
            continue
        both = (L1[cases[0].settings.l1_norm], RIGHT_L2)
        known = [
            np.concatenate([a * NORMS[n][1](case.params[k]).ravel() for a, case in zip(c, cases, strict=True)])
            for n in both
        ]
        read[k] = _solved(np.column_stack(known), np.concatenate([v.ravel() for v in values]), both)
        options[k] = _multiples(_derivatives(k, cases[0].params), values, cases, part) if not read[k] else ()
    # Of several, the one that all weights share: W.size, where one has n_in n_hidden entries and another n_hidden^2.
    for names in (weight_names(cases[0].params), [k for k in options if k not in weight_names(cases[0].params)]):
        known = [options[k] for k in names if options.get(k)]
        shared = [terms for terms in known[0] if all(terms in some for some in known)] if known else []
        for k in (k for k in names if k in options and not read[k]):
            read[k] = next((terms for terms in shared if terms in options[k]), (*options[k], UNKNOWN_TERMS)[0])
    return read


def _multiples(candidates, values, cases, part):
    """Of candidates (name, function of the parameters) those of which the values are a multiple: terms ((name, times),)."""
    c, found = [getattr(case.settings, part) for case in cases], []
    for name, dN in candidates:
        factors = []
        for value, case, a in zip(values, cases, c, strict=True):
            known = dN(case.params)
            factors.append(ratio(value.ravel(), a * known.ravel()) if value.shape == known.shape else None)
            if factors[-1] is None:
                break
        times = None if None in factors else _times(factors, c, part, cases)
        if times is not None:
            found.append(((name, times),))
            if isinstance(times, float):
                break
    return found


def with_curves(terms, before, function, case, part, where, curves):
    """The terms; what is not known among them is read by experiments, once for all settings: a Curve, where it is one.

    ``before`` are the terms of the gradient, which are those of the cost where the gradient is its derivative.
    """
    read, settings = dict(terms), case.settings
    right = RIGHT_L2 if part == "l2" else L1[settings.l1_norm]
    for k in (k for k in terms if terms[k] == UNKNOWN_TERMS):
        song = (function, settings, case.network, part, k)
        key = (part, where, k, right)
        if key not in curves:
            known = where == "cost" and before[k] != UNKNOWN_TERMS and gradient_follows(*song)
            curves[key] = before[k] if known else _terms_of(told_of_penalty(*song, where))
        read[k] = curves[key]
    return read


def _terms_of(curve):
    """The terms of a curve: those of a norm, where it has one; else the curve itself."""
    if curve is None or curve.formula == JOINT_CURVE:
        return UNKNOWN_TERMS
    if curve.times == 0:
        return ()
    if curve.formula in CURVES_OF and not curve.where and isinstance(curve.times, float):
        norm, times = CURVES_OF[curve.formula]
        return ((norm, curve.times / times),)
    return curve


CURVES_OF = {"w": (RIGHT_L2, 2.0), "sign(w)": (L1["l1"], 1.0), L1["abs_sum"]: (L1["abs_sum"], 1.0)}
"""The norms of some curves, with the factor of their derivative."""


def _derivatives(k, params):
    """All that a penalty may add to the gradient of a parameter: (name, function of the parameters)."""

    def of_matrix(dN):
        return lambda P: dN(P[k] if P[k].ndim == 2 else P[k][None]).reshape(P[k].shape)

    for name, (_, dN) in NORMS.items():
        yield name, of_matrix(dN)
    for name, (_, dN) in JOINT.items() if k in weight_names(params) else ():
        yield f"{name} of all weights together", lambda P, dN=dN: _part_of(dN(_flat(P)), P, k)
    for name in ("sum |w|", RIGHT_L2) if params[k].ndim == 2 else ():
        yield f"{name} transposed", lambda P, dN=NORMS[name][1]: dN(P[k]).T


def _flat(params):
    return np.concatenate([params[k].ravel() for k in weight_names(params)])


def _part_of(flat, params, k):
    sizes = [params[name].size for name in weight_names(params)]
    at = list(weight_names(params)).index(k)
    return flat[sum(sizes[:at]) : sum(sizes[: at + 1])].reshape(params[k].shape)


FEW = 9
"""So many songs decide whether a norm is tried on all: more than there are parameters."""


def _fits(A, y):
    if not np.isfinite(A).all():
        return False
    x = np.linalg.lstsq(A, y, rcond=None)[0]
    return np.all(np.abs(A @ x - y) <= 1e-8 * max(1e-6, np.abs(y).max()))


def _solved(A, y, names):
    """The terms of y = A x, if they are an exact solution, and the only one; else none."""
    x, _, rank, _ = np.linalg.lstsq(A, y, rcond=None)
    if rank < A.shape[1] or np.any(np.abs(A @ x - y) > 1e-9 * max(1e-6, np.abs(y).max())):
        return ()
    return tuple((name, nice(c)) for name, c in zip(names, x, strict=True) if abs(c) > 1e-9)


def _times(factors, coefficients, part, cases):
    """A number or formula that the factors are; the coefficient once more, where it is squared."""
    times = number(factors, cases)
    squared = [factor / c for factor, c in zip(factors, coefficients, strict=True)]
    if times is None and number(squared, cases) == 1.0:
        return part
    if times is None and cases[0].settings.loss == "rmse":
        times = number([factor * case.loss for factor, case in zip(factors, cases, strict=True)], cases)
        return (times, "1 / L") if isinstance(times, float) else None
    return times


def terms_of_cost(some, part):
    """The same for the cost: how often each parameter's norm counts, by least squares over the songs."""
    cases, names = [case for case, _, _ in some], list(some[0][0].params)
    y, c = np.array([float(added[part][COST]) for _, _, added in some]), getattr(cases[0].settings, part)
    if not np.any(np.abs(y) > 1e-12):
        return dict.fromkeys(names, ())
    both = (L1[cases[0].settings.l1_norm], RIGHT_L2)
    matrices = [[W if W.ndim == 2 else W[None] for W in case.params.values()] for case in cases]
    for norm in (*both[:: 1 if part == "l1" else -1], *NORMS):
        N = c * np.array([[NORMS[norm][0](W) for W in some_of_them] for some_of_them in matrices[:FEW]])
        for times in (1.0, part, *NUMBERS):
            sizes = np.array([c if times == part else case.forward.number(times) for case in cases])
            if not _fits(sizes[:FEW, None] * N[:FEW], y[:FEW]):
                continue
            if len(N) < len(y):
                N = c * np.array([[NORMS[norm][0](W) for W in some_of_them] for some_of_them in matrices])
            found = _solved(sizes[:, None] * N, y, names)
            if found:
                read = {k: ((norm, times if x == 1.0 else x),) for k, x in found if times == 1.0 or x == 1.0}
                if len(read) == len(found):
                    return dict.fromkeys(names, ()) | read
    weights = weight_names(cases[0].params)
    N = np.array([[sum(NORMS[n][0](case.params[k]) for k in weights) for n in both] for case in cases])
    found = _solved(c * N, y, both)
    for name, (f, _) in JOINT.items() if not found else ():
        factors = [value / (c * f(_flat(case.params))) for value, case in zip(y, cases, strict=True)]
        times = _times(factors, [c] * len(cases), part, cases)
        if times is not None:
            found = ((f"{name} of all weights together", times),)
            break
    if not found:
        return dict.fromkeys(names, UNKNOWN_TERMS)
    return {k: found if k in weights else () for k in names}
