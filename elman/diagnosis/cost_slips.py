"""Slips in a cost that show in several of its parts, told once: by what they are, before the parts are read."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cases import FORWARD
from elman.diagnosis.causes import MISSING
from elman.diagnosis.cost_cases import COST, penalties, quantities
from elman.diagnosis.cost_experiments import OTHER
from elman.diagnosis.cost_formulas import Formula, Term
from elman.diagnosis.cost_terms import scaled
from elman.diagnosis.cost_words import number, remarks
from elman.diagnosis.findings import PAGES, Finding
from elman.network.losses import LOSSES
from elman.network.penalties import weight_names

OVERWRITTEN = "Is there = in place of +=?"


def merged(found, parts):
    """What is one slip, told once: a gradient transposed with its penalty, or overwritten by one of them."""
    names = [finding.name for finding in found]
    if names == [MISSING] and all(
        np.any(added["l1"][k]) or np.any(added["l2"][k]) for _, _, added in parts for k in found[0].params
    ):
        pair = ("dW = what a penalty adds, alone", "dW = that of the loss + what L1 adds + what L2 adds")
        return [found[0]._replace(name="gradient overwritten", pairs=(pair,), words=OVERWRITTEN, pages=PAGES["cost"])]
    for part, other in (("L1", "L2"), ("L2", "L1")):
        lost = [one for one in found if one.name in (MISSING, f"{part} penalty missing in the gradient")]
        if len(lost) == len(found) == 2 and lost[0].params == lost[1].params:
            pair = (f"dW = what {other} adds, alone", f"dW = that of the loss + what {part} adds + what {other} adds")
            return [Finding("gradient overwritten", lost[0].params, "", (pair,), OVERWRITTEN, PAGES["cost"])]
    return [
        one for one in found if not (any(f"d{k} transposed" in names for k in one.params) and "^T to" in str(one.pairs))
    ]


def few_digits(parts):
    """A cost that is right but for its digits, rounded or of single precision; and the parts with all digits.

    What such a cost is the sum of cannot be read: small changes do not show in it.
    """
    every = [(float(none[COST]), case.loss) for some in parts.values() for case, none, _ in some]
    if not every or all(abs(yours - right) <= 1e-9 * max(1.0, abs(right)) for yours, right in every):
        return [], parts
    n = next((n for n in range(9) if all(yours == round(yours, n) for yours, _ in every)), None)
    single = all(
        yours == float(np.float32(yours)) and abs(yours - right) <= 1e-6 * abs(right) for yours, right in every
    )
    if not single and (n is None or any(abs(yours - right) > 10.0**-n for yours, right in every)):
        return [], parts
    parts = {settings: [_with_right_cost(*one) for one in some] for settings, some in parts.items()}
    pair = (
        f"cost = C {'in single precision' if single else f'with {n} decimals only'}",
        "cost = C with all its digits",
    )
    return [Finding("the cost is rounded", (COST,), pairs=(pair,), pages=PAGES["cost"])], parts


def _with_right_cost(case, none, added):
    """A part in which the cost is right."""
    must = {part: penalties(case.params, replace(case.settings, **{other: 0.0})) for part, other in OTHER.items()}
    added = {part: some | {COST: must[part][COST] if part in must else np.zeros(())} for part, some in added.items()}
    return case, none | {COST: np.asarray(case.loss)}, added


def added_under_the_root(parts):
    """A small number added under the root of the rmse, and the parts as they would be without it."""
    rooted = [one for some in parts.values() for one in some if one[0].settings.loss == "rmse"]
    more = [float(none[COST]) ** 2 - case.loss**2 for case, none, _ in rooted]
    if not rooted or min(more) < 1e-12 or np.ptp(more) > 1e-3 * min(more) + 1e-13:
        return [], parts
    wheres = "cost and gradient" if all(map(_follows, rooted)) else "cost"
    parts = {settings: [_without_more(*one, wheres) for one in some] for settings, some in parts.items()}
    pair = (f"loss = sqrt(mean(E^2) + {np.median(more):.1g})", "loss = sqrt(mean(E^2)), E = Y - targets")
    names, only = tuple(rooted[0][0].data) * (wheres != "cost"), "with rmse only" * (len(parts) > 1)
    return [Finding(f"the loss in the {wheres}", (*names, COST), only, (pair,), pages=PAGES["loss"])], parts


def _follows(part):
    """Whether a gradient is that of the student's rmse, not of the right one."""
    case, none, _ = part
    return all(np.allclose(none[k] * none[COST], v * case.loss, rtol=1e-7, atol=1e-10) for k, v in case.data.items())


def _without_more(case, none, added, wheres):
    """A part without what was added under the root."""
    if case.settings.loss == "rmse":
        none = none | ({k: none[k] * none[COST] / case.loss for k in case.data} if "gradient" in wheres else {})
        none = none | {COST: np.asarray(case.loss)}
    return case, none, added


def _times(factor):
    """The weights, times a factor that follows from the settings."""
    return lambda case: {k: case.params[k] * factor(case.settings) for k in weight_names(case.params)}


ELSEWHERE = {
    "with W times (1 - learning_rate l2)": _times(lambda s: 1 - s.learning_rate * s.l2),
    "with W times (1 - 2 learning_rate l2)": _times(lambda s: 1 - 2 * s.learning_rate * s.l2),
    "with W times (1 - l2)": _times(lambda s: 1 - s.l2),
    "of the parameters after one step": lambda case: {
        k: case.params[k] - case.settings.learning_rate * case.right[k] for k in case.data
    },
}
"""Other parameters than those that are given, of which a cost may be computed."""


def of_other_parameters(parts):
    """A cost that is that of other parameters: after a step, or with weights that are made smaller."""
    for words, others in ELSEWHERE.items() if parts else ():
        if all(_is_of_others(*part, others) for part in parts):
            spoilt = any(
                not case.same(k, none[k] + sum(some[k] for some in added.values()))
                for case, none, added in parts
                for k in case.data
            )
            params = (*(tuple(parts[0][0].data) * spoilt), COST)
            pair = (f"C {words}", "C of the parameters that are given")
            words = "A step belongs to the update, not into the cost."
            return [Finding("the cost of other parameters", params, "", (pair,), words, PAGES["cost"])]
    return []


def _is_of_others(case, none, added, others):
    """Whether the student's cost is that of other parameters, and not the right one."""
    params = case.params | others(case)
    Y = FORWARD[case.network](params, case.X, output=case.output)[0]
    C = LOSSES[case.settings.loss][0](Y, case.targets) + penalties(params, case.settings)[COST]
    yours = none[COST] + sum(some[COST] for some in added.values())
    return np.isclose(yours, C, rtol=1e-9) and not np.isclose(yours, case.right[COST], rtol=1e-9)


def times_the_cost(parts):
    """A factor before loss and penalties together, in the cost or in the gradient too; and the parts without it."""
    every = [one for some in parts.values() for one in some]
    if not any(case.settings.l1 or case.settings.l2 for case, *_ in every):
        return [], parts
    wholes = [
        (case, {k: none[k] + sum(some[k] for some in added.values()) for k in none}) for case, none, added in every
    ]
    factors = [float(whole[COST] / case.right[COST]) for case, whole in wholes]
    found = scaled(factors, [quantities(case.sizes, case.settings) for case, _ in wholes])
    if found in (None, (1.0, ())) or not all(factors):
        return [], parts
    pairs = [(whole[k], c * case.right[k]) for c, (case, whole) in zip(factors, wholes, strict=True) for k in case.data]
    keys = [COST] + [*every[0][0].data] * all(np.allclose(*pair, rtol=1e-7, atol=1e-9) for pair in pairs)
    factors = iter(factors)  # the parts stand in the same order
    parts = {settings: [_divided(*one, next(factors), keys) for one in some] for settings, some in parts.items()}
    terms = [Term(*found, Formula("C"))]
    pair = (f"cost = {number(terms)}", "cost = C = loss + penalties")
    wheres = "gradient and cost" if len(keys) > 1 else "cost"
    params = (*keys[1:], COST)
    return [Finding(f"a factor in the whole {wheres}", params, "", (pair,), remarks(terms), PAGES["cost"])], parts


def _divided(case, none, added, c, keys):
    """A part of which some numbers are divided by c."""
    none, l1, l2, both = ({k: v / c if k in keys else v for k, v in some.items()} for some in (none, *added.values()))
    return case, none, {"l1": l1, "l2": l2, "both": both}


def over_the_whole_cost(parts):
    """With rmse, dY divided by the whole cost, where all else is right."""
    rooted = [case for case, _, _ in parts if case.settings.loss == "rmse"]
    for case, none, added in parts:
        must = penalties(case.params, case.settings)
        ratio = case.loss / (case.loss + must[COST]) if case.settings.loss == "rmse" else 1.0
        right = {k: must[k] + ratio * v for k, v in case.data.items()} | {COST: case.right[COST]}
        for k, value in right.items():
            whole = none[k] + added["l1"][k] + added["l2"][k] + added["both"][k]
            if not np.allclose(whole, value, rtol=1e-7, atol=1e-9):
                return []
    if not rooted:
        return []
    pair = ("dY = E / (T n_out C), C the whole cost", "dY = E / (T n_out L), L the rmse alone")
    only = "with rmse only" if len(rooted) < len(parts) else ""
    return [Finding("the gradient of the loss", tuple(rooted[0].data), only, (pair,), pages=PAGES["cost"])]
