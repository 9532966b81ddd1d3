import numpy as np

from elman.figures import folds
from elman.figures.style import figure


def test_two_splits_show_every_frame_once():
    with figure(8, 3, ncols=2, sharey=True) as (_, axes):
        folds.two_splits(axes, n_songs=6, n_frames=9, n_folds=3)
    for ax in axes:
        known, tested = ax.lines
        assert len(known.get_xdata()) + len(tested.get_xdata()) == 54
        assert len(tested.get_xdata()) == 18
    by_song = axes[1].lines[1]
    assert set(by_song.get_ydata()) == {0, 3}


def test_leaks_draws_each_score_with_its_number():
    found = {
        (system, way): np.array([0.1 * n, 0.2 * n])
        for n, (system, way) in enumerate((s, w) for s in ("lr", "nn") for w in folds.WAYS)
    }
    with figure(8, 3, ncols=2, sharey=True) as (_, axes):
        folds.leaks(axes, found)
    assert {text.get_text() for text in axes[0].texts} == {"0.00", "0.10", "0.20", "0.30", "0.40", "0.50"}
    assert sorted(bar.get_height() for bar in axes[1].patches) == sorted(value[1] for value in found.values())


def test_nested_tests_each_fold_once():
    with figure(5, 3) as (_, ax):
        folds.nested(ax, 3)
    assert [text.get_text() for text in ax.texts].count("test") == 3
    assert len(ax.patches) == 9
