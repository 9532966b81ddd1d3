import numpy as np

from elman.figures.shrinking import held_out_curves, start_against_coefficient, weight_histogram
from elman.figures.style import figure


def test_every_weight_is_counted_also_those_beyond_the_limits():
    W = np.array([[-3.0, -0.01, 0.0], [0.01, 0.02, 0.3]])
    with figure(4, 4) as (_, ax):
        assert weight_histogram(W, ax, limit=0.05, bins=10) is ax
    counts = [bar.get_height() for bar in ax.patches]
    assert sum(counts) == W.size
    assert counts[0] == counts[-1] == 1
    [text] = ax.texts
    assert text.get_text() == "sum of |w|  3.34\n|sum of w|  2.68"


def test_the_best_epoch_is_marked_and_epoch_50_too():
    held_out = [3.0, 2.0, 1.0, 1.5, 2.0]
    with figure(4, 4) as (_, ax):
        assert held_out_curves([3.0, 2.0, 1.0, 0.5, 0.2], held_out, ax) is ax
    training, others, best, paper = ax.get_lines()
    np.testing.assert_array_equal(others.get_xydata(), np.column_stack([range(1, 6), held_out]))
    np.testing.assert_array_equal(training.get_ydata()[-1], 0.2)
    np.testing.assert_array_equal(best.get_xydata(), [[3, 1.0]])
    assert best.get_label() == "best: epoch 3"
    assert set(paper.get_xdata()) == {50}


def test_each_coefficient_has_its_line_over_the_starts():
    found = {
        "starts": np.array([0.01, 0.1, 0.3]),
        "coefficients": np.array([1e-3, 1e-2]),
        "l1": np.arange(12.0).reshape(3, 2, 2),
        "abs_sum": np.full((3, 2), 5.0),
        "constant": 9.0,
    }
    with figure(4, 4) as (_, ax):
        assert start_against_coefficient(found, ax) is ax
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert sorted(labels) == [
        "a constant: nothing learned", "sum of |w|, 0.001", "sum of |w|, 0.01", "|sum of w|, the authors'"
    ]  # fmt: skip
    means = {bars.get_label(): bars[0].get_ydata() for bars in ax.containers}
    np.testing.assert_array_equal(means["sum of |w|, 0.01"], [2.5, 6.5, 10.5])
    styles = [(bars[0].get_linestyle(), bars[0].get_marker()) for bars in ax.containers]
    assert len(set(styles)) == len({marker for _, marker in styles}) == 3  # told apart without colours
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.01", "0.1", "0.3"]
