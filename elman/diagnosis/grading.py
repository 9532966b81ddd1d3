"""A checklist for whoever writes a backward pass: from easy to hard, with the first failing step explained.

Notebook 04, "Send errors back through time", hands its exercise to `grade`.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import call, draw_case
from elman.diagnosis.diagnosis import diagnose
from elman.diagnosis.findings import second_call
from elman.network import rnn
from elman.network.activations import OUTPUTS

LENGTHS = (1, 2, 20)


class Step(NamedTuple):
    """One line of the checklist."""

    title: str
    passed: bool


class Grade:
    """What `grade` found: true when every step is passed; prints as a checklist, also in Jupyter.

    Attributes
    ----------
    steps : list of Step
        From easy to hard.
    diagnosis : Diagnosis
        What is wrong, for the first failing step.
    """

    def __init__(self, steps, diagnosis):
        self.steps, self.diagnosis = steps, diagnosis

    def __bool__(self):
        return all(step.passed for step in self.steps)

    @property
    def first_failing(self):
        """The easiest step that is not passed, or None."""
        return next((step for step in self.steps if not step.passed), None)

    @property
    def verdict(self):
        """One line."""
        return f"{sum(step.passed for step in self.steps)} of {len(self.steps)} steps passed."

    def _explanation(self):
        return "" if self else f"Mend this first: {self.first_failing.title}. {self.diagnosis}"

    def __str__(self):
        lines = [f"[{'x' if step.passed else ' '}] {step.title}" for step in self.steps]
        return "\n".join([*lines, self.verdict, *filter(None, [self._explanation()])])

    __repr__ = __str__

    def _repr_html_(self):
        items = "".join(
            f"<li>{'&#10003;' if step.passed else '&#10007;'} {escape(step.title)}</li>" for step in self.steps
        )
        why = escape(self._explanation()).replace("\n", "<br>")
        return f'<ul style="list-style:none">{items}</ul><p><b>{self.verdict}</b></p><p>{why}</p>'


def grade(backward, *, network=rnn, output=None, rng=None):
    """Go through a student's ``backward(params, dY, cache)`` step by step, from easy to hard.

    The steps: it runs and gives an array of the right shape for each parameter; each parameter is right for one frame,
    for two, for twenty; with every output; inputs are untouched; a second call gives the same.

    Parameters
    ----------
    backward, network, output, rng
        As in `elman.diagnosis.diagnose`.

    Returns
    -------
    Grade

    Examples
    --------
    >>> def backward(params, dY, cache):
    ...     return rnn.backward(params, dY, cache) | {"h_0": np.zeros_like(params["h_0"])}
    >>> grade(backward, output="linear").first_failing.title
    'T = 1: h_0 right'
    """
    diagnosis = diagnose(backward, network=network, output=output, rng=np.random.default_rng(0) if rng is None else rng)
    rng = np.random.default_rng(1) if rng is None else rng
    outputs = tuple(OUTPUTS) if output is None else (output,)
    calls = {}
    for name in outputs:
        for T in LENGTHS:
            case = draw_case(T, 3, 4, 2, network=network, output=name, rng=rng)
            calls[name, T] = call(backward, case)

    first = calls[outputs[0], 1]
    names = [*first.case.right]
    names.sort(key=lambda name: (not name.endswith("y"), name == "h_0"))  # the output's side is the easier one
    steps = [
        Step("it runs", all(kind != "exception" for one in calls.values() for kind, _ in one.faults)),
        Step("an array of the right shape for each parameter", all(_complete(one) for one in calls.values())),
    ]
    for T in LENGTHS:
        steps += [Step(f"T = {T}: {name} right", _right(calls[outputs[0], T], [name])) for name in names]
    for name in outputs[1:]:
        steps.append(Step(f"output {name}: all right", all(_right(calls[name, T], names) for T in LENGTHS)))
    untouched = all(kind != "overwrites" for one in calls.values() for kind, _ in one.faults)
    steps.append(Step("inputs untouched", untouched))
    steps.append(Step("second call equal", second_call(backward, first.case) is None))
    # The checklist tries fewer songs than the diagnosis; what only the latter finds must not be passed over.
    steps.append(Step("right on all songs of the diagnosis", bool(diagnosis)))
    return Grade(steps, diagnosis)


def _complete(one):
    return all(kind in ("overwrites", "exception") for kind, _ in one.faults) and set(one.grads) == set(one.case.right)


def _right(one, names):
    return all(name in one.grads and one.case.same(name, one.grads[name], one.case.right[name]) for name in names)
