"""Coefficients of the penalties that are not those of the settings: left out of the gradient, or numbers of the student's own.

Each function gives what it found, and the parts of the cost as they would be without it.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cost_cases import COST, penalties
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.seen import nice
from elman.network.losses import LOSSES
from elman.network.penalties import weight_names

SLOPES = {"l1": "{}N'(w)", "l2": "2 {}w"}
"""The derivative of a penalty, with a place for its coefficient; N is the L1 norm."""


def not_taken(parts):
    """Penalties with coefficients of their own, whatever the settings say; and the parts as they would be with the right ones."""
    every = [one for some in parts.values() for one in some]
    if any(np.any(value) for *_, added in every for some in added.values() for value in some.values()):
        return [], parts
    once = [{part: _penalty(case, **{part: 1.0})[COST] for part in SLOPES} for case, *_ in every]
    A = np.array([[one["l1"], one["l2"]] for one in once]).reshape(-1, 2)
    for always in ("", *LOSSES) if every else ():
        losses = [LOSSES[always or case.settings.loss][0](case.forward.Y, case.targets) for case, *_ in every]
        b = np.array([none[COST] - loss for loss, (_, none, _) in zip(losses, every, strict=True)])
        c = np.linalg.lstsq(A, b, rcond=None)[0]
        if np.abs(A @ c - b).max() <= 1e-9 < np.abs(c).max():
            break
    else:
        return [], parts
    own = {part: nice(x) if abs(x) > 1e-9 else 0.0 for part, x in zip(SLOPES, c, strict=True)}
    read = [(case, none) for case, none, _ in every if always in ("", case.settings.loss)]
    more = [none["W_hy"] - case.data["W_hy"] - _penalty(case, **own)["W_hy"] for case, none in read]
    keys = [COST] + [*every[0][0].data] * all(np.abs(some).max() < 1e-9 for some in more)
    parts = {settings: [_with_settings(*one, own, keys) for one in some] for settings, some in parts.items()}
    pair = (" and ".join(f"{part} = {x:.6g}" for part, x in own.items()), "l1 and l2 as the settings say")
    params = (*(weight_names(every[0][0].params) if len(keys) > 1 else ()), COST)
    name = "coefficients not taken from the settings"
    return [Finding(name, params, "", (pair,), pages=PAGES["cost"])], parts


def _penalty(case, **coefficients):
    return penalties(case.params, replace(case.settings, **({"l1": 0.0, "l2": 0.0} | coefficients)))


def _with_settings(case, none, added, own, keys):
    """A part in which the penalties have the coefficients of the settings in place of their own."""
    none = none | {k: none[k] - _penalty(case, **own)[k] for k in keys}
    for part in SLOPES:
        must = _penalty(case, **{part: getattr(case.settings, part)})
        added = added | {part: added[part] | {k: must[k] for k in keys}}
    return case, none, added


def without_coefficient(parts):
    """The penalties that the gradient has without their coefficients; and the parts as they would be with them."""
    for left_out in (("l1",), ("l2",), ("l1", "l2")):
        once = dict.fromkeys(left_out, 1.0)
        must = {id(case): _penalty(case, **once) for some in parts.values() for case, *_ in some}
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
        must = _penalty(case, **{part: getattr(case.settings, part)})
        changed[part] = added[part] | {k: must[k] for k in names}
    return case, none | {k: case.data[k] for k in names}, added | changed


def _left_out(part, names):
    pair = tuple(f"{part.upper()} adds {SLOPES[part].format(c)} to the gradient" for c in ("", f"{part} "))
    return Finding(f"{part} left out of the gradient", names, pairs=(pair,), pages=PAGES["cost"])
