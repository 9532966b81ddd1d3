"""A backward pass with three planted mistakes. The exercise of notebook 05, "Check every gradient"."""

import numpy as np

from elman.diagnosis import diagnose
from elman.exercises.answers import Unreadable, read
from elman.exercises.judge import Mistake, edits, judge
from elman.exercises.seen import ALL_SIX, Question, one_fact
from elman.exercises.verdict import not_yet, right, wrong
from elman.gradcheck import complex_step
from elman.network.rnn import forward, init

LENGTHS = (1, 2, 20)
"""Frames of the songs: one (nothing is passed on in time), two (one carry), and many."""


def check_three_bugs(backward, found=0):
    """Judge a student's ``backward(params, dY, cache)``, meant for a linear output, by complex steps.

    Until the student says to have ``found`` all 3 mistakes, only the wrong parameters are told, and where to look; then
    those that are still there are named, and what is not one of the three is left to `elman.diagnosis.diagnose`.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    claimed = _number(found) >= 3
    verdict = judge(
        backward,
        "backward(params, dY, cache)",
        [Question(f"With {_frames(T)}", _song(T, rng)) for T in LENGTHS],
        right=_by_complex_steps,
        mistakes=PLANTED if claimed else (),
        names=tuple(init(1, 1, 1, rng=rng)),
        todo="backward returns nothing yet; it has to return a dict with a gradient for each parameter.",
        praise=PRAISE,
        look=(lambda seen, first: f"\n{diagnose(backward, output='linear')}") if claimed else _where_to_look,
        say=wrong if claimed else not_yet,
    )
    if not verdict:
        return verdict
    diagnosis = diagnose(backward, output="linear")  # it tries more songs
    return right(PRAISE) if diagnosis else wrong(str(diagnosis))


PRAISE = (
    "All six gradients agree with the complex step, for one frame, two and twenty, and the diagnosis finds nothing.\n"
    "The three mistakes: the slope was taken at H[t], the state before the frame; the carry went through W_hh and not "
    "its transpose; and W_hy was paired with the states before the frames."
)


def _number(found):
    """How many mistakes the student says to have found; 0 where it is not a number."""
    try:
        value = read(found, ("found",))["found"]
    except Unreadable:
        return 0
    return float(value.max()) if value.size == 1 and np.isfinite(value).all() else 0


def _song(T, rng):
    """params, dY and the cache of a random song, with weights large enough that mistakes are seen."""
    params = init(3, 4, 2, rng=rng, scale=0.8)
    params |= {name: rng.uniform(-0.5, 0.5, params[name].shape) for name in ("b_h", "b_y", "h_0")}
    _, cache = forward(params, 0.5 * rng.standard_normal((T, 3)))
    return params, rng.standard_normal((T, 2)), cache


def _by_complex_steps(params, dY, cache):
    """The gradients of the cost sum(dY * Y), for which dY is the gradient with respect to the outputs."""
    return complex_step(lambda params: np.sum(dY * forward(params, cache.X)[0]), params)


def _planted(params, dY, cache, *, slope=False, carry=False, states=False):
    """The backward pass with some of the three planted mistakes."""
    X, H = cache.X, cache.H
    dZ, passed = np.empty((len(X), H.shape[1])), np.zeros(H.shape[1])
    for t in reversed(range(len(X))):
        dZ[t] = (dY[t] @ params["W_hy"].T + passed) * (1 - H[t if slope else t + 1] ** 2)
        passed = dZ[t] @ (params["W_hh"] if carry else params["W_hh"].T)
    grads = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": passed}
    return grads | {"W_hy": (H[:-1] if states else H[1:]).T @ dY, "b_y": dY.sum(axis=0)}


PLANTED = [
    *edits(
        _planted,
        [
            (
                "The slope of tanh is taken at H[t], the state before frame t; it must be taken after it, at H[t + 1].",
                {"slope": True},
            ),
            ("The carry goes through W_hh; in the backward pass it must go through W_hh transposed.", {"carry": True}),
            (
                "dW_hy pairs dA with the states before the frames, H[:-1]; Y[t] is made of the state after frame t.",
                {"states": True},
            ),
        ],
    ),
    Mistake(
        "All three planted mistakes are there still.",
        lambda *args: _planted(*args, slope=True, carry=True, states=True),
        slips=3,
        open=True,
    ),
]


def _where_to_look(seen, first):
    """What each song shows, and a hint that follows from which gradients are wrong in the shortest."""
    lines = []
    for one in seen:
        found = f"wrong in {', '.join(one.wrong)}" if one.wrong else one.fault or "all six gradients right"
        lines.append(f"{_frames(len(one.question.arguments[1]))}: {found}")
    hint = ALL_SIX if one_fact(seen) else _hint(len(first.question.arguments[1]), set(first.wrong))
    return "\n".join(["", "What is wrong now:", *lines, hint, THEN])


THEN = "When you think that you have all three, set found = 3: then what is still wrong is named."


def _hint(T, bad):
    """Where to look first: all that is made of dZ, one of its sums, the carry, or the sums of dA."""
    of_dZ = {"W_xh", "W_hh", "b_h"}
    if of_dZ <= bad and "h_0" not in bad:
        return "h_0 is right, and it is made of dZ: so look at the sums for W_xh, W_hh and b_h."
    if of_dZ <= bad:
        if T == 1:
            return (
                "Begin with one frame, where the carry is 0. All that is made of dZ is wrong: look at dH and at the slope "
                "of tanh."
            )
        return f"Right with fewer frames, with {T} all that is made of dZ is wrong: look at what is passed from frame to frame."
    if bad & of_dZ:
        good, wrong = (", ".join(sorted(names)) for names in (of_dZ - bad, of_dZ & bad))
        return f"{good} right, {wrong} wrong: perhaps dZ is right, and a sum made of it is not."
    if "h_0" in bad:
        return "W_xh, W_hh and b_h are right. The gradient of h_0 is the carry after the loop: how does it get there?"
    if bad == {"W_hy"}:
        return "Only W_hy is wrong: look at its sum. Which state does W_hy multiply in the forward pass?"
    return f"All that is made of dZ is right. What is left are sums of dA: {', '.join(sorted(bad))}."


def _frames(T):
    return "one frame" if T == 1 else f"{T} frames"
