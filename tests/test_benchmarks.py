"""The contestants of the benchmark all train the same networks; what is installed of them is held to that."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "benchmarks"


@pytest.fixture
def contestants(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    import contestants

    yield contestants
    del sys.modules["contestants"]


@pytest.mark.parametrize("name", ["elman compiled", "elman lockstep", "naive NumPy", "PyTorch per song"])
def test_contestants_train_the_same_networks(contestants, name):
    try:
        contestants.expect_the_same_networks(name)
    except ImportError as error:
        pytest.skip(str(error))


def test_a_contestant_that_trains_others_is_told(contestants, monkeypatch):
    monkeypatch.setitem(contestants.CONTESTANTS, "lazy", lambda task: lambda n_epochs: task.starts)
    with pytest.raises(AssertionError, match="lazy, W_xh"):
        contestants.expect_the_same_networks("lazy")


def test_arithmetic_is_counted_right(contestants):
    """Two frames, three inputs, one hidden unit, two outputs: counted on paper."""
    task = contestants.make_task(songs=1, frames=2, inputs=3, hidden=1, networks=2)
    # A frame: inputs 2 x 3, recurrence 3 x 1, output 3 x 2 multiplications; each with an addition. Network 0 rests.
    assert contestants.arithmetic(task) == 2 * 2 * (6 + 3 + 6)
