"""Slips in the forward pass inside of a cost: what their outputs are is told, and nothing else is blamed."""

import numpy as np
import pytest

from elman.diagnosis import diagnose_cost
from elman.diagnosis.cost_cases import cost_songs
from elman.diagnosis.forward_slips import slips
from elman.network import gru, lstm, rnn
from elman.network.settings import Settings

FORWARD = "    Y, cache = rnn.forward(params, X, output=settings.output)\n"
OTHER = "    p = params | {%s}\n    Y, cache = rnn.forward(p, X, output=settings.output)\n"
BY_HAND = """
    H = [params["h_0"]]
    for x in X:
        H.append(%s)
    H = np.array(H)
    A = H[1:] @ params["W_hy"] + params["b_y"]
    e = np.exp(A - A.max(axis=1, keepdims=True))
    Y = {"linear": A, "tanh": np.tanh(A), "softmax": e / e.sum(axis=1, keepdims=True)}[settings.output]
    cache = rnn.Cache(X, H, Y, settings.output)
"""
STEP = 'np.tanh(x @ params["W_xh"] + H[-1] @ params["W_hh"] + params["b_h"])'
PROGRAMS = [
    (OTHER % '"h_0": 0 * params["h_0"]', "Y with h_0 left out"),
    (OTHER % '"b_h": 2 * params["b_h"]', "Y with b_h counted twice"),
    (OTHER % '"W_hh": params["W_hh"].T', "Y with W_hh transposed"),
    (OTHER % '"W_hy": params["W_hy"] / 2', "Y with W_hy halved"),
    ("    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)\n" + FORWARD, "Y from X standardised over the frames"),
    ("    X = np.roll(X, 1, axis=0)\n" + FORWARD, "Y from X of the frame before (the first takes the last)"),
    (
        FORWARD.replace("settings.output", '"tanh"'),
        "the outputs of a network with output tanh, whatever settings.output says",
    ),
    (BY_HAND % STEP.replace("np.tanh", ""), "H[t + 1] = Z[t]"),
    (BY_HAND % STEP.replace("H[-1]", "H[0]"), "H[t + 1] = tanh(X[t] W_xh + h_0 W_hh + b_h)"),
    ((BY_HAND % STEP).replace("H[1:]", "H[:-1]"), "A[t] = H[t] W_hy + b_y"),
    (
        (BY_HAND % STEP).replace("e.sum(axis=1", "e.sum(axis=0").replace("A.max(axis=1", "A.max(axis=None"),
        "Y = softmax(A) over the frames, axis=0, for settings.output softmax",
    ),
    ((BY_HAND % STEP).replace("np.tanh(A)", "1 / (1 + np.exp(-A))"), "Y = sigmoid(A), for settings.output tanh"),
]


def test_the_program_by_hand_is_right(student):
    assert diagnose_cost(student((FORWARD, BY_HAND % STEP), base="cost"))


@pytest.mark.parametrize(("change", "yours"), PROGRAMS)
def test_a_slip_in_the_forward_pass_is_told(student, words, change, yours):
    diagnosis = diagnose_cost(student((FORWARD, change), base="cost"))
    [finding] = diagnosis.findings
    assert (finding.name, finding.pairs[0][0], finding.params[-1]) == ("the forward pass", yours, "cost")
    assert words(diagnosis) <= 60


def test_where_a_slip_shows_is_told(student):
    [finding] = diagnose_cost(student((FORWARD, PROGRAMS[-1][0]), base="cost")).findings
    assert finding.only == "with output tanh only"


def test_gradients_that_are_the_derivative_of_another_cost_are_told(student):
    """The cost and dY of h_0 = 0, the sums of the right states."""
    change = OTHER % '"h_0": 0 * params["h_0"]' + "    cache = rnn.forward(params, X, output=settings.output)[1]\n"
    [finding] = diagnose_cost(student((FORWARD, change), base="cost")).findings
    assert "mend the forward pass first" in finding.words
    follows = OTHER % '"b_h": 2 * params["b_h"]'
    [finding] = diagnose_cost(student((FORWARD, follows), base="cost")).findings
    assert "mend the forward pass first" not in finding.words


def test_a_slip_is_told_beside_a_wrong_penalty(student):
    changes = (FORWARD, PROGRAMS[1][0]), ("C += l2 * np.sum(W**2)", "C += l2 / 2 * np.sum(W**2)")
    names = diagnose_cost(student(*changes, base="cost")).names
    assert names == ["the forward pass", "L2 penalty in the cost"]


LOSS = '    if settings.loss == "rmse":\n        C = np.sqrt(C)\n        dY = dY / (2 * C)\n'


def test_a_loss_that_is_always_the_same_is_told_beside_a_slip(student):
    both = diagnose_cost(student((LOSS, ""), (FORWARD, FORWARD.replace("settings.output", '"linear"')), base="cost"))
    assert both.names == ["the forward pass", "settings.loss not used"]
    assert both.findings[0].only == "with output tanh only"
    [alone] = diagnose_cost(student((LOSS, ""), base="cost")).findings
    assert (alone.name, alone.pairs[0][0]) == (
        "settings.loss not used",
        "loss = mean(E^2), whatever settings.loss says",
    )


def test_the_backward_pass_is_explained_where_the_loss_is_always_the_same(student):
    carry = 'np.zeros_like(params["W_hh"])'
    change = f'    grads = rnn.backward(params | {{"W_hh": {carry}}}, dY, cache)\n'
    wrong = student((LOSS, ""), ("    grads = rnn.backward(params, dY, cache)\n", change), base="cost")
    assert diagnose_cost(wrong).names == ["carry dropped", "the loss in the cost and gradient"]


@pytest.mark.parametrize("network", [rnn, lstm, gru])
def test_every_slip_gives_outputs_and_most_change_them(network):
    name = {rnn: "elman", lstm: "lstm", gru: "gru"}[network]
    songs = [case for some in cost_songs(network=name).values() for case in some if case.T > 2]
    changed = 0
    for slip in slips(network, songs[0].params):
        other = False
        for case in songs[:4] + songs[-4:]:
            try:
                Y = slip.outputs(case)
            except ValueError:
                assert "transposed" in slip.yours
                continue
            assert Y.shape == case.dY.shape, slip.yours
            other |= not np.allclose(Y, case.forward.Y, equal_nan=True)
        changed += other
    assert changed > 150


def test_a_slip_is_told_for_settings_of_ones_own(student):
    own = Settings(loss="rmse", l1=0.0, l2=0.0, output="tanh")
    [finding] = diagnose_cost(student((FORWARD, PROGRAMS[0][0]), base="cost"), settings=own).findings
    assert (finding.name, finding.only) == ("the forward pass", "")
