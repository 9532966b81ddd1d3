import numpy as np
import pytest

from elman.figures import reductions
from elman.figures.style import figure

RNG = np.random.default_rng(0)


@pytest.fixture
def ax():
    with figure(6, 4) as (_, made):
        yield made


def test_spectrum_draws_both_lines(ax):
    variances = np.array([8.0, 4.0, 2.0])
    assert reductions.spectrum(ax, variances, np.ones(3)) is ax
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), variances)
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), 1.0)


def test_shares_says_how_many_directions_hold_half(ax):
    reductions.shares(ax, np.array([5.0, 2.0, 2.0, 1.0]))
    assert [text.get_text() for text in ax.texts] == ["50%: 1 directions", "90%: 3 directions"]
    assert ax.lines[0].get_ydata()[-1] == 1


def test_components_are_drawn_in_units_of_their_spread(ax):
    reductions.components(ax, np.arange(40.0), RNG.normal(3, 7, (40, 2)), RNG.normal(1, 2, 40), "arousal")
    for line in ax.lines:
        assert np.mean(line.get_ydata()) == pytest.approx(0, abs=1e-12)
        assert np.std(line.get_ydata()) == pytest.approx(1)
    assert ax.lines[-1].get_label() == "arousal, as felt"


def test_map_of_shows_every_point(ax):
    X = RNG.standard_normal((30, 2))
    reductions.map_of(ax, lambda points: points[:, 0], X, X[:, 1] > 0)
    drawn = [part.get_offsets() for part in ax.collections if len(part.get_offsets()) > 1]
    assert sum(map(len, drawn)) == 30


def test_heat_maps_share_one_scale():
    with figure(8, 3, ncols=2, sharey=True) as (_, axes):
        reductions.heat_maps(axes, [RNG.standard_normal((20, 5)), np.zeros((20, 5))], ("a", "b"))
    first, second = (ax.images[0] for ax in axes)
    assert first.get_clim() == second.get_clim()
    assert first.get_array().shape == (5, 20)


def test_scores_put_the_first_representation_at_the_top(ax):
    reductions.scores(ax, {"all": (0.4, 0.5), "PCA": (0.6, 0.7)}, "valence")
    few, many = ax.lines[0], ax.lines[1]
    np.testing.assert_array_equal(few.get_xdata(), [0.4, 0.6])
    np.testing.assert_array_equal(many.get_ydata(), [1, 0])


def test_kernel_widths_are_distributions(ax):
    reductions.kernel_widths(ax, {"narrow": RNG.random(50), "wide": RNG.random(20)})
    for line in ax.lines[:2]:
        assert (np.diff(line.get_xdata()) >= 0).all()
        assert line.get_ydata()[[0, -1]].tolist() == [0, 1]
