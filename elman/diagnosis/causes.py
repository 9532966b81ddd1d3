"""What a search has found, as causes in words: equations as they are in the student's function, and as they must be."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from elman.diagnosis.passes import RIGHT, Elsewhere, State, Sum
from elman.diagnosis.response import first_carry, times_parameter
from elman.diagnosis.walk import gradients
from elman.diagnosis.words import Equations, number

CONSTANT, MISSING = "something added to the gradient", "gradient missing"


class Cause(NamedTuple):
    """One mistake: a heading, the parameters it spoils, pairs (as it is, as it must be), and what else is to be said.

    ``only`` tells where it shows, if not everywhere; ``kind`` is "output", "walk", "loop", "sum" or "whole".
    """

    name: str
    params: tuple
    pairs: tuple
    words: str = ""
    only: str = ""
    kind: str = "walk"


class Explained(NamedTuple):
    """The causes found for the songs of one output, the parameters that they leave unexplained, and the pass they make.

    ``words`` tell what else is seen of what is left.
    """

    causes: list
    left: tuple = ()
    plan: object = None
    words: str = ""


def of_constant(cases, constant, network, plan=None):
    """What the constant part is: weight decay, parameters in place of gradients, a carry that does not begin with zero.

    ``plan`` is the pass that gives the other part.
    """
    if not constant:
        return []
    start = first_carry(cases, constant, network, plan or RIGHT[network])
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
            yours = f"dW {'+' if c > 0 else '-'} {number(abs(c))}W"
            pair = yours, "dW; a penalty (weight decay) belongs to the cost, not into backward"
            words = f"W is {', '.join(names)}."
            causes.append(Cause("the parameter added to its gradient", tuple(names), (pair,), words, kind="cost"))
    return causes


def merged(explained):
    """Two causes that are one: a parameter and a multiple of its gradient is a step of gradient descent."""
    if len(explained.causes) < 2 or explained.causes[0].params != explained.causes[1].params:
        return explained
    first, second, *others = explained.causes
    if first.name == CONSTANT and second.name == MISSING:
        one = first._replace(name="gradient does not depend on dY", words="It is the same for every dY.")
    elif first.pairs and first.pairs[0][0] == "dW + W" and second.name.startswith("gradient times"):
        yours = f"W {second.name.removeprefix('gradient times ')} dW".replace("W -", "W - ")
        pair = yours, "dW; the update is made outside of backward"
        one = Cause("updated parameters returned", first.params, (pair,), kind="whole")
    else:
        return explained
    return explained._replace(causes=[one, *others])


def causes_of(found, seen, network, condition):
    """The causes in words of the first explanation that was found: its edits of steps, then its edits of sums."""
    equations, best, causes = Equations(network), found[0], []
    wrong = [name for name in RIGHT[network].sums if any(name in one.wrong for one in seen) and name not in best.left]
    changes = [equations.differences(edit) for edit in best.edits]
    for edit, pairs in zip(best.edits, _in_one_line(changes, best.plan, equations), strict=True):
        touched = tuple(name for name in wrong if _touches(edit, name, seen, network))
        if touched:
            others = () if pairs[0][0].startswith("the loop") else _others(found, pairs, equations)
            words = f"(Or: {others[0]}.)" if others else ""
            in_loop = "=" not in pairs[0][1] or pairs[0][1].startswith(("dH", "dh ="))
            kind = "output" if pairs[0][1].startswith("dA") else "loop" if in_loop else "walk"
            causes.append(Cause(edit.name, touched, pairs, words, condition, kind))
    sums = [_of_sums(*kind, some, best, equations, condition) for kind, some in best.sums]
    return [*causes, *_exchanged(sums)]


def _exchanged(sums):
    """The causes, with two parameters of which each has the other's gradient as one."""
    made = []
    for cause in sums:
        one, found, other = cause.name.partition(" in place of ")
        partners = [before for before in made if found and before.name == f"{other} in place of {one}"]
        if partners and partners[0].params != cause.params:
            first = partners[0]
            params, pairs = first.params + cause.params, first.pairs + cause.pairs
            made[made.index(first)] = first._replace(name=f"{one} and {other} exchanged", params=params, pairs=pairs)
        else:
            made.append(cause)
    return made


def _in_one_line(changes, plan, equations):
    """The pairs of each edit; where several change one line, it stands in all as they change it together."""
    count = Counter(must for pairs in changes for _, must in pairs)
    together = {must: yours for yours, must in equations.changed(plan) if count[must] > 1}
    return [tuple((together.get(must, yours), must) for yours, must in pairs) for pairs in changes]


def _touches(edit, name, seen, network):
    """Whether an edit, by itself, makes a parameter's gradient wrong on a song where it is wrong."""
    plan = edit.change(RIGHT[network])
    wrong = [one for one in seen if name in one.wrong]
    return any(not one.case.same(name, gradients(plan, one.song, [name])[name]) for one in wrong)


def _others(found, pairs, equations):
    """Other equations that give the same numbers, where a single edit explains all; not the same edit one step away."""
    others = []
    for one in found[1:]:
        if len(one.edits) == len(found[0].edits) == 1 and not one.edits[0].solved and not one.sums:
            others += [yours for yours, _ in equations.differences(one.edits[0])]
    known = tuple(pair[0] for pair in pairs)
    same = tuple(edit for _, found, edit in (yours.partition(", with d") for yours in known) if found)
    same = tuple(edit.partition(" ")[2] for edit in same)  # the same edit of dA in place of dY is no other mistake
    others = [yours for yours in others if not yours.startswith(known) and not (same and yours.endswith(same))]
    return tuple(dict.fromkeys(others))[:1]


def _of_sums(heading, times, sums, best, equations, condition):
    names, right, plan = tuple(sums), RIGHT[equations.network].sums, best.plan
    first, how = next(iter(sums.items()))
    what = ", ".join(f"d{name}" for name in names)
    if isinstance(how, Elsewhere):
        alone = not best.left  # what is not explained may be made so as well
        words = f"Only {what} {'is' if len(names) == 1 else 'are'} made so." if alone else ""
        return Cause(
            f"{heading} {what}{' only' * alone}", names, tuple(equations.differences(how.edit)), words, condition, "sum"
        )
    yours, must = (f"d{first} = {equations.sum(plan, first, some)}" for some in (how, right[first]))
    words = f"The same for {', '.join(names[1:])}." if len(names) > 1 else ""
    if first.startswith("W_h") and first != "W_hy" and heading == "without the first frame":
        words = f"{words} Or H[0] is zero in place of h_0: the numbers are the same.".strip()
    if heading == "missing":
        name, yours = MISSING, f"{what} = 0: never computed, or never put into the dict"
    elif heading == "times":
        size = number(times)
        known = {-1.0: "with the wrong sign", 2.0: "doubled", 0.5: "halved"}
        name = f"gradient {known.get(times, 'times ' + size.strip().removesuffix(' *'))}"
        every = "db" if all(k.startswith("b_") for k in names) else "dW"
        yours = f"{size}{every if len(names) > 1 else what}"
        must = "no minus sign" if times == -1 else "no factor: dY holds every mean and factor of the cost"
        words = ""
    elif isinstance(how, Sum) and how.edits and how.edits[-1][1] == heading:
        sides = dict.fromkeys(equations.side(plan, some, some.edits[-1][0]) for some in sums.values())
        all_of_them = "dA and all dZ" if "dA" in sides else "all dZ"
        name = f"{' and '.join(sides) if len(sides) < 3 else all_of_them} {heading}"
    else:
        whole = isinstance(right[first], State) or any(words in heading for words in (" in place of ", " added to "))
        name = heading if whole else f"d{first} {heading}"
    if all(k.endswith("y") for k in names):
        name, yours = (
            text.replace("over the units", "over the outputs").replace("frames and units", "frames and outputs")
            for text in (name, yours)
        )
    return Cause(name, names, ((yours, must),), words, condition, "sum")
