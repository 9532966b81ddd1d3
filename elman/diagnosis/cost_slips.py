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


def without_coefficient(parts):
    """The penalties that the gradient has without their coefficients; and the parts as they would be with them."""
    for left_out in (("l1",), ("l2",), ("l1", "l2")):
        once = {part: 1.0 if part in left_out else 0.0 for part in SLOPES}
        must = {
            id(case): penalties(case.params, replace(case.settings, **once))
            for some in parts.values()
            for case, *_ in some
        }
        if all(_has_once(*one, left_out, must[id(one[0])]) for some in parts.values() for one in some):
            parts = {settings: [_with_coefficient(*one, left_out) for one in some] for settings, some in parts.items()}
            names = tuple(weight_names(next(iter(parts.values()))[0][0].params))
            return [_left_out(part, names) for part in left_out], parts
    return [], parts


def _has_once(case, none, added, left_out, must):
    """Whether a gradient without penalties is that of the loss and of these penalties, each once."""
    names = weight_names(case.params)
    is_there = all(np.allclose(none[k] - case.data[k], must[k], rtol=1e-7, atol=1e-9) for k in names)
    return is_there and all(np.abs(added[part][k]).max() <= 1e-9 for part in left_out for k in names)


def _with_coefficient(case, none, added, left_out):
    """A part in which these penalties have their coefficients."""
    names, changed = weight_names(case.params), {}
    for part in left_out:
        must = penalties(
            case.params, replace(case.settings, **{"l1": 0.0, "l2": 0.0, part: getattr(case.settings, part)})
        )
        changed[part] = added[part] | {k: must[k] for k in names}
    return case, none | {k: case.data[k] for k in names}, added | changed


def _left_out(part, names):
    pair = tuple(f"{part.upper()} adds {SLOPES[part].format(c)} to the gradient" for c in ("", f"{part} "))
    return Finding(f"{part} left out of the gradient", names, pairs=(pair,), pages=PAGES["cost"])


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
