"""Judge a GRU's backward pass through one frame, and say which term is wrong. Notebook 14, "Look beyond Elman"."""

import numpy as np

from elman.diagnosis.cases import draw_case
from elman.diagnosis.grading import grade
from elman.exercises.answers import as_array, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.network import gru

HINTS = {
    "dZ_n": "In h_new = U * h + (1 - U) * N the candidate has the share 1 - U; then comes the slope of tanh.",
    "dM": "The candidate sees R * M.",
    "dZ_r": "R multiplies M inside the candidate; then comes the slope of the sigmoid, R (1 - R).",
    "dZ_u": "U multiplies h, and 1 - U multiplies N: what is the derivative of h_new with respect to U? Then comes the slope "
    "of the sigmoid, U (1 - U).",
    "carry": "The old state h acts on the new one in four ways: through R, U, M, and directly, as U * h.",
}
"""What to look at, by the first array that is not right."""

WORDS = {
    "direct term": "carry: a term is missing. H[t + 1] = U * H[t] + ... holds the old state itself, not only through "
    "the gates. Which gradient does dh pass on through U * h?",
    "update gate": "dZ_u has the wrong sign: U multiplies the OLD state and 1 - U the candidate, so dU = dh * (h - N).",
    "reset gate in dM": "dM: the candidate sees R * M, so dM = dZ_n * R, not dZ_n.",
    "share of the candidate": "dZ_n: the candidate enters with the share 1 - U, not U.",
    "slope of tanh": "dZ_n: the slope of tanh is 1 - N^2.",
    "slope of a gate": "dZ_r, dZ_u: the slope of a sigmoid gate R is R (1 - R).",
    "transposed": "carry: in the backward pass each product takes the TRANSPOSED matrix.",
}


def check_gru(cell_backward):
    """Judge a student's function for one frame, as `elman.network.gru.backpropagate` calls it.

    Parameters
    ----------
    cell_backward : callable
        ``(params, dh, h, R, U, M, N)`` of one frame gives ``dZ_r, dZ_u, dZ_n, dM`` and the carry, as
        `elman.network.gru.cell_backward`.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_gru(lambda params, dh, h, R, U, M, N: None)
    … Not done yet. Let the function return dZ_r, dZ_u, dZ_n, dM and the carry.
    """
    case = draw_case(3, 2, 4, 2, network=gru, rng=np.random.default_rng(0))
    frame = (np.ones(4), case.cache.H[2], *(part[2] for part in case.cache[2:6]))
    answer, words = attempt(cell_backward, case.params, *frame)
    if words:
        return wrong(f"{words}.")
    if answer is None:
        return not_yet("Let the function return dZ_r, dZ_u, dZ_n, dM and the carry.")
    parts = [as_array(part) for part in answer] if isinstance(answer, tuple | list) or np.ndim(answer) == 2 else []
    got = ["no finite numbers" if part is None else part.shape for part in parts]
    if got != [(4,)] * 5:
        return wrong(
            f"Five arrays of shape (n_hidden,) were expected, in the order dZ_r, dZ_u, dZ_n, dM, carry; got {got}."
        )

    def backward(params, dY, cache):
        return gru.gradients(cache, gru.backpropagate(params, dY, cache, cell_backward=cell_backward))

    result = grade(backward, network=gru)
    if result:
        return right(f"The GRU passes the gradient check: {result.verdict}")
    say = not_yet if all(_alike(answer, _as_given(case.params, frame))) else wrong
    return say(f"{_why(answer, case.params, frame)} {result.verdict}")


def _alike(answer, other):
    """Which of the five arrays are the same in both."""
    return [np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in zip(answer, other, strict=True)]


def _why(answer, params, frame):
    """Which likely mistake gives just these five arrays; else the first that is not right."""
    true = gru.cell_backward(params, *frame)
    for name, mistaken in _mistakes(params, frame).items():
        if all(_alike(answer, mistaken)):
            return WORDS[name]
    names = ("dZ_r", "dZ_u", "dZ_n", "dM", "carry")
    alike = _alike(answer, true)
    if not all(alike) and all(np.allclose(a, b, rtol=1e-4) for a, b in zip(answer, true, strict=True)):
        return "The arrays are right to some digits only: was something computed in float32? NumPy's own float64 is needed."
    if not all(alike) and all(any(np.allclose(part, b, rtol=1e-9) for part in answer) for b in true):
        return f"The five arrays are right, but not their order: return {', '.join(names)}."
    # In the order in which they are computed: the later ones are made of the earlier.
    first = next((name for name in ("dZ_n", "dM", "dZ_r", "dZ_u", "carry") if not alike[names.index(name)]), None)
    if first is None:
        return "Each frame alone is right on one song, but not on all: does the function remember or change something?"
    return f"The first array that is not right is {first}. {HINTS[first]}"


def _mistaken(
    params, dh, h, R, U, M, N, *, direct=1.0, sign=1.0, share=None, slope_n=None, gate=None, dM_gate=None, turn=True
):
    """`gru.cell_backward` with a mistake, which one of the options plants."""
    share = 1 - U if share is None else share
    dZ_n = dh * share * (1 - N**2 if slope_n is None else slope_n)
    slope = (lambda G: G * (1 - G)) if gate is None else gate
    dM = dZ_n * (R if dM_gate is None else dM_gate)
    dZ_r, dZ_u = dZ_n * M * slope(R), sign * dh * (h - N) * slope(U)
    W_hr, W_hu, W_hn = ((W.T if turn else W) for W in (params["W_hr"], params["W_hu"], params["W_hn"]))
    return dZ_r, dZ_u, dZ_n, dM, dZ_r @ W_hr + dZ_u @ W_hu + dM @ W_hn + direct * dh * U


def _as_given(params, frame):
    """What the exercise begins with: no gradient of U, and a carry through one matrix only, as in an Elman network."""
    dZ_r, dZ_u, dZ_n, dM, _ = gru.cell_backward(params, *frame)
    return dZ_r, np.zeros_like(dZ_u), dZ_n, dM, dM @ params["W_hn"].T


def _mistakes(params, frame):
    U, N = frame[3], frame[5]
    return {
        "direct term": _mistaken(params, *frame, direct=0.0),
        "update gate": _mistaken(params, *frame, sign=-1.0),
        "reset gate in dM": _mistaken(params, *frame, dM_gate=1.0),
        "share of the candidate": _mistaken(params, *frame, share=U),
        "slope of tanh": _mistaken(params, *frame, slope_n=1 - N),
        "slope of a gate": _mistaken(params, *frame, gate=lambda G: 1 - G**2),
        "transposed": _mistaken(params, *frame, turn=False),
    }
