import inspect

import numpy as np
import pytest

from elman.exercises.truncation import MISTAKES, check_truncated, truncated_gradients
from elman.network import rnn

PROGRAM = """
def truncated(params, dY, cache, k):
    X, H, _, _ = cache
    dZ, dh_0 = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in range(len(X)):
        carry = dY[t] @ params["W_hy"].T
        for s in range(t, max(t - k, -1), -1):
            arrived = carry * (1 - H[s + 1] ** 2)
            dZ[s] += arrived
            carry = arrived @ params["W_hh"].T
            dh_0 += carry if s == 0 else 0
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": dh_0}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}
"""


def student(*changes):
    source = PROGRAM
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    space = {"np": np}
    exec(source, space)
    return space["truncated"]


def in_blocks(params, dY, cache, k):
    """The carry is set to zero every k frames."""
    X, H, _, _ = cache
    dZ, carry = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in reversed(range(len(X))):
        dZ[t] = (dY[t] @ params["W_hy"].T + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
        if (len(X) - t) % k == 0 and t:
            carry = 0 * carry
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


def all_frames_at_once(params, dY, cache, k):
    """One more step back for all outputs in each round."""
    X, H, _, _ = cache
    slope, dZ, dh_0 = 1 - H[1:] ** 2, np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    carry = dY @ params["W_hy"].T  # row t: of the output of frame t
    for back in range(min(k, len(X))):
        arrived = carry[back:] * slope[: len(X) - back]
        dZ[: len(X) - back] += arrived
        carry[back:] = arrived @ params["W_hh"].T
        dh_0 += carry[back]
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": dh_0}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


@pytest.mark.parametrize(
    "answer",
    [
        student(),
        all_frames_at_once,
        student(("range(t, max(t - k, -1), -1)", "reversed(range(max(0, t - k + 1), t + 1))")),
        student(("range(t, max(t - k, -1), -1)", "range(t, t - min(k, t + 1), -1)")),
        lambda *args: {name: value.astype(np.float32) for name, value in student()(*args).items()},
        lambda *args: {name: value.tolist() for name, value in student()(*args).items()},
    ],
)
def test_right_answers(answer):
    assert check_truncated(answer)


def test_the_judges_own_way_agrees_with_the_two_loops_and_with_the_whole_backward_pass():
    rng = np.random.default_rng(5)
    params = rnn.init(3, 4, 2, rng=rng, scale=1.0)
    Y, cache = rnn.forward(params, rng.standard_normal((7, 3)), output="linear")
    dY = rng.standard_normal(Y.shape)
    for k in (1, 3, 7):
        one, other = truncated_gradients(params, dY, cache, k), student()(params, dY, cache, k)
        for name in params:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-11, atol=1e-14)
    for name, gradient in rnn.backward(params, dY, cache).items():
        np.testing.assert_allclose(truncated_gradients(params, dY, cache, 9)[name], gradient, rtol=1e-11, atol=1e-14)


def test_what_the_student_gets_is_not_done_yet():
    assert check_truncated(student(("max(t - k, -1)", "t"))).kind == "open"
    assert check_truncated(lambda params, dY, cache, k: None).kind == "open"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (rnn.backward, []),  # called with four arguments
        (lambda p, dY, c, k: rnn.backward(p, dY, c), ["Nothing is cut off"]),
        (lambda p, dY, c, k: student()(p, dY, c, k + 1), ["k + 1"]),
        (lambda p, dY, c, k: student()(p, dY, c, k - 1), ["k - 1"]),
        (student(("max(t - k, -1)", "t - k")), ["below 0"]),
        (student(("max(t - k, -1)", "max(t - k, 0)")), ["stops before frame 0"]),
        (student(("(1 - H[s + 1] ** 2)", "1")), ["1 - H[s + 1]^2, is missing"]),
        (student(("H[s + 1] ** 2", "H[s] ** 2")), ["taken at H[s]"]),
        (student(("H[s + 1] ** 2", "H[s + 1]")), ["lost its square"]),
        (student(("dZ[s] +=", "dZ[s] =")), ["replaced"]),
        (student(('params["W_hh"].T', 'params["W_hh"]')), ["W_hh transposed"]),
        (student(('arrived @ params["W_hh"]', 'carry @ params["W_hh"]')), ["without the slope"]),
        (student(("dh_0 += carry if s == 0 else 0", "pass")), ["h_0 gets nothing"]),
        (student(("            dh_0 += carry if s == 0 else 0", "        dh_0 += carry")), ["even where it stops"]),
        (student(("dh_0 += carry if", "dh_0 += arrived if")), ["one more step to go"]),
        (in_blocks, ["every k frames"]),
        (
            student(("H[s + 1] ** 2", "H[s] ** 2"), ('params["W_hh"].T', 'params["W_hh"]')),
            ["taken at H[s]", "W_hh transposed"],
        ),
        (student(("max(t - k, -1)", "t - k"), ("H[s + 1] ** 2", "H[s] ** 2")), ["below 0", "taken at H[s]"]),
    ],
)
def test_mistakes_are_named_also_two_at_once(answer, words, named):
    verdict = check_truncated(answer)
    assert verdict.kind == "wrong"
    found = named(verdict, MISTAKES)
    assert len(found) == len(words)
    assert all(any(word in one for one in found) for word in words)


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (lambda p, dY, c, k: student()(p, -dY, c, k), ["k = 1", "wrong sign"]),
        (lambda p, dY, c, k: student()(p, dY / len(dY), c, k), ["0.1667 times"]),
        (lambda p, dY, c, k: student()(p, 2 * dY, c, k), ["2 times", "all are made of dY"]),
        (lambda p, dY, c, k: {"W_hh": 1.0}, ["W_xh", "missing"]),
        (lambda p, dY, c, k: {}["t"], ["KeyError", "k = 1"]),
        (lambda p, dY, c, k: 3, ["a dict"]),
        (lambda p, dY, c, k: list(student()(p, dY, c, k).values()), ["a dict"]),
        (lambda p, dY, c, k: student()(p, dY, c, k) | {"b_h": [[1], [2, 3]]}, ["b_h", "differ in length"]),
        (lambda p, dY, c, k: student()(p, dY, c, k) | {"W_hh": None}, ["W_hh is None"]),
        (lambda p, dY, c, k: student()(p, dY, c, k) | {"W_hh": np.full((4, 4), np.nan)}, ["W_hh[0, 0] is nan"]),
        (student(("dZ[s] +=", "dZ[s] -=")), ["W_xh, W_hh, b_h"]),
        (student(("H[:-1].T @ dZ", "H[1:].T @ dZ")), ["Wrong: W_hh"]),
        (student(("dY.sum(axis=0)", "dY.mean(axis=0)")), ["b_y", "0.1667 times"]),
        (lambda p, dY, c, k: student()(p, dY, c, min(k, 5)), ["k = 6"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_truncated(answer)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)


def test_it_is_written_as_the_notebook_gives_it():
    assert [*inspect.signature(student()).parameters] == ["params", "dY", "cache", "k"]
