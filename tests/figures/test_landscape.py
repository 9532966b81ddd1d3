import numpy as np

from elman.figures.landscape import costs_over_time, path, pulls, surface
from elman.figures.style import figure

W_XH, W_HH = np.linspace(-1, 1, 21), np.linspace(0, 2, 11)
COSTS = 0.01 + (W_XH - 0.3) ** 2 + (W_HH[:, None] - 1.4) ** 2


def test_the_surface_marks_its_lowest_point_and_covers_all_heights():
    with figure(4, 4) as (made, ax):
        assert surface(W_XH, W_HH, COSTS, ax, bar=True) is ax
    [cross] = ax.get_lines()
    np.testing.assert_allclose(cross.get_xydata(), [[0.3, 1.4]])
    [shades] = ax.collections
    assert shades.levels[0] <= COSTS.min() * (1 + 1e-12)
    assert shades.levels[-1] >= COSTS.max()
    _, bar = made.axes
    assert [text.get_text() for text in bar.get_yticklabels()] == [
        "0.01",
        "0.02",
        "0.05",
        "0.1",
        "0.2",
        "0.5",
        "1",
        "2",
    ]


def test_a_path_has_a_dot_for_every_epoch():
    points = np.random.default_rng(0).uniform(-1, 1, (13, 2))
    with figure(4, 4) as (_, ax):
        assert path(points, 4, ax) is ax
    way, dots, start, end = (line.get_xydata() for line in ax.get_lines())
    np.testing.assert_array_equal(way, points)
    np.testing.assert_array_equal(dots, points[[0, 4, 8, 12]])
    np.testing.assert_array_equal(start[0], points[0])
    np.testing.assert_array_equal(end[0], points[-1])


def test_arrows_go_downhill_and_the_longest_has_the_length_asked_for():
    point, gradients = np.array([0.5, 1.0]), np.array([[3.0, 4.0], [-1.0, 0.0]])
    with figure(4, 4) as (_, ax):
        assert pulls(point, gradients, ax, length=0.5) is ax
    tips = np.array([arrow.xy for arrow in ax.texts]) - point
    np.testing.assert_allclose(tips[:2], -0.1 * gradients)
    np.testing.assert_allclose(tips[2], -0.1 * gradients.mean(axis=0))
    assert np.isclose(np.linalg.norm(tips, axis=1).max(), 0.5)


def test_each_curve_is_told_apart_by_its_line_and_the_switch_stands_after_its_epoch():
    curves = {name: np.linspace(1, 0.1, 8) for name in ("0", "0.5", "0.9", "switch")}
    with figure(4, 4) as (_, ax):
        assert costs_over_time(curves, ax, switch=5) is ax
    *drawn, switch = ax.get_lines()
    assert [line.get_label() for line in drawn] == list(curves)
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in drawn}) == 4
    np.testing.assert_array_equal(drawn[0].get_xdata(), np.arange(1, 9))
    assert set(switch.get_xdata()) == {5.5}
