"""The contestants of the benchmark all train the same networks; what is installed of them is held to that."""

import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "benchmarks"


@pytest.fixture
def contestants(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    import contestants

    yield contestants
    del sys.modules["contestants"]


@pytest.mark.parametrize("name", ["elman lockstep", "naive NumPy", "PyTorch per song"])
def test_contestants_train_the_same_networks(contestants, name):
    task = contestants.make_task(songs=11, frames=7, inputs=5, hidden=3, networks=2)
    expected = contestants.elman_single(task)(1)
    try:
        trained = contestants.CONTESTANTS[name](task)(1)
    except ImportError as error:
        pytest.skip(str(error))
    for params, others in zip(trained, expected, strict=True):
        for key, value in others.items():
            np.testing.assert_allclose(params[key], value, rtol=0, atol=1e-15)


def test_arithmetic_is_counted_right(contestants):
    """Two frames, three inputs, one hidden unit, two outputs: counted on paper."""
    task = contestants.make_task(songs=1, frames=2, inputs=3, hidden=1, networks=2)
    # A frame: inputs 2 x 3, recurrence 3 x 1, output 3 x 2 multiplications; each with an addition. Network 0 rests.
    assert contestants.arithmetic(task) == 2 * 2 * (6 + 3 + 6)
