"""Pictures of the experiments draw what was found."""

import numpy as np

from elman.figures import experiments
from elman.figures.style import figure

TWO = {"ncols": 2}


def heights(ax):
    return [patch.get_height() for patch in ax.patches]


def test_valence_draws_both_sets_of_songs():
    found = {"correlations": np.array([0.0, 0.6]), "like": np.array([[0.1, 0.2], [0.5, 0.7]]), "new": np.zeros((2, 2))}
    with figure(5, 5) as (_, ax):
        experiments.valence(ax, found)
    first, *_ = ax.get_lines()
    np.testing.assert_allclose(first.get_ydata(), [0.15, 0.6])
    assert len(ax.get_legend().get_texts()) == 2


def test_the_curve_of_outputs_goes_through_the_bound():
    rho = 0.626
    bound = np.sqrt((1 - rho) / 2)
    found = {"rho": rho, "bound": bound, "linear": np.array([[0.6, 0.7]]), "softmax": np.array([[0.2, 0.1]])}
    with figure(5, 5) as (_, ax):
        experiments.outputs(ax, found)
    curve = ax.get_lines()[0].get_xydata()
    assert np.abs(curve - bound).max(axis=1).min() < 0.01
    assert round(bound, 3) == 0.432


def test_norms_memory_scores_and_leaks_are_drawn():
    norms = {"coefficients": np.array([1e-3, 1e-2])} | {
        f"{norm}/{what}": np.array([0.1, 1.0]) if what == "zero" else np.full((2, 2), np.nan)
        for norm in ("l1", "abs_sum")
        for what in ("zero", "r")
    }
    memory = {"lags": np.array([1, 2]), "gru/r": np.ones((2, 2)), "gru/gradient": np.array([1.0, 0.1]), "gru/solved": 2}
    with figure(8, 4, **TWO) as (_, axes):
        experiments.l1_norms(axes, norms)
        assert max(axes[0].get_lines()[1].get_ydata()) == 100
    with figure(8, 4, **TWO) as (_, axes):
        experiments.memory(axes, memory)
        assert [text.get_text() for text in axes[0].get_legend().get_texts()] == ["gru"]
    scores = {"a": {"pooled": np.array([0.5, 0.6]), "song": np.array([np.nan, 1.0])}}
    with figure(8, 4, sharey=True, **TWO) as (_, axes):
        experiments.two_scores(axes, scores)
        assert [text.get_text() for text in axes[0].texts] == [" 0.50", " undefined"]
    leaks = {("lr", "song"): np.array([0.1, 0.2]), ("lr", "piece"): np.array([0.7, 0.8])}
    with figure(8, 4, sharey=True, **TWO) as (_, axes):
        experiments.leak(axes, leaks)
        np.testing.assert_allclose(heights(axes[0]), [0.1, 0.7])
        np.testing.assert_allclose(heights(axes[1]), [0.2, 0.8])
