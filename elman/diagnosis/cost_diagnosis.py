"""What is wrong with this cost, its penalties and its gradient? In words.

The function is called with both penalties, with each alone and with none, so that its parts are seen by themselves. Each
part is a multiple of something known, and the factors are solved for by least squares: 1 for what is right, 0 for what is
forgotten. Notebook 08, "Shrink and stop".
"""

import numpy as np

from elman.diagnosis.calls import call, numbers
from elman.diagnosis.conduct import conduct, second_call
from elman.diagnosis.cost_cases import COST, cost_songs, quantities
from elman.diagnosis.cost_coefficients import not_taken, without_coefficient
from elman.diagnosis.cost_formulas import Formula, Term
from elman.diagnosis.cost_forward import of_forward
from elman.diagnosis.cost_loss import of_loss
from elman.diagnosis.cost_penalties import of_penalties
from elman.diagnosis.cost_slips import (
    added_under_the_root,
    few_digits,
    merged,
    of_other_parameters,
    over_the_whole_cost,
    times_the_cost,
)
from elman.diagnosis.cost_terms import fitted, scaled
from elman.diagnosis.cost_words import derivative, remarks
from elman.diagnosis.evidence import conclusion, example
from elman.diagnosis.findings import PAGES, UNKNOWN, Diagnosis, Finding
from elman.diagnosis.seen import nice
from elman.errors import InputError


def diagnose_cost(cost_and_gradients, *, settings=None, rng=None):
    """Find out which mistakes explain the numbers of a student's ``cost_and_gradients(params, X, targets, settings)``.

    Its model is `elman.network.training.cost_and_gradients`: C = loss(Y, targets) + l1 sum N(W) + l2 sum w^2. The parts are
    told apart by calls without penalties and with one alone; each has a factor for every parameter, in the cost and in the
    gradient. A slip in the forward pass is told by the loss of the outputs that it gives. What is wrong with the gradient of
    the loss is explained as by `elman.diagnosis.diagnose`.

    Parameters
    ----------
    cost_and_gradients : callable
        ``(params, X, targets, settings) -> (cost, grads)``. It gets copies.
    settings : elman.network.settings.Settings, optional
        The only settings that the student's code is meant for; without them, both losses, both L1 norms and all outputs are
        tried. A penalty is only seen where its coefficient is not zero.
    rng : numpy.random.Generator or int, optional

    Returns
    -------
    Diagnosis
        Its findings may also concern ``"cost"``, the number itself.

    Raises
    ------
    InputError
        What was given is not a function, or ``settings`` are not Settings.

    Examples
    --------
    >>> from elman.network.training import cost_and_gradients
    >>> def student(params, X, targets, settings):
    ...     C, grads = cost_and_gradients(params, X, targets, settings)
    ...     grads["b_y"] = grads["b_y"] + 2 * settings.l2 * params["b_y"]
    ...     return C, grads
    >>> diagnose_cost(student).names
    ['L2 penalty of b_y in the gradient']
    """
    return diagnosed_cost(cost_and_gradients, cost_songs(settings, rng))


def diagnosed_cost(function, cases):
    """The diagnosis of a cost on the given cases, by settings."""
    if not callable(function):
        raise InputError(
            f"a function (params, X, targets, settings) -> (cost, grads) was expected, not {type(function).__name__}"
        )
    groups = {title: [call(function, case) for case in some] for title, some in cases.items()}
    calls = [one for some in groups.values() for one in some]
    tried = f"{len(calls)} songs ({'; '.join(groups)})"
    findings, unstable = conduct(calls), second_call(function, calls)
    if unstable or not any(one.grads for one in calls):
        return Diagnosis([*findings, *([unstable] if unstable else [])], tried)
    wrong = tuple(
        k for k in calls[0].case.right if any(k in one.grads and not one.case.same(k, one.grads[k]) for one in calls)
    )
    if wrong:
        parts = {some[0].case.settings: _parts(some, function) for some in groups.values()}
        parts = {settings: some for settings, some in parts.items() if some}
        pairs = [(one.case, one.grads) for one in calls]
        found = [] if COST in wrong else _whole(calls)
        every = [one for some in parts.values() for one in some]
        found = found or over_the_whole_cost(every) or of_other_parameters(every)
        if parts and not found:
            for slip in (few_digits, not_taken, without_coefficient, times_the_cost, added_under_the_root):
                more, parts = slip(parts)
                found += more
            forward, penalised = of_forward(parts, function), of_penalties(parts, function)
            if forward:  # what else is not recognised may come of it
                penalised = [one for one in penalised if one.pairs]
            found = merged([*found, *(forward or of_loss(parts, function)), *penalised], every)
        words = " ".join([example(pairs, wrong), conclusion(pairs, wrong)])
        found = found or [Finding(UNKNOWN, wrong, words=words, pages=PAGES["cost"])]
        if not findings and found[0].name != UNKNOWN and "yours" not in found[0].words:
            words = "\n".join(filter(None, [found[0].words, example(pairs, found[0].params)]))
            found = [found[0]._replace(words=words), *found[1:]]
        read_on = [one.pages for one in found]  # a page is named once, last
        findings += [one._replace(pages=one.pages * (one.pages not in read_on[n:])) for n, one in enumerate(found, 1)]
    return Diagnosis(findings, tried, what="the cost and all gradients")


def _parts(calls, function):
    """(case, what it gives without penalties, what each penalty adds, and what both add more than each) for every case."""
    parts, off = [], ({"l1": 0.0, "l2": 0.0}, {"l2": 0.0}, {"l1": 0.0})
    for case, whole in [(one.case, one.grads) for one in calls]:
        none, l1, l2 = (numbers(function, case.with_coefficients(**zero)) for zero in off)
        if len(none) == len(l1) == len(l2) == len(whole) == len(case.right):
            added = {part: {k: some[k] - none[k] for k in none} for part, some in (("l1", l1), ("l2", l2))}
            added["both"] = {k: whole[k] - none[k] - added["l1"][k] - added["l2"][k] for k in none}
            parts.append((case, none, added))
    return parts


WHOLE = {
    ("dC",): "a factor in the whole gradient",
    ("sign(dC)",): "the sign of the gradient in place of the gradient",
    ("dC, each entry clipped",): "the whole gradient clipped",
    ("W",): "the parameters in place of their gradients",
    ("W", "dC"): "the parameters after a step in place of their gradients",
}
"""What may be returned in the place of the gradient dC, by what it is made of."""


def _whole(calls):
    """What is wrong with the gradient as a whole: what stands in its place, times a number, or that it is clipped."""
    calls = [one for one in calls if len(one.grads) == len(one.case.right)]
    flat = lambda some: np.concatenate([some[k].ravel() for k in calls[0].case.data])  # noqa: E731
    yours, right = [flat(one.grads) for one in calls], [flat(one.case.right) for one in calls]
    largest = max((np.abs(some).max() for some in yours), default=0.0)
    columns = {"dC": right, "sign(dC)": map(np.sign, right), "W": (flat(one.case.params) for one in calls)}
    columns["dC, each entry clipped"] = (np.clip(some, -largest, largest) for some in right)
    columns = {name: [*some] for name, some in columns.items()}
    for names, heading in WHOLE.items() if calls else ():
        fits = [fitted(y, [columns[name][n] for name in names]) for n, y in enumerate(yours)]
        if any(x is None for x in fits):
            continue
        found = [
            scaled(c, [quantities(one.case.sizes, one.case.settings) for one in calls]) for c in np.transpose(fits)
        ]
        terms = [Term(*one, Formula("", name)) for one, name in zip(found, names, strict=True) if one]
        told = derivative(terms)
        if len(terms) < len(names):
            norms = [np.linalg.norm(y) for y, (c, *_) in zip(yours, fits, strict=True) if c < 1 - 1e-9]
            if names != ("dC",) or np.max(fits) > 1 + 1e-9 or np.ptp(norms) > 1e-9 * norms[0]:
                continue
            heading, told = "the whole gradient clipped", f"dC, shortened to a norm of {nice(norms[0])}"
        elif names == ("dC",) and not any(one.case.settings.l1 or one.case.settings.l2 for one in calls):
            return []  # it is the gradient of the loss that is wrong
        elif "clipped" in heading:
            told += f" to values between -{largest:.4g} and {largest:.4g}"
        page = PAGES["whole" if "clipped" in heading else "cost"]
        return [Finding(heading, tuple(calls[0].case.data), "", ((told, "dC"),), remarks(terms), page)]
    return []
