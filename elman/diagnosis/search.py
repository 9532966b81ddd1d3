"""The fewest edits of the right backward pass that give a student's numbers.

Edits of the steps are tried first, on one short song that is wrong: most are out after one look. What their signals do not
explain is explained, parameter by parameter, by edits of the sums, or by a factor. What is found must then hold on all songs.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import SAME, shaped_like
from elman.diagnosis.edits import Edit, length_edits, sum_edits, walk_edits
from elman.diagnosis.passes import RIGHT, Elsewhere, State
from elman.diagnosis.variants import NUMBERS
from elman.diagnosis.walk import gradients, signals, summed
from elman.network import rnn

MOST = 3
"""So many edits of the steps are combined at most."""
IMPOSSIBLE = (ValueError, KeyError, IndexError, np.linalg.LinAlgError)
"""What is raised where an edit does not fit: by the sizes of a song, or by other edits."""
LOOKS = 12_000
"""So many sets are looked at, at most."""
KEPT = 12
"""Of the sets that explain something, so many are extended."""


class Seen:
    """A song and the gradients that a student's function gave on it; ``wrong`` are the parameters that are wrong."""

    def __init__(self, case, grads, rtol=SAME):
        self.case, self.song, self.grads, self.T, self.sizes = case, case.forward, grads, case.T, case.sizes
        self.right = {name: case.same(name, grads[name], rtol=rtol) for name in grads}
        self.wrong = [name for name in grads if not self.right[name]]
        self._flat = {}
        for name, value in grads.items():
            slack = max(case.slack[name], rtol * np.max(np.abs(value), initial=0.0)) * max(1.0, rtol / SAME)
            flat = value.ravel()
            self._flat[name] = flat, flat @ flat, slack**2 * max(1, flat.size)

    def factor(self, name, predicted):
        """c, where the student's gradient is c times the predicted one; else None."""
        s, square, slack = self._flat[name]
        if predicted.shape != self.grads[name].shape:
            predicted = shaped_like(predicted, self.grads[name])
            if predicted.shape != self.grads[name].shape:
                return None
        p = predicted.ravel()
        sp, pp = s @ p, p @ p
        if square + pp <= slack:
            return 1.0
        if not sp * sp >= (1 - 1e-6) * square * pp:  # Cauchy and Schwarz: far from proportional, or not finite
            return None
        difference = s - p
        if difference @ difference <= slack:
            return 1.0
        if s.size < 2 or not pp or not sp:
            return None
        difference = s - (sp / pp) * p
        return float(sp / pp) if difference @ difference <= slack else None


class Look(NamedTuple):
    """A set of edits, the pass they make, its signals on the first songs, and by song the factor of each parameter explained."""

    edits: tuple
    plan: object
    signals: list
    factors: list

    def explained(self, songs=None):
        """The parameters that are explained on all (or the first few) songs, but for a factor."""
        return set.intersection(*map(set, self.factors[:songs]))

    def tell(self, names):
        """How many songs must be looked at to tell whether another set explains more.

        The first on which something is left, and the first on which more is left than there.
        """
        left = [sum(f.get(name) != 1.0 for name in names) for f in self.factors]
        first = next((n for n in left if n), 0)
        return 1 + next((i for i, n in enumerate(left) if n > first), next((i for i, n in enumerate(left) if n), 0))

    def left(self, names):
        """The parameters that are not simply right."""
        good = self.explained()
        return [name for name in names if name not in good or any(f[name] != 1.0 for f in self.factors)]


class Explanation(NamedTuple):
    """``edits`` of the steps, ``sums``: pairs (heading, {parameter: Sum or State}), and the parameters ``left`` unexplained."""

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
        """The number of edits; of as many, those of a whole pass go before one pass for one sum."""
        return self.cost, sum(isinstance(how, Elsewhere) for _, some in self.sums for how in some.values())


class Search:
    """One search, for the songs of one output.

    Parameters
    ----------
    seen : list of Seen
    network : module
    given : list of tuples of Edit
        Sets of edits that explain other songs; they are tried first, and the best one is kept.
    effort : float
        How long to search, 1 for the usual time.
    everywhere : bool
        Whether the edits must leave right what is right; else only the songs that are wrong count.
    """

    def __init__(self, seen, network, *, given=((),), effort=1.0, everywhere=True):
        self.network, self.looks_left = network, effort * LOOKS
        self.options = given
        self.names = [name for name in RIGHT[network].sums if all(name in one.grads for one in seen)]
        wrong = sorted((one for one in seen if one.wrong), key=_shortest)
        right = sorted((one for one in seen if not one.wrong), key=_shortest) if everywhere else []
        self.all = seen if everywhere else wrong
        self.quiet = [one for one in right if one.T <= 6 and min(one.case.sizes[1:]) > 1][:-3:-1] or right[:1]
        self.groups = _groups(wrong)
        firsts = {k: next((one for one in wrong if k in one.wrong), wrong[0]) for k in self.names}
        self.songs = sorted({id(one): one for one in firsts.values()}.values(), key=_shortest)[:2]
        self.songs += [group[0] for group in self.groups if group[0].T > self.songs[-1].T][:2]
        first = set(self.songs[0].case.sizes[1:])
        others = [one for one in wrong if not first & set(one.case.sizes[1:]) and 1 < min(one.case.sizes[1:])]
        longer = [one for one in wrong if one.T > max(12, self.songs[-1].T) and min(one.case.sizes[1:]) > 1]
        self.songs += others[:1] + longer[:1] or [wrong[-1]][: wrong[-1] is not self.songs[0]]
        shorter = max((one.T for one in right if one.T < wrong[0].T), default=2)
        self.lengths = range(max(1, shorter - 1), min(wrong[-1].T, 128))

    def explanations(self):
        """The explanations of the fewest edits that hold on all songs; where there is none, the one that leaves least."""
        bases = [self._look(edits, _planned(RIGHT[self.network], edits)) for edits in self.options]
        known = self._holding([self._with_sums(base) for base in bases])
        base = min(bases, key=self._open)
        self.given, self.pool = base.edits, []
        best = known or [self._with_sums(base)]
        if not known or known[0].cost > 1 + len(self.given):
            self.pool = [*walk_edits(self.network), *length_edits(self.lengths)]
        looks, several = [base], len(_made_of_steps(base.left(self.names), self.network)) > 1
        for depth in range(1, MOST + 1 if several and self.pool else 2):
            found, done = [], False
            for old in looks:
                found += self._extended(old)
                done = depth > 1 and self._holding([self._with_sums(look) for look in sorted(found, key=self._open)[:3]], depth + 1)
                if done:
                    break
            self.single = found if depth == 1 else self.single
            if depth == 2 and self.network is rnn and not done and all(one.left for one in best):
                for look in self._pairs(base):
                    found.append(look)
                    if self._holding([self._with_sums(look)]):
                        break
            looks = sorted(found, key=self._open)[:KEPT]
            best += [self._with_sums(look) for look in looks]
            if depth == 1 and found:
                best.append(self._with_sums(base))  # now a single sum may also be that of another pass
            if self._holding(best, depth + 1 + len(self.given)) or self.looks_left < 0:
                break
        return self._holding(best) or [min(map(self._verified, best), key=lambda one: 2 * len(one.left) + one.cost)]

    def _verified(self, one):
        """An explanation that leaves all that it does not explain on all songs."""
        names = [k for k in self.names if k not in one.left]
        wrong = [k for k in names if not all(self._gives(one.plan, song, [k]) for song in self.all)]
        sums = tuple((heading, {k: how for k, how in some.items() if k not in wrong}) for heading, some in one.sums)
        kept = one._replace(left=(*one.left, *wrong), sums=tuple(pair for pair in sums if pair[1]))
        explained = set(_made_of_steps(self.names, self.network)) - set(kept.left)
        return kept if explained and len(kept.edits) <= 1 else kept._replace(edits=self.given)

    def _holding(self, explanations, most=99):
        """Of the explanations with at most so many edits those with the fewest that give the student's numbers on all songs."""
        found = []
        for one in sorted((e for e in explanations if not e.left and e.cost <= most), key=lambda e: e.price):
            if found and one.price > found[0].price:
                break
            if all(self._gives(one.plan, song) for song in self.all):
                found.append(one)
        return found

    def _open(self, look):
        """How much a set leaves open: how many parameters, on how many songs."""
        return sum(known.get(name) != 1.0 for known in look.factors for name in self.names)

    def _look(self, edits, plan, gain_over=None):
        """What a pass explains, song after song; None where it explains nothing more on the first song than another set."""
        found, factors = [], []
        self.looks_left -= 1
        with np.errstate(all="ignore"):
            for one in self.songs:
                of_song = signals(plan, one.song)
                known = {k: one.factor(k, summed(plan.sums[k], one.song, of_song)) for k in self.names}
                factors.append({k: c for k, c in known.items() if c is not None})
                found.append(of_song)
                if gain_over is not None and len(factors) == gain_over.tell(self.names) and not _gain(gain_over.factors, factors):
                    return None
            look = Look(edits, plan, found, factors)
            return self._with_fresh_states(look)

    def _with_fresh_states(self, look):
        """A first state's gradient may be computed after the loop, from dZ[0], rightly where the loop's carry is wrong."""
        plan = look.plan
        for name in set(self.names) - look.explained():
            if isinstance(plan.sums[name], State) and plan.sums[name] == RIGHT[self.network].sums[name]:
                fresh = self._fresh(plan).sums[name]
                factors = [one.factor(name, summed(fresh, one.song, f)) for one, f in zip(self.songs, look.signals, strict=True)]
                if all(factors):
                    plan = plan._replace(sums=plan.sums | {name: fresh})
                    for known, c in zip(look.factors, factors, strict=True):
                        known[name] = c
        return look._replace(plan=plan)

    def _extended(self, old):
        """All sets with one edit more that explain more."""
        longest = max(one.T for one in self.songs[: old.tell(self.names)])
        for edit in self.pool:
            if self.looks_left < 0:
                return
            if edit.beyond >= longest:
                continue
            try:
                one = self._concrete(edit, old.plan)
                look = one and self._look((*old.edits, one), one.change(old.plan), gain_over=old)
            except IMPOSSIBLE:
                continue
            if look and self._is_quiet(one):
                yield look

    def _is_quiet(self, edit, *coefficients):
        """Whether an edit changes nothing on songs where the student is right."""
        plan = edit.change(RIGHT[self.network], *coefficients)
        return all(self._gives(plan, one) or self._gives(self._fresh(plan), one) for one in self.quiet)

    def _fresh(self, plan):
        """The pass with the gradients of first states computed anew after the loop."""
        right = RIGHT[self.network]
        fresh = {k: how._replace(terms=right.steps[how.signal]) for k, how in right.sums.items() if isinstance(how, State)}
        return plan._replace(sums=plan.sums | fresh)

    def _gives(self, plan, one, names=None):
        """Whether a pass gives the student's numbers on a song."""
        with np.errstate(all="ignore"):
            try:
                found = gradients(plan, one.song, names or self.names)
            except IMPOSSIBLE:
                return False
        return all(one.factor(name, value) == 1.0 for name, value in found.items())

    def _concrete(self, edit, plan):
        """The edit with its coefficients solved for; None where they do not exist or are the right ones."""
        if not edit.coefficients:
            return edit
        polynomial = len(edit.coefficients) <= 5  # one that is another acts on every song
        if polynomial and self.quiet and min(self.quiet[0].sizes[1:]) > 1 and not self._is_quiet(edit, *np.add(edit.coefficients, 0.37)):
            return None
        for group in self.groups:
            if group[0].T > 3:
                break
            with np.errstate(all="ignore"):
                found = self._solved(edit, plan, group)
            if found is not None:
                return found or None
        return None

    def _solved(self, edit, plan, group):
        """The concrete edit; False where there is none; None where the songs are too short to show it.

        On songs on which a step acts once the gradients are a sum: what they are with coefficients zero, and coefficient
        times what it adds.
        """
        names = [name for name in self.names if not isinstance(RIGHT[self.network].sums[name], State)]
        n = len(edit.coefficients)
        self.looks_left -= n / 2
        zero, *ones = ([gradients(edit.change(plan, *c), one.song, names) for one in group] for c in (np.zeros(n), *np.eye(n)))
        acts = False
        for name in names:
            A = np.array([np.concatenate([(a[name] - z[name]).ravel() for a, z in zip(unit, zero, strict=True)]) for unit in ones]).T
            if not np.isfinite(A).all() or np.abs(A).max(initial=0.0) < 1e-12:
                continue
            if any(one.grads[name].shape != z[name].shape for one, z in zip(group, zero, strict=True)):
                continue
            b = np.concatenate([one.grads[name].ravel() for one in group])
            rest = np.concatenate([z[name].ravel() for z in zero])
            if np.any(rest):  # all may be times a factor, which is another mistake
                A = np.column_stack([A, rest])
            c, _, rank, _ = np.linalg.lstsq(A, b, rcond=1e-11)
            acts |= rank == A.shape[1]
            if rank == A.shape[1] and np.abs(A @ c - b).max() <= 1e-7 * max(np.abs(b).max(), np.abs(A).max()):
                c = tuple(nice(x) for x in (c[:n] / c[n] if len(c) > n else c))
                if np.abs(np.subtract(c, edit.coefficients)).max() < 1e-7:
                    return False
                return Edit(edit.name.replace("{}", multiplied(c[0])), _bound(edit.change, c), solved=True)
        return False if acts else None

    def _pairs(self, base):
        """Pairs of edits of which neither explains anything by itself."""
        one = self.songs[0]
        hidden = [k for k in self.names if k not in ("W_hy", "b_y") and not isinstance(base.plan.sums[k], State)]
        active = {}
        for edit in self.pool:
            if edit.coefficients:
                continue
            with np.errstate(all="ignore"):
                try:
                    found = gradients(edit.change(base.plan), one.song, hidden)
                except IMPOSSIBLE:
                    continue
            numbers = np.concatenate([v.ravel() for v in found.values()])
            key = tuple(np.round(numbers / (np.abs(numbers).max() or 1.0), 7))
            if key not in active and self._is_quiet(edit):
                active[key] = edit
        active.pop(self._key(base.plan, one, hidden), None)
        unknown = [edit for edit in self.pool if edit.coefficients]
        for a, b in [*combinations(active.values(), 2), *((a, b) for a in active.values() for b in unknown)]:
            if self.looks_left < 0:
                return
            try:
                plan = a.change(base.plan)
                edit = self._concrete(b, plan)
                look = edit and self._look((*base.edits, a, edit), edit.change(plan), gain_over=base)
            except IMPOSSIBLE:
                continue
            if look:
                yield look

    def _key(self, plan, one, names):
        numbers = np.concatenate([v.ravel() for v in gradients(plan, one.song, names).values()])
        return tuple(np.round(numbers / (np.abs(numbers).max() or 1.0), 7))

    def _with_sums(self, look):
        """The explanation with the fewest edits of sums for what the steps do not explain."""
        todo = look.left(self.names)
        options = {name: self._sums_of(look, name) for name in todo}
        left, chosen = [name for name in todo if options[name]], []
        while left:
            counts = {}
            for name in left:
                for heading in options[name]:
                    counts.setdefault(heading, []).append(name)
            heading = max(counts, key=lambda h: len(counts[h]))
            ties = [h[0] for h in counts if h != heading and counts[h] == counts[heading]]
            chosen.append(((*heading, *ties[:1]), {name: options[name][heading] for name in counts[heading]}))
            left = [name for name in left if name not in counts[heading]]
        plan = look.plan._replace(sums=look.plan.sums | {k: how for _, sums in chosen for k, how in sums.items()})
        return Explanation(look.edits, tuple(chosen), tuple(name for name in todo if not options[name]), plan)

    def _sums_of(self, look, name):
        """Edits of one parameter's sum that explain it, by heading."""
        if not any(np.any(one.grads[name]) for one in self.songs):
            return {("missing", 0.0): look.plan.sums[name]._replace(times=0.0)}
        if name in look.explained():
            times = number([f[name] for f in look.factors], self.songs)
            return {("times", times): look.plan.sums[name]._replace(times=times)} if times is not None else {}
        found = {}
        for heading, how in sum_edits(self.network, name, look.plan.sums[name]):
            factors = []
            for one, of_song in zip(self.songs, look.signals, strict=True):
                with np.errstate(all="ignore"):
                    try:
                        factors.append(one.factor(name, summed(how, one.song, of_song)))
                    except IMPOSSIBLE:
                        factors.append(None)
                if factors[-1] is None:
                    break
            times = None if factors[-1] is None else number(factors, self.songs)
            if times is not None:
                found.setdefault((heading, times), how if times == 1.0 else how._replace(times=times))
        if not look.edits:
            for other in getattr(self, "single", ()):
                if name in other.explained() and all(f[name] == 1.0 for f in other.factors):
                    found.setdefault((f"{other.edits[0].name}, for", 1.0), Elsewhere(other.plan, name, other.edits[0]))
        return found


def _made_of_steps(names, network):
    """Those of some parameters whose gradients are sums of signals of the loop."""
    sums = RIGHT[network].sums
    return [k for k in names if not isinstance(sums[k], State) and sums[k].right != "dA"]


def _planned(plan, edits):
    for edit in edits:
        plan = edit.change(plan)
    return plan


def _bound(change, c):
    return lambda plan: change(plan, *c)


def _gain(old, new):
    """Whether on some song new factors explain a parameter that the old ones do not, or not without a factor."""
    return any(k not in a or (a[k] != 1.0 and c == 1.0) for a, b in zip(old, new, strict=False) for k, c in b.items())


def _shortest(one):
    """Short songs first, of these the ones that tell most: many units, none of the sizes one."""
    T, n_in, n_hidden, n_out = one.case.sizes
    return T, min(n_in, 3, n_hidden, n_out) < 3, -n_hidden


def _groups(wrong):
    """Wrong songs of the same sizes, the most telling sizes of every length."""
    groups = {}
    for one in wrong:
        groups.setdefault(one.T, {}).setdefault(one.case.sizes, []).append(one)
    return [next(iter(sizes.values())) for sizes in groups.values()]


def nice(c):
    """A simple number that c is, but for rounding; else c."""
    for d in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000, 10000):
        if abs(c * d - round(c * d)) < 1e-7 * max(1.0, abs(c * d)):
            return round(c * d) / d
    return float(c)


def multiplied(c):
    """What a coefficient does, in words."""
    return {0.0: "dropped", -1.0: "with the wrong sign", 2.0: "doubled", 0.5: "halved"}.get(c, f"times {c:.7g}")


def number(factors, songs):
    """One number, or a formula in the sizes, that the factors on some songs are; else None."""
    if max(factors) - min(factors) <= 1e-7 * max(map(abs, factors)):
        return nice(factors[0])
    for name, f in NUMBERS.items():
        sizes = [f(*one.sizes) for one in songs]
        if not all(sizes):
            continue
        rest = [c / size for c, size in zip(factors, sizes, strict=True)]
        if max(rest) - min(rest) <= 1e-7 * max(map(abs, rest)) and abs(nice(rest[0]) * 1e4 % 1) < 1e-9:
            return name if nice(rest[0]) == 1 else (nice(rest[0]), name)
    return None
