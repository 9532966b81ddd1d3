"""Trees: against scikit-learn's, trees worked by hand, and what must not change their predictions."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems.smoothing import average
from elman.systems.trees import Trees


def test_one_question_is_that_which_parts_two_levels(songs_of):
    """One column, targets of two levels: leaves of half the frames can be made by one threshold only."""
    [song] = songs_of(1, 20, 1)
    X = np.arange(20.0)[:, None]
    Y = np.where(X < 9.5, -1.0, 1.0) * [0.5, 1.0]
    trees = Trees(3, smallest=10).fit([replace(song, features=X, targets=Y)])
    for tree in range(3):
        assert trees.column_[tree] in (0, -1)
        if trees.column_[tree] == 0:  # only a threshold between 9 and 10 leaves ten on both sides; it need not be drawn
            assert 9 < trees.threshold_[tree] <= 10
            below, above = trees.value_[trees.child_[tree]], trees.value_[trees.child_[tree] + 1]
            assert below.tolist() == [-0.5, -1.0]
            assert above.tolist() == [0.5, 1.0]


def test_every_leaf_holds_the_mean_of_its_frames_and_enough_of_them(songs):
    trees = Trees(7, smallest=4, seed=3).fit(songs)
    X, Y = np.concatenate([s.features for s in songs]), np.concatenate([s.targets for s in songs])
    for root in range(7):
        leaf = np.full(len(X), root)
        while (trees.column_[leaf] >= 0).any():
            for n, at in enumerate(leaf):
                if trees.column_[at] >= 0:
                    leaf[n] = trees.child_[at] + (X[n, trees.column_[at]] >= trees.threshold_[at])
        for at in np.unique(leaf):
            assert np.sum(leaf == at) >= 4
            np.testing.assert_allclose(trees.value_[at], Y[leaf == at].mean(axis=0), atol=1e-12)


def test_a_tree_with_leaves_of_one_frame_knows_its_songs_by_heart(songs):
    trees = Trees(5, smallest=1).fit(songs)
    for song in songs:
        np.testing.assert_allclose(trees.predict(song.features), song.targets, atol=1e-12)


def test_as_good_as_scikit_learns(songs_of):
    """The same law, 40 songs to learn from: the errors on 40 others differ by less than a twentieth."""
    ensemble = pytest.importorskip("sklearn.ensemble")
    songs = [replace(s, features=average(s.features, 5)) for s in songs_of(80, 20, 8, seed=4)]
    train, test = songs[:40], songs[40:]
    X, Y = (np.concatenate([getattr(s, name) for s in train]) for name in ("features", "targets"))
    theirs = ensemble.ExtraTreesRegressor(100, min_samples_leaf=5, random_state=0).fit(X, Y)
    ours = Trees(100).fit(train)
    errors = [np.sqrt(np.mean([(each.predict(s.features) - s.targets) ** 2 for s in test])) for each in (ours, theirs)]
    spread = np.std(np.concatenate([s.targets for s in test]))
    assert errors[0] < 0.8 * spread
    assert errors[0] == pytest.approx(errors[1], rel=0.05)


def test_a_scale_of_its_own_in_each_column_changes_nothing(songs):
    changed = [replace(s, features=s.features * [2.0, 0.5, 4.0, 1.0]) for s in songs]
    one, other = Trees(10).fit(songs), Trees(10).fit(changed)
    assert np.array_equal(one.column_, other.column_)
    np.testing.assert_allclose(one.predict(songs[0].features), other.predict(changed[0].features), atol=1e-12)


def test_columns_that_do_not_vary_ask_nothing(songs):
    still = [replace(s, features=np.ones_like(s.features)) for s in songs]
    trees = Trees(4).fit(still)
    assert (trees.column_ == -1).all()
    mean = np.concatenate([s.targets for s in songs]).mean(axis=0)
    np.testing.assert_allclose(trees.predict(still[0].features), np.tile(mean, (30, 1)), atol=1e-12)


def test_only_frames_with_a_target_count_and_no_more_than_asked_for(songs_of):
    songs = songs_of(4, 20, 3, lead_in=6)
    cut = [replace(s, features=s.features[6:]) for s in songs]
    X = songs[0].features
    assert np.array_equal(Trees(5).fit(songs).predict(X), Trees(5).fit(cut).predict(X))
    few = Trees(5, smallest=1, n_frames=12).fit(songs)
    leaves = few.column_ == -1
    assert np.sum(leaves) == 5 * 12


@pytest.mark.parametrize("sizes", [{"n_trees": 0}, {"smallest": 0}, {"n_frames": 1.5}])
def test_numbers_that_cannot_be(sizes):
    with pytest.raises(InputError, match=r"trees, .*: (0|1\.5)"):
        Trees(**sizes)
