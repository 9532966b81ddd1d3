import numpy as np
import pytest

from elman.diagnosis import grade
from elman.network import gru, lstm, rnn

DH = "        dh = dA[t] @ W_hy.T + carry\n"
RETURN = "    return grads\n"


def test_a_right_backward_passes_every_step():
    result = grade(rnn.backward)
    assert result
    assert result.first_failing is None
    assert "[ ]" not in str(result)
    assert f"{len(result.steps)} of {len(result.steps)} steps passed." in str(result)


def test_the_steps_go_from_easy_to_hard():
    titles = [step.title for step in grade(rnn.backward).steps]
    assert titles[0] == "it runs"
    assert (
        titles.index("T = 1: gradient of W_hy")
        < titles.index("T = 1: gradient of W_hh")
        < titles.index("T = 1: gradient of h_0")
    )
    assert (
        titles.index("T = 1: gradient of h_0")
        < titles.index("T = 2: gradient of W_hy")
        < titles.index("T = 21: gradient of W_hy")
    )
    assert (
        titles.index("output tanh: all gradients")
        < titles.index("inputs untouched")
        < titles.index("a second call gives the same")
    )


@pytest.mark.parametrize(
    ("changes", "step", "words"),
    [
        ([(RETURN, "    return grad\n")], "it runs", "NameError"),
        ([(RETURN, '    grads["b_h"] = grads["b_h"][None]\n' + RETURN)], "an array of the right shape", "wrong shape"),
        ([(RETURN, '    del grads["h_0"]\n' + RETURN)], "an array of the right shape", "wrong keys"),
        ([(" * (1 - H[t + 1] ** 2)\n", "\n")], "T = 1: gradient of W_xh", "(1 - H^2) missing in dZ"),
        ([(DH, "        dh = dA[t] @ W_hy.T\n")], "T = 2: gradient of W_xh", "carry dropped"),
        ([("carry = dz @ W_hh.T", "carry = carry + dz @ W_hh.T")], "T = 2: gradient of h_0", "carry accumulated"),
        ([("dA = dY * (1 - Y**2)\n", "dA = dY\n")], "output tanh: all gradients", "output derivative missing"),
        ([(RETURN, "    dY *= 2\n" + RETURN)], "inputs untouched", "overwrites"),
        ([(RETURN, "    grads['b_h'] *= 1 + (T == 40 and output == 'linear')\n" + RETURN)], "right on all songs", "T = 40"),
    ],
)  # fmt: skip
def test_the_first_failing_step_is_explained(student, changes, step, words):
    result = grade(student(*changes))
    assert not result
    assert result.first_failing.title.startswith(step)
    told = " ".join(str(result).split())
    assert f"First step that fails: {step}" in told
    assert words in told
    assert "&#10007;" in result._repr_html_()


def test_a_backward_that_changes_at_the_second_call(student):
    change = [
        ("(params, dY, cache):", "(params, dY, cache, n=[]):"),
        (RETURN, "    n.append(1)\n    return {k: g * len(n) for k, g in grads.items()}\n"),
    ]
    result = grade(student(*change))
    failing = [step.title for step in result.steps if not step.passed]
    assert "a second call gives the same" in failing
    assert "something is kept between calls" in " ".join(str(result).split())


def test_only_one_output_may_be_meant(student):
    wrong_in_tanh = student(("        dA = dY * (1 - Y**2)\n", "        dA = dY\n"))
    assert grade(wrong_in_tanh, output="linear")
    assert not grade(wrong_in_tanh, output="tanh")


@pytest.mark.parametrize("network", [lstm, gru])
def test_other_networks(network):
    assert grade(network.backward, network=network)
    result = grade(lambda *a: network.backward(*a) | {"h_0": np.zeros_like(a[0]["h_0"])}, network=network)
    assert result.first_failing.title == "T = 1: gradient of h_0"
    assert result.diagnosis.names == ["gradient missing"]
