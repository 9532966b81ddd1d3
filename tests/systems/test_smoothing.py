"""Moving averages: the paper's weights, numpy.convolve, and the frames that are left alone; a plain one by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.errors import InputError
from elman.systems.smoothing import WINDOW, average, smooth, smooth_to_the_ends, weights

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
    ("kernel", "window", "facts"),
    [
        ("half_ends", 12, r"window.*\b12\b.*odd"),
        ("uniform", 1, r"window.*\b1\b"),
        ("hann", 13, "kernel.*'hann'.*'half_ends'.*'uniform'"),
    ],
)
def test_averages_that_cannot_be(kernel, window, facts):
    with pytest.raises(InputError, match=facts):
        smooth(curve(20), kernel, window)


@given(st.integers(1, 12), st.sampled_from([1, 3, 5, 9, 31]), st.integers(0, 99))
def test_a_plain_average_is_that_of_the_frames_around(n_frames, window, seed):
    X = np.random.default_rng(seed).normal(size=(n_frames, 2))
    before = X.copy()
    m = (window - 1) // 2
    expected = [X[max(0, t - m) : t + m + 1].mean(axis=0) for t in range(n_frames)]
    np.testing.assert_allclose(average(X, window), expected, atol=1e-12)
    assert np.array_equal(X, before)


def test_averaging_forwards_is_averaging_backwards():
    """It looks as far ahead as back: time turned round changes nothing."""
    X = curve(30, 4)
    np.testing.assert_allclose(average(X[::-1], 7)[::-1], average(X, 7), atol=1e-12)
    assert np.array_equal(average(X, 1), X)


def test_an_average_forgets_what_is_outside_its_window():
    X = np.array([[1e16], [1.0], [1.0], [1.0], [1.0]])
    np.testing.assert_array_equal(average(X, 3)[2:], np.ones((3, 1)))
    with pytest.raises(InputError, match=r"\b2 frames.*odd"):
        average(X, 2)


def test_a_list_is_smoothed_as_the_array_it_stands_for():
    Y = np.random.default_rng(2).normal(size=(20, 2))
    np.testing.assert_array_equal(smooth(Y.tolist(), window=5), smooth(Y, window=5))


# Up to both ends, for curves to be looked at.


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("T", [1, 5, 13, 60])
def test_up_to_the_ends_by_a_loop(kernel, T):
    Y, w = curve(T), weights(kernel)
    before = Y.copy()
    S = smooth_to_the_ends(Y, kernel)
    for t in range(T):
        inside = [k for k in range(13) if 0 <= t - 6 + k < T]
        expected = sum(w[k] * Y[t - 6 + k] for k in inside) / sum(w[k] for k in inside)
        np.testing.assert_allclose(S[t], expected, atol=1e-15)
    np.testing.assert_allclose(S[6:-6], smooth(Y, kernel)[6:-6], atol=1e-15)
    assert np.array_equal(Y, before)


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_constant_stays_and_a_zig_zag_goes_at_the_ends_too(kernel):
    assert smooth_to_the_ends(np.full((20, 2), 0.3), kernel) == pytest.approx(0.3, abs=1e-15)
    zig_zag = np.tile([[1.0], [-1.0]], (20, 1))
    assert np.abs(smooth(zig_zag, kernel)[:6]).max() == 1
    assert np.abs(smooth_to_the_ends(zig_zag, kernel)).max() < 0.2
