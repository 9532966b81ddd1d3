"""The referee: gradients from numbers alone, a comparison one can read, and a diagnosis of what went wrong.

Read the modules in this order: `numeric`, `compare`, `sweep`; then `walk`, `mistakes`, `explain`, `diagnosis`,
`grading`. Nothing here knows about songs or emotions, only about networks.
"""

from elman.gradcheck.compare import assert_gradients, check
from elman.gradcheck.cost_diagnosis import diagnose_cost
from elman.gradcheck.diagnosis import diagnose
from elman.gradcheck.grading import grade
from elman.gradcheck.influence import influence
from elman.gradcheck.numeric import central_difference, complex_step, directional
from elman.gradcheck.sweep import step_size_sweep

__all__ = [
    "assert_gradients",
    "central_difference",
    "check",
    "complex_step",
    "diagnose",
    "diagnose_cost",
    "directional",
    "grade",
    "influence",
    "step_size_sweep",
]
