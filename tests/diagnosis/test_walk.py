"""The tables of the right passes are the networks' own backward passes, whatever happens to a copy of them."""

import numpy as np
import pytest

from elman.diagnosis.cases import SIZES, draw_case
from elman.diagnosis.changes import spoilt
from elman.diagnosis.forward import Forward
from elman.diagnosis.passes import ELMAN, RIGHT
from elman.diagnosis.walk import gradients, signals
from elman.network import gru, lstm, rnn
from elman.network.activations import OUTPUTS


@pytest.mark.parametrize("output", list(OUTPUTS))
@pytest.mark.parametrize("network", [rnn, lstm, gru])
def test_the_table_gives_the_gradients_of_the_network(network, output):
    rng = np.random.default_rng(0)
    for sizes in SIZES:
        case = draw_case(*sizes, network=network, output=output, rng=rng)
        for name, right in network.backward(case.params, case.dY, case.cache).items():
            np.testing.assert_allclose(case.right[name], right, rtol=1e-10, atol=1e-12 * np.abs(right).max())


def test_two_frames_and_one_unit_by_hand():
    params = {"W_xh": [[1.0]], "W_hh": [[0.5]], "b_h": [0.0], "W_hy": [[2.0]], "b_y": [0.0], "h_0": [0.0]}
    params = {name: np.array(value) for name, value in params.items()}
    _, cache = rnn.forward(params, np.array([[0.3], [0.1]]))
    found = signals(ELMAN, Forward(params, np.array([[1.0], [1.0]]), cache, rnn))
    h_1, h_2 = np.tanh(0.3), np.tanh(0.1 + 0.5 * np.tanh(0.3))
    dz_2 = 2 * (1 - h_2**2)
    dz_1 = (2 + 0.5 * dz_2) * (1 - h_1**2)
    np.testing.assert_allclose(found["dZ"][:, 0], [dz_1, dz_2], rtol=1e-15)
    np.testing.assert_allclose(found["carry after"], [0.5 * dz_1], rtol=1e-15)
    np.testing.assert_allclose(found["carry received"][:, 0], [0.5 * dz_2, 0], rtol=1e-15)


def test_a_window_of_all_frames_changes_nothing_and_one_of_one_frame_drops_the_carry():
    case = draw_case(7, 3, 4, 2, output="tanh", rng=np.random.default_rng(1))
    whole = gradients(ELMAN._replace(window=(7, True)), case.forward)
    for name, right in case.right.items():
        np.testing.assert_allclose(whole[name], right, rtol=1e-12)
    dH = (case.dY * (1 - case.cache.Y**2)) @ case.params["W_hy"].T
    one = gradients(ELMAN._replace(window=(1, True)), case.forward)
    np.testing.assert_allclose(one["b_h"], (dH * (1 - case.cache.H[1:] ** 2)).sum(axis=0), rtol=1e-12)


def test_a_pass_changes_nothing_of_the_song():
    case = draw_case(5, 3, 4, 2, rng=np.random.default_rng(1))
    before = [case.dY.copy(), *(value.copy() for value in case.params.values()), case.cache.H.copy()]
    for network_pass in (
        ELMAN,
        ELMAN._replace(window=(2, False)),
        spoilt(ELMAN, "dZ", np.sign),
    ):
        gradients(network_pass, case.forward)
    after = [case.dY, *case.params.values(), case.cache.H]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert set(RIGHT) == {rnn, lstm, gru}
