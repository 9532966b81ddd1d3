"""What is wrong with the penalties of a cost: in the gradient of which parameters, and for which of them in the cost.

What they add is read by `elman.diagnosis.cost_terms`: it must be once the right norm of a weight matrix, and nothing else.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cost_cases import COST, penalties
from elman.diagnosis.cost_experiments import OTHER, OfPenalty
from elman.diagnosis.cost_formulas import NORM
from elman.diagnosis.cost_terms import terms_of
from elman.diagnosis.cost_words import derivative, kind, number, remarks, shows
from elman.diagnosis.findings import PAGES, Finding
from elman.network.penalties import weight_names


def of_penalties(groups, function):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    told, rooted, read, songs = {}, [], {}, {}
    case, *_ = next(iter(groups.values()))[0]
    for settings, some in groups.items():
        for part in OTHER:
            for where in ("gradient", "cost"):
                if _are_right(some, part, where):
                    continue
                if settings.loss == "rmse" and all(_is_under_the_root(*one, where) for one in some):
                    rooted.append(where)
                    continue
                alike = (part, settings.l1_norm, settings.loss)
                if alike not in songs:
                    songs[alike] = {k: OfPenalty.pair(function, settings, case.network, part, k) for k in case.params}
                if (alike, where) not in read:
                    read[alike, where] = _spoilt(songs[alike], where)
                for key, terms in read[alike, where].items():
                    told.setdefault(key, []).append((part, where, settings, terms))
    yield from _of_the_root(rooted, case) if rooted else _together(groups) if not told else ()
    yield from _exchanged(told)
    findings = {}
    for (_, names), places in told.items():
        one = _finding(names, places, [*groups], {*names} <= {*weight_names(case.params)})
        alike = (one.name, one.params, one.pairs)
        findings[alike] = findings[alike]._replace(only="") if alike in findings else one
    yield from findings.values()


def _are_right(some, part, where):
    """Whether a penalty adds what it must."""
    keys = [COST] if where == "cost" else [*some[0][0].params]
    must = [penalties(case.params, replace(case.settings, **{OTHER[part]: 0.0})) for case, _, _ in some]
    pairs = zip([added[part] for _, _, added in some], must, strict=True)
    return all(np.allclose(yours[k], right[k], rtol=1e-8, atol=1e-10) for yours, right in pairs for k in keys)


def _spoilt(songs, where):
    """The terms that are added in the place of the right penalty, by their kind and the parameters for which they are."""
    wrong = {k: some for k, some in songs.items() if not all(song.is_right(where) for song in some)}
    spoilt, weights = {}, weight_names(songs)
    for k, terms in terms_of(wrong, where).items():
        right = songs[k][0].formula
        spoilt.setdefault((kind(terms, right), k in weights), ([], terms))[0].append(k)
    found = {(key, tuple(names)): terms for (key, _), (names, terms) in spoilt.items()}
    return found or {(None, tuple(weights)): None}


def _is_under_the_root(case, none, added, where):
    """Whether the square of the cost, or its gradient, gets the penalties that belong to the cost."""
    whole = {k: none[k] + sum(some[k] for some in added.values()) for k in none}
    must = penalties(case.params, case.settings)
    if where == "cost":
        return bool(np.isclose(whole[COST] ** 2, none[COST] ** 2 + must[COST], rtol=1e-8))
    twice = {k: 2 * whole[COST] * whole[k] - 2 * none[COST] * none[k] for k in case.params}
    return all(np.allclose(twice[k], must[k], rtol=1e-8, atol=1e-10) for k in twice)


def _of_the_root(rooted, case):
    """The penalties under the root, in gradient or cost."""
    wheres = " and ".join(dict.fromkeys(rooted))
    pairs = (("C = sqrt(mean(E^2) + penalties)", "C = sqrt(mean(E^2)) + penalties"),)
    params = _params(case.params, wheres)
    yield Finding(f"penalties under the root in the {wheres}", params, "with rmse only", pairs, "", PAGES["cost"])


def _params(names, wheres):
    return (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))


def _together(groups):
    """One penalty that is left out where there is the other."""
    parts = [added for some in groups.values() for _, _, added in some]
    for part, other in OTHER.items():
        gone = all(np.allclose(some["both"][k], -some[part][k], atol=1e-9) for some in parts for k in some[part])
        if gone and any(np.any(value) for some in parts for value in some[part].values()):
            pairs = ((f"{part.upper()} is left out where {other} is not 0", "C = loss + L1 penalty + L2 penalty"),)
            params, name = weight_names(parts[0][part]), f"{part.upper()} penalty missing beside {other.upper()}"
            yield Finding(name, (*params, COST), "", pairs, "", PAGES["cost"])
            return


def _finding(names, places, every, is_weight):
    """One finding for the same terms, in all the places where they are found."""
    penalties_ = " and ".join(dict.fromkeys(part.upper() for part, *_ in places))
    wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
    _, where, _, terms = places[0]
    of = "" if is_weight and len(names) > 2 else f" of {', '.join(names)}"
    state = " not recognised" if terms is None else "" if terms else " missing"
    pairs = () if terms is None else (_pair([one for one in places if one[1] == where], where, is_weight),)
    name = f"{penalties_} penalty{of}{state} in the {wheres}"
    only = shows([settings for *_, settings, _ in places], every)
    return Finding(name, _params(names, wheres), only, pairs, remarks(terms), PAGES["cost"])


def _pair(places, where, is_weight):
    """What each penalty adds in some places, as it is and as it must be."""
    yours, must = {}, {}
    for part, _, settings, terms in places:
        right = NORM[settings.l1_norm if part == "l1" else part].once if is_weight else ()
        yours.setdefault(part, _added(terms, part, where))
        must.setdefault(part, _added(right, part, where))
    end = f" to the {where}"
    if len(must) > 1:
        right = " and ".join(words.partition(" adds ")[2] for words in must.values()) if is_weight else "each adds 0"
    else:
        right = next(iter(must.values())) + end
    return " and ".join(yours.values()) + end, right + ": only weight matrices are penalised" * (not is_weight)


def _added(terms, part, where):
    """What a penalty adds, as a sentence."""
    words, unit = f"{part.upper()} adds", ((part, 1),)
    slope = derivative(terms, unit) + "," * any(t.formula.end for t in terms)
    if where == "gradient":
        return f"{words} {slope}"
    return f"{words} {number(terms, unit)}" if number(terms) else f"{words} what has the derivative {slope.rstrip(',')}"


def _exchanged(told):
    """l1 in the place of l2, or l2 of l1, or both: norms with the other's coefficient."""
    *lasso, ridge = (norm.once for norm in NORM.values())
    right = (ridge[0]._replace(formula=False),)  # of the penalty that is read, the right norm
    slips = (
        ("l1 and l2 exchanged", "l2 multiplies the L1 norm, l1 the sum of w^2", [ridge], lasso),
        ("l1 in place of l2", "l1 multiplies both norms", [right + ridge], [()]),
        ("l2 in place of l1", "l2 multiplies both norms", [right + norm for norm in lasso], [()]),
    )
    for names in dict.fromkeys(names for _, names in told):
        for name, yours, some, others in slips:
            gone = [[(terms, names) for terms in each if (terms, names) in told] for each in (some, others)]
            if all(gone):
                places = [place for one in gone[0] + gone[1] for place in told.pop(one)]
                wheres = " and ".join(dict.fromkeys(where for _, where, *_ in places))
                pair = (yours, "l1 multiplies the L1 norm, l2 the sum of w^2")
                yield Finding(f"{name} in the {wheres}", _params(names, wheres), "", (pair,), "", PAGES["cost"])
