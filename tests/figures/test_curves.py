"""Curves over time: what is drawn is what was given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from elman.figures.curves import STAGE_STYLES, prediction, stages
from elman.figures.style import figure
from elman.systems.recurrent import STAGES

TIMES = 15 + 0.5 * np.arange(40)


@pytest.fixture
def predictions():
    rng = np.random.default_rng(0)
    return {stage: rng.uniform(-1, 1, 40) for stage in STAGES}


def test_all_stages_and_the_target(predictions):
    target = np.linspace(-0.5, 0.5, 40)
    with figure(6, 3) as (_, ax):
        assert stages(ax, TIMES, target, predictions, "arousal") is ax
    lines = {line.get_label(): line for line in ax.get_lines()}
    assert list(lines) == [*STAGES, "target"]
    for name, curve in (predictions | {"target": target}).items():
        assert np.array_equal(lines[name].get_xdata(), TIMES)
        assert np.array_equal(lines[name].get_ydata(), curve)
    assert ax.get_ylabel() == "arousal"
    assert to_hex(lines["target"].get_color()) == "#000000"


def test_every_stage_has_a_look_of_its_own():
    assert set(STAGE_STYLES) == set(STAGES)
    looks = {(look["color"], look["linewidth"], str(look.get("linestyle"))) for look in STAGE_STYLES.values()}
    assert len(looks) == 3


def test_both_curves_of_a_prediction():
    Y = np.random.default_rng(0).uniform(-1, 1, (40, 2))
    with figure(9, 3.2) as (_, ax):
        assert prediction(ax, TIMES, Y) is ax
    valence, arousal = ax.get_lines()[:2]
    assert (valence.get_label(), arousal.get_label()) == ("valence", "arousal")
    assert np.array_equal(valence.get_ydata(), Y[:, 0])
    assert np.array_equal(arousal.get_ydata(), Y[:, 1])
    assert valence.get_linestyle() != arousal.get_linestyle()  # they differ in black and white too
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time (s)", "emotion, -1 to 1")
    assert np.array_equal(arousal.get_xdata(), TIMES + 0.25)  # the middle of each half second
    legend, plot = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert legend.y0 >= plot.y1 - 1  # above the curves, not on them


@pytest.mark.parametrize(
    ("low", "high", "limits"),
    [(-0.5, 0.5, (-1, 1)), (-0.5, 1.4, (-1, 1.47)), (-2, 0.5, (-2.1, 1)), (-1, 1, (-1.05, 1.05))],
)
def test_the_axis_is_that_of_the_labels_and_widens_for_a_curve_that_leaves_it(low, high, limits):
    with figure(9, 3.2) as (_, ax):
        prediction(ax, TIMES, np.linspace(low, high, 80).reshape(40, 2))
    assert ax.get_ylim() == pytest.approx(limits)


def test_a_title_does_not_stand_on_the_legend():
    with figure(9, 3.2) as (made, ax):
        prediction(ax, TIMES, np.zeros((40, 2)))
        ax.set_title("a song with quite a long name")
    legend = ax.get_legend().get_window_extent()
    for title in (ax.title, ax._left_title, ax._right_title):
        if title.get_text():
            assert not legend.overlaps(title.get_window_extent(made._get_renderer()))


@pytest.mark.parametrize("targets", [None, np.array([[0.1, -0.4]])])
def test_one_frame_is_drawn_over_its_half_second(targets):
    """A line through one point would not be seen."""
    Y = np.array([[0.3, -0.2]])
    with figure(9, 3.2) as (_, ax):
        prediction(ax, np.array([15.0]), Y, targets)
    lines = {line.get_label(): line for line in ax.get_lines()}
    expected = {"valence": 0.3, "arousal": -0.2}
    expected |= {} if targets is None else {"valence, label": 0.1, "arousal, label": -0.4}
    assert {name: lines[name].get_xydata().tolist() for name in expected} == {
        name: [[15.0, value], [15.5, value]] for name, value in expected.items()
    }
    assert Y.shape == (1, 2)
