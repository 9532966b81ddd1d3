"""The unknown coefficients of an edit, from a student's gradients, by least squares.

On a song so short that a step acts once, the gradients are a sum: what they are with all coefficients zero, and for each
coefficient what it adds, so many times.
"""

import numpy as np

from elman.diagnosis.seen import multiplied, nice
from elman.diagnosis.walk import gradients

LONGEST = 3
"""In three frames a carry is handed on twice: enough to show what accumulates."""


def solved(edit, plan, groups, names):
    """The edit with its coefficients filled in; None where they do not exist, or are those of the right pass.

    ``groups`` are lists of songs of the same sizes, by length, and ``names`` parameters whose gradients are sums.
    """
    n, units = len(edit.coefficients), np.eye(len(edit.coefficients))
    for group in groups:
        if group[0].T > LONGEST:
            return None
        zero, *ones = (
            [gradients(edit.change(plan, *c), one.song, names) for one in group] for c in (0 * units[0], *units)
        )
        acts = False
        for name in (
            k for k in names if all(one.grads[k].shape == z[k].shape for one, z in zip(group, zero, strict=True))
        ):
            rest, *columns = (np.concatenate([found[name].ravel() for found in some]) for some in (zero, *ones))
            # All may be times a factor, which is another mistake: a coefficient of what does not depend on this edit.
            A = np.column_stack([c - rest for c in columns] + ([rest] if np.any(rest) else []))
            b = np.concatenate([one.grads[name].ravel() for one in group])
            if not np.isfinite(A).all() or np.abs(A[:, :n]).max() < 1e-12:
                continue
            c, _, rank, _ = np.linalg.lstsq(A, b, rcond=1e-11)
            acts |= rank == A.shape[1]
            if rank == A.shape[1] and np.abs(A @ c - b).max() <= 1e-7 * max(np.abs(b).max(), np.abs(A).max()):
                c = tuple(nice(x) for x in (c[:n] / c[n] if len(c) > n else c))
                wrong = np.abs(np.subtract(c, edit.coefficients)).max() > 1e-7
                name, says = edit.name.replace("{}", multiplied(c[0])), edit.says(*c) if edit.says else ()
                known = edit._replace(name=name, change=_with(edit.change, c), coefficients=(), says=says, solved=True)
                return known if wrong else None
        if acts:
            return None
    return None


def _with(change, c):
    return lambda plan: change(plan, *c)
