"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass.

What the loss and its gradient are is read by `elman.diagnosis.cost_reading`; what is wrong beside them is explained as a
backward pass for the dY that was found.
"""

import numpy as np

from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_reading import NAMES, Song, read_cost, read_dY
from elman.diagnosis.cost_table import LOSSES
from elman.diagnosis.evidence import NEAR, conclusion, example, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding


def of_loss(parts):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    groups, told = {}, []
    for case, none, _ in parts:
        groups.setdefault(case.settings.loss, []).append(Song(case, none))
    for loss, songs in sorted(groups.items()):
        for finding, reading in _of_one_loss(songs, loss):
            for k, (other, before, _) in enumerate(told):
                included = before is not None and before.includes(reading)
                if (other.name, other.only) == (finding.name, finding.only) and (
                    included or other.params == finding.params
                ):
                    told[k] = (_joined(other, finding, included), before, "")
                    break
            else:
                told.append((finding, reading, loss))
    for finding, _, loss in told:
        only = f"with {loss} only" if loss and len(groups) > 1 else ""
        yield finding._replace(only=", ".join(filter(None, [finding.only, only])))


def _joined(one, other, included):
    """One finding for both losses; the equations of the second are left out where they are those of the first."""
    return one._replace(
        params=max(one.params, other.params, key=len),
        pairs=one.pairs if included else tuple(dict.fromkeys((*one.pairs, *other.pairs))),
        words=one.words or (other.words and f"With rmse, {other.words}"),
    )


def _of_one_loss(songs, loss):
    """The findings for the songs of one loss, with their readings: the cost, then dY, then the backward pass for this dY."""
    spoilt = tuple(k for k in songs[0].case.data if not all(one.case.alone.same(k, one.none[k]) for one in songs))
    pairs = [(one.case.alone, {k: one.none[k] for k in one.case.data}) for one in songs]
    off = worst(pairs) if spoilt else None
    if off and off[0] < NEAR:
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        yield Finding(name, spoilt, words=example(pairs, spoilt), pages=PAGES["cost"]), None
        spoilt = ()
    dY = None
    if not all(one.cost_is_right for one in songs):
        cost = read_cost(songs, loss)
        dY, follows = _follows(songs, cost, loss) if spoilt else (None, "")
        where = "cost and gradient" if dY and not follows else "cost"
        told = ((f"loss = {cost.text(cost.formula)}", f"loss = {NAMES[loss]}, E = Y - targets"),) if cost else ()
        words = " ".join(filter(None, ["" if cost else "Without penalties, the cost is not the loss.", follows]))
        params, only = (*(spoilt if dY else ()), COST), cost.only if cost else ""
        yield Finding(f"the loss in the {where}", params, only, told, words, PAGES["cost"]), cost
    reading = None if dY or not spoilt or all(one.is_right for one in songs) else read_dY(songs, loss)
    if reading:
        dY, right = reading.dY, LOSSES[NAMES[loss]][2]
        known = f"dY = {right}, E = Y - targets{', L the rmse' if loss == 'rmse' else ''}"
        told = ((f"dY = {reading.text(f'({LOSSES[reading.formula][2]})')}", known),)
        yield Finding("the gradient of the loss", spoilt, reading.only, told, pages=PAGES["cost"]), reading
    for finding in _of_the_pass(songs, dY, spoilt):
        yield finding, None


def _follows(songs, cost, loss):
    """(dY, words) where the wrong gradient follows from the wrong cost: it is its derivative, or divided by it."""
    if cost and _all_are(songs, cost.dY):
        return cost.dY, ""
    divided = [one.case.dY * one.L / one.C for one in songs if one.C]
    if loss == "rmse" and len(divided) == len(songs) and _all_are(songs, divided):
        return divided, "dY is divided by this cost, and so wrong as well."
    return None, ""


def _all_are(songs, dY):
    return all(np.allclose(one.signal, one.of(D), rtol=1e-8, atol=1e-12) for one, D in zip(songs, dY, strict=True))


def _of_the_pass(songs, dY, spoilt):
    """What is wrong with the backward pass that is given the student's dY, or the right one."""
    cases = (
        [one.case.alone.with_dY(D) for one, D in zip(songs, dY, strict=True)]
        if dY
        else [one.case.alone for one in songs]
    )
    pairs = [(case, {k: one.none[k] for k in case.right}) for case, one in zip(cases, songs, strict=True)]
    pairs = [(case, grads) for case, grads in pairs if any(np.any(value) for value in case.right.values())]
    if not spoilt or all(case.same(k, v, rtol=1e-8) for case, grads in pairs for k, v in grads.items()):
        return
    groups = {}
    for case, grads in pairs:
        groups.setdefault(case.output, []).append((case, grads))
    found = explain(groups, songs[0].case.network, None, effort=0.3)
    causes = {(cause.name, cause.pairs): cause for one in found.values() for cause in one.causes}
    for cause in causes.values():
        yield Finding(cause.name, cause.params, cause.only, cause.pairs, cause.words, PAGES[cause.kind])
    left = tuple(k for k in songs[0].case.data if any(k in one.left for one in found.values()))
    if left:
        words = f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}"
        yield Finding(UNKNOWN, left, words=words, pages=PAGES["cost"])
