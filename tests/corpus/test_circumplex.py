"""One word for a song: worked cases, and what must hold for every curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from elman.corpus.circumplex import QUADRANTS, WORDS, summary

CURVES = arrays(float, st.tuples(st.integers(1, 8).map(lambda n: 2 * n), st.just(2)), elements=st.floats(-1, 1))


@pytest.mark.parametrize(
    ("valence", "arousal", "word"),
    [
        ([0.1, 0.3], [0.2, 0.2], "joyful"),
        ([-0.1, -0.3], [0.2, 0.2], "tense"),
        ([-0.1, -0.3], [-0.2, -0.4], "sad"),
        ([0.1, 0.3], [-0.2, -0.4], "calm"),
        ([-0.1, 0.2], [0.2, 0.4], "lively"),  # mean .05, spread .15
        ([-0.1, 0.2], [-0.2, -0.4], "quiet"),
        ([0.2, 0.4], [0.1, -0.2], "pleasant"),
        ([-0.2, -0.4], [0.1, -0.2], "unpleasant"),
        ([0.1, -0.2], [-0.1, 0.2], "undecided"),
        ([0.0, 0.0], [0.0, 0.0], "undecided"),
        ([0.0, 0.5], [-0.5, 0.0], "undecided"),  # the mean is the spread: on the border
        ([0.01], [-0.01], "calm"),  # one frame has no spread
    ],
)
def test_worked_cases(valence, arousal, word):
    Y = np.transpose([valence, arousal])
    before = Y.copy()
    found = summary(Y)
    assert found.word == word
    assert found.mean == pytest.approx([np.mean(valence), np.mean(arousal)])
    assert found.spread == pytest.approx([np.std(valence), np.std(arousal)])
    assert np.array_equal(Y, before)


def test_every_pair_of_signs_has_a_word_of_its_own():
    assert len(set(WORDS.values())) == len(WORDS) == 9
    assert set(QUADRANTS) == {(1, 1), (1, -1), (-1, 1), (-1, -1)}


@given(CURVES)
def test_the_halves_of_a_decided_song_have_its_sign(Y):
    """For half means a and b the spread is at least abs(a - b) / 2, so abs(a + b) / 2 above it leaves them one sign."""
    found, half = summary(Y), len(Y) // 2
    for k in range(2):
        if abs(found.mean[k]) > found.spread[k] + 1e-12:  # rounding aside
            a, b = Y[:half, k].mean(), Y[half:, k].mean()
            assert np.sign(a) == np.sign(b) == np.sign(found.mean[k])


@given(CURVES)
def test_the_negative_song_has_the_opposite_signs(Y):
    signs = {word: key for key, word in WORDS.items()}
    valence, arousal = signs[summary(Y).word]
    assert signs[summary(-Y).word] == (-valence, -arousal)
