import numpy as np
import pytest

from elman.figures import memory
from elman.figures.style import figure

X = np.column_stack([np.linspace(-1, 1, 12), np.arange(12) % 5 == 0])


@pytest.fixture
def ax():
    with figure(6, 4) as (_, made):
        yield made


def test_task_circles_the_marked_numbers(ax):
    T = np.repeat(X[::5, :1], 5, axis=0)[:12]
    assert memory.task(ax, X, T, {"gru": T + 0.1}) is ax
    lines = {line.get_label(): line for line in ax.lines}
    np.testing.assert_array_equal(lines["marked"].get_xdata(), [0, 5, 10])
    np.testing.assert_array_equal(lines["gru"].get_ydata(), T[:, 0] + 0.1)


def test_errors_over_age_has_a_line_for_each_network(ax):
    memory.errors_over_age(ax, np.arange(3), {"elman": np.ones(3), "lstm": np.zeros(3)}, 0.5)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["elman", "lstm", "a constant"]


def test_gates_shows_units_as_rows_and_marks_above(ax):
    memory.gates(ax, X, np.full((12, 4), 0.5))
    assert ax.images[0].get_array().shape == (4, 12)
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0, 5, 10])
