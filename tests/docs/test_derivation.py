"""docs/derivation.md: the code that stands beside the mathematics is the package's."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from elman.diagnosis import influence
from elman.network import losses, penalties, rnn
from elman.network.activations import OUTPUTS

TEXT = (Path(__file__).parents[2] / "docs" / "derivation.md").read_text(encoding="utf-8")

FUNCTIONS = (rnn.forward, rnn.backpropagate, rnn.gradients)


def code(text):
    """The lines of all code blocks."""
    return [line for block in re.findall(r"```python\n(.*?)```", text, flags=re.S) for line in block.splitlines()]


def missing(lines, *functions):
    """Those lines that are in none of the functions."""
    source = {line.strip() for function in functions for line in inspect.getsource(function).splitlines()}
    return [line for line in lines if line.strip() not in source]


def test_every_line_is_in_the_package():
    lines = code(TEXT)
    assert missing(lines, *FUNCTIONS) == []
    assert len(lines) == 19


def test_all_gradients_are_derived_in_the_package_s_words():
    source = inspect.getsource(rnn.gradients).split("return {")[1]
    computed = [line.strip() for line in source.splitlines() if line.strip().startswith('"')]
    assert len(computed) == 6
    assert set(computed) <= set(code(TEXT))


@pytest.mark.parametrize("old", ["H[:-1].T @ dZ", "1 - H[1:] ** 2", "carry = dZ[t] @ W_hh.T", "Z_x[t] + H[t] @ W_hh"])
def test_a_line_that_is_not_the_package_s_is_noticed(old):
    assert len(missing(code(TEXT.replace(old, "0")), *FUNCTIONS)) == 1


# What the page says beside the code, computed.


@pytest.fixture
def numbers():
    rng = np.random.default_rng(0)
    return rng.standard_normal((5, 3)), rng.standard_normal((5, 3)), rng.standard_normal((5, 3))


def test_the_gradients_of_both_losses(numbers):
    Y, targets, _ = numbers
    E, n = Y - targets, Y.size
    np.testing.assert_allclose(losses.mse_gradient(Y, targets), 2 / n * E, rtol=1e-14)
    R = losses.rmse(Y, targets)
    dY = losses.rmse_gradient(Y, targets)
    np.testing.assert_allclose(dY, E / (n * R), rtol=1e-14)
    assert np.linalg.norm(dY) == pytest.approx(1 / np.sqrt(n), rel=1e-12)


def test_the_derivatives_of_the_outputs(numbers):
    A, dY, _ = numbers
    g, g_backward = OUTPUTS["softmax"]
    Y = g(A)
    jacobians = Y[:, :, None] * (np.eye(3) - Y[:, None, :])  # [t, i, j]
    np.testing.assert_allclose(g_backward(dY, Y), np.einsum("ti,tij->tj", dY, jacobians), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        g_backward(dY, Y), Y * (dY - (dY * Y).sum(axis=1, keepdims=True)), rtol=1e-12, atol=1e-15
    )
    Y = np.tanh(A)
    np.testing.assert_allclose(OUTPUTS["tanh"][1](dY, Y), dY * (1 - Y**2), rtol=1e-14)


def test_what_the_penalties_add(numbers):
    W, _, _ = numbers
    np.testing.assert_allclose(penalties.l2_gradient(W), 2 * W)
    np.testing.assert_allclose(penalties.l1_gradient(W), np.sign(W))
    np.testing.assert_allclose(penalties.abs_sum_gradient(W), np.full(W.shape, np.sign(W.sum())))


def test_the_conditions_for_vanishing_and_exploding():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((30, 3))
    params = rnn.init(3, 8, 2, rng=rng, scale=0.5)
    for sigma in (0.5, 0.9, 1.5, 3.0):
        W_hh = sigma * params["W_hh"] / np.linalg.norm(params["W_hh"], 2)
        made = params | {"W_hh": W_hh}
        R = influence(made, X)
        slope = 1 - rnn.forward(made, X)[1].H[1:] ** 2
        bound = np.linalg.norm(made["W_hy"], 2) * slope.max() * (slope.max() * sigma) ** np.arange(30)
        for k in range(30):  # influence measures by the Frobenius norm: at most sqrt(2) times the largest stretch
            assert np.diagonal(R, -k).max() <= np.sqrt(2) * bound[k] * (1 + 1e-9)
    assert np.abs(np.linalg.eigvals(W_hh)).max() <= 3.0 + 1e-12
