import numpy as np
import pytest

from elman.diagnosis.cases import draw_case
from elman.exercises.truncation import check_truncated, truncated_gradients
from elman.network import rnn


def truncated(params, dY, cache, k, *, first=0, frames=None, through_h_0=True):
    """The notebook's solution, with places to go wrong."""
    X, H, _, _ = cache
    dZ, dh_0 = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in range(len(X)):
        carry = dY[t] @ params["W_hy"].T
        for s in range(t, max(t - k - first, -1), -1):
            arrived = carry * (1 - H[s + 1] ** 2)
            dZ[s] += arrived
            carry = arrived @ params["W_hh"].T
            dh_0 += carry if s == 0 and through_h_0 else 0
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": dh_0}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


def in_blocks(params, dY, cache, k):
    """The carry is set to zero every k frames."""
    X, H, _, _ = cache
    dZ, carry = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in reversed(range(len(X))):
        dZ[t] = (dY[t] @ params["W_hy"].T + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
        if (len(X) - t) % k == 0 and t:
            carry = 0 * carry
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


def test_right_answer_is_accepted():
    assert check_truncated(truncated)


def test_the_judges_own_way_agrees_with_an_error_sent_back_alone():
    """dY of one frame only, the state before its window held fixed: then the full gradient is that of a shorter song."""
    case, k, t = draw_case(7, 3, 4, 2, rng=np.random.default_rng(5)), 3, 5
    dY = np.zeros_like(case.dY)
    dY[t] = case.dY[t]
    X, H, Y, output = case.cache
    part = slice(t - k + 1, t + 1)
    alone = rnn.backward(case.params, dY[part], rnn.Cache(X[part], H[t - k + 1 : t + 2], Y[part], output))
    found = truncated_gradients(case.params, dY, case.cache, k)
    for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y"):
        np.testing.assert_allclose(found[name], alone[name], rtol=1e-12, atol=1e-14)
    assert (found["h_0"] == 0).all()  # the window does not reach it


def test_what_the_student_gets_is_not_done_yet():
    assert check_truncated(lambda params, dY, cache, k: truncated(params, dY, cache, 0)).kind == "open"
    assert check_truncated(lambda params, dY, cache, k: None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda p, dY, c, k: rnn.backward(p, dY, c), "nothing is cut off"),
        (lambda p, dY, c, k: truncated(p, dY, c, k + 1), "one too many"),
        (lambda p, dY, c, k: truncated(p, dY, c, max(k - 1, 1)), "one too few"),
        (lambda p, dY, c, k: truncated(p, dY, c, k, through_h_0=False), "all is right but h_0"),
        (in_blocks, "you set the carry to zero every 2 frames"),
        (lambda p, dY, c, k: truncated(p, -dY, c, k), "are not what errors through 1 frame give"),
        (lambda p, dY, c, k: {"W_hh": 1.0}, "is missing from the dict"),
        (lambda p, dY, c, k: {}["t"], "your function raised KeyError: 't'"),
        (lambda p, dY, c, k: 3, "a dict with the keys of params was expected"),
    ],
)
def test_plausible_mistakes_get_a_useful_word(mistake, word):
    verdict = check_truncated(mistake)
    assert verdict.kind == "wrong"
    assert word in str(verdict)


def test_one_frame_too_few_is_not_taken_for_nothing():
    verdict = check_truncated(lambda *args: truncated(*args, first=-1))
    assert verdict.kind == "wrong"
    assert "its own frame is the first of the k" in str(verdict)
