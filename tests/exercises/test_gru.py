import numpy as np
import pytest

from elman.exercises.gru import MISTAKES, check_gru
from elman.network import gru


def right(params, dh, h, R, U, M, N):
    """Written from the equations, apart from the judge's own version."""
    dN, dU, keep = dh * (1 - U), dh * (h - N), dh * U
    dZ_n = dN * (1 - N**2)
    dM, dR = dZ_n * R, dZ_n * M
    dZ_r, dZ_u = dR * R * (1 - R), dU * U * (1 - U)
    return dZ_r, dZ_u, dZ_n, dM, keep + dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T


NAMES = ("dZ_r", "dZ_u", "dZ_n", "dM", "carry")


def unit_by_unit(params, dh, h, R, U, M, N):
    """Every unit by itself, and the carry as a sum over units."""
    n = len(dh)
    dZ_r, dZ_u, dZ_n, dM = np.zeros((4, n))
    for i in range(n):
        dZ_n[i] = dh[i] * (1 - U[i]) * (1 - N[i] ** 2)
        dM[i] = dZ_n[i] * R[i]
        dZ_r[i] = dZ_n[i] * M[i] * (R[i] - R[i] ** 2)
        dZ_u[i] = dh[i] * (h[i] - N[i]) * (U[i] - U[i] ** 2)
    carry = params["W_hr"] @ dZ_r + params["W_hu"] @ dZ_u + params["W_hn"] @ dM + U * dh
    return dZ_r, dZ_u, dZ_n, dM, carry


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


@pytest.mark.parametrize(
    "answer",
    [
        right,
        unit_by_unit,
        lambda *args: list(right(*args)),
        lambda *args: np.array(right(*args)),
        lambda *args: dict(zip(NAMES, right(*args), strict=True)),
        lambda *args: (part for part in right(*args)),
    ],
)
def test_right_answers(answer):
    assert check_gru(answer)


def changed(**parts):
    """The right answer with some of its five arrays replaced."""

    def answer(params, dh, h, R, U, M, N):
        names = dict(zip(NAMES, right(params, dh, h, R, U, M, N), strict=True))
        known = names | {"dh": dh, "h": h, "R": R, "U": U, "M": M, "N": N, **params}
        return [eval(parts[name], {}, known) if name in parts else names[name] for name in NAMES]

    return answer


def not_transposed(params, dh, h, R, U, M, N):
    turned = {name: value.T if name.startswith("W_h") else value for name, value in params.items()}
    return right(turned, dh, h, R, U, M, N)


def share_turned(params, dh, h, R, U, M, N):
    dZ_n = dh * U * (1 - N**2)
    dM, dZ_r = dZ_n * R, dZ_n * M * R * (1 - R)
    dZ_u = dh * (h - N) * U * (1 - U)
    return dZ_r, dZ_u, dZ_n, dM, dh * U + dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T


def candidate_without_reset(params, dh, h, R, U, M, N):
    dZ_r, dZ_u, dZ_n, _, carry = right(params, dh, h, R, U, M, N)
    return dZ_r, dZ_u, dZ_n, dZ_n, carry + (dZ_n * (1 - R)) @ params["W_hn"].T


def update_sign(params, dh, h, R, U, M, N):
    dZ_r, dZ_u, dZ_n, dM, carry = right(params, dh, h, R, U, M, N)
    return dZ_r, -dZ_u, dZ_n, dM, carry - 2 * dZ_u @ params["W_hu"].T


def update_slope(params, dh, h, R, U, M, N):
    dZ_r, dZ_u, dZ_n, dM, carry = right(params, dh, h, R, U, M, N)
    bare = dh * (h - N)
    return dZ_r, bare, dZ_n, dM, carry + (bare - dZ_u) @ params["W_hu"].T


def update_sign_and_no_direct_term(*args):
    *parts, carry = update_sign(*args)
    return *parts, carry - args[1] * args[4]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (changed(carry="carry - dh * U"), ["a term is missing"]),
        (changed(carry="carry - dh * U + dh"), ["not dh"]),
        (changed(carry="carry - dh * U + dh * (1 - U)"), ["not 1 - U"]),
        (changed(carry="carry - dZ_r @ W_hr.T"), ["term of the reset gate"]),
        (changed(carry="carry - dZ_u @ W_hu.T"), ["term of the update gate"]),
        (changed(carry="dh * U"), ["three terms with a matrix are missing"]),
        (not_transposed, ["TRANSPOSED"]),
        (update_sign, ["dZ_u has the wrong sign"]),
        (update_slope, ["dZ_u: the slope of the sigmoid"]),
        (candidate_without_reset, ["dM = dZ_n * R"]),
        (share_turned, ["has the share U"]),
        (lambda *args: [right(*args)[n] for n in (1, 0, 2, 3, 4)], ["order"]),
        (update_sign_and_no_direct_term, ["dZ_u has the wrong sign", "a term is missing"]),
    ],
)
def test_mistakes_are_named_also_two_at_once(answer, words, named):
    verdict = check_gru(answer)
    assert verdict.kind == "wrong"
    found = named(verdict, MISTAKES)
    assert len(found) == len(words)
    assert all(any(word in one for one in found) for word in words)


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (lambda params, dh, *others: dh, ["an array of 4", "dZ_r, dZ_u, dZ_n, dM, carry"]),
        (lambda *arguments: 5 * [4 * ["a"]], ["dZ_r holds text"]),
        (lambda *arguments: 5 * [np.full(4, np.nan)], ["dZ_n[0] is nan"]),
        (lambda *arguments: arguments[99], ["IndexError"]),
        (lambda *arguments: [part.astype(np.float32) for part in right(*arguments)], ["float32"]),
        (changed(dZ_r="dZ_r * 1.5"), ["1.5 times", "Look at dZ_r"]),
        (changed(dZ_n="dZ_n + 0.1", dM="dM + 0.1"), ["Look at dZ_n"]),
        (changed(dM="dM + R"), ["Look at dM", "R * M"]),
        (changed(dZ_u="dZ_u + 0.1"), ["Look at dZ_u"]),
        (changed(carry="carry + 0.1"), ["Look at carry"]),
        (changed(carry="carry[:, None]"), ["(4, 1)"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_gru(answer)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)


def as_an_elman_network(params, dh, h, R, U, M, N):
    dZ_r, _, dZ_n, dM, _ = right(params, dh, h, R, U, M, N)
    return dZ_r, np.zeros_like(dh), dZ_n, dM, dM @ params["W_hn"].T


def test_no_answer_and_the_exercise_as_given_are_open_and_half_of_it_done_is_wrong():
    assert check_gru(lambda *args: None).kind == "open"
    assert check_gru(as_an_elman_network).kind == "open"
    half = check_gru(lambda *args: (*as_an_elman_network(*args)[:4], right(*args)[4]))
    assert half.kind == "wrong"


def test_right_on_the_judges_frames_is_not_enough():
    """In whole songs, some carry is large."""

    def forgetful(params, dh, *others):
        return [part * (np.max(np.abs(dh)) < 2.2) for part in right(params, dh, *others)]

    assert check_gru(forgetful).kind == "wrong"
