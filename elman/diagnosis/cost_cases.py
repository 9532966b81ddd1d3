"""Songs with targets on which a cost is tried, and what its penalties may be made of."""

from dataclasses import replace

import numpy as np

from elman.diagnosis.cases import Case, draw_case, random_generator
from elman.diagnosis.cost_table import NORMS
from elman.diagnosis.passes import RIGHT
from elman.errors import InputError
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.penalties import weight_names
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

L1 = {"l1": "sum |w|", "abs_sum": "|sum w|"}


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
        parts = [(settings.l1, NORMS[L1[settings.l1_norm]]), (settings.l2, NORMS["sum w^2"])]
        added = {k: sum(c * dN(self.params[k]) for c, (_, dN) in parts) for k in weight_names(self.params)}
        C = self.loss + sum(c * N(self.params[k]) for c, (N, _) in parts for k in added)
        self.right = {k: v + added.get(k, 0.0) for k, v in self.data.items()} | {COST: np.asarray(C)}
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
