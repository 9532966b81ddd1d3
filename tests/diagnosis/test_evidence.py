"""What the numbers show where no edit explains them."""

import numpy as np
import pytest

from elman.diagnosis.cases import draw_case
from elman.diagnosis.evidence import conclusion, example, shared, worst


@pytest.fixture(scope="module")
def cases():
    rng = np.random.default_rng(0)
    sizes = ((1, 3, 4, 2), (2, 3, 4, 2), (3, 3, 4, 1), (6, 4, 3, 3), (5, 2, 1, 1), (40, 3, 4, 2))
    return [draw_case(*some, rng=rng) for some in sizes]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([0], "one frame"),
        ([2, 4], "one output"),
        ([3], "as many outputs as hidden units"),
        ([4], "one hidden unit"),
        ([5], "from T = 40 on, while T = 6 is right"),
        ([0, 1], "up to T = 2, while T = 3 is right"),
        ([1, 4], ""),
    ],
)
def test_what_wrong_songs_have_in_common(cases, wrong, words):
    right = [case for n, case in enumerate(cases) if n not in wrong]
    told = shared([cases[n] for n in wrong], right)
    assert words in told
    assert bool(words) == bool(told)


def test_the_worst_entry_is_told_with_both_numbers(cases):
    case = cases[1]
    grads = {k: v.copy() for k, v in case.right.items()}
    assert worst([(case, grads)]) is None
    grads["W_hh"][1, 2] += 0.5
    error, name, at, yours, right, found = worst([(case, grads)])
    assert (name, at, found) == ("W_hh", (1, 2), case)
    assert yours - right == pytest.approx(0.5)
    assert error > 0.01
    told = example([(case, grads)], ("W_hh",))
    assert "dW_hh[1, 2]" in told
    assert f"{yours:.4g}" in told
    assert f"{right:.4g}" in told


def test_one_frame_is_right_only_where_the_first_state_is_too(cases):
    walk = ("W_xh", "W_hh", "b_h", "h_0")
    right = [(case, {k: v.copy() for k, v in case.right.items()}) for case in cases]
    for case, grads in right:
        for k in walk[:3] if case.T > 1 else ():
            grads[k] += 1
        grads["h_0"] += case.T > 1
    assert "One frame is right" in conclusion(right, walk)
    right[0][1]["h_0"][0] += 1
    assert "One frame is right" not in conclusion(right, walk)
    assert "only h_0" in conclusion(right, walk)


def test_right_biases_point_to_the_sums_for_matrices(cases):
    pairs = [(case, {k: v + (k in ("W_xh", "W_hh")) for k, v in case.right.items()}) for case in cases]
    assert "The gradients of biases are right" in conclusion(pairs, ("W_xh", "W_hh"))
    for _, grads in pairs:
        grads["b_h"] = grads["b_h"] + 1
    assert "The gradients of biases are right" not in conclusion(pairs, ("W_xh", "W_hh", "b_h"))


def test_zeros_with_one_frame_point_to_the_loop(cases):
    walk = ("W_xh", "W_hh", "b_h", "h_0")
    pairs = [(case, {k: v * (case.T > 1 or k not in walk) for k, v in case.right.items()}) for case in cases]
    assert "does the loop go as far as frame 0?" in conclusion(pairs, walk)
    pairs[0][1]["W_xh"][0, 0] = 1
    assert "frame 0" not in conclusion(pairs, walk)


def test_what_has_a_name_already_is_not_called_right(cases):
    """The biases are wrong too, but not among what is left."""
    pairs = [(case, {k: v + 1 for k, v in case.right.items()}) for case in cases]
    assert "right" not in conclusion(pairs, ("W_xh", "W_hh")).replace("a right pass", "")
    assert "right" not in conclusion(pairs, ("h_0",))
    assert "right" not in conclusion(pairs, ("b_y",))


def test_one_frame_is_called_right_only_where_it_was_tried(cases):
    walk = ("W_xh", "W_hh", "b_h", "h_0")
    pairs = [(case, {k: v + (k in walk) for k, v in case.right.items()}) for case in cases if case.T > 1]
    assert "One frame" not in conclusion(pairs, walk)
