"""The package's own networks before the referee: every network, every output, both losses, both L1 norms.

Notebook 05, "Check every gradient".
"""

import numpy as np

from elman.diagnosis.cases import draw_song
from elman.gradcheck.compare import check
from elman.network.activations import OUTPUTS
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients

TOLERANCE = 1e-12
SIZES = (12, 5, 4, 2)
"""T, n_in, n_hidden, n_out of the song on which the networks are checked."""


def settings_to_check():
    """Pairs (title, Settings): each network with each output, and with each loss and L1 norm."""
    for network in NETWORKS:
        for output in OUTPUTS:
            yield f"{network}, {output} output, mse", Settings(network=network, output=output, l1=0.0, l2=0.0)
        for loss in ("mse", "rmse"):
            for norm in ("abs_sum", "l1"):
                settings = Settings(network=network, loss=loss, l1_norm=norm)
                yield f"{network}, linear output, {loss} and penalties ({norm})", settings


def check_package(*, seed=0):
    """Check the gradients of every network by complex steps, to 1e-12.

    Parameters
    ----------
    seed : int
        Of the random song, weights and targets.

    Yields
    ------
    title : str
    result : elman.gradcheck.compare.GradientCheck

    Examples
    --------
    >>> all(result for title, result in check_package())
    True
    """
    for title, settings in settings_to_check():
        rng = np.random.default_rng(seed)
        params, X = draw_song(*SIZES, network=NETWORKS[settings.network], rng=rng)
        targets = rng.uniform(-1, 1, (SIZES[0], SIZES[-1]))
        _, grads = cost_and_gradients(params, X, targets, settings)

        def one_cost(params, X=X, targets=targets, settings=settings):
            return cost(params, X, targets, settings)

        yield title, check(one_cost, params, grads, rtol=TOLERANCE)
