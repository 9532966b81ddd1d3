"""Of which formulas is a derivative made? Read in songs of two sizes, by least squares, or else as a curve.

One question for losses and for penalties: an array A gives a derivative g(A), in a student's gradient or as that of a
student's cost; how many times the derivative of which known formula is it, for which entries? The factors on two songs are a
number, or a number and sizes of the songs.
"""

import re
from itertools import combinations
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cost_formulas import NORM, RIGHT, Formula
from elman.diagnosis.curves import curve_of, in_both
from elman.diagnosis.seen import nice

_SIZES = [("T",), ("n_out",), ("T", "n_out"), ("n_hidden",), ("n_in",), ("T", "n_hidden"), ("(T + 1)",), ("(T - 1)",)]

_POWERS = [
    *[((count, -1),) for count in ("W.size", "len(W)", "W.shape[1]")],
    *[tuple((size, p) for size in sizes) for sizes in _SIZES for p in (1, -1, 0.5, -0.5)],
    (("T", 1), ("(T - 1)", -1)),
    (("T", 1), ("n_out", 1), ("(T n_out - 1)", -1)),
    (("rmse", -1),),
    (("l1", 1),),
    (("l2", 1),),
]
POWERS = [(), *_POWERS, *[(("learning_rate", 1), *some) for some in ((), *_POWERS)]]
"""What a factor may depend on, as powers of quantities of the song."""

ORDER = [*dict.fromkeys(name for powers in ((("learning_rate", 1),), *_POWERS) for name, _ in powers), "L", "C"]


KNOWN = {
    "Huber's loss": r"clip\(E.*",
    "the loss log(cosh(E))": r"tanh\(E.*",
    "Cauchy's loss, log(1 + E^2)": r"E / \(1 \+ \(?E.*\^2\)",
    "a quantile (pinball) loss": r"\(\S+ where E > 0, -\S+ where E < 0\)",
    "the absolute error": r"sign\(E\)",
}
"""Losses with a name, and what their derivative looks like."""


class Term(NamedTuple):
    """``times`` and ``powers`` of quantities, times a formula or its derivative, for the entries of ``where``."""

    times: float
    powers: tuple
    formula: Formula
    where: str = ""


def product(times, powers, what):
    """A product as text: a number, powers of quantities, and what is multiplied.

    >>> product(2.0, (("T", -1), ("n_out", -2)), "E"), product(1.0, (("T", 0.5), ("n_out", 0.5)), "E")
    ('2 E / (T n_out^2)', 'sqrt(T n_out) E')
    """
    total = {}
    for name, p in powers:
        total[name] = total.get(name, 0) + p
    above, below = (
        [(name, sign * total[name]) for name in sorted(total, key=ORDER.index) if sign * total[name] > 0]
        for sign in (1, -1)
    )
    over = [_powers(below)] if below else []
    whole = round(1 / times) if times else 0
    if abs(whole) > 1 and abs(1 / times - whole) < 1e-6 and f"{times:.7g}" != f"{times:.4g}":
        times, over = float(np.sign(times)), [str(abs(whole)), *over]  # a third: / 3
    number = {1.0: "", -1.0: "-"}.get(times, f"{times:.7g} ")
    words = number + " ".join(filter(None, [_powers(above), "" if what == "1" else what]))
    words = {"": "1", "-": "-1"}.get(words, words).rstrip()
    under = " ".join(over)
    bare = len(over) < 2 and len(below) < 2 or under.startswith("sqrt(")
    return f"{words} / {under if bare else f'({under})'}" if under else words


def _powers(some):
    """T n_out^2 sqrt(n_hidden)."""
    whole = [name if p == 1 else f"{name}^{p:g}" for name, p in some if p == int(p)]
    roots = [name if p == 0.5 else f"{name}^{2 * p:g}" for name, p in some if p != int(p)]
    return " ".join([*whole, *([f"sqrt({' '.join(roots)})"] if roots else [])])


def derivative(terms, unit=()):
    """The derivative of some terms as text; ``unit`` is what all are multiplied by."""
    return _sum([_derivative(t, unit) + t.formula.end + (f", {t.where}" if t.where else "") for t in terms])


def _derivative(t, unit):
    slope = _derivative_of(t.formula).slope
    if "{0}" in slope:  # a number inside of the formula
        return slope.format(product(t.times, t.powers, "1"))
    return product(t.times * t.formula.times, (*unit, *t.formula.powers, *t.powers), slope)


def number(terms, unit=()):
    """The number of which they are the derivative; empty where it is not known."""
    if any(not t.formula.name or t.where for t in terms):
        return ""
    return _sum(_number(t, unit) + t.formula.end for t in terms)


def _number(t, unit):
    name, powers = t.formula.name, t.powers
    if "T" in dict(powers) or "n_out" in dict(powers):  # T n_out mean(E^2) is a sum
        for mean, whole, p in (("mean(E^2)", "sum(E^2)", -1), ("sqrt(mean(E^2))", "sqrt(sum(E^2))", -0.5)):
            if name == mean:
                return product(t.times, (*unit, *powers, ("T", p), ("n_out", p)), whole)
    return product(t.times, (*unit, *powers), name)


def _sum(texts):
    return " + ".join(texts).replace("+ -", "- ") or "0"


def terms_of(songs, where):
    """What the songs of each key tell, a tuple of terms; None where it is nothing known, also where songs disagree.

    Keys of which the same is told share its factor.
    """
    read, found, alike = {k: _solved(some, where) for k, some in songs.items()}, {}, {}
    for k, some in read.items():
        alike.setdefault(some and tuple(some[0]), []).append(k)
    for formulas, keys in alike.items():
        for k in keys:
            found[k] = None
            for those in (keys, [k]) if formulas is not None else ():
                places = [(song, one) for key in those for song, one in zip(songs[key], read[key], strict=True)]
                terms = [_term(f, places, [one[f][1] for one in read[k]]) for f in formulas]
                if None not in terms:
                    found[k] = tuple(terms)
                    break
    return found


def _term(formula, places, wheres):
    """The term with the factor that is the same on all songs; None where it is no number."""
    found = scaled([one[formula][0] for _, one in places], [song.quantities for song, _ in places])
    return found and Term(*found, formula, in_both(*wheres))


def scaled(factors, quantities):
    """(number, powers) that give the factors on some songs, from the quantities of each; None where nothing does."""
    for powers in POWERS:
        if all(name in quantities[0] for name, _ in powers):
            sizes = [np.prod([known[name] ** p for name, p in powers]) for known in quantities]
            rest = np.divide(factors, sizes) if all(sizes) else [0.0, 1.0]
            c = nice(float(rest[0]))
            if np.ptp(rest) <= 1e-7 * np.abs(rest).max() and (not powers or abs(c * 1e4 % 1) < 1e-9):
                return c, powers
    return None


@np.errstate(all="ignore")
def _solved(songs, where):
    """What each song tells, by formula its factor and the entries that count; None where they tell nothing or disagree."""
    seen = [song.seen(where) for song in songs]
    if not all(np.isfinite(some).all() for some in seen):
        return None
    if all(np.abs(some).max() < 1e-7 for some in seen):
        return [{} for _ in songs]
    is_number = where == "cost"
    if is_number and all(song.follows() for song in songs):
        where, seen = "gradient", [song.seen("gradient") for song in songs]
    tables = [_candidates(song, is_number) for song in songs]
    found = _agreed(_first(*one) for one in zip(songs, seen, (early for early, _ in tables), strict=True))
    curves = None if found else _agreed(_curve(song, where) for song in songs)
    if curves and " for " not in next(iter(curves[0])).slope:
        return curves  # a formula, not some points
    return (
        found or _agreed(_first(*one) for one in zip(songs, seen, (late for _, late in tables), strict=True)) or curves
    )


def _candidates(song, is_number):
    """Formulas to be fitted together: those tried at once, and those tried where the derivative is no curve.

    Slips that are the derivative of nothing come first where no number has this derivative, else last.
    """
    (right, *others), late = song.formulas()
    others, late = (sorted(some, key=lambda one: bool(one[0].name) != is_number) for some in (others, late))
    return [[right], *([one] for one in others)], [*([one] for one in late), *([right, one] for one in others)]


def _agreed(read):
    """What all songs tell, where they tell the same formulas; else None."""
    found = []
    for one in read:
        if one is None or (found and one.keys() != found[0].keys()):
            return None
        found.append(one)
    return found


def _first(song, seen, candidates):
    """The first formulas whose derivatives, by least squares, give what is seen."""
    for some in candidates:
        A = np.column_stack([song.known(f) for _, f in some])
        if not np.isfinite(A).all() or not np.abs(A).max(axis=0).all():
            continue
        x = np.linalg.lstsq(A, seen, rcond=None)[0]
        if np.abs(A @ x - seen).max() <= 1e-6 * np.abs(seen).max():
            parts = [(c, formula, f) for c, (formula, f) in zip(x, some, strict=True) if abs(c) > 1e-6]
            is_it = all(formula.name for _, formula, _ in parts) and song.adds_up([(c, f) for c, _, f in parts])
            return {formula if is_it else _derivative_of(formula): (c, "") for c, formula, _ in parts}
    return None


def _derivative_of(formula):
    """The same without the number."""
    return formula._replace(name="", slope=formula.slope or f"(the derivative of {formula.name})")


def _curve(song, where):
    """A curve of one entry of A, as a formula."""
    A, _ = song.looks[0]
    curve = song.has_curve and curve_of(lambda A, at=None: song.entries(A, where, at), A.shape, song.symbol, song.axes)
    return {Formula("", curve.formula, 1.0, song.powers): (curve.times, curve.where)} if curve else None


def relative(terms, right, instead=(Term(1.0, (), RIGHT),)):
    """Terms with RIGHT in place of the right formula, or another one."""
    return terms and tuple(
        t._replace(formula=instead[0].formula) if t.formula == right[0].formula else t for t in terms
    )


def remarks(terms):
    """What is to be said of some terms beside their formula."""
    names = {name for t in terms or () for name, _ in (*t.powers, *t.formula.powers)}
    told = ["C is your cost."] if "C" in names else []
    told += ["The learning rate belongs to the update alone."] if "learning_rate" in names else []
    told += [
        f"As of {loss}." for t in terms or () for loss, form in KNOWN.items() if re.fullmatch(form, t.formula.slope)
    ]
    return " ".join(told)


def shows(concerned, every):
    """With which settings a mistake shows: by one or two of them, if not everywhere."""
    words = {
        "l1_norm": lambda s: f"the L1 norm {NORM[s.l1_norm].name}",
        "loss": lambda s: s.loss,
        "output": lambda s: f"output {s.output}",
    }
    for names in ((), *combinations(words, 1), *combinations(words, 2)):
        values = {tuple(words[name](s) for name in names) for s in concerned}
        if len(values) == 1 and {*concerned} == {s for s in every if tuple(words[name](s) for name in names) in values}:
            return f"with {' and '.join(values.pop())} only" if names else ""
    return ""
