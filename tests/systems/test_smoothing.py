"""The moving average: the paper's weights, numpy.convolve, and the frames that are left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.errors import InputError
from elman.systems.smoothing import WINDOW, smooth, weights

KERNELS = ("half_ends", "uniform")
HALF_ENDS = [1 / 24, *(11 * [1 / 12]), 1 / 24]
"""What the authors ran."""
UNIFORM = 13 * [1 / 13]
"""What the paper says."""


def curve(T, n=2, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (T, n))


@pytest.mark.parametrize(("kernel", "expected"), [("half_ends", HALF_ENDS), ("uniform", UNIFORM)])
def test_the_weights_as_they_are_stated(kernel, expected):
    assert WINDOW == 13
    np.testing.assert_allclose(weights(kernel), expected, rtol=1e-15)


@pytest.mark.parametrize("window", [3, 5, 13, 21])
@pytest.mark.parametrize("kernel", KERNELS)
def test_weights_sum_to_one_and_are_symmetric(kernel, window):
    w = weights(kernel, window)
    assert len(w) == window
    assert w.sum() == pytest.approx(1, abs=1e-15)
    assert np.array_equal(w, w[::-1])


@pytest.mark.parametrize(("kernel", "expected"), [("half_ends", HALF_ENDS), ("uniform", UNIFORM)])
@pytest.mark.parametrize("T", [13, 14, 60])
def test_numpy_convolve_agrees_in_the_middle_and_the_ends_stay(kernel, expected, T):
    Y = curve(T)
    S = smooth(Y, kernel)
    for n in range(2):
        np.testing.assert_allclose(S[6:-6, n], np.convolve(Y[:, n], expected, mode="valid"), atol=1e-15)
    assert np.array_equal(S[:6], Y[:6])
    assert np.array_equal(S[-6:], Y[-6:])
    assert len(S) == T


@pytest.mark.parametrize("T", [1, 6, 12])
def test_a_song_shorter_than_the_window_is_left_alone(T):
    Y = curve(T)
    S = smooth(Y)
    assert np.array_equal(S, Y)
    assert S is not Y


def test_thirteen_frames_by_hand():
    Y = np.zeros((13, 1))
    Y[0], Y[6], Y[12] = 24.0, 12.0, 48.0
    S = smooth(Y, "half_ends")
    assert S[6] == pytest.approx(1 + 1 + 2)
    assert S[:6].ravel().tolist() == [24, 0, 0, 0, 0, 0]
    assert smooth(13 * np.eye(13)[:, [0]], "uniform")[6] == pytest.approx(1)


@settings(max_examples=50)
@given(st.integers(1, 40), st.sampled_from(KERNELS), st.integers(0, 999))
def test_lines_pass_unchanged_and_nothing_leaves_its_range(T, kernel, seed):
    line = np.column_stack([np.linspace(-1, 1, T), np.full(T, 0.3)])
    np.testing.assert_allclose(smooth(line, kernel), line, atol=1e-14)
    Y = curve(T, seed=seed)
    S = smooth(Y, kernel)
    assert S.min() >= Y.min() - 1e-15
    assert S.max() <= Y.max() + 1e-15


def test_noise_gets_smaller_by_the_known_factor():
    """The variance of an average of independent frames is that of a frame times sum w^2."""
    noise = np.random.default_rng(0).normal(size=(20000, 1))
    for kernel, expected in (("half_ends", HALF_ENDS), ("uniform", UNIFORM)):
        assert smooth(noise, kernel).var() == pytest.approx(np.square(expected).sum(), rel=0.05)


def test_input_stays_and_whole_numbers_become_fractions():
    Y = curve(20)
    before = Y.copy()
    assert np.array_equal(smooth(Y), smooth(Y))
    assert np.array_equal(Y, before)
    steps = np.repeat([0, 1], 10)[:, None]
    assert smooth(steps)[10, 0] == pytest.approx(13 / 24)


@pytest.mark.parametrize(
    ("kernel", "window", "message"),
    [
        ("half_ends", 12, "smoothing window: 12 was given, an odd number of frames, 3 or more"),
        ("uniform", 1, "smoothing window: 1 was given"),
        ("hann", 13, "smoothing kernel: 'hann' was given, 'half_ends' or 'uniform' was expected"),
    ],
)
def test_averages_that_cannot_be(kernel, window, message):
    with pytest.raises(InputError, match=message):
        smooth(curve(20), kernel, window)
