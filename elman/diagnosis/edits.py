"""Every kind of edit at every place of a backward pass: the switches of which a diagnosis turns as few as it can.

The places are read off the table of the right pass (`elman.diagnosis.passes`), so every network has the same kinds. Of several
edits that give the same numbers the first is named.
"""

from functools import partial
from itertools import combinations

import numpy as np

from elman.diagnosis.changes import (
    Edit,
    after_the_matrix,
    factor_of,
    for_a_part,
    kept,
    looping,
    made_from,
    more,
    only_here,
    product_summed,
    spoilt,
    step_of,
    term_of,
)
from elman.diagnosis.forward import EVEN, H
from elman.diagnosis.outputs import output_edits
from elman.diagnosis.passes import RIGHT, Term, elementwise
from elman.diagnosis.sum_edits import factors, matrices, other_arrays
from elman.diagnosis.variants import ARRAYS, EVERY, MATRICES, MEANS, NUMBERS, ONES
from elman.diagnosis.words import called, factor_text, frames_text
from elman.network import rnn

STAGES = {
    "dY": "dA = the derivative of the output for dY{}",
    "dA": "dA, in dH, dW_hy and db_y{}",
    "dH": "dH[t] = dA[t] W_hy^T{}",
    "dA for dH": "dH[t] = dA[t] W_hy^T{}",
}
"""The signals before the loop, and where they are used."""

LOOPS = {
    "all frames, from the first to the last": lambda T, k: range(T),
    "the last frame twice": lambda T, k: [T - 1, *range(T - 1, -1, -1)],
    "the first frame twice": lambda T, k: [*range(T - 1, -1, -1), 0],
    "all frames but the first": lambda T, k: range(T - 1, 0, -1),
    "all frames but the last": lambda T, k: range(T - 2, -1, -1),
    "all frames but the first and the last": lambda T, k: range(T - 2, 0, -1),
    "frames 0, 2, 4, ... only": lambda T, k: range(T - 1 - (T - 1) % 2, -1, -2),
    "every second frame, from the last": lambda T, k: range(T - 1, -1, -2),
    "the last {k} frames only": lambda T, k: range(T - 1, max(T - 1 - k, -1), -1),
    "the first {k} frames only": lambda T, k: range(min(k, T) - 1, -1, -1),
    "all frames but the first T mod {k}": lambda T, k: range(T - 1, T % k - 1, -1),
    "all frames but the last T mod {k}": lambda T, k: range(T - 1 - T % k, -1, -1),
}
"""Which frames the loop visits, in which order."""

CUTS = {
    "every {k} frames, counted from the first": lambda t, T, k: t % k == 0 and t > 0,
    "every {k} frames, counted from the last": lambda t, T, k: (T - t) % k == 0 and t > 0,
    "in frame {k}": lambda t, T, k: t == k,
    "{k} frames before the end": lambda t, T, k: T - t == k,
    "in every frame but the last {k}": lambda t, T, k: T - t > k,
    "in every frame but the last {k} (and frame 0)": lambda t, T, k: T - t > k and t > 0,
}
"""After which frames t the carry is set to zero."""

STARTS = {
    "ones": lambda song, dH: np.ones(song.n),
    "h_0": lambda song, dH: song.params["h_0"],
}
"""What the carry may be before the last frame is visited; zero is right."""


def walk_edits(network):
    """All edits of the steps of a network's backward pass."""
    right = RIGHT[network]
    yield from output_edits()
    yield from loop_edits()
    yield from in_place_edits() if network is rnn else ()
    for stage, made in STAGES.items():
        signal, _, only = stage.partition(" ")
        for name, f in EVERY.items():
            words = f"{signal} {name.replace('columns', 'units' if signal == 'dH' else 'outputs')}"
            says = made.format(f", with {words}"), made.format("")
            where = f"{'' if words.endswith('only') else ', only'} on the way into dH" * bool(only)
            yield Edit(f"{words}{where}", partial(spoilt, stage=stage, f=f), says=says)
    for step, terms in right.steps.items():
        for k in range(len(terms)):
            yield from term_edits(network, step, k)
        if step != "dH":
            yield from additions(network, step)
    yield from groups(right)
    yield from start_edits(right)
    for name in (
        "in reversed order of frames",
        "of the next frame",
        "of the frame before",
        "of the first frame in every frame",
    ):
        says = f"for the sums, dZ is {name}", "row t of dZ belongs to frame t"
        for outputs in (False, True):
            yield Edit(f"signals kept {name}", partial(kept, f=ARRAYS[name], outputs=outputs), says=says)


def start_edits(right):
    """What the carries may be before the last frame is visited."""
    for carry in right.carries:
        for name, f in STARTS.items():
            says = tuple(f"before the last frame, {carry} = {value}" for value in (name, "0"))
            yield Edit(f"{carry} starts with {name}", lambda p, start=(carry, f): p._replace(start=start), says=says)


def loop_edits(k=0):
    """Loops over other frames; with k, those that depend on a number of frames."""
    for words, frames in LOOPS.items():
        if ("{k}" in words) == (k > 0):
            name = words.format(k=k)
            says = f"the loop visits {name}", "the loop visits all frames, from the last to the first"
            for outputs in (False, True):
                change = partial(looping, frames=partial(frames, k=k), outputs=outputs)
                beyond = 0 if "mod" in name else k
                yield Edit(f"loop over {name}", change, says=says, beyond=beyond)


def in_place_edits():
    """Loops that leave out frames, where dZ is written over dH."""
    for words in ("all frames but the first", "all frames but the last", "all frames but the first and the last"):
        says = f"the loop visits {words}; in others, dZ[t] = dH[t] as before the loop", "the loop visits all frames"
        new = {"loop": partial(LOOPS[words], k=0), "in_place": "dZ"}
        yield Edit(f"loop over {words}, in place", lambda p, new=new: p._replace(**new), says=says)


def length_edits(lengths):
    """Edits that depend on a number of frames k, for all k that are possible."""
    for k in lengths:
        stays = f"each frame's gradient goes back through {frames_text(k)}, its own and the {k - 1} before it"
        stays = stays if k > 1 else "each frame's gradient stays in its own frame"
        for to_h_0 in (True, False):
            change = lambda p, window=(k, to_h_0): p._replace(window=window)  # noqa: E731
            says = stays, "it goes back to the first frame of the song"
            yield Edit(f"truncated after {frames_text(k)}", change, says=says, beyond=k - 1)
        for words, cut in CUTS.items():
            says = f"the carry is set to zero {words.format(k=k)}", "the carry passes through the whole song"
            yield Edit("carry set to zero", partial(_cut, cut=partial(cut, k=k)), says=says, beyond=k - 1)
        yield from loop_edits(k)


def _cut(plan, cut):
    return plan._replace(cut=cut)


def name_of(right, step, k):
    """What a term is called in a heading, and where it stands: the step, where it is its only term; or the term, " in" it."""
    term, alone = right.steps[step][k], len(right.steps[step]) == 1
    if alone or term.source in right.carries or term.source == "dH":
        return (step if alone else term.source), ""
    matrix, factors = f" {term.matrix}^T" * bool(term.matrix), (factor_text(f, frame=False) for f in term.factors)
    return " * ".join([f"{term.source}{matrix}", *factors]), f" in {step}"


def term_edits(network, step, k):
    """Ways to get term k of a step wrong, as `Edit`."""
    right, term = RIGHT[network], RIGHT[network].steps[step][k]
    (name, where), new = name_of(right, step, k), partial(partial, term_of, step=step, k=k)
    yield Edit(f"{name} {{}}{where}", lambda p, c: term_of(p, step, k, times=float(c)), (1.0,))
    for size in NUMBERS:
        yield Edit(f"{name} times {size}{where}", new(times=size))
    for i in range(len(term.factors)):
        yield from factor_edits(network, step, k, i)
    states = (elementwise(H), elementwise(H, 1)) if network is rnn else ()
    for factor in (*factors(right), *states):
        if step != "dH" and factor not in term.factors:
            yield Edit(
                f"{factor_text(factor)} too much in {step if where else name}", lambda p, f=factor: more(p, step, k, f)
            )
    if term.matrix:
        yield from matrix_edits(network, step, k, term)
    elif step != "dH":
        yield Edit(f"{name} summed over the units{where}", partial(product_summed, step=step, k=k))
    if step == "dH":
        yield Edit("dY in place of dA in dH", new(source="dY"))
        return
    late = [f"{carry} late" for carry in right.carries if step not in right.carries]
    for source in (*right.steps, *late):
        if source != term.source:
            words = called(network, source.replace(" late", " of two frames later"))
            change = partial(made_from, step=step, k=k, source=source)
            yield Edit(f"{words} in place of {called(network, term.source)} in {step}", change)
            if term.matrix and step in right.carries:
                words = f"{words} in place of {term.source} {term.matrix}^T in {step}"
                yield Edit(words, lambda p, change=change: term_of(change(p), step, k, matrix=""))


def matrix_edits(network, step, k, term):
    """Ways to get the matrix of a term wrong, and what is multiplied before and after it."""
    right = RIGHT[network]
    for form in MATRICES:
        if step == "dH" or not form.startswith("reshaped"):  # a square matrix reshaped is the matrix not transposed
            yield Edit(f"{term.matrix} {form}", partial(term_of, step=step, k=k, form=form))
    for W in matrices(right):
        if term.matrix != W and step != "dH":
            yield Edit(f"{W} in place of {term.matrix}", partial(term_of, step=step, k=k, matrix=W))
    source = right.steps.get(term.source, ())
    if len(source) == 1 and source[0].factors:
        words = " * ".join(map(factor_text, source[0].factors))
        yield Edit(f"{words} after {term.matrix}^T, not before", partial(after_the_matrix, step=step, k=k))
        for i in range(len(source[0].factors)):
            for edit in factor_edits(network, term.source, 0, i):
                copy = partial(only_here, step=step, k=k, source=term.source, change=edit.change)
                name = edit.name.replace(f" in {term.source}", "")
                yield Edit(f"{name}, only on the way into {step}", copy, edit.coefficients)


def factor_edits(network, step, k, i):
    """Ways to get factor i of a term wrong: missing, of another array or frame, by another formula."""
    right, factor = RIGHT[network], RIGHT[network].steps[step][k].factors[i]
    name, where, slope = factor_text(factor, frame=False), f" in {step}", len(factor.powers) > 2
    new = partial(partial, factor_of, step=step, k=k, i=i)
    others = list(other_arrays(network, factor))
    yield Edit(f"{name} missing{where}", new(powers=(1.0,)))
    for other in others:
        if not (slope and other.array in EVEN):  # 1 - v^2 would be no new formula
            same = other.array == factor.array and other.powers == factor.powers
            heading = f"{name} of the wrong frame" if same else f"{factor_text(other)} in place of {name}"
            yield Edit(f"{heading}{where}", new(**other._asdict()))
    powers = (*factor.powers, 0.0, 0.0, 0.0)
    yield Edit(f"wrong formula for {name}{where}", lambda p, *c: factor_of(p, step, k, i, powers=c), powers[:5])
    for plain in (other._replace(powers=(0.0, 1.0)) for other in others if other.beyond == "zero" and slope):
        yield Edit(f"{factor_text(plain)} in place of {name}{where}", new(**plain._asdict()))
        solved = lambda p, *c, new=plain: factor_of(p, step, k, i, **(new._asdict() | {"powers": c}))  # noqa: E731
        yield Edit(f"wrong formula for {name}{where}, with {factor_text(plain)}", solved, powers[:3])
    for edit in (
        "in reversed order of frames",
        "averaged over the frames",
        "averaged over the columns",
        "in reversed order of columns",
        *ONES,
        *MEANS,
    ):
        yield Edit(f"{name}{where} {edit.replace('columns', 'units')}", new(edit=edit))
    owner = right.steps[step][k].source
    if len(right.steps.get(owner, ())) > 1:
        for j in range(len(right.steps[owner])):
            part = partial(for_a_part, step=step, k=k, i=i, j=j)
            yield Edit(f"{name} missing for {''.join(name_of(right, owner, j))}{where}", part)


def additions(network, step):
    """Something is added to a step, so many times."""
    right = RIGHT[network]
    for source in right.steps:
        if source not in [term.source for term in right.steps[step]] and (source != step or step in right.carries):

            def change(p, c, source=source):
                n = len(p.steps[step])
                return made_from(step_of(p, step, (*p.steps[step], Term("", times=float(c)))), step, n, source)

            heading = f"{source} accumulated" if source == step else f"{called(network, source)} added to {step}"
            yield Edit(heading, change, (0.0,))


def groups(right):
    """Edits of two recurrent matrices, or of all."""
    places = [(step, k) for step in right.carries for k, term in enumerate(right.steps[step]) if term.matrix]
    for (step, k), (other, j) in combinations(places, 2):
        if step == other:
            A, B = (right.steps[step][n].matrix for n in (k, j))
            change = lambda p, s=step, k=k, j=j, A=A, B=B: term_of(term_of(p, s, k, matrix=B), s, j, matrix=A)  # noqa: E731
            yield Edit(f"{A} and {B} exchanged", change)
    if len(places) > 1:
        for form in [form for form in MATRICES if not form.startswith("reshaped")]:

            def change(plan, form=form):
                for place in places:
                    plan = term_of(plan, *place, form=form)
                return plan

            yield Edit(f"all recurrent matrices {form}", change)
    for step in right.carries:
        others = tuple(term for term in right.steps[step] if not term.matrix)
        if others and len(others) < len(right.steps[step]) - 1:
            yield Edit(f"all terms with a matrix missing in {step}", partial(step_of, step=step, terms=others))
