import numpy as np
import pytest

from elman.corpus import synthetic
from elman.corpus.circumplex import QUADRANTS
from elman.figures.songs import heat_map, jitter, plane, ridge_curves, two_curves
from elman.figures.style import figure


@pytest.fixture(scope="module")
def songs():
    return synthetic.make(seed=0, n_development=5, n_evaluation=0).development


@pytest.fixture
def ax():
    with figure(8, 3) as (_, ax):
        yield ax


def test_heat_map_puts_each_frame_where_its_second_is(ax):
    Z, times = np.arange(12.0).reshape(4, 3), np.array([15.0, 15.5, 16.0, 16.5])
    heat_map(Z, times, ax)
    [picture] = ax.images
    np.testing.assert_array_equal(picture.get_array(), Z.T)
    left, right, bottom, top = picture.get_extent()
    assert (left, right) == (14.75, 16.75)
    assert (bottom, top) == (3.5, 0.5)  # column 1 is at the top, and not cut in half


def test_two_curves_are_valence_and_arousal_and_differ_without_colour(ax, songs):
    two_curves(songs[0].targets, songs[0].times, ax)
    valence, arousal = ax.lines
    np.testing.assert_array_equal(valence.get_ydata(), songs[0].targets[:, 0])
    np.testing.assert_array_equal(arousal.get_ydata(), songs[0].targets[:, 1])
    assert (valence.get_label(), arousal.get_label()) == ("valence", "arousal")
    assert valence.get_linestyle() != arousal.get_linestyle()


def test_plane_has_a_point_for_each_song_and_the_path_of_one(ax, songs):
    plane(songs, ax, highlight=songs[2])
    [points] = ax.collections
    np.testing.assert_allclose(points.get_offsets(), [song.targets.mean(axis=0) for song in songs])
    path = [line for line in ax.lines if len(line.get_xdata()) == 60]
    np.testing.assert_array_equal(np.column_stack(path[0].get_data()), songs[2].targets)
    words = {(text.get_position()[0] > 0, text.get_position()[1] > 0): text.get_text() for text in ax.texts}
    assert words == {(x > 0, y > 0): word for (x, y), word in QUADRANTS.items()}


def test_jitter_tells_target_from_prediction(ax):
    jitter(np.arange(3.0), np.zeros(3), np.ones(3), "arousal", ax)
    assert {line.get_label(): line.get_ydata()[0] for line in ax.lines} == {"predicted": 1, "target": 0}


def test_ridge_curves_mark_the_best_and_begin_without_ridge(ax):
    sizes = {"A": (150, 260), "B": (150, 10), "C": (40, 260)}
    errors = {"A": [0.3, 0.2, 0.1, 0.4], "B": [0.2, 0.2, 0.3, 0.4], "C": [0.5, 0.4, 0.3, 0.2]}
    ridge_curves(np.array([1.0, 10.0, 100.0]), errors, sizes, ax)
    best = [line.get_data() for line in ax.lines if len(line.get_xdata()) == 1]
    assert [(x[0], y[0]) for x, y in best] == [(10, 0.1), (1, 0.2), (100, 0.2)]
    without = [line.get_ydata()[0] for line in ax.lines if len(line.get_xdata()) == 2]
    assert without == [0.3, 0.2, 0.5]
