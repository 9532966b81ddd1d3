import numpy as np
import pytest

from elman.diagnosis.cases import draw_case
from elman.exercises.gru import check_gru, run_back
from elman.network import gru


def right(dh, h, R, U, M, N, params):
    """Written from the equations, apart from the checker's own version."""
    dN, dU, keep = dh * (1 - U), dh * (h - N), dh * U
    dZ_n = dN * (1 - N**2)
    dM, dR = dZ_n * R, dZ_n * M
    dZ_r, dZ_u = dR * R * (1 - R), dU * U * (1 - U)
    return dZ_r, dZ_u, dZ_n, dM, keep + dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T


def test_run_back_gives_the_gradients_of_the_network():
    case = draw_case(7, 3, 4, 2, network=gru, output="softmax", rng=np.random.default_rng(0))
    found, wanted = run_back(right, case.params, case.dY, case.cache), gru.backward(case.params, case.dY, case.cache)
    assert found.keys() == wanted.keys()
    for name, gradient in wanted.items():
        np.testing.assert_allclose(found[name], gradient, rtol=1e-12, atol=1e-14)


def test_the_right_equations_pass():
    assert check_gru(right)


def without_the_straight_road(dh, h, R, U, M, N, params):
    *parts, carry = right(dh, h, R, U, M, N, params)
    return *parts, carry - dh * U


def as_an_elman_network(dh, h, R, U, M, N, params):
    dZ_r, _, dZ_n, dM, _ = right(dh, h, R, U, M, N, params)
    return dZ_r, np.zeros_like(dh), dZ_n, dM, dM @ params["W_hn"].T


def as_given_but_for_the_carry(dh, h, R, U, M, N, params):
    return *as_an_elman_network(dh, h, R, U, M, N, params)[:4], right(dh, h, R, U, M, N, params)[4]


def update_gate_turned(dh, h, R, U, M, N, params):
    return right(dh, h, R, 1 - U, M, N, params)


def forgets_the_reset_gate(dh, h, R, U, M, N, params):
    dZ_r, dZ_u, dZ_n, _, carry = right(dh, h, R, U, M, N, params)
    return dZ_r, dZ_u, dZ_n, dZ_n, carry + (dZ_n * (1 - R)) @ params["W_hn"].T


def not_transposed(dh, h, R, U, M, N, params):
    turned = {name: value.T if name.startswith("W_h") else value for name, value in params.items()}
    return right(dh, h, R, U, M, N, turned)


def sign_of_the_update_gate(dh, h, R, U, M, N, params):
    dZ_r, dZ_u, dZ_n, dM, carry = right(dh, h, R, U, M, N, params)
    return dZ_r, -dZ_u, dZ_n, dM, carry - 2 * dZ_u @ params["W_hu"].T


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (without_the_straight_road, "a term is missing"),
        (as_an_elman_network, "is dZ_u"),
        (update_gate_turned, "is dZ_n"),
        (forgets_the_reset_gate, "dM: the candidate sees R * M"),
        (not_transposed, "TRANSPOSED"),
        (sign_of_the_update_gate, "wrong sign"),
        (lambda dh, h, R, U, M, N, params: dh, "Five arrays"),
        (lambda *arguments: 5 * [4 * ["a"]], "no finite numbers"),
        (lambda *arguments: 5 * [np.full(4, np.nan)], "no finite numbers"),
        (lambda *arguments: arguments[99], "IndexError"),
    ],
)
def test_mistakes_get_a_useful_word(function, word):
    verdict = check_gru(function)
    assert not verdict
    assert word in str(verdict)


def test_the_exercise_as_given_is_open_and_half_of_it_done_is_wrong():
    assert check_gru(as_an_elman_network).kind == "open"
    assert check_gru(as_given_but_for_the_carry).kind == "wrong"


def test_slips_of_order_and_precision_are_named():
    def turned(*args):
        dZ_r, dZ_u, dZ_n, dM, carry = right(*args)
        return dZ_u, dZ_r, dZ_n, dM, carry

    assert "not their order: return dZ_r, dZ_u, dZ_n, dM, carry" in str(check_gru(turned))
    assert "float32" in str(check_gru(lambda *args: [part.astype("float32") for part in right(*args)]))
    assert check_gru(lambda *args: np.array(right(*args)))


def test_a_forgotten_slope_of_the_update_gate_is_named():
    def bare(dh, h, R, U, M, N, params):
        dZ_r, _, dZ_n, dM, carry = right(dh, h, R, U, M, N, params)
        return dZ_r, dh * (h - N), dZ_n, dM, carry

    assert "U (1 - U)" in str(check_gru(bare))
