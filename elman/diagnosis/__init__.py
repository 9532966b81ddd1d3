"""A student's backward pass or cost, explained: which edits of the right one give these numbers.

Read the modules in the order in which the data walk through them: `cases`, `calls`, `passes`, `walk`, `edits`, `search`,
`explain`, `diagnosis`, `grading`. The room needs NumPy alone; only `child` starts a process.
"""

from elman.diagnosis.cost_diagnosis import diagnose_cost
from elman.diagnosis.diagnosis import diagnose
from elman.diagnosis.grading import grade
from elman.diagnosis.influence import influence
from elman.diagnosis.planted import planted

__all__ = ["diagnose", "diagnose_cost", "grade", "influence", "planted"]
