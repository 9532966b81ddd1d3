"""What an edit does to a pass: functions that take a `Pass` and give an edited one.

A table is never changed: each function makes a new one.
"""

from elman.diagnosis.passes import State, Term


def step_of(plan, step, terms):
    """The pass with other terms in one step."""
    return plan._replace(steps=plan.steps | {step: tuple(terms)})


def term_of(plan, step, k, **new):
    """The pass with something new in one term of a step."""
    terms = list(plan.steps[step])
    terms[k] = terms[k]._replace(**new)
    return step_of(plan, step, terms)


def sum_of(plan, name, **new):
    """The pass with something new in one parameter's sum."""
    return plan._replace(sums=plan.sums | {name: plan.sums[name]._replace(**new)})


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
    """Term k of a step made from another signal: a step, a carry, one term of a step ("dh.0"), or the carry of a frame before."""
    if source.endswith(" late"):
        carry = source.removesuffix(" late")
        plan = inserted(plan, source, (Term(carry),), before=carry)
    elif "." in source:
        owner, n = source.split(".")
        plan = inserted(plan, source, (plan.steps[owner][int(n)],), before=step)
    return term_of(plan, step, k, source=source)


def kept(plan, kept):
    """The signals of all frames in another order for the sums; first states are then computed from them."""
    states = {k: how._replace(terms=plan.steps[how.signal]) for k, how in plan.sums.items() if isinstance(how, State)}
    return plan._replace(kept=kept, sums=plan.sums | states)


def product_summed(plan, step, k):
    """The pass with a term, factors and all, summed over the units: one number for all of them."""
    part = f"{step}.{k}"
    return term_of(
        inserted(plan, part, (plan.steps[step][k],), before=step), step, k, source=part, factors=(), matrix="1"
    )


def place(part):
    """("dh", 0) of "dh.0", the name of a term as a signal."""
    step, k = part.split(".")
    return step, int(k)


def after_the_matrix(plan, step, k):
    """The pass with the factors of a term's source behind the product with the matrix, not before it."""
    term = plan.steps[step][k]
    source = plan.steps[term.source][0]
    return term_of(plan, step, k, source=source.source, factors=term.factors + source.factors)


def only_here(plan, *c, step, k, source, change):
    """A step's edit for one of its uses, which gets an edited copy."""
    edited = change(plan, *c).steps[source]
    return term_of(inserted(plan, f"{source}'", edited, before=step), step, k, source=f"{source}'")


def for_a_part(plan, step, k, i, j, times):
    """Factor i of a term acts 0 times, or twice, on part j of its source."""
    term, new = plan.steps[step][k], []
    for n, part in enumerate(plan.steps[term.source]):
        plan = inserted(plan, f"{term.source}.{n}", (part,), before=step)
        factors = tuple(f for m, f in enumerate(term.factors) for _ in range(times if (m, n) == (i, j) else 1))
        new.append(term._replace(source=f"{term.source}.{n}", factors=factors))
    terms = plan.steps[step]
    return step_of(plan, step, (*terms[:k], *new, *terms[k + 1 :]))


def everywhere(plan, *c, places, change):
    """The pass with one change at several places."""
    for place in places:
        plan = change(plan, place, *c)
    return plan


def fixed(plan, change, c):
    """The pass with a change whose coefficients ``c`` have been found."""
    return change(plan, *c)
