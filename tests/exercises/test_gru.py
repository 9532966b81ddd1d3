import numpy as np
import pytest

from elman.exercises.gru import check_gru
from elman.network import gru


def right(params, dh, h, R, U, M, N):
    """Written from the equations, apart from the checker's own version."""
    dN, dU, keep = dh * (1 - U), dh * (h - N), dh * U
    dZ_n = dN * (1 - N**2)
    dM, dR = dZ_n * R, dZ_n * M
    dZ_r, dZ_u = dR * R * (1 - R), dU * U * (1 - U)
    return dZ_r, dZ_u, dZ_n, dM, keep + dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T


def test_the_package_s_own_cell_gives_the_same_five_arrays():
    rng = np.random.default_rng(0)
    params = gru.init(3, 4, 2, rng=rng, scale=0.8)
    dh, h, M = rng.normal(size=(3, 4))
    R, U = rng.uniform(0, 1, (2, 4))
    N = rng.uniform(-1, 1, 4)
    for found, wanted in zip(
        right(params, dh, h, R, U, M, N), gru.cell_backward(params, dh, h, R, U, M, N), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-13)


def test_the_right_equations_pass():
    assert check_gru(right)


def without_the_direct_term(params, dh, h, R, U, M, N):
    *parts, carry = right(params, dh, h, R, U, M, N)
    return *parts, carry - dh * U


def as_an_elman_network(params, dh, h, R, U, M, N):
    dZ_r, _, dZ_n, dM, _ = right(params, dh, h, R, U, M, N)
    return dZ_r, np.zeros_like(dh), dZ_n, dM, dM @ params["W_hn"].T


def as_given_but_for_the_carry(params, dh, h, R, U, M, N):
    return *as_an_elman_network(params, dh, h, R, U, M, N)[:4], right(params, dh, h, R, U, M, N)[4]


def update_gate_turned(params, dh, h, R, U, M, N):
    return right(params, dh, h, R, 1 - U, M, N)


def forgets_the_reset_gate(params, dh, h, R, U, M, N):
    dZ_r, dZ_u, dZ_n, _, carry = right(params, dh, h, R, U, M, N)
    return dZ_r, dZ_u, dZ_n, dZ_n, carry + (dZ_n * (1 - R)) @ params["W_hn"].T


def not_transposed(params, dh, h, R, U, M, N):
    turned = {name: value.T if name.startswith("W_h") else value for name, value in params.items()}
    return right(turned, dh, h, R, U, M, N)


def sign_of_the_update_gate(params, dh, h, R, U, M, N):
    dZ_r, dZ_u, dZ_n, dM, carry = right(params, dh, h, R, U, M, N)
    return dZ_r, -dZ_u, dZ_n, dM, carry - 2 * dZ_u @ params["W_hu"].T


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (without_the_direct_term, "a term is missing"),
        (as_an_elman_network, "is dZ_u"),
        (update_gate_turned, "is dZ_n"),
        (forgets_the_reset_gate, "dM: the candidate sees R * M"),
        (not_transposed, "TRANSPOSED"),
        (sign_of_the_update_gate, "wrong sign"),
        (lambda params, dh, h, R, U, M, N: dh, "Five arrays"),
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
    def bare(params, dh, h, R, U, M, N):
        dZ_r, _, dZ_n, dM, carry = right(params, dh, h, R, U, M, N)
        return dZ_r, dh * (h - N), dZ_n, dM, carry

    assert "U (1 - U)" in str(check_gru(bare))
