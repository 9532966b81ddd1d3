"""What is wrong with the penalties of a cost: in the gradient of which parameters, and for which of them in the cost.

Each is a multiple of something known. The factors are solved for by least squares: 1 for what is right, 0 for what is
forgotten.
"""

import numpy as np

from elman.diagnosis.cost_cases import COST, L1, NORMS
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.seen import nice, number, ratio
from elman.diagnosis.variants import NUMBERS
from elman.diagnosis.words import number as times_text
from elman.network.penalties import weight_names

DERIVATIVES = {
    "sum |w|": " sign(w)", "|sum w|": " sign(sum w)", "sum w^2": " 2 w", "sum w": "", "sum w |w| / 2": " |w|",
    "sum w^3 / 3": " w^2", "sqrt(sum w^2)": " w / sqrt(sum w^2)", "mean w^2": " 2 w / size",
    "mean |w|": " sign(w) / size", "(sum w)^2": " 2 sum w",
}  # fmt: skip


def of_penalties(parts):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    groups, told = {}, {}
    for case, _, added in parts:
        groups.setdefault(case.settings.l1_norm, []).append((case, added))
    for norm, some in groups.items():
        for part, right in (("l1", L1[norm]), ("l2", "sum w^2")):
            if getattr(some[0][0].settings, part):
                read = {"gradient": _read_gradient(some, part), "cost": _read_cost(some, part, right)}
                for where, factors in read.items():
                    for key, names in _spoilt(factors, right, weight_names(some[0][0].params)).items():
                        told.setdefault((*key, names), []).append((part, where, right))
    yield from _exchanged(told, {L1[n] for n in groups})
    for (norm, times, is_weight, names), places in told.items():
        yield _told(norm, times, is_weight, names, list(dict.fromkeys(places)), {L1[n] for n in groups})


def _read_gradient(some, part):
    """For every parameter (norm, times): what of which norm's derivative is added to its gradient; (None, None) where unknown."""
    cases, read = [case for case, _ in some], {}
    coefficients = [getattr(case.settings, part) for case in cases]
    for k in cases[0].params:
        values = [added[part][k] for _, added in some]
        read[k] = (None, None) if any(np.any(np.abs(value) > 1e-12) for value in values) else (None, 0.0)
        turned = [v.T for v in values]  # where the whole gradient is transposed, its penalty is right but for that
        for norm, (_, dN), some_values in ((norm, N, V) for V in (values, turned) for norm, N in NORMS.items()):
            if read[k] == (None, None):
                known = [c * dN(case.params[k]) for c, case in zip(coefficients, cases, strict=True)]
                factors = [ratio(v.ravel(), x.ravel()) for v, x in zip(some_values, known, strict=True)]
                times = None if None in factors else _times(factors, coefficients, part, cases)
                read[k] = (None, None) if times is None else (norm, times)
    return read


def _times(factors, coefficients, part, cases):
    """A number or formula that the factors are; the coefficient once more, where it is squared."""
    times = number(factors, cases)
    squared = (
        number([factor / c for factor, c in zip(factors, coefficients, strict=True)], cases) if times is None else None
    )
    return part if squared == 1.0 else times


def _read_cost(some, part, right):
    """The same for the cost: how often each parameter's norm counts, by least squares over the songs."""
    cases, names = [case for case, _ in some], list(some[0][0].params)
    y = np.array([float(added[part][COST]) for _, added in some])
    coefficients = np.array([getattr(case.settings, part) for case in cases])
    for norm in (right, *NORMS):
        N = np.array([[NORMS[norm][0](W) for W in case.params.values()] for case in cases])
        for times in (1.0, part, *NUMBERS):
            sizes = coefficients if times == part else np.array([case.forward.number(times) for case in cases])
            A = (sizes * coefficients)[:, None] * N
            c, *_ = np.linalg.lstsq(A, y, rcond=None)
            if np.all(np.abs(A @ c - y) <= 1e-9 * max(1e-6, np.abs(y).max())):
                factors = [
                    0.0 if abs(x) < 1e-9 else times if abs(x - 1) < 1e-9 and times != 1.0 else nice(x) for x in c
                ]
                return {k: (norm if x else None, x) for k, x in zip(names, factors, strict=True)}
    return dict.fromkeys(names, (None, None))


def _spoilt(read, right, weights):
    """The parameters whose factor is not what it must be, by (other norm or "", times, whether it is a weight)."""
    spoilt = {}
    if all(times is None for _, times in read.values()):
        read = {k: factor for k, factor in read.items() if k in weights}
    for k, (norm, times) in read.items():
        if (norm, times) != ((right, 1.0) if k in weights else (None, 0.0)):
            other = norm if norm not in (right, None) else ""
            spoilt.setdefault((other, times, k in weights), []).append(k)
    return {key: tuple(names) for key, names in spoilt.items()}


def _told(norm, times, is_weight, names, places, norms):
    """One finding for one factor, in all the places where it is found."""
    penalties = " and ".join(dict.fromkeys(part.upper() for part, _, _ in places))
    wheres = " and ".join(dict.fromkeys(where for _, where, _ in places))
    shown = {right for part, _, right in places if part == "l1"}
    only = f"with the L1 norm {shown.pop()} only" if len(shown) == 1 < len(norms) and "L2" not in penalties else ""
    of = "" if is_weight and len(names) > 2 else f" of {', '.join(names)}"
    params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
    state = " missing" if times == 0 else "" if times is not None else " not recognised"
    pairs = []
    for part, where, right in places:
        must = _term(right, 1.0, part, where) if is_weight else "0: only weight matrices are penalised"
        if times is not None:
            is_words = "0" if times == 0 else _term(norm or right, times, part, where)
            pairs.append((f"{part.upper()} adds {is_words} to the {where}", f"{part.upper()} adds {must}"))
    name = f"{penalties} penalty{of}{state} in the {wheres}"
    return Finding(name, params, only, tuple(pairs[:1] if len(pairs) > 2 else pairs), "", PAGES["cost"])


def _term(norm, times, coefficient, where):
    words = f" {norm}" if where == "cost" else DERIVATIVES.get(norm, f" (the derivative of {norm})")
    if norm == "sum w^2" and where == "gradient" and not isinstance(times, str | tuple):
        words, times = " w", 2 * times
    return f"{times_text(times)}{coefficient}{words}"


def _exchanged(told, norms):
    """l1 in the place of l2 and the reverse: both norms with the other's coefficient."""
    for norm, times, is_weight, names in list(told):
        others = [key for key in told if key[0] in norms and key[1:] == (times, is_weight, names)]
        if norm == "sum w^2" and others:
            places = told.pop((norm, times, is_weight, names)) + [place for key in others for place in told.pop(key)]
            wheres = " and ".join(dict.fromkeys(where for _, where, _ in places))
            params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
            pairs = (("l2 multiplies the L1 norm, l1 the sum of w^2", "l1 multiplies the L1 norm, l2 the sum of w^2"),)
            yield Finding(f"l1 and l2 exchanged in the {wheres}", params, pairs=pairs, pages=PAGES["cost"])
