import numpy as np
import pytest

from elman.diagnosis.cases import SIZES, draw_case
from elman.diagnosis.walk import again, gradients, reaches, walk_back
from elman.network import rnn
from elman.network.activations import OUTPUTS


@pytest.fixture(params=list(OUTPUTS))
def cases(request):
    rng = np.random.default_rng(0)
    return [draw_case(*sizes, output=request.param, rng=rng) for sizes in SIZES]


def test_taken_apart_and_put_together_it_is_the_networks_own_pass(cases):
    for case in cases:
        grads = gradients(case.walk)
        for name, right in rnn.backward(case.params, case.dY, case.cache).items():
            np.testing.assert_allclose(grads[name], right, rtol=1e-12, atol=1e-13)
        assert np.array_equal(case.walk.carry[-1], np.zeros_like(case.walk.H[0]))


def test_two_frames_and_one_unit_by_hand():
    params = {"W_xh": [[1.0]], "W_hh": [[0.5]], "b_h": [0.0], "W_hy": [[2.0]], "b_y": [0.0], "h_0": [0.0]}
    params = {name: np.array(value) for name, value in params.items()}
    _, cache = rnn.forward(params, np.array([[0.3], [0.1]]))
    walk = walk_back(params, np.array([[1.0], [1.0]]), cache)
    h_1, h_2 = np.tanh(0.3), np.tanh(0.1 + 0.5 * np.tanh(0.3))
    dz_2 = 2 * (1 - h_2**2)
    dz_1 = (2 + 0.5 * dz_2) * (1 - h_1**2)
    np.testing.assert_allclose(walk.dZ[:, 0], [dz_1, dz_2], rtol=1e-15)
    np.testing.assert_allclose(walk.carry[:, 0], [0.5 * dz_1, 0.5 * dz_2, 0], rtol=1e-15)


def test_what_every_error_adds_sums_to_the_whole(cases):
    for case in cases:
        np.testing.assert_allclose(np.sum(reaches(case.walk), axis=0), case.walk.dZ, rtol=1e-10, atol=1e-12)


def test_replacing_a_step_leaves_the_first_walk_as_it_was(cases):
    before = [value.copy() for value in cases[-1].walk[6:]]
    again(cases[-1].walk, slope=np.ones_like(cases[-1].walk.slope))
    assert all(np.array_equal(a, b) for a, b in zip(before, cases[-1].walk[6:], strict=True))
