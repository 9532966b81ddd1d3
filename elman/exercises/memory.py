"""What is left of an Elman network without its memory? Notebook 03."""

import numpy as np

from elman.exercises.answers import as_array, attempt, same, shape_fault
from elman.exercises.verdict import not_yet, right, wrong
from elman.network import rnn

SIZES = ((4, 3, 5, 2), (1, 2, 2, 2))
"""T, n_in, n_hidden, n_out of the songs on which answers are tried."""

ALMOST = 1e-4
"""How far, as a share, an equivalent regression may be from that of tanh(z) = z: the slope of tanh at b_h will do, too."""


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
    for params, X, Y in _songs(scale=1.5):
        given, words = attempt(predict, _forgetful(params), X)
        if not words and given is None:
            return not_yet("predict returns None; write H = tanh(...) for all frames at once, then Y.")
        if "KeyError: 'W_hh'" in words or "KeyError: 'h_0'" in words:
            return wrong("params has no W_hh and no h_0: without memory they are not needed. Use the four others.")
        words = words or shape_fault(given, Y.shape, "Y")
        if words:
            return wrong(f"With X {X.shape}, {words}.")
        if not same(as_array(given), Y):
            return wrong(_word_for_output(as_array(given), params, X, Y))
    return right("Without W_hh each frame stands alone: a layer of tanh units, and a weighted sum of them.")


def _songs(scale):
    rng = np.random.default_rng(0)
    for T, n_in, n_hidden, n_out in SIZES:
        params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=scale)
        params |= {name: scale * rng.uniform(0.2, 0.6, params[name].shape) for name in ("b_h", "b_y", "h_0")}
        params["W_hh"] = np.zeros_like(params["W_hh"])
        X = rng.standard_normal((T, n_in))
        yield params, X, rnn.forward(params, X)[0]


def _forgetful(params):
    return {name: value for name, value in params.items() if name not in ("W_hh", "h_0")}


def _word_for_output(given, params, X, Y):
    W_xh, b_h, W_hy, b_y = (params[name] for name in ("W_xh", "b_h", "W_hy", "b_y"))
    Z = X @ W_xh + b_h
    known = {
        "the tanh is missing; this would be linear regression": Z @ W_hy + b_y,
        "b_h is missing inside the tanh": np.tanh(X @ W_xh) @ W_hy + b_y,
        "b_y is missing": np.tanh(Z) @ W_hy,
        "both biases are missing": np.tanh(X @ W_xh) @ W_hy,
        "b_h stands outside the tanh; it belongs inside": (np.tanh(X @ W_xh) + b_h) @ W_hy + b_y,
        "the output is linear; you have put a tanh around it, too": np.tanh(np.tanh(Z) @ W_hy + b_y),
    }
    for word, value in known.items():
        if same(given, value):
            return f"On a song of {len(X)} frames the numbers tell: {word}."
    frames = np.flatnonzero(np.max(np.abs(given - Y), axis=1) > 1e-8)
    return f"On a song of {len(X)} frames, {len(frames)} differ from the network's; the first is t = {frames[0]}."


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
    for params, X, Y in _songs(scale=1e-3):
        given, words = attempt(equivalent, _forgetful(params))
        if not words and (given is None or (isinstance(given, tuple) and all(part is None for part in given))):
            return not_yet("replace tanh(z) by z in Y = tanh(X W_xh + b_h) W_hy + b_y, and read off W and b.")
        if not words and not (isinstance(given, tuple | list) and len(given) == 2):
            words = "your function must return two arrays, W and b"
        wanted = params["W_xh"] @ params["W_hy"], params["b_h"] @ params["W_hy"] + params["b_y"]
        words = words or shape_fault(given[0], wanted[0].shape, "W") or shape_fault(given[1], wanted[1].shape, "b")
        if words:
            return wrong(f"With small weights, {words}.")
        W, b = (as_array(part) for part in given)
        if not same(W, wanted[0], ALMOST):
            return wrong("W is not right: a feature goes through W_xh first, then through W_hy.")
        if same(b, params["b_y"], ALMOST):
            return wrong("b is b_y alone; b_h, too, comes out of the network, through W_hy.")
        if not same(b, wanted[1], ALMOST):
            return wrong("W is right, b is not: it is the output of the network without tanh for X = 0.")
        error = np.max(np.abs(X @ W + b - Y)) / np.max(np.abs(Y))
    return right(
        f"It is linear regression: with weights below 0.0015 the two differ by {error:.0e} of the output at most."
    )
