"""The hyper-parameters: everything that has to be chosen before a network is trained, in one place."""

from dataclasses import dataclass
from math import inf
from numbers import Integral, Real

from elman.errors import InputError
from elman.network.activations import OUTPUTS
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.penalties import L1_NORMS

ORDERS = ("seed", "epoch", "id", "folds")
"""The orders of the training songs; see `elman.systems.order`."""

KINDS = {str: str, int: Integral, float: Real}
"""What counts as a text, a whole number and a number; True and False are not numbers here."""


@dataclass(frozen=True)
class Settings:
    """The hyper-parameters of one network; the defaults are what the paper's authors ran.

    Parameters
    ----------
    network : {"elman", "lstm", "gru", "static"}
    n_hidden : int
        Hidden units.
    output : {"linear", "tanh", "softmax"}
    loss : {"mse", "rmse"}
    l1, l2 : float
        Regularisation strengths: the coefficients of the two penalties.
    l1_norm : {"abs_sum", "l1"}
        What the L1 coefficient multiplies: the authors' absolute value of the sum, or the true norm.
    learning_rate, learning_rate_decay : float
        The rate in epoch 1, and what it is multiplied by after each epoch.
    momentum_first, momentum_later, momentum_switch : float, float, int
        The momentum up to and including epoch ``momentum_switch``, and after it.
    clip : float
        The largest norm of the gradient, see `elman.network.clipping`; inf (the authors') clips nothing.
    n_epochs : int
    scale : float
        Weights start uniform in [-scale, scale].
    order : {"seed", "epoch", "id", "folds"}
        In which order `elman.systems` visits the training songs; see `elman.systems.order`. That of the authors is not known.

    Raises
    ------
    InputError
        A value that no training can use.
    """

    network: str = "elman"
    n_hidden: int = 10
    output: str = "linear"
    loss: str = "mse"
    l1: float = 1e-2
    l2: float = 1e-2
    l1_norm: str = "abs_sum"
    learning_rate: float = 1e-3
    learning_rate_decay: float = 0.999
    momentum_first: float = 0.5
    momentum_later: float = 0.9
    momentum_switch: int = 5
    clip: float = inf
    n_epochs: int = 50
    scale: float = 0.01
    order: str = "seed"

    def __post_init__(self):
        choices_of = {"network": NETWORKS, "output": OUTPUTS, "loss": LOSSES, "l1_norm": L1_NORMS, "order": ORDERS}
        for name, choices in choices_of.items():
            self._keep(name, str, choices.__contains__, f"one of {', '.join(choices)}")
        for name in ("n_hidden", "n_epochs"):
            self._keep(name, int, lambda value: value >= 1, "a whole number, 1 or more,")
        self._keep("momentum_switch", int, lambda value: value >= 0, "a whole number, 0 or more,")
        for name in ("learning_rate", "learning_rate_decay", "scale"):
            self._keep(name, float, lambda value: 0 < value < inf, "a number above 0")
        self._keep("clip", float, lambda value: value > 0, "a number above 0, or inf,")
        for name in ("l1", "l2"):
            self._keep(name, float, lambda value: 0 <= value < inf, "a number, 0 or more,")
        for name in ("momentum_first", "momentum_later"):
            self._keep(name, float, lambda value: 0 <= value < 1, "a number from 0 up to, but not including, 1")

    def start(self, n_in, n_out, seed):
        """The start weights of a network with these settings, drawn by ``seed``.

        Parameters
        ----------
        n_in, n_out : int
            Numbers of inputs (features) and outputs.
        seed : int, sequence of int or numpy.random.Generator

        Returns
        -------
        dict of arrays
            As ``init`` of the network makes them; see `elman.network.networks`.

        Examples
        --------
        >>> Settings(n_hidden=10).start(260, 2, seed=0)["W_xh"].shape
        (260, 10)
        """
        init = NETWORKS[self.network].init
        return init(n_in, self.n_hidden, n_out, rng=seed, scale=self.scale)

    def _keep(self, name, kind, good, expected):
        """Store a good value as plain Python (NumPy's numbers cannot be written as JSON); raise InputError for any other."""
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, KINDS[kind]) or not good(value):
            raise InputError(f"setting {name}: {value!r} was given, {expected} was expected")
        object.__setattr__(self, name, kind(value))
