"""A checklist for whoever writes a backward pass: from easy to hard, with the first failing step explained.

Notebook 04, "Backpropagate through time", hands its exercise to `grade`.
"""

from html import escape
from typing import NamedTuple

from elman.diagnosis.cases import songs
from elman.diagnosis.diagnosis import as_network, diagnosis_of, observed
from elman.network import rnn

LENGTHS = (1, 2, 21)


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
        What is wrong.
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
        """One line: how many steps are passed, and which is the next to do."""
        passed = f"{sum(step.passed for step in self.steps)} of {len(self.steps)} steps passed."
        return passed if self else f"{passed} First step that fails: {self.first_failing.title}."

    def as_dict(self):
        """Everything as plain dicts, lists and texts, for JSON."""
        return {"right": bool(self), "verdict": self.verdict, "steps": [step._asdict() for step in self.steps]} | {
            "findings": self.diagnosis.as_dict()["findings"]
        }

    def __str__(self):
        lines = [f"[{'x' if step.passed else ' '}] {step.title}" for step in self.steps]
        return "\n".join([*lines, self.verdict, *([] if self else [str(self.diagnosis)])])

    __repr__ = __str__

    def _repr_html_(self):
        items = "".join(
            f"<li>{'&#10003;' if step.passed else '&#10007;'} {escape(step.title)}</li>" for step in self.steps
        )
        why = "" if self else self.diagnosis._repr_html_()
        return f'<ul style="list-style:none">{items}</ul><p><b>{escape(self.verdict)}</b></p>{why}'


def grade(backward, *, network=rnn, output=None, rng=None):
    """Go through a student's ``backward(params, dY, cache)`` step by step, from easy to hard.

    The steps: it runs and gives an array of the right shape for each parameter; each gradient is right for one frame, for two,
    for 21; with every output; inputs are untouched; a second call gives the same; all songs of the diagnosis are right.

    Parameters
    ----------
    backward, network, output, rng
        As in `elman.diagnosis.diagnosis.diagnose`.

    Returns
    -------
    Grade

    Examples
    --------
    >>> def backward(params, dY, cache):
    ...     return rnn.backward(params, dY, cache) | {"h_0": 0 * params["h_0"]}
    >>> grade(backward, output="linear").first_failing.title
    'T = 1: gradient of h_0'
    """
    network = as_network(network)
    return graded(backward, songs(network, output=output, rng=rng), network)


def graded(backward, cases, network):
    """The checklist for a function on the given cases, by output."""
    groups = observed(backward, cases)
    return Grade(steps(groups), diagnosis_of(backward, groups, network))


def steps(groups):
    """The checklist from the calls of every output."""
    calls = [one for some in groups.values() for one in some]
    faults = {kind for one in calls for kind, _ in one.faults}
    first, *others = groups
    names = sorted(
        calls[0].case.right, key=lambda name: (not name.endswith("y"), name.endswith("_0"))
    )  # easy ones first
    told = [
        Step("it runs", "exception" not in faults),
        Step("an array of the right shape for each parameter", not faults - {"exception", "overwrites"}),
    ]
    for T in LENGTHS:
        some = [one for one in groups[first] if one.case.T == T]
        told += [Step(f"T = {T}: gradient of {name}", _right(some, [name])) for name in names]
    told += [Step(f"output {output}: all gradients", _right(groups[output], names)) for output in others]
    told.append(Step("inputs untouched", "overwrites" not in faults))
    told.append(Step("a second call gives the same", not any(one.differs() for one in calls)))
    # The lines above look at a few lengths; what only other songs show must not be passed over.
    return [*told, Step("right on all songs of the diagnosis", _right(calls, names) and not faults)]


def _right(calls, names):
    return all(name in one.grads and one.case.same(name, one.grads[name]) for one in calls for name in names)
