"""Judge a GRU's backward pass through one frame, and say which term is wrong. Notebook 14, "Look beyond Elman"."""

import numpy as np

from elman.diagnosis.grading import grade
from elman.exercises.answers import read
from elman.exercises.judge import Mistake, edits, judge
from elman.exercises.seen import Question
from elman.exercises.verdict import right, wrong
from elman.network import gru

NAMES = ("dZ_r", "dZ_u", "dZ_n", "dM", "carry")

HINTS = {
    "dZ_n": "In h_new = U * h + (1 - U) * N the candidate has the share 1 - U; then comes the slope of tanh.",
    "dM": "The candidate sees R * M.",
    "dZ_r": "R multiplies M inside the candidate; then comes the slope of the sigmoid, R (1 - R).",
    "dZ_u": "U multiplies h, and 1 - U multiplies N: what is the derivative of h_new with respect to U? Then comes the slope "
    "of the sigmoid, U (1 - U).",
    "carry": "The old state h acts on the new one in four ways: through R, U, M, and directly, as U * h.",
}
"""What to look at, by the first array that is not right, in the order in which they are computed."""


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
    verdict = judge(
        cell_backward,
        "cell_backward(params, dh, h, R, U, M, N)",
        [Question(f"In frame {t}", _frame(t)) for t in (0, 1)],
        right=_one_frame,
        mistakes=MISTAKES,
        names=NAMES,
        todo="Let the function return dZ_r, dZ_u, dZ_n, dM and the carry.",
        praise="",
        look=lambda seen, first: next(
            f"Look at {name} first. {hint}" for name, hint in HINTS.items() if name in first.wrong
        ),
        order=("dZ_n", "dM", "dZ_r", "dZ_u", "carry"),
        single=False,
    )
    if not verdict:
        return verdict

    def five_arrays(*frame):
        return read(cell_backward(*frame), NAMES).values()  # whatever holds them

    def backward(params, dY, cache):
        return gru.gradients(cache, gru.backpropagate(params, dY, cache, cell_backward=five_arrays))

    result = grade(backward, network=gru)
    return right(f"The GRU passes the gradient check: {result.verdict}") if result else wrong(str(result))


def _frame(seed):
    """params, dh, h, R, U, M and N of a random frame of four units."""
    rng = np.random.default_rng(seed)
    params = gru.init(2, 4, 2, rng=rng, scale=1.0)
    dh, h, M = rng.standard_normal((3, 4))
    R, U = rng.uniform(0.1, 0.9, (2, 4))
    return params, dh, h, R, U, M, rng.uniform(-0.9, 0.9, 4)


def _one_frame(
    params,
    dh,
    h,
    R,
    U,
    M,
    N,
    *,
    direct=lambda U: U,
    share=lambda U: 1 - U,
    dU=lambda h, N: h - N,
    slope_n=lambda N: 1 - N**2,
    slope_r=lambda R: R * (1 - R),
    slope_u=lambda U: U * (1 - U),
    seen=lambda R: R,
    reset=lambda M: M,
    turned=True,
    through=(1, 1, 1),
    returned=lambda dZ_r, dZ_u, dZ_n, dM, carry: (dZ_r, dZ_u, dZ_n, dM, carry),
):
    """One frame of the right backward pass, with switches that spoil it."""
    dZ_n = dh * share(U) * slope_n(N)
    dM = dZ_n * seen(R)
    dZ_r, dZ_u = dZ_n * reset(M) * slope_r(R), dh * dU(h, N) * slope_u(U)
    carry = dh * direct(U)
    for dZ, gate, counts in zip((dZ_r, dZ_u, dM), "run", through, strict=True):
        W = params["W_h" + gate]
        carry = carry + counts * dZ @ (W.T if turned else W)
    return returned(dZ_r, dZ_u, dZ_n, dM, carry)


SWITCHES = [
    (
        "carry: a term is missing. h_new = U * h + ... holds the old state itself, not only through the gates. Which "
        "gradient does dh pass on through U * h?",
        {"direct": lambda U: 0 * U},
    ),
    ("carry: the old state enters h_new with the share U, so dh * U, not dh.", {"direct": lambda U: 1.0}),
    ("carry: the old state enters h_new with the share U, not 1 - U.", {"direct": lambda U: 1 - U}),
    ("carry: the term of the reset gate, dZ_r with W_hr, is missing.", {"through": (0, 1, 1)}),
    ("carry: the term of the update gate, dZ_u with W_hu, is missing.", {"through": (1, 0, 1)}),
    ("carry: the term of the candidate, dM with W_hn, is missing.", {"through": (1, 1, 0)}),
    ("carry: of the three terms with a matrix only that of the candidate is there.", {"through": (0, 0, 1)}),
    ("carry: the three terms with a matrix are missing.", {"through": (0, 0, 0)}),
    ("carry: the matrices are taken as they are; in the backward pass each must be TRANSPOSED.", {"turned": False}),
    (
        "dZ_u has the wrong sign: U multiplies the OLD state and 1 - U the candidate, so dU = dh * (h - N).",
        {"dU": lambda h, N: N - h},
    ),
    ("dZ_u: the candidate is missing; U is in U * h and in (1 - U) * N.", {"dU": lambda h, N: h}),
    ("dZ_u: the old state is missing; U is in U * h and in (1 - U) * N.", {"dU": lambda h, N: -N}),
    ("dZ_u is zero: how does the cost change with U?", {"dU": lambda h, N: 0 * h}),
    ("dM: the candidate sees R * M, so dM = dZ_n * R, not dZ_n.", {"seen": lambda R: 1.0}),
    (
        "dZ_r: a factor M is missing; the candidate sees R * M, so R's gradient is dZ_n * M, times the slope.",
        {"reset": lambda M: 1.0},
    ),
    ("dZ_n has the share U; the candidate enters h_new with the share 1 - U.", {"share": lambda U: U}),
    ("dZ_n: the share with which the candidate enters h_new, 1 - U, is missing.", {"share": lambda U: 1.0}),
    ("dZ_n: the slope of tanh is 1 - N^2; the square is lost.", {"slope_n": lambda N: 1 - N}),
    ("dZ_n: the slope of tanh, 1 - N^2, is missing.", {"slope_n": lambda N: 1.0}),
    ("dZ_n: this is a sigmoid's slope, N (1 - N); tanh has 1 - N^2.", {"slope_n": lambda N: N * (1 - N)}),
    *(
        (f"{names}: {word}", {f"slope_{gate}": slope for gate in gates})
        for names, gates in (("Both gates", "ru"), ("dZ_r", "r"), ("dZ_u", "u"))
        for word, slope in {
            "this is the slope of tanh; a sigmoid gate G has G (1 - G).": lambda G: 1 - G**2,
            "the slope of the sigmoid, G (1 - G) for a gate G, is missing.": lambda G: 1.0,
        }.items()
    ),
    (
        "The five arrays are right, but not their order: return dZ_r, dZ_u, dZ_n, dM, carry.",
        {"returned": lambda dZ_r, dZ_u, dZ_n, dM, carry: (dZ_u, dZ_r, dZ_n, dM, carry)},
    ),
    (
        "The five arrays are right, but not their order: return dZ_r, dZ_u, dZ_n, dM, carry.",
        {"returned": lambda dZ_r, dZ_u, dZ_n, dM, carry: (dZ_n, dZ_r, dZ_u, dM, carry)},
    ),
]
"""Likely mistakes: the word, and the switches of `_one_frame`."""

MISTAKES = [
    Mistake(
        "As in an Elman network: nothing goes through U, and the carry through one matrix only. How does the cost change with "
        "U, and on which ways does the old state reach the new one?",
        lambda *frame: _one_frame(*frame, dU=lambda h, N: 0 * h, direct=lambda U: 0 * U, through=(0, 0, 1)),
        open=True,
    ),
    *edits(_one_frame, SWITCHES),
]
