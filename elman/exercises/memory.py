"""What is left of an Elman network without its memory? Notebook 03, "Run the network forward"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question
from elman.network import rnn

SIZES = ((4, 3, 5, 2), (1, 2, 2, 2))
"""T, n_in, n_hidden, n_out of the songs on which answers are tried."""


class WithoutMemory(dict):
    """Parameters without those of the memory; whoever asks for them is told why they are not there."""

    def __missing__(self, name):
        raise KeyError(f"params has no {name}: without memory it is not needed. Use W_xh, b_h, W_hy and b_y")


def check_without_memory(predict):
    """Judge a student's ``predict(params, X) -> Y``: the network with W_hh = 0 and a linear output, without a loop.

    Parameters
    ----------
    predict : callable
        Gets params without ``W_hh`` and ``h_0`` and a song X (T, n_in), and has to return Y (T, n_out).

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    return judge(
        predict,
        "predict(params, X)",
        [Question(f"With X {X.shape}", (params, X)) for params, X in _songs(scale=1.5)],
        right=_outputs,
        mistakes=OUTPUT_MISTAKES,
        names="Y",
        todo="predict returns nothing yet. Write H = tanh(...) for all frames at once, then Y.",
        praise="Without W_hh each frame stands alone: a layer of tanh units, and a weighted sum of them.",
        look="Which sum does the tanh take, and what becomes of its result?",
    )


def _songs(scale):
    """Pairs (params, X), the parameters without those of the memory and none of them zero."""
    rng = np.random.default_rng(0)
    for T, n_in, n_hidden, n_out in SIZES:
        params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=scale)
        params |= {name: scale * rng.uniform(0.2, 0.6, params[name].shape) for name in ("b_h", "b_y")}
        kept = {name: value for name, value in params.items() if name not in ("W_hh", "h_0")}
        yield WithoutMemory(kept), rng.standard_normal((T, n_in))


def _outputs(params, X):
    """What the package's network gives when its memory is zero."""
    n_hidden = len(params["b_h"])
    return rnn.forward({**params, "W_hh": np.zeros((n_hidden, n_hidden)), "h_0": np.zeros(n_hidden)}, X)[0]


def _layers(params, X, *, inside=1, after=0, b_y=1, tanh=np.tanh, output=lambda A: A):
    """The right answer, with switches that spoil it."""
    b_h = params["b_h"]
    H = tanh(X @ params["W_xh"] + inside * b_h) + after * b_h
    return output(H @ params["W_hy"] + b_y * params["b_y"])


OUTPUT_MISTAKES = [
    Mistake("The tanh is missing; this would be linear regression.", lambda p, X: _layers(p, X, tanh=lambda Z: Z)),
    Mistake("b_h is missing inside the tanh.", lambda p, X: _layers(p, X, inside=0)),
    Mistake("b_y is missing.", lambda p, X: _layers(p, X, b_y=0)),
    Mistake("Both biases are missing.", lambda p, X: _layers(p, X, inside=0, b_y=0)),
    Mistake("b_h is outside the tanh; it belongs inside.", lambda p, X: _layers(p, X, inside=0, after=1)),
    Mistake(
        "b_h is added twice, inside the tanh and outside; only the first is right.", lambda p, X: _layers(p, X, after=1)
    ),
    Mistake("There is a tanh around the output, too; it must be linear.", lambda p, X: _layers(p, X, output=np.tanh)),
    Mistake(
        "This is tanh around the output only; it belongs around the hidden units' sum.",
        lambda p, X: _layers(p, X, tanh=lambda Z: Z, output=np.tanh),
    ),
    Mistake(
        "These are sigmoids; the hidden units are tanh.",
        lambda p, X: _layers(p, X, tanh=lambda Z: 1 / (1 + np.exp(-Z))),
    ),
]


def check_equivalent(equivalent):
    """Judge a student's ``equivalent(params) -> W, b``: the linear regression that a network of small weights is.

    Parameters
    ----------
    equivalent : callable
        Gets params without ``W_hh`` and ``h_0``; has to return W (n_in, n_out) and b (n_out,).

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    songs = list(_songs(scale=1e-3))
    errors = []
    for params, X in songs:
        W, b = _linear(params)
        Y = _outputs(params, X)
        errors.append(np.max(np.abs(X @ W + b - Y)) / np.max(np.abs(Y)))
    return judge(
        equivalent,
        "equivalent(params)",
        [Question(f"With small weights and {X.shape[1]} inputs", (params,)) for params, X in songs],
        right=_linear,
        mistakes=LINEAR_MISTAKES,
        names=("W", "b"),
        todo="Replace tanh(z) by z in Y = tanh(X W_xh + b_h) W_hy + b_y, and read off W and b.",
        praise=f"It is linear regression: with weights below 0.0015 the two differ by {max(errors):.0e} of the output at most.",
        look="A feature goes through W_xh, then through W_hy. For X = 0, what does the network without tanh give?",
        rtol=1e-4,  # the exact slope of tanh at b_h is right, too: it differs by a millionth
        near=1e-6,
    )


def _linear(params):
    return params["W_xh"] @ params["W_hy"], params["b_h"] @ params["W_hy"] + params["b_y"]


LINEAR_MISTAKES = [
    Mistake("b is b_y alone; b_h, too, reaches the output, through W_hy.", lambda p: (_linear(p)[0], p["b_y"])),
    Mistake("b_y is missing in b.", lambda p: (_linear(p)[0], p["b_h"] @ p["W_hy"])),
    Mistake("b is zero: what does the network give for X = 0?", lambda p: (_linear(p)[0], 0 * p["b_y"])),
    Mistake("W is W_hy alone.", lambda p: (p["W_hy"], _linear(p)[1])),
    Mistake("W and b are in the wrong order: return W, b.", lambda p: _linear(p)[::-1]),
]
