"""Every kind of edit at every place of a backward pass: the switches of which a diagnosis turns as few as it can.

The places are read off the table of the right pass (`elman.diagnosis.passes`), so every network has the same kinds. Of several
edits that give the same numbers the first is named.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from elman.diagnosis.passes import INPUTS, LABELS, RIGHT, STATES, H, State, Term, X, elementwise
from elman.diagnosis.variants import ARRAYS, BIASES, FRAMES, MATRICES, NUMBERS, SUMS, rows
from elman.diagnosis.walk import CUTS, LOOPS, STARTS, output_parts
from elman.diagnosis.words import factor_text, frames_text
from elman.network.activations import OUTPUTS


class Edit(NamedTuple):
    """``change(plan, *coefficients)`` gives the edited pass; ``name`` is a heading, with {} for what a coefficient says.

    An edit with ``coefficients``, those of the right pass, has unknown ones, which are solved for. It changes nothing on songs
    that are not longer than ``beyond``.
    """

    name: str
    change: Callable
    coefficients: tuple = ()
    solved: bool = False
    beyond: int = 0


def walk_edits(network):
    """All edits of the steps of a network's backward pass."""
    right = RIGHT[network]
    yield from _output_edits()
    for stage in ("dY", "dA", "dH", "dA for dH"):
        for name in (*FRAMES, *ARRAYS):
            yield Edit(f"{stage} {name}", lambda p, pair=(stage, name): p._replace(arrays=(*p.arrays, pair)))
    for step, terms in right.steps.items():
        for k in range(len(terms)):
            yield from _term_edits(network, step, k)
        if step != "dH":
            yield from _additions(right, step)
    yield from _groups(right)
    for name in LOOPS:
        if "{k}" not in name:
            for outputs in (False, True):
                yield Edit(f"loop {name}", lambda p, loop=(name, 0, outputs): p._replace(loop=loop))
    for carry in right.carries:
        for name in STARTS:
            yield Edit(f"{carry} starts with {name}", lambda p, start=(carry, name): p._replace(start=start))
    for name in ("in reversed order of frames", "of the next frame", "of the frame before"):
        for outputs in (False, True):
            yield Edit(f"signals kept {name}", partial(_kept, kept=(name, outputs)))


def length_edits(lengths):
    """Edits that depend on a number of frames k, for all k that are possible."""
    for k in lengths:
        for to_h_0 in (True, False):
            name = f"truncated after {frames_text(k)}"
            yield Edit(name, lambda p, w=(k, to_h_0): p._replace(window=w), beyond=k - 1)
        for name in CUTS:
            yield Edit(
                f"carry set to zero {name.format(k=k)}", lambda p, cut=(name, k): p._replace(cut=cut), beyond=k - 1
            )
        for name in LOOPS:
            if "{k}" in name:
                beyond = 0 if "mod" in name else k
                for outputs in (False, True):
                    loop = name, k, outputs
                    yield Edit(f"loop {name.format(k=k)}", lambda p, loop=loop: p._replace(loop=loop), beyond=beyond)


def sum_edits(network, name, how):
    """Ways to get one parameter's sum wrong, ``how`` being the right one: pairs (heading, Sum or State)."""
    right = RIGHT[network]
    for other, sum_ in right.sums.items():
        if other != name:
            yield f"d{other} in place of d{name}", sum_
    if isinstance(how, State):
        yield from ((f"d{name} made from another signal", wrong) for wrong in _wrong_states(right, how))
        return
    if how.left is not None:
        for left in _other_arrays(network, how.left, more=INPUTS):
            yield f"{factor_text(left)} in place of {factor_text(how.left)}", how._replace(left=left)
        for form in SUMS:
            yield form, how._replace(form=form)
    else:
        for form in BIASES:
            yield form, how._replace(form=form)
        for left in (elementwise(X), elementwise(H), elementwise(H, 1)):
            for row, words in ((-1, "last"), (0, "first")):
                yield f"the {words} row of a weight's gradient", how._replace(left=left, row=row)
    for edit in FRAMES:
        yield edit, how._replace(edits=(*how.edits, ("right", edit)))
    for edit in ARRAYS:
        sides = ("left", "right") if "mean" in edit else ("right", "left")
        for side in sides if how.left is not None else ("right",):
            yield edit, how._replace(edits=(*how.edits, (side, edit)))
    for signal in (*right.steps, *(f"{c} received" for c in right.carries), "dY", "dA"):
        if signal != how.right:
            yield f"{signal} in place of {how.right}", how._replace(right=signal)


def step_of(plan, step, terms):
    """The pass with other terms in one step."""
    return plan._replace(steps=plan.steps | {step: tuple(terms)})


def term_of(plan, step, k, **new):
    """The pass with something new in one term of a step."""
    terms = list(plan.steps[step])
    terms[k] = terms[k]._replace(**new)
    return step_of(plan, step, terms)


def sum_of(plan, name, **new):
    """The pass with something new in one parameter's sum."""
    return plan._replace(sums=plan.sums | {name: plan.sums[name]._replace(**new)})


def _factor(plan, step, k, i, **new):
    factors = list(plan.steps[step][k].factors)
    factors[i] = factors[i]._replace(**new)
    return term_of(plan, step, k, factors=tuple(factors))


def _more(plan, step, k, *factors):
    return term_of(plan, step, k, factors=plan.steps[step][k].factors + factors)


def _inserted(plan, name, terms, *, before):
    """The pass with one more step."""
    if name in plan.steps:
        return plan
    names = list(plan.steps)
    names.insert(names.index(before), name)
    return plan._replace(steps={step: plan.steps.get(step, tuple(terms)) for step in names})


def _from(plan, step, k, source):
    """Term k of a step made from another signal: a step, a carry, one term of a step ("dh.0"), or the carry of a frame before."""
    if source.endswith(" late"):
        carry = source.removesuffix(" late")
        plan = _inserted(plan, source, (Term(carry),), before=carry)
    elif "." in source:
        owner, n = source.split(".")
        plan = _inserted(plan, source, (plan.steps[owner][int(n)],), before=step)
    return term_of(plan, step, k, source=source)


def _kept(plan, kept):
    """The signals of all frames in another order for the sums; first states are then computed from them."""
    states = {k: how._replace(terms=plan.steps[how.signal]) for k, how in plan.sums.items() if isinstance(how, State)}
    return plan._replace(kept=kept, sums=plan.sums | states)


def _output_edits():
    def replaced(output, derivative):
        return lambda p: p._replace(output=((output, derivative), *p.output))

    yield Edit("output derivative missing", replaced("any", OUTPUTS["linear"][1]))
    for words, derivative in SOFTMAX_SLIPS.items():
        yield Edit(words, replaced("softmax", derivative))
    for output, (_, f) in OUTPUTS.items():
        if output != "linear":
            yield Edit(f"derivative of {output} twice", replaced(output, lambda dY, Y, f=f: f(f(dY, Y), Y)))
            for name in (*ARRAYS, "kept"):
                at = _last_kept if name == "kept" else ARRAYS[name]
                words = "of the next frame" if name == "kept" else name
                yield Edit(
                    f"derivative of {output} at Y {words}", replaced(output, lambda dY, Y, f=f, at=at: f(dY, at(Y)))
                )
            yield Edit(f"derivative of {output} for another output", replaced("any", f))
    for output in OUTPUTS:
        factors = output_parts(output, np.ones((1, 1)), np.ones((1, 1)))[1]
        solved = lambda p, *c, o=output: p._replace(output=((o, c), *p.output))  # noqa: E731
        yield Edit(f"wrong derivative of {output}", solved, factors)


def _mean(A):
    return A.mean(axis=1, keepdims=True)


SOFTMAX_SLIPS = {
    "Y * (dY - mean(dY))": lambda dY, Y: Y * (dY - _mean(dY)),
    "Y * (dY - mean(dY * Y))": lambda dY, Y: Y * (dY - _mean(dY * Y)),
    "dY - mean(dY)": lambda dY, Y: dY - _mean(dY),
    "Y - dY": lambda dY, Y: Y - dY,
    "dY * Y / sum(Y^2)": lambda dY, Y: dY * Y / np.sum(Y**2, axis=1, keepdims=True),
}
"""Wrong derivatives of softmax that are no sums of the products in `output_parts`, with numbers that do not depend on n_out."""


def _last_kept(Y):
    return rows(Y, 1, len(Y), beyond="last")


def name_of(right, step, k):
    """What a term is called in a heading: the step, where it is its only term; a carry; or the term and the step."""
    term, alone = right.steps[step][k], len(right.steps[step]) == 1
    if alone or term.source in right.carries or term.source == "dH":
        return step if alone else term.source
    return f"{term.source}{f' {term.matrix}^T' if term.matrix else ''} in {step}"


def _term_edits(network, step, k):
    right, term = RIGHT[network], RIGHT[network].steps[step][k]
    name = name_of(right, step, k)
    yield Edit(f"{name} {{}}", lambda p, c: term_of(p, step, k, times=float(c)), (1.0,))
    for size in NUMBERS:
        yield Edit(f"{name} times {size}", lambda p, n=size: term_of(p, step, k, times=n))
    for i in range(len(term.factors)):
        yield from _factor_edits(network, step, k, i)
    if len(term.factors) > 1:
        yield Edit(f"all factors missing in {name}", lambda p: term_of(p, step, k, factors=()))
    for factor in _factors(right):
        if step != "dH" and factor not in term.factors:
            yield Edit(f"{factor_text(factor)} too much in {name}", lambda p, f=factor: _more(p, step, k, f))
    for j, other in enumerate(right.steps[step]):
        if j != k and other.factors and not term.matrix:
            yield Edit(f"{name} before the factors", lambda p, f=other.factors: _more(p, step, k, *f))
    if term.matrix:
        yield from _matrix_edits(network, step, k, term)
    elif step != "dH":
        yield Edit(f"{name} summed over the units", lambda p: term_of(p, step, k, matrix="1"))
        yield Edit(f"{name} summed over the units ", partial(_product_summed, step=step, k=k))
    if step == "dH":
        yield Edit("dY in place of dA in dH", lambda p: term_of(p, step, k, source="dY"))
        return
    parts = [f"{owner}.{n}" for owner, terms in right.steps.items() if len(terms) > 1 for n in range(len(terms))]
    late = [f"{carry} late" for carry in right.carries if step not in right.carries]
    for source in (*right.steps, *parts, *late):
        if source not in (term.source, f"{step}.{k}"):
            other = (
                name_of(right, *_place(source)) if "." in source else source.replace(" late", " of two frames later")
            )
            heading = f"{other} in place of {term.source} in {step}"
            yield Edit(heading, lambda p, s=source: _from(p, step, k, s))


def _product_summed(plan, step, k):
    part = f"{step}.{k}"
    return term_of(
        _inserted(plan, part, (plan.steps[step][k],), before=step), step, k, source=part, factors=(), matrix="1"
    )


def _place(part):
    step, k = part.split(".")
    return step, int(k)


def _matrix_edits(network, step, k, term):
    right = RIGHT[network]
    for form in MATRICES:
        if step == "dH" or not form.startswith("reshaped"):  # a square matrix reshaped is the matrix not transposed
            yield Edit(f"{term.matrix} {form}", lambda p, f=form: term_of(p, step, k, form=f))
    for W in _matrices(right):
        if term.matrix != W and step != "dH":
            yield Edit(f"{W} in place of {term.matrix}", lambda p, W=W: term_of(p, step, k, matrix=W))
    source = right.steps.get(term.source, ())
    if len(source) == 1 and source[0].factors:
        words = " * ".join(map(factor_text, source[0].factors))
        yield Edit(f"{words} after {term.matrix}^T, not before", partial(_after_the_matrix, step=step, k=k))
        for i in range(len(source[0].factors)):
            for edit in _factor_edits(network, term.source, 0, i):
                copy = partial(_only_here, step=step, k=k, source=term.source, change=edit.change)
                yield Edit(f"{edit.name}, only on the way into {step}", copy, edit.coefficients)


def _after_the_matrix(plan, step, k):
    term = plan.steps[step][k]
    source = plan.steps[term.source][0]
    return term_of(plan, step, k, source=source.source, factors=term.factors + source.factors)


def _only_here(plan, *c, step, k, source, change):
    """A step's edit for one of its uses, which gets an edited copy."""
    edited = change(plan, *c).steps[source]
    return term_of(_inserted(plan, f"{source}'", edited, before=step), step, k, source=f"{source}'")


def _factor_edits(network, step, k, i):
    right, factor = RIGHT[network], RIGHT[network].steps[step][k].factors[i]
    name = f"{factor_text(factor, frame=False)} in {name_of(right, step, k)}"
    yield Edit(f"{name} missing", lambda p: _factor(p, step, k, i, powers=(1.0,)))
    for other in _other_arrays(network, factor):
        words = (
            "of the wrong frame"
            if other.array == factor.array
            else f"with {factor_text(other._replace(powers=(0.0, 1.0)))}"
        )
        yield Edit(f"{name} {words}", lambda p, new=other._asdict(): _factor(p, step, k, i, **new))
    yield Edit(
        f"wrong formula for {name}", lambda p, *c: _factor(p, step, k, i, powers=c), (*factor.powers, 0.0, 0.0, 0.0)[:5]
    )
    for other in _other_arrays(network, factor):
        if other.beyond == "zero" and len(factor.powers) > 2:
            words = f"wrong formula for {name}, with {factor_text(other._replace(powers=(0.0, 1.0)))}"
            plain = other._asdict() | {"powers": (0.0, 1.0)}
            yield Edit(words, lambda p, new=plain: _factor(p, step, k, i, **new))
            solved = lambda p, *c, new=other: _factor(p, step, k, i, **(new._asdict() | {"powers": c}))  # noqa: E731
            yield Edit(words, solved, (*factor.powers, 0.0)[:3])
    for edit in (
        "in reversed order of frames",
        "averaged over the frames",
        "averaged over the columns",
        "in reversed order of columns",
    ):
        yield Edit(f"{name} {edit}", lambda p, edit=edit: _factor(p, step, k, i, edit=edit))
    yield Edit(f"{name} twice", lambda p: _more(p, step, k, p.steps[step][k].factors[i]))
    owner = right.steps[step][k].source
    if len(right.steps.get(owner, ())) > 1:
        for j in range(len(right.steps[owner])):
            for times, words in ((0, "missing"), (2, "twice")):
                part = partial(_for_a_part, step=step, k=k, i=i, j=j, times=times)
                yield Edit(f"{name} {words} for {name_of(right, owner, j)}", part)


def _for_a_part(plan, step, k, i, j, times):
    """Factor i of a term acts 0 times, or twice, on part j of its source."""
    term, new = plan.steps[step][k], []
    for n, part in enumerate(plan.steps[term.source]):
        plan = _inserted(plan, f"{term.source}.{n}", (part,), before=step)
        factors = tuple(f for m, f in enumerate(term.factors) for _ in range(times if (m, n) == (i, j) else 1))
        new.append(term._replace(source=f"{term.source}.{n}", factors=factors))
    terms = plan.steps[step]
    return step_of(plan, step, (*terms[:k], *new, *terms[k + 1 :]))


def _additions(right, step):
    """Something is added to a step, so many times."""
    for source in right.steps:
        if source not in [term.source for term in right.steps[step]] and (source != step or step in right.carries):

            def change(p, c, source=source):
                n = len(p.steps[step])
                return term_of(
                    _from(step_of(p, step, (*p.steps[step], Term(""))), step, n, source), step, n, times=float(c)
                )

            heading = f"{source} accumulated" if source == step else f"{source} added to {step}"
            yield Edit(heading, change, (0.0,))


def _other_arrays(network, factor, more=()):
    """The same formula of another array, or of another frame."""
    if "{}" in factor.array:
        for shift in (factor.shift - 1, factor.shift + 1):
            inside = factor.array in STATES and 0 <= shift <= 1
            for beyond in ("zero",) if inside else ("zero", "last", "ring"):
                yield factor._replace(shift=shift, beyond=beyond)
    for array in (*LABELS[network], *more):
        if array != factor.array:
            yield from (factor._replace(array=array, shift=shift) for shift in ((0, 1) if array in STATES else (0,)))
    if len(factor.powers) < 3:
        yield from (slope for slope in _factors(RIGHT[network]) if len(slope.powers) > 2)


def _factors(right):
    return tuple(dict.fromkeys(f for terms in right.steps.values() for term in terms for f in term.factors))


def _matrices(right):
    return tuple(term.matrix for step in right.carries for term in right.steps[step] if term.matrix)


def _groups(right):
    """One edit at all places of a kind: all slopes of sigmoids, all of tanh, all recurrent matrices."""
    kinds = {"sigmoid": [], "tanh": []}
    for step, terms in right.steps.items():
        for k, term in enumerate(terms):
            for i, factor in enumerate(term.factors):
                if len(factor.powers) > 2:
                    kinds["tanh" if factor.powers[0] else "sigmoid"].append((step, k, i))
    for kind, places in kinds.items():
        if len(places) > 1:
            step, k, i = places[0]
            powers = right.steps[step][k].factors[i].powers
            change = partial(_everywhere, places=places, change=lambda p, place, *c: _factor(p, *place, powers=c))
            yield Edit(f"all slopes of {kind} missing", partial(_fixed, change=change, c=(1.0,)))
            yield Edit(f"wrong formula for all slopes of {kind}", change, (*powers, 0.0, 0.0))
    places = [(step, k) for step in right.carries for k, term in enumerate(right.steps[step]) if term.matrix]
    if len(places) > 1:
        for form in [form for form in MATRICES if not form.startswith("reshaped")]:
            change = partial(_everywhere, places=places, change=lambda p, place, f=form: term_of(p, *place, form=f))
            yield Edit(f"all recurrent matrices {form}", change)


def _everywhere(plan, *c, places, change):
    for place in places:
        plan = change(plan, place, *c)
    return plan


def _fixed(plan, change, c):
    return change(plan, *c)


def _wrong_states(right, how):
    slope = (elementwise(H)._replace(powers=(1.0, 0.0, -1.0)),)
    for carry in right.carries:
        yield from (State(carry, factors=slope), State(carry, factors=(elementwise(H),)))
        if carry != how.signal:
            yield State(carry)
    for signal in (*right.steps, *(f"{c} received" for c in right.carries)):
        for frame in (0, -1, 1, "mean", "sum"):
            yield from (State(signal, frame), State(signal, frame, factors=slope))
            for W in _matrices(right):
                yield from (State(signal, frame, W), State(signal, frame, W, "not transposed"))
