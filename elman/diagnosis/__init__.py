"""A student's backward pass or cost, explained: which edits of the right one give these numbers.

A right backward pass is a table of steps (`passes`) that `walk` computes and `edits` spoil, one kind at one place; the fewest
edits that give a student's numbers are the diagnosis. The data walk through the modules in this order:

- `cases`: the songs; `calls`, `conduct`: what a function does beside its numbers;
- `response`: how its numbers follow dY; `search`, `looks`: edits of steps and of sums that give them;
- `explain`, `causes`: all outputs together, in equations; `evidence`: what else the numbers show;
- `diagnosis`, `grading`: the doors; `cost_diagnosis`: the door for a cost, tried on the songs of `cost_cases`;
- `cost_forward`: a slip in the forward pass inside of a cost, one of `forward_slips`;
- `cost_loss`, `cost_penalties`: what is wrong with a cost, from what `cost_terms` reads in `cost_experiments`, by least squares
  of the formulas of `cost_formulas` and `curves`; `cost_slips`, `cost_coefficients`: what shows in several parts;
- `cost_words` writes equations.

The room needs NumPy alone; only `child` starts a process.
"""

from elman.diagnosis.cost_diagnosis import diagnose_cost
from elman.diagnosis.diagnosis import diagnose
from elman.diagnosis.grading import grade
from elman.diagnosis.influence import influence
from elman.diagnosis.planted import planted

__all__ = ["diagnose", "diagnose_cost", "grade", "influence", "planted"]
