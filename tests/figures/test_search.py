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


def row(name, difference, p):
    return {
        "name": name,
        "difference": difference,
        "low": difference - 0.01,
        "high": difference + 0.01,
        "p_corrected": p,
    }


def test_the_best_type_is_at_the_top_and_only_real_gains_are_filled():
    rows = [row("a", 0.01, 0.9), row("b", -0.03, 0.001), row("c", -0.005, 0.4)]
    selection = Selection(rows, 0.25, -0.004, "b", -0.03, -0.02, {}, ())
    with figure(6, 4) as (_, ax):
        types(ax, selection)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "c", "b"]
    filled = [bar.get_facecolor()[:3] != (1.0, 1.0, 1.0) for bar in ax.patches]
    assert filled == [False, False, True]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "luck of the best of 3 useless types: -0.0040" in legend
    assert any("-0.0200" in text for text in legend)


def test_without_nesting_there_is_no_line_for_it():
    selection = Selection([row("a", 0.01, 0.9)], 0.25, -0.004, "a", 0.01, np.nan, {}, ())
    with figure(6, 4) as (_, ax):
        types(ax, selection)
    assert len(ax.get_legend().get_texts()) == 1
