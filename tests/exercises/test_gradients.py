import numpy as np
import pytest

from elman.exercises.gradients import check_three_bugs
from elman.network import rnn

# The exercise as it is given, and its three lines put right: (wrong, right).
SLOPE = ("dH * (1 - H[t] ** 2)", "dH * (1 - H[t + 1] ** 2)")
CARRY = ('carry = dZ[t] @ params["W_hh"]\n', 'carry = dZ[t] @ params["W_hh"].T\n')
STATES = ('"W_hy": H[:-1].T @ dA', '"W_hy": H[1:].T @ dA')
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


def test_the_mended_function_is_right_however_many_were_said_to_be_found():
    for found in (0, 3):
        verdict = check_three_bugs(student(SLOPE, CARRY, STATES), found)
        assert verdict.kind == "right"
        assert "the diagnosis finds nothing" in verdict.word


def test_as_given_it_is_not_done_and_the_answer_is_not_told():
    verdict = check_three_bugs(student())
    assert verdict.kind == "open"
    assert "one frame: wrong in W_xh, W_hh, b_h, W_hy, h_0" in verdict.word
    assert "Begin with one frame" in verdict.word
    assert "H[t + 1]" not in verdict.word


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((SLOPE,), "Left are the carry, and how W_hy is summed"),
        ((SLOPE, CARRY), "Only W_hy is wrong, so dZ is right"),
        ((SLOPE, STATES), "With one frame only h_0 is wrong: it is what the carry holds after the loop"),
        (
            (SLOPE, STATES, (CARRY[0], "carry = dZ[t] @ params['W_hh'].T if t == 0 else 0 * dZ[t]\n")),
            "frame 1 hands back",
        ),
    ],
)
def test_after_each_step_the_hint_is_for_the_next(changes, words):
    verdict = check_three_bugs(student(*changes))
    assert verdict.kind == "open"
    assert words in verdict.word


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((CARRY, STATES), "1 - h^2 is taken at frame t - 1"),
        ((CARRY, STATES, (SLOPE[0], "dH * (1 - H[t + 1])")), "the square is forgotten"),
        ((SLOPE, STATES), "W_hh not transposed"),
        ((SLOPE, CARRY), "H shifted by one in W_hy"),
    ],
)
def test_who_says_to_be_done_gets_the_diagnosis(changes, words):
    verdict = check_three_bugs(student(*changes), found=3)
    assert verdict.kind == "wrong"
    assert words in verdict.word


def test_right_on_the_songs_of_the_checklist_is_not_enough():
    """The diagnosis tries more: here, a song of 40 frames."""

    def forgetful(params, dY, cache):
        grads = rnn.backward(params, dY, cache)
        return grads if len(dY) < 30 else grads | {"h_0": np.zeros_like(params["h_0"])}

    verdict = check_three_bugs(forgetful)
    assert verdict.kind == "wrong"
    assert "h_0" in verdict.word


@pytest.mark.parametrize(
    ("backward", "words"),
    [
        (lambda params, dY, cache: dY[99], "With one frame, your function raised IndexError"),
        (lambda params, dY, cache: None, "grads must be a dict"),
        (lambda params, dY, cache: {"W_xh": params["W_xh"]}, "missing ['W_hh'"),
        (lambda params, dY, cache: {name: 0.0 for name in params}, "has shape ()"),
    ],
)
def test_what_cannot_be_judged_is_told_and_does_not_raise(backward, words):
    verdict = check_three_bugs(backward)
    assert verdict.kind == "wrong"
    assert words in verdict.word


@pytest.mark.parametrize("found", ["3", None, [1], "all"])
def test_a_number_found_that_is_no_number_is_none_found(found):
    assert check_three_bugs(lambda params, dY, cache: {}, found).kind == "wrong"
    assert check_three_bugs(lambda params, dY, cache: {n: 0 * v for n, v in params.items()}, found).kind == "open"
