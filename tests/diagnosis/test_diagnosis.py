"""Each classic mistake is planted in a student's backward pass and must be called by its name; nothing else may be."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from elman.diagnosis import diagnose
from elman.diagnosis.findings import UNKNOWN
from elman.errors import InputError
from elman.network import rnn
from elman.network.activations import OUTPUTS

CARRY = "        carry = dz @ W_hh.T\n"
H_0 = '    grads["h_0"] = carry\n'
DH = "        dh = dA[t] @ W_hy.T + carry\n"
DZ = "        dz = dh * (1 - H[t + 1] ** 2)\n"
RETURN = "    return grads\n"
HIDDEN = ("W_xh", "W_hh", "b_h", "h_0")
ALL = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0")
# Walks every error back on its own, at most K frames; replaces the sums that were made before.
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

# name of the mistake, the parameters it spoils, the lines that are changed
MISTAKES = [
    ("carry dropped", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T\n")]),
    ("carry dropped", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T\n"), (H_0, "")]),
    ("truncated after 2 steps", HIDDEN, [(RETURN, TRUNCATE.replace("K", "2"))]),
    ("truncated after 5 steps", HIDDEN, [(RETURN, TRUNCATE.replace("K", "5"))]),
    ("truncated after 3 steps", HIDDEN, [(CARRY, "        carry = dz @ W_hh.T if t % 3 or t == 0 else 0 * dz\n")]),
    (
        "truncated after 4 steps",
        HIDDEN,
        [(CARRY, "        carry = dz @ W_hh.T if (T - t) % 4 or t == 0 else 0 * dz\n")],
    ),
    ("1 - h^2 missing", HIDDEN, [(DZ, "        dz = dh\n")]),
    ("1 - h^2 missing", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T\n"), (DZ, DZ.rstrip() + " + carry\n")]),
    ("1 - h^2 missing", HIDDEN, [(CARRY, "        carry = dh @ W_hh.T\n")]),
    ("1 - h^2 of the wrong frame", HIDDEN, [(DZ, "        dz = dh * (1 - H[t] ** 2)\n")]),
    ("1 - h^2 of the wrong frame", HIDDEN, [(DZ, "        dz = dh * (1 - H[min(t + 2, T)] ** 2)\n")]),
    (
        "1 - h^2 at the pre-activation",
        HIDDEN,
        [(DZ, '        z = X[t] @ params["W_xh"] + H[t] @ W_hh + params["b_h"]\n        dz = dh * (1 - z**2)\n')],
    ),
    ("wrong formula for 1 - h^2", HIDDEN, [(DZ, "        dz = dh * (1 - np.tanh(H[t + 1]) ** 2)\n")]),
    ("H shifted by one in W_hh", ("W_hh",), [("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)")]),
    ("H shifted by one in W_hh", ("W_hh",), [("np.outer(H[t], dz)", "(t > 0) * np.outer(H[t - 1], dz)")]),
    ("H shifted by one in W_hy", ("W_hy",), [("np.outer(H[t + 1], dA[t])", "np.outer(H[t], dA[t])")]),
    ("W_hh not transposed", HIDDEN, [(CARRY, "        carry = dz @ W_hh\n")]),
    ("gradient of W_hh transposed", ("W_hh",), [("np.outer(H[t], dz)", "np.outer(dz, H[t])")]),
    ("gradient of W_hy transposed", ("W_hy",), [(RETURN, '    grads["W_hy"] = grads["W_hy"].T\n    return grads\n')]),
    (
        "only the last frame's error",
        ALL,
        [("    carry = np.zeros", "    dA = dA * (np.arange(T) == T - 1)[:, None]\n    carry = np.zeros")],
    ),
    ("only the last frame's error", HIDDEN, [(DH, "        dh = (t == T - 1) * dA[t] @ W_hy.T + carry\n")]),
    ("mean in place of sum", ALL, [(RETURN, "    return {k: g / T for k, g in grads.items()}\n")]),
    ("mean in place of sum", ALL, [(RETURN, "    return {k: g / dY.size for k, g in grads.items()}\n")]),
    ("sum in place of mean", ALL, [(RETURN, "    return {k: g * T for k, g in grads.items()}\n")]),
    ("mean in place of sum", ("b_y",), [(RETURN, '    grads["b_y"] /= T\n    return grads\n')]),
    ("constant factor 2", ("W_xh",), [(RETURN, '    grads["W_xh"] *= 2\n    return grads\n')]),
    ("sign", ALL, [(RETURN, "    return {k: -g for k, g in grads.items()}\n")]),
    ("sign of the carry", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T - carry\n")]),
    (
        "softmax with only the diagonal",
        ALL,
        [("(np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]", "Y[t] * (1 - Y[t]) * dY[t]")],
    ),
    ("output derivative forgotten", ALL, [("        dA = dY * (1 - Y**2)\n", "        dA = dY\n")]),
    ("output derivative forgotten", ALL, [("(np.diag(Y[t]) - np.outer(Y[t], Y[t])) @ dY[t]", "dY[t]")]),
    ("bias summed over the wrong axis", ("b_y",), [(RETURN, '    grads["b_y"] = dA.sum(axis=1)\n    return grads\n')]),
    ("bias summed over the wrong axis", ("b_y",), [(RETURN, '    grads["b_y"] = dA.sum()\n    return grads\n')]),
    ("gradient of h_0 missing", ("h_0",), [(H_0, "")]),
    ("h_0's gradient taken one step early", ("h_0",), [(H_0, '    grads["h_0"] = dz\n')]),
    ("h_0's gradient taken one step early", ("h_0",), [(H_0, '    grads["h_0"] = dh\n')]),
    (
        "h_0's gradient taken one step early",
        ("h_0",),
        [(CARRY, "        if t == 0:\n            early = carry\n" + CARRY), (H_0, '    grads["h_0"] = early\n')],
    ),
    ("carry accumulated", HIDDEN, [(CARRY, "        carry = carry + dz @ W_hh.T\n")]),
    ("carry accumulated", HIDDEN, [(DH, "        dh = dA[t] @ W_hy.T + 2 * carry\n")]),
    ("loop runs forwards", HIDDEN, [("in reversed(range(T))", "in range(T)")]),
    ("gradient replaced, not added up", ("b_h",), [('grads["b_h"] += dz', 'grads["b_h"] = dz')]),
    (
        "first frame left out",
        ("W_xh", "W_hh", "b_h", "W_hy", "b_y"),
        [
            (
                '        grads["W_xh"] +=',
                '        if t == 0:\n            carry = dz @ W_hh.T\n            break\n        grads["W_xh"] +=',
            )
        ],
    ),
]
NOT_EVERYWHERE = ("softmax with only the diagonal", "output derivative forgotten")


def named(diagnosis):
    """(names, params) of each finding about numbers."""
    return [(f.names, set(f.params)) for f in diagnosis.findings if f.params]


@pytest.mark.parametrize(("name", "params", "changes"), MISTAKES)
def test_each_mistake_is_called_by_its_name(student, name, params, changes):
    diagnosis = diagnose(student(*changes))
    assert not diagnosis
    assert named(diagnosis) == [((name,), set(params))]
    assert f"1. {name}, in" in str(diagnosis) or "wrong shape" in diagnosis.names
    assert name in diagnosis._repr_html_().replace("&#x27;", "'")


def sizes(rng, wide):
    return (
        rng.integers(2, 41 if wide else 13),
        rng.integers(1, 7),
        rng.integers(1, 13 if wide else 6),
        rng.integers(1, 6),
    )


def own_song(rng, T, n_in, n_hidden, n_out):
    params = {name: rng.standard_normal(p.shape) for name, p in rnn.init(n_in, n_hidden, n_out, rng=rng).items()}
    return {"params": params, "X": rng.standard_normal((T, n_in)), "dY": rng.standard_normal((T, n_out))}


def assert_named_on_own_song(student, name, params, changes, seed, wide, outputs=tuple(OUTPUTS)):
    rng = np.random.default_rng(seed)
    backward = student(*changes)
    for output in outputs:
        if name in NOT_EVERYWHERE and diagnose(backward, output=output):
            continue  # a slip in tanh is none with a linear output
        song = own_song(rng, *sizes(rng, wide))
        diagnosis = diagnose(backward, **song, output=output, rng=rng)
        assert named(diagnosis) == [((name,), set(params))], f"{output}, seed {seed}: {diagnosis}"


@pytest.mark.parametrize(("name", "params", "changes"), MISTAKES)
def test_each_mistake_is_named_on_a_song_of_ones_own(student, name, params, changes):
    assert_named_on_own_song(student, name, params, changes, seed=7, wide=False, outputs=["softmax"])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("name", "params", "changes"), MISTAKES)
def test_each_mistake_is_named_at_every_size(student, name, params, changes, seed):
    assert_named_on_own_song(student, name, params, changes, seed=seed, wide=True)


@effort(max_examples=20)
@given(
    mistake=st.sampled_from(MISTAKES),
    sizes=st.tuples(st.integers(2, 40), st.integers(1, 6), st.integers(1, 12), st.integers(1, 5)),
    output=st.sampled_from(list(OUTPUTS)),
    seed=st.integers(0, 1000),
)
def test_a_mistake_is_named_and_a_right_one_passes_at_any_size(student, mistake, sizes, output, seed):
    name, params, changes = mistake
    rng = np.random.default_rng(seed)
    song = own_song(rng, *sizes)
    assert diagnose(student(), **song, output=output, rng=rng)
    if name not in NOT_EVERYWHERE:
        assert named(diagnose(student(*changes), **song, output=output, rng=rng)) == [((name,), set(params))]


def test_mistakes_that_no_number_tells_apart_are_all_named(student):
    # For two frames only: "the last frame alone" and "the first one left out" are the same sum.
    changes = [
        ("    T = len(X)\n", "    T = len(X)\n    assert T == 2\n"),
        ('grads["b_h"] += dz', 'grads["b_h"] += dz * (t == 1)'),
    ]
    diagnosis = diagnose(student(*changes))
    assert named(diagnosis) == [(("first frame left out", "gradient replaced, not added up"), {"b_h"})]
    assert "they cannot be told apart" in str(diagnosis)


def test_a_forgotten_derivative_is_told_with_its_output(student):
    [finding] = diagnose(student(("        dA = dY * (1 - Y**2)\n", "        dA = dY\n"))).findings
    assert finding.only == ("output tanh",)


@pytest.mark.parametrize(
    ("changes", "frame"),
    [
        ([(DH, "        dh = dA[t] @ W_hy.T\n")], 4),
        ([(DZ, "        dz = dh\n")], 5),
        ([("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)")], 5),
        ([(CARRY, "        carry = carry + dz @ W_hh.T\n")], 3),
        ([(H_0, "")], None),
    ],
)
def test_the_first_wrong_frame_on_the_way_back(student, changes, frame):
    # The song on which the place is sought has 6 frames: t = 5 is visited first.
    [finding] = diagnose(student(*changes)).findings
    assert finding.frame == frame


def test_w_hy_not_transposed_is_named_although_it_raises_on_most_songs(student):
    diagnosis = diagnose(student((DH, "        dh = dA[t] @ W_hy + carry\n")))
    assert diagnosis.names == ["exception", "W_hy not transposed"]
    assert "ValueError" in str(diagnosis)


def test_two_mistakes_in_different_parameters_are_both_named(student):
    diagnosis = diagnose(
        student((DH, "        dh = dA[t] @ W_hy.T\n"), (RETURN, '    grads["b_y"] = -grads["b_y"]\n    return grads\n'))
    )
    assert named(diagnosis) == [(("carry dropped",), set(HIDDEN)), (("sign",), {"b_y"})]
    diagnosis = diagnose(student(("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)"), (H_0, '    grads["h_0"] = dz\n')))
    assert {name for name, _ in named(diagnosis)} == {
        ("H shifted by one in W_hh",),
        ("h_0's gradient taken one step early",),
    }


class TestNothingIsGuessed:
    """Mistakes that stand on no list."""

    def unknown(self, backward, params):
        diagnosis = diagnose(backward)
        assert named(diagnosis) == [((), set(params))]
        assert UNKNOWN in str(diagnosis)
        return diagnosis.findings[0]

    def test_a_random_perturbation(self, student):
        source = RETURN.replace(
            "return grads",
            'grads["W_hh"] = grads["W_hh"] * (1 + 1e-6 * np.cos(np.arange(W_hh.size).reshape(W_hh.shape)))\n    return grads',
        )
        finding = self.unknown(student((RETURN, source)), ("W_hh",))
        assert "T = 1 is wrong" in finding.words

    @pytest.mark.parametrize("frame", [0, 3, 7, 20])
    def test_a_wrong_constant_in_one_frame(self, student, frame):
        finding = self.unknown(student((DZ, f"{DZ}        if t == {frame}:\n            dz = 1.01 * dz\n")), HIDDEN)
        assert finding.frame == frame
        assert f"the error first appears in frame t = {frame}." in finding.words
        assert f"T = 1 is {'wrong' if frame == 0 else 'right'}" in finding.words

    def test_one_unit_in_one_frame_of_one_parameter(self, student):
        change = '        grads["W_xh"][:, 0] += 0.3 * (t == 2) * X[t] * dz[0]\n        grads["b_h"] += dz\n'
        finding = self.unknown(student(('        grads["b_h"] += dz\n', change)), ("W_xh",))
        assert finding.frame == 2
        assert "wrong in frames 2 of 0 to 5; only for hidden unit 0" in finding.words
        assert "right up to T = 2, wrong from T = 3 on" in finding.words

    def test_one_output(self, student):
        finding = self.unknown(
            student((RETURN, '    grads["b_y"][-1] += 0.1 * dY[0, 0]\n    return grads\n')), ("b_y",)
        )
        assert "only entry (" in finding.words
        assert "errors dY of frames 0 go wrong" in finding.words

    def test_two_mistakes_in_one_parameter(self, student):
        changes = [(DH, "        dh = dA[t] @ W_hy.T\n"), ("np.outer(H[t], dz)", "np.outer(H[t + 1], dz)")]
        diagnosis = diagnose(student(*changes))
        assert named(diagnosis) == [(("carry dropped",), set(HIDDEN) - {"W_hh"}), ((), {"W_hh"})]

    def test_two_mistakes_in_the_walk(self, student):
        self.unknown(
            student((DZ, "        dz = dh * (1 - H[t] ** 2)\n"), (CARRY, "        carry = dz @ W_hh\n")), HIDDEN
        )

    def test_something_that_does_not_depend_on_the_error(self, student):
        finding = self.unknown(student((RETURN, '    grads["b_h"] = grads["b_h"] + 0.1\n    return grads\n')), ("b_h",))
        assert "even with dY = 0" in finding.words


class TestConduct:
    """What a function does, beside its numbers."""

    @pytest.mark.parametrize(
        ("changes", "name", "words"),
        [
            (
                [("    carry = np.zeros", "    dY *= 2\n    carry = np.zeros")],
                "overwrites",
                "dY changed during the call",
            ),
            ([(RETURN, "    H[0] = 0\n    return grads\n")], "overwrites", "cache.H"),
            ([(RETURN, '    params["b_h"] -= 0.1 * grads["b_h"]\n    return grads\n')], "overwrites", "params['b_h']"),
            ([(RETURN, '    params["b_o"] = 0\n    return grads\n')], "overwrites", "params['b_o'] (new)"),
            ([(RETURN, '    del grads["h_0"]\n    return grads\n')], "wrong keys", "the gradient of h_0 is missing"),
            ([(RETURN, '    grads["W_ho"] = W_hy\n    return grads\n')], "wrong keys", "'W_ho' stands in the dict"),
            (
                [(RETURN, '    grads["b_h"] = grads["b_h"][None]\n    return grads\n')],
                "wrong shape",
                "b_h has shape (1, 4), not that of the parameter, (4,)",
            ),
            ([(RETURN, "    return {k: g.astype(np.float32) for k, g in grads.items()}\n")], "wrong type", "float32"),
            (
                [(RETURN, '    grads["b_h"] = [[1.0], [2.0, 3.0]]\n    return grads\n')],
                "wrong type",
                "rows differ in length",
            ),
            (
                [(RETURN, '    grads["W_hh"][0, 1] = np.log(-1.0)\n    return grads\n')],
                "not finite",
                "W_hh is nan at (0, 1)",
            ),
            ([(RETURN, "    return None\n")], "wrong type", "is the return missing?"),
            ([(RETURN, "    return tuple(grads.values())\n")], "wrong type", "tuple was returned"),
            ([(RETURN, "    return grad\n")], "exception", "NameError: name 'grad' is not defined"),
            ([(RETURN, "    raise SystemExit(3)\n")], "exception", "SystemExit: 3"),
        ],
    )
    def test_each_fault_is_told(self, student, changes, name, words):
        diagnosis = diagnose(student(*changes))
        assert not diagnosis
        assert diagnosis.names[0] == name
        assert words in str(diagnosis)

    def test_a_wrong_shape_is_told_once(self, student):
        short = '    grads["W_hh"] = grads["W_hh"][:, :-1] if T > 1 else grads["W_hh"]\n'
        assert diagnose(student((RETURN, short + RETURN))).names == ["wrong shape"]

    def test_right_numbers_with_a_fault_are_not_called_a_wrong_gradient(self, student):
        diagnosis = diagnose(student((RETURN, "    dY *= 2\n    return grads\n")), output="tanh")
        assert diagnosis.names == ["overwrites"]

    @pytest.mark.parametrize(
        "changes",
        [
            [
                ("def backward(params, dY, cache):", "SUMS = {}\ndef backward(params, dY, cache):"),
                (
                    RETURN,
                    "    for k, g in grads.items():\n        SUMS[k] = SUMS.get(k, 0) + g\n    return dict(SUMS)\n",
                ),
            ],
            [
                ("def backward(params, dY, cache):", "def backward(params, dY, cache, calls=[]):"),
                (RETURN, "    calls.append(1)\n    return {k: len(calls) * g for k, g in grads.items()}\n"),
            ],
        ],
    )
    def test_a_result_that_changes_at_the_second_call(self, student, changes):
        diagnosis = diagnose(student(*changes))
        assert diagnosis.names == ["second call differs"]
        assert "The first call is right." in str(diagnosis)

    def test_one_array_for_all_results(self, student):
        kept = "    for k, g in grads.items():\n        KEPT.setdefault(k, g)[...] = g * (1 + len(CALLS))\n"
        change = [
            ("def backward", "KEPT, CALLS = {}, []\ndef backward"),
            (RETURN, kept + "    CALLS.append(1)\n    return KEPT\n"),
        ]
        assert diagnose(student(*change)).names == ["second call differs"]

    def test_one_array_for_all_results_of_different_songs(self, student):
        # The numbers of each call are right, but those of the call before are gone.
        kept = "    for k, g in grads.items():\n        KEPT.setdefault((k, g.shape), g)[...] = g\n"
        change = [
            ("def backward", "KEPT = {}\ndef backward"),
            (RETURN, kept + "    return {k: KEPT[k, g.shape] for k, g in grads.items()}\n"),
        ]
        diagnosis = diagnose(student(*change))
        assert diagnosis.names == ["second call differs"]
        assert "Both calls return the same arrays" in str(diagnosis)

    def test_the_given_arrays_are_left_alone(self, student):
        song = own_song(np.random.default_rng(0), 5, 3, 4, 2)
        before = {k: v.copy() for k, v in song["params"].items()}, song["X"].copy(), song["dY"].copy()
        diagnose(student((RETURN, "    dY *= 0\n    H *= 0\n    W_hh *= 0\n    return grads\n")), **song)
        assert all(np.array_equal(song["params"][k], v) for k, v in before[0].items())
        assert np.array_equal(song["X"], before[1])
        assert np.array_equal(song["dY"], before[2])


class TestOwnSong:
    def test_a_backward_for_one_size_only_is_told_so(self, student):
        song = own_song(np.random.default_rng(0), 7, 2, 3, 2)
        diagnosis = diagnose(
            student(("    T = len(X)\n", "    T = len(X)\n    assert params['W_xh'].shape == (2, 3), 'sizes'\n")),
            **song,
            output="linear",
        )
        assert diagnosis.names == ["exception"]
        assert "on 11 of 14 songs" in str(diagnosis)

    def test_a_mistake_that_only_the_own_song_shows(self, student):
        song = own_song(np.random.default_rng(0), 70, 2, 3, 2)
        diagnosis = diagnose(
            student((DZ, f"{DZ}        if t == 50:\n            dz = 0 * dz\n")), **song, output="linear"
        )
        [finding] = diagnosis.findings
        assert finding.frame == 50
        assert "right up to T = 40, wrong from T = 70 on" in finding.words

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
            ({"params": {"W_xh": np.full((3, 4), np.inf)}}, "parameter W_xh holds a number that is not finite"),
        ],
    )
    def test_what_is_no_song_is_told(self, change, message):
        song = own_song(np.random.default_rng(0), 5, 3, 4, 2)
        with pytest.raises(InputError, match=message):
            diagnose(rnn.backward, **(song | change))

    @pytest.mark.long
    def test_the_full_network_takes_less_than_two_seconds(self, student):
        rng = np.random.default_rng(0)
        song = {"params": rnn.init(260, 10, 2, rng=rng, scale=0.1), "X": rng.standard_normal((60, 260))}
        song["dY"] = rng.standard_normal((60, 2))
        for changes in [], [(DH, "        dh = dA[t] @ W_hy.T\n")], [(DZ, DZ + "        dz[0] *= 1.01\n")]:
            start = time.process_time()
            diagnose(student(*changes), **song)
            assert time.process_time() - start < 2

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
