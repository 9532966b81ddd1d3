"""How do the gradients depend on the size of dY? A right backward pass is linear: 100 times the dY, 100 times the gradients.

What does not depend on dY is taken off, normalising and clipping are recognised; what is left is linear.
"""

from functools import partial

import numpy as np

from elman.diagnosis.cases import SAME
from elman.diagnosis.changes import Edit, spoilt
from elman.diagnosis.edits import start_edits
from elman.diagnosis.passes import RIGHT
from elman.diagnosis.seen import nice
from elman.diagnosis.walk import gradients

CLIPS = {
    "clipped to values between -{c:.6g} and {c:.6g}": (lambda v, c: np.clip(v, -c, c), np.sign),
    "clipped to a norm of {c:.6g}": (
        lambda v, c: v * np.minimum(1, c / np.linalg.norm(v, axis=-1, keepdims=True)),
        lambda v: v / np.linalg.norm(v, axis=-1, keepdims=True),
    ),
}
"""Ways to clip a signal of a frame; and, for a huge one, what the clipped one is so many times."""


def constant_part(cases, recall):
    """What a function gives although dY is zero, by case; empty where it gives nothing, as it should."""
    short = min(cases, key=lambda case: (case.T, -case.n_hidden))
    if not any(np.any(value) for value in recall(short.with_dY(0 * short.dY)).values()):
        return {}
    return {id(case): recall(case.with_dY(0 * case.dY)) for case in cases}


def times_parameter(name, cases, constant):
    """c, where the constant part of a parameter's gradient is c times the parameter on all songs; else None."""
    pairs = [(case.params[name], constant[id(case)][name]) for case in cases if name in constant[id(case)]]
    P, K = (np.concatenate([part.ravel() for part in parts]) for parts in zip(*pairs, strict=True)) if pairs else (0, 0)
    if not np.any(K):
        return 0.0
    c = P @ K / (P @ P) if P.shape == K.shape else np.nan
    return nice(c) if np.all(np.abs(K - c * P) <= SAME * np.abs(K).max()) else None


def first_carry(cases, constant, network, plan):
    """The edit of what the carry is before the last frame that gives the constant part; None where none does."""
    silent = [(case.with_dY(0 * case.dY), constant[id(case)]) for case in cases[:8]]
    for edit in start_edits(RIGHT[network]):
        found = [(gradients(edit.change(plan), case.forward), K) for case, K in silent]
        if all(np.allclose(grads[k], v, rtol=1e-9, atol=1e-12) for grads, K in found for k, v in K.items()):
            return edit
    return None


def kind_of_response(case, recall, constant):
    """How the gradients follow dY: "linear", "scale-free" (only its direction counts) or "nonlinear"."""
    grads, kinds = recall(case), set()
    for scale in (-2.0, 1e-3, 1e3):
        for name, value in recall(case.with_dY(scale * case.dY)).items():
            if name not in grads:
                continue
            some, value = (part - constant.get(name, 0.0) for part in (grads[name], value))
            if not case.same(name, value / scale, some, rtol=1e-7):
                kinds.add("scale-free" if case.same(name, np.abs(value), np.abs(some), rtol=1e-7) else "nonlinear")
    return "linear" if not kinds else "scale-free" if kinds == {"scale-free"} else "nonlinear"


_SIZES = {
    "its own norm": lambda own, every: np.linalg.norm(own),
    "its largest entry": lambda own, every: np.abs(own).max(),
    "the norm of all gradients": lambda own, every: np.linalg.norm(every),
    "the largest entry of all gradients": lambda own, every: np.abs(every).max(),
}


def normalised(wrong):
    """(by what, parameters): some gradients are the right ones, divided by a measure of their size; None where not."""
    for words, size in _SIZES.items():
        names = [
            k for k in wrong[0][0].right if all(_divided(case, grads, k, size) for case, grads in wrong if k in grads)
        ]
        if names and all(case.same(k, v) for case, grads in wrong for k, v in grads.items() if k not in names):
            return words, tuple(names)
    return None


def _divided(case, grads, name, size):
    own, every = case.right[name], np.concatenate([value.ravel() for value in case.right.values()])
    return case.same(name, grads[name] * size(own, every), own, rtol=1e-6)


def clipped_at_the_end(seen, plan):
    """In words how the gradients of a pass are clipped after it; empty where they are not."""
    predicted = [gradients(plan, one.song) for one in seen]
    together = [np.sqrt(sum(np.sum(v**2) for v in P.values())) for P in predicted]
    limit = max(np.sqrt(sum(np.sum(v**2) for v in one.grads.values())) for one in seen)
    ways = {
        "to values between -{c:.6g} and {c:.6g}": (np.max, lambda v, c, norm: np.clip(v, -c, c)),
        "each to a norm of {c:.6g}": (np.linalg.norm, lambda v, c, norm: v * min(1, c / np.linalg.norm(v))),
        "all together to a norm of {c:.6g}": (lambda v: limit, lambda v, c, norm: v * min(1, c / norm)),
    }
    for words, (size, clip) in ways.items():
        c = {k: max(float(size(np.abs(one.grads[k]))) for one in seen if k in one.grads) for k in predicted[0]}
        songs = zip(seen, predicted, together, strict=True)
        if all(one.factor(k, clip(P[k], c[k], norm)) == 1.0 for one, P, norm in songs for k in one.grads):
            return words.format(c=nice(min(c[k] for k in c if any(k in one.wrong for one in seen))))
    return ""


def clipped_inside(seen, plan, recall):
    """The edit that clips one signal in every frame; None where none gives the numbers.

    With a huge dY all entries of that signal are at the limit, and the gradients made of it are proportional to the limit.
    """
    short = [one.case for one in sorted(seen, key=lambda one: (one.T, -one.case.n_hidden))][:3]
    huge = [case.with_dY(1e8 * case.dY) for case in short]
    huge = [(case, recall(case)) for case in huge]
    for stage in ("dY", "dA", *plan.steps):
        for words, (clip, everywhere) in CLIPS.items():
            for name in plan.sums:
                c = _limit(huge, spoilt(plan, stage, everywhere), name)
                if not c:
                    continue
                says = f"{stage} is {words.format(c=c)}", f"{stage} as it is; clip whole gradients, outside of backward"
                edit = Edit(f"{stage} clipped", partial(spoilt, stage=stage, f=partial(clip, c=c)), says=says)
                if all(
                    one.factor(k, v) == 1.0 for one in seen for k, v in gradients(edit.change(plan), one.song).items()
                ):
                    return edit
    return None


def _limit(huge, plan, name):
    """The limit c, where one parameter's gradients are c times what the pass gives on all songs; else None."""
    factors = []
    for case, grads in huge:
        try:
            s, p = grads[name].ravel(), gradients(plan, case.forward, [name])[name].ravel()
        except (ValueError, KeyError):
            return None
        factors.append(s @ p / (p @ p) if s.shape == p.shape else np.nan)
        if not np.all(np.abs(s - factors[-1] * p) <= 1e-6 * np.abs(s).max(initial=0.0)):
            return None
    return nice(factors[0]) if factors and np.ptp(factors) <= 1e-6 * factors[0] else None
