"""What is wrong with the penalties of a cost: in the gradient of which parameters, and for which of them in the cost.

What they add is read by `elman.diagnosis.penalty_reading`: it must be once the right norm of a weight matrix, and nothing else.
"""

import numpy as np

from elman.diagnosis.cost_cases import COST, L1
from elman.diagnosis.cost_table import DERIVATIVES, NORMS
from elman.diagnosis.curves import Curve
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.penalty_reading import RIGHT_L2, UNKNOWN_TERMS, terms_of_cost, terms_of_gradient, with_curves
from elman.diagnosis.words import number as times_text
from elman.network.penalties import weight_names


def of_penalties(parts, function):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    groups, told, rooted, curves = {}, {}, [], {}
    for case, none, added in parts:
        groups.setdefault(case.settings, []).append((case, none, added))
    for settings, some in groups.items():
        for part, right in (("l1", L1[settings.l1_norm]), ("l2", RIGHT_L2)):
            terms = {}
            for where, read in (
                (("gradient", terms_of_gradient), ("cost", terms_of_cost)) if getattr(settings, part) else ()
            ):
                before, terms = terms, read(some, part)
                spoilt = _spoilt(terms, some, part, right)
                if spoilt and settings.loss == "rmse" and _are_right(_under_the_root(some), part, right, where):
                    rooted.append(where)
                    continue
                if UNKNOWN_TERMS in terms.values():
                    terms = with_curves(terms, before, function, some[0][0], part, where, curves)
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
