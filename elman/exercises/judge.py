"""One judge for all exercises: an exercise is a table of what is asked, what is right, and which mistakes are likely.

    >>> from elman.exercises.seen import Question
    >>> def check_mean(mean):
    ...     return judge(
    ...         mean,
    ...         "mean(x)",
    ...         [Question("For 1, 2", (np.array([1.0, 2.0]),)), Question("For 1, 2, 6", (np.array([1.0, 2.0, 6.0]),))],
    ...         right=np.mean,
    ...         mistakes=[
    ...             Mistake("This is the sum: divide it by the number of entries.", np.sum),
    ...             Mistake("This is the median, the number in the middle.", np.median),
    ...         ],
    ...         names="the mean",
    ...         todo="Let mean(x) return one number.",
    ...         praise="The mean of n numbers is their sum, divided by n.",
    ...         look="Add up the entries, then divide.",
    ...     )
    >>> check_mean(lambda x: sum(x))
    ✗ Not right. For 1, 2, the mean is 3, but 1.5 was expected. This is the sum: divide it by the number of entries.
    >>> check_mean(lambda x: sum(x) / len(x))
    ✓ Right. The mean of n numbers is their sum, divided by n.

A mistake is named only where its numbers are the student's, to rounding, in every question. So ask several questions, in
which each mistake gives other numbers than the right answer and than the other mistakes (the tests hold this for every
exercise). What is true of any numbers (a sign, a constant factor, rows in reverse order) is found without a table. Where
nothing is found ``look`` is said, which must not claim that a certain mistake was made.
"""

import inspect
from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np

from elman.exercises import verdict
from elman.exercises.answers import RTOL, is_nothing, kind, off
from elman.exercises.attempt import Reply, attempt
from elman.exercises.seen import almost, facts, largest, look_at, parts


class Mistake(NamedTuple):
    """A likely wrong answer: ``gives`` takes the arguments and returns its numbers, ``word`` is what to say.

    ``open``: it is what the exercise begins with, so that nothing was done yet. ``slips``: how many mistakes it consists
    of; one of two is looked for only where none of one fits.
    """

    word: str
    gives: Callable
    open: bool = False
    slips: int = 1


def edits(template, switches):
    """A `Mistake` for each switch of a template, and for each pair of them.

    Parameters
    ----------
    template : callable
        The right answer, with keyword arguments that spoil it.
    switches : list of (str, dict)
        The word for a mistake, and the keyword arguments that make it.

    Examples
    --------
    >>> [m.word for m in edits(pow, [("A.", {"base": 2}), ("B.", {"exp": 3}), ("C.", {"exp": 4})])]
    ['A.', 'B.', 'C.', 'Two mistakes. A. B.', 'Two mistakes. A. C.']
    """
    found = [Mistake(word, partial(template, **switch)) for word, switch in switches]
    for (one, a), (two, b) in combinations(switches, 2):
        if one != two and not a.keys() & b.keys():
            found.append(Mistake(f"Two mistakes. {one} {two}", partial(template, **a, **b), slips=2))
    return found


def judge(
    answer,
    call,
    questions,
    *,
    right,
    names,
    todo,
    praise,
    mistakes=(),
    look="",
    say=verdict.wrong,
    rtol=RTOL,
    near=None,
    broadcast=False,
    single=True,
    order=(),
):
    """Judge an answer by its numbers.

    Parameters
    ----------
    answer : object
        What the student gave: a function; or, where ``call`` is empty, what a function would return.
    call : str
        How the function is called, for words: ``"forward(params, X)"``.
    questions : list of Question
        From easy to hard: the first that is answered wrongly is told.
    right : callable, or tuple of callables
        Takes a question's arguments and gives the right answer: a number, an array, a tuple of them, or a dict. Of
        several each is right, entry by entry.
    names : str or tuple of str
        What the answer, or each part of it, is called. (A dict brings its own names.)
    todo, praise : str
        What is said when there is no answer yet, and when it is right.
    mistakes : list of Mistake
    look : str or callable
        What is said about a wrong answer that no mistake explains; ``look(seen, first)`` gets what was seen, a list of
        `elman.exercises.seen.Seen`, and the first that is wrong.
    say : callable
        Makes the verdict of wrong numbers: `elman.exercises.verdict.wrong` or `not_yet`.
    rtol, near : float
        How far numbers may lie from the right ones, and from those of a mistake (without it, ``rtol``), as a part of
        the largest.
    broadcast : bool
        Whether one number may stand for an array of equal numbers.
    single : bool
        Whether arrays of float32 are judged, to `elman.exercises.answers.SINGLE`; else they are refused.
    order : tuple of str
        The names in the order in which they are computed, where they come back in another: the first wrong is told.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    early = no_answer(answer, call, todo)
    if early is not None:
        return early
    rights = right if isinstance(right, tuple) else (right,)

    def ask(question):
        reply = attempt(answer, question.arguments) if call else Reply(answer)
        return look_at(question, call, reply, rights, names, rtol, broadcast, single, order)

    seen, first = [], None
    for question in questions:
        if first and (question.costly or (first.given is None and not first.silent)):
            break  # it would cost too much, or nothing would be compared any more
        seen.append(ask(question))
        first = first or (seen[-1] if seen[-1].fault else None)
    if all(one.silent for one in seen):
        return verdict.not_yet(todo)
    if first is None:
        doubt = _second_call(seen[0], ask) or _overwritten(call, seen)
        return verdict.wrong(doubt) if doubt else verdict.right(praise)
    if first.given is None:
        return verdict.wrong(first.sentence)
    known = _known(seen, mistakes, names, rtol if near is None else near)
    if known:
        words = " Or: ".join(dict.fromkeys(mistake.word for mistake in known))
        return (verdict.not_yet if known[0].open else say)(f"{first.sentence} {words}")
    words = _second_call(first, ask) or almost(seen)
    if not words:
        words = " ".join(filter(None, [facts(seen), look(seen, first) if callable(look) else look]))
    return say(f"{first.sentence} {words}".replace(". \n", ".\n").strip())


def no_answer(answer, call, todo):
    """A verdict where there is nothing to judge: no answer yet, or no function where one was expected; else None."""
    if is_nothing(answer):
        return verdict.not_yet(todo)
    if call and not callable(answer):
        return verdict.wrong(
            f"A function {call} was expected, not {kind(answer)}. Hand over the function itself, not what it returns."
        )
    if not call and inspect.isroutine(answer):
        return verdict.wrong("A function was handed over. Call it, and hand over what it returns.")
    return None


def _known(seen, mistakes, names, near):
    """The mistakes of the table that give the student's numbers in every question; of one slip, else of two."""
    readable = [one for one in seen if one.given is not None]
    for slips in sorted({mistake.slips for mistake in mistakes}):
        found = [m for m in mistakes if m.slips == slips and all(_gives(m, one, names, near) for one in readable)]
        if found:
            return found
    return []


def _gives(mistake, one, names, near):
    """Whether a mistake gives the numbers that were given."""
    try:
        with np.errstate(all="ignore"):
            made = parts(mistake.gives(*one.question.arguments), names)
    except (ValueError, IndexError, ArithmeticError):  # for these arguments the mistake gives no numbers
        return False
    least = largest(one.wanted[0])
    return all(
        one.given[name].shape == value.shape and not off(one.given[name], value, near, least).any()
        for name, value in made.items()
    )


def _second_call(first, ask):
    """What to say where the same question gets another answer the second time; else empty."""
    again = ask(first.question).given
    if again is not None:
        same = [
            a.shape == b.shape and not off(a, b).any()
            for a, b in zip(again.values(), first.given.values(), strict=True)
        ]
        if all(same):
            return ""
    return (
        "But a second call with the same arguments gives something else: perhaps something is kept from call to call, or "
        "drawn at random."
    )


def _overwritten(call, seen):
    """What to say where a function wrote into what it got; else empty."""
    changed = sorted({n for one in seen for n in one.reply.changed})
    if not changed:
        return ""
    arguments = call.partition("(")[2].rstrip(")").split(", ")
    return (
        f"The numbers are right, but {call} changes {', '.join(arguments[n] for n in changed)}: whoever calls it "
        f"loses what was there. Work on a copy."
    )
