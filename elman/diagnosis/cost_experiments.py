"""An experiment with a cost: its targets and weights are set at will. What is made of them is read by `loss_experiments` and
`penalty_experiments`.
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import draw_song
from elman.diagnosis.cost_cases import COST, CostCase

STEP = 1e-5
"""By so much a number is changed for a central difference."""


class Sizes:
    """What `elman.diagnosis.seen.number` asks of a song: ``sizes``, T, n_in, n_hidden and n_out."""

    def __init__(self, sizes):
        self.sizes = sizes


class Experiment:
    """A song whose parameters and targets are set at will; ``function`` is a student's cost."""

    ARGUMENTS, read = CostCase.ARGUMENTS, CostCase.read

    def __init__(self, function, settings, network, sizes):
        self.function, self.settings, self.network, self.sizes = function, settings, network, sizes
        rng = np.random.default_rng(1)
        self.params, self.X = draw_song(*sizes, network=network, rng=rng)
        self.Y = rng.uniform(0.2, 0.8, (sizes[0], sizes[3])) * rng.choice([-1.0, 1.0], (sizes[0], sizes[3]))
        self.targets = rng.standard_normal(self.Y.shape)
        self.right = self.params | {COST: np.zeros(())}  # the shapes that are expected

    def called(self, params=None, targets=None, **coefficients):
        """What the function gives for other parameters, targets or coefficients: a dict, empty where it raises."""
        one = Experiment.__new__(type(self))
        one.__dict__ |= self.__dict__ | {"settings": replace(self.settings, **coefficients)}
        one.params = self.params if params is None else params
        one.targets = self.targets if targets is None else targets
        return call(self.function, one, twice=False).grads
