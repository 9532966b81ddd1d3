"""The exercise of notebook 05, "Check every gradient": a backward pass with three planted mistakes."""

import numpy as np

from elman.diagnosis import diagnose
from elman.diagnosis.cases import draw_case
from elman.errors import InputError
from elman.exercises.answers import as_number, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.gradcheck import check
from elman.network import rnn

LENGTHS = (1, 2, 20)
"""Frames of the songs: one (nothing travels through time), two (one step of it), and many."""

HINTS = {
    1: "Begin with one frame. No error travels from frame to frame there: look at the slope of tanh and at the sums.",
    2: "One frame is right, two are not: look at what frame 1 hands back to frame 0.",
    20: "Short songs are right, long ones are not: look at what is handed on from frame to frame.",
}


def check_three_bugs(backward, found=0):
    """Judge a student's ``backward(params, dY, cache)``, meant for a linear output, by complex steps.

    Until the student says to have ``found`` all 3 mistakes, only the wrong parameters are told, and where to look; then
    `elman.diagnosis.diagnose` judges.

    Returns
    -------
    Verdict
    """
    lines, first = [], None  # what each song shows; the shortest song that is wrong, with its parameters
    for T in LENGTHS:
        bad, words = _wrong_parameters(backward, T)
        if words:
            return wrong(f"With {_frames(T)}, {words}.")
        if bad and first is None:
            first = (T, bad)
        lines.append(f"{_frames(T)}: {'wrong in ' + ', '.join(bad) if bad else 'all six gradients right'}")
    if first is None:
        diagnosis = diagnose(backward, output="linear")
        return right(_PRAISE) if diagnosis else wrong(str(diagnosis))
    if (as_number(found) or 0) >= 3:
        return wrong("\n".join([*lines, "What the diagnosis says:", str(diagnose(backward, output="linear"))]))
    return not_yet("\n".join(["What is wrong now:", *lines, _hint(*first), _THEN]))


_THEN = "When you think that you have all three, set found = 3 to ask the diagnosis."
_PRAISE = (
    "All six gradients agree with the complex step, for one frame, two and twenty, and the diagnosis finds nothing.\n"
    "The three mistakes: the slope was taken at H[t], the state before the frame; the carry went through W_hh and not "
    "its transpose; and W_hy was paired with the states before the frames."
)


def _wrong_parameters(backward, T):
    """The parameters whose gradients are wrong on a random song of T frames; or what kept them from being judged."""
    case = draw_case(T, 3, 4, 2, network=rnn, rng=np.random.default_rng(T))
    grads, words = attempt(backward, case.params, case.dY, case.cache)
    if words:
        return [], words

    def cost(params):
        Y, _ = rnn.forward(params, case.X)
        return np.sum(case.dY * Y)

    try:
        rows = check(cost, case.params, grads).rows
    except InputError as error:
        return [], str(error)
    return [row.name for row in rows if row.status == "wrong"], ""


def _hint(T, bad):
    if bad == ["W_hy"]:
        return "Only W_hy is wrong, so dZ is right: which state does W_hy multiply in the forward pass?"
    if T == 1 and bad == ["h_0"]:
        return "With one frame only h_0 is wrong: it is what the carry holds after the loop. How does it get there?"
    if T == 1 and set(bad) == {"h_0", "W_hy"}:
        return (
            "W_xh, W_hh and b_h are right for one frame, so the slope is. Left are the carry, and how W_hy is summed."
        )
    return HINTS[T]


def _frames(T):
    return "one frame" if T == 1 else f"{T} frames"
