import numpy as np
import pytest

from elman.diagnosis.localise import frame_errors, in_short, lengths, telling_case
from elman.diagnosis.walk import gradients
from elman.network import rnn
from elman.network.activations import OUTPUTS


@pytest.fixture(params=list(OUTPUTS))
def case(request):
    return telling_case(8, network=rnn, output=request.param, rng=np.random.default_rng(1))


def test_right_gradients_have_no_wrong_frame(case):
    assert frame_errors(case.right, case) == {}


@pytest.mark.parametrize("frame", [0, 3, 7])
def test_a_wrong_error_is_found_in_its_frame_and_unit(case, frame):
    walk = case.walk._replace(dZ=case.walk.dZ.copy(), dA=case.walk.dA.copy())
    walk.dZ[frame, 2] += 0.01
    walk.dA[frame, 1] -= 0.01
    found = frame_errors(gradients(walk), case)
    assert found == {"W_xh": ((frame,), (2,)), "W_hh": ((frame,), (2,)), "W_hy": ((frame,), (1,))}


@pytest.mark.parametrize("frame", [0, 3, 7])
def test_a_wrong_state_is_found_in_its_frame(case, frame):
    H = case.walk.H[:-1].copy()
    H[frame] = np.sin(np.arange(H.shape[1]))
    assert frame_errors(case.right | {"W_hh": H.T @ case.walk.dZ}, case) == {"W_hh": ((frame,), ())}


def test_what_is_no_frames_fault_is_left_out(case):
    assert frame_errors(case.right | {"W_hh": case.right["W_hh"].T}, case) == {}


def test_lengths():
    class Song:
        def __init__(self, T):
            self.T, self.right = T, {"b": np.zeros(1)}

        def same(self, name, a, b):
            return np.array_equal(a, b)

    right, wrong = {"b": np.zeros(1)}, {"b": np.ones(1)}
    assert lengths([(Song(1), right), (Song(2), right), (Song(3), wrong), (Song(9), wrong)], "b") == (True, 2, 3)
    assert lengths([(Song(1), wrong), (Song(2), right)], "b") == (False, None, 1)
    assert lengths([(Song(4), right)], "b") == (None, 4, None)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([3], "3"), ([0, 1], "0, 1"), ([0, 1, 2, 5], "0 to 2, 5"), ([7, 2, 3, 4], "2 to 4, 7")],
)
def test_numbers_in_short(numbers, words):
    assert in_short(numbers) == words
