"""Songs with targets on which a cost is tried, and experiments with it: songs of which any number is set at will."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import FORWARD, Case, draw_case, draw_song, random_generator
from elman.diagnosis.passes import RIGHT
from elman.errors import InputError
from elman.network.activations import OUTPUTS
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.penalties import penalty, penalty_gradients
from elman.network.settings import Settings

SIZES = (
    *((T, 3, 4, 2) for T in (1, 2, 3)), (2, 2, 3, 3), (4, 2, 2, 2), (1, 1, 1, 1), (5, 4, 1, 1), (7, 3, 5, 4),
    (12, 2, 5, 2), (3, 5, 2, 3), (6, 2, 4, 1), (2, 4, 3, 2), (9, 3, 2, 4), (4, 3, 3, 3), (5, 2, 6, 2), (8, 4, 2, 1),
    (3, 1, 2, 2), (20, 3, 4, 2),
)  # fmt: skip

TRIED = (
    Settings(loss="mse", l1=0.03, l2=0.05, l1_norm="abs_sum"),
    Settings(loss="rmse", l1=0.04, l2=0.02, l1_norm="l1"),
    Settings(loss="mse", l1=0.02, l2=0.03, l1_norm="l1", output="tanh"),
    Settings(loss="rmse", l1=0.05, l2=0.04, l1_norm="abs_sum", output="softmax"),
)

COST = "cost"
"""The key of the cost itself among the gradients."""

STEP = 1e-5
"""By so much a number is changed for a central difference."""


def penalties(params, settings):
    """What the penalties add: gradients by parameter, zero for biases, and as ``"cost"`` the number."""
    named = {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": settings.l1_norm}
    added = {k: np.zeros(value.shape) for k, value in params.items()} | penalty_gradients(params, **named)
    return added | {COST: np.asarray(penalty(params, **named))}


class CostCase(Case):
    """A song with targets; ``right`` holds the gradients of the whole cost and, as ``"cost"``, the cost itself.

    ``dY`` is the gradient of the loss, as in `Case`, ``loss`` the loss alone, and ``data`` the gradients of the loss alone.
    """

    ARGUMENTS = ("params", "X", "targets", "settings")

    def __init__(self, drawn, targets, settings, *, output=None):
        self.targets, self.settings = targets, settings
        loss, gradient = LOSSES[settings.loss]
        super().__init__(drawn.params, drawn.X, 0 * targets, network=drawn.network, output=output or settings.output)
        self.alone = self.with_dY(gradient(self.forward.Y, targets))
        self.E, self.loss, self.data, self.dY = (
            self.forward.Y - targets,
            loss(self.forward.Y, targets),
            self.alone.right,
            self.alone.dY,
        )
        added = penalties(self.params, settings)
        self.right = {k: v + added[k] for k, v in (self.data | {COST: np.asarray(self.loss)}).items()}
        self.slack = {k: self.alone.slack.get(k, 0.0) + 1e-9 * float(np.max(np.abs(v))) for k, v in self.right.items()}

    def with_coefficients(self, **coefficients):
        """The same song with other coefficients of the penalties."""
        return CostCase(self, self.targets, replace(self.settings, **coefficients))

    def read(self, result):
        """``(cost, grads)`` as one dict; anything else as it is, to be found fault with."""
        if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict):
            return {**result[1], COST: result[0]}
        return result


def cost_songs(settings=None, rng=None, network="elman"):
    """The cases on which a cost is tried, by settings."""
    if settings is not None and not isinstance(settings, Settings):
        raise InputError(f"settings must be an elman.network.settings.Settings, not {type(settings).__name__}")
    network = network if settings is None else settings.network
    if NETWORKS.get(network) not in RIGHT:
        known = [name for name, module in NETWORKS.items() if module in RIGHT]
        raise InputError(f"network {network!r} was given, one of {', '.join(known)} was expected")
    rng, cases = random_generator(rng), {}
    for one in [replace(one, network=network) for one in TRIED] if settings is None else (settings,):
        title = f"loss {one.loss}, l1_norm {one.l1_norm}, output {one.output}"
        drawn = [draw_case(*sizes, network=NETWORKS[one.network], output=one.output, rng=rng) for sizes in SIZES]
        cases[title] = [CostCase(case, rng.standard_normal(case.dY.shape), one) for case in drawn]
    return cases


class Experiment:
    """A song whose parameters and targets are set at will; ``function`` is a student's cost."""

    ARGUMENTS, read = CostCase.ARGUMENTS, CostCase.read

    def __init__(self, function, settings, network, sizes):
        self.function, self.settings, self.network, self.sizes = function, settings, network, sizes
        rng = np.random.default_rng(1)
        self.params, self.X = draw_song(*sizes, network=network, rng=rng)
        self.E = rng.standard_normal((sizes[0], sizes[3]))
        self.right = self.params | {COST: np.zeros(())}  # the shapes that are expected

    def outputs(self, params):
        """The right outputs Y for some parameters."""
        return FORWARD[self.network](params, self.X, output=self.settings.output)[0]

    def called(self, params, targets, **coefficients):
        """What the function gives for some parameters, targets and coefficients: a dict, empty where it raises."""
        one = Experiment.__new__(type(self))
        one.__dict__ |= self.__dict__ | {"params": params, "targets": targets}
        one.settings = replace(self.settings, **coefficients)
        return call(self.function, one, twice=False).grads


def along(f, A, D):
    """The derivative of a number f(A) in the direction D, by central differences."""
    return (f(A + STEP * D) - f(A - STEP * D)) / (2 * STEP)


def slopes(f, A, at=None):
    """The derivative of a number f(A) with respect to A, or to one entry of it."""
    found = np.zeros(A.shape)
    for i in [at] if at is not None else np.ndindex(*A.shape):
        D = np.zeros(A.shape)
        D[i] = 1.0
        found[i] = along(f, A, D)
    return found


class OfLoss(Experiment):
    """dY without penalties as a function of E = Y - targets, for outputs Y that are kept."""

    def __init__(self, function, settings, network, sizes):
        super().__init__(function, replace(settings, l1=0.0, l2=0.0), network, sizes)
        rng, output = np.random.default_rng(1), settings.output
        self.A = rng.uniform(0.2, 0.8, self.E.shape) * rng.choice([-1.0, 1.0], self.E.shape)
        self.Y = OUTPUTS[output][0](self.A)
        self.H = Case(self.params, self.X, 0 * self.E, network=network).cache.H[1:]
        self.slope = {"linear": np.ones(self.Y.shape), "tanh": 1 - self.Y**2, "softmax": self.Y}[output]
        self.back = np.linalg.pinv(self.H)

    def called_with(self, A, E):
        """What the function gives where the outputs are those of A, and the targets Y - E for the Y that is kept."""
        params = self.params | {"W_hy": self.back @ A, "b_y": np.zeros(A.shape[1])}
        return self.called(params, self.Y - E)

    def of_gradient(self, E, at=None):
        """The student's dY; None where dW_hy and db_y are not sums of one dA. Of a softmax output, one of those with this dA."""
        grads = self.called_with(self.A, E)
        if not {"W_hy", "b_y"} <= {*grads}:
            return None
        M = np.vstack([self.H.T, np.ones(len(E))])
        b = np.vstack([grads["W_hy"], grads["b_y"]])
        dA = np.linalg.lstsq(M, b, rcond=None)[0]
        return dA / self.slope if np.abs(M @ dA - b).max() <= 1e-8 * max(1e-9, np.abs(b).max()) else None

    def of_cost(self, E, at=None):
        """The derivative of the student's cost with respect to Y, or to one entry of it."""
        return slopes(lambda A: self.cost(E, A), self.A, at) / self.slope

    def cost(self, E, A=None):
        """The number alone; nan where there is none."""
        return float(self.called_with(self.A if A is None else A, E).get(COST, np.nan))

    def follows(self):
        """Whether the student's dY is the derivative of the student's cost."""
        dY, of_cost = self.of_gradient(self.E), self.of_cost(self.E)
        return dY is not None and np.allclose(self.seen(dY), of_cost, rtol=1e-5, atol=1e-7)

    def right_dY(self, E):
        """The derivative of the right loss."""
        return self.seen(LOSSES[self.settings.loss][1](self.Y, self.Y - E))

    def seen(self, dY):
        """Some dY as it is solved for."""
        return OUTPUTS[self.settings.output][1](dY, self.Y) / self.slope

    def pass_on(self, n=3):
        """Pairs (case, gradients), the cases with the student's own dY: what the backward pass makes of it."""
        pairs, rng = [], np.random.default_rng(2)
        for _ in range(n):
            E = rng.standard_normal(self.Y.shape)
            dY, grads = self.of_gradient(E), self.called_with(self.A, E)
            if dY is not None:
                params = self.params | {"W_hy": self.back @ self.A, "b_y": np.zeros(E.shape[1])}
                case = Case(params, self.X, dY, network=self.network, output=self.settings.output)
                pairs.append((case, {k: grads[k] for k in case.right}))
        return pairs
