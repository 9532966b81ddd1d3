"""Songs with targets on which a cost is tried."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cases import Case, draw_case
from elman.diagnosis.passes import RIGHT
from elman.errors import InputError
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.penalties import penalty, penalty_gradients
from elman.network.settings import Settings
from elman.seeds import random_generator

SIZES = (
    *((T, 3, 4, 2) for T in (1, 2)), (3, 3, 8, 4), (2, 2, 3, 3), (4, 2, 2, 2), (1, 1, 1, 1), (5, 4, 1, 1), (7, 3, 5, 4),
    (12, 2, 5, 2), (3, 5, 2, 3), (6, 2, 4, 1), (2, 4, 3, 2), (9, 3, 2, 4), (4, 3, 3, 3), (5, 2, 6, 2), (8, 4, 2, 1),
    (3, 1, 2, 2), (20, 3, 4, 2), (1, 3, 8, 3), (2, 4, 8, 3),
)  # fmt: skip

TRIED = (
    Settings(loss="mse", l1=0.03, l2=0.05, l1_norm="abs_sum"),
    Settings(loss="rmse", l1=0.04, l2=0.02, l1_norm="l1"),
    Settings(loss="mse", l1=0.02, l2=0.03, l1_norm="l1", output="tanh"),
    Settings(loss="rmse", l1=0.05, l2=0.04, l1_norm="abs_sum", output="softmax"),
)

COST = "cost"
"""The key of the cost itself among the gradients."""


def penalties(params, settings):
    """What the penalties add: gradients by parameter, zero for biases, and as ``"cost"`` the number."""
    named = {"l1_coefficient": settings.l1, "l2_coefficient": settings.l2, "l1_norm": settings.l1_norm}
    added = {k: np.zeros(value.shape) for k, value in params.items()} | penalty_gradients(params, **named)
    return added | {COST: np.asarray(penalty(params, **named))}


class CostCase(Case):
    """A song with targets; ``right`` holds the gradients of the whole cost and, as ``"cost"``, the cost itself.

    ``dY`` is the gradient of the loss, as in `Case`, ``loss`` the loss alone, and ``data`` the gradients of the loss alone.
    """

    ARGUMENTS, RETURNS = (
        ("params", "X", "targets", "settings"),
        "a pair (cost, grads), grads a dict with the keys of params,",
    )

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
        """``(cost, grads)`` as one dict; None for anything else, to be found fault with."""
        if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict):
            return {**result[1], COST: result[0]}
        return None


def cost_songs(settings=None, rng=None, network="elman"):
    """The cases on which a cost is tried, by settings; the learning rate differs, so that what follows it is seen."""
    if settings is not None and not isinstance(settings, Settings):
        raise InputError(f"settings must be an elman.network.settings.Settings, not {type(settings).__name__}")
    network = network if settings is None else settings.network
    if NETWORKS.get(network) not in RIGHT:
        known = [name for name, module in NETWORKS.items() if module in RIGHT]
        raise InputError(f"network {network!r} was given, one of {', '.join(known)} was expected")
    rng, cases = random_generator(0 if rng is None else rng), {}
    for one in [replace(one, network=network) for one in TRIED] if settings is None else (settings,):
        title = f"loss {one.loss}, l1_norm {one.l1_norm}, output {one.output}"
        drawn = [draw_case(*sizes, network=NETWORKS[one.network], output=one.output, rng=rng) for sizes in SIZES]
        rates = [replace(one, learning_rate=one.learning_rate * (1 + n % 2)) for n in range(len(drawn))]
        cases[title] = [
            CostCase(case, rng.standard_normal(case.dY.shape), some) for case, some in zip(drawn, rates, strict=True)
        ]
    return cases


def quantities(sizes, settings):
    """The numbers that a factor in a student's cost may depend on, by name."""
    T, n_in, n_hidden, n_out = sizes
    named = {"T": T, "n_in": n_in, "n_hidden": n_hidden, "n_out": n_out, "(T + 1)": T + 1, "(T - 1)": T - 1}
    return named | {"(T n_out - 1)": T * n_out - 1, "learning_rate": settings.learning_rate}
