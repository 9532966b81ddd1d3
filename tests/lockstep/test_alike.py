"""What does not fit together is told; `test_lockstep` shows that the doors are guarded."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.errors import InputError
from elman.lockstep import alike
from elman.network import lstm, rnn


def network(n_in=3, n_hidden=4, n_out=2):
    return rnn.init(n_in, n_hidden, n_out, rng=np.random.default_rng(0))


def settings(**given):
    return SimpleNamespace(**{"network": "elman", "output": "linear", **given})


def test_what_fits_is_let_through():
    songs = [(np.zeros((5, 3)), np.zeros((5, 2))), None]
    alike.expect_elman([network()] * 2, [settings()] * 2)
    alike.expect_one_size([network()] * 2)
    alike.expect_one_output([settings(output="tanh")] * 2)
    alike.expect_songs([songs, songs[::-1]], 3, 2)
    alike.expect_scalers([(np.zeros(3), np.ones(3)), ([0, 1, 2], [1, 2, 3])], 3)
    assert alike.size(network(5, 7, 1)) == (5, 7, 1)


@pytest.mark.parametrize(
    ("params_list", "settings_list"),
    [
        ([network(), lstm.init(3, 4, 2, rng=np.random.default_rng(0))], [settings()] * 2),
        ([network()] * 2, [settings(), settings(network="lstm")]),
    ],
)
def test_other_networks_are_named(params_list, settings_list):
    with pytest.raises(InputError, match=r"^network 1 \(counted from 0\) is no Elman network.* training\.fit$"):
        alike.expect_elman(params_list, settings_list)


def test_sizes_and_outputs_are_listed():
    with pytest.raises(InputError, match=r"are \(3, 4, 2\) and \(3, 5, 2\)\. Train them in the groups"):
        alike.expect_one_size([network(n_hidden=5), network(), network()])
    with pytest.raises(InputError, match="are none"):
        alike.expect_one_size([])
    with pytest.raises(InputError, match="not linear and softmax"):
        alike.expect_one_output([settings(output="softmax"), settings()])


def test_a_song_is_named_as_its_network_counts_it():
    right, wrong = (np.zeros((5, 3)), np.zeros((5, 2))), (np.zeros((5, 3)), np.zeros((4, 2)))
    with pytest.raises(InputError, match=r"^T of song 2 of 2 of network 1 \(counted from 0\) has shape \(4, 2\)"):
        alike.expect_songs([[right], [None, right, None, wrong]], 3, 2)


def test_the_first_feature_that_never_varies_is_named():
    with pytest.raises(
        InputError, match=r"the std of feature 2 in the scaler of network 0 \(counted from 0\) is 0; .* 1 for a feature"
    ):
        alike.expect_scalers([(np.zeros(3), np.array([1.0, 0.0, 0.0]))], 3)
