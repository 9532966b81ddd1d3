"""What is wrong with this cost, its penalties and its gradient? In words.

As `elman.diagnosis.diagnosis`, for a function that gives the cost of a song and its whole gradient, penalties included.
Notebook 08, "Shrink and stop".
"""

import numpy as np

from elman.diagnosis.cases import call, draw_case
from elman.diagnosis.cost_mistakes import CostCase, behind_penalties, cost_mistakes
from elman.diagnosis.explain import general_mistakes
from elman.diagnosis.findings import Diagnosis, faults_found, mistakes_found, second_call
from elman.diagnosis.localise import details
from elman.diagnosis.mistakes import classic_mistakes
from elman.diagnosis.truncation import truncations
from elman.errors import InputError
from elman.network import rnn
from elman.network.networks import NETWORKS
from elman.network.settings import Settings

SIZES = ((1, 3, 4, 2), (2, 3, 4, 2), (3, 2, 3, 3), (5, 4, 1, 1), (7, 3, 4, 3), (12, 2, 5, 2))
TRIED = tuple(
    Settings(loss=loss, l1=0.03, l2=0.05, l1_norm=norm) for loss in ("mse", "rmse") for norm in ("abs_sum", "l1")
)


def diagnose_cost(cost_and_gradients, *, settings=None, rng=None):
    """Find out which mistake explains the numbers of a student's ``cost_and_gradients(params, X, T, settings)``.

    Its model is `elman.network.training.cost_and_gradients`: C = loss(Y, T) + l1 sum N(W) + l2 sum w^2. Known are all
    mistakes that `diagnose` knows, and those of a cost: sum in place of mean, a forgotten or doubled penalty (lambda w
    for 2 lambda w, and 4 lambda w), one applied to biases, L1 as |sum| and the reverse.

    Parameters
    ----------
    cost_and_gradients : callable
        ``(params, X, T, settings) -> (cost, grads)``. It gets copies.
    settings : elman.network.settings.Settings, optional
        The only settings that the student's code is meant for; without them, both losses and both L1 norms are tried,
        with a linear output. Penalties are only seen where their coefficients are not zero.
    rng : numpy.random.Generator, optional

    Returns
    -------
    Diagnosis
        Its findings may also concern ``"cost"``, the number itself.

    Raises
    ------
    InputError
        What was given is no function.

    Examples
    --------
    >>> from elman.network.training import cost_and_gradients
    >>> def student(params, X, T, settings):
    ...     C, grads = cost_and_gradients(params, X, T, settings)
    ...     grads["b_y"] = grads["b_y"] + 2 * settings.l2 * params["b_y"]
    ...     return C, grads
    >>> diagnose_cost(student).names
    ['penalty applied to biases']
    """
    if not callable(cost_and_gradients):
        raise InputError(
            f"a function (params, X, T, settings) -> (cost, grads) was expected, not {type(cost_and_gradients).__name__}"
        )
    rng = np.random.default_rng(0) if rng is None else rng
    groups = {}
    for one in TRIED if settings is None else (settings,):
        title = f"loss {one.loss} and l1_norm {one.l1_norm}"
        groups[title] = [draw_cost_case(*sizes, one, rng=rng) for sizes in SIZES]
    tried = f"{sum(map(len, groups.values()))} songs ({'; '.join(groups)})"

    unstable = second_call(cost_and_gradients, next(iter(groups.values()))[0])
    if unstable:
        return Diagnosis([unstable], "the first song, called twice")
    calls = {title: [call(cost_and_gradients, case) for case in cases] for title, cases in groups.items()}
    findings = faults_found([one for group in calls.values() for one in group])

    def mistakes(observations):
        general = list(general_mistakes(observations[0][0].params))
        known = general
        if observations[0][0].network is rnn:
            known = [*classic_mistakes(), *truncations(SIZES[-1][0]), *known]
        # Last, what was done to the whole gradient, penalties included.
        return [*cost_mistakes(), *(behind_penalties(_of_data(m)) for m in known), *general]

    return Diagnosis([*findings, *mistakes_found(calls, mistakes, NoPlace)], tried)


def draw_cost_case(T, n_in, n_hidden, n_out, settings, *, rng):
    """A random song with targets, under the given settings."""
    network = NETWORKS[settings.network]
    drawn = draw_case(T, n_in, n_hidden, n_out, network=network, output=settings.output, rng=rng)
    return CostCase(drawn.params, drawn.X, rng.standard_normal((T, n_out)), settings, network=network)


def _of_data(mistake):
    """A general mistake looks at ``case.right``; in a cost, the backward pass gave ``case.data``."""

    class Data:
        def __init__(self, case):
            self._case, self.right = case, case.data

        def __getattr__(self, name):
            return getattr(self._case, name)

    return mistake._replace(gradients=lambda case: mistake.gradients(Data(case)))


class NoPlace:
    """In a whole cost the frames are not sought: `diagnose` the backward pass by itself for that."""

    first, frame = "", None

    def __init__(self, group, names, wrong, observations):
        self.observations = observations

    def details(self, name):
        """All that is known of one parameter."""
        return details(name, self.observations)
