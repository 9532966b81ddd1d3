"""Losses and norms that stand in tables: each is told from all others, and each derivative is that of its number."""

import numpy as np
import pytest

from elman.diagnosis.cost_cases import TRIED
from elman.diagnosis.cost_experiments import OfLoss, OfPenalty
from elman.diagnosis.cost_formulas import ERRORS, NORMS, OF_E, SUMS
from elman.diagnosis.cost_terms import terms_of
from elman.diagnosis.cost_words import derivative, number
from elman.network import rnn
from elman.network.penalties import weight_names


def slopes(f, A):
    """The derivative of a number f(A), by central differences."""
    found = np.zeros(A.shape)
    for i in np.ndindex(*A.shape):
        D = np.zeros(A.shape)
        D[i] = 1e-5
        found[i] = (f(A + D) - f(A - D)) / 2e-5
    return found


def with_loss(loss):
    """A cost with another loss, a function of Y and the targets, and its derivative."""

    def cost_and_gradients(params, X, targets, settings):
        Y, cache = rnn.forward(params, X, output=settings.output)
        return loss(Y, targets), rnn.backward(params, slopes(lambda Y: loss(Y, targets), Y), cache)

    return cost_and_gradients


def with_norm(norm, where):
    """A cost of an L2 penalty with another norm, in the cost or in the gradient."""

    def cost_and_gradients(params, X, targets, settings):
        Y, cache = rnn.forward(params, X, output=settings.output)
        C, grads = np.mean((Y - targets) ** 2), rnn.backward(params, 2 * (Y - targets) / Y.size, cache)
        for k in weight_names(params):
            C += settings.l2 * norm(params[k]) * (where == "cost")
            grads[k] = grads[k] + settings.l2 * slopes(norm, params[k]) * (where == "gradient")
        return C, grads

    return cost_and_gradients


def told(loss):
    songs = {"": OfLoss.pair(with_loss(loss), TRIED[0], rnn)}
    cost, gradient = terms_of(songs, "cost")[""], terms_of(songs, "gradient")[""]
    assert cost == gradient
    return number(cost)


def terms(function, where, k="W_hh"):
    return terms_of({k: OfPenalty.pair(function, TRIED[0], rnn, "l2", k)}, where)[k]


@pytest.mark.parametrize("formula", [formula for formula in OF_E if "log" not in formula.name])
def test_every_loss_is_told_from_the_others(formula):
    assert told(lambda Y, d: 3 * OF_E[formula](Y - d, d)) == f"3 {formula.name}"


@pytest.mark.parametrize("formula", [formula for formula in OF_E if formula.slope])
def test_the_derivative_of_a_loss_is_what_its_words_say(formula):
    E, d = np.random.default_rng(0).standard_normal((2, 4, 3))
    E = np.where(E + d > 0, E, 1 - d)  # there may be a logarithm of Y
    factors = {"Y": E + d, "targets": d, "|targets|": np.abs(d), "sign(E)": np.sign(E), "E": E, "|E|": np.abs(E)}
    factors |= {"targets / Y": d / (E + d)}
    factors |= {"1": np.ones(E.shape), "E^3": E**3, "E |E|": E * np.abs(E)}
    if formula.slope in factors:
        must = formula.times * factors[formula.slope] / E.size
        np.testing.assert_allclose(slopes(lambda A: OF_E[formula](A, d), E), must, rtol=1e-6, atol=1e-9)
    else:
        assert formula.slope.startswith("E ")  # E times what depends on the targets alone
        assert formula.name == f"mean(E^2 {formula.slope[2:]})"


@pytest.mark.parametrize(
    "words", [words for words in ERRORS if words.startswith("targets") and "column only" not in words]
)
def test_targets_of_every_kind_are_told_from_the_others(words):
    assert told(lambda Y, d: np.mean(ERRORS[words](Y, d) ** 2)) == f"mean(E^2), with {words}"


@pytest.mark.parametrize("s", [0.01, 0.5, 2.5, 5.0])
def test_a_threshold_is_told_however_few_entries_pass_it(s):
    def cost_and_gradients(params, X, targets, settings):
        Y, cache = rnn.forward(params, X, output=settings.output)
        E = np.where(np.abs(Y - targets) >= s, Y - targets, 0.0)
        return np.mean(E**2), rnn.backward(params, 2 * E / E.size, cache)

    found = terms_of({"": OfLoss.pair(cost_and_gradients, TRIED[0], rnn)}, "gradient")[""]
    assert derivative(found) == f"2 E (0 where |E| < {s:g}) / (T n_out)"


@pytest.mark.parametrize("where", ["cost", "gradient"])
@pytest.mark.parametrize("formula", [*SUMS, *NORMS])
def test_every_norm_is_told_from_the_others(formula, where):
    [term] = terms(with_norm((SUMS | NORMS)[formula], where), where)
    assert (term.times, term.formula.name) == (pytest.approx(1.0), formula.name)


def test_two_norms_are_solved_for_with_their_factors():
    """l2 (3 sum w^2 - |sum w| / W.size)."""
    function = with_norm(lambda W: 3 * np.sum(W**2) - abs(W.sum()) / W.size, "cost")
    found = terms(function, "cost")
    assert number(found, (("l2", 1),)) == "3 l2 sum w^2 - l2 |sum w| / W.size"
    assert derivative(found, (("l2", 1),)) == "6 l2 w - l2 sign(sum w) / W.size"


def test_the_learning_rate_is_told_by_its_name():
    def cost_and_gradients(params, X, targets, settings):
        C, grads = with_norm(lambda W: np.sum(W**2), "cost")(params, X, targets, settings)
        return C, {k: g + 2 * settings.learning_rate * settings.l2 * params[k] for k, g in grads.items()}

    assert derivative(terms(cost_and_gradients, "gradient"), (("l2", 1),)) == "2 learning_rate l2 w"
