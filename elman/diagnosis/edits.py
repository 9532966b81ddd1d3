"""Every kind of edit at every place of a backward pass: the switches of which a diagnosis turns as few as it can.

The places are read off the table of the right pass (`elman.diagnosis.passes`), so every network has the same kinds. Of several
edits that give the same numbers the first is named.
"""

from functools import partial

from elman.diagnosis.changes import kept
from elman.diagnosis.edits_of_terms import Edit, additions, groups, term_edits
from elman.diagnosis.output_edits import output_edits
from elman.diagnosis.passes import RIGHT
from elman.diagnosis.variants import ARRAYS, FRAMES
from elman.diagnosis.walk import CUTS, LOOPS, STARTS
from elman.diagnosis.words import frames_text


def walk_edits(network):
    """All edits of the steps of a network's backward pass."""
    right = RIGHT[network]
    yield from output_edits()
    for stage in ("dY", "dA", "dH", "dA for dH"):
        for name in (*FRAMES, *ARRAYS):
            yield Edit(f"{stage} {name}", lambda p, pair=(stage, name): p._replace(arrays=(*p.arrays, pair)))
    for step, terms in right.steps.items():
        for k in range(len(terms)):
            yield from term_edits(network, step, k)
        if step != "dH":
            yield from additions(right, step)
    yield from groups(right)
    for name in LOOPS:
        if "{k}" not in name:
            for outputs in (False, True):
                yield Edit(f"loop {name}", lambda p, loop=(name, 0, outputs): p._replace(loop=loop))
    for carry in right.carries:
        for name in STARTS:
            yield Edit(f"{carry} starts with {name}", lambda p, start=(carry, name): p._replace(start=start))
    for name in (
        "in reversed order of frames",
        "of the next frame",
        "of the frame before",
        "of the first frame in every frame",
    ):
        for outputs in (False, True):
            yield Edit(f"signals kept {name}", partial(kept, kept=(name, outputs)))


def length_edits(lengths):
    """Edits that depend on a number of frames k, for all k that are possible."""
    for k in lengths:
        for to_h_0 in (True, False):
            name = f"truncated after {frames_text(k)}"
            yield Edit(name, lambda p, w=(k, to_h_0): p._replace(window=w), beyond=k - 1)
        for name in CUTS:
            yield Edit("carry set to zero", lambda p, cut=(name, k): p._replace(cut=cut), beyond=k - 1)
        for name in LOOPS:
            if "{k}" in name:
                beyond = 0 if "mod" in name else k
                for outputs in (False, True):
                    loop = name, k, outputs
                    yield Edit(f"loop {name.format(k=k)}", lambda p, loop=loop: p._replace(loop=loop), beyond=beyond)
