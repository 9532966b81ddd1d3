"""The classic mistakes in backpropagation through time, each with the gradients that it gives.

A mistake never decides anything: it only says which numbers a wrong backward pass would give on a case, exactly.
`elman.diagnosis.diagnosis` compares them with a student's numbers.

Notebooks 04, "Send errors back through time", and 05, "Check every gradient".
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from elman.diagnosis.walk import again, gradients, hand_back, join
from elman.network.activations import OUTPUTS


class Mistake(NamedTuple):
    """``name`` as a heading, ``words``: what was done and what should be, and ``gradients(case) -> dict``.

    The dict holds the wrong gradients, of all parameters or only of those that the mistake touches. The same name may
    stand in the table several times, for the forms that one mistake takes. ``separate`` mistakes can be made in one
    parameter and not in another; the others, made in the walk, spoil all that comes after.
    """

    name: str
    words: str
    gradients: Callable
    separate: bool = True


def _walked(name, words, **replaced):
    """A mistake in the walk: ``replaced`` gives, for a right walk, what stands in place of a step."""
    return Mistake(
        name, words, lambda case: gradients(again(case.walk, **{k: f(case.walk) for k, f in replaced.items()})), False
    )


def _put_together(name, words, **wrong):
    """A mistake after the walk: ``wrong`` gives, for a right walk, the wrong gradient of each parameter it touches."""
    return Mistake(name, words, lambda case: {key: f(case.walk) for key, f in wrong.items()})


def _always(f):
    """A step that is the same for every walk."""
    return lambda walk: f


def in_carry():
    """Mistakes in what one frame hands to the frame before it."""
    dropped = "carry dropped"
    text = "dZ[t] = dH[t] * slope[t] leaves out what frame t + 1 hands back: errors reach one step only. "
    text += "Add the carry: (dH[t] + carry) * slope[t]"
    no_carry = _always(lambda dH, carry, slope: dH * slope)
    yield _walked(dropped, text, join=no_carry)
    yield Mistake(
        dropped,
        text,
        lambda c: gradients(again(c.walk, join=no_carry(0))) | {"h_0": np.zeros_like(c.params["h_0"])},
        False,
    )

    text = "the carry is dZ[t] @ W_hh; it must be dZ[t] @ W_hh.T, for the error goes the way back"
    yield _walked("W_hh not transposed", text, hand_back=_always(lambda w, dZ, carry, dH, t: dZ @ w.params["W_hh"]))

    text = "the carry keeps what earlier visited frames left in it (carry += ...); each frame must replace it (carry = ...)"
    yield _walked(
        "carry accumulated", text, hand_back=_always(lambda w, dZ, carry, dH, t: carry + hand_back(w, dZ, carry, dH, t))
    )
    text = "the carry is added twice: dZ[t] = (dH[t] + 2 carry) * slope[t]"
    yield _walked("carry accumulated", text, join=_always(lambda dH, carry, slope: (dH + 2 * carry) * slope))

    text = "the carry has the wrong sign: dZ[t] must be (dH[t] + carry) * slope[t]"
    yield _walked("sign of the carry", text, join=_always(lambda dH, carry, slope: (dH - carry) * slope))

    text = "the loop visits the frames from the first to the last; errors go back, from the last to the first"
    yield _walked("loop runs forwards", text, frames=lambda w: range(len(w.X)))


def in_slope():
    """Mistakes in 1 - h^2, the derivative of tanh."""
    missing = "1 - h^2 missing"
    yield _walked(
        missing,
        "dZ[t] = dH[t] + carry, without the derivative of tanh; multiply by 1 - H[t + 1]^2",
        slope=lambda w: np.ones_like(w.slope),
    )
    text = "only dH[t] is multiplied by 1 - H[t + 1]^2, the carry is not; both must be: (dH[t] + carry) * slope[t]"
    yield _walked(missing, text, join=_always(lambda dH, carry, slope: dH * slope + carry))
    text = "only the carry is multiplied by 1 - H[t + 1]^2, dH[t] is not; both must be: (dH[t] + carry) * slope[t]"
    yield _walked(missing, text, join=_always(lambda dH, carry, slope: dH + carry * slope))
    text = "the carry is (dH[t] + carry) @ W_hh.T, without 1 - H[t + 1]^2; it must be dZ[t] @ W_hh.T"
    yield _walked(missing, text, hand_back=_always(lambda w, dZ, carry, dH, t: (dH + carry) @ w.params["W_hh"].T))

    text = "1 - h^2 is taken at frame t - 1 (H[t]); the state after frame t is H[t + 1]"
    yield _walked("1 - h^2 of the wrong frame", text, slope=lambda w: 1 - w.H[:-1] ** 2)
    text = "1 - h^2 is taken at frame t + 1; the state after frame t is H[t + 1]"
    for last in (lambda w: w.slope[-1:], lambda w: np.ones_like(w.slope[-1:]), lambda w: 1 - w.H[:1] ** 2):
        yield _walked(
            "1 - h^2 of the wrong frame", text, slope=lambda w, last=last: np.concatenate([w.slope[1:], last(w)])
        )

    def Z(w):
        return w.X @ w.params["W_xh"] + w.H[:-1] @ w.params["W_hh"] + w.params["b_h"]

    text = "1 - z^2 is taken at the pre-activation Z[t]; tanh'(z) is 1 - tanh(z)^2 = 1 - H[t + 1]^2"
    yield _walked("1 - h^2 at the pre-activation", text, slope=lambda w: 1 - Z(w) ** 2)
    for words, slope in {
        "tanh is applied twice: the slope is 1 - tanh(h)^2, but H[t + 1] is already the tanh": lambda h: (
            1 - np.tanh(h) ** 2
        ),
        "the slope is 1 - h, the square is forgotten; it is 1 - h^2": lambda h: 1 - h,
        "the slope is h (1 - h), the logistic function's; tanh has 1 - h^2": lambda h: h * (1 - h),
        "the slope is h^2 - 1, the wrong way round; it is 1 - h^2": lambda h: h**2 - 1,
        "the slope is 1 + h^2; it is 1 - h^2": lambda h: 1 + h**2,
    }.items():
        yield _walked("wrong formula for 1 - h^2", words, slope=lambda w, slope=slope: slope(w.H[1:]))


def in_output():
    """Mistakes between dY and dH."""
    text = "dH[t] = dA[t] @ W_hy; it must be dA[t] @ W_hy.T (which shapes forgive only with as many outputs as hidden units)"

    def not_transposed(w):
        return w.dA @ w.params["W_hy"] if w.dA.shape[1] == w.H.shape[1] else np.full_like(w.dH, np.nan)

    yield _walked("W_hy not transposed", text, dH=not_transposed)

    def last_only(w):
        kept = np.zeros_like(w.dA)
        kept[-1] = w.dA[-1]
        return kept

    text = "only the last frame's error is used; every frame has an output and an error of its own"
    yield _walked("only the last frame's error", text, dA=last_only)

    def derivative_of(name):
        return lambda w: OUTPUTS[name][1](w.dY, w.Y)

    text = "dA = dY: the derivative of the output function is forgotten; for tanh dA is dY * (1 - Y^2), "
    text += "for softmax Y * (dY - sum(dY * Y))"
    yield _walked("output derivative forgotten", text, dA=derivative_of("linear"))
    text = "dA = dY * Y * (1 - Y) is only the diagonal of softmax' derivative; "
    text += "every output of a frame pulls on every pre-activation of it"
    yield _walked("softmax with only the diagonal", text, dA=lambda w: w.dY * w.Y * (1 - w.Y))
    for name in ("tanh", "softmax"):
        yield _walked(
            "derivative of another output",
            f"the derivative of {name} is used, which is not this network's output",
            dA=derivative_of(name),
        )


def in_sums():
    """Mistakes in putting the gradients together, when dA and dZ are right."""
    text = "H[t + 1] stands in dW_hh where H[t] belongs: W_hh multiplies the state before frame t, so use H[:-1]"
    yield _put_together("H shifted by one in W_hh", text, W_hh=lambda w: w.H[1:].T @ w.dZ)
    text = "dW_hh is the sum of H[t]^T dZ[t]; here the frames are shifted by one and one of them is lost"
    yield _put_together("H shifted by one in W_hh", text, W_hh=lambda w: w.H[:-2].T @ w.dZ[1:])
    yield _put_together("H shifted by one in W_hh", text, W_hh=lambda w: w.H[1:-1].T @ w.dZ[:-1])
    text = "H[t] stands in dW_hy where H[t + 1] belongs: W_hy multiplies the state after frame t, so use H[1:]"
    yield _put_together("H shifted by one in W_hy", text, W_hy=lambda w: w.H[:-1].T @ w.dA)
    text = "W_xh belongs to X[t] of the same frame; here the inputs are shifted by one frame"
    yield _put_together("X shifted by one in W_xh", text, W_xh=lambda w: w.X[:-1].T @ w.dZ[1:])
    yield _put_together("X shifted by one in W_xh", text, W_xh=lambda w: w.X[1:].T @ w.dZ[:-1])

    axis = "bias summed over the wrong axis"
    text = "a bias has one number for each unit: sum over the frames (axis=0), not over the units (axis=1)"
    yield _put_together(axis, text, b_h=lambda w: w.dZ.sum(axis=1), b_y=lambda w: w.dA.sum(axis=1))
    yield _put_together(
        axis, text, b_h=lambda w: w.dZ.sum(axis=1, keepdims=True), b_y=lambda w: w.dA.sum(axis=1, keepdims=True)
    )
    text = "the bias is summed over frames and units; sum over the frames only (axis=0)"
    yield _put_together(axis, text, b_h=lambda w: np.asarray(w.dZ.sum()), b_y=lambda w: np.asarray(w.dA.sum()))
    yield _put_together(
        axis, text, b_h=lambda w: np.full(w.dZ.shape[1], w.dZ.sum()), b_y=lambda w: np.full(w.dA.shape[1], w.dA.sum())
    )
    text = "the bias is not summed at all; add up its errors over the frames (axis=0)"
    yield _put_together("bias not summed", text, b_h=lambda w: w.dZ, b_y=lambda w: w.dA)

    for name, frame, kept in (("first", 0, slice(1, None)), ("last", -1, slice(None, -1))):
        text = f"the {name} frame is left out of the sum over frames; look at the bounds of the loop"
        yield _put_together(f"{name} frame left out", text, **_sums_over(kept))
        text = f"the gradient is that of the {name} frame alone: each frame must add to it (+=), not replace it (=)"
        yield _put_together("gradient replaced, not added up", text, **_sums_over(slice(frame, frame + 1 or None)))


def _sums_over(frames):
    return {
        "W_xh": lambda w: w.X[frames].T @ w.dZ[frames],
        "W_hh": lambda w: w.H[:-1][frames].T @ w.dZ[frames],
        "b_h": lambda w: w.dZ[frames].sum(axis=0),
        "W_hy": lambda w: w.H[1:][frames].T @ w.dA[frames],
        "b_y": lambda w: w.dA[frames].sum(axis=0),
    }


def in_first_state():
    """Mistakes in the gradient of h_0."""
    early = "h_0's gradient taken one step early"
    text = "dZ[0] stands where dZ[0] @ W_hh.T belongs: the error must take one more step, through W_hh, to reach h_0"
    yield _put_together(early, text, h_0=lambda w: w.dZ[0])
    text = "the error of H[1] (dH[0] + carry) stands where that of H[0] belongs; it must still go through frame 0: dZ[0] @ W_hh.T"
    yield _put_together(early, text, h_0=lambda w: join(w.dH[0], w.carry[1], 1.0))
    text = "the carry that frame 0 receives stands where the carry that it hands back belongs; take it after the loop"
    yield _put_together(early, text, h_0=lambda w: w.carry[1])


def classic_mistakes():
    """All mistakes of the Elman network but truncation, which comes in as many forms as there are frames."""
    return [*in_carry(), *in_slope(), *in_output(), *in_sums(), *in_first_state()]


def without_output_derivative(mistake):
    """The same mistake in a walk that also forgot the output derivative (dA = dY), as it shows in the hidden layer."""

    def wrong(case):
        spoilt = mistake.gradients(case.with_linear_output)
        linear = case.with_linear_output.right
        return {name: spoilt.get(name, linear[name]) for name in ("W_xh", "W_hh", "b_h", "h_0")}

    return mistake._replace(gradients=wrong)
