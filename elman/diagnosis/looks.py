"""What an edited pass, and edits of the sums beside it, explain of a student's gradients, on a few songs.

An edit with unknown coefficients gets those that it must have to explain something.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import SAME
from elman.diagnosis.passes import RIGHT, Elsewhere, State, Sum
from elman.diagnosis.seen import multiplied, nice, number
from elman.diagnosis.sum_edits import sum_edits
from elman.diagnosis.walk import gradients, signals, summed

IMPOSSIBLE = (ValueError, KeyError, IndexError, np.linalg.LinAlgError)
"""What is raised where an edit does not fit: by the sizes of a song, or by other edits."""


class Look(NamedTuple):
    """A set of edits, the pass they make, and by song its signals and the factor of each parameter that it explains.

    A parameter is explained where the student's gradient is proportional to that of the pass.
    """

    edits: tuple
    plan: object
    signals: list
    factors: list

    def explained(self):
        """The parameters that are explained on all songs, but for a factor."""
        return set.intersection(*map(set, self.factors))

    def left(self, names):
        """The parameters that are not simply right."""
        good = self.explained()
        return [name for name in names if name not in good or any(f[name] != 1.0 for f in self.factors)]

    def open(self, names):
        """How much is left: how many parameters, on how many songs."""
        return sum(known.get(name) != 1.0 for known in self.factors for name in names)

    def told(self, names):
        """So many songs tell whether another set explains more: two, or up to one on which more is left than on the first."""
        left = [sum(f.get(name) != 1.0 for name in names) for f in self.factors]
        some = next((i for i, n in enumerate(left) if n), 0)
        return max(2, 1 + next((i for i, n in enumerate(left) if n > left[some]), some))

    def is_lost(self, n, names, found):
        """Whether an edit that explains nothing of song n changes it, though something is left there: it will not help later."""
        leaves = any(self.factors[n].get(k) != 1.0 for k in names)
        made = {how.right for how in self.plan.sums.values() if isinstance(how, Sum)} if leaves else ()
        pairs = [(found[k], self.signals[n][k]) for k in made]
        return any(not np.abs(new - old).max() <= SAME * np.abs(old).max() for new, old in pairs)

    def gains(self, factors):
        """Whether the factors of another set explain something more, or explain it without a factor."""
        pairs = zip(self.factors, factors, strict=False)
        return any(k not in old or (old[k] != 1.0 and c == 1.0) for old, new in pairs for k, c in new.items())


def look_at(edits, plan, songs, names, network, *, over=None, told=0):
    """The look at a pass; None where, on ``told`` songs, it explains nothing more than ``over``, another look."""
    found, factors = [], []
    for n, one in enumerate(songs[:told]):
        found.append(signals(plan, one.song))
        todo = [k for k in names if over.factors[n].get(k) != 1.0]
        factors.append(_factors(plan, one, found[-1], todo))
        last = n + 1 == min(told, len(songs))
        if not over.gains(factors) and (last or over.is_lost(n, names, found[-1])):
            return None
    found += [signals(plan, one.song) for one in songs[told:]]
    factors = [_factors(plan, one, some, names) for one, some in zip(songs, found, strict=True)]
    # A first state's gradient may be made after the loop, from dZ[0]: right, although the loop's carry is wrong.
    look, right, states = Look(edits, plan, found, factors), RIGHT[network], fresh(plan, network).sums
    for name in set(names) - look.explained():
        if isinstance(right.sums[name], State) and plan.sums[name] == right.sums[name]:
            after = [one.factor(name, summed(states[name], one.song, f)) for one, f in zip(songs, found, strict=True)]
            if all(after):
                look = look._replace(plan=look.plan._replace(sums=look.plan.sums | {name: states[name]}))
                for known, c in zip(factors, after, strict=True):
                    known[name] = c
    return look


def _factors(plan, one, found, names):
    """By parameter that a pass explains on a song, the factor."""
    factors = {k: one.factor(k, summed(plan.sums[k], one.song, found)) for k in names}
    return {k: c for k, c in factors.items() if c is not None}


def fresh(plan, network):
    """The pass with the gradients of first states made after the loop, as the right pass makes a carry of dZ[0]."""
    right = RIGHT[network]
    states = {k: how for k, how in right.sums.items() if isinstance(how, State)}
    return plan._replace(sums=plan.sums | {k: how._replace(terms=right.steps[how.signal]) for k, how in states.items()})


def gives(plan, one, names):
    """Whether a pass gives the student's numbers on a song."""
    try:
        found = gradients(plan, one.song, names)
    except IMPOSSIBLE:
        return False
    return all(one.factor(name, value) == 1.0 for name, value in found.items())


LONGEST = 3
"""In three frames a carry is handed on twice: enough to show what accumulates."""


def solved(edit, plan, groups, names):
    """The edit with its coefficients filled in; None where they do not exist, or are those of the right pass.

    ``groups`` are lists of songs of the same sizes, by length, and ``names`` parameters whose gradients are sums.
    """
    for group in groups:
        if group[0].T > LONGEST:
            return None
        for n in dict.fromkeys((1, (len(edit.coefficients) + 1) // 2)):  # one may refute; more tell so many unknowns
            c, acts, told = _coefficients(edit, plan, group[:n], names)
            if told and c is None:
                return None
            if not acts:
                break
        if c is not None:
            wrong = np.abs(np.subtract(c, edit.coefficients)).max() > 1e-7
            return edit.with_coefficients(c, multiplied(c[0])) if wrong else None
    return None


def _coefficients(edit, plan, songs, names):
    """The coefficients with which an edit gives a parameter's gradient on some songs, or None.

    And whether they change a gradient, and so that all of them are told by it.
    """
    n, units, acts, told = len(edit.coefficients), np.eye(len(edit.coefficients)), False, False
    zero, *ones = ([gradients(edit.change(plan, *c), one.song, names) for one in songs] for c in (0 * units[0], *units))
    for name in names:
        if any(one.grads[name].shape != z[name].shape for one, z in zip(songs, zero, strict=True)):
            continue
        rest, *columns = (np.concatenate([found[name].ravel() for found in some]) for some in (zero, *ones))
        # All may be times a factor, which is another mistake: a coefficient of what does not depend on this edit.
        A = np.column_stack([c - rest for c in columns] + ([rest] if np.any(rest) else []))
        b = np.concatenate([one.grads[name].ravel() for one in songs])
        if not np.isfinite(A).all() or np.abs(A[:, :n]).max() < 1e-12:
            continue
        c, _, rank, _ = np.linalg.lstsq(A, b, rcond=1e-11)
        acts, told = True, told or rank == A.shape[1]
        if rank == A.shape[1] and np.abs(A @ c - b).max() <= 1e-7 * max(np.abs(b).max(), np.abs(A).max()):
            return tuple(nice(x) for x in (c[:n] / c[n] if len(c) > n else c)), True, True
    return None, acts, told


class Explanation(NamedTuple):
    """``edits`` of the steps, ``sums``: pairs ((heading, times), {parameter: how}), and the parameters ``left`` unexplained."""

    edits: tuple
    sums: tuple
    left: tuple
    plan: object

    @property
    def cost(self):
        """The number of edits."""
        return len(self.edits) + len(self.sums)

    @property
    def price(self):
        """The number of edits; of as many, those of a whole pass before those for one sum alone, named ones before formulas."""
        elsewhere = sum(isinstance(how, Elsewhere) for _, some in self.sums for how in some.values())
        return self.cost, elsewhere, sum(edit.solved > 1 for edit in self.edits)


def with_sums(look, songs, names, network, single=()):
    """The explanation with the fewest kinds of edits of sums for what the steps leave.

    ``single`` are looks at passes with one edit, which may be made for one sum alone.
    """
    todo = look.left(names)
    options = {name: _options(look, songs, name, network, single) for name in todo}
    left, chosen = [name for name in todo if options[name]], []
    while left:
        covered = {kind: [name for name in left if kind in options[name]] for name in left for kind in options[name]}
        kind = max(covered, key=lambda kind: (len(covered[kind]), kind[1] == 1.0))
        chosen.append((kind, {name: options[name][kind] for name in covered[kind]}))
        left = [name for name in left if name not in covered[kind]]
    plan = look.plan._replace(sums=look.plan.sums | {k: how for _, sums in chosen for k, how in sums.items()})
    return Explanation(look.edits, tuple(chosen), tuple(name for name in todo if not options[name]), plan)


def _options(look, songs, name, network, single):
    """Edits of one parameter's sum that explain it, by (heading, times)."""
    how = look.plan.sums[name]
    if not any(np.any(one.grads[name]) for one in songs):
        return {("missing", 0.0): how._replace(times=0.0)}
    if name in look.explained():
        times = number([f[name] for f in look.factors], songs)
        return {} if times is None else {("times", times): how._replace(times=times)}
    found = {}
    for heading, wrong in sum_edits(network, name, how):
        times = _times(name, wrong, songs, look.signals)
        if times is not None:
            found.setdefault((heading, times), wrong if times == 1.0 else wrong._replace(times=times))
    for other in single if not look.edits else ():
        if name in other.explained() and all(f[name] == 1.0 for f in other.factors):
            found.setdefault((f"{other.edits[0].name}, for", 1.0), Elsewhere(other.plan, name, other.edits[0]))
    return found


def _times(name, how, songs, found):
    """The factor with which a sum explains a parameter on all songs; None where it does not."""
    factors = []
    for one, of_song in zip(songs, found, strict=True):
        try:
            factors.append(one.factor(name, summed(how, one.song, of_song)))
        except IMPOSSIBLE:
            return None
        if factors[-1] is None:
            return None
    return number(factors, songs)
