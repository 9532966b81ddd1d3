"""A slip in the forward pass inside of a cost: outputs whose loss is the student's cost.

What may be wrong is listed in `elman.diagnosis.forward_slips`.
"""

import numpy as np

from elman.diagnosis.calls import numbers
from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_formulas import LOSS
from elman.diagnosis.cost_words import shows
from elman.diagnosis.findings import PAGES, Finding
from elman.diagnosis.forward_slips import Slip, slips
from elman.network.losses import LOSSES

NEAR = 1e-5
"""Costs that differ by less than this part are taken to be one: what is added to a divisor, such as 1e-8, is not told."""

AS_IT_IS = Slip("", "", lambda case: case.forward.Y)


@np.errstate(all="ignore")
def of_forward(groups, function):
    """The findings of a slip in the forward pass, and of a loss that is always the same one; none where neither is known."""
    songs = [(settings, case, none) for settings, some in groups.items() for case, none, _ in some]
    wrong = [one for one in songs if not np.isclose(one[2][COST], one[1].loss, rtol=10 * NEAR)]
    found = _found(songs, wrong) if wrong else None
    if found is None:
        return []
    always, slip = found
    names, others = _spoilt(songs), [k for k in _not_its_own(function, wrong) if k != slip.touched]
    if slip is AS_IT_IS and (others or not names):
        return []  # the loss and the backward pass are read by themselves
    concerned = dict.fromkeys(settings for settings, *_ in wrong if always in ("", settings.loss))
    which = "No gradient is" if len(others) == len(names) else f"The gradient of {', '.join(others)} is not"
    words = f"{which} the derivative of this cost: mend the forward pass first." if others and names else ""
    pair, params, only = ((slip.yours, slip.right),), (*names, COST), shows([*concerned], [*groups])
    told = [Finding("the forward pass", params, only, pair, words, PAGES["forward"])] * (slip is not AS_IT_IS)
    if always:
        pair = (f"loss = {LOSS[always].name}, whatever settings.loss says", "that of settings.loss")
        told.append(Finding("settings.loss not used", params, "", (pair,), pages=PAGES["loss"]))
    return told


def _found(songs, wrong):
    """The loss, where it is always the same one, and the slip whose outputs give the student's costs; None where none does."""
    case = wrong[0][1]
    for always in ("", *LOSSES):
        for slip in (AS_IT_IS, *slips(case.network, case.params)):
            if (
                _gives(slip, wrong, always)
                and _gives(slip, songs, always)
                and (slip is AS_IT_IS or _changes(slip, wrong))
            ):
                return always, slip
    return None


def _gives(slip, songs, always):
    """Whether the loss of a slip's outputs, that of the settings or always the same one, is the student's cost on all songs."""
    for settings, case, none in songs:
        try:
            loss = LOSSES[always or settings.loss][0](slip.outputs(case), case.targets)
        except ValueError:  # a matrix transposed that is not square
            return False
        if not np.isclose(none[COST], loss, rtol=NEAR):
            return False
    return True


def _changes(slip, songs):
    """Whether a slip changes the outputs of some song; a bias, for one, is its own transpose."""
    return not all(np.allclose(slip.outputs(case), case.forward.Y) for _, case, _ in songs)


def _spoilt(songs):
    """The parameters of which the gradient is wrong."""
    return tuple(k for k in songs[0][1].data if not all(case.alone.same(k, none[k]) for _, case, none in songs))


STEP = 1e-5
"""By so much of a random direction a parameter is moved for a central difference."""


def _not_its_own(function, songs):
    """The parameters of which the gradient is not the derivative of the student's own cost, nor right, in the first songs."""
    found, rng = {}, np.random.default_rng(0)
    for _, case, none in [one for one in songs if min(one[1].sizes) > 1][:2]:
        plain = case.with_coefficients(l1=0.0, l2=0.0)
        grads = numbers(function, plain)
        for k, value in case.params.items():
            D, costs = rng.standard_normal(value.shape), []
            for sign in (1, -1):
                plain.params = case.params | {k: value + sign * STEP * D}
                costs.append(float(numbers(function, plain).get(COST, np.nan)))
            numeric, scale = (costs[0] - costs[1]) / (2 * STEP), max(1e-3, np.abs(grads[k]).max())
            if not abs(np.sum(grads[k] * D) - numeric) <= 1e-5 * scale and not case.alone.same(k, none[k]):
                found[k] = None
    return list(found)
