"""Which mistakes explain a student's gradients? What `response` and `search` find, as causes in words, for all outputs."""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import SAME
from elman.diagnosis.evidence import NEAR, shared, worst
from elman.diagnosis.passes import RIGHT, Elsewhere, State
from elman.diagnosis.response import (
    clipped_at_the_end,
    clipped_inside,
    constant_part,
    first_carry,
    kind_of_response,
    normalised,
    times_parameter,
)
from elman.diagnosis.search import Search
from elman.diagnosis.seen import Seen
from elman.diagnosis.walk import gradients
from elman.diagnosis.words import Equations, number

SMALL = 1e-6
"""A dY so many times as large is not clipped."""


CONSTANT, MISSING = "something added to the gradient", "gradient missing"


class Cause(NamedTuple):
    """One mistake: a heading, the parameters it spoils, pairs (as it is, as it must be), and what else is to be said.

    ``only`` tells where it shows, if not everywhere; ``kind`` is "output", "walk", "sum" or "whole".
    """

    name: str
    params: tuple
    pairs: tuple
    words: str = ""
    only: str = ""
    kind: str = "walk"


class Explained(NamedTuple):
    """The causes found for the songs of one output, the parameters that they leave unexplained, and the pass they make."""

    causes: list
    left: tuple = ()
    plan: object = None


@np.errstate(all="ignore")
def explain(groups, network, recall, *, rtol=SAME, effort=1.0):
    """Explain what is wrong in some groups of songs, one for each output.

    Parameters
    ----------
    groups : dict of str to list of pairs (Case, gradients)
    network : module
    recall : callable or None
        ``recall(case)`` gives the student's gradients on another case; without it, they are taken to be linear in dY.
    rtol : float
        Differences below this part of the largest entry are rounding.
    effort : float
        How long to search, 1 for the usual time.

    Returns
    -------
    dict of str to Explained
        By group.
    """
    wrong = [pair for pairs in groups.values() for pair in pairs if Seen(*pair, rtol).wrong]
    if not wrong:
        return {key: Explained([]) for key in groups}
    cases = [case for pairs in groups.values() for case, _ in pairs]
    constant = constant_part(cases, recall) if recall else {}
    causes = _of_constant(cases, constant, network) if constant else []
    groups = {
        key: [(case, _minus(grads, constant.get(id(case), {}))) for case, grads in pairs]
        for key, pairs in groups.items()
    }
    shortest = min(
        (pair for pairs in groups.values() for pair in pairs if pair[0] is wrong[0][0]), key=lambda pair: pair[0].T
    )
    off = worst(wrong)
    linear_or_near = not recall or (off is not None and off[0] < NEAR)
    how = "linear" if linear_or_near else kind_of_response(*shortest, recall, constant.get(id(shortest[0]), {}))
    divided = (
        normalised([pair for pairs in groups.values() for pair in pairs if Seen(*pair, rtol).wrong])
        if how == "scale-free"
        else None
    )
    if divided:
        pairs = (
            (f"each gradient divided by {divided[0]}", "each gradient as it is; normalise in the update, if at all"),
        )
        return {
            key: Explained([*causes, Cause("gradients normalised", divided[1], pairs, kind="whole")]) for key in groups
        }
    linear = groups
    if how == "nonlinear":
        small = {key: [case.with_dY(SMALL * case.dY) for case, _ in pairs] for key, pairs in groups.items()}
        linear = {key: [(case, recall(case)) for case in some] for key, some in small.items()}
    found, given = {}, [()]
    for key, pairs in linear.items():
        seen, lost = [Seen(*pair, rtol) for pair in pairs if pair[1]], any(one.left for one in found.values())
        one, given = _of_one_output(seen, network, given, lost, effort)
        if how == "nonlinear" and not one.left:
            one = _with_clips(one, [Seen(*pair, rtol) for pair in groups[key] if pair[1]], network, recall)
        found[key] = _merged(one._replace(causes=[*causes, *one.causes]))
    return found


def _minus(grads, constant):
    return {name: value - constant[name] if name in constant else value for name, value in grads.items()}


def _of_constant(cases, constant, network):
    """What the constant part is: weight decay, parameters in place of gradients, a carry that does not begin with zero."""
    start = first_carry(cases, constant, network)
    if start:
        names = tuple(k for k in RIGHT[network].sums if any(np.any(constant[id(case)].get(k, 0)) for case in cases))
        return [Cause(start.name, names, tuple(Equations(network).differences(start)))]
    factors, causes = {}, []
    for name in RIGHT[network].sums:
        factors.setdefault(times_parameter(name, cases, constant), []).append(name)
    for c, names in factors.items():
        if c is None:
            words = "Something is added that does not depend on dY: it is there even where dY is zero."
            causes.append(Cause(CONSTANT, tuple(names), (), words, kind="whole"))
        elif c:
            sign = "+" if c > 0 else "-"
            pairs = (
                (f"dW {sign} {number(abs(c))}W", "dW; a penalty (weight decay) belongs to the cost, not into backward"),
            )
            causes.append(
                Cause(
                    "the parameter added to its gradient",
                    tuple(names),
                    pairs,
                    f"W is {', '.join(names)}.",
                    kind="whole",
                )
            )
    return causes


def _merged(explained):
    """Two causes that are one: a parameter and a multiple of its gradient is a step of gradient descent."""
    causes = explained.causes
    if (
        len(causes) > 1
        and causes[0].name == CONSTANT
        and causes[1].name == MISSING
        and causes[0].params == causes[1].params
    ):
        words = "It is the same for every dY."
        return explained._replace(
            causes=[causes[0]._replace(name="gradient does not depend on dY", words=words), *causes[2:]]
        )
    if (
        len(causes) == 2
        and causes[0].params == causes[1].params
        and causes[0].pairs[:1]
        and causes[0].pairs[0][0] == "dW + W"
        and causes[1].name.startswith("factor")
    ):
        size = causes[1].name.removeprefix("factor ")
        pairs = ((f"W {size} dW".replace("W -", "W - "), "dW; the update is made outside of backward"),)
        return explained._replace(causes=[Cause("updated parameters returned", causes[0].params, pairs, kind="whole")])
    return explained


def _of_one_output(seen, network, given, lost, effort):
    """The causes for the songs of one output, and the sets of edits of steps that explain them, which others may share.

    Where an output is lost already, or all is nearly right, the search is short.
    """
    wrong = [one for one in seen if one.wrong]
    if not wrong:
        return Explained([]), given
    spoilt = {k for one in wrong for k in one.wrong}
    right = [one.case for one in seen if not one.wrong and any(np.any(one.case.right[k]) for k in spoilt)]
    condition, near = "", worst((one.case, one.grads) for one in wrong)
    effort *= 0.1 if lost or (near and near[0] < NEAR) else 1.0
    found = Search(seen, network, given=given, effort=effort).explanations()
    if found[0].left and given != [()]:
        found = min(found, Search(seen, network, effort=effort).explanations(), key=lambda some: len(some[0].left))
    if found[0].left and right:
        some = Search(seen, network, effort=effort, everywhere=False).explanations()
        condition = shared([one.case for one in wrong], right)
        condition = condition if not some[0].left else ""
        found = some if condition else found
    causes = _causes(found, seen, network, condition)
    return Explained(causes, found[0].left, found[0].plan), given if found[0].left or condition else [
        one.edits for one in found
    ]


def _causes(found, seen, network, condition):
    equations, best, causes = Equations(network), found[0], []
    wrong = [name for name in RIGHT[network].sums if any(name in one.wrong for one in seen) and name not in best.left]
    for edit in best.edits:
        touched = tuple(name for name in wrong if _touches(edit, name, seen, network))
        if touched:
            pairs = tuple(equations.differences(edit))
            others = _others(found, pairs, equations)
            words = f"(The same numbers: {' or: '.join(others)}.)" if others else ""
            causes.append(
                Cause(edit.name, touched, pairs, words, condition, "output" if pairs[0][1].startswith("dA") else "walk")
            )
    return causes + [
        _of_sums(heading, times, some, best.plan, equations, condition) for (heading, times), some in best.sums
    ]


def _touches(edit, name, seen, network):
    """Whether an edit, by itself, makes a parameter's gradient wrong on a song where it is wrong."""
    plan = edit.change(RIGHT[network])
    for one in seen:
        if name in one.wrong and not one.case.same(name, gradients(plan, one.song, [name])[name]):
            return True
    return False


def _others(found, pairs, equations):
    """Other equations that give the same numbers, where a single edit explains all."""
    others = []
    for one in found[1:]:
        if len(one.edits) == len(found[0].edits) == 1 and not one.edits[0].solved and not one.sums:
            others += [yours for yours, _ in equations.differences(one.edits[0])]
    return tuple(dict.fromkeys(yours for yours in others if yours not in [pair[0] for pair in pairs]))[:2]


def _of_sums(heading, times, sums, plan, equations, condition):
    names, right = tuple(sums), RIGHT[equations.network].sums
    first, how = next(iter(sums.items()))
    what = ", ".join(f"d{name}" for name in names)
    if isinstance(how, Elsewhere):
        words = f"Only {what} {'is' if len(names) == 1 else 'are'} made so."
        return Cause(f"{heading} {what} only", names, tuple(equations.differences(how.edit)), words, condition, "sum")
    pairs = (
        (f"d{first} = {equations.sum(plan, first, how)}", f"d{first} = {equations.sum(plan, first, right[first])}"),
    )
    words = f"The same for {', '.join(names[1:])}." if len(names) > 1 else ""
    if first.startswith("W_h") and heading == "without the first frame":
        words += " Or H[0] is zero where it must be h_0: no number tells the two apart."
    if heading == "missing":
        name, pairs = MISSING, ((f"{what} = 0: never computed, or never put into the dict", pairs[0][1]),)
    elif heading == "times":
        name = {-1.0: "wrong sign", 2.0: "doubled", 0.5: "halved"}.get(
            times, f"factor {number(times).strip().removesuffix(' *')}"
        )
        pairs, words = (
            (
                (
                    f"{number(times)}{'dW' if len(names) > 1 else what}",
                    "no factor: dY holds every mean and factor of the cost",
                ),
            ),
            "",
        )
    else:
        name = heading if isinstance(right[first], State) or " in place of " in heading else f"d{first} {heading}"
    return Cause(name, names, pairs, words, condition, "sum")


def _with_clips(explained, seen, network, recall):
    """What is clipped, beside what is wrong with a small dY."""
    names = tuple(k for k in RIGHT[network].sums if any(k in one.wrong for one in seen))
    plan = explained.plan or RIGHT[network]
    if all(one.factor(k, v) == 1.0 for one in seen for k, v in gradients(plan, one.song).items() if k in one.grads):
        return explained
    end, inside = clipped_at_the_end(seen, plan), None
    pairs = ((f"gradients clipped {end}", "gradients as they are; clip them in the update"),)
    if not end:
        inside = clipped_inside(seen, plan, recall)
        pairs = tuple(Equations(network).differences(inside)) if inside else ()
    if not pairs:
        return Explained(explained.causes, names, plan)
    cause = Cause("gradients clipped" if end else inside.name, names, pairs, kind="whole" if end else "walk")
    return explained._replace(causes=[*explained.causes, cause])
