"""What a function does beside its numbers: each fault is told, and only that."""

import numpy as np
import pytest

from elman.diagnosis import diagnose
from elman.diagnosis.calls import numbers
from elman.diagnosis.cases import draw_case
from elman.network import lstm, rnn

RETURN = "    return grads\n"


def own_song(rng, T, n_in, n_hidden, n_out):
    params = {name: rng.standard_normal(p.shape) for name, p in rnn.init(n_in, n_hidden, n_out, rng=rng).items()}
    return {"params": params, "X": rng.standard_normal((T, n_in)), "dY": rng.standard_normal((T, n_out))}


def wrong_cache(line):
    def backward(params, dY, cache):
        exec(line, {"cache": cache})
        return {}

    return diagnose(backward, output="linear").findings[0].words


def test_the_cache_of_another_network_is_named_where_it_would_fit():
    assert "function for lstm?" in wrong_cache("cache.C")
    assert "function for gru?" in wrong_cache("cache.R")
    assert "is the function for" in wrong_cache("X, H, C, I, F, O, G, Y, output = cache")
    assert "is the function for" not in wrong_cache("cache.hh")
    assert "is the function for" not in wrong_cache("a, b = cache")
    assert "is the function for" not in wrong_cache("a, b = [1]")


def test_a_backward_pass_is_not_asked_for_a_cost():
    finding = diagnose(lambda *given: (rnn.backward(*given), 0.0), output="linear").findings[0]
    assert "tuple was returned, but a dict" in finding.words
    assert "cost" not in finding.words


def test_one_more_call_gives_numbers_of_its_own():
    case, kept = draw_case(3, 2, 4, 2, rng=np.random.default_rng(0)), {}

    def backward(params, dY, cache):
        for name, value in rnn.backward(params, dY, cache).items():
            kept.setdefault(name, np.zeros_like(value))[...] = value
        return kept

    first = numbers(backward, case)
    numbers(backward, case.with_dY(0 * case.dY))
    assert all(case.same(name, value) for name, value in first.items())
    assert set(first) == set(case.right)
    assert numbers(lambda params, dY, cache: 1 / 0, case) == {}
    assert set(numbers(lambda *given: {"W_xh": np.zeros((2, 4)), "b_h": "none"}, case)) == {"W_xh"}


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
            ([(RETURN, '    grads["W_ho"] = W_hy\n    return grads\n')], "wrong keys", "'W_ho'"),
            (
                [(RETURN, '    grads["b_h"] = grads["b_h"][None]\n    return grads\n')],
                "wrong shape",
                "b_h has shape (1, 8), but its parameter (8,)",
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
            ([(RETURN, "    yield grads\n")], "wrong type", "is there a yield"),
            ([("def backward", "async def backward")], "wrong type", "async def"),
            ([(RETURN, '    grads["h_0"] = None\n    return grads\n')], "wrong type", "h_0 is None"),
            ([(RETURN, "    return {k: g.tolist() for k, g in grads.items()}\n")], "wrong type", "is a list"),
            (
                [(RETURN, "    return {k: g.astype(np.longdouble) for k, g in grads.items()}\n")],
                "wrong type",
                "float128",
            ),
            ([(RETURN, '    grads["W_hx"] = grads.pop("W_xh")\n    return grads\n')], "wrong keys", "W_hx"),
            ([(RETURN, '    return {"d" + k: g for k, g in grads.items()}\n')], "wrong keys", "'dW_xh' for 'W_xh'"),
            ([(RETURN, '    grads["b_h"] = H[-1]\n    return grads\n')], "not arrays of their own", "cache.H"),
            ([(RETURN, '    raise ValueError("x" * 100_000)\n')], "exception", " ..."),
        ],
    )
    def test_each_fault_is_told(self, student, changes, name, words):
        diagnosis = diagnose(student(*changes))
        assert not diagnosis
        assert diagnosis.names[0] == name
        assert words in " ".join(str(diagnosis).split())  # however the lines are broken

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
                    "    for k, g in grads.items():\n        SUMS[k, g.shape] = SUMS.get((k, g.shape), 0) + g\n"
                    "    return {k: SUMS[k, g.shape] for k, g in grads.items()}\n",
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

    def test_one_array_for_all_results_of_different_songs(self, student):
        # The numbers of each call are right, but those of the call before are gone.
        kept = "    for k, g in grads.items():\n        KEPT.setdefault((k, g.shape), g)[...] = g\n"
        change = [
            ("def backward", "KEPT = {}\ndef backward"),
            (RETURN, kept + "    return {k: KEPT[k, g.shape] for k, g in grads.items()}\n"),
        ]
        diagnosis = diagnose(student(*change))
        assert diagnosis.names == ["not arrays of their own"]
        assert "two calls" in str(diagnosis)

    def test_random_numbers_are_called_so(self, student):
        random = student((RETURN, "    return {k: g * (1 + 0.1 * np.random.rand()) for k, g in grads.items()}\n"))
        assert diagnose(random).names == ["random numbers"]

    def test_what_is_wrong_on_some_songs_only_is_told_with_what_they_share(self, student):
        [finding] = diagnose(student(("    T = len(X)\n", "    T = len(X)\n    assert T % 2\n"))).findings
        assert "on songs of an even number of frames" in finding.words

    def test_equal_faults_are_told_once(self, student):
        [finding] = diagnose(student((RETURN, "    return {k: g.tolist() for k, g in grads.items()}\n"))).findings
        assert "W_xh, W_hh, b_h, W_hy, b_y, h_0" in finding.words
        assert finding.words.count("list") == 1

    def test_a_backward_of_another_network_is_told_so(self, student):
        [finding] = diagnose(student(), network=lstm).findings
        assert finding.name == "exception"
        assert "lstm" in finding.words

    def test_the_given_arrays_are_left_alone(self, student):
        song = own_song(np.random.default_rng(0), 5, 3, 4, 2)
        before = {k: v.copy() for k, v in song["params"].items()}, song["X"].copy(), song["dY"].copy()
        diagnose(student((RETURN, "    dY *= 0\n    H *= 0\n    W_hh *= 0\n    return grads\n")), **song)
        assert all(np.array_equal(song["params"][k], v) for k, v in before[0].items())
        assert np.array_equal(song["X"], before[1])
        assert np.array_equal(song["dY"], before[2])
