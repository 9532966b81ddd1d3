"""Pictures of searches: every number that matters is in them."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.evaluation.search import grid
from elman.evaluation.selection import Selection
from elman.figures.search import heat_map, types
from elman.figures.style import figure


@pytest.fixture
def found():
    errors = np.array([0.3, 0.29, 0.25, 0.26, np.inf, np.inf])
    return SimpleNamespace(settings=grid(rate=[1, 2, 3], window=[1, 13]), errors=errors, best=2, chosen=(2, 2, 1))


def test_a_cell_shows_the_best_of_the_others(found):
    settings = [setting | {"same": 1} for setting in found.settings]
    with figure(5, 4) as (_, ax):
        heat_map(ax, SimpleNamespace(**(vars(found) | {"settings": settings})), "same", "rate")
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["0.2900\n1 of 3 folds", "0.2500\n2 of 3 folds", "diverged"]
    [frame] = ax.patches
    assert (frame.get_x(), frame.get_y()) == pytest.approx((-0.47, 0.53))


def test_both_axes_are_named_by_their_settings(found):
    with figure(5, 4) as (_, ax):
        assert heat_map(ax, found, "window", "rate") is ax
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "13"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1", "2", "3"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("window", "rate")


def row(name, difference, p, shadow=np.nan):
    return {
        "name": name,
        "difference": difference,
        "low": difference - 0.01,
        "high": difference + 0.01,
        "p_corrected": p,
        "shadow": shadow,
    }


NESTED = {"difference": -0.02, "low": -0.025, "high": -0.015}


def drawn(selection, **more):
    """Axes and the legend of the picture."""
    with figure(6, 4) as (made, ax):
        types(ax, selection, **more)
    return ax, [text.get_text() for text in made.legends[0].get_texts()]


def test_the_best_type_is_at_the_top_and_only_real_gains_are_filled():
    rows = [row("a", 0.01, 0.9, 0.02), row("b", -0.03, 0.001, np.inf), row("c", -0.005, 0.4, 0.001)]
    ax, legend = drawn(Selection(rows, 0.25, "b", -0.03, -0.02, -0.004, NESTED, ()), marked=["c"])
    names = ax.get_yticklabels()
    assert [name.get_text() for name in names] == ["a", "* c", "b", "a type chosen in each fold"]
    assert [name.get_fontweight() == "bold" for name in names] == [False, True, False, False]
    filled = [bar.get_facecolor()[:3] != (1.0, 1.0, 1.0) for bar in ax.patches]
    assert filled == [False, False, True, True]
    assert ax.patches[-1].get_width() == -0.02
    assert ax.patches[-1].get_y() > ax.patches[-2].get_y() + 1  # apart from the types, and no line over their bars
    assert any("best of the 3 shadows, -0.0040" in text for text in legend)
    [triangles] = [line for line in ax.get_lines() if line.get_marker() == "^"]
    np.testing.assert_array_equal(triangles.get_xdata(), [0.02, 0.001, np.nan])
    np.testing.assert_array_equal(triangles.get_ydata(), [0, 1, 2])
    intervals = [
        line.get_xdata() for line in ax.get_lines() if len(line.get_xdata()) == 2 and line.get_marker() == "None"
    ]
    assert any(np.array_equal(interval, [-0.025, -0.015]) for interval in intervals)


def test_what_was_not_measured_is_not_drawn():
    ax, legend = drawn(Selection([row("a", 0.01, 0.9)], 0.25, "a", 0.01, np.nan, np.nan, {}, ()))
    assert len(ax.patches) == 1
    assert len(legend) == 2
    assert not any("shadow" in text or "fold" in text for text in legend)
