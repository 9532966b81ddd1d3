"""How good is a numeric gradient at each step size?

Notebook 05, "Check every gradient". The picture is `elman.figures.gradients.draw_sweep`.
"""

import numpy as np

from elman.errors import InputError
from elman.gradcheck.complex_safe import expect_complex_safe
from elman.gradcheck.guards import cost_of_flat, gradients_like, real_number, real_parameters
from elman.gradcheck.numeric import central_steps, complex_steps, forward_steps
from elman.gradcheck.rounding import rounding_of
from elman.tables import Table

STEPS = tuple(10.0**-n for n in range(1, 16))


class StepSizeSweep:
    """Errors against step sizes: `steps` (n,), and `forward`, `central`, `complex` (n,), each relative.

    An error is the length of the difference to the right gradient, divided by the length of the right gradient.
    """

    HEAD = ("eps", "forward", "central", "complex")

    def __init__(self, steps, forward, central, complex):
        self.steps, self.forward, self.central, self.complex = steps, forward, central, complex

    @property
    def verdict(self):
        """The best step of each method, in one line."""
        forward, central = np.argmin(self.forward), np.argmin(self.central)
        return (
            f"Forward differences are best at {self.steps[forward]:.0e} (error {self.forward[forward]:.0e}), "
            f"central ones at {self.steps[central]:.0e} (error {self.central[central]:.0e}); "
            f"complex steps reach {np.min(self.complex):.0e}."
        )

    @property
    def table(self):
        """Steps, errors and the verdict as a `elman.tables.Table`."""
        columns = zip(self.steps, self.forward, self.central, self.complex, strict=True)
        cells = [tuple(f"{x:.0e}" for x in row) for row in columns]
        return Table(self.HEAD, cells, range(4), note=self.verdict)

    def __str__(self):
        return str(self.table)

    __repr__ = __str__

    def _repr_html_(self):
        return self.table._repr_html_()


def step_size_sweep(cost, params, grads, *, steps=STEPS):
    """The error of forward differences, central differences and complex steps, for every step size.

    With u = 1e-16, the rounding, the errors are about ::

        forward   eps   |C''|  / 2  +  u |C| / eps
        central   eps^2 |C'''| / 6  +  u |C| / eps
        complex   eps^2 |C'''| / 6

    The two terms of a difference are the two sides of a V; the complex step has one side only.

    Parameters
    ----------
    cost : callable
        ``cost(params)`` gives one number; it must be complex-safe.
    params : dict of arrays
        A small network will do: the cost is called five times for each of its numbers and each step size.
    grads : dict of arrays
        The right gradient, with the keys and shapes of ``params``.
    steps : sequence of float
        From 1e-15 to 1.

    Returns
    -------
    StepSizeSweep

    Raises
    ------
    InputError
        As `elman.gradcheck.complex_step`; also where ``grads`` does not fit, is zero or is not finite.

    Examples
    --------
    >>> params = {"w": np.array([0.5, 1.0])}
    >>> right = {"w": np.exp(params["w"])}
    >>> print(step_size_sweep(lambda p: np.sum(np.exp(p["w"])), params, right, steps=(1e-2, 1e-4)))
      eps  forward  central  complex
    1e-02    5e-03    2e-05    2e-05
    1e-04    5e-05    2e-09    2e-09
    Forward differences are best at 1e-04 (error 5e-05), central ones at 1e-04 (error 2e-09); complex steps reach 2e-09.
    """
    right = np.concatenate([value.ravel() for value in gradients_like(params, grads).values()])
    length = np.linalg.norm(right)
    if not length > 0:
        raise InputError("grads is zero or not finite everywhere; an error relative to it has no meaning")
    steps = [real_number("a step of the sweep", eps, 1e-15, 1.0) for eps in steps]
    if not steps:
        raise InputError("steps is empty; give at least one step size, as (1e-4, 1e-6)")
    flat, asked = real_parameters(params), cost_of_flat(cost, params)
    expect_complex_safe(asked, flat, rounding_of(asked, flat))

    def error(numeric):
        return np.linalg.norm(np.concatenate([value.ravel() for value in numeric.values()]) - right) / length

    columns = [
        np.array([error(method(asked, flat, eps)) for eps in steps])
        for method in (forward_steps, central_steps, complex_steps)
    ]
    return StepSizeSweep(np.array(steps), *columns)
