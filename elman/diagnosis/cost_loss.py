"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass.

What the loss and its gradient are is read by `elman.diagnosis.cost_reading`; what is wrong beside them is explained as a
backward pass for the dY that was found.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cost_cases import COST, CostCase
from elman.diagnosis.cost_reading import NAMES, Song, read_cost, read_dY
from elman.diagnosis.cost_table import LOSSES
from elman.diagnosis.evidence import NEAR, conclusion, example, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.loss_experiments import SIZES, OfLoss, told_of_loss


def of_loss(parts, function):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    groups, told = {}, []
    for case, none, _ in parts:
        groups.setdefault(case.settings.loss, []).append(Song(case, none))
    for loss, songs in sorted(groups.items()):
        if told and all(_is_the_root(one, function, told[0][0]) for one in songs[:FEW]):
            told = [(finding, reading, "") for finding, reading, _ in told]
            continue
        for finding, reading in _of_one_loss(songs, loss, function):
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


FEW = 5
"""So many songs decide whether one loss is the root of the other."""


def _is_the_root(song, function, told):
    """Whether all that is wrong with the rmse is that it is the root of a wrong mse, which is ``told``."""
    both = told.name in ("the loss in the cost and gradient", "the gradient of the loss")
    if not both and not (told.name == "the loss in the cost" and song.is_right):
        return False
    case = CostCase(song.case, song.case.targets, replace(song.case.settings, loss="mse", l1=0.0, l2=0.0))
    mse = call(function, case, twice=False).grads
    if len(mse) != len(case.right):
        return False
    signal = np.concatenate([mse["W_hy"].ravel(), mse["b_y"]])
    same_gradient = not both or np.allclose(signal, 2 * song.C * song.signal, rtol=1e-8)
    return bool(np.isclose(song.C**2, mse[COST], rtol=1e-8) and same_gradient)


def _joined(one, other, included):
    """One finding for both losses; the equations of the second are left out where they are those of the first."""
    return one._replace(
        params=max(one.params, other.params, key=len),
        pairs=one.pairs
        if included
        else (*one.pairs, *(pair for pair in other.pairs if pair[0] not in dict(one.pairs))),
        words=one.words or (other.words and f"With rmse, {other.words}"),
    )


def _of_one_loss(songs, loss, function):
    """The findings for the songs of one loss, with their readings: the cost, then dY, then the backward pass for this dY."""
    spoilt = tuple(k for k in songs[0].case.data if not all(one.case.alone.same(k, one.none[k]) for one in songs))
    pairs = [(one.case.alone, {k: one.none[k] for k in one.case.data}) for one in songs]
    off = worst(pairs) if spoilt else None
    if off and off[0] < NEAR:
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        yield Finding(name, spoilt, words=example(pairs, spoilt), pages=PAGES["cost"]), None
        spoilt = ()
    experiments, dY, told = _experiments(songs, function), None, False
    if not all(one.cost_is_right for one in songs):
        finding, reading, dY, told = _of_the_cost(songs, loss, spoilt, experiments)
        yield finding, reading
    if spoilt and not told and not all(one.is_right for one in songs):
        reading = read_dY(songs, loss)
        equation, words = (f"dY = {_right_side(reading)}", "") if reading else told_of_loss(experiments, "of_gradient")
        if equation and equation != _right_dY(loss).partition(", ")[0]:
            dY, told, pairs = reading and reading.dY, True, ((equation, _right_dY(loss)),)
            only = reading.only if reading else ""
            yield Finding("the gradient of the loss", spoilt, only, pairs, words, PAGES["cost"]), reading
    if dY or not told:
        pairs = [(one.case.alone.with_dY(dY[k]) if dY else one.case.alone, one.none) for k, one in enumerate(songs)]
    else:
        pairs = experiments[0].pass_on()
    for finding in _of_the_pass(pairs, spoilt):
        yield finding, None


def _of_the_cost(songs, loss, spoilt, experiments):
    """(Finding, Reading, dY, told): what is wrong with the cost; whether it tells, too, what is wrong with dY."""
    reading, right, words = read_cost(songs, loss), f"loss = {NAMES[loss]}, E = Y - targets", ""
    if reading:
        dY, words = _follows(songs, reading, loss) if spoilt else (None, "")
        pairs, both, told = ((f"loss = {reading.text(reading.formula)}", right),), bool(dY) and not words, bool(dY)
        if spoilt and experiments and not told and not all(one.is_right for one in songs):
            told = both = experiments[0].follows()
    else:
        told = both = bool(spoilt and experiments) and experiments[0].follows()
        of_dY = read_dY(songs, loss) if both else None
        dY = of_dY and of_dY.dY
        if of_dY:
            equation = f"dY = {_right_side(of_dY)}"
        else:
            equation, words = told_of_loss(experiments, "of_gradient" if both else "of_cost")
        pair = (equation, _right_dY(loss)) if both else (f"a loss with the derivative {equation}", right)
        pairs = (pair,) if equation else ()
        words = words or ("" if equation else "Without penalties, the cost is not the loss.")
    where, params = "cost and gradient" if both else "cost", (*(spoilt if told else ()), COST)
    return (
        Finding(f"the loss in the {where}", params, reading.only if reading else "", pairs, words, PAGES["cost"]),
        reading,
        dY,
        told,
    )


def _right_side(reading):
    return reading.text(f"({LOSSES[reading.formula][2]})")


def _right_dY(loss):
    return f"dY = {LOSSES[NAMES[loss]][2]}, E = Y - targets{', L the rmse' if loss == 'rmse' else ''}"


def _experiments(songs, function):
    """Experiments of two sizes with the settings of a song that is wrong; none where its output is softmax."""
    some = [one.case for one in songs if not (one.cost_is_right and one.is_right) and one.case.output != "softmax"]
    return [OfLoss(function, some[0].settings, some[0].network, sizes) for sizes in SIZES] if some else []


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


def _of_the_pass(pairs, spoilt):
    """What is wrong with the backward pass that is given the student's dY, or the right one."""
    pairs = [
        (case, {k: grads[k] for k in case.right}) for case, grads in pairs if any(map(np.any, case.right.values()))
    ]
    if not spoilt or all(case.same(k, v, rtol=1e-8) for case, grads in pairs for k, v in grads.items()):
        return
    groups = {}
    for case, grads in pairs:
        groups.setdefault(case.output, []).append((case, grads))
    found = explain(groups, pairs[0][0].network, None, effort=0.3)
    causes = {(cause.name, cause.pairs): cause for one in found.values() for cause in one.causes}
    for cause in causes.values():
        yield Finding(cause.name, cause.params, cause.only, cause.pairs, cause.words, PAGES[cause.kind])
    left = tuple(k for k in pairs[0][0].right if any(k in one.left for one in found.values()))
    if left:
        words = f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}"
        yield Finding(UNKNOWN, left, words=words, pages=PAGES["cost"])
