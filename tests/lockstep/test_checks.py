"""What raises because networks cannot be trained together; `test_fit` shows that `fit_many` checks it."""

import dataclasses

import numpy as np
import pytest

from elman.errors import InputError
from elman.lockstep import checks
from elman.network import lstm, rnn
from elman.network.settings import Settings

CODE = Settings(n_hidden=4)


LSTM = lstm.init(3, 4, 2, rng=np.random.default_rng(0))


def network(n_in=3, n_hidden=4, n_out=2):
    return rnn.init(n_in, n_hidden, n_out, rng=np.random.default_rng(0))


def song(T=5, n_in=3, n_out=2):
    return np.zeros((T, n_in)), np.zeros((T, n_out))


def message_of(params_list=None, songs_list=None, settings_list=None, scalers=None):
    """The message of the error for two networks; whatever is not given is right."""
    with pytest.raises(InputError) as caught:
        checks.expect_alike(
            params_list or [network()] * 2, songs_list or [[song()]] * 2, settings_list or [CODE] * 2, scalers
        )
    return str(caught.value)


def test_what_fits_passes():
    songs = [song(), None, song(1)]
    settings_list = [dataclasses.replace(CODE, output="tanh", loss="rmse"), dataclasses.replace(CODE, output="tanh")]
    checks.expect_alike([network()] * 2, [songs, songs[::-1]], settings_list, None)
    pairs = [(np.zeros(3), np.ones(3)), ([0, 1, 2], [1, 2, 3])]
    for scalers in (pairs, np.array(pairs)):
        checks.expect_alike([network()] * 2, [songs, songs], settings_list, scalers)
    assert checks.size(network(5, 7, 1)) == (5, 7, 1)


@pytest.mark.parametrize(
    ("counts", "facts"),
    [
        ((2, 2, 1, None), ["2 networks", "2 lists of songs", "1 settings", "2 scalers"]),
        ((2, 3, 2, None), ["2 networks", "3 lists of songs", "2 settings", "2 scalers"]),
        ((2, 2, 2, 1), ["2 networks", "2 lists of songs", "2 settings", "1 scalers"]),
        ((0, 0, 0, None), ["0 networks"]),
    ],
)
def test_each_network_needs_one_of_each(counts, facts):
    n_params, n_songs, n_settings, n_scalers = counts
    scalers = None if n_scalers is None else [(np.zeros(3), np.ones(3))] * n_scalers
    with pytest.raises(InputError) as caught:
        checks.expect_alike([network()] * n_params, [[song()]] * n_songs, [CODE] * n_settings, scalers)
    assert all(fact in str(caught.value) for fact in facts)


@pytest.mark.parametrize(
    ("params_list", "settings_list"),
    [
        ([network(), LSTM], [CODE] * 2),
        ([network()] * 2, [CODE, dataclasses.replace(CODE, network="lstm")]),
    ],
)
def test_parameters_of_another_kind_than_the_settings_say_are_named(params_list, settings_list):
    message = message_of(params_list=params_list, settings_list=settings_list)
    assert all(fact in message for fact in ("network 1 (counted from 0)", "W_xi", "W_xh"))


def test_one_kind_at_a_time():
    settings = dataclasses.replace(CODE, network="lstm")
    checks.expect_alike([LSTM] * 2, [[song()]] * 2, [settings] * 2, None)
    assert checks.size(LSTM) == (3, 4, 2)
    message = message_of(params_list=[network(), LSTM], settings_list=[CODE, settings])
    assert all(fact in message for fact in ("elman", "lstm", "lockstep.groups"))


def test_the_engine_numpy_takes_elman_networks_only():
    checks.expect_kind("elman", "numpy")
    for network in ("elman", "gru", "lstm"):
        checks.expect_kind(network, "compiled")
    with pytest.raises(InputError, match=r"numpy.*elman.*gru.*compiled.*training.fit"):
        checks.expect_kind("gru", "numpy")


def test_sizes_and_outputs_are_listed():
    message = message_of(params_list=[network(n_hidden=5), network()])
    assert all(fact in message for fact in ("(3, 4, 2)", "(3, 5, 2)", "lockstep.groups"))
    message = message_of(settings_list=[dataclasses.replace(CODE, output="softmax"), CODE])
    assert all(fact in message for fact in ("linear", "softmax", "lockstep.groups"))


@pytest.mark.parametrize("nothing", [[], [None, None]])
def test_a_network_without_songs_is_named(nothing):
    assert "network 1 (counted from 0)" in message_of(songs_list=[[song()], nothing])


@pytest.mark.parametrize(
    ("bad", "facts"),
    [
        (song(n_in=2), ["X of song 2 of 2", "(5, 2)", "(T, 3)"]),
        ((song()[0], song(T=4)[1]), ["targets of song 2 of 2", "(4, 2)", "(5, 2)"]),
        (song(T=0), ["X of song 2 of 2", "(0, 3)"]),
        ((np.full((5, 3), np.nan), song()[1]), ["X of song 2 of 2", "nan", "frame 1", "column 1"]),
        ((song()[0], np.full((5, 2), np.inf)), ["targets of song 2 of 2", "inf", "frame 1", "column 1"]),
    ],
)
def test_a_song_is_named_as_its_network_counts_it(bad, facts):
    right = song()
    message = message_of(songs_list=[[right], [None, right, None, bad]])
    assert all(fact in message for fact in [*facts, "network 1 (counted from 0)"])


def test_same_inputs_with_other_targets_are_looked_at():
    X, targets = song()
    assert "targets of song 1 of 1 of network 1" in message_of(
        songs_list=[[(X, targets)], [(X, np.full_like(targets, np.nan))]]
    )


@pytest.mark.parametrize(
    ("mean", "std", "facts"),
    [
        (np.zeros(2), np.ones(2), ["mean", "3 finite numbers"]),
        (np.zeros(3), np.full(3, np.nan), ["std", "3 finite numbers"]),
        (np.zeros(3), np.array([1.0, 0.0, 0.0]), ["std of feature 2", "is 0"]),
        (np.zeros(3), np.array([1.0, 1.0, -2.0]), ["std of feature 3", "is -2"]),
    ],
)
def test_a_scaler_that_cannot_standardise_raises(mean, std, facts):
    message = message_of(scalers=[(np.zeros(3), np.ones(3)), (mean, std)])
    assert all(fact in message for fact in [*facts, "network 1 (counted from 0)"])
