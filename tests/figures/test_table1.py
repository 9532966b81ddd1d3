"""Learning curves, scores and single songs: what is drawn is what was given."""

import numpy as np
import pytest

from elman.figures.style import figure
from elman.figures.table1 import learning_curves, per_song_r, scores


def test_a_thin_line_for_each_network_and_a_thick_one_for_their_mean():
    rng = np.random.default_rng(0)
    curves = [
        (group, network, m, rng.random(7)) for group in ("260", "268") for network in ("rnn", "rnn2") for m in range(4)
    ]
    with figure(5, 3) as (_, ax):
        assert learning_curves(ax, curves, "268") is ax
    assert len(ax.get_lines()) == 2 * (4 + 1)
    for network in ("rnn", "rnn2"):
        costs = [costs for group, of, _, costs in curves if (group, of) == ("268", network)]
        [mean] = [line for line in ax.get_lines() if line.get_label() == network]
        assert np.array_equal(mean.get_xdata(), np.arange(1, 8))
        np.testing.assert_allclose(mean.get_ydata(), np.mean(costs, axis=0))
        drawn = [tuple(line.get_ydata()) for line in ax.get_lines()]
        assert all(tuple(curve) in drawn for curve in costs)
    assert ax.get_legend_handles_labels()[1] == ["rnn", "rnn2"]
    assert ax.get_title(loc="left") == "268 columns"
    assert ax.get_ylim()[0] == 0


def line(row, emotion, r, paper_r):
    return {"row": row, "emotion": emotion, "r": r, "paper_r": paper_r}


LINES = [
    *(line("lr 260", "valence", 0.5, 0.6), line("lr 260", "arousal", 0.4, 0.65)),
    *(line("rnn 260", "valence", np.nan, None), line("rnn 260", "arousal", 0.7, None)),
]


@pytest.mark.parametrize(("emotion", "ours"), [("valence", [0.5, np.nan]), ("arousal", [0.4, 0.7])])
def test_a_dot_for_ours_and_a_ring_for_the_papers(emotion, ours):
    with figure(5, 3) as (_, ax):
        assert scores(ax, LINES, emotion) is ax
    dots, rings = ax.get_lines()
    np.testing.assert_array_equal(dots.get_xdata(), ours)
    np.testing.assert_array_equal(rings.get_xdata(), [0.6 if emotion == "valence" else 0.65, np.nan])
    assert dots.get_ydata().tolist() == [1, 0]  # the first row on top
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["lr 260", "rnn 260"]
    assert rings.get_markerfacecolor() == "none"
    assert (dots.get_label(), rings.get_label()) == ("computed here", "the paper's")
    assert ax.get_title(loc="left") == emotion


def test_no_rings_without_the_papers_numbers():
    with figure(5, 3) as (_, ax):
        scores(ax, [line("lr 12", "valence", 0.5, None)], "valence")
    assert len(ax.get_lines()) == 1


def test_a_dot_for_each_song_with_a_correlation():
    development, evaluation = np.array([0.5, -0.2, np.nan, 0.9]), np.array([0.1, np.nan])
    with figure(5, 3) as (_, ax):
        assert per_song_r(ax, development, evaluation, "valence", np.random.default_rng(0)) is ax
    dots = [found for found in ax.get_lines() if found.get_marker() == "."]
    assert [sorted(found.get_ydata().tolist()) for found in dots] == [[-0.2, 0.5, 0.9], [0.1]]
    assert np.abs(dots[0].get_xdata()).max() < 0.3
    assert np.abs(dots[1].get_xdata() - 1).max() < 0.3
    assert [text.get_text() for text in ax.texts] == ["mean 0.40", "mean 0.10"]
    labels = [tick.get_text() for tick in ax.get_xticklabels()]
    assert labels == ["development\n(4 songs)", "evaluation\n(2 songs)"]


def test_no_song_with_a_correlation():
    with figure(5, 3) as (_, ax):
        per_song_r(ax, np.array([np.nan]), np.array([]), "valence", np.random.default_rng(0))
    assert [found for found in ax.get_lines() if found.get_marker() == "."] == []
