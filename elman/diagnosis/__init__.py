"""A student's backward pass or cost, explained: what is wrong with it, in words.

Read the modules in this order: `walk`, `mistakes`, `explain`, `diagnosis`, `grading`.
"""

from elman.diagnosis.cost_diagnosis import diagnose_cost
from elman.diagnosis.diagnosis import diagnose
from elman.diagnosis.grading import grade
from elman.diagnosis.influence import influence

__all__ = ["diagnose", "diagnose_cost", "grade", "influence"]
