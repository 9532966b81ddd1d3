"""The classic mistakes in a cost: in its mean, in its penalties; each with the cost and the gradients that it gives.

Notebook 08, "Shrink and stop".
"""

from functools import partial

import numpy as np

from elman.diagnosis.cases import Case
from elman.diagnosis.mistakes import Mistake
from elman.network import rnn
from elman.network.losses import LOSSES
from elman.network.penalties import L1_NORMS, l2, l2_gradient, weight_names

COST = "cost"


class CostCase(Case):
    """A song with targets, and the right cost and gradients in ``right``: those of the parameters, and ``"cost"``
    itself.

    ``dY`` is the gradient of the loss, as in `Case`; ``data`` the gradients of the loss alone.
    """

    ARGUMENTS = ("params", "X", "targets", "settings")

    def __init__(self, params, X, targets, settings, *, network=rnn):
        self.targets, self.settings = targets, settings
        loss, loss_gradient = LOSSES[settings.loss]
        Y, _ = network.forward(params, X, output=settings.output)
        super().__init__(params, X, loss_gradient(Y, targets), network=network, output=settings.output)
        self.Y, self.loss, self.data = Y, loss(Y, targets), dict(self.right)
        self.right = total(self)

    def read(self, result):
        """``(cost, grads)`` as one dict; anything else as it is, to be found fault with."""
        if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict):
            return {**result[1], COST: result[0]}
        return result


def total(case, *, data=1.0, loss=1.0, l1=1.0, l2_part=1.0, names=None, norm=None, data_gradients=None):
    """Cost and gradients, each part multiplied by a factor: 1 for what should be there, 0 for what is forgotten.

    ``loss`` multiplies the loss, ``data`` its gradients, ``l1`` and ``l2_part`` the penalties; ``names`` are the
    penalised parameters, and ``norm`` the pair (N, gradient of N) under the L1 coefficient.
    """
    settings, params = case.settings, case.params
    names = weight_names(params) if names is None else names
    N, dN = L1_NORMS[settings.l1_norm] if norm is None else norm
    a, b = l1 * settings.l1, l2_part * settings.l2
    data_gradients = case.data if data_gradients is None else data_gradients
    grads = {name: data * value for name, value in data_gradients.items()}
    for name in names:
        grads[name] = grads[name] + a * dN(params[name]) + b * l2_gradient(params[name])
    penalty = sum(a * N(params[name]) + b * l2(params[name]) for name in names)
    return {**grads, COST: np.asarray(loss * case.loss + penalty)}


def in_penalty():
    """Mistakes in the penalties."""
    for name, words, factors in (
        (
            "penalty forgotten",
            "the penalties are left out: add l1 * N'(W) + l2 * 2 W for each weight matrix",
            {"l1": 0, "l2_part": 0},
        ),
        ("L1 penalty forgotten", "the L1 penalty is left out", {"l1": 0}),
        ("L2 penalty forgotten", "the L2 penalty is left out", {"l2_part": 0}),
        (
            "L2 penalty halved",
            "lambda w stands where 2 lambda w belongs: this L2 penalty is lambda w^2, without a factor 1/2",
            {"l2_part": 0.5},
        ),
        ("L2 penalty doubled", "the L2 penalty counts twice: 4 lambda w in place of 2 lambda w", {"l2_part": 2}),
        ("L1 penalty doubled", "the L1 penalty counts twice", {"l1": 2}),
        ("penalty doubled", "both penalties count twice", {"l1": 2, "l2_part": 2}),
        ("sign of the penalty", "the penalties are subtracted; they must be added", {"l1": -1, "l2_part": -1}),
    ):
        yield Mistake(name, words, partial(total, **factors))

    biases = "the penalties count for the biases too; only W_xh, W_hh and W_hy are penalised"
    for extra in (("b_h", "b_y"), ("b_h", "b_y", "h_0"), ("h_0",)):
        for factors in ({}, {"l1": 0}, {"l2_part": 0}):
            yield Mistake("penalty applied to biases", biases, lambda c, e=extra, f=factors: _with_biases(c, e, **f))

    for wrong in ("abs_sum", "l1"):
        name = "L1 as |sum|" if wrong == "abs_sum" else "L1 as a sum of |w|"
        words = (
            "the gradient is sign(sum W), of the absolute value of the sum; the true norm has sign(w) for each weight"
            if wrong == "abs_sum"
            else "the gradient is sign(w) for each weight, of the true norm; the settings ask for |sum W|: sign(sum W)"
        )
        yield Mistake(name, words, lambda c, wrong=wrong: total(c, norm=L1_NORMS[wrong]))
    words = "the sum under |sum| runs over all three matrices together; each matrix has a |sum| of its own"
    yield Mistake("L1 as one |sum| of all", words, _one_sum)
    words = "the penalties are divided by the number of frames and outputs, as if inside the mean; they stand outside"
    yield Mistake("penalty averaged", words, lambda c: total(c, l1=1 / c.dY.size, l2_part=1 / c.dY.size))


def _with_biases(case, extra, **factors):
    """The right penalties on the weight matrices, and some on other parameters as well."""
    right, more = total(case), total(case, names=list(extra), **factors)
    added = more[COST] - case.loss
    return {**right, **{name: more[name] for name in extra if name in more}, COST: right[COST] + added}


def _one_sum(case):
    names = weight_names(case.params)
    together = np.sign(sum(np.sum(case.params[name]) for name in names))
    no_l1 = total(case, l1=0)
    summed = {name: no_l1[name] + case.settings.l1 * together for name in names}
    C = no_l1[COST] + case.settings.l1 * abs(sum(np.sum(case.params[name]) for name in names))
    return {**no_l1, **summed, COST: np.asarray(C)}


def in_loss():
    """Mistakes in the loss and its gradient."""
    counts = {
        "the sum over frames and outputs stands where their mean belongs": lambda c: c.dY.size,
        "the mean is taken over the frames only; it runs over frames and outputs": lambda c: c.n_out,
        "the mean is taken over the outputs only; it runs over frames and outputs": lambda c: c.T,
    }
    for words, count in counts.items():
        yield Mistake("sum in place of mean", words, lambda c, n=count: _scaled(c, n(c)))
    yield Mistake("mean in place of sum", "the mean is taken twice", lambda c: _scaled(c, 1 / c.dY.size))
    words = "the factor 2 of the square's derivative is forgotten: dY = 2 (Y - T) / (n_frames n_out)"
    yield Mistake("factor 2 forgotten", words, lambda c: total(c, data=0.5, loss=0.5))
    yield Mistake("sign of the error", "T - Y stands where Y - T belongs", lambda c: total(c, data=-1))
    yield Mistake("another loss", "this is the gradient of the other loss (mse, rmse)", _other_loss)


def _scaled(case, n):
    """The loss with a sum for its mean: n times as large, or, under a square root, sqrt(n) times."""
    n = n if case.settings.loss == "mse" else np.sqrt(n)
    return total(case, data=n, loss=n)


def _other_loss(case):
    other = "rmse" if case.settings.loss == "mse" else "mse"
    loss, gradient = LOSSES[other]
    Y, cache = case.network.forward(case.params, case.X, output=case.output)
    data = case.network.backward(case.params, gradient(Y, case.targets), cache)
    return total(case, loss=loss(Y, case.targets) / case.loss, data_gradients=data)


def cost_mistakes():
    """All mistakes that need no look into the backward pass."""
    return [*in_penalty(), *in_loss()]


def behind_penalties(mistake):
    """A mistake in the backward pass, as it shows in a cost with penalties."""

    def wrong(case):
        spoilt = mistake.gradients(case)
        grads = {name: value for name, value in spoilt.items() if value.shape == case.data[name].shape}
        return total(case, data_gradients=case.data | grads)

    return mistake._replace(gradients=wrong)
