"""Splits by song, and the promise that no system is tested on what it learned from."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.errors import InputError
from elman.evaluation.crossval import (
    check_folds,
    check_groups,
    cross_validate,
    split,
    split_groups,
    split_inside,
    train_and_test,
)

NAMES = tuple("abcdefghijk")


@pytest.fixture
def songs():
    return [SimpleNamespace(id=name, number=n) for n, name in enumerate(NAMES)]


@settings(max_examples=100)
@given(st.integers(2, 60), st.data())
def test_every_song_is_tested_once(n_songs, data):
    n_folds = data.draw(st.integers(2, n_songs))
    seed = data.draw(st.integers(0, 1000))
    ids = [f"song {n}" for n in range(n_songs)]
    folds = split(ids, n_folds, seed=seed)
    assert len(folds) == n_folds
    assert sorted(name for fold in folds for name in fold) == sorted(ids)
    sizes = [len(fold) for fold in folds]
    assert max(sizes) - min(sizes) <= 1
    check_folds(folds, ids)


def test_the_seed_decides():
    ids = [str(n) for n in range(431)]
    folds = split(ids, 10, seed=0)
    assert folds == split(ids, 10, seed=0) != split(ids, 10, seed=1)
    assert folds[0] != tuple(ids[:44])  # drawn, not cut
    assert ids == [str(n) for n in range(431)]


@pytest.mark.parametrize(
    ("n_songs", "n_folds", "facts"),
    [
        (5, 1, r"\b1 fold.* 2\b"),
        (5, 0, r"\b0 folds"),
        (5, 6, r"\b5 songs.* 6 folds.*at most 5"),
        (0, 2, r"\b0 songs.* 2 folds"),
        (1, 2, r"\b1 song .* 2 folds; two"),
    ],
)
def test_splits_that_cannot_be(n_songs, n_folds, facts):
    with pytest.raises(InputError, match=facts):
        split(list(range(n_songs)), n_folds, seed=0)


@pytest.mark.parametrize(
    ("folds", "facts"),
    [
        ([], "no folds"),
        ([("a", "b"), ("c", "a")], "song a .*fold 0 .*fold 1"),
        ([("a", "b", "b")], "song b .*fold 0 .*fold 0"),
        ([("a",), ()], "fold 1 .*empty"),
        ([("a",), ("z",)], "fold 1 .*song z"),
        ([tuple("abcd")], "fold 0 .*all 4 songs"),
    ],
)
def test_folds_that_cannot_be(folds, facts):
    with pytest.raises(InputError, match=facts):
        check_folds(folds, "abcd")


def test_a_song_in_no_fold_is_allowed(songs):
    """As the authors did with one of 431: learned from, never tested."""
    check_folds([("a",), ("b",)], "abc")
    predictions = cross_validate(lambda train, test: [len(train) for _ in test], songs[:3], [("b",), ("a",)])
    assert predictions == {"a": 2, "b": 2}


def test_the_corpus_order_is_kept(songs):
    train, test = train_and_test(songs, ("k", "a", "c"))
    assert [song.id for song in test] == ["a", "c", "k"]
    assert [song.id for song in train] == list("bdefghij")


def test_no_test_song_is_ever_learned_from(songs):
    seen = []

    def system(train, test):
        seen.append((tuple(song.id for song in train), tuple(song.id for song in test)))
        return [song.number for song in test]

    predictions = cross_validate(system, songs, split(NAMES, 4, seed=0))
    assert predictions == {name: n for n, name in enumerate(NAMES)}
    assert list(predictions) == list(NAMES)
    for train, test in seen:
        assert not set(train) & set(test)
        assert sorted(train + test) == list(NAMES)
    assert sorted(name for _, test in seen for name in test) == list(NAMES)


def test_a_system_that_forgets_a_song_is_found_out(songs):
    with pytest.raises(ValueError, match="zip"):
        cross_validate(lambda train, test: [0 for _ in test[1:]], songs, split(NAMES, 2, seed=0))


def test_folds_are_checked_before_anything_is_learned(songs):
    def system(train, test):
        raise AssertionError("must not be called")

    with pytest.raises(InputError, match="song a .*fold 1"):
        cross_validate(system, songs, [("a",), ("a",)])


def test_an_executor_from_outside_gives_the_same(songs):
    def sum_of_others(train, test):
        return [sum(song.number for song in train) for _ in test]

    folds = split(NAMES, 3, seed=0)
    here = cross_validate(sum_of_others, songs, folds)
    with ThreadPoolExecutor(2) as workers:
        assert cross_validate(sum_of_others, songs, folds, map=workers.map) == here
    assert here == {name: 55 - sum(NAMES.index(n) for n in fold) for fold in folds for name in fold}


def test_few_songs_are_split_into_fewer_folds():
    assert split_inside(["a", "b"], 3, seed=0) == split(["a", "b"], 2, seed=0)
    assert split_inside(list("abcdef"), 3, seed=0) == split(list("abcdef"), 3, seed=0)
    with pytest.raises(InputError, match=r"\b1 training song.* 2\b"):
        split_inside(["a"], 3, seed=0)


# Groups that stay together.


@settings(max_examples=100)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=30), st.data())
def test_no_group_is_divided_and_every_song_is_tested_once(sizes, data):
    n_folds = data.draw(st.integers(2, len(sizes)))
    seed = data.draw(st.integers(0, 1000))
    groups = {f"{g}/{n}": str(g) for g, size in enumerate(sizes) for n in range(size)}
    folds = split_groups(groups, n_folds, seed=seed)
    assert sorted(song for fold in folds for song in fold) == sorted(groups)
    assert len(folds) == n_folds
    of_fold = [{groups[song] for song in fold} for fold in folds]
    assert all(not a & b for n, a in enumerate(of_fold) for b in of_fold[:n])
    assert all(of_fold)
    check_folds(folds, list(groups))
    check_groups(folds, groups)
    # The fullest fold had the fewest songs before its last group came.
    assert max(map(len, folds)) - min(map(len, folds)) <= max(sizes)


def test_the_seed_decides_which_groups_are_together():
    groups = {str(n): str(n // 3) for n in range(90)}
    assert split_groups(groups, 5, seed=0) == split_groups(groups, 5, seed=0) != split_groups(groups, 5, seed=1)


@pytest.mark.parametrize(("n_folds", "facts"), [(1, r"\b1 folds.* 2\b"), (3, r"\b2 groups.* 3 folds.*at most 2")])
def test_groups_that_cannot_be_split(n_folds, facts):
    with pytest.raises(InputError, match=facts):
        split_groups({"1": "a", "2": "a", "3": "b", "4": "b"}, n_folds, seed=0)


def test_one_group_is_not_advised_to_be_one_fold():
    with pytest.raises(InputError, match=r"\b1 group .* 3 folds; two"):
        split_groups({"1": "a", "2": "a"}, 3, seed=0)


def test_a_divided_group_is_told():
    groups = {"1": "Bach", "2": "Bach", "3": "Cage"}
    with pytest.raises(InputError, match="artist 'Bach'.*song 1 in fold 0.*song 2 in fold 1"):
        check_groups((("1",), ("3", "2")), groups, "artist")
    check_groups((("1", "2"), ("3",)), groups)
