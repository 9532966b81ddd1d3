"""Every kind of edit of one term of a step: its factors, its matrix, its source, its sign; and of several terms alike."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import NamedTuple

from elman.diagnosis.changes import (
    after_the_matrix,
    everywhere,
    factor_of,
    fixed,
    for_a_part,
    made_from,
    more,
    only_here,
    place,
    product_summed,
    step_of,
    term_of,
)
from elman.diagnosis.forward import EVEN
from elman.diagnosis.passes import RIGHT, Term
from elman.diagnosis.sum_edits import factors, matrices, other_arrays
from elman.diagnosis.variants import MATRICES, NUMBERS
from elman.diagnosis.words import factor_text


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


def name_of(right, step, k):
    """What a term is called in a heading: the step, where it is its only term; a carry; or the term and the step."""
    term, alone = right.steps[step][k], len(right.steps[step]) == 1
    if alone or term.source in right.carries or term.source == "dH":
        return step if alone else term.source
    return f"{term.source}{f' {term.matrix}^T' if term.matrix else ''} in {step}"


def term_edits(network, step, k):
    """Ways to get term k of a step wrong, as `Edit`."""
    right, term = RIGHT[network], RIGHT[network].steps[step][k]
    name = name_of(right, step, k)
    yield Edit(f"{name} {{}}", lambda p, c: term_of(p, step, k, times=float(c)), (1.0,))
    for size in NUMBERS:
        yield Edit(f"{name} times {size}", lambda p, n=size: term_of(p, step, k, times=n))
    for i in range(len(term.factors)):
        yield from factor_edits(network, step, k, i)
    if len(term.factors) > 1:
        yield Edit(f"all factors missing in {name}", lambda p: term_of(p, step, k, factors=()))
    for factor in factors(right):
        if step != "dH" and factor not in term.factors:
            yield Edit(f"{factor_text(factor)} too much in {name}", lambda p, f=factor: more(p, step, k, f))
    for j, other in enumerate(right.steps[step]):
        if j != k and other.factors and not term.matrix:
            yield Edit(f"{name} before the factors", lambda p, f=other.factors: more(p, step, k, *f))
    if term.matrix:
        yield from matrix_edits(network, step, k, term)
    elif step != "dH":
        yield Edit(f"{name} summed over the units", lambda p: term_of(p, step, k, matrix="1"))
        yield Edit(f"{name} summed over the units ", partial(product_summed, step=step, k=k))
    if step == "dH":
        yield Edit("dY in place of dA in dH", lambda p: term_of(p, step, k, source="dY"))
        return
    parts = [f"{owner}.{n}" for owner, terms in right.steps.items() if len(terms) > 1 for n in range(len(terms))]
    late = [f"{carry} late" for carry in right.carries if step not in right.carries]
    for source in (*right.steps, *parts, *late):
        if source not in (term.source, f"{step}.{k}"):
            other = name_of(right, *place(source)) if "." in source else source.replace(" late", " of two frames later")
            heading = f"{other} in place of {term.source} in {step}"
            yield Edit(heading, lambda p, s=source: made_from(p, step, k, s))


def matrix_edits(network, step, k, term):
    """Ways to get the matrix of a term wrong, and what is multiplied before and after it."""
    right = RIGHT[network]
    for form in MATRICES:
        if step == "dH" or not form.startswith("reshaped"):  # a square matrix reshaped is the matrix not transposed
            yield Edit(f"{term.matrix} {form}", lambda p, f=form: term_of(p, step, k, form=f))
    for W in matrices(right):
        if term.matrix != W and step != "dH":
            yield Edit(f"{W} in place of {term.matrix}", lambda p, W=W: term_of(p, step, k, matrix=W))
    source = right.steps.get(term.source, ())
    if len(source) == 1 and source[0].factors:
        words = " * ".join(map(factor_text, source[0].factors))
        yield Edit(f"{words} after {term.matrix}^T, not before", partial(after_the_matrix, step=step, k=k))
        for i in range(len(source[0].factors)):
            for edit in factor_edits(network, term.source, 0, i):
                copy = partial(only_here, step=step, k=k, source=term.source, change=edit.change)
                yield Edit(f"{edit.name}, only on the way into {step}", copy, edit.coefficients)


def factor_edits(network, step, k, i):
    """Ways to get factor i of a term wrong: missing, of another array or frame, by another formula."""
    right, factor = RIGHT[network], RIGHT[network].steps[step][k].factors[i]
    name = f"{factor_text(factor, frame=False)} in {name_of(right, step, k)}"
    yield Edit(f"{name} missing", lambda p: factor_of(p, step, k, i, powers=(1.0,)))
    for other in other_arrays(network, factor):
        if len(factor.powers) > 2 and other.array in EVEN:
            continue  # 1 - v^2 would be no new formula
        words = (
            "of the wrong frame"
            if other.array == factor.array
            else f"with {factor_text(other._replace(powers=(0.0, 1.0)))}"
        )
        yield Edit(f"{name} {words}", lambda p, new=other: factor_of(p, step, k, i, **new._asdict()))
    yield Edit(
        f"wrong formula for {name}",
        lambda p, *c: factor_of(p, step, k, i, powers=c),
        (*factor.powers, 0.0, 0.0, 0.0)[:5],
    )
    for other in other_arrays(network, factor):
        if other.beyond == "zero" and len(factor.powers) > 2:
            words = f"wrong formula for {name}, with {factor_text(other._replace(powers=(0.0, 1.0)))}"
            plain = other._asdict() | {"powers": (0.0, 1.0)}
            yield Edit(words, lambda p, new=plain: factor_of(p, step, k, i, **new))
            solved = lambda p, *c, new=other: factor_of(p, step, k, i, **(new._asdict() | {"powers": c}))  # noqa: E731
            yield Edit(words, solved, (*factor.powers, 0.0)[:3])
    for edit in (
        "in reversed order of frames",
        "averaged over the frames",
        "averaged over the columns",
        "in reversed order of columns",
    ):
        yield Edit(f"{name} {edit}", lambda p, edit=edit: factor_of(p, step, k, i, edit=edit))
    yield Edit(f"{name} twice", lambda p: more(p, step, k, p.steps[step][k].factors[i]))
    owner = right.steps[step][k].source
    if len(right.steps.get(owner, ())) > 1:
        for j in range(len(right.steps[owner])):
            for times, words in ((0, "missing"), (2, "twice")):
                part = partial(for_a_part, step=step, k=k, i=i, j=j, times=times)
                yield Edit(f"{name} {words} for {name_of(right, owner, j)}", part)


def additions(right, step):
    """Something is added to a step, so many times."""
    for source in right.steps:
        if source not in [term.source for term in right.steps[step]] and (source != step or step in right.carries):

            def change(p, c, source=source):
                n = len(p.steps[step])
                return term_of(
                    made_from(step_of(p, step, (*p.steps[step], Term(""))), step, n, source), step, n, times=float(c)
                )

            heading = f"{source} accumulated" if source == step else f"{source} added to {step}"
            yield Edit(heading, change, (0.0,))


def groups(right):
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
            change = partial(everywhere, places=places, change=lambda p, place, *c: factor_of(p, *place, powers=c))
            yield Edit(f"all slopes of {kind} missing", partial(fixed, change=change, c=(1.0,)))
            yield Edit(f"wrong formula for all slopes of {kind}", change, (*powers, 0.0, 0.0))
    places = [(step, k) for step in right.carries for k, term in enumerate(right.steps[step]) if term.matrix]
    for (step, k), (other, j) in combinations(places, 2):
        if step == other:
            A, B = (right.steps[step][n].matrix for n in (k, j))
            change = lambda p, s=step, k=k, j=j, A=A, B=B: term_of(term_of(p, s, k, matrix=B), s, j, matrix=A)  # noqa: E731
            yield Edit(f"{A} and {B} exchanged", change)
    if len(places) > 1:
        for form in [form for form in MATRICES if not form.startswith("reshaped")]:
            change = partial(everywhere, places=places, change=lambda p, place, f=form: term_of(p, *place, form=f))
            yield Edit(f"all recurrent matrices {form}", change)
