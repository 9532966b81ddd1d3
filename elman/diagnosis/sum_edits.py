"""Ways to get a sum over frames wrong, or the gradient of a first state."""

from elman.diagnosis.forward import FORWARD, INPUTS, STATES, H, X
from elman.diagnosis.passes import RIGHT, State, Term, elementwise
from elman.diagnosis.variants import ARRAYS, BIASES, FRAMES, ROWS, SUMS
from elman.diagnosis.words import called, factor_text


def sum_edits(network, name, how):
    """Ways to get one parameter's sum wrong, ``how`` being the right one: pairs (heading, Sum or State)."""
    right = RIGHT[network]
    for other, sum_ in right.sums.items():
        if other != name:
            yield f"d{other} in place of d{name}", sum_
    if isinstance(how, State):
        yield from ((f"wrong d{name}", wrong) for wrong in _wrong_states(right, how))
        return
    if how.left is not None:
        for left in other_arrays(network, how.left, more=INPUTS):
            yield f"{factor_text(left)} in place of {factor_text(how.left)}", how._replace(left=left)
        if how.left.array in STATES:
            rolled, other = "of the frame before (the first takes the last)", how.left._replace(shift=1)
            yield "with the states rolled round", how._replace(left=other, edits=(*how.edits, ("left", rolled)))
        for form in SUMS:
            yield form, how._replace(form=form)
        terms, left = right.steps.get(how.right, ()), factor_text(how.left)
        for factor in factors(right):
            words = f"({left} * {factor_text(factor)})"
            yield f"{words} in place of {left}", how._replace(factor=factor)
            if len(terms) == 1 and factor in terms[0].factors:
                source = terms[0].source
                yield f"{words}^T {source} in place of {left}^T {how.right}", how._replace(factor=factor, right=source)
    else:
        for form in BIASES:
            yield form, how._replace(form=form)
        for left in (elementwise(X), elementwise(H), elementwise(H, 1)):
            for row in ROWS:
                yield f"{row} of a weight's gradient", how._replace(left=left, row=row)
    for edit in FRAMES:
        yield edit, how._replace(edits=(*how.edits, ("right", edit)))
    for edit in ARRAYS:
        sides = ("left", "right") if "mean" in edit else ("right", "left")
        for side in sides if how.left is not None else ("right",):
            yield edit, how._replace(edits=(*how.edits, (side, edit)))
    for signal in (*right.steps, *(f"{c} received" for c in right.carries), "dY", "dA"):
        if signal != how.right:
            yield f"{called(network, signal)} in place of {how.right}", how._replace(right=signal)
            yield f"{called(network, signal)} added to {how.right}", how._replace(right=f"{how.right} + {signal}")


def other_arrays(network, factor, more=()):
    """The same formula of another array, or of another frame."""
    if "{}" in factor.array:
        for shift in (factor.shift - 1, factor.shift + 1):
            inside = factor.array in STATES and 0 <= shift <= 1
            for beyond in ("zero",) if inside else ("zero", "last", "ring"):
                yield factor._replace(shift=shift, beyond=beyond)
    for array in (*FORWARD[network], *more):
        if array != factor.array:
            yield from (factor._replace(array=array, shift=shift) for shift in ((0, 1) if array in STATES else (0,)))
    if len(factor.powers) < 3:
        slopes = [slope for slope in factors(RIGHT[network]) if len(slope.powers) > 2]
        yield from (slope._replace(shift=shift) for slope in slopes for shift in dict.fromkeys((slope.shift, 0)))


def factors(right):
    """All factors of a pass, each once."""
    return tuple(dict.fromkeys(f for terms in right.steps.values() for term in terms for f in term.factors))


def matrices(right):
    """The recurrent matrices of a pass."""
    return tuple(term.matrix for step in right.carries for term in right.steps[step] if term.matrix)


def _wrong_states(right, how):
    slope = (elementwise(H)._replace(powers=(1.0, 0.0, -1.0)),)
    yield from (how._replace(terms=(*right.steps[how.signal], Term(signal))) for signal in right.steps)
    for carry in right.carries:
        yield from (State(carry, factors=slope), State(carry, factors=(elementwise(H),)))
        if carry != how.signal:
            yield State(carry)
    for signal in (*right.steps, *(f"{c} received" for c in right.carries)):
        for frame in (0, -1, 1, "sum", "mean"):
            yield from (State(signal, frame), State(signal, frame, factors=slope))
            for W in matrices(right):
                yield from (State(signal, frame, W), State(signal, frame, W, "not transposed"))
