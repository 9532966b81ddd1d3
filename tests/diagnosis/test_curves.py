"""Functions of one entry: each shape with its scale and each pattern is told from all others, and follows its own entry alone."""

import numpy as np
import pytest

from elman.diagnosis.curves import EVEN, ODD, POINTS, SCALES, SHAPES, entrywise

SHAPE = (5, 4)


def table():
    return {f"{text}{end}": f for some in entrywise("x", SHAPE, ("frame", "output")) for text, end, f in some}


def test_every_power_shape_and_scale_is_there_once():
    texts = [text for some in entrywise("x", SHAPE, ("frame", "output")) for text, end, _ in some if not end]
    assert len(texts) == len({*texts}) == len(ODD) + len(EVEN) + len(SHAPES) * len(SCALES) + 6


@pytest.mark.parametrize(
    ("words", "f"),
    [
        ("x |x|", lambda A: A * np.abs(A)),
        ("sign(x) |x|^0.5", lambda A: np.sign(A) * np.sqrt(np.abs(A))),
        ("clip(x, -0.5, 0.5)", lambda A: np.clip(A, -0.5, 0.5)),
        ("tanh(x)", np.tanh),
        ("x / (1 + (x / 2)^2)", lambda A: A / (1 + A**2 / 4)),
        ("x (0 where |x| < 0.5)", lambda A: A * (np.abs(A) >= 0.5)),
        ("x, on the diagonal only", lambda A: A * np.eye(*A.shape)),
        ("x, of the last output only", lambda A: A * [0, 0, 0, 1]),
        ("x, divided by j + 1", lambda A: A / [1, 2, 3, 4]),
        ("x, without the first frame", lambda A: A * (np.arange(5) > 0)[:, None]),
    ],
)
def test_the_words_are_those_of_the_function(words, f):
    A = np.random.default_rng(0).standard_normal(SHAPE)
    np.testing.assert_allclose(table()[words](A), f(A), rtol=1e-14)


def test_an_entry_follows_its_own_entry_alone():
    A, B = np.random.default_rng(0).standard_normal((2, *SHAPE))
    B[1, 2] = A[1, 2]
    for f in table().values():
        assert f(A)[1, 2] == f(B)[1, 2]


@pytest.mark.parametrize("words", SHAPES)
def test_a_scale_is_told_from_those_that_differ_by_a_twentieth(words):
    """At the points of the experiments, so that no threshold is called by the name of another."""
    for s in SCALES:
        y = SHAPES[words](POINTS / s)
        for other in (0.95 * s, 1.05 * s):
            assert not np.allclose(y * s, SHAPES[words](POINTS / other) * other, rtol=1e-6, atol=0)
