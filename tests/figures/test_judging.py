import numpy as np
import pytest

from elman.evaluation.significance import paired
from elman.figures import judging
from elman.figures.style import figure

RNG = np.random.default_rng(0)


@pytest.fixture
def ax():
    with figure(6, 4) as (_, made):
        yield made


def test_frames_by_song_fits_a_line_to_each_chosen_song(ax):
    x = [np.linspace(-0.5, 0.5, 20), np.linspace(0, 1, 30)]
    y = [0.2 - 0.4 * x[0], 0.1 + 0.3 * x[1]]
    assert judging.frames_by_song(ax, x, y, (0, 1), "valence") is ax
    fitted = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 2]
    slopes = [np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0] for line in fitted]
    assert slopes == pytest.approx([-0.4, 0.3])
    assert len(ax.lines[0].get_xdata()) == 50


def test_r_of_songs_leaves_out_what_is_undefined(ax):
    judging.r_of_songs(ax, {"a": np.array([0.5, np.nan, 0.1]), "b": np.array([-1.0])})
    assert [text.get_text() for text in ax.texts] == ["0.30", "-1.00"]
    assert len(ax.lines[0].get_ydata()) == 2


def test_differences_are_sorted(ax):
    a, b = RNG.random(12), RNG.random(12)
    judging.differences(ax, a, b, paired(a, b), ("new", "old"))
    heights = [patch.get_height() for patch in ax.patches[:12]]
    assert heights == pytest.approx(sorted(a - b))
    assert ax.get_title(loc="left") == "new minus old"


def test_transfer_draws_means_over_songs(ax):
    together, r = np.array([-0.5, 0.0, 0.5]), RNG.uniform(-1, 1, (3, 9))
    judging.transfer(ax, {0.6: (together, r), -0.6: (together, -r)})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), r.mean(axis=1))
    np.testing.assert_allclose(ax.lines[1].get_ydata(), -r.mean(axis=1))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["+0.6", "-0.6"]
