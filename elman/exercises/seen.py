"""What a student's answer to one question shows: the arrays in it, which of them are wrong, and what is true of them.

For `elman.exercises.judge`, and for judges whose own words need more than the first wrong number.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from elman.exercises.answers import Unreadable, is_nothing, off, read
from elman.exercises.attempt import Reply

ALMOST = 1e-3
"""Numbers that differ by no more than this part of the largest are right, but for their precision."""


class Question(NamedTuple):
    """What an answer is asked: ``said`` begins the sentence of the verdict, ``arguments`` are what it gets.

    A ``costly`` question is asked only when the answers to all before it are right.
    """

    said: str
    arguments: tuple
    costly: bool = False


class Seen(NamedTuple):
    """One question and its answer.

    ``given`` are the arrays by name, None where nothing could be read. ``wanted`` are those that are right: a list, for
    of several each may be right, entry by entry. ``wrong`` are the names of the arrays that are not right, ``fault`` the
    first thing that is not right, in words.
    """

    question: Question
    reply: Reply
    given: dict | None
    wanted: list
    wrong: tuple
    fault: str

    @property
    def silent(self):
        """Whether nothing came back, as from an exercise that was not begun."""
        return not self.reply.words and is_nothing(self.reply.value)

    @property
    def sentence(self):
        """The fault with the question before it."""
        return (
            f"{self.question.said}, {self.fault}."
            if self.question.said
            else f"{self.fault[0].upper()}{self.fault[1:]}."
        )


def parts(value, names):
    """An answer of the judge's own as arrays by name; ``names`` are used where it is not a dict."""
    if not isinstance(value, Mapping):
        value = {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))
    return {name: np.asarray(part, float) for name, part in value.items()}


def look_at(question, call, reply, rights, names, rtol, broadcast=False, single=True, order=()):
    """Read the reply to a question, and compare it with the right answers."""
    values = [one(*question.arguments) for one in rights]
    wanted = [parts(value, names) for value in values]
    try:
        if reply.words:
            raise Unreadable(f"{call} {reply.words}")
        if is_nothing(reply.value):
            raise Unreadable(f"{call or 'the answer'} gives nothing back (None)")
        given = read(reply.value, tuple(wanted[0]), keyed=isinstance(values[0], Mapping))
        if not single and any(value.dtype == np.float32 for value in given.values()):
            raise Unreadable(
                "the answer holds float32, which keeps 7 digits; a gradient check needs NumPy's own float64"
            )
    except Unreadable as error:
        return Seen(question, reply, None, wanted, (), str(error))
    except Exception as error:  # an object that resists even being looked at
        return Seen(question, reply, None, wanted, (), f"the answer cannot be read ({type(error).__name__})")
    given = {name: _fitted(value, wanted[0][name].shape, broadcast) for name, value in given.items()}
    faults = {
        name: _fault(name, value, [one[name] for one in wanted], rtol, largest(wanted[0]))
        for name, value in given.items()
    }
    wrong = tuple(name for name in order or faults if faults[name])
    return Seen(question, reply, given, wanted, wrong, faults[wrong[0]] if wrong else "")


def _fitted(value, shape, broadcast):
    """One number in the shape of one number, and, if that is allowed, whatever broadcasts to the shape."""
    if shape == () and value.size == 1:
        return value.reshape(())
    if broadcast and value.ndim <= len(shape):
        try:
            return np.broadcast_to(value, shape)
        except ValueError:
            pass
    return value


def largest(arrays):
    """The least size against which rounding is seen: a millionth of the largest number in any array of the answer."""
    finite = (np.max(np.abs(a), where=np.isfinite(a), initial=0.0) for a in arrays.values())
    return 1e-6 * max(finite, default=0.0)


def _fault(name, value, wanted, rtol, least):
    """What is wrong with one array, in words; empty where nothing is."""
    like = wanted[0]
    if value.shape != like.shape:
        if like.shape == ():
            return f"{name} is an array of shape {value.shape}, where one number was expected"
        transposed = " (perhaps it is transposed)" if value.shape == like.shape[::-1] else ""
        return f"{name} has shape {value.shape}, but {like.shape} was expected{transposed}"
    bad = np.all([off(value, one, rtol, least) for one in wanted], axis=0)
    if not bad.any():
        return ""
    lost = bad & ~np.isfinite(value)
    at = tuple(int(i) for i in np.argwhere(lost if lost.any() else bad)[0])
    where = f"{name}[{', '.join(map(str, at))}]" if at else name
    return f"{where} is {told(value[at], like[at])}, but {told(like[at], value[at])} was expected"


def told(number, beside):
    """A number with as many digits as tell it from another, five at least.

    >>> told(0.62597, 0.62601), told(1 / 3, 7.0)
    ('0.62597', '0.33333')
    """
    number = number + 0.0  # -0.0 becomes 0.0
    texts = (f"{number:.{digits}g}" for digits in (5, 8, 12, 17) if f"{number:.{digits}g}" != f"{beside:.{digits}g}")
    return next(texts, f"{number:.5g}")


def comparable(seen):
    """For each array that is wrong in some answer: pairs (given, wanted) of all readable answers, where shapes allow."""
    readable = [one for one in seen if one.given is not None]
    names = dict.fromkeys(name for one in readable for name in one.wrong)
    pairs = {name: [(one.given[name], one.wanted[0][name]) for one in readable] for name in names}
    return {
        name: both for name, both in pairs.items() if all(a.shape == b.shape and np.isfinite(a).all() for a, b in both)
    }


def almost(seen):
    """A word for numbers that are right to some digits only; else empty."""
    pairs, wrong = comparable(seen), {name for one in seen for name in one.wrong}
    if set(pairs) != wrong:
        return ""
    parts_off = [np.max(np.abs(a - b)) / np.max(np.abs(b)) for both in pairs.values() for a, b in both if np.any(b)]
    if (
        not parts_off
        or max(parts_off) > ALMOST
        or any(np.any(a) and not np.any(b) for both in pairs.values() for a, b in both)
    ):
        return ""
    digits = int(-np.log10(max(parts_off)))
    return (
        f"Your numbers agree with the right ones to {digits} digits: perhaps something is rounded, or held in float32."
    )


ALL_SIX = "The same is true of all six gradients, and all are made of dY: look at it, and at what is returned."
"""A hint where `one_fact` holds of the gradients of a network."""

FACTS = (
    ("the right number without its sign", np.abs),
    ("the square of the right number", np.square),
    ("the root of the right number", np.sqrt),
    ("one divided by the right number", lambda a: 1 / a),
)
"""What may be true of each number in an array, and what it was made with."""


def facts(seen):
    """What is true of all wrong numbers, without a guess at how it came about; empty where nothing is found."""
    return " ".join(f"{', '.join(names)}: {fact}." for fact, names in _by_fact(seen).items())


def one_fact(seen):
    """Whether all arrays of the answer are wrong, and one fact is true of them all: perhaps they were made of something wrong."""
    return {frozenset(names) for names in _by_fact(seen).values()} == {frozenset(seen[0].wanted[0])}


def _by_fact(seen):
    words = {}
    for name, both in comparable(seen).items():
        fact = _fact(both)
        if fact:
            words.setdefault(fact, []).append(name)
    return words


def _fact(both):
    def holds(change):
        with np.errstate(all="ignore"):
            changed = [(a, np.asarray(change(b))) for a, b in both]
        return all(a.shape == b.shape and np.isfinite(b).all() and not off(a, b).any() for a, b in changed)

    given, wanted = (np.concatenate([pair[n].ravel() for pair in both]) for n in (0, 1))
    if wanted.size > 1 and np.any(wanted):
        factor = float(given @ wanted / (wanted @ wanted))
        if holds(lambda b: factor * b):
            if abs(factor) < 1e-12:
                return "0 everywhere"
            sign = abs(factor + 1) < 1e-9
            return "every number has the wrong sign" if sign else f"every number is {factor:.4g} times the right one"
    for fact, change in FACTS:
        if wanted.size > 1 and holds(change):
            return f"every number is {fact}"
    if holds(lambda b: b[::-1] if b.ndim else b):
        return "the rows are in reverse order"
    return "the matrix is transposed" if holds(np.transpose) else ""
