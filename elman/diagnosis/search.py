"""The fewest edits of the right backward pass that give a student's numbers.

Edits of the steps are tried first, on one short song that is wrong: most are out after one look. What their signals do not
explain is explained, parameter by parameter, by edits of the sums, or by a factor. What is found must then hold on all songs.
"""

from itertools import combinations

import numpy as np

from elman.diagnosis.edits import length_edits, walk_edits
from elman.diagnosis.looks import IMPOSSIBLE, fresh, gives, look_at, solved, with_sums
from elman.diagnosis.passes import DA_SUMS, RIGHT, State
from elman.diagnosis.walk import gradients
from elman.network import rnn

MOST = 2
"""So many edits of the steps are combined at most."""
KEPT = 16
"""Of the sets that explain something, so many are extended."""
LONG = 12
"""A song of more frames is long."""
LOOKS = 8_000
"""So many sets are looked at, at most."""


class Search:
    """One search, for the songs of one output.

    Parameters
    ----------
    seen : list of elman.diagnosis.seen.Seen
    network : module
    given : list of tuples of Edit
        Sets of edits that explain other songs; they are tried first, and the best one is kept.
    effort : float
        How long to search, 1 for the usual time.
    enough : int
        An explanation by one of the given sets with so many edits in all need not be made shorter.
    everywhere : bool
        Whether the edits must leave right what is right; else only the songs that are wrong count.
    """

    def __init__(self, seen, network, *, given=((),), enough=1, effort=1.0, everywhere=True):
        self.network, self.given, self.enough, self.effort, self.checked = network, given, enough, effort, {}
        self.single, self.looks_left, self.best, self.depth = (), 0.0, [], 0
        self.names = [name for name in RIGHT[network].sums if all(name in one.grads for one in seen)]
        self.made = [k for k in self.names if not isinstance(RIGHT[network].sums[k], State)]
        wrong = sorted((one for one in seen if one.wrong), key=_shortest)
        right = sorted((one for one in seen if not one.wrong), key=_shortest) if everywhere else []
        self.seen = seen if everywhere else wrong
        weights = [k for k in self.made if RIGHT[network].sums[k].left is not None]
        good = {RIGHT[network].sums[k].right for k in weights if not any(k in one.wrong for one in wrong)}
        self.walk_is_right = good == {RIGHT[network].sums[k].right for k in weights}
        self.quiet = [one for one in right if one.T <= 6 and _telling(one)][:-3:-1] or right[:1]
        self.groups = _groups(wrong)
        self.songs = self._songs(wrong)
        shorter = max((one.T for one in right if one.T < wrong[0].T), default=2)
        self.lengths = range(max(1, shorter - 1), min(wrong[-1].T, 128))

    def _songs(self, wrong):
        """The songs to look at: the shortest on which each parameter is wrong, wrong ones of three lengths, and a long one."""
        firsts = [next((one for one in wrong if k in one.wrong), wrong[0]) for k in self.names]
        some = {id(one): one for one in (*firsts, *(group[0] for group in self.groups[:3]))}
        songs = sorted(some.values(), key=_shortest)
        return songs + [one for one in wrong if max(LONG, songs[-1].T) < one.T and _telling(one)][:1]

    def explanations(self, most=MOST):
        """The explanations of the fewest edits that hold on all songs; where there is none, the one that leaves least.

        At most so many edits of the steps are combined; a second call that allows more goes on from there.
        """
        if not self.best:
            bases = [self._look(edits, _planned(RIGHT[self.network], edits)) for edits in self.given]
            pairs = [(look, self._with_sums(look)) for look in bases]
            self.base, plain = min(pairs, key=lambda pair: self._open(pair[0]))
            held = self._holding([explanation for _, explanation in pairs])
            if held and (self.walk_is_right or held[0].cost <= max(self.enough, 1 + len(held[0].edits))):
                return held
            self.pool = [*walk_edits(self.network), *length_edits(self.lengths)]
            self.looks_left = LOOKS * self.effort
            self.best, self.looks = held or [plain], [self.base]
        held, deepest = [], min(most, MOST if self._has_several() else 1)
        while self.depth < deepest and self.looks_left > 0 and not held:
            self.depth += 1
            self.pool = self.pool if self.depth == 1 else self._possible()
            self.looks = sorted(self._deeper(self.looks, self.depth, self.base), key=self._open)[:KEPT]
            self.single = self.looks if self.depth == 1 else self.single
            held = self._whole(self.looks)
            if not held:
                self.best += [self._with_sums(look) for look in self.looks]
                self.best += [self._with_sums(self.base)] if self.single and self.depth == 1 else []
                held = self._holding([one for one in self.best if one.cost <= self.depth + 1 + len(self.base.edits)])
        held = held or self._holding(self.best)
        return held or [min(map(self._verified, self.best), key=lambda one: 2 * len(one.left) + one.cost)]

    def _possible(self):
        """The edits that may stand beside another: where the sums of dA are right, those that leave them so."""
        if not {*self.names} >= DA_SUMS or any(k in DA_SUMS for one in self.seen for k in one.wrong):
            return self.pool
        return [edit for edit in self.pool if not edit.change(RIGHT[self.network], *edit.coefficients).output_side]

    def _has_several(self):
        """Whether the walk may hold two mistakes: it is not right, and leaves more than one of its sums."""
        left = [k for k in self.made if k in self.base.left(self.names) and RIGHT[self.network].sums[k].right != "dA"]
        return len(left) > 1 and not self.walk_is_right

    def _deeper(self, looks, depth, base):
        """All sets with one edit more; formulas, and further sets, only where nothing explains all before."""
        found, named = [], [edit for edit in self.pool if len(edit.coefficients) < 2]
        formulas = [edit for edit in self.pool if len(edit.coefficients) > 1]
        for look in looks:
            for pool in (named, formulas):
                found += self._extended(look, pool, look)
                if self._whole(found):
                    break
            if depth > 1 and self._holding([self._with_sums(look) for look in sorted(found, key=self._open)[:3]]):
                return found
        for look in self._pairs(base) if depth == 2 and self.network is rnn else ():
            found.append(look)
            if self._holding([self._with_sums(look)]):
                break
        return found

    def _extended(self, old, pool, over):
        """All sets with one edit more than an old one that explain more, and change nothing where the student is right."""
        told = over.told(self.names)
        longest = max(one.T for one in self.songs[:told])
        for edit in (edit for edit in pool if edit.beyond < longest and self.looks_left > 0):
            self.looks_left -= len(edit.coefficients) / 2
            try:
                one = solved(edit, old.plan, self.groups, self.made) if edit.coefficients else edit
                look = one and self._look((*old.edits, one), one.change(old.plan), over=over, told=told)
            except IMPOSSIBLE:
                continue
            if look and self._is_quiet(one):
                yield look

    def _pairs(self, base):
        """Pairs of edits of which neither explains anything by itself; of those that do the same to a song, the first."""
        one, names = self.songs[0], [k for k in self.made if not k.endswith("y")]
        active = {_print(gradients(base.plan, one.song, names)): None}
        for edit in (edit for edit in self.pool if not edit.coefficients):
            try:
                key = _print(gradients(edit.change(base.plan), one.song, names))
            except IMPOSSIBLE:
                continue
            if key not in active and self._is_quiet(edit):
                active[key] = edit
        first, own = [edit for edit in active.values() if edit], (1, 5)  # formulas of the array that belongs there
        unknown = [edit for edit in self.pool if len(edit.coefficients) in own]
        for a, b in [*combinations(first, 2), *((a, b) for a in first for b in unknown)]:
            old = base._replace(edits=(*base.edits, a), plan=a.change(base.plan))
            yield from self._extended(old, [b], base)

    def _look(self, edits, plan, **over):
        self.looks_left -= 1
        return look_at(edits, plan, self.songs, self.names, self.network, **over)

    def _open(self, look):
        return look.open(self.names)

    def _with_sums(self, look):
        return with_sums(look, self.songs, self.names, self.network, self.single)

    def _is_quiet(self, edit):
        """Whether an edit changes nothing on songs where the student is right."""
        plan = edit.change(RIGHT[self.network])
        return all(any(gives(p, one, self.names) for p in (plan, fresh(plan, self.network))) for one in self.quiet)

    def _holding(self, explanations):
        """Of some explanations those with the fewest edits that give the student's numbers on all songs."""
        found = []
        for one in sorted((one for one in explanations if not one.left), key=lambda one: one.price):
            if found and one.price > found[0].price:
                break
            if id(one.plan) not in self.checked:  # the plan is kept, so that no id is used twice
                self.checked[id(one.plan)] = one.plan, all(gives(one.plan, song, self.names) for song in self.seen)
            found += [one] if self.checked[id(one.plan)][1] else []
        return found

    def _whole(self, looks):
        """What holds of the looks that leave nothing to edits of sums."""
        return self._holding([self._with_sums(look) for look in looks if not self._open(look)])

    def _verified(self, one):
        """An explanation that leaves all that it does not explain on all songs."""
        names = [k for k in self.names if k not in one.left]
        wrong = [k for k in names if not all(gives(one.plan, song, [k]) for song in self.seen)]
        if any(not k.endswith("y") for k in (*one.left, *wrong)):  # first states are made of the same signals
            wrong += [k for _, some in one.sums for k in some if k not in (*self.made, *wrong)]
        sums = [(kind, {k: how for k, how in some.items() if k not in wrong}) for kind, some in one.sums]
        kept = one._replace(left=(*one.left, *wrong), sums=tuple(pair for pair in sums if pair[1]))
        explained = {k for k in self.made if not k.endswith("y")} - set(kept.left)
        if not kept.edits or (explained and len(kept.edits) == 1):
            return kept
        spoilt = {k for song in self.seen for k in song.wrong}
        return kept._replace(edits=(), sums=(), left=tuple(k for k in self.names if k in spoilt))


def _planned(plan, edits):
    for edit in edits:
        plan = edit.change(plan)
    return plan


def _print(grads):
    """Some gradients, but for a factor and rounding, as a key."""
    numbers = np.concatenate([value.ravel() for value in grads.values()])
    return tuple(np.round(numbers / (np.abs(numbers).max() or 1.0), 7))


def _telling(one):
    """Whether none of a song's sizes but T is one."""
    return min(one.sizes[1:]) > 1


def _shortest(one):
    """Short songs first, of these the ones that tell most: many units, none of the sizes small."""
    return one.T, min(one.sizes[1:]) < 3, -one.sizes[2]


def _groups(wrong):
    """Wrong songs of the same sizes, the most telling sizes of every length."""
    groups = {}
    for one in wrong:
        groups.setdefault(one.T, {}).setdefault(one.sizes, []).append(one)
    return [next(iter(sizes.values())) for sizes in groups.values()]
