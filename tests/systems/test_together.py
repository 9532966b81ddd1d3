"""Many stacks at once are the stacks one by one, and none sees a song that is held out from it."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems.recurrent import STAGES, Stack
from elman.systems.together import fit_stacks


@pytest.fixture
def trains_on():
    """Six songs; four models: three folds, and one that learns from all."""
    table = np.ones((6, 4), dtype=bool)
    table[[0, 1], 0] = table[[2, 3], 1] = table[[4, 5], 2] = False
    return table


def numbers(stack):
    """Everything a stack learned, by name."""
    learned = {f"first {name}": value for name, value in stack.first_.params_.items()}
    learned |= {f"second {name}": value for name, value in stack.second_.params_.items()}
    learned |= {"mean": stack.first_.scaler_.mean_, "std": stack.first_.scaler_.std_}
    return learned | {"costs": np.array(stack.first_.history_ + stack.second_.history_)}


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_together_equals_one_by_one(songs, short, trains_on, reading):
    chosen = short(reading, n_epochs=7, learning_rate=0.01)
    together = fit_stacks(songs, trains_on, chosen, seed=5)
    for m, stack in enumerate(together):
        alone = Stack(chosen, seed=5).fit([song for song, trains in zip(songs, trains_on[:, m], strict=True) if trains])
        for name, value in numbers(alone).items():
            np.testing.assert_allclose(numbers(stack)[name], value, atol=1e-10, err_msg=name)
        for song in songs:
            for stage in STAGES:
                a, b = (s.predict(song.features)[stage] for s in (stack, alone))
                np.testing.assert_allclose(a, b, atol=1e-10, err_msg=stage)


@pytest.mark.parametrize("outlier", [1e6, 1e30])
def test_a_test_song_teaches_nothing(songs, short, trains_on, outlier):
    """An outlier in song 3, which model 1 is tested on: not a bit of model 1 changes, though all run in lockstep."""
    spoiled = list(songs)
    X = songs[2].features.copy()
    X[4, 1] = outlier
    spoiled[2] = replace(songs[2], features=X, targets=songs[2].targets + 1e3)
    clean, after = (fit_stacks(of, trains_on, short(n_epochs=3, learning_rate=1e-9), seed=0) for of in (songs, spoiled))
    for name, value in numbers(clean[1]).items():
        assert np.array_equal(numbers(after[1])[name], value), name
    for m in (0, 2, 3):  # these learned from it: the test above could fail
        assert not np.array_equal(numbers(after[m])["mean"], numbers(clean[m])["mean"])
        assert not np.array_equal(numbers(after[m])["first W_hy"], numbers(clean[m])["first W_hy"])


def test_company_changes_the_last_bits_only(songs, short, trains_on):
    whole = fit_stacks(songs, trains_on, short(), seed=0)
    for m in range(4):
        [alone] = fit_stacks(songs, trains_on[:, [m]], short(), seed=0)
        for name, value in numbers(whole[m]).items():
            np.testing.assert_allclose(numbers(alone)[name], value, rtol=1e-12, atol=1e-13, err_msg=name)


def test_progress_rises_to_one(songs, short, trains_on):
    told = []
    fit_stacks(songs, trains_on, short(), seed=0, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(set(np.round(told, 9))) == 8  # two networks, four epochs


def test_other_networks_are_fitted_one_by_one(songs, short, trains_on):
    chosen = short("code", n_epochs=2, network="gru")
    told = []
    stacks = fit_stacks(songs, trains_on, chosen, seed=0, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
    alone = Stack(chosen, seed=0).fit(songs)
    assert np.array_equal(stacks[3].predict(songs[0].features)["rnn"], alone.predict(songs[0].features)["rnn"])


def test_divergence_names_the_song(songs, short, trains_on):
    with pytest.raises(InputError, match=r"song [1-6]: training diverged in epoch \d+, at song \d of 6"):
        fit_stacks(songs, trains_on, short("code", n_epochs=20, learning_rate=50.0), seed=0)
