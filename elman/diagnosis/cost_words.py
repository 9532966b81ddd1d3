"""What was read of a cost in words: terms as a number or as its derivative, and with which settings a mistake shows."""

from itertools import combinations

import numpy as np

from elman.diagnosis.cost_formulas import NORM

ORDER = ("learning_rate", "T", "n_out", "n_hidden", "n_in", "(T + 1)", "(T - 1)", "(T n_out - 1)")
ORDER += ("n_weights", "W.size", "len(W)", "W.shape[1]", "rmse", "loss", "L", "C", "l1", "l2")
"""In which order factors are written."""


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
    for above_it in (1, 2):
        whole = round(above_it / times) if times else 0
        if abs(whole) > 1 and abs(above_it / times - whole) < 1e-6 and f"{times:.7g}" != f"{times:.4g}":
            times, over = float(np.sign(times)) * above_it, [str(abs(whole)), *over]  # a third: / 3
    number = {1.0: "", -1.0: "-"}.get(times, f"{times:.7g} ")
    words = number + " ".join(filter(None, [_powers(above), "" if what == "1" else what]))
    words = {"": "1", "-": "-1"}.get(words, words).rstrip()
    under = " ".join(over)
    bare = (len(over) < 2 and len(below) < 2) or under.startswith("sqrt(")
    return f"{words} / {under if bare else f'({under})'}" if under else words


def _powers(some):
    """T n_out^2 sqrt(n_hidden)."""
    whole = [name if p == 1 else f"{name}^{p:g}" for name, p in some if p == int(p)]
    roots = [name if p == 0.5 else f"{name}^{2 * p:g}" for name, p in some if p != int(p)]
    return " ".join([*whole, *([f"sqrt({' '.join(roots)})"] if roots else [])])


def derivative(terms, unit=()):
    """The derivative of some terms as text; ``unit`` is what all are multiplied by."""
    return _sum([_derivative(t, unit) + t.formula.end for t in terms])


def _derivative(t, unit):
    slope = t.formula.derivative.slope
    if "{0}" in slope:  # a number inside of the formula
        return slope.format(product(t.times, t.powers, "1"))
    return product(t.times * t.formula.times, (*unit, *t.formula.powers, *t.powers), slope)


def number(terms, unit=()):
    """The number of which they are the derivative; empty where it is not known."""
    if any(not t.formula.name for t in terms):
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


def kind(terms, right):
    """What terms have in common where the right formula differs with the settings, or the derivative of a slip is forgotten."""
    ends = [t.formula.end if t.formula.end.startswith(", with") else t.formula for t in terms or ()]
    return terms and tuple(t._replace(formula=t.formula != right and end) for t, end in zip(terms, ends, strict=True))


def remarks(terms):
    """What is to be said of some terms beside their formula."""
    names = {name for t in terms or () for name, _ in (*t.powers, *t.formula.powers)}
    told = ["C is your cost."] if "C" in names else []
    told += ["n_weights counts all weights."] if "n_weights" in names else []
    told += ["The learning rate belongs to the update alone."] if "learning_rate" in names else []
    return " ".join(told)


def shows(concerned, every):
    """With which settings a mistake shows: by one or two of them, if not everywhere."""
    for names in ((), *combinations(("l1_norm", "loss", "output"), 1), *combinations(("l1_norm", "loss", "output"), 2)):
        same = {tuple(getattr(settings, name) for name in names) for settings in concerned}
        if len(same) == 1 and {*concerned} == {
            settings for settings in every if tuple(getattr(settings, name) for name in names) in same
        }:
            words = {"l1_norm": "the L1 norm {}", "loss": "{}", "output": "output {}"}
            values = [NORM[value].name if value in NORM else value for value in same.pop()]
            told = " and ".join(words[name].format(value) for name, value in zip(names, values, strict=True))
            return told and f"with {told} only"
    return ""
