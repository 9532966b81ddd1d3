import numpy as np
import pytest

from elman.exercises.gradients import PLANTED, check_three_bugs
from elman.network import rnn

# The exercise as it is given, and its three lines put right: (wrong, right).
SLOPE = ("dH * (1 - H[t] ** 2)", "dH * (1 - H[t + 1] ** 2)")
CARRY = ('carry = dZ[t] @ params["W_hh"]\n', 'carry = dZ[t] @ params["W_hh"].T\n')
STATES = ('"W_hy": H[:-1].T @ dA', '"W_hy": H[1:].T @ dA')
FIXED = (SLOPE, CARRY, STATES)
GIVEN = """
def backward(params, dY, cache):
    X, H = cache.X, cache.H
    dA, dZ = dY, np.empty((len(X), H.shape[1]))
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(len(X))):
        dH = dA[t] @ params["W_hy"].T + carry
        dZ[t] = dH * (1 - H[t] ** 2)
        carry = dZ[t] @ params["W_hh"]
    grads = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
    grads |= {"W_hy": H[:-1].T @ dA, "b_y": dA.sum(axis=0)}
    return grads
"""


def student(*changes):
    source = GIVEN
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    space = {"np": np}
    exec(source, space)
    return space["backward"]


def in_loops(params, dY, cache):
    """Every sum in the loop, one frame at a time."""
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    carry = 0
    for t in range(len(dY) - 1, -1, -1):
        dz = (params["W_hy"] @ dY[t] + carry) * (1 - cache.H[t + 1] ** 2)
        grads["W_xh"] += np.outer(cache.X[t], dz)
        grads["W_hh"] += np.outer(cache.H[t], dz)
        grads["W_hy"] += np.outer(cache.H[t + 1], dY[t])
        grads["b_h"] += dz
        grads["b_y"] += dY[t]
        carry = params["W_hh"] @ dz
    return grads | {"h_0": carry}


@pytest.mark.parametrize("backward", [student(*FIXED), in_loops, rnn.backward])
@pytest.mark.parametrize("found", [0, 3, "3", None])
def test_the_right_function_is_right_however_many_were_said_to_be_found(backward, found):
    verdict = check_three_bugs(backward, found)
    assert verdict.kind == "right"
    assert "The three mistakes" in verdict.word


def test_as_given_it_is_not_done_and_the_answer_is_not_told(named):
    verdict = check_three_bugs(student())
    assert verdict.kind == "open"
    assert "one frame: wrong in W_xh, W_hh, b_h, W_hy, h_0" in verdict.word
    assert "20 frames: wrong in W_xh, W_hh, b_h, W_hy, h_0" in verdict.word
    assert "where the carry is 0" in verdict.word
    assert "H[t + 1]" not in verdict.word
    assert not named(verdict, PLANTED)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ((), "look at dH and at the slope"),
        ((CARRY, STATES), "look at dH and at the slope"),
        ((SLOPE,), "the carry after the loop"),
        ((SLOPE, STATES), "the carry after the loop"),
        ((SLOPE, CARRY), "Which state does W_hy multiply"),
        (
            (SLOPE, STATES, (CARRY[0], "carry = dZ[t] @ params['W_hh'].T if t == 0 else 0 * dZ[t]\n")),
            "from frame to frame",
        ),
        # Not one of the three: something that was right is spoiled on the way.
        ((*FIXED, ('"b_y": dA.sum(axis=0)', '"b_y": dA.mean(axis=0)')), "sums of dA: b_y"),
        ((*FIXED, ('H[1:].T @ dA, "b_y": ', 'H[:-1].T @ dA, "b_y": 2 * ')), "sums of dA: W_hy, b_y"),
        ((*FIXED, ('"W_hh": H[:-1].T', '"W_hh": H[1:].T')), "W_xh, b_h right, W_hh wrong: perhaps"),
        ((*FIXED, ('"h_0": carry', '"h_0": dZ[0]')), "the carry after the loop"),
        ((*FIXED, ("dA, dZ = dY,", "dA, dZ = 2 * dY,")), "made of dY"),
        (
            (*FIXED, ("grads |= {", "grads = {n: 2 * g if n != 'h_0' else g for n, g in grads.items()} | {")),
            "sums for W_xh, W_hh and b_h",
        ),
    ],
)
def test_a_hint_says_no_more_than_the_wrong_gradients_show(changes, place, named):
    verdict = check_three_bugs(student(*changes))
    assert verdict.kind == "open"
    assert place in verdict.word
    others = [
        "slope of tanh",
        "after the loop",
        "from frame to frame",
        "Which state",
        "sums of dA",
        "perhaps dZ",
        "sums for",
        "made of dY",
    ]
    assert sum(other in verdict.word for other in others) == 1
    assert not named(verdict, PLANTED)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((CARRY, STATES), ["slope of tanh"]),
        ((SLOPE, STATES), ["carry goes through"]),
        ((SLOPE, CARRY), ["dW_hy pairs"]),
        ((STATES,), ["slope of tanh", "carry goes through"]),
        ((CARRY,), ["slope of tanh", "dW_hy pairs"]),
        ((SLOPE,), ["carry goes through", "dW_hy pairs"]),
    ],
)
def test_who_says_to_be_done_is_told_which_of_the_three_are_there_still(changes, words, named):
    verdict = check_three_bugs(student(*changes), found=3)
    assert verdict.kind == "wrong"
    found = named(verdict, PLANTED)
    assert len(found) == len(words)
    assert all(any(word in one for one in found) for word in words)


def test_as_given_and_said_to_be_done_all_three_are_there():
    verdict = check_three_bugs(student(), found=3)
    assert verdict.kind == "open"
    assert "All three" in verdict.word


@pytest.mark.parametrize(
    "changes",
    [
        (*FIXED, ('"b_y": dA.sum(axis=0)', '"b_y": dA.mean(axis=0)')),
        (CARRY, STATES, (SLOPE[0], "dH * (1 - H[t + 1])")),
    ],
)
def test_what_is_not_one_of_the_three_is_left_to_the_diagnosis(changes, named):
    verdict = check_three_bugs(student(*changes), found=3)
    assert verdict.kind == "wrong"
    assert not named(verdict, PLANTED)
    assert len(verdict.word) > 150


def test_right_on_the_songs_of_the_judge_is_not_enough():
    """The diagnosis tries more: here, a song of 40 frames."""

    def forgetful(params, dY, cache):
        grads = rnn.backward(params, dY, cache)
        return grads if len(dY) < 30 else grads | {"h_0": np.zeros_like(params["h_0"])}

    verdict = check_three_bugs(forgetful)
    assert verdict.kind == "wrong"
    assert "h_0" in verdict.word


@pytest.mark.parametrize(
    ("backward", "facts"),
    [
        (lambda params, dY, cache: dY[99], ["one frame", "IndexError"]),
        (lambda params, dY, cache: 3, ["a dict"]),
        (lambda params, dY, cache: {"W_xh": params["W_xh"]}, ["W_hh", "missing"]),
        (
            lambda params, dY, cache: rnn.backward(params, dY, cache) | {"b_h": [[1], [2, 3]]},
            ["b_h", "differ in length"],
        ),
        (lambda params, dY, cache: rnn.backward(params, dY, cache) | {"b_h": None}, ["b_h is None"]),
        (lambda params, dY, cache: rnn.backward(params, dY, cache) | {"b_g": 0}, ["b_g", "unknown"]),
    ],
)
def test_what_cannot_be_judged_is_told_and_does_not_raise(backward, facts):
    verdict = check_three_bugs(backward)
    assert verdict.kind == "wrong"
    assert all(fact in verdict.word for fact in facts)


def test_no_answer_is_no_mistake():
    assert check_three_bugs(lambda params, dY, cache: None).kind == "open"


@pytest.mark.parametrize("found", ["3", None, [1], "all", [[1], [2, 3]], np.nan, True])
def test_a_number_found_that_is_no_number_is_none_found(found):
    assert check_three_bugs(student(), found).kind == "open"
