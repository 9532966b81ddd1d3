"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass.

The loss and its gradient are read by `elman.diagnosis.cost_terms`; what is wrong beside them is explained as a backward pass
for the dY that was found.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import numbers
from elman.diagnosis.cost_cases import COST, CostCase
from elman.diagnosis.cost_experiments import OfLoss
from elman.diagnosis.cost_formulas import LOSS
from elman.diagnosis.cost_terms import terms_of
from elman.diagnosis.cost_words import derivative, kind, number, remarks, shows
from elman.diagnosis.evidence import NEAR, conclusion, example, shared, worst
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding

PLACES = ("cost", "gradient", "cost and gradient")
"""Where a loss may be wrong."""

FEW = 5
"""So many songs decide whether one loss is the root of the other."""


class Song:
    """A case, what a student's function gives on it without penalties, and whether its cost and its dA are right."""

    def __init__(self, settings, case, none):
        self.settings, self.case, self.none = settings, case, none
        self.cost_is_right = abs(none[COST] - case.loss) <= 1e-9 * max(1.0, abs(case.loss))
        self.dY_is_right = all(np.allclose(none[k], case.data[k], rtol=1e-9, atol=1e-12) for k in ("W_hy", "b_y"))

    def is_right(self, key):
        """Whether all is right that a finding of this key of `_of_one_loss` may concern: the loss and dY, or any gradient."""
        if key[0] in PLACES:
            return self.cost_is_right and self.dY_is_right
        return all(self.case.alone.same(k, self.none[k]) for k in self.case.data)


def of_loss(groups, function):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    told = {}
    for loss in sorted({settings.loss for settings in groups}):
        those = [settings for settings in groups if settings.loss == loss]
        songs = [Song(settings, case, none) for settings in those for case, none, _ in groups[settings]]
        wrong_loss = any(place in PLACES for place, *_ in told)
        if wrong_loss and all(_is_the_root(one, function) for one in songs[:FEW]):
            for key, (finding, concerned) in told.items():
                if len(told) == 1 and finding.params == (COST,) and not all(one.dY_is_right for one in songs):
                    finding = finding._replace(words="With rmse, dY is divided by the root of this: wrong as well.")
                told[key] = finding, concerned + [one.settings for one in songs if not one.is_right(key)]
            continue
        for key, finding, concerned in _of_one_loss(songs, those, function):
            first, others = told.get(key, (finding, []))
            told[key] = first, others + concerned
    lost = {settings for finding, concerned in told.values() if finding.name == UNKNOWN for settings in concerned}
    for key, (finding, concerned) in told.items():
        seen = key[0] in PLACES or finding.name == UNKNOWN
        where = shows(concerned, [*groups]) if seen else _with_outputs(concerned, groups, lost)
        yield finding._replace(only=", ".join(filter(None, [finding.only, where])))


def _with_outputs(concerned, groups, lost):
    """With which outputs a mistake of the backward pass shows, if not with all; what is lost may hold it too."""
    losses = {settings.loss for settings in concerned}
    others = [settings for settings in groups if settings.loss in losses]  # with another loss it may be told otherwise
    outputs, every = (list(dict.fromkeys(settings.output for settings in some)) for some in (concerned, others))
    known = len(outputs) < len(every) and lost <= {*concerned}
    return f"with output {' and '.join(outputs)} only" * known


def _is_the_root(song, function):
    """Whether the rmse is the root of the student's own mse, and its gradient right or that of this root."""
    case = CostCase(song.case, song.case.targets, replace(song.case.settings, loss="mse", l1=0.0, l2=0.0))
    mse = numbers(function, case)
    if len(mse) != len(case.right) or not np.isclose(song.none[COST] ** 2, mse[COST], rtol=1e-8):
        return False
    follows = all(np.allclose(mse[k], 2 * song.none[COST] * song.none[k], rtol=1e-8) for k in ("W_hy", "b_y"))
    return song.dY_is_right or follows


def _of_one_loss(songs, those, function):
    """(key, finding, settings) for the songs of one loss: the loss and its gradient, then the backward pass for the dY found."""
    spoilt = tuple(k for k in songs[0].case.data if not all(one.case.alone.same(k, one.none[k]) for one in songs))
    pairs = [(one.case.alone, {k: one.none[k] for k in one.case.data}) for one in songs]
    off = worst(pairs) if spoilt else None
    if off and off[0] < NEAR:
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        yield (name,), Finding(name, spoilt, words=example(pairs, spoilt), pages=PAGES["loss"]), those
        spoilt = ()
    wrong = [one for one in songs if not (one.cost_is_right and one.dY_is_right)]
    if wrong:
        case, concerned = wrong[0].case, list(dict.fromkeys(one.settings for one in wrong))
        drawn, right = OfLoss.pair(function, case.settings, case.network), LOSS[case.settings.loss]
        places = _read(songs, drawn, right, bool(spoilt))
        if "gradient" in places:
            pairs = [pair for one in drawn for pair in one.pass_on()]
        for where, (terms, words) in _told_once(places, right).items():
            finding = _finding(where, terms, spoilt, right, words)
            if terms and derivative(terms) == derivative(right.once):  # right in the experiments
                only = shared([one.case for one in wrong], [one.case for one in songs if one not in wrong])
                pair = (f"loss = {right.name} + what no output changes: is a constant added?", f"loss = {right.name}")
                finding, terms = finding._replace(only=only, pairs=() if only else (pair,)), right.once
            yield (where, finding.only, kind(terms, right)), finding, concerned
    tried = {case.output for case, _ in pairs}  # in experiments, one output only
    for finding, outputs in _of_the_pass(pairs, spoilt):
        concerned = [settings for settings in those if settings.output in outputs or settings.output not in tried]
        yield (finding.name, finding.pairs), finding, concerned


def _read(songs, drawn, right, spoilt):
    """The terms of the cost and of the gradient, of what is wrong of both; those of a gradient only where it has a wrong dY."""
    read = {"cost": not all(one.cost_is_right for one in songs)}
    read["gradient"] = spoilt and not all(one.dY_is_right for one in songs)
    places = {where: terms_of({"": drawn}, where)[""] for where in read if read[where]}
    dY = places.get("gradient")
    is_wrong = dY is not None and derivative(dY) != derivative(right.once)
    if not (is_wrong or (places.get("cost", 0) is None and drawn[0].follows())):
        places.pop("gradient", None)  # the backward pass is explained
    return places


def _told_once(places, right):
    """By place, the terms and further words, where cost and gradient have the same mistake."""
    if len(places) == 2:
        cost, dY = places["cost"], places["gradient"]
        if kind(cost, right) == kind(dY, right):
            return {"cost and gradient": (cost, "")}
        if dY and "C" in dict(dY[0].formula.powers):
            return {"cost": (cost, "dY is divided by this cost, and so wrong as well.")}
    return {where: (terms, "") for where, terms in places.items()}


def _finding(where, terms, spoilt, right, words):
    """The finding for what was read of the loss in the cost, of its gradient, or of both."""
    params = (*(spoilt if "gradient" in where else ()), *((COST,) if "cost" in where else ()))
    name = "the gradient of the loss" if where == "gradient" else f"the loss in the {where}"
    if terms is None:
        name, words = f"the {where} without penalties", "It is not the loss of the network's outputs: look at both."
        return Finding(name, params, words=words, pages=PAGES["loss"])
    slope, must = derivative(right.once), "loss" if "cost" in where and (where == "cost" or number(terms)) else "dY"
    yours = f"loss = {number(terms)}" if "cost" in where and number(terms) else f"dY = {derivative(terms)}"
    yours = f"a loss with the derivative {yours}" if where == "cost" and yours.startswith("dY") else yours
    right = f"{must} = {right.name if must == 'loss' else slope}, E = Y - targets"
    right += ", L the rmse" if must == "dY" and "L" in slope else ""
    return Finding(name, params, "", ((yours, right),), words or remarks(terms), PAGES["loss"])


def _of_the_pass(pairs, spoilt):
    """What is wrong with the backward pass that is given the student's dY, or the right one; and with which outputs."""
    pairs = [
        (case, {k: grads[k] for k in case.right}) for case, grads in pairs if any(map(np.any, case.right.values()))
    ]
    if not spoilt or all(case.same(k, v, rtol=1e-8) for case, grads in pairs for k, v in grads.items()):
        return
    groups = {}
    for case, grads in pairs:
        groups.setdefault(case.output, []).append((case, grads))
    found = explain(groups, pairs[0][0].network, None)
    causes = {}
    for output, one in found.items():
        for cause in one.causes:
            causes.setdefault((cause.name, cause.pairs), (cause, []))[1].append(output)
    for cause, outputs in causes.values():
        yield Finding(cause.name, cause.params, cause.only, cause.pairs, cause.words, PAGES[cause.kind]), outputs
    left = tuple(k for k in pairs[0][0].right if any(k in one.left for one in found.values()))
    if left:
        words = f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}"
        outputs = [output for output, one in found.items() if one.left]
        yield Finding(UNKNOWN, left, words=words, pages=PAGES["loss"]), outputs
