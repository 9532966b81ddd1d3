"""Judge an Elman network's forward pass: one step, then the loop. Notebook 03, "Run the network forward"."""

from functools import partial

import numpy as np

from elman.exercises.judge import Mistake, edits, judge
from elman.exercises.seen import Question
from elman.network.rnn import forward as package_forward
from elman.network.rnn import init

LENGTHS = (1, 2, 20)
"""Frames of the songs: one (only h_0 came before), two (one state is passed on), and many."""


def check_step(step):
    """Judge a student's ``step(params, x, h) -> h_new``: the new state of one frame.

    Parameters
    ----------
    step : callable
        Gets params, a frame x (n_in,) and the state before it h (n_hidden,); has to return the state after it
        (n_hidden,).

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    rng = np.random.default_rng(0)
    return judge(
        step,
        "step(params, x, h)",
        [Question(f"In frame {t}", (_params(rng), rng.standard_normal(3), rng.uniform(-1, 1, 4))) for t in (0, 1)],
        right=_one_step,
        mistakes=STEP_MISTAKES,
        names="h_new",
        todo="step returns nothing yet. Write tanh of a sum of three: from the frame, from the state, and the bias.",
        praise="The new state is the tanh of what is heard now, plus what was kept, plus a bias.",
        look="Three terms are added, and the tanh is taken of their sum: x @ W_xh, h @ W_hh, b_h.",
    )


def check_forward(forward):
    """Judge a student's ``forward(params, X) -> Y, H``, for a linear output.

    The states H come back beside the outputs, because the backward pass needs them, and because the first state that is
    wrong says where to look.

    Parameters
    ----------
    forward : callable
        Gets params as `elman.network.rnn.init` makes them and a song X (T, n_in); has to return the outputs Y (T, n_out)
        and the states H (T + 1, n_hidden): ``H[0]`` is h_0, ``H[t + 1]`` the state after frame t.

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_forward(lambda params, X: None)
    … Not done yet. Let forward return Y (T, n_out) and H (T + 1, n_hidden).
    """
    rng = np.random.default_rng(0)
    songs = [(_params(rng), rng.standard_normal((T, 3))) for T in LENGTHS]
    return judge(
        forward,
        "forward(params, X)",
        [Question(f"With {_frames(len(X))}", (params, X)) for params, X in songs],
        right=_package,
        mistakes=FORWARD_MISTAKES,
        order=("H", "Y"),
        names=("Y", "H"),
        todo="Let forward return Y (T, n_out) and H (T + 1, n_hidden).",
        praise=f"States and outputs are those of the package, for {', '.join(map(str, LENGTHS[:-1]))} and {LENGTHS[-1]} frames.",
        look=_first_state,
    )


def _params(rng):
    """Parameters of 3 inputs, 4 hidden units and 2 outputs, none of them zero, in which the memory counts."""
    params = init(3, 4, 2, rng=rng, scale=1.0)
    return params | {name: rng.uniform(0.2, 0.8, params[name].shape) for name in ("b_h", "b_y", "h_0")}


def _package(params, X):
    Y, cache = package_forward(params, X)
    return Y, cache.H


def _frames(n):
    return "one frame" if n == 1 else f"{n} frames"


def _tanh_of_sum(x, h, b):
    return np.tanh(x + h + b)


def _one_step(params, x, h, *, state=_tanh_of_sum, turned=False, input=1, memory=1, b_h=1):
    """The state after one frame, with switches that spoil it."""
    W_hh = params["W_hh"].T if turned else params["W_hh"]
    return state(input * x @ params["W_xh"], memory * h @ W_hh, b_h * params["b_h"])


def _loop(
    params,
    X,
    *,
    frames=range,
    heard=lambda X, t: X[t],
    before=lambda H, t: H[t],
    shown=lambda H: H[1:],
    visited_only=False,
    returned=lambda H: H,
    h_0=1,
    b_y=1,
    output=lambda A: A,
    to=lambda t: t + 1,
    **in_state,
):
    """The forward pass, with switches that spoil it."""
    T = len(X)
    H = np.zeros((T + 1, len(params["h_0"])))
    H[0] = h_0 * params["h_0"]
    for t in frames(T):
        H[to(t)] = _one_step(params, heard(X, t), before(H, t), **in_state)
    Y = output(shown(H) @ params["W_hy"] + b_y * params["b_y"])
    if visited_only:  # the outputs are computed in the loop too
        Y[[t for t in range(T) if t not in frames(T)]] = 0
    return Y, returned(H)


IN_STATE = [
    (
        "The state is on the wrong side of W_hh: a state is a row, so it is multiplied from the right, h @ W_hh "
        "(W_hh @ h is h @ W_hh.T).",
        {"turned": True},
    ),
    ("b_h is missing inside the tanh.", {"b_h": 0}),
    ("The tanh is missing: the state is the bare sum.", {"state": lambda x, h, b: x + h + b}),
    *(
        (f"The tanh must be taken of the whole sum; {term} outside it.", {"state": state})
        for term, state in {
            "h @ W_hh and b_h are": lambda x, h, b: np.tanh(x) + h + b,
            "h @ W_hh is": lambda x, h, b: np.tanh(x + b) + h,
            "b_h is": lambda x, h, b: np.tanh(x + h) + b,
            "x @ W_xh is": lambda x, h, b: x + np.tanh(h + b),
            "x @ W_xh and b_h are": lambda x, h, b: x + np.tanh(h) + b,
        }.items()
    ),
    ("The tanh is taken of each term; take it of their sum.", {"state": lambda x, h, b: np.tanh(x) + np.tanh(h) + b}),
    ("This is a sigmoid in place of tanh.", {"state": lambda x, h, b: 1 / (1 + np.exp(-(x + h + b)))}),
    ("The tanh is taken twice.", {"state": lambda x, h, b: np.tanh(np.tanh(x + h + b))}),
    ("W_hh is not used: this network has no memory.", {"memory": 0}),
    ("The frame is not used: x @ W_xh is missing.", {"input": 0}),
]
"""Mistakes in the state of one frame: the word, and the switch of `_one_step`."""

IN_LOOP = [
    ("b_y is missing in the outputs.", {"b_y": 0}),
    ("There is a tanh around the outputs; they must be linear.", {"output": np.tanh}),
    (
        "The outputs are computed from the old states: Y[t] takes the state after frame t, H[t + 1].",
        {"shown": lambda H: H[:-1]},
    ),
    ("h_0 is forgotten: H[0] is zero.", {"h_0": 0}),
    *(
        (
            "Each state is made of the state of two frames before, H[t - 1]; the state before frame t is H[t].",
            {"before": before},
        )
        for before in (lambda H, t: H[t - 1], lambda H, t: H[max(t - 1, 0)])
    ),
    ("Every state is made of h_0: the state is not passed on from frame to frame.", {"before": lambda H, t: H[0]}),
    *(
        (
            "The loop ends one frame early: the last frame is missing.",
            {"frames": lambda T: range(T - 1), "visited_only": only},
        )
        for only in (False, True)
    ),
    *(
        ("The loop begins at frame 1: frame 0 is missing.", {"frames": lambda T: range(1, T), "visited_only": only})
        for only in (False, True)
    ),
    ("The loop goes from the last frame to the first.", {"frames": lambda T: range(T)[::-1]}),
    ("Each state takes the frame before its own, X[t - 1]; it must take X[t].", {"heard": lambda X, t: X[t - 1]}),
    (
        "Each state takes the next frame, X[t + 1]; it must take X[t].",
        {"heard": lambda X, t: X[min(t + 1, len(X) - 1)]},
    ),
    ("Every state takes frame 0; it must take X[t].", {"heard": lambda X, t: X[0]}),
    ("The frames are taken in reverse order.", {"heard": lambda X, t: X[len(X) - 1 - t]}),
    (
        "The state after frame t is put into H[t]; it belongs in H[t + 1], because H[0] is h_0.",
        {"to": lambda t: t, "before": lambda H, t: H[t - 1], "shown": lambda H: H[:-1]},
    ),
    ("H lacks its first row: H[0] is h_0, the state before the song.", {"returned": lambda H: H[1:]}),
    ("H lacks its last row, the state after the last frame.", {"returned": lambda H: H[:-1]}),
]
"""Mistakes in the loop and after it: the word, and the switches of `_loop`."""

EMPTY = "No state is computed yet: all rows of H after the first are zero."

STEP_MISTAKES = edits(_one_step, IN_STATE)
FORWARD_MISTAKES = [
    *(Mistake(EMPTY, partial(_loop, frames=lambda T: (), visited_only=only), open=True) for only in (False, True)),
    *edits(_loop, IN_STATE + IN_LOOP),
]


def _first_state(seen, first):
    """Where to look: the first state that is wrong, or the outputs."""
    wanted, given = first.wanted[0], first.given
    if first.wrong == ("Y",):
        return "All states are right, so look at the line that computes Y."
    if given["H"].shape != wanted["H"].shape:
        return "H has one row more than X: H[0] is h_0, and H[t + 1] the state after frame t."
    bad = np.flatnonzero(~np.all(np.isclose(given["H"], wanted["H"], rtol=1e-6, atol=1e-9), axis=1))
    if not len(bad):
        return ""
    if bad[0] == 0:
        return "The first state that is wrong is H[0]: it is h_0."
    return (
        f"The first state that is wrong is H[{bad[0]}]: H[t + 1] = tanh(X[t] @ W_xh + H[t] @ W_hh + b_h) with "
        f"t = {bad[0] - 1}."
    )
