"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass.

The loss and its gradient are read by `elman.diagnosis.loss_experiments`; what is wrong beside them is explained as a
backward pass for the dY that was found.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cost_cases import COST, CostCase, OfLoss
from elman.diagnosis.evidence import NEAR, conclusion, example, shared, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.loss_experiments import SIZES, Told, told_of_loss

RIGHT = {
    "mse": Told("loss = mean(E^2), E = Y - targets", "dY = 2 E / (T n_out), E = Y - targets"),
    "rmse": Told("loss = sqrt(mean(E^2)), E = Y - targets", "dY = E / (T n_out L), E = Y - targets, L the rmse"),
}

FEW = 5
"""So many songs decide whether one loss is the root of the other."""


class Song:
    """A case, what a student's function gives on it without penalties, and whether its cost and its dA are right."""

    def __init__(self, case, none):
        self.case, self.none = case, none
        self.cost_is_right = abs(none[COST] - case.loss) <= 1e-9 * max(1.0, abs(case.loss))
        self.dY_is_right = all(np.allclose(none[k], case.data[k], rtol=1e-9, atol=1e-12) for k in ("W_hy", "b_y"))


def of_loss(parts, function):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    groups, told = {}, {}
    for case, none, _ in parts:
        groups.setdefault(case.settings.loss, []).append(Song(case, none))
    for loss, songs in sorted(groups.items()):
        if told and all(_is_the_root(one, function) for one in songs[:FEW]):
            wrong = not all(one.dY_is_right for one in songs)
            for key, (finding, losses) in told.items():
                if wrong and len(told) == 1 and finding.name == "the loss in the cost":
                    finding = finding._replace(
                        words="With rmse, dY is divided by the root of this, and so wrong as well."
                    )
                told[key] = finding, [*losses, loss]
            continue
        for finding in _of_one_loss(songs, loss, function):
            alike = (
                finding.name,
                finding.only,
                *(yours.replace("sqrt(mean(E^2))", "mean(E^2)") for yours, _ in finding.pairs),
            )
            first, losses = told.get(alike, (finding, []))
            told[alike] = first, [*losses, loss]
    for finding, losses in told.values():
        only = f"with {losses[0]} only" if len(losses) < len(groups) else ""
        yield finding._replace(only=", ".join(filter(None, [finding.only, only])))


def _is_the_root(song, function):
    """Whether the rmse is the root of the student's own mse, and its gradient right or that of this root."""
    case = CostCase(song.case, song.case.targets, replace(song.case.settings, loss="mse", l1=0.0, l2=0.0))
    mse = call(function, case, twice=False).grads
    if len(mse) != len(case.right) or not np.isclose(song.none[COST] ** 2, mse[COST], rtol=1e-8):
        return False
    follows = all(np.allclose(mse[k], 2 * song.none[COST] * song.none[k], rtol=1e-8) for k in ("W_hy", "b_y"))
    return song.dY_is_right or follows


def _of_one_loss(songs, loss, function):
    """The findings for the songs of one loss: the loss and its gradient, then the backward pass for the dY that was found."""
    spoilt = tuple(k for k in songs[0].case.data if not all(one.case.alone.same(k, one.none[k]) for one in songs))
    pairs = [(one.case.alone, {k: one.none[k] for k in one.case.data}) for one in songs]
    off = worst(pairs) if spoilt else None
    if off and off[0] < NEAR:
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        yield Finding(name, spoilt, words=example(pairs, spoilt), pages=PAGES["cost"])
        spoilt = ()
    wrong = [one for one in songs if not (one.cost_is_right and one.dY_is_right)]
    dY = None
    if wrong:
        case, outputs = wrong[0].case, {one.case.output for one in wrong}
        only = f"with output {case.output} only" if len(outputs) == 1 < len({one.case.output for one in songs}) else ""
        experiments = [OfLoss(function, case.settings, case.network, sizes) for sizes in SIZES]
        cost = not all(one.cost_is_right for one in songs) and told_of_loss(experiments, "of_cost")
        dY = bool(spoilt) and not all(one.dY_is_right for one in songs) and told_of_loss(experiments, "of_gradient")
        if dY and (RIGHT[loss].dY.startswith(f"{dY.dY}, ") or not (dY.dY or (cost == dY and experiments[0].follows()))):
            dY = None  # right here, or to be explained as a backward pass
        if cost and dY and "C)" in dY.dY:
            cost = cost._replace(words="dY is divided by this cost, and so wrong as well.")
        if cost and RIGHT[loss].loss.startswith(f"{cost.loss}, "):  # right in the experiments
            only = only or shared([one.case for one in wrong], [one.case for one in songs if one not in wrong])
            cost = (
                Told()
                if only
                else Told(words="The cost is not the loss, but its derivative is right: is a constant added?")
            )
        for where, told in (("cost and gradient", cost),) if cost == dY else (("cost", cost), ("gradient", dY)):
            if told and not (where == "gradient" and cost and "C)" in told.dY):
                yield _of_place(where, told, spoilt, loss, only)
    if dY:
        pairs = [pair for one in experiments for pair in one.pass_on()]
    yield from _of_the_pass(pairs, spoilt)


def _of_place(where, told, spoilt, loss, only):
    """The finding for what was read of the loss in the cost, of its gradient, or of both."""
    right, name = RIGHT[loss], f"the loss in the {where}"
    params = (*(spoilt if "gradient" in where else ()), *((COST,) if "cost" in where else ()))
    pair, words = (told.loss, right.loss), told.words
    if where == "gradient":
        name, pair = "the gradient of the loss", (told.dY, right.dY)
    elif not told.loss and where == "cost":
        pair = (told.dY and f"a loss with the derivative {told.dY}", right.loss)
    elif not told.loss:
        pair = (told.dY, right.dY)
    if not told.dY and not words:
        words = "Without penalties, the cost is not the loss."
    return Finding(name, params, only, (pair,) if pair and pair[0] else (), words, PAGES["cost"])


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
