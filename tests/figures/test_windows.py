import numpy as np
import pytest

from elman.figures.style import figure
from elman.figures.windows import score_against_window, smoothed_curve, window_weights
from elman.systems.smoothing import weights


def test_weights_stand_around_the_middle_of_the_window():
    with figure(4, 4) as (_, ax):
        assert window_weights({"half": weights("half_ends"), "flat": weights("uniform")}, ax) is ax
    half, flat = ax.get_lines()
    np.testing.assert_array_equal(half.get_xydata(), np.column_stack([range(-6, 7), weights("half_ends")]))
    np.testing.assert_array_equal(flat.get_ydata(), weights("uniform"))


def test_scores_stand_at_their_windows_and_the_papers_is_marked():
    with figure(4, 4) as (_, ax):
        assert score_against_window([3, 5, 13], {"smoothed": [3.0, 2.0, 1.0]}, ax, raw=4.0) is ax
    smoothed, raw, paper = ax.get_lines()
    np.testing.assert_array_equal(smoothed.get_xydata(), [[3, 3], [5, 2], [13, 1]])
    assert set(raw.get_ydata()) == {4.0}
    assert set(paper.get_xdata()) == {13}


@pytest.mark.parametrize(("untouched", "n_shaded"), [(0, 0), (6, 2), (10, 0)])
def test_edges_are_shaded_where_frames_are_left_alone(untouched, n_shaded):
    times = 15 + 0.5 * np.arange(20)
    target, raw, smooth = np.random.default_rng(0).standard_normal((3, 20))
    with figure(4, 4) as (_, ax):
        assert smoothed_curve(times, target, raw, smooth, untouched, ax) is ax
    assert len(ax.patches) == n_shaded
    drawn = {line.get_label(): line.get_ydata() for line in ax.get_lines()}
    for name, curve in {"raw": raw, "smoothed": smooth, "target": target}.items():
        np.testing.assert_array_equal(drawn[name], curve)
    if n_shaded:
        first, last = (patch.get_extents().transformed(ax.transData.inverted()) for patch in ax.patches)
        assert (first.x0, first.x1) == pytest.approx((times[0], times[6]))
        assert (last.x0, last.x1) == pytest.approx((times[13], times[19]))
