"""What is wrong with the penalties of a cost: in the gradient of which parameters, and for which of them in the cost.

Each penalty is a sum of multiples of something known. The factors are solved for by least squares, and must be 1 for the right
norm of a weight matrix, 0 for all else.
"""

import numpy as np

from elman.diagnosis.cost_cases import COST, L1
from elman.diagnosis.cost_experiments import gradient_follows, told_of_penalty
from elman.diagnosis.cost_table import DERIVATIVES, JOINT, NORMS
from elman.diagnosis.curves import JOINT as JOINT_CURVE
from elman.diagnosis.curves import Curve
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.seen import nice, number, ratio
from elman.diagnosis.variants import NUMBERS
from elman.diagnosis.words import number as times_text
from elman.network.penalties import weight_names

RIGHT_L2 = "sum w^2"
UNKNOWN_TERMS = (("?", None),)


def of_penalties(parts, function):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    groups, told, rooted, curves = {}, {}, [], {}
    for case, none, added in parts:
        groups.setdefault(case.settings, []).append((case, none, added))
    for settings, some in groups.items():
        for part, right in (("l1", L1[settings.l1_norm]), ("l2", RIGHT_L2)):
            terms = {}
            for where, read in (("gradient", _read_gradient), ("cost", _read_cost)) if getattr(settings, part) else ():
                before, terms = terms, read(some, part)
                spoilt = _spoilt(terms, some, part, right)
                if spoilt and settings.loss == "rmse" and _are_right(_under_the_root(some), part, right, where):
                    rooted.append(where)
                    continue
                if UNKNOWN_TERMS in terms.values():
                    terms = _with_curves(terms, before, function, some[0][0], part, where, curves)
                    spoilt = _spoilt(terms, some, part, right)
                for key, names in spoilt.items():
                    told.setdefault((*key, names), []).append((part, where, right, settings))
    yield from _of_the_root(rooted, parts[0][0]) if rooted else _together(parts) if not told else ()
    yield from _exchanged(told)
    findings = {}
    for key, places in told.items():
        one = _told(*key, places, list(groups))
        alike = (one.name, one.params, one.pairs)
        findings[alike] = findings[alike]._replace(only="") if alike in findings else one
    yield from findings.values()


def _are_right(some, part, right, where):
    """Whether a penalty adds what it must."""
    N, dN = NORMS[right]
    for case, _, added in some:
        c, weights = getattr(case.settings, part), weight_names(case.params)
        must = {k: c * dN(W) if k in weights else 0 * W for k, W in case.params.items()}
        if where == "cost":
            must = {COST: c * sum(N(case.params[k]) for k in weights)}
        if not all(np.allclose(added[part][k], value, rtol=1e-8, atol=1e-10) for k, value in must.items()):
            return False
    return True


def _read_gradient(some, part):
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


def _with_curves(terms, before, function, case, part, where, curves):
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


def _read_cost(some, part):
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


def _spoilt(read, some, part, right):
    """The parameters whose terms are not what they must be, by (terms, whether it is a weight).

    The right norm is "", and a factor that is the coefficient is this coefficient once more.
    """
    spoilt, weights, c = {}, weight_names(some[0][0].params), getattr(some[0][0].settings, part)
    if all(terms == UNKNOWN_TERMS for terms in read.values()):
        read = {k: terms for k, terms in read.items() if k in weights}
    for k, terms in read.items():
        if terms != (((right, 1.0),) if k in weights else ()):
            plain = terms
            if not isinstance(terms, Curve):
                plain = tuple(("" if norm == right else norm, part if times == c else times) for norm, times in terms)
            spoilt.setdefault((plain, k in weights), []).append(k)
    return {key: tuple(names) for key, names in spoilt.items()}


def _under_the_root(some):
    """What the penalties add to the square of a cost, and to its gradient."""
    found = []
    for case, none, added in some:
        whole = {part: {k: none[k] + values[k] for k in none} for part, values in added.items()}
        squares = {
            part: {
                k: values[COST] ** 2 - none[COST] ** 2
                if k == COST
                else 2 * (values[COST] * values[k] - none[COST] * none[k])
                for k in none
            }
            for part, values in whole.items()
        }
        found.append((case, none, squares))
    return found


def _of_the_root(rooted, case):
    wheres = " and ".join(dict.fromkeys(rooted))
    params = (*(case.params if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
    pairs = (("C = sqrt(mean(E^2) + penalties)", "C = sqrt(mean(E^2)) + penalties"),)
    yield Finding(f"penalties under the root in the {wheres}", params, "with rmse only", pairs, "", PAGES["cost"])


def _together(parts):
    """One penalty that is left out where there is the other."""
    for part, other in (("l1", "l2"), ("l2", "l1")):
        if all(np.allclose(added["both"][k], -added[part][k], atol=1e-9) for _, _, added in parts for k in added[part]):
            pairs = ((f"{part.upper()} is left out where {other} is not 0", "C = loss + L1 penalty + L2 penalty"),)
            params = (*weight_names(parts[0][0].params), COST)
            yield Finding(
                f"{part.upper()} penalty missing beside {other.upper()}", params, "", pairs, "", PAGES["cost"]
            )
            return


def _told(terms, is_weight, names, places, every):
    """One finding for the same terms, in all the places where they are found."""
    penalties = " and ".join(dict.fromkeys(part.upper() for part, *_ in places))
    wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
    concerned, only = [settings for *_, settings in places], ""
    for label, attribute in (("the L1 norm ", "l1_norm"), ("", "loss")):
        values = {getattr(settings, attribute) for settings in concerned}
        if len(values) == 1 < len({getattr(settings, attribute) for settings in every}) and not only:
            value = values.pop()
            only = f"with {label}{L1.get(value, value)} only"
    of = "" if is_weight and len(names) > 2 else f" of {', '.join(names)}"
    params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
    state = " missing" if not terms else " not recognised" if terms == UNKNOWN_TERMS else ""
    pairs = []
    for part, where, right, _ in places if terms != UNKNOWN_TERMS else ():
        must = _term(right, 1.0, part, where) if is_weight else "0: only weight matrices are penalised"
        if isinstance(terms, Curve):
            c = terms.text() if terms.formula.startswith("(") and terms.times == 1.0 else f"({terms.text()})"
            c = terms.formula if terms.formula.startswith("something") else f"{part} * {c}"
            adds = (
                f"adds {c} to the gradient" if where == "gradient" else f"adds to the cost what has the derivative {c}"
            )
            pairs.append((f"{part.upper()} {adds}", f"{part.upper()} adds {must}"))
            continue
        yours = " + ".join(_term(norm or right, times, part, where) for norm, times in terms) or "0"
        pairs.append((f"{part.upper()} adds {yours} to the {where}", f"{part.upper()} adds {must}"))
    pages = PAGES["cost"]
    return Finding(f"{penalties} penalty{of}{state} in the {wheres}", params, only, tuple(pairs[:1]), "", pages)


def _term(norm, times, coefficient, where):
    words = f" {norm}" if where == "cost" else DERIVATIVES.get(norm, f" (the derivative of {norm})")
    if norm == RIGHT_L2 and where == "gradient" and not isinstance(times, str | tuple):
        words, times = " w", 2 * times
    return f"{times_text(times)}{coefficient}{words}"


def _exchanged(told):
    """l1 in the place of l2, or both: norms with the other's coefficient."""
    for terms, is_weight, names in list(told):
        places = told.get((terms, is_weight, names), [])
        others = [key for key in told if key[1:] == (is_weight, names)]
        if terms == ((RIGHT_L2, 1.0),):  # the L1 penalty is that of L2
            places += [
                place for key in others if key[0] in [((norm, 1.0),) for norm in L1.values()] for place in told.pop(key)
            ]
            told.pop((terms, is_weight, names))
            name, pair = "l1 and l2 exchanged", ("l2 multiplies the L1 norm, l1 the sum of w^2", _RIGHT_PLACES)
        elif terms == (("", 1.0), (RIGHT_L2, 1.0)) and ((), is_weight, names) in told:
            places = told.pop((terms, is_weight, names)) + told.pop(((), is_weight, names))
            name, pair = "l1 in place of l2", ("l1 multiplies both norms", _RIGHT_PLACES)
        else:
            continue
        wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
        params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
        yield Finding(f"{name} in the {wheres}", params, "", (pair,), "", PAGES["cost"])


_RIGHT_PLACES = "l1 multiplies the L1 norm, l2 the sum of w^2"
