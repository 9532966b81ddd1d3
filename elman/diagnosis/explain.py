"""Which mistakes explain a student's gradients? What `response` and `search` find, for all outputs together."""

import numpy as np

from elman.diagnosis.cases import SAME
from elman.diagnosis.causes import Cause, Explained, causes_of, merged, of_constant
from elman.diagnosis.evidence import NEAR, shared, worst
from elman.diagnosis.passes import DA_SUMS, RIGHT, State
from elman.diagnosis.response import clipped_at_the_end, clipped_inside, constant_part, kind_of_response, normalised
from elman.diagnosis.search import MOST, Search
from elman.diagnosis.seen import Seen
from elman.diagnosis.walk import gradients

SMALL = 1e-6
"""A dY so many times as large is not clipped."""


@np.errstate(all="ignore")
def explain(groups, network, recall, *, rtol=SAME):
    """Explain what is wrong in some groups of songs, one for each output.

    Parameters
    ----------
    groups : dict of str to list of pairs (Case, gradients)
    network : module
    recall : callable or None
        ``recall(case)`` gives the student's gradients on another case; without it, they are taken to be linear in dY.
    rtol : float
        Differences below this part of the largest entry are rounding.

    Returns
    -------
    dict of str to Explained
        By group.
    """
    wrong = _wrong(groups, rtol)
    if not wrong:
        return {key: Explained([]) for key in groups}
    cases = [case for pairs in groups.values() for case, _ in pairs]
    constant = constant_part(cases, recall) if recall else {}
    groups = {
        key: [(case, _minus(grads, constant.get(id(case), {}))) for case, grads in pairs]
        for key, pairs in groups.items()
    }
    off = worst(wrong)
    linear_or_near = not recall or (off is not None and off[0] < NEAR)
    how = "linear" if linear_or_near else kind_of_response(wrong[0][0], recall, constant.get(id(wrong[0][0]), {}))
    if how == "scale-free" and (divided := normalised(_wrong(groups, rtol))):
        words = f"each gradient divided by {divided[0]}", "each gradient as it is; normalise in the update, if at all"
        causes = [
            *of_constant(cases, constant, network),
            Cause("gradients normalised", divided[1], (words,), kind="whole"),
        ]
        return {key: Explained(causes) for key in groups}
    linear = groups
    if how == "nonlinear" and not any(one.left for one in explain(groups, network, None, rtol=rtol).values()):
        how = "linear"  # an edit explains it, such as dY^2 for dY
    if how == "nonlinear":
        small = {key: [case.with_dY(SMALL * case.dY) for case, _ in pairs] for key, pairs in groups.items()}
        linear = {key: [(case, recall(case)) for case in some] for key, some in small.items()}
    found, given = {}, ([()], 1)
    for key in sorted(linear, key=lambda key: linear[key][0][0].output == "linear"):  # last: its dA is dY
        seen, lost = [Seen(*pair, rtol) for pair in linear[key] if pair[1]], [one for one in found.values() if one.left]
        one, given = _of_one_output(seen, network, given, lost)
        if how == "nonlinear":
            one = _with_clips(one, [Seen(*pair, rtol) for pair in groups[key] if pair[1]], network, recall)
        found[key] = one
    plan = next((one.plan for one in found.values() if one.plan and not one.left), RIGHT[network])
    causes = of_constant(cases, constant, network, plan)
    return {key: merged(found[key]._replace(causes=[*causes, *found[key].causes])) for key in groups}


def _wrong(groups, rtol):
    return [pair for pairs in groups.values() for pair in pairs if Seen(*pair, rtol).wrong]


def _minus(grads, constant):
    return {name: value - constant[name] if name in constant else value for name, value in grads.items()}


def _of_one_output(seen, network, given, lost):
    """The causes for the songs of one output; for others, the sets of edits of steps that explain them, and how many edits.

    Where an output is lost already, or all is nearly right, the search is short. Where the sums of dA are right and all
    others were lost, edits of steps are not sought again: the walk back is the same for all outputs.
    """
    wrong = [one for one in seen if one.wrong]
    if not wrong:
        return Explained([]), given
    spoilt = {k for one in wrong for k in one.wrong}
    right = [one.case for one in seen if not one.wrong and any(np.any(one.case.right[k]) for k in spoilt)]
    condition, near = "", worst((one.case, one.grads) for one in wrong)
    effort = 0.25 if lost or (near and near[0] < NEAR) else 1.0
    walk = {k for k, how in RIGHT[network].sums.items() if not isinstance(how, State)} - DA_SUMS
    if any(not one.causes and walk <= {*one.left} and DA_SUMS.isdisjoint({*one.left, *spoilt}) for one in lost):
        effort = 0.0
    everywhere = Search(seen, network, given=given[0], enough=given[1], effort=effort)
    where_wrong = Search(seen, network, effort=effort, everywhere=False) if right else None
    for most in range(1, MOST + 1):
        found = everywhere.explanations(most)
        if found[0].left and where_wrong:
            some = where_wrong.explanations(most)
            condition = "" if some[0].left else shared([one.case for one in wrong], right)
            found = some if condition else found
        if not found[0].left:
            break
    explained = Explained(causes_of(found, seen, network, condition), found[0].left, found[0].plan)
    if found[0].left or condition:
        return explained, given
    return explained, ([*given[0], *(one.edits for one in found)], found[0].cost)


def _with_clips(explained, seen, network, recall):
    """What is clipped, beside what is wrong with a small dY; what cannot be held against the songs as they are is not told."""
    names = tuple(k for k in RIGHT[network].sums if any(k in one.wrong for one in seen))
    plan, words = explained.plan or RIGHT[network], "The gradients do not grow in proportion to dY, as right ones do."
    if explained.left:
        return Explained([], names, words=words)
    if all(one.factor(k, v) == 1.0 for one in seen for k, v in gradients(plan, one.song).items() if k in one.grads):
        return explained
    end = clipped_at_the_end(seen, plan)
    if end:
        pair = f"gradients clipped {end}", "gradients as they are; clip them in the update"
        return explained._replace(causes=[*explained.causes, Cause("gradients clipped", names, (pair,), kind="whole")])
    inside = clipped_inside(seen, plan, recall)
    if inside:
        pairs = [(gradients(plan, one.song), gradients(inside.change(plan), one.song)) for one in seen]
        names = tuple(k for k in names if any(not np.array_equal(old[k], new[k]) for old, new in pairs))
        return explained._replace(causes=[*explained.causes, Cause(inside.name, names, (inside.says,))])
    return Explained([], names, words=words)
