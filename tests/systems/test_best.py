"""`best` chooses by songs it may see, fits what it chose, and does not depend on what is fitted beside it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems import best as module
from elman.systems.best import Best, Member, fit_best
from elman.systems.combined import Averaged
from elman.systems.recurrent import RecurrentRegression
from elman.systems.ridge import fit_path
from elman.systems.smoothing import average, smooth

FEW = (Member("ridge", 1, 0.1), Member("ridge", 5, 0.1), Member("network", 3, (("n_hidden", 2),)))


@pytest.fixture
def reading(short):
    return short("code", n_epochs=3, learning_rate=0.05)


def averaged(songs, window):
    return [replace(song, features=average(song.features, window)) for song in songs]


def folds_of(songs, M=3):
    return np.array([[n % M != m for m in range(M)] for n in range(len(songs))])


def test_the_choice_is_that_of_the_out_of_fold_errors(songs, reading):
    [model] = fit_best(songs, np.ones((len(songs), 1), dtype=bool), reading, 0, members=FEW)
    folds = module._inner_folds(songs, np.ones(len(songs), dtype=bool), 0)
    assert np.array_equal(np.sum(folds, axis=0), np.ones(len(songs)))
    curves = {}
    for member in FEW:
        heard, of_member = averaged(songs, member.window), {}
        for fold in folds:
            train = np.flatnonzero(~fold)
            if member.kind == "ridge":
                [predictor] = fit_path([heard[n] for n in train], [member.setting])
            else:
                settings = replace(reading.network, n_hidden=2)
                predictor = RecurrentRegression(settings, [0, 1]).fit([heard[n] for n in train])
            of_member |= {n: smooth(predictor.predict(heard[n].features)) for n in np.flatnonzero(fold)}
        curves[member] = [of_member[n] for n in range(len(songs))]
    for e in range(2):

        def error(Y, e=e):
            return np.sqrt(np.mean([(y[:, e] - s.targets[:, e]) ** 2 for y, s in zip(Y, songs, strict=True)]))

        errors = {member: error(curves[member]) for member in FEW}
        ridge = min(FEW[:2], key=errors.get)
        mean = [(a + b) / 2 for a, b in zip(curves[ridge], curves[FEW[2]], strict=True)]
        candidates = {(ridge,): errors[ridge], (FEW[2],): errors[FEW[2]], (FEW[2], ridge): error(mean)}
        choice = model.choices_[e]
        assert choice.members == min(candidates, key=candidates.get)
        assert choice.error == pytest.approx(min(candidates.values()), rel=1e-9)
        assert choice.errors == pytest.approx(errors, rel=1e-9)


def test_what_was_chosen_learns_from_all_training_songs(songs, reading):
    trains_on = folds_of(songs)
    models = fit_best(songs, trains_on, reading, 0, members=FEW[:2])
    for m, model in enumerate(models):
        Y = model.predict(songs[0].features)
        for e, choice in enumerate(model.choices_):
            [member] = choice.members
            heard = averaged(songs, member.window)
            [ridge] = fit_path([heard[n] for n in np.flatnonzero(trains_on[:, m])], [member.setting])
            expected = smooth(ridge.predict(average(songs[0].features, member.window)))
            np.testing.assert_allclose(Y[:, e], expected[:, e], rtol=1e-9)


def test_a_network_is_the_mean_of_several_starts(songs, reading):
    [model] = fit_best(songs, np.ones((len(songs), 1), dtype=bool), reading, 4, members=FEW[2:])
    settings, X = replace(reading.network, n_hidden=2), songs[1].features
    starts = [Averaged(3, RecurrentRegression(settings, [4, 1, n])).fit(songs) for n in range(module.STARTS)]
    expected = smooth(np.mean([start.predict(X) for start in starts], axis=0))
    np.testing.assert_allclose(model.predict(songs[1].features), expected, rtol=1e-9, atol=1e-12)


def test_it_does_not_see_its_test_songs(songs, reading):
    """The planted leak: other targets, and other features, of the held-out songs must change nothing."""
    trains_on = folds_of(songs)
    rng = np.random.default_rng(0)
    spoiled = [
        song
        if trains_on[n, 0]
        else replace(song, targets=rng.normal(size=song.targets.shape), features=song.features * 9)
        for n, song in enumerate(songs)
    ]
    first = fit_best(songs, trains_on, reading, 0, members=FEW)[0]
    second = fit_best(spoiled, trains_on[:, :1], reading, 0, members=FEW)[0]
    assert first.choices_[0].members == second.choices_[0].members
    np.testing.assert_allclose(first.predict(songs[0].features), second.predict(songs[0].features), rtol=1e-9)


def test_fitted_together_or_alone_and_twice(songs, reading):
    trains_on = folds_of(songs)
    together = fit_best(songs, trains_on, reading, 0, members=FEW)
    again = fit_best(songs, trains_on, reading, 0, members=FEW)
    alone = fit_best(songs, trains_on[:, [1]], reading, 0, members=FEW)[0]
    X = songs[1].features
    for one, two in zip(together, again, strict=True):
        assert np.array_equal(one.predict(X), two.predict(X))
    np.testing.assert_allclose(together[1].predict(X), alone.predict(X), rtol=1e-9)


def test_emotions_may_choose_different_members(songs, reading):
    """Valence needs the frame itself, arousal the mean of the song: the windows that are chosen say so."""
    rng = np.random.default_rng(1)
    made = [
        replace(s, targets=np.column_stack([s.features[:, 0], np.full(len(s.features), s.features[:, 1].mean())]))
        for s in songs
    ]
    members = (Member("ridge", 1, 1e-6), Member("ridge", 201, 1e-6))
    settings = replace(reading, kernel="uniform")
    [model] = fit_best(made, np.ones((len(songs), 1), bool), settings, int(rng.integers(9)), members=members)
    assert model.choices_[1].members == (members[1],)
    assert [m.window for m in model.choices_[0].members] == [1]


def test_the_members_are_a_handful_and_each_can_be_made(reading):
    for member in module.MEMBERS:
        if member.kind == "network":
            assert replace(reading.network, **dict(member.setting)).n_hidden == 10
        else:
            assert member.setting > 0
        assert member.window % 2 == 1
    assert sum(member.kind == "network" for member in module.MEMBERS) <= 3


def test_the_mean_of_both_kinds_is_chosen_where_it_is_better():
    songs = [SimpleNamespace(targets=np.zeros((4, 2)))] * 2
    one, other = Member("ridge", 1, 1.0), Member("network", 1, ())
    curves = {one: {i: np.ones((4, 2)) for i in (0, 1)}, other: {i: -np.ones((4, 2)) for i in (0, 1)}}
    for choice in module._choose(songs, curves):
        assert set(choice.members) == {one, other}
        assert choice.error == 0


def test_one_model_is_the_same_as_one_of_many(songs, reading):
    model = Best(reading, 3, members=FEW).fit(songs)
    [other] = fit_best(songs, np.ones((len(songs), 1), bool), reading, 3, members=FEW)
    assert model.choices_ == other.choices_
    assert np.array_equal(model.predict(songs[0].features), other.predict(songs[0].features))


def test_too_few_songs_to_choose_by_are_told(songs, short):
    with pytest.raises(InputError, match=r"best: 2 .*\b3 at least"):
        fit_best(songs, np.array([[True]] * 2 + [[False]] * 4), short(), 0)
