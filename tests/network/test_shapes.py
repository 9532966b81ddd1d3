"""The input checks: what passes, what raises, and which facts the message holds."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.shapes import expect_shape, expect_song


@pytest.mark.parametrize(("shape", "expected"), [((3, 2), (3, 2)), ((7, 2), ("T", 2)), ((1,), ("n",)), ((), ())])
def test_what_fits_passes(shape, expected):
    expect_shape("X", np.zeros(shape), *expected)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((3, 1), (3, 2)), ((3,), (3, 2)), ((1, 3, 2), (3, 2)), ((0, 2), ("T", 2)), ((), ("T",)), ((2, 3), ("T", 2))],
)
def test_another_shape_raises_and_both_are_in_the_message(shape, expected):
    with pytest.raises(InputError) as caught:
        expect_shape("the matrix", np.zeros(shape), *expected)
    for fact in ("the matrix", str(shape), f"({', '.join(map(str, expected))})"):
        assert fact in str(caught.value)


@pytest.mark.parametrize("given", [[[1.0, 2.0]], ((1.0, 2.0),), 1.0, None, "text"])
def test_what_is_no_array_is_refused_by_its_name(given):
    with pytest.raises(InputError, match=f"X: a {type(given).__name__} "):
        expect_shape("X", given, "T", 2)


def test_a_length_of_0_passes_only_where_it_is_asked_for():
    expect_shape("X", np.zeros((0, 2)), 0, 2)


def test_the_first_number_that_is_not_finite_is_named():
    X, targets = np.zeros((4, 3)), np.zeros((4, 2))
    expect_song("song 1 of 1", X, targets, 3, 2)
    targets[2, 1] = targets[3, 0] = np.inf
    with pytest.raises(InputError, match=r"targets of song 1 of 1.*inf.*frame 3.*column 2"):
        expect_song("song 1 of 1", X, targets, 3, 2)


def test_targets_must_have_a_row_for_each_frame():
    with pytest.raises(InputError, match=r"targets of song 2 of 5.*\(3, 2\).*\(4, 2\)"):
        expect_song("song 2 of 5", np.zeros((4, 3)), np.zeros((3, 2)), 3, 2)
