"""Each classic mistake is planted in a student's backward pass and must be called by its name; nothing else may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from elman.diagnosis import diagnose
from elman.diagnosis.findings import UNKNOWN
from elman.errors import InputError
from elman.network import rnn, static
from elman.network.activations import OUTPUTS

DH = "        dh = dA[t] @ W_hy.T + carry\n"
DZ = "        dz = dh * (1 - H[t + 1] ** 2)\n"
CARRY = "        carry = dz @ W_hh.T\n"
H_0 = '    grads["h_0"] = carry\n'
RETURN = "    return grads\n"
HIDDEN = ("W_xh", "W_hh", "b_h", "h_0")
ALL = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0")
# Sends every gradient back on its own, at most K frames; replaces the sums that were made before.
TRUNCATE = """    for name in ("W_xh", "W_hh", "b_h", "h_0"):
        grads[name] = np.zeros_like(params[name])
    for s in range(T):
        back = dA[s] @ W_hy.T
        for t in range(s, max(s - K, -1), -1):
            back = back * (1 - H[t + 1] ** 2)
            grads["W_xh"] += np.outer(X[t], back)
            grads["W_hh"] += np.outer(H[t], back)
            grads["b_h"] += back
            back = back @ W_hh.T
            if t == 0:
                grads["h_0"] += back
    return grads
"""

MISTAKES = [
    ("carry dropped", "dZ[t] = dH[t] * (1 - H[t + 1]^2)", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T\n")]),
    ("carry dropped", "carry = 0", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T\n"), (H_0, "")]),
    (
        "truncated after 2 frames",
        "each frame's gradient goes back through 2 frames, its own and the 1 before it",
        HIDDEN,
        [(RETURN, TRUNCATE.replace("K", "2"))],
    ),
    (
        "truncated after 5 frames",
        "each frame's gradient goes back through 5 frames, its own and the 4 before it",
        HIDDEN,
        [(RETURN, TRUNCATE.replace("K", "5"))],
    ),
    (
        "dH added to dZ",
        "db_h = sum of (dZ[t] + dH[t])",
        ["b_h"],
        [('grads["b_h"] += dz', 'grads["b_h"] += dz + dA[t] @ W_hy.T')],
    ),
    (
        "wrong dh_0",
        "dh_0 = the carry that is left after the loop + dH[0]",
        ["h_0"],
        [(H_0, '    grads["h_0"] = carry + dA[0] @ W_hy.T\n')],
    ),
    (
        "carry set to zero",
        "the carry is set to zero every 3 frames, counted from the first",
        HIDDEN,
        [(CARRY, "        carry = dz @ W_hh.T if t % 3 or t == 0 else 0 * dz\n")],
    ),
    (
        "carry set to zero",
        "the carry is set to zero every 4 frames, counted from the last",
        HIDDEN,
        [(CARRY, "        carry = dz @ W_hh.T if (T - t) % 4 or t == 0 else 0 * dz\n")],
    ),
    ("(1 - H^2) missing in dZ", "dZ[t] = dH[t] + carry", HIDDEN, [(DZ, "        dz = dh\n")]),
    (
        "(1 - H^2) missing for carry in dZ",
        "dZ[t] = dH[t] * (1 - H[t + 1]^2) + carry",
        HIDDEN,
        [(DH, "        dh = dA[t] @ W_hy.T\n"), (DZ, DZ.rstrip() + " + carry\n")],
    ),
    (
        "(1 - H^2) missing, only on the way into carry",
        "carry = (dH[t] + carry) W_hh^T",
        HIDDEN,
        [(CARRY, "        carry = dh @ W_hh.T\n")],
    ),
    (
        "(1 - H^2) of the wrong frame in dZ",
        "dZ[t] = (dH[t] + carry) * (1 - H[t]^2)",
        HIDDEN,
        [(DZ, "        dz = dh * (1 - H[t] ** 2)\n")],
    ),
    (
        "(1 - H^2) of the wrong frame in dZ",
        "dZ[t] = (dH[t] + carry) * (1 - H[t + 2]^2) (at the ends, the frame itself)",
        HIDDEN,
        [(DZ, "        dz = dh * (1 - H[min(t + 2, T)] ** 2)\n")],
    ),
    (
        "(1 - Z[t]^2) in place of (1 - H^2) in dZ",
        "dZ[t] = (dH[t] + carry) * (1 - Z[t]^2)",
        HIDDEN,
        [(DZ, '        z = X[t] @ params["W_xh"] + H[t] @ W_hh + params["b_h"]\n        dz = dh * (1 - z**2)\n')],
    ),
    (
        "(1 - tanh(H[t + 1])^2) in place of (1 - H^2) in dZ",
        "dZ[t] = (dH[t] + carry) * (1 - tanh(H[t + 1])^2)",
        HIDDEN,
        [(DZ, "        dz = dh * (1 - np.tanh(H[t + 1]) ** 2)\n")],
    ),
    (
        "H[t + 1] in place of H[t]",
        "dW_hh = sum of H[t + 1]^T dZ[t]",
        ("W_hh",),
        [("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)")],
    ),
    (
        "H[t - 1] in place of H[t]",
        "dW_hh = sum of H[t - 1]^T dZ[t]",
        ("W_hh",),
        [("np.outer(H[t], dz)", "(t > 0) * np.outer(H[t - 1], dz)")],
    ),
    (
        "H[t] in place of H[t + 1]",
        "dW_hy = sum of H[t]^T dA[t]",
        ("W_hy",),
        [("np.outer(H[t + 1], dA[t])", "np.outer(H[t], dA[t])")],
    ),
    ("W_hh not transposed", "carry = dZ[t] W_hh", HIDDEN, [(CARRY, "        carry = dz @ W_hh\n")]),
    (
        "dW_hh transposed",
        "dW_hh = sum of H[t]^T dZ[t], transposed",
        ("W_hh",),
        [("np.outer(H[t], dz)", "np.outer(dz, H[t])")],
    ),
    (
        "dW_hy transposed",
        "dW_hy = sum of H[t + 1]^T dA[t], transposed",
        ("W_hy",),
        [(RETURN, '    grads["W_hy"] = grads["W_hy"].T\n    return grads\n')],
    ),
    (
        "dY of the last frame only",
        "dA = the derivative of the output for dY, with dY of the last frame only",
        ALL,
        [("    carry = np.zeros", "    dA = dA * (np.arange(T) == T - 1)[:, None]\n    carry = np.zeros")],
    ),
    (
        "dH of the last frame only",
        "dH[t] = dA[t] W_hy^T, with dH of the last frame only",
        HIDDEN,
        [(DH, "        dh = (t == T - 1) * dA[t] @ W_hy.T + carry\n")],
    ),
    ("gradient times 1 / T", "1 / T * dW", ALL, [(RETURN, "    return {k: g / T for k, g in grads.items()}\n")]),
    (
        "gradient times 1 / (T n_out)",
        "1 / (T n_out) * dW",
        ALL,
        [(RETURN, "    return {k: g / dY.size for k, g in grads.items()}\n")],
    ),
    ("gradient times T", "T * dW", ALL, [(RETURN, "    return {k: g * T for k, g in grads.items()}\n")]),
    ("gradient times 1 / T", "1 / T * db_y", ("b_y",), [(RETURN, '    grads["b_y"] /= T\n    return grads\n')]),
    ("gradient doubled", "2 dW_xh", ("W_xh",), [(RETURN, '    grads["W_xh"] *= 2\n    return grads\n')]),
    ("gradient with the wrong sign", "-dW", ALL, [(RETURN, "    return {k: -g for k, g in grads.items()}\n")]),
    (
        "carry with the wrong sign",
        "dZ[t] = (dH[t] - carry) * (1 - H[t + 1]^2)",
        HIDDEN,
        [(DH, "        dh = dA[t] @ W_hy.T - carry\n")],
    ),
    (
        "wrong derivative of softmax",
        "dA = Y * dY - Y^2 * dY",
        ALL,
        [("(np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]", "Y[t] * (1 - Y[t]) * dY[t]")],
    ),
    ("output derivative missing", "dA = dY", ALL, [("        dA = dY * (1 - Y**2)\n", "        dA = dY\n")]),
    ("output derivative missing", "dA = dY", ALL, [("(np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]", "dY[t]")]),
    (
        "db_y summed over the outputs (axis=1), not over the frames",
        "db_y = dA, summed over the outputs (axis=1), not over the frames",
        ("b_y",),
        [(RETURN, '    grads["b_y"] = dA.sum(axis=1)\n    return grads\n')],
    ),
    (
        "db_y summed over frames and outputs, to a single number",
        "db_y = dA, summed over frames and outputs, to a single number",
        ("b_y",),
        [(RETURN, '    grads["b_y"] = dA.sum()\n    return grads\n')],
    ),
    ("gradient missing", "dh_0 = 0: never computed, or never put into the dict", ("h_0",), [(H_0, "")]),
    ("wrong dh_0", "dh_0 = dZ[0]", ("h_0",), [(H_0, '    grads["h_0"] = dz\n')]),
    ("wrong dh_0", "dh_0 = (dH[0] + carry)", ("h_0",), [(H_0, '    grads["h_0"] = dh\n')]),
    (
        "wrong dh_0",
        "dh_0 = the carry that frame 0 receives",
        ("h_0",),
        [(CARRY, "        if t == 0:\n            early = carry\n" + CARRY), (H_0, '    grads["h_0"] = early\n')],
    ),
    ("carry accumulated", "carry = dZ[t] W_hh^T + carry", HIDDEN, [(CARRY, "        carry = carry + dz @ W_hh.T\n")]),
    (
        "carry doubled",
        "dZ[t] = (dH[t] + 2 carry) * (1 - H[t + 1]^2)",
        HIDDEN,
        [(DH, "        dh = dA[t] @ W_hy.T + 2 * carry\n")],
    ),
    (
        "loop over all frames, from the first to the last",
        "the loop visits all frames, from the first to the last",
        HIDDEN,
        [("in reversed(range(T))", "in range(T)")],
    ),
    (
        "dZ of the first frame only",
        "db_h = sum of dZ[t], with dZ of the first frame only",
        ("b_h",),
        [('grads["b_h"] += dz', 'grads["b_h"] = dz')],
    ),
    (
        "dZ and dA without the first frame",
        "dW_xh = sum of X[t]^T dZ[t], with dZ without the first frame",
        ("W_xh", "W_hh", "b_h", "W_hy", "b_y"),
        [
            (
                '        grads["W_xh"] +=',
                '        if t == 0:\n            carry = dz @ W_hh.T\n            break\n        grads["W_xh"] +=',
            )
        ],
    ),
]
"""The heading, the student's equation as it must be told, the parameters that are spoilt, the lines that are changed."""


def found(diagnosis):
    """(heading, the student's equation, parameters) of each finding that has an equation."""
    return [(f.name, f.pairs[0][0], set(f.params)) for f in diagnosis.findings if f.pairs]


@pytest.mark.parametrize(("name", "yours", "params", "changes"), MISTAKES)
def test_each_mistake_is_called_by_its_name(student, words, name, yours, params, changes):
    diagnosis = diagnose(student(*changes))
    assert not diagnosis
    assert found(diagnosis) == [(name, yours, set(params))]
    assert UNKNOWN not in str(diagnosis)
    assert words(diagnosis) <= 60


def own_song(rng, T, n_in, n_hidden, n_out):
    params = {name: rng.standard_normal(p.shape) for name, p in rnn.init(n_in, n_hidden, n_out, rng=rng).items()}
    return {"params": params, "X": rng.standard_normal((T, n_in)), "dY": rng.standard_normal((T, n_out))}


def assert_named_on_own_song(student, mistake, seed, T, outputs=tuple(OUTPUTS)):
    name, _, params, changes = mistake
    rng = np.random.default_rng(seed)
    backward = student(*changes)
    for output in outputs:
        if "derivative" in name and diagnose(backward, output=output):
            continue  # a slip in tanh is none with a linear output
        song = own_song(rng, T, rng.integers(1, 7), rng.integers(2, 9), rng.integers(1, 6))
        diagnosis = diagnose(backward, **song, output=output, rng=rng)
        [finding] = [f for f in diagnosis.findings if f.pairs]
        assert (finding.name, set(finding.params)) == (name, set(params)), f"{output}, seed {seed}: {diagnosis}"


@pytest.mark.parametrize("mistake", MISTAKES[::3], ids=str)
def test_a_mistake_is_named_with_a_song_of_ones_own(student, mistake):
    assert_named_on_own_song(student, mistake, seed=7, T=12, outputs=["softmax"])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_each_mistake_is_named_at_every_size(student, mistake, seed):
    assert_named_on_own_song(student, mistake, seed=seed, T=5 + 9 * seed)


@effort(max_examples=15, deadline=None)
@given(
    sizes=st.tuples(st.integers(1, 40), st.integers(1, 6), st.integers(1, 12), st.integers(1, 5)),
    output=st.sampled_from(list(OUTPUTS)),
    seed=st.integers(0, 1000),
)
def test_a_right_one_passes_at_any_size(student, sizes, output, seed):
    rng = np.random.default_rng(seed)
    assert diagnose(student(), **own_song(rng, *sizes), output=output, rng=rng)


def test_a_forgotten_derivative_is_told_with_its_output(student):
    [finding] = diagnose(student(("        dA = dY * (1 - Y**2)\n", "        dA = dY\n"))).findings
    assert "tanh" in finding.only
    assert "linear" not in finding.only


def test_a_derivative_made_of_dY_is_named_although_it_is_not_linear(student):
    [finding] = diagnose(student(("dA = dY * (1 - Y**2)", "dA = dY * (1 - dY**2)"))).findings
    assert (finding.name, finding.pairs[0][0], finding.only) == (
        "wrong derivative of tanh",
        "dA = dY - dY^3",
        "with output tanh only",
    )


def test_what_explains_one_output_is_not_asked_of_the_next(student):
    """Two mistakes show with tanh, one of them with softmax."""
    changes = [(DZ, DZ + "        dz = dz * (1 - H[t + 1] ** 2)\n"), ("dA = dY * (1 - Y**2)", "dA = dY")]
    slope, output = diagnose(student(*changes)).findings
    assert slope.pairs[0][0] == "dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)^2"
    assert not slope.only
    assert (output.name, output.only) == ("output derivative missing", "with output tanh only")


def test_where_a_mistake_does_not_show_is_only_said_where_all_is_explained(student):
    unknown = DZ + "        dz = dz * np.linspace(1, 2, len(dz)) ** 2\n"
    softmax = ("np.diag(Y[t]) - np.outer(Y[t], Y[t])", "np.diag(Y[t])")
    [finding] = diagnose(student(softmax)).findings
    assert finding.only == "with output softmax only"
    finding, lost = diagnose(student((DZ, unknown), softmax)).findings
    assert (finding.params, finding.only) == (("W_hy", "b_y"), "")
    assert (lost.name, lost.params, lost.only) == (UNKNOWN, HIDDEN, "")


@pytest.mark.parametrize(
    ("frames", "visited"),
    [
        ("range(len(X) - 1, 0, -1)", "all frames but the first"),
        ("range(len(X) - 2, -1, -1)", "all frames but the last"),
        ("range(len(X) - 2, 0, -1)", "all frames but the first and the last"),
    ],
)
def test_a_loop_that_leaves_out_a_frame_of_what_it_writes_over(student, frames, visited):
    changes = [
        ("dZ = np.zeros_like(from_output)", "dZ = from_output.copy()"),
        ("range(len(X) - 1, -1, -1)", frames),
        ('params["W_hh"] @ dZ[0]', "later"),
    ]
    [finding] = diagnose(student(*changes, base="sums")).findings
    assert (finding.name, finding.params) == (f"loop over {visited}, in place", HIDDEN)
    assert finding.pairs[0][0] == f"the loop visits {visited}; in others, dZ[t] = dH[t] as before the loop"


def test_w_hy_not_transposed_is_named_although_it_raises_on_most_songs(student):
    diagnosis = diagnose(student((DH, "        dh = dA[t] @ W_hy + carry\n")))
    assert diagnosis.names == ["exception", "W_hy not transposed"]
    assert "ValueError" in str(diagnosis)


def test_where_no_number_tells_two_mistakes_apart_both_are_told(student):
    [finding] = diagnose(student(("np.outer(H[t], dz)", "np.outer(H[t] * (t > 0), dz)"))).findings
    assert "without the first frame" in finding.pairs[0][0]
    assert "H[0] is zero" in finding.words  # h_0 in place of zeros would be the same


def test_the_line_of_a_wrong_sum_is_told(tmp_path):
    source = "from elman.network import rnn\n\ndef backward(params, dY, cache):\n    grads = rnn.backward(params, dY, cache)\n"
    path = tmp_path / "student.py"
    path.write_text(source + '    grads["b_y"] = dY.mean(axis=0)\n    return grads\n', encoding="utf-8")
    space = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    [finding] = diagnose(space["backward"], output="linear").findings
    assert 'Line 5: grads["b_y"] = dY.mean(axis=0)' in finding.words


class TestNothingIsGuessed:
    """What no edit gives: the numbers, and what they show."""

    def unknown(self, backward, params, *words):
        [finding] = diagnose(backward).findings
        assert finding.name == UNKNOWN
        assert set(finding.params) == set(params)
        assert not finding.pairs
        for some in words:
            assert some in finding.words, finding.words

    @pytest.mark.parametrize("frame", [0, 3, 20])
    def test_a_wrong_constant_in_one_frame(self, student, frame):
        change = (DZ, f"{DZ}        if t == {frame}:\n            dz = 1.01 * dz\n")
        shown = {0: "One frame", 3: "T = 4", 20: "T = 21"}[frame]
        self.unknown(student(change), HIDDEN, shown, "yours", "right")

    def test_one_entry_of_one_parameter(self, student):
        self.unknown(student((RETURN, '    grads["b_y"][-1] += 0.1 * dY[0, 0]\n    return grads\n')), ["b_y"], "db_y[")

    def test_what_is_not_proportional_to_dY(self, student):
        sine = student((RETURN, "    return {k: np.sin(g) for k, g in grads.items()}\n"))
        self.unknown(sine, ALL, "proportion to dY")

    def test_several_nonlinear_steps_are_not_called_one_of_them(self, student):
        changes = [
            ("    T = len(X)\n", "    X = np.sin(3 * X)\n    T = len(X)\n"),
            (DZ, DZ + "        dz = np.sin(dz)\n"),
        ]
        self.unknown(student(*changes), HIDDEN, "proportion to dY")

    def test_what_does_not_depend_on_dY(self, student):
        [finding] = diagnose(student((RETURN, '    grads["b_h"] = grads["b_h"] + 0.1\n    return grads\n'))).findings
        assert finding.params == ("b_h",)
        assert "where dY is zero" in finding.words

    def test_lost_digits_are_counted(self, student):
        change = (
            "    return {k: g * (1 + 1e-6 * np.cos(np.arange(g.size).reshape(g.shape))) for k, g in grads.items()}\n"
        )
        [finding] = diagnose(student((RETURN, change)), output="linear").findings
        assert finding.name == "right to 6 digits only"
        [finding] = diagnose(student((RETURN, "    return {k: np.round(g, 6) for k, g in grads.items()}\n"))).findings
        assert "rounded to 6 decimals" in finding.words


class TestOwnSong:
    def test_a_backward_for_one_size_only_is_told_so(self, student):
        song = own_song(np.random.default_rng(0), 7, 2, 3, 2)
        diagnosis = diagnose(
            student(("    T = len(X)\n", "    T = len(X)\n    assert params['W_xh'].shape == (2, 3), 'sizes'\n")),
            **song,
            output="linear",
        )
        assert diagnosis.names == ["exception"]
        assert "sizes" in str(diagnosis)

    def test_a_mistake_that_only_the_own_song_shows(self, student):
        song = own_song(np.random.default_rng(0), 90, 2, 3, 2)
        change = (DZ, f"{DZ}        if t == 80:\n            dz = 0 * dz\n")
        [finding] = diagnose(student(change), **song, output="linear").findings
        assert "T = 90" in finding.words
        assert "T = 64 is right" in finding.words

    def test_a_truncation_longer_than_the_random_songs_is_named_on_a_long_one(self, student):
        song = own_song(np.random.default_rng(0), 100, 2, 3, 2)
        [finding] = diagnose(student((RETURN, TRUNCATE.replace("K", "80"))), **song, output="linear").findings
        assert finding.name == "truncated after 80 frames"

    def test_parts_of_it_may_be_left_out(self, student):
        rng = np.random.default_rng(0)
        song = own_song(rng, 5, 3, 4, 2)
        for part in song:
            assert diagnose(rnn.backward, **{part: song[part]})

    def test_saturated_units_are_no_false_alarm(self):
        # Features that nobody standardised: h is 1 but for its last digits, and so 1 - h^2 has next to no right digit.
        def backward(params, dY, cache):
            X, H, Y, output = cache
            dA = OUTPUTS[output][1](dY, Y)
            dZ, carry = np.zeros_like(H[1:]), 0 * H[0]
            for t in reversed(range(len(X))):
                dZ[t] = (dA[t] @ params["W_hy"].T + carry) * (1 - H[t + 1]) * (1 + H[t + 1])
                carry = dZ[t] @ params["W_hh"].T
            sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
            return sums | {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}

        for bias, size in (0.0, 10.0), (0.0, 1e3), (15.0, 1e5):
            song = own_song(np.random.default_rng(0), 30, 3, 4, 2)
            song["X"] *= size
            song["params"] |= {"W_xh": 0.3 / size * song["params"]["W_xh"], "b_h": np.full(4, bias)}
            diagnosis = diagnose(backward, **song)
            assert diagnosis, f"{size}: {diagnosis}"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"X": np.full((5, 3), np.nan)}, "a matrix of finite numbers was expected"),
            ({"dY": np.ones(5)}, r"dY has shape \(5,\)"),
            ({"params": {"W_xh": np.full((3, 4), np.inf)}}, "params must be a dict with the keys"),
            ({"params": rnn.init(3, 4, 2, rng=np.random.default_rng(0)) | {"W_xh": np.full((3, 4), np.inf)}}, "W_xh"),
        ],
    )
    def test_what_is_no_song_is_told(self, change, message):
        song = own_song(np.random.default_rng(0), 5, 3, 4, 2)
        with pytest.raises(InputError, match=message):
            diagnose(rnn.backward, **(song | change))

    @pytest.mark.long
    def test_the_full_network_gets_its_answers(self, student):
        rng = np.random.default_rng(0)
        song = {"params": rnn.init(260, 10, 2, rng=rng, scale=0.1), "X": rng.standard_normal((60, 260))}
        song["dY"] = rng.standard_normal((60, 2))
        carry, other = [(DH, "        dh = dA[t] @ W_hy.T\n")], [(DZ, DZ + "        dz[0] *= 1.01\n")]
        assert diagnose(student(), **song)
        assert diagnose(student(*carry), **song).names == ["carry dropped"]
        assert not diagnose(student(*other), **song)

    def test_what_does_not_fit_is_told(self):
        song = own_song(np.random.default_rng(0), 5, 3, 4, 2)
        with pytest.raises(InputError, match="do not fit"):
            diagnose(rnn.backward, **(song | {"dY": np.ones((4, 2))}))
        with pytest.raises(InputError, match="do not fit"):
            diagnose(rnn.backward, **(song | {"X": np.ones((5, 2))}))
        with pytest.raises(InputError, match="must be a function"):
            diagnose({"W": 1})
        with pytest.raises(InputError, match="linear, tanh, softmax was expected"):
            diagnose(rnn.backward, output="relu")
        with pytest.raises(InputError, match="elman, lstm, gru"):
            diagnose(rnn.backward, network="transformer")
        with pytest.raises(InputError, match="'static' was given.* elman, lstm, gru"):
            diagnose(static.backward, network="static")  # nothing is sent through time in it
        with pytest.raises(InputError, match="seed"):
            diagnose(rnn.backward, rng="3")


def test_jupyter_shows_the_triangles_of_a_wrong_pass_over_the_frames(student):
    diagnosis = diagnose(student((CARRY, "        carry = 0 * dz\n")), output="linear")
    yours, right = diagnosis.triangles
    np.testing.assert_allclose(yours, np.diag(np.diag(right)), atol=1e-12)
    assert diagnosis._repr_html_().count('<td style="background') == 6 + 21
    assert not diagnose(student((RETURN, '    grads["b_y"] = 2 * grads["b_y"]\n    return grads\n'))).triangles


def test_single_precision_hides_no_mistake(student):
    single = (RETURN, "    return {k: g.astype(np.float32) for k, g in grads.items()}\n")
    assert diagnose(student(single)).names == ["wrong type"]
    kind, slope = diagnose(student((DZ, "        dz = dh\n"), single)).findings
    assert (kind.name, slope.pairs[0][0]) == ("wrong type", "dZ[t] = dH[t] + carry")


def test_an_output_that_raises_is_not_said_to_be_right(student):
    raising = ("    T = len(X)\n", "    T = len(X)\n    assert output != 'softmax'\n")
    error, slope = diagnose(student((DZ, "        dz = dh\n"), raising)).findings
    assert (error.name, slope.pairs[0][0], slope.only) == ("exception", "dZ[t] = dH[t] + carry", "")


def test_a_second_call_that_raises_is_told_as_that(student):
    backward, calls = student(), []

    def student_of_one_call(*given):
        calls.append(1)
        if len(calls) % 2 == 0:
            raise ValueError("once is enough")
        return backward(*given)

    [finding] = diagnose(student_of_one_call).findings
    assert finding.name == "exception"
    assert "once is enough" in finding.words
    assert "second call" in finding.words


def test_a_wrong_dA_on_the_way_into_dH_only(student):
    wrong = "        dh = (Y * (1 - Y) * dY if output == 'softmax' else dA)[t] @ W_hy.T + carry\n"
    [finding] = diagnose(student((DH, wrong))).findings
    assert finding.pairs[0][0] == "dA = Y * dY - Y^2 * dY"
    assert (finding.params, finding.only) == (HIDDEN, "with output softmax only")


def test_a_condition_of_one_output_is_not_told_of_another(student):
    change = '    grads["b_h"] *= 0.5 if output == "softmax" or (output == "tanh" and T > 12) else 1\n' + RETURN
    long, always = diagnose(student((RETURN, change))).findings
    assert long.only.startswith("from T = 14 on")
    assert long.only.endswith("with output tanh only")
    assert always.only == "with output softmax only"
