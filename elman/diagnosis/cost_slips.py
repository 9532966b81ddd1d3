"""Slips in a cost that show in several of its parts, told once: by what they are, before the parts are read."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.causes import MISSING
from elman.diagnosis.cost_cases import COST, CostCase, penalties
from elman.diagnosis.findings import PAGES, Finding
from elman.network.penalties import weight_names

OVERWRITTEN = "Is there = in place of +=?"

SLOPES = {"l1": "{}N'(w)", "l2": "2 {}w"}
"""The derivative of a penalty, with a place for its coefficient; N is the L1 norm."""


def not_used(parts):
    """Settings that change nothing: the coefficients, or the output."""
    if not parts:
        return []
    used = any(np.any(value) for _, _, added in parts for some in added.values() for value in some.values())
    if not used and any(none[COST] > case.loss * (1 + 1e-9) for case, none, _ in parts):
        pair = ("penalties that are the same for all l1 and l2, even for 0", "0 where these are 0")
        return [Finding("coefficients not taken from the settings", (COST,), pairs=(pair,), pages=PAGES["cost"])]
    linear = [(CostCase(case, case.targets, case.settings, output="linear"), none) for case, none, _ in parts]
    if {case.output for case, _, _ in parts} == {"linear"} or not all(
        np.isclose(none[COST], case.loss, rtol=1e-9) and all(case.alone.same(k, none[k]) for k in case.data)
        for case, none in linear
    ):
        return []
    wrong = [k for k in parts[0][1] if k == COST or any(not case.alone.same(k, none[k]) for case, none, _ in parts)]
    pair = ("the outputs of a linear network, whatever settings.output says", "those of settings.output")
    return [Finding("settings.output not used", tuple(wrong), pairs=(pair,), pages=PAGES["cost"])]


def merged(found):
    """What is one slip, told once: a gradient transposed with its penalty, or overwritten by one of them."""
    names = [finding.name for finding in found]
    if names == [MISSING] and all(k.startswith("W_") for k in found[0].params):
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


def without_coefficient(parts):
    """A penalty that the gradient has without its coefficient; and the parts as they would be with it."""
    found = []
    for part, slope in SLOPES.items():
        cases = [one for some in parts.values() for one in some]
        must = [
            penalties(case.params, replace(case.settings, **({"l1": 0.0, "l2": 0.0} | {part: 1.0})))
            for case, *_ in cases
        ]
        names = weight_names(cases[0][0].params)
        is_added = [
            np.allclose(none[k] - case.data[k], once[k], rtol=1e-7, atol=1e-9)
            and not np.any(np.abs(added[part][k]) > 1e-9)
            for (case, none, added), once in zip(cases, must, strict=True)
            for k in names
        ]
        if not all(is_added):
            continue
        pair = tuple(
            f"{part.upper()} adds {slope.format(coefficient)} to the gradient" for coefficient in ("", f"{part} ")
        )
        found.append(Finding(f"{part} left out of the gradient", tuple(names), pairs=(pair,), pages=PAGES["cost"]))
        once = dict(zip(map(id, (case for case, *_ in cases)), must, strict=True))
        parts = {settings: [_with(*one, part, once[id(one[0])]) for one in some] for settings, some in parts.items()}
    return found, parts


def _with(case, none, added, part, once):
    """A part in which a penalty has its coefficient."""
    c, names = getattr(case.settings, part), weight_names(case.params)
    none = none | {k: none[k] - once[k] for k in names}
    return case, none, added | {part: added[part] | {k: c * once[k] for k in names}}


def over_the_whole_cost(parts):
    """With rmse, dY divided by the whole cost: right without penalties, and too small with them."""
    rooted = [one for one in parts if one[0].settings.loss == "rmse"]
    for case, none, added in rooted:
        must = penalties(case.params, case.settings)
        ratio = case.loss / (case.loss + must[COST])
        for k, right in case.data.items():
            whole = none[k] + added["l1"][k] + added["l2"][k] + added["both"][k]
            if not np.allclose(none[k], right, rtol=1e-8, atol=1e-10) or not np.allclose(
                whole - must[k], ratio * right, rtol=1e-7, atol=1e-9
            ):
                return []
    if not rooted or all(not np.any(added["l1"][COST]) for _, _, added in rooted):
        return []
    pair = ("dY = E / (T n_out C), C the whole cost", "dY = E / (T n_out L), L the rmse alone")
    only = "with rmse only" if len(rooted) < len(parts) else ""
    return [Finding("the gradient of the loss", tuple(rooted[0][0].data), only, (pair,), pages=PAGES["cost"])]
