"""What is wrong with the penalties of a cost: in the gradient of which parameters, and for which of them in the cost.

What they add is read by `elman.diagnosis.penalty_experiments`: it must be once the right norm of a weight matrix, and nothing
else.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cost_cases import COST, penalties
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.penalty_experiments import L1, L2, SIZES, SLOPES, UNKNOWN, OfPenalty, Term, terms_of
from elman.diagnosis.words import number as times_text
from elman.network.penalties import weight_names

OTHER = {"l1": "l2", "l2": "l1"}

RIGHT = "the right norm"
"""Stands for the norm of L1 or L2 where both are told together."""


def of_penalties(parts, function):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    groups, told, rooted, read = {}, {}, [], {}
    for case, none, added in parts:
        groups.setdefault(case.settings, []).append((case, none, added))
    for settings, some in groups.items():
        for part in ("l1", "l2"):
            for where in ("gradient", "cost"):
                if _are_right(some, part, where):
                    continue
                if settings.loss == "rmse" and all(_is_under_the_root(*one, where) for one in some):
                    rooted.append(where)
                    continue
                norm = L1[settings.l1_norm] if part == "l1" else L2
                place = (part, where, norm, settings.loss)
                if place not in read:
                    read[place] = _spoilt(function, some[0][0], part, where, norm)
                for key in read[place]:
                    told.setdefault(key, []).append((part, where, norm, settings))
    yield from _of_the_root(rooted, parts[0][0]) if rooted else _together(parts) if not told else ()
    yield from _exchanged(told)
    findings = {}
    for key, places in told.items():
        one = _told(*key, places, list(groups))
        alike = (one.name, one.params, one.pairs)
        findings[alike] = findings[alike]._replace(only="") if alike in findings else one
    yield from findings.values()


def _are_right(some, part, where):
    """Whether a penalty adds what it must."""
    for case, _, added in some:
        must = penalties(case.params, replace(case.settings, **{OTHER[part]: 0.0}))
        keys = [COST] if where == "cost" else [*case.params]
        if not all(np.allclose(added[part][k], must[k], rtol=1e-8, atol=1e-10) for k in keys):
            return False
    return True


def _spoilt(function, case, part, where, norm):
    """What is added in the place of the right penalty: a list of (terms, whether it is a weight, parameters).

    The right norm is `RIGHT`, and a factor that is the coefficient is this coefficient once more.
    """
    songs = [OfPenalty(function, case.settings, case.network, part, sizes) for sizes in SIZES]
    wrong = [k for k in case.params if not all(song.is_right(k, where) for song in songs)]
    spoilt, weights = {}, weight_names(case.params)
    for k, terms in terms_of(songs, wrong, where).items():
        terms = [term._replace(norm=RIGHT, slope="") if term.norm == norm else term for term in terms]
        terms = tuple(term._replace(times=part) if term.times == songs[0].c else term for term in terms)
        spoilt.setdefault((terms, k in weights), []).append(k)
    found = [(*key, tuple(names)) for key, names in spoilt.items()]
    return found or [(UNKNOWN, True, tuple(weights))]


def _is_under_the_root(case, none, added, where):
    """Whether the square of the cost, or its gradient, gets the penalties that belong to the cost."""
    whole = {k: none[k] + sum(some[k] for some in added.values()) for k in none}
    must = penalties(case.params, case.settings)
    if where == "cost":
        return bool(np.isclose(whole[COST] ** 2, none[COST] ** 2 + must[COST], rtol=1e-8))
    twice = {k: 2 * whole[COST] * whole[k] - 2 * none[COST] * none[k] for k in case.params}
    return all(np.allclose(twice[k], must[k], rtol=1e-8, atol=1e-10) for k in twice)


def _of_the_root(rooted, case):
    wheres = " and ".join(dict.fromkeys(rooted))
    pairs = (("C = sqrt(mean(E^2) + penalties)", "C = sqrt(mean(E^2)) + penalties"),)
    params = _params(case.params, wheres)
    yield Finding(f"penalties under the root in the {wheres}", params, "with rmse only", pairs, "", PAGES["cost"])


def _params(names, wheres):
    return (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))


def _together(parts):
    """One penalty that is left out where there is the other."""
    for part, other in OTHER.items():
        is_added = any(np.any(value) for _, _, added in parts for value in added[part].values())
        if is_added and all(
            np.allclose(added["both"][k], -added[part][k], atol=1e-9) for _, _, added in parts for k in added[part]
        ):
            pairs = ((f"{part.upper()} is left out where {other} is not 0", "C = loss + L1 penalty + L2 penalty"),)
            params, name = weight_names(parts[0][0].params), f"{part.upper()} penalty missing beside {other.upper()}"
            yield Finding(name, (*params, COST), "", pairs, "", PAGES["cost"])
            return


def _told(terms, is_weight, names, places, every):
    """One finding for the same terms, in all the places where they are found."""
    penalties_ = " and ".join(dict.fromkeys(part.upper() for part, *_ in places))
    wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
    concerned, only = [settings for *_, settings in places], ""
    for label, attribute in (("the L1 norm ", "l1_norm"), ("", "loss")):
        values = {getattr(settings, attribute) for settings in concerned}
        if len(values) == 1 < len({getattr(settings, attribute) for settings in every}) and not only:
            value = values.pop()
            only = f"with {label}{L1.get(value, value)} only"
    of = "" if is_weight and len(names) > 2 else f" of {', '.join(names)}"
    state = " missing" if not terms else " not recognised" if terms == UNKNOWN else ""
    part, where, norm, _ = places[0]
    right = _added([Term(1.0, RIGHT, "")], part, norm, where) if is_weight else None
    right = right or f"{part.upper()} adds 0: only weight matrices are penalised"
    pairs = ((_added(terms, part, norm, where), right),) if terms != UNKNOWN else ()
    name = f"{penalties_} penalty{of}{state} in the {wheres}"
    return Finding(name, _params(names, wheres), only, pairs, "", PAGES["cost"])


def _added(terms, part, right, where):
    """What a penalty adds, as a sentence; ``right`` is the norm that `RIGHT` stands for."""
    if where == "cost" and all(term.norm for term in terms):
        words = [
            f"{times_text(term.times)}{part} {_over(right if term.norm == RIGHT else term.norm, term)}"
            for term in terms
        ]
    else:
        words = [_slope(term, part, right) for term in terms]
        if where == "cost":
            return f"{part.upper()} adds to the cost what has the derivative {' + '.join(words)}"
    return f"{part.upper()} adds {' + '.join(words).replace('+ -', '- ') or '0'} to the {where}"


def _slope(term, part, right):
    """The derivative of a term: 2 l2 w."""
    times, slope = term.times, SLOPES[right] if term.norm == RIGHT else term.slope
    if slope.startswith("2 ") and isinstance(times, float):
        times, slope = 2 * times, slope.removeprefix("2 ")
    slope = "" if slope == "1" else f" {slope}"
    return f"{times_text(times)}{part}{_over(slope, term)}{f' ({term.where})' if term.where else ''}"


def _over(words, term):
    return f"{words} / {term.count}" if term.count else words


def _exchanged(told):
    """l1 in the place of l2, or both: norms with the other's coefficient."""
    right = "l1 multiplies the L1 norm, l2 the sum of w^2"
    ridge = Term(1.0, L2, SLOPES[L2])
    for terms, is_weight, names in list(told):
        places = told.get((terms, is_weight, names), [])
        others = [key for key in told if key[1:] == (is_weight, names)]
        if terms == (ridge,):  # the L1 penalty is that of L2
            lasso = [
                key for key in others if len(key[0]) == 1 and key[0][0].norm in L1.values() and key[0][0].times == 1.0
            ]
            places += [place for key in lasso for place in told.pop(key)]
            told.pop((terms, is_weight, names))
            name, pair = "l1 and l2 exchanged", ("l2 multiplies the L1 norm, l1 the sum of w^2", right)
        elif len(terms) == 2 and terms[1] == ridge and terms[0].norm == RIGHT and ((), is_weight, names) in told:
            places = told.pop((terms, is_weight, names)) + told.pop(((), is_weight, names))
            name, pair = "l1 in place of l2", ("l1 multiplies both norms", right)
        else:
            continue
        wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
        yield Finding(f"{name} in the {wheres}", _params(names, wheres), "", (pair,), "", PAGES["cost"])
