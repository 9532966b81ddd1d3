"""`best` chooses by songs it may see, fits what it chose, and does not depend on what is fitted beside it."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems import best as module
from elman.systems.best import PICKS, Best, fit_best, weigh
from elman.systems.members import THIN, Member, fit_group
from elman.systems.smoothing import average, smooth

FEW = (
    Member("ridge", (1,), 0.1),
    Member("ridge", (5, 9), 0.1),
    Member("kernel", (3,), (0.1, 0.1)),
    Member("trees", (3,), 3),
    Member("network", (3,), (("n_hidden", 2),)),
)


@pytest.fixture
def reading(short):
    return short("code", n_epochs=3, learning_rate=0.05)


def folds_of(songs, M=3):
    return np.array([[n % M != m for m in range(M)] for n in range(len(songs))])


def test_the_choice_is_that_of_the_out_of_fold_errors(songs, reading):
    [model] = fit_best(songs, np.ones((len(songs), 1), dtype=bool), reading, 0, members=FEW)
    folds = module._inner_folds(songs, np.ones(len(songs), dtype=bool), 0)
    assert np.array_equal(np.sum(folds, axis=0), np.ones(len(songs)))
    errors = {}
    for member in FEW:
        of_songs = {}
        for fold in folds:
            [predictor] = fit_group([member], songs, ~fold[:, None], reading, 0)[member]
            for n in np.flatnonzero(fold):
                Y = smooth(predictor.predict(average(songs[n].features, *member.windows)))
                of_songs[n] = (Y - songs[n].targets)[THIN // 2 :: THIN]
        errors[member] = np.concatenate([of_songs[n] for n in range(len(songs))])
    for e, choice in enumerate(model.choices_):
        rmse = {member: np.sqrt(np.mean(error[:, e] ** 2)) for member, error in errors.items()}
        assert choice.errors == pytest.approx(rmse, rel=1e-9)
        assert min(FEW[:2], key=rmse.get) in choice.weights or not any(m.kind == "ridge" for m in choice.weights)
        assert max(FEW[:2], key=rmse.get) not in choice.weights
        together = sum(weight * errors[member][:, e] for member, weight in choice.weights.items())
        assert choice.error == pytest.approx(np.sqrt(np.mean(together**2)), rel=1e-9)
        assert sum(choice.weights.values()) == pytest.approx(1)


def test_curves_are_smoothed_where_that_helps_and_only_there(songs_of, short):
    """Labels that are the features of their frame and labels that are their running mean: each emotion its own way."""
    made = [
        replace(song, targets=np.column_stack([song.features[:, 0], smooth(song.features[:, :1])]))
        for song in songs_of(6, 60, 3)
    ]
    members = (Member("ridge", (1,), 1e-6), Member("ridge", (1,), 1e-6, smoothed=False))
    [model] = fit_best(made, np.ones((6, 1), bool), short(), 0, members=members)
    assert [list(choice.weights) for choice in model.choices_] == [[members[1]], [members[0]]]
    Y, target = model.predict(made[0].features), made[0].targets
    np.testing.assert_allclose(Y[:, 0], target[:, 0], atol=1e-5)
    assert np.corrcoef(Y[:, 1], target[:, 1])[0, 1] > 0.95 > 2 * np.corrcoef(target.T)[0, 1]


def test_what_was_chosen_learns_from_all_training_songs(songs, reading):
    trains_on = folds_of(songs)
    models = fit_best(songs, trains_on, reading, 0, members=FEW)
    X = songs[0].features
    for m, model in enumerate(models):
        Y = model.predict(X)
        for e, choice in enumerate(model.choices_):
            curves = [
                weight
                * fit_group([member], songs, trains_on[:, [m]], reading, 0)[member][0].predict(
                    average(X, *member.windows)
                )
                for member, weight in choice.weights.items()
            ]
            np.testing.assert_allclose(Y[:, e], smooth(sum(curves))[:, e], rtol=1e-7, atol=1e-9)


def test_weights_against_brute_force():
    """All ways to share ten picks among three: greedy picks come near the best of them, and never behind one alone."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        A = rng.normal(size=(50, 3)) @ np.diag(rng.uniform(0.5, 2, 3)) + rng.normal(size=(50, 1))
        G = A.T @ A / 50
        w = weigh(G)
        error = w @ G @ w
        assert w.min() >= 0
        assert w.sum() == pytest.approx(1)
        shares = [np.array([i, j, PICKS - i - j]) / PICKS for i in range(PICKS + 1) for j in range(PICKS + 1 - i)]
        least = min(s @ G @ s for s in shares)
        assert error <= min(np.diag(G)) + 1e-12
        assert error <= 1.02 * least


def test_errors_that_cancel_share_the_weight_equally():
    one, other = Member("ridge", (1,), 1.0), Member("network", (1,), ())
    errors = {one: np.ones((12, 2)), other: -np.ones((12, 2))}
    for choice in module._choose(errors, [4, 4, 4], 0):
        assert choice.weights == {one: 0.5, other: 0.5}
        assert choice.error == 0
        assert str(choice).startswith("0.50 ")


def test_weights_are_averaged_over_samples_of_songs():
    """Two members, of which each is right about one half of the songs: a sample alone may give one of them all."""
    one, other = np.diag([1.0, 0.1]), np.diag([0.1, 1.0])
    w = module._average_weights(np.array([one, other] * 10), np.random.default_rng(0))
    assert w.sum() == pytest.approx(1)
    assert np.abs(w - 0.5).max() < 0.1
    w = module._average_weights(np.array([np.diag([1.0, 1e4])] * 5), np.random.default_rng(0))
    assert w.tolist() == [1, 0]


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
    assert first.choices_[0].weights == second.choices_[0].weights
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
    members = (Member("ridge", (1,), 1e-6), Member("ridge", (201,), 1e-6))
    settings = replace(reading, kernel="uniform")
    [model] = fit_best(made, np.ones((len(songs), 1), bool), settings, int(rng.integers(9)), members=members)
    assert model.choices_[1].weights == {members[1]: 1}
    assert model.choices_[0].weights == {members[0]: 1}


def test_one_model_is_the_same_as_one_of_many(songs, reading):
    model = Best(reading, 3, members=FEW).fit(songs)
    [other] = fit_best(songs, np.ones((len(songs), 1), bool), reading, 3, members=FEW)
    assert model.choices_ == other.choices_
    assert np.array_equal(model.predict(songs[0].features), other.predict(songs[0].features))


def test_too_few_songs_to_choose_by_are_told(songs, short):
    with pytest.raises(InputError, match=r"best: 2 .*\b3 at least"):
        fit_best(songs, np.array([[True]] * 2 + [[False]] * 4), short(), 0)
