"""What the numbers show where no edit explains them, and how far they are from right in any case."""

from itertools import combinations

import numpy as np

from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.passes import DA_SUMS, RIGHT

NEAR = 1e-4
"""A gradient that differs by less than this part of its largest entry is called right to some digits."""

_SIZES = {"frame": 0, "hidden unit": 2, "output": 3, "input": 1}
"""Where a size stands in T, n_in, n_hidden, n_out."""


def _conditions():
    """What songs may have in common, in words, and whether sizes are so."""
    yield "on songs of an odd number of frames", lambda sizes: sizes[0] % 2 == 1
    yield "on songs of an even number of frames", lambda sizes: sizes[0] % 2 == 0
    for what, i in _SIZES.items():
        yield f"with one {what}", lambda sizes, i=i: sizes[i] == 1
        yield f"with more than one {what}", lambda sizes, i=i: sizes[i] > 1
    yield "with more than one output and more than one frame", lambda sizes: sizes[3] > 1 < sizes[0]
    for (what, i), (other, j) in combinations(_SIZES.items(), 2):
        words = f"with as many {other}s as {what}s"
        yield words, lambda sizes, i=i, j=j: sizes[i] == sizes[j]
        yield f"{words}, more than one", lambda sizes, i=i, j=j: sizes[i] == sizes[j] > 1


def shared(wrong, right):
    """What the sizes of the wrong songs have in common that no right song has; empty where nothing is found."""
    if not right:
        return ""
    for words, f in _conditions():
        if all(f(case.sizes) for case in wrong) and not any(f(case.sizes) for case in right):
            return words
    good, bad = {case.T for case in right}, {case.T for case in wrong}
    if min(bad) > max(good):
        return f"from T = {min(bad)} on, while T = {max(good)} is right"
    if max(bad) < min(good):
        return f"up to T = {max(bad)}, while T = {min(good)} is right"
    for what, i in _SIZES.items():
        for some, others, words in (
            (right, wrong, "unless there are {} {}s"),
            (wrong, right, "where there are {} {}s"),
        ):
            values = {case.sizes[i] for case in some}
            if len(values) == 1 and not any(case.sizes[i] in values for case in others):
                return words.format(values.pop(), what)
    titles = {case.title for case in wrong}
    return f"on one song only: {titles.pop()}" if len(titles) == 1 else ""


def worst(pairs, names=None):
    """Of pairs (case, gradients) the largest difference: (part of the largest entry, name, index, yours, right, case)."""
    found = None
    for case, grads in pairs:
        floor = 1e-3 * max(np.abs(right).max() for right in case.right.values())
        for name, value in grads.items():
            right = case.right[name]
            if (names and name not in names) or value.shape != right.shape or case.same(name, value):
                continue
            off = np.abs(value - right)
            at = tuple(int(i) for i in np.unravel_index(np.argmax(off), off.shape))
            error = float(off[at] / max(floor, np.abs(right).max(), np.abs(value).max()))
            if found is None or error > found[0] * (1 + 1e-6):
                found = error, name, at, float(value[at]), float(right[at]), case
    return found


def example(pairs, names):
    """The worst entry of the shortest song that is wrong, in words; where all is nearly right, that of all songs."""
    found = worst(pairs, names)
    if found is None:
        return ""
    if found[0] > NEAR:
        for pair in sorted(pairs, key=lambda pair: (pair[0].T, -pair[0].n_out)):
            some = worst([pair], names)
            if some and some[0] > NEAR:
                found = some
                break
    error, name, at, yours, right, case = found
    digits = min(15, max(4, 2 - int(np.floor(np.log10(error)))))
    entry = f"d{name}[{', '.join(map(str, at))}]" if at else name
    song = case.title.partition(", ")[0] if case.title.startswith("T = ") else case.title
    off = "" if error > NEAR else f"; {error:.0e} of the largest entry"
    return f"{entry} ({song}): yours {yours + 0:.{digits}g}, right {right:.{digits}g}{off}."


def masked(pairs, names):
    """c, where with one frame every entry of a bias' gradient is 0 or c times the right one; else None."""
    short = [(case, grads) for case, grads in pairs if case.T == 1 and case.n_hidden > 3]
    for k in (k for k in names if k.startswith("b_")):
        ratios = [
            grads[k] / case.right[k] for case, grads in short if k in grads and grads[k].shape == case.right[k].shape
        ]
        ratios = np.concatenate(ratios or [[1.0]])
        kept = ratios[np.abs(ratios) > 1e-9]
        if 0 < len(kept) < len(ratios) and np.ptp(kept) < 1e-7:
            return float(kept[0])
    return None


def conclusion(pairs, names):
    """Where the mistake must be, from what is right and what is wrong."""
    pairs = [(case, grads) for case, grads in pairs if any(np.any(case.right[k]) for k in names)]
    wrong = [(case, {k for k in names if k in grads and not case.same(k, grads[k])}) for case, grads in pairs]
    songs = [case for case, bad in wrong if bad]
    words = shared(songs, [case for case, bad in wrong if not bad])
    told = (
        f"It is wrong {words}. "
        if words
        else ""
        if len(songs) == len(pairs)
        else f"It is wrong on {len(songs)} of {len(pairs)} songs. "
    )
    sums = RIGHT[pairs[0][0].network].sums
    every = {k for case, grads in pairs for k in sums if k not in grads or not case.same(k, grads[k])}
    alone = every <= {*names}  # nothing else is wrong that has a name already
    names, at_one = set(names) & {*sums}, set().union(*(bad for case, bad in wrong if case.T == 1))
    states = {k for k in names if k.endswith("_0")}
    weights = names - DA_SUMS - states
    if names >= DA_SUMS:
        return f"{told}dW_hy and db_y are wrong too: look at dA first, and at what it is made of."
    if names <= DA_SUMS or (len(weights) == 1 and not states):
        return f"{told}{'What else is made of the same signal is right: look' if alone else 'Look'} at this sum."
    if names <= states:
        return f"{told}{'All sums over frames are right, so dZ is: look' if alone else 'Look'} at what is left after the loop."
    right = {sums[k].right for k in sums if k.startswith("b_") and k not in every}
    if weights and right >= {sums[k].right for k in weights}:
        words = "The gradients of biases are right, so is what they are sums of"
        return f"{told}{words}: look at the sums for matrices, and at what is added to them."
    one_frame = [grads[k] for case, grads in pairs if case.T == 1 for k in weights & {*grads}]
    if at_one & weights and not any(map(np.any, one_frame)):
        return f"{told}With one frame they are zero: does the loop go as far as frame 0?"
    if not any(case.T == 1 for case, _ in pairs):
        return told.strip()
    if not at_one & weights:
        first = f"With one frame only {', '.join(sorted(at_one))} is wrong" if at_one else "One frame is right"
        return f"{told}{first}: look at the carry from one frame to the frame before it."
    if at_one & weights != weights:
        few = ", ".join(sorted(at_one & weights))
        return f"{told}With one frame, where a right pass has no carry, only {few} are wrong: begin there."
    return (
        f"{told}One frame is wrong already, where a right pass has no carry: look at dH = dA W_hy^T and at the slope."
    )


def unexplained(found, pairs, n_outputs):
    """The finding of what no edit explains, from what is found, `elman.diagnosis.causes.Explained` by output; at most one."""
    left = {name: explained.left for name, explained in found.items() if explained.left}
    cases = [pair for name in left for pair in pairs[name]]
    names = tuple(k for k in cases[0][0].right if any(k in some for some in left.values())) if left else ()
    names = tuple(k for k in names if worst(cases, (k,)))
    off = worst(cases, names) if names else None
    if off is None:
        return []
    only = f"with output {' and '.join(left)} only" if len(left) < len(found) == n_outputs else ""
    if off[0] < NEAR:
        values = [value for case, grads in cases for value in grads.values()]
        decimals = next((n for n in range(2, 9) if all(np.array_equal(v, np.round(v, n)) for v in values)), None)
        words = "Digits are lost by single precision (float32), by rounding, by differences in place of derivatives."
        if all(np.array_equal(value, value.astype(np.float32)) for value in values):
            words = "All numbers are of single precision (float32)."
        elif decimals:
            words = f"All numbers are rounded to {decimals} decimals."
        name = f"right to {-int(np.ceil(np.log10(off[0])))} digits only"
        return [Finding(name, names, only, (), f"{example(cases, names)} {words}", "Notebook 05.")]
    times = masked(cases, names)
    if times is not None:
        words = f"Some entries of a signal are set to zero, the others are {times:.4g} times the right ones."
        words = f"{example(cases, names)} {words}"
        return [Finding("a mask in the backward pass (dropout?)", names, only, (), words, PAGES["walk"])]
    more = dict.fromkeys(explained.words for explained in found.values() if explained.left)
    words = " ".join(filter(None, [example(cases, names), *more, conclusion(cases, names)]))
    page = PAGES["sum" if len(names) == 1 else "output" if {*names} >= DA_SUMS else "walk"]
    return [Finding(UNKNOWN, names, only, (), words, page)]
