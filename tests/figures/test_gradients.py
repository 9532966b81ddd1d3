import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

from matplotlib import pyplot as plt

from elman.figures.gradients import draw_errors, draw_influence, draw_sweep
from elman.gradcheck.sweep import StepSizeSweep


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    figure.canvas.draw()  # what cannot be drawn fails here
    plt.close(figure)


def test_the_sweep_shows_its_three_lines(ax):
    steps = np.array([1e-2, 1e-6, 1e-12])
    sweep = StepSizeSweep(steps, steps, steps**2 + 1e-12, np.zeros(3))
    assert draw_sweep(sweep, ax) is ax
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines) == ["forward difference", "central difference", "complex step"]
    np.testing.assert_array_equal(lines["forward difference"].get_ydata(), steps)
    assert np.all(lines["complex step"].get_ydata() > 0)  # zero has no place on a logarithmic axis
    assert len({line.get_marker() for line in ax.lines}) == 3  # readable without colours
    assert ax.xaxis_inverted()


def test_wrong_entries_are_dark_and_right_ones_bright(ax):
    numeric = {"W": np.ones((3, 4)), "b": np.ones(4), "c": np.array(2.0)}
    analytic = {name: value.copy() for name, value in numeric.items()}
    analytic["W"][1, 2] = 3.0
    analytic["b"][0] = np.nan
    assert draw_errors(analytic, numeric, ax) is ax
    blocks = {block.get_title(): block.images[0].get_array() for block in ax.child_axes if block.get_title()}
    assert {name: block.shape for name, block in blocks.items()} == {"W": (3, 4), "b": (1, 4), "c": (1, 1)}
    assert blocks["W"][1, 2] == pytest.approx(2 / 3)
    assert blocks["b"][0, 0] == 1
    assert np.sum(blocks["W"] > 1e-10) + np.sum(blocks["b"] > 1e-10) + np.sum(blocks["c"] > 1e-10) == 2


def test_the_triangle_leaves_out_what_no_error_reaches(ax):
    triangle = np.tril(0.1 ** np.abs(np.subtract.outer(np.arange(9.0), np.arange(9.0))))
    assert draw_influence(triangle, ax) is ax
    shown = ax.images[0].get_array()
    assert shown.mask[np.triu_indices(9, 1)].all()
    assert not shown.mask[np.tril_indices(9)].any()
    assert shown[8, 0] == 1e-6  # 1e-8 is drawn as lost
    assert shown[3, 3] == 1


def test_what_a_wrong_pass_sends_forwards_is_drawn(ax):
    triangle = np.eye(4)
    triangle[0, 3] = 0.5
    shown = draw_influence(triangle, ax).images[0].get_array()
    assert shown[0, 3] == 0.5
    assert shown.mask[0, 1]
