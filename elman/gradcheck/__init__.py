"""Gradients from numbers alone, of any cost, and a comparison one can read. Nothing here knows about networks.

Read the modules in this order: `numeric`, `compare`, `backward`, `sweep`; then what keeps the numbers honest:
`judge`, `rounding`, `complex_safe` with `suspects`. Input checks are in `guards` and `trees`.
"""

from elman.gradcheck.backward import check_backward
from elman.gradcheck.compare import assert_gradients, check
from elman.gradcheck.numeric import central_difference, complex_step, directional
from elman.gradcheck.sweep import step_size_sweep

__all__ = [
    "assert_gradients",
    "central_difference",
    "check",
    "check_backward",
    "complex_step",
    "directional",
    "step_size_sweep",
]
