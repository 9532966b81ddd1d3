"""Nested cross-validation against the same thing written down naively, and what it protects from."""

from functools import partial

import numpy as np
import pytest

from elman import jobs
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.search import Case, grid, held_out, search


def made_targets(n_songs=9, n_frames=6, seed=0):
    rng = np.random.default_rng(seed)
    return {f"s{n}": rng.normal(size=(n_frames + n % 3, 2)) + rng.normal(size=2) for n in range(n_songs)}


class Shrunken:
    """Predicts the training songs' mean, shrunk by the setting, and a little of the song's own name."""

    def __init__(self, targets):
        self.targets, self.asked = targets, []

    def fit(self, setting, train, song):
        mean = np.mean([self.targets[name].mean(axis=0) for name in train], axis=0)
        wobble = np.sin(len(train) + int(song[1:]) + 10 * setting["shrink"])
        return np.tile(mean * setting["shrink"] + 0.1 * wobble, (len(self.targets[song]), 1))

    def __call__(self, cases, progress):
        self.asked.append(cases)
        progress(1.0)
        return [
            {
                song: self.fit(case.setting, [s for s in self.targets if s not in case.held_out], song)
                for song in case.held_out
            }
            for case in cases
        ]


def naive(system, settings, targets, folds):
    """Nested cross-validation as the textbook tells it: an inner one inside each training set."""

    def squared(setting, fold, out):
        train = [s for s in targets if s not in out]
        return sum(np.sum((system.fit(setting, train, song) - targets[song]) ** 2) for song in fold)

    total, chosen, size = 0.0, [], sum(T.size for T in targets.values())
    for k, outer in enumerate(folds):
        inner = [
            sum(squared(setting, fold, (*outer, *fold)) for j, fold in enumerate(folds) if j != k)
            for setting in settings
        ]
        chosen.append(int(np.argmin(inner)))
        total += squared(settings[chosen[-1]], outer, outer)
    plain = [np.sqrt(sum(squared(s, fold, fold) for fold in folds) / size) for s in settings]
    return plain, tuple(chosen), np.sqrt(total / size)


@pytest.mark.parametrize("part_by", ["folds", "setting"])
@pytest.mark.parametrize("seed", range(4))
def test_nested_search_is_what_the_textbook_tells(part_by, seed):
    targets = made_targets(seed=seed)
    folds = split(list(targets), 4, seed=seed)
    system, settings = Shrunken(targets), grid(shrink=[-0.5, 0.0, 0.5, 1.0])
    found = search(system, settings, targets, folds, part_by=part_by)
    plain, chosen, nested = naive(system, settings, targets, folds)
    np.testing.assert_allclose(found.errors, plain, rtol=1e-12)
    assert found.best == np.argmin(plain)
    assert found.chosen == chosen
    assert found.nested_error == pytest.approx(nested, rel=1e-12)
    again = search(system, settings, targets, folds, part_by=part_by)
    assert np.array_equal(again.errors, found.errors)
    assert again.chosen == found.chosen


def test_models_that_hold_two_folds_out_serve_both():
    targets = made_targets()
    folds = split(list(targets), 3, seed=0)
    system = Shrunken(targets)
    search(system, grid(shrink=[0.0, 1.0]), targets, folds)
    asked = [case for cases in system.asked for case in cases]
    assert len(asked) == 2 * 6 == len({(case.setting["shrink"], frozenset(case.held_out)) for case in asked})
    assert held_out(3) == [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]
    assert len(held_out(10)) == 10 + 45


def test_the_best_of_useless_settings_looks_better_than_it_is():
    """The planted mistake: to report the error that was used to choose. Every setting here is noise."""
    targets = made_targets(n_songs=30)
    folds = split(list(targets), 5, seed=0)

    def guess(n, song):
        return np.random.default_rng([n, int(song[1:])]).normal(0, 0.5, targets[song].shape)

    def noise(cases, progress):
        return [{song: guess(case.setting["n"], song) for song in case.held_out} for case in cases]

    found = search(noise, grid(n=list(range(100))), targets, folds)
    assert found.errors[found.best] < np.mean(found.errors) - 0.03
    assert found.nested_error > found.errors[found.best] + 0.01


def test_song_errors_and_curves_are_of_the_folds_songs():
    targets = made_targets()
    folds = split(list(targets), 3, seed=1)
    found = search(Shrunken(targets), grid(shrink=[0.5]), targets, folds)
    assert sorted(found.ids) == sorted(targets)
    for n, song in enumerate(found.ids):
        error = found.curves[0][song] - targets[song]
        np.testing.assert_allclose(found.song_errors[0, n], np.sqrt(np.mean(error**2, axis=0)))
    assert np.array_equal(found.nested_song_errors, found.song_errors[0])


def test_without_nesting_no_pairs_are_fitted():
    targets = made_targets()
    system = Shrunken(targets)
    found = search(system, grid(shrink=[0.5]), targets, split(list(targets), 2, seed=0), nested=False)
    assert found.chosen is None
    assert found.nested_error is None
    assert len(system.asked) == 2


def test_a_setting_that_diverges_is_never_chosen():
    targets = made_targets()
    folds = split(list(targets), 3, seed=0)
    good = Shrunken(targets)

    def system(cases, progress):
        curves = good(cases, progress)
        return [None if case.setting["shrink"] == 0.0 else Y for case, Y in zip(cases, curves, strict=True)]

    found = search(system, grid(shrink=[0.0, 9.0]), targets, folds)
    assert found.errors[0] == np.inf
    assert found.best == 1
    assert found.chosen == (1, 1, 1)
    with pytest.raises(InputError, match=r"all 1\b"):
        search(system, grid(shrink=[0.0]), targets, folds)


class Half(Exception):
    pass


@pytest.mark.parametrize("part_by", ["folds", "setting"])
def test_interrupted_and_resumed_gives_the_same_numbers(tmp_path, part_by):
    targets = made_targets()
    folds = split(list(targets), 3, seed=0)
    settings = grid(shrink=[0.0, 0.5])
    whole = search(Shrunken(targets), settings, targets, folds, part_by=part_by)
    system = Shrunken(targets)
    run = partial(jobs.run, folder=tmp_path, identity={"what": "test"})

    def stops(cases, progress):
        if system.asked:
            raise Half
        return system(cases, progress)

    with pytest.raises(Half):
        search(stops, settings, targets, folds, part_by=part_by, run=run)
    kept = len(list(tmp_path.glob("*.npz")))
    resumed = search(system, settings, targets, folds, part_by=part_by, run=run)
    assert kept == 1
    assert len(system.asked) == (6 if part_by == "folds" else 2)  # the first part is not asked for again
    assert np.array_equal(resumed.errors, whole.errors)
    assert np.array_equal(resumed.nested_song_errors, whole.nested_song_errors)
    assert resumed.chosen == whole.chosen


def test_what_cannot_be_searched_is_refused():
    targets = made_targets()
    folds = split(list(targets), 3, seed=0)
    system = Shrunken(targets)
    with pytest.raises(InputError, match="no settings"):
        search(system, [], targets, folds)
    with pytest.raises(InputError, match=r"\b2 folds.* 3\b"):
        search(system, grid(shrink=[1.0]), targets, split(list(targets), 2, seed=0))
    with pytest.raises(InputError, match=r"grid, window.*\[1, 1\]"):
        grid(window=[1, 1])
    with pytest.raises(InputError, match=r"grid, .*\[\]"):
        grid(window=[])
    with pytest.raises(InputError, match="fold 0 .*song x"):
        search(system, grid(shrink=[1.0]), targets, (("x",), *folds))
    with pytest.raises(InputError, match=r"song s\d.*\(1, 2\)"):
        search(
            lambda cases, progress: [{s: np.zeros((1, 2)) for s in case.held_out} for case in cases],
            grid(shrink=[1.0]), targets, folds,
        )  # fmt: skip
    assert Case({}, ("a",)).held_out == ("a",)


def test_a_setting_that_diverges_on_the_outer_training_songs_only_is_not_chosen():
    folds = (("a",), ("b",), ("c",))
    targets = {song: np.zeros((3, 2)) for song in "abc"}

    def system(cases, progress):
        return [
            None
            if case.setting["good"] and case.held_out == ("a",)
            else {song: np.full((3, 2), 0.0 if case.setting["good"] else 1.0) for song in case.held_out}
            for case in cases
        ]

    found = search(system, [{"good": False}, {"good": True}], targets, folds)
    assert found.chosen == (0, 1, 1)
    assert found.nested_error == pytest.approx((1 / 3) ** 0.5)


def test_settings_that_are_never_chosen_are_cross_validated_and_change_nothing_else():
    """The best of all settings among those that may not be chosen: nobody chooses it, and no pair of folds is fitted for it."""
    targets = made_targets()
    folds = split(list(targets), 3, seed=0)
    settings = grid(shrink=[-1.0, 0.0, 1.0])
    system = Shrunken(targets)
    best = int(np.argmin(naive(system, settings, targets, folds)[0]))
    rest = [setting for n, setting in enumerate(settings) if n != best]
    with_best = search(system, rest, targets, folds, never_chosen=[settings[best]])
    asked = [case for cases in system.asked for case in cases if case.setting == settings[best]]
    assert sorted(len(case.held_out) for case in asked) == [3, 3, 3]
    without, everything = search(system, rest, targets, folds), search(system, settings, targets, folds)
    for name in ("errors", "song_errors", "best", "chosen", "nested_error", "nested_song_errors"):
        np.testing.assert_array_equal(getattr(with_best, name), getattr(without, name))
    assert with_best.never_chosen == [settings[best]]
    np.testing.assert_array_equal(with_best.never_chosen_song_errors, everything.song_errors[[best]])
    assert without.never_chosen == []
