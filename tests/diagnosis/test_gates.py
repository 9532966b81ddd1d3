"""LSTM and GRU: the same kinds of edits at the places of their own tables."""

import numpy as np
import pytest

from elman.diagnosis import diagnose
from elman.network import gru, lstm

PROGRAMS = [
    (
        "gru",
        [
            (
                '        dh_next = dZ_r[t] @ params["W_hr"].T + dZ_u[t] @ params["W_hu"].T + dM[t] @ params["W_hn"].T\n',
                "",
            ),
            ("dh_next = dh_next + dh * u", "dh_next = dh * u"),
        ],
        ["carry = dh * U[t]"],
    ),
    ("lstm", [("+ dh_next\n", "\n")], ["dh = dA[t] W_hy^T"]),
    ("lstm", [("(1 - s**2) + dc_next", "(1 - s**2)")], ["dc = dh * O[t] * (1 - tanh(C[t + 1])^2)"]),
    ("lstm", [("dc = dh * o * (1 - s**2)", "dc = dh * (1 - s**2)")], ["dc = dh * (1 - tanh(C[t + 1])^2) + carry_c"]),
    (
        "lstm",
        [("dc = dh * o * (1 - s**2)", "dc = dh * o * s * (1 - s)")],
        ["dc = dh * O[t] * tanh(C[t + 1]) (1 - tanh(C[t + 1])) + carry_c"],
    ),
    (
        "lstm",
        [('dZ["o"][t] = dh * s * o', 'dZ["o"][t] = dh * C[t + 1] * o')],
        ["dZ_o[t] = dh * C[t + 1] * O[t] (1 - O[t])"],
    ),
    ("lstm", [('dZ["o"][t] = dh * s * o * (1 - o)', 'dZ["o"][t] = dh * s')], ["dZ_o[t] = dh * tanh(C[t + 1])"]),
    ("lstm", [('dZ["f"][t] = dc * C[t]', 'dZ["f"][t] = dc * C[t + 1]')], ["dZ_f[t] = dc * C[t + 1] * F[t] (1 - F[t])"]),
    ("lstm", [('dZ["f"][t] = dc * C[t] *', 'dZ["f"][t] = dc *')], ["dZ_f[t] = dc * F[t] (1 - F[t])"]),
    ("lstm", [('dZ["g"][t] = dc * i * (1 - g**2)', 'dZ["g"][t] = dc * (1 - g**2)')], ["dZ_g[t] = dc * (1 - G[t]^2)"]),
    ("lstm", [('dZ["g"][t] = dc * i * (1 - g**2)', 'dZ["g"][t] = dc * i')], ["dZ_g[t] = dc * I[t]"]),
    (
        "lstm",
        [('dZ["i"][t] = dc * g * i * (1 - i)', 'dZ["i"][t] = dc * g * (1 - i**2)')],
        ["dZ_i[t] = dc * G[t] * (1 - I[t]^2)"],
    ),
    (
        "lstm",
        [("dc_next = dc * f", "dc_next = dc * F[min(t + 1, T - 1)]")],
        ["carry_c = dc * F[t + 1] (at the ends, the frame itself)"],
    ),
    (
        "lstm",
        [('for gate in "ifog")\n        dc_next', 'for gate in "ifo")\n        dc_next')],
        ["carry_h = dZ_i[t] W_hi^T + dZ_f[t] W_hf^T + dZ_o[t] W_ho^T"],
    ),
    (
        "lstm",
        [('dZ[gate][t] @ params["W_h" + gate].T', 'dZ[gate][t] @ params["W_h" + gate]')],
        ["carry_h = dZ_i[t] W_hi + dZ_f[t] W_hf + dZ_o[t] W_ho + dZ_g[t] W_hg"],
    ),
    (
        "lstm",
        [('"h_0": dh_next, "c_0": dc_next', '"h_0": dc_next, "c_0": dh_next')],
        ["dh_0 = the carry_c that is left after the loop", "dc_0 = the carry_h that is left after the loop"],
    ),
    ("lstm", [('"c_0": dc_next', '"c_0": 0 * dc_next')], ["dc_0 = 0: never computed, or never put into the dict"]),
    (
        "lstm",
        [('grads["b_" + gate] = dZ[gate].sum(axis=0)', 'grads["b_" + gate] = dZ[gate].mean(axis=0)')],
        ["1 / T * db"],
    ),
    (
        "lstm",
        [("dc = dh * o * (1 - s**2) + dc_next", "dc = (dA[t] @ params['W_hy'].T) * o * (1 - s**2) + dc_next")],
        ["dc = dA[t] W_hy^T * O[t] * (1 - tanh(C[t + 1])^2) + carry_c"],
    ),
    (
        "lstm",
        [("dc_next = dc * f", "dc_next = np.clip(dc * f, -3, 3)")],
        ["carry_c is clipped to values between -3 and 3"],
    ),
    ("gru", [("dZ_n[t] = dh * (1 - u)", "dZ_n[t] = dh")], ["dZ_n[t] = dh * (1 - N[t]^2)"]),
    ("gru", [("dM[t] = dZ_n[t] * r", "dM[t] = dZ_n[t] * u")], ["dM[t] = dZ_n[t] * U[t]"]),
    ("gru", [("dM[t] = dZ_n[t] * r", "dM[t] = dZ_n[t] * (1 - r)")], ["dM[t] = dZ_n[t] * (1 - R[t])"]),
    (
        "gru",
        [("dZ_n[t] * m * r * (1 - r)", "dM[t] * m * r * (1 - r)")],
        ["dZ_r[t] = dZ_n[t] * M[t] * R[t] (1 - R[t]) * R[t]"],
    ),
    (
        "gru",
        [("dZ_n[t] * m * r * (1 - r)", "dZ_n[t] * h * r * (1 - r)")],
        ["dZ_r[t] = dZ_n[t] * H[t] * R[t] (1 - R[t])"],
    ),
    ("gru", [("dh * (h - cand)", "dh * (cand - h)")], ["dZ_u[t] = -dh * (H[t] - N[t]) * U[t] (1 - U[t])"]),
    (
        "gru",
        [("dZ_n[t] * m * r * (1 - r)", 'dZ_n[t] * (m - params["b_hn"]) * r * (1 - r)')],
        ["dZ_r[t] = dZ_n[t] * (M[t] - b_hn) * R[t] (1 - R[t])"],
    ),
    (
        "lstm",
        [
            (
                'dZ[gate][t] @ params["W_h" + gate].T',
                'dZ[gate][t] @ params["W_h" + {"o": "g", "g": "o"}.get(gate, gate)].T',
            )
        ],
        ["carry_h = dZ_i[t] W_hi^T + dZ_f[t] W_hf^T + dZ_o[t] W_hg^T + dZ_g[t] W_ho^T"],
    ),
    ("gru", [("dh * (h - cand)", "dh * h")], ["dZ_u[t] = dh * H[t] * U[t] (1 - U[t])"]),
    (
        "gru",
        [("dh_next = dh_next + dh * u", "dh_next = dh_next + dh * (1 - u)")],
        ["carry = dZ_r[t] W_hr^T + dZ_u[t] W_hu^T + dM[t] W_hn^T + dh * (1 - U[t])"],
    ),
    ("gru", [("        dh_next = dh_next + dh * u\n", "")], ["carry = dZ_r[t] W_hr^T + dZ_u[t] W_hu^T + dM[t] W_hn^T"]),
    (
        "gru",
        [('dZ_u[t] @ params["W_hu"].T', 'dZ_u[t] @ params["W_hu"]')],
        ["carry = dZ_r[t] W_hr^T + dZ_u[t] W_hu + dM[t] W_hn^T + dh * U[t]"],
    ),
    (
        "gru",
        [('dM[t] @ params["W_hn"].T', 'dZ_n[t] @ params["W_hn"].T')],
        ["carry = dZ_r[t] W_hr^T + dZ_u[t] W_hu^T + dZ_n[t] W_hn^T + dh * U[t]"],
    ),
    ("gru", [('"W_hn": H[:-1].T @ dM', '"W_hn": H[:-1].T @ dZ_n')], ["dW_hn = sum of H[t]^T dZ_n[t]"]),
    ("gru", [('"W_hn": H[:-1].T @ dM', '"W_hn": (R * H[:-1]).T @ dZ_n')], ["dW_hn = sum of (H[t] * R[t])^T dZ_n[t]"]),
    ("gru", [('"b_hn": dM.sum(0)', '"b_hn": dZ_n.sum(0)')], ["db_hn = sum of dZ_n[t]"]),
    (
        "gru",
        [('"W_xr": X.T @ dZ_r, "W_xu": X.T @ dZ_u', '"W_xr": X.T @ dZ_u, "W_xu": X.T @ dZ_r')],
        ["dW_xr = sum of X[t]^T dZ_u[t]", "dW_xu = sum of X[t]^T dZ_r[t]"],
    ),
    ("gru", [("dh_next = np.zeros(n)", "dh_next = np.ones(n)")], ["before the last frame, carry = ones"]),
    (
        "gru",
        [("dh * (h - cand) * u * (1 - u)", "dh * (h + cand) * u * (1 - u)")],
        ["dZ_u[t] = dh * (H[t] + N[t]) * U[t] (1 - U[t])"],
    ),
    (
        "gru",
        [("in reversed(range(T))", "in range(T)")],
        ["the loop visits all frames, from the first to the last"],
    ),
]
"""The base program, the lines that are changed, and the equations that must be told."""


def explained(student, base, changes, said, words):
    diagnosis = diagnose(student(*changes, base=base), network=base, output="linear")
    shown = [f.pairs[: 2 if "exchanged" in f.name else 1] for f in diagnosis.findings]
    assert [yours for pairs in shown for yours, _ in pairs] == said, str(diagnosis)
    assert len(said) > 1 or words(diagnosis) <= 60


@pytest.mark.parametrize(("base", "changes", "said"), PROGRAMS[::7])
def test_the_equation_of_the_program_is_told(student, words, base, changes, said):
    explained(student, base, changes, said, words)


@pytest.mark.long
@pytest.mark.parametrize(("base", "changes", "said"), PROGRAMS)
def test_the_equation_of_every_program_is_told(student, words, base, changes, said):
    explained(student, base, changes, said, words)


@pytest.mark.parametrize("network", [lstm, gru])
def test_right_programs_pass(student, network):
    assert diagnose(network.backward, network=network)
    assert diagnose(student(base=network.__name__.rpartition(".")[2]), network=network, rng=3)


def test_what_no_edit_gives_is_not_guessed(student):
    change = ("        dc_next = dc * f\n", "        dc_next = dc * f * np.cos(t)\n")
    [finding] = diagnose(student(change, base="lstm"), network=lstm, output="linear").findings
    assert not finding.pairs
    assert "One frame is right" not in finding.words or "carry" in finding.words


def test_only_the_wrong_gate_is_named_with_one_frame():
    def backward(params, dY, cache):
        grads = lstm.backward(params, dY, cache)
        return grads | {"W_xo": grads["W_xo"] * np.arange(1, 1 + grads["W_xo"].size).reshape(grads["W_xo"].shape)}

    [finding] = diagnose(backward, network=lstm, output="linear").findings
    assert finding.params == ("W_xo",)
