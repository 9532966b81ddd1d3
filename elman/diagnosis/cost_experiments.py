"""Experiments with a student's cost: songs in which one array A is set at will, so that a derivative is seen as a function of it.

For the loss, A is E = Y - targets, and the derivative is that with respect to the outputs; for a penalty, A is a weight.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import numbers
from elman.diagnosis.cases import FORWARD, Case, draw_song
from elman.diagnosis.cost_cases import COST, CostCase, quantities
from elman.diagnosis.cost_formulas import NORM, SUMS, losses, norms
from elman.diagnosis.curves import POINTS
from elman.diagnosis.passes import DA_SUMS
from elman.network.activations import OUTPUTS
from elman.network.losses import LOSSES
from elman.network.penalties import weight_names

STEP = 1e-5
"""By so much a number is changed for a central difference."""

OTHER = {"l1": "l2", "l2": "l1"}


class Experiment:
    """A song whose parameters and targets are set at will; ``function`` is a student's cost.

    ``looks`` are pairs (A, D) of an array and a direction; ``quantities`` are the numbers that a factor may depend on.
    """

    ARGUMENTS, RETURNS, read = CostCase.ARGUMENTS, CostCase.RETURNS, CostCase.read

    def __init__(self, function, settings, network, sizes):
        self.function, self.settings, self.network, self.sizes = function, settings, network, sizes
        self.params, self.X = draw_song(*sizes, network=network, rng=np.random.default_rng(1))
        self.right = self.params | {COST: np.zeros(())}  # the shapes that are expected
        self.quantities, self._seen = quantities(sizes, settings), {}

    @classmethod
    def pair(cls, function, settings, network, *rest):
        """Songs of two sizes, with other coefficients and another learning rate, so that factors which follow them are seen."""
        l1, l2, rate = 1.37 * settings.l1, 1.19 * settings.l2, 1.43 * settings.learning_rate
        other = replace(settings, l1=l1, l2=l2, learning_rate=rate)
        return [cls(function, some, network, at, *rest) for some, at in zip((settings, other), cls.SIZES, strict=True)]

    def called(self, params, targets, **changed):
        """What the function gives for some parameters, targets and coefficients: a dict, empty where it raises."""
        one = Experiment.__new__(type(self))
        one.__dict__ |= self.__dict__ | {"params": params, "targets": targets}
        one.settings = replace(self.settings, **changed)
        return numbers(self.function, one)

    def along(self, f, n=None):
        """At each look, or the first n, the derivative of f(A, step) in the direction, by central differences."""
        return np.array([(f(A, STEP * D) - f(A, -STEP * D)) / (2 * STEP) for A, D in self.looks[:n]])

    def seen(self, where):
        """At each look, the student's gradient times the direction, or the derivative of the cost in it; nan for none."""
        if where not in self._seen:
            gradient = lambda: np.array([np.sum(self.gradient(A) * D) for A, D in self.looks])  # noqa: E731
            self._seen[where] = self.along(self.cost) if where == "cost" else gradient()
        return self._seen[where]

    def known(self, candidate, n=None):
        """The same for a triple of `elman.diagnosis.cost_formulas`, at the first n looks."""
        _, f, derivative = candidate
        if derivative is None:
            return self.along(lambda A, step: f(*self.at(A, step)), n)
        return np.array([np.sum(self.back(derivative(*self.at(A, 0.0))) * D) for A, D in self.looks[:n]])

    def back(self, dA):
        """The derivative with respect to what is set, from that with respect to A."""
        return dA

    def adds_up(self, parts):
        """Whether a number is the sum of parts (factor, number), as far as can be known."""
        return True

    def follows(self):
        """Whether the student's gradient is the derivative of the student's cost."""
        return np.allclose(self.seen("gradient"), self.seen("cost"), rtol=1e-5, atol=1e-7)


class OfLoss(Experiment):
    """The derivative of a loss as a function of E = Y - targets, for outputs Y that are kept.

    The student's dA is solved for from dW_hy and db_y: there are more hidden units than frames.
    """

    SIZES, candidates = ((4, 2, 8, 5), (3, 5, 11, 3)), losses

    def __init__(self, function, settings, network, sizes):
        super().__init__(function, replace(settings, l1=0.0, l2=0.0), network, sizes)
        rng, shape, output = np.random.default_rng(1), (sizes[0], sizes[3]), settings.output
        self.A = rng.uniform(0.2, 0.8, shape) * rng.choice([-1.0, 1.0], shape)
        self.Y = OUTPUTS[output][0](self.A)
        self.H = Case(self.params, self.X, 0 * self.A, network=network).cache.H[1:]
        self.slope = {"linear": np.ones(shape), "tanh": 1 - self.Y**2, "softmax": self.Y}[output]
        self.inverse = np.linalg.pinv(self.H)
        drawn = [size * rng.standard_normal(shape) for size in (1, 2, 3)]
        drawn += [rng.choice(POINTS, shape) * rng.choice([-1.0, 1.0], shape) for _ in drawn]
        self.looks = [(E, rng.standard_normal(shape)) for E in drawn]

    def given(self, step=0.0):
        """The parameters with which the outputs are those of A + step."""
        return self.params | {"W_hy": self.inverse @ (self.A + step), "b_y": np.zeros(self.A.shape[1])}

    def at(self, E, step):
        """The outputs and targets where a formula is computed."""
        return OUTPUTS[self.settings.output][0](self.A + step), self.Y - E

    def back(self, dY):
        """The dA that some dY makes."""
        return OUTPUTS[self.settings.output][1](dY, self.Y)

    def cost(self, E, step=0.0):
        """The student's cost; nan where there is none."""
        return float(self.called(self.given(step), self.Y - E).get(COST, np.nan))

    def gradient(self, E):
        """The student's dA; nan where dW_hy and db_y are not sums of one dA."""
        grads = self.called(self.given(), self.Y - E)
        if not {*grads} >= DA_SUMS:
            return np.full(E.shape, np.nan)
        M = np.vstack([self.H.T, np.ones(len(E))])
        b = np.vstack([grads["W_hy"], grads["b_y"]])
        dA = np.linalg.lstsq(M, b, rcond=None)[0]
        return dA if np.abs(M @ dA - b).max() <= 1e-8 * max(1e-9, np.abs(b).max()) else np.nan * dA

    def adds_up(self, parts):
        """Whether the student's cost is the sum of parts (factor, loss), not only as far as its derivative goes."""
        values = [(sum(c * f(*self.at(E, 0.0)) for c, f in parts), self.cost(E)) for E, _ in self.looks]
        return np.allclose(*zip(*values, strict=True), rtol=1e-6)

    def pass_on(self):
        """Pairs (case, gradients), the cases with the student's own dY: what the backward pass makes of it."""
        for E, _ in self.looks[:3]:
            dY, grads = self.gradient(E) / self.slope, self.called(self.given(), self.Y - E)
            if np.isfinite(dY).all():
                case = Case(self.given(), self.X, dY, network=self.network, output=self.settings.output)
                yield case, {k: grads[k] for k in case.right}


class OfPenalty(Experiment):
    """What one penalty adds for the parameter k, as a function of this parameter (of one row for a vector); E is kept."""

    SIZES, candidates = ((2, 5, 6, 2), (3, 7, 5, 7)), norms

    def __init__(self, function, settings, network, sizes, part, k):
        super().__init__(function, replace(settings, **{OTHER[part]: 0.0}), network, sizes)
        self.part, self.k, self.c = part, k, getattr(settings, part)
        self.formula = NORM[settings.l1_norm if part == "l1" else part]
        self.E = np.random.default_rng(1).standard_normal((sizes[0], sizes[3]))
        rng, shape = np.random.default_rng(3), np.atleast_2d(self.params[k]).shape
        W = rng.standard_normal(shape)
        drawn = [W, W - W.mean() + 1e-3, W - W.mean() - 1e-3, 3 * np.abs(W), -3 * np.abs(W)]
        drawn += [rng.choice(POINTS, shape) * rng.choice([-1.0, 1.0], shape)]
        self.looks = [(W, rng.standard_normal(shape)) for W in drawn]
        self.quantities["n_weights"] = sum(self.params[name].size for name in weight_names(self.params))
        self.quantities |= {"W.size": W.size, "len(W)": len(W), "W.shape[1]": W.shape[1], part: self.c}
        self.quantities["loss"] = LOSSES[settings.loss][0](self.E, 0 * self.E)
        self.quantities |= {"rmse": np.sqrt(np.mean(self.E**2))} if settings.loss == "rmse" else {}

    def of(self, W, c):
        """What the function gives for this parameter and a coefficient, with targets for which E is what it was."""
        params = self.params | {self.k: W.reshape(self.params[self.k].shape)}
        Y = FORWARD[self.network](params, self.X, output=self.settings.output)[0]
        grads = self.called(params, Y - self.E, **{self.part: c})
        return np.reshape(grads.get(self.k, np.nan + W), W.shape), float(grads.get(COST, np.nan))

    def of_loss(self, W):
        """The student's gradient without penalties."""
        return self.of(W, 0.0)[0]

    def gradient(self, W):
        """What is added to the gradient, for coefficient 1."""
        return (self.of(W, self.c)[0] - self.of(W, 0.0)[0]) / self.c

    def cost(self, W, step=0.0):
        """What is added to the cost, for coefficient 1."""
        return (self.of(W + step, self.c)[1] - self.of(W + step, 0.0)[1]) / self.c

    def at(self, W, step):
        """The weight for which a formula is computed."""
        return (W + step,)

    def is_right(self, where):
        """Whether just the right norm is added for a weight matrix, and nothing for a bias."""
        right = self.formula, SUMS[self.formula], None
        must = self.known(right) if self.k in weight_names(self.params) else 0.0
        return np.allclose(self.seen(where), must, rtol=1e-7, atol=1e-7)
