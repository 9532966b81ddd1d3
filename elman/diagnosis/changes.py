"""What an edit does to a pass: functions that take a `Pass` and give an edited one.

A table is never changed: each function makes a new one.
"""

from collections.abc import Callable
from typing import NamedTuple

from elman.diagnosis.passes import State, Term


class Edit(NamedTuple):
    """``change(plan, *coefficients)`` gives the edited pass; ``name`` is a heading, with {} for what a coefficient says.

    An edit with ``coefficients``, those of the right pass, has unknown ones, which are solved for. ``says`` is a pair (as it
    is, as it must be), or gives one of the coefficients, where the equations of the steps do not tell. It changes nothing on
    songs that are not longer than ``beyond``. ``solved`` is how many coefficients were solved for.
    """

    name: str
    change: Callable
    coefficients: tuple = ()
    says: object = ()
    beyond: int = 0
    solved: int = 0

    def with_coefficients(self, c, words):
        """The edit with coefficients that have been found; ``words`` tell the first in its heading."""
        says = self.says(*c) if self.says else ()
        change = lambda plan: self.change(plan, *c)  # noqa: E731
        return self._replace(
            name=self.name.replace("{}", words), change=change, coefficients=(), says=says, solved=len(c)
        )


def spoilt(plan, stage, f):
    """The pass with an array, or what a step gives in each frame, passed through a function."""
    return plan._replace(spoilt=(*plan.spoilt, (stage, f)))


def step_of(plan, step, terms):
    """The pass with other terms in one step."""
    return plan._replace(steps=plan.steps | {step: tuple(terms)})


def term_of(plan, step, k, **new):
    """The pass with something new in one term of a step."""
    terms = list(plan.steps[step])
    terms[k] = terms[k]._replace(**new)
    return step_of(plan, step, terms)


def factor_of(plan, step, k, i, **new):
    """The pass with something new in one factor of a term."""
    factors = list(plan.steps[step][k].factors)
    factors[i] = factors[i]._replace(**new)
    return term_of(plan, step, k, factors=tuple(factors))


def more(plan, step, k, *factors):
    """The pass with further factors in a term."""
    return term_of(plan, step, k, factors=plan.steps[step][k].factors + factors)


def inserted(plan, name, terms, *, before):
    """The pass with one more step."""
    if name in plan.steps:
        return plan
    names = list(plan.steps)
    names.insert(names.index(before), name)
    return plan._replace(steps={step: plan.steps.get(step, tuple(terms)) for step in names})


def made_from(plan, step, k, source):
    """Term k of a step made from another signal: a step, a carry, or the carry of a frame later."""
    if source.endswith(" late"):
        carry = source.removesuffix(" late")
        plan = inserted(plan, source, (Term(carry),), before=carry)
    return term_of(plan, step, k, source=source)


def looping(plan, frames, outputs):
    """The pass with a loop over other frames; with ``outputs``, the sums of the output's parameters are made in it too."""
    plan = plan._replace(loop=frames)
    if not outputs:
        return plan
    return spoilt(plan, "dA in sums", lambda A: A * [[t in frames(len(A))] for t in range(len(A))])


def kept(plan, f, outputs):
    """The signals of all frames in another order for the sums; first states are then computed from them."""
    states = {k: how._replace(terms=plan.steps[how.signal]) for k, how in plan.sums.items() if isinstance(how, State)}
    plan = spoilt(plan._replace(sums=plan.sums | states), "steps in sums", f)
    return spoilt(plan, "dA in sums", f) if outputs else plan


def product_summed(plan, step, k):
    """The pass with a term, factors and all, summed over the units: one number for all of them."""
    part = f"{step}.{k}"
    plan = inserted(plan, part, (plan.steps[step][k],), before=step)
    return term_of(plan, step, k, source=part, factors=(), matrix="1")


def after_the_matrix(plan, step, k):
    """The pass with the factors of a term's source behind the product with the matrix, not before it."""
    term = plan.steps[step][k]
    source = plan.steps[term.source][0]
    return term_of(plan, step, k, source=source.source, factors=term.factors + source.factors)


def only_here(plan, *c, step, k, source, change):
    """A step's edit for one of its uses, which gets an edited copy."""
    edited = change(plan, *c).steps[source]
    return term_of(inserted(plan, f"{source}'", edited, before=step), step, k, source=f"{source}'")


def for_a_part(plan, step, k, i, j):
    """Factor i of a term is missing for part j of its source."""
    term, new = plan.steps[step][k], []
    for n, part in enumerate(plan.steps[term.source]):
        plan = inserted(plan, f"{term.source}.{n}", (part,), before=step)
        factors = tuple(f for m, f in enumerate(term.factors) if (m, n) != (i, j))
        new.append(term._replace(source=f"{term.source}.{n}", factors=factors))
    terms = plan.steps[step]
    return step_of(plan, step, (*terms[:k], *new, *terms[k + 1 :]))
