"""Judge gradient clipping by norm, the cure for gradients that explode. Notebook 04, "Backpropagate through time"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question


def check_clip(clip):
    """Judge a student's ``clip(grads, largest_norm) -> grads``.

    All gradients together are one long vector. Where it is longer than ``largest_norm`` it is shortened to that length
    (every gradient is multiplied by the same number, so that the direction stays); else nothing changes.

    Parameters
    ----------
    clip : callable
        Gets a dict of arrays and a number above 0; has to return a new dict.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> def clip(grads, largest_norm):
    ...     norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    ...     return {name: g * min(1, largest_norm / norm) if norm else g for name, g in grads.items()}
    >>> bool(check_clip(clip))
    True
    """
    rng = np.random.default_rng(0)
    shapes = {"W_xh": (3, 4), "W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 2), "b_y": (2,), "h_0": (4,)}

    def grads(norm):
        drawn = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
        return {name: norm * g / _norm(drawn) for name, g in drawn.items()}

    return judge(
        clip,
        "clip(grads, largest_norm)",
        [
            Question("With gradients of norm 10 and largest_norm = 2", (grads(10.0), 2.0)),
            Question("With gradients of norm 3 and largest_norm = 2.5", (grads(3.0), 2.5)),
            Question("With gradients of norm 0.5 and largest_norm = 2, where nothing may change", (grads(0.5), 2.0)),
            Question("With gradients of norm 1.5 and largest_norm = 2, where nothing may change", (grads(1.5), 2.0)),
            Question("With gradients that are all 0", ({name: np.zeros(shape) for name, shape in shapes.items()}, 2.0)),
        ],
        right=_clipped,
        mistakes=MISTAKES,
        names=tuple(shapes),
        todo="clip returns nothing yet. What is the norm of all gradients together, and by what is each to be multiplied?",
        praise="Gradients that are too long are shortened, all by one factor: the step becomes smaller, its direction stays.",
        look="Compute one norm, over the squares of all entries of all gradients; then one factor for all of them.",
    )


def _norm(grads):
    return np.sqrt(sum(np.sum(g**2) for g in grads.values()))


def _scaled(grads, factor):
    return {name: factor * g for name, g in grads.items()}


def _clipped(grads, largest_norm, norm=_norm):
    return _scaled(grads, largest_norm / norm(grads)) if norm(grads) > largest_norm else grads


LENGTHENED = (
    "Gradients that are short enough are made longer: multiply only where the norm is larger than largest_norm."
)

MISTAKES = [
    Mistake("Nothing is clipped: these are the gradients as they came.", lambda grads, largest: grads),
    Mistake(
        "Each gradient is clipped by its own norm, which changes the direction of the step. Take one norm over all of them.",
        lambda grads, largest: {name: _clipped({name: g}, largest)[name] for name, g in grads.items()},
    ),
    Mistake(
        "Each number is clipped to -largest_norm ... largest_norm: that is clipping by value, which changes the direction "
        "of the step. Multiply all by one factor.",
        lambda grads, largest: {name: np.clip(g, -largest, largest) for name, g in grads.items()},
    ),
    Mistake(LENGTHENED, lambda grads, largest: _scaled(grads, largest / _norm(grads)) if _norm(grads) else grads),
    Mistake(LENGTHENED, lambda grads, largest: _scaled(grads, largest / _norm(grads))),  # 0 / 0 where all are 0
    Mistake(
        "The norm is taken without its root: it is the root of the sum of squares.",
        lambda grads, largest: _clipped(grads, largest, lambda grads: _norm(grads) ** 2),
    ),
    Mistake(
        "The norm is the sum of absolute values here; take the root of the sum of squares.",
        lambda grads, largest: _clipped(grads, largest, lambda grads: sum(np.abs(g).sum() for g in grads.values())),
    ),
    Mistake(
        "The norm is the largest absolute value here; take the root of the sum of squares.",
        lambda grads, largest: _clipped(grads, largest, lambda grads: max(np.abs(g).max() for g in grads.values())),
    ),
    Mistake(
        "The sum of the gradients' norms is not the norm of all of them: add up the squares, then take one root.",
        lambda grads, largest: _clipped(grads, largest, lambda grads: sum(np.linalg.norm(g) for g in grads.values())),
    ),
    Mistake(
        "The factor is norm / largest_norm, the wrong way round; it must be largest_norm / norm, below 1.",
        lambda grads, largest: _scaled(grads, _norm(grads) / largest) if _norm(grads) > largest else grads,
    ),
    Mistake(
        "They are divided by the norm, and so have length 1: multiply by largest_norm, too.",
        lambda grads, largest: _scaled(grads, 1 / _norm(grads)) if _norm(grads) > largest else grads,
    ),
    Mistake(
        "Gradients that are too long are set to zero; shorten them.",
        lambda grads, largest: _scaled(grads, 0.0) if _norm(grads) > largest else grads,
    ),
]
